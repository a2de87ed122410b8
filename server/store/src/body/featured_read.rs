//! Shelves and what stands on them, the audit, and how much there is.

use super::header::{HeaderRow, headers};
use super::reads::Reads;
use super::rules::RuleColumns;
use super::ungathered;
use crate::record::Featured;
use crate::shelf::Placed;
use crate::{Result, StoreError};
use contract::featured::{AuditEntry, Badge};
use contract::{
    Assignment, FeaturedType, FeaturedTypeId, Header, Layout, Revision, Seq, TenantId, Timestamp,
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct TypeRow {
    id: i64,
    name: String,
    badge_text: String,
    badge_icon: String,
    gradient_from: String,
    gradient_to: String,
    layout: String,
    sort_order: i64,
    capacity: i64,
    active_from: Option<i64>,
    active_until: Option<i64>,
    sorting: Option<String>,
    category_id: Option<i64>,
    on_sale: Option<i64>,
    most: Option<i64>,
}

impl TryFrom<TypeRow> for FeaturedType {
    type Error = StoreError;
    fn try_from(row: TypeRow) -> Result<Self> {
        let unknown = || StoreError::corrupt(format!("the layout {:?}", row.layout));
        let TypeRow { sorting, category_id, on_sale, most, .. } = row;
        let rule = RuleColumns { sorting, category_id, on_sale, most };
        Ok(Self {
            id: FeaturedTypeId(row.id),
            layout: Layout::parse(&row.layout).ok_or_else(unknown)?,
            name: row.name,
            badge: Badge {
                text: row.badge_text,
                icon: row.badge_icon,
                gradient_from: row.gradient_from,
                gradient_to: row.gradient_to,
            },
            order: row.sort_order,
            capacity: row.capacity,
            active_from: row.active_from.map(Timestamp),
            active_until: row.active_until.map(Timestamp),
            rule: rule.rule()?,
        })
    }
}

macro_rules! types {
    ($($rest:expr),*) => {
        gathered!(
            "id, name, badge_text, badge_icon, gradient_from, gradient_to, layout, sort_order, \
             capacity, active_from, active_until, sorting, category_id, on_sale, most",
            "SELECT t.id, t.name, t.badge_text, t.badge_icon, t.gradient_from, t.gradient_to, ",
            "t.layout, t.sort_order, t.capacity, t.active_from, t.active_until, ",
            "r.sorting, r.category_id, r.on_sale, r.most ",
            "FROM featured_types t LEFT JOIN shelf_rules r ON r.type_id = t.id ",
            "WHERE t.tenant_id = $1 ",
            $($rest),*
        )
    };
}

pub(super) use types;

#[derive(Deserialize)]
pub(super) struct PlacedRow {
    pub type_id: i64,
    id: i64,
    product_id: i64,
    position: i64,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
    deleted_at: Option<i64>,
    revision: i64,
}

impl PlacedRow {
    pub fn placed(self) -> Placed {
        let Self { id, product_id, position, starts_at, ends_at, deleted_at, .. } = self;
        Placed { id, product_id, position, starts_at, ends_at, deleted_at }
    }

    fn assignment(self) -> Assignment {
        let (shelf, revision) = (FeaturedTypeId(self.type_id), Revision(self.revision));
        self.placed().assignment(shelf, revision)
    }
}

macro_rules! placed {
    ($($which:expr),*) => {
        gathered!(
            "type_id, id, product_id, position, starts_at, ends_at, deleted_at, revision",
            "SELECT a.type_id, a.id, a.product_id, a.position, a.starts_at, a.ends_at, ",
            "p.deleted_at, COALESCE(m.revision, 0) AS revision ",
            "FROM assignments a JOIN products p ON p.id = a.product_id ",
            "LEFT JOIN board_marks m ON m.tenant_id = a.tenant_id AND m.type_id = a.type_id ",
            "AND m.product_id = a.product_id WHERE a.tenant_id = $1 ",
            $($which,)*
            " ORDER BY a.type_id, a.position, a.id"
        )
    };
}

pub(super) use placed;

/// Together, so that all of it is of one moment.
const FEATURED: &str = concat!(
    "SELECT (",
    types!("ORDER BY t.sort_order, t.id"),
    "), (",
    placed!(),
    "), (",
    headers!(),
    "), (SELECT revision FROM board_marks ",
    "WHERE tenant_id = $1 AND type_id = 0 AND product_id = 0)"
);

#[derive(sqlx::FromRow)]
struct AuditRow {
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    subject: String,
    before_json: Option<String>,
    after_json: Option<String>,
    revision: Option<i64>,
    undone_by: Option<i64>,
}

/// A change that is forgotten has no revision: there is no way back to it.
const AUDIT: &str = "SELECT a.seq, a.at, a.actor, a.action, a.subject, a.before_json, \
    a.after_json, c.revision, c.undone_by FROM audit a LEFT JOIN board_changes c \
    ON c.tenant_id = a.tenant_id AND c.revision = a.revision \
    WHERE a.tenant_id = $1 ORDER BY a.seq DESC, a.id DESC LIMIT $2";
const COUNTS: &str = "SELECT \
    (SELECT COUNT(*) FROM products WHERE tenant_id = $1 AND deleted_at IS NULL), \
    (SELECT COUNT(*) FROM assignments WHERE tenant_id = $1)";

impl Reads {
    pub async fn featured(&self, tenant: TenantId) -> Result<Featured> {
        let query = sqlx::query_as(FEATURED).bind(tenant.0).fetch_one(self.pool());
        let (types, placed, headers, mark): (String, String, String, Option<i64>) = query.await?;
        let types = ungathered::<TypeRow>(&types)?.into_iter();
        let placed = ungathered::<PlacedRow>(&placed)?.into_iter();
        Ok(Featured {
            types: types.map(FeaturedType::try_from).collect::<Result<_>>()?,
            assignments: placed.map(PlacedRow::assignment).collect(),
            header: ungathered::<HeaderRow>(&headers)?.pop().map(Header::from),
            header_revision: Revision(mark.unwrap_or_default()),
        })
    }

    pub async fn audit(&self, tenant: TenantId, limit: i64) -> Result<Vec<AuditEntry>> {
        let query = sqlx::query_as(AUDIT).bind(tenant.0).bind(limit.max(0));
        let rows: Vec<AuditRow> = query.fetch_all(self.pool()).await?;
        let entry = |row: AuditRow| AuditEntry {
            seq: Seq(row.seq),
            at: Timestamp(row.at),
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            before: row.before_json,
            after: row.after_json,
            revision: row.revision.map(Revision),
            is_undone: row.undone_by.is_some(),
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    pub async fn counts(&self, tenant: TenantId) -> Result<(i64, i64)> {
        Ok(sqlx::query_as(COUNTS).bind(tenant.0).fetch_one(self.pool()).await?)
    }
}
