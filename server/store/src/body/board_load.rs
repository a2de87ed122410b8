//! Takes shelves onto the workbench, and puts what became of them back.

use super::featured_read::{PlacedRow, TypeRow, placed, types};
use super::header::{HeaderRow, headers};
use super::{Connection, header, rules, ungathered};
use crate::effect::json;
use crate::record::Origin;
use crate::shelf::{Placed, moves};
use crate::workbench::{Mark, Named, SHELF, Workbench};
use crate::{Result, StoreError};
use contract::edit::HEADER;
use contract::{
    FeaturedType, FeaturedTypeId, Header, ProductId, Revision, TenantId, Timestamp, UserId,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A workbench, and how it was when it was laid out.
pub(super) struct Opened {
    pub bench: Workbench,
    types: BTreeMap<FeaturedTypeId, FeaturedType>,
    shelves: BTreeMap<FeaturedTypeId, Vec<Placed>>,
    header: Option<Header>,
}

const REVISION: &str = concat!("SELECT board_revision FROM tenants WHERE id = $1", locked!());
/// Of these shelves and these products.
const LAID_OUT: &str = concat!(
    "SELECT (",
    types!("AND t.id ", among_ids!("$2")),
    "), (",
    placed!("AND a.type_id ", among_ids!("$2")),
    "), (",
    headers!(),
    "), (",
    gathered!(
        "id, name, deleted_at",
        "SELECT id, name, deleted_at FROM products WHERE tenant_id = $1 AND id ",
        among_ids!("$3")
    ),
    "), (",
    gathered!(
        "type_id, product_id, revision, actor, user_id, at",
        "SELECT * FROM board_marks WHERE tenant_id = $1 AND type_id ",
        among_ids!("$2"),
        " AND product_id ",
        among_ids!("$3")
    ),
    ")"
);

/// The shelves, and what is known of the products; the shop is kept from everybody else until the
/// commit. What does not exist is not on the bench. The header stands under a number of its own.
pub(super) async fn open(
    connection: &mut Connection,
    tenant: TenantId,
    shelves: impl IntoIterator<Item = FeaturedTypeId>,
    products: impl IntoIterator<Item = ProductId>,
) -> Result<Opened> {
    let query = sqlx::query_scalar(REVISION).bind(tenant.0);
    let revision: Option<i64> = query.fetch_optional(&mut *connection).await?;
    let revision = revision.ok_or(StoreError::NotFound("shop"))?;
    let shelves: BTreeSet<i64> = shelves.into_iter().map(|id| id.0).collect();
    let products = products.into_iter().chain([SHELF]).map(|id| id.0);
    let products: BTreeSet<i64> = products.collect();
    let mut bench = Workbench { revision: Revision(revision + 1), ..Workbench::default() };

    let query = sqlx::query_as(LAID_OUT).bind(tenant.0).bind(json(&shelves)?);
    let laid_out = query.bind(json(&products)?).fetch_one(connection).await?;
    let (types, placed, headers, products, marks): (String, String, String, String, String) =
        laid_out;
    for row in ungathered::<TypeRow>(&types)? {
        let kind = FeaturedType::try_from(row)?;
        bench.shelves.insert(kind.id, Vec::new());
        bench.types.insert(kind.id, kind);
    }
    for row in ungathered::<PlacedRow>(&placed)? {
        bench.shelves.entry(FeaturedTypeId(row.type_id)).or_default().push(row.placed());
    }
    if shelves.contains(&HEADER.0) {
        bench.header = ungathered::<HeaderRow>(&headers)?.pop().map(Header::from);
    }
    for (id, name, deleted_at) in ungathered::<(i64, String, Option<i64>)>(&products)? {
        let named = Named { name, is_listed: deleted_at.is_none() };
        bench.products.insert(ProductId(id), named);
    }
    for row in ungathered::<(i64, i64, i64, String, Option<i64>, i64)>(&marks)? {
        let (shelf, product, revision, actor, user, at) = row;
        let (user_id, at) = (user.map(UserId), Timestamp(at));
        let mark = Mark { revision: Revision(revision), actor, user_id, at };
        bench.marks.insert((FeaturedTypeId(shelf), ProductId(product)), mark);
    }
    let (types, shelves) = (bench.types.clone(), bench.shelves.clone());
    let header = bench.header.clone();
    Ok(Opened { bench, types, shelves, header })
}

/// One shelf with everything that stands on it.
pub(super) async fn open_whole(
    connection: &mut Connection,
    tenant: TenantId,
    shelf: FeaturedTypeId,
) -> Result<Opened> {
    let query = sqlx::query_scalar(
        "SELECT product_id FROM assignments WHERE tenant_id = $1 AND type_id = $2",
    );
    let query = query.bind(tenant.0).bind(shelf.0);
    let products: Vec<i64> = query.fetch_all(&mut *connection).await?;
    open(connection, tenant, [shelf], products.into_iter().map(ProductId)).await
}

const LOG: &str = "INSERT INTO board_changes \
    (tenant_id, revision, at, actor, user_id, undoes, changes) VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl Opened {
    /// A shelf that has just been written, if any, is not written again.
    pub fn has(&mut self, new: Option<&FeaturedType>) {
        self.types.extend(new.map(|kind| (kind.id, kind.clone())));
    }

    /// Whether anything is another way than it was: edits may cancel each other out.
    pub fn is_changed(&self) -> bool {
        let seen = |shelf: &Vec<Placed>| -> Vec<(i64, Option<i64>, Option<i64>)> {
            shelf.iter().map(|p| (p.product_id, p.starts_at, p.ends_at)).collect()
        };
        let shelves = self.bench.shelves.iter();
        self.bench.types != self.types
            || shelves
                .map(|(id, now)| (seen(now), self.shelves.get(id).map(seen)))
                .any(|(now, before)| now != before.unwrap_or_default())
    }

    /// Writes what is different, and the change with its inverse.
    pub async fn keep(
        &self,
        connection: &mut Connection,
        tenant: TenantId,
        origin: &Origin,
        undoes: Option<Revision>,
    ) -> Result<()> {
        let bench = &self.bench;
        for (id, kind) in bench.types.iter().filter(|(id, kind)| self.types.get(id) != Some(kind)) {
            super::featured_write::put(connection, tenant, *id, kind, self.types.contains_key(id))
                .await?;
        }
        for (shelf, now) in &bench.shelves {
            let before = self.shelves.get(shelf).map(Vec::as_slice).unwrap_or_default();
            keep_shelf(connection, tenant, *shelf, before, now).await?;
        }
        for id in self.types.keys().filter(|id| !bench.types.contains_key(id)) {
            rules::put(connection, tenant, *id, None).await?;
            let query = sqlx::query("DELETE FROM featured_types WHERE tenant_id = $1 AND id = $2");
            query.bind(tenant.0).bind(id.0).execute(&mut *connection).await?;
        }
        if bench.header != self.header {
            header::put(connection, tenant, bench.header.as_ref()).await?;
        }
        keep_marks(connection, tenant, origin, bench).await?;
        let query = sqlx::query("UPDATE tenants SET board_revision = $2 WHERE id = $1");
        query.bind(tenant.0).bind(bench.revision.0).execute(&mut *connection).await?;
        sqlx::query(LOG)
            .bind(tenant.0)
            .bind(bench.revision.0)
            .bind(origin.at.0)
            .bind(&origin.actor)
            .bind(origin.user_id.map(|user| user.0))
            .bind(undoes.map(|revision| revision.0))
            .bind(json(&bench.changes)?)
            .execute(connection)
            .await?;
        Ok(())
    }
}

const TAKE_OFF: &str = concat!(
    "DELETE FROM assignments WHERE tenant_id = $1 AND type_id = $2 AND id ",
    among_ids!("$3")
);
const SCHEDULE: &str =
    "UPDATE assignments SET starts_at = $3, ends_at = $4 WHERE tenant_id = $1 AND id = $2";
const MOVE: &str = concat!(
    "UPDATE assignments SET position = w.position FROM ",
    rows!("$2", int id, int position),
    // Without the plus SQLite goes through all that stands in the shop, and the list for each of it.
    " WHERE +assignments.tenant_id = $1 AND assignments.id = w.id"
);
const PUT_UP: &str = concat!(
    "INSERT INTO assignments (tenant_id, type_id, product_id, position, starts_at, ends_at) ",
    "SELECT $1, $2, product, position, starts, ends FROM ",
    rows!("$3", int product, int position, int starts, int ends)
);
const MARK: &str = concat!(
    "INSERT INTO board_marks (tenant_id, type_id, product_id, revision, actor, user_id, at) ",
    "SELECT $1, shelf, product, revision, $3, $4, $5 FROM ",
    rows!("$2", int shelf, int product, int revision),
    // Without a condition SQLite takes what follows for that of a join.
    " WHERE true ON CONFLICT (tenant_id, type_id, product_id) DO UPDATE SET ",
    "revision = excluded.revision, actor = excluded.actor, ",
    "user_id = excluded.user_id, at = excluded.at"
);

#[derive(Serialize)]
struct NewRow {
    product: i64,
    position: usize,
    starts: Option<i64>,
    ends: Option<i64>,
}

impl NewRow {
    fn new(position: usize, placed: &Placed) -> Self {
        let &Placed { product_id, starts_at, ends_at, .. } = placed;
        Self { product: product_id, position, starts: starts_at, ends: ends_at }
    }
}

#[derive(Serialize)]
struct MarkRow {
    shelf: i64,
    product: i64,
    revision: i64,
}

async fn keep_shelf(
    connection: &mut Connection,
    tenant: TenantId,
    shelf: FeaturedTypeId,
    before: &[Placed],
    now: &[Placed],
) -> Result<()> {
    let left: HashSet<i64> = now.iter().map(|placed| placed.id).collect();
    let gone: Vec<i64> =
        before.iter().map(|placed| placed.id).filter(|id| !left.contains(id)).collect();
    if !gone.is_empty() {
        let query = sqlx::query(TAKE_OFF).bind(tenant.0).bind(shelf.0).bind(json(&gone)?);
        query.execute(&mut *connection).await?;
    }
    let known: HashMap<i64, &Placed> = before.iter().map(|placed| (placed.id, placed)).collect();
    let kept: Vec<Placed> = now.iter().filter(|p| known.contains_key(&p.id)).cloned().collect();
    for placed in &kept {
        let stored = known[&placed.id];
        if (stored.starts_at, stored.ends_at) != (placed.starts_at, placed.ends_at) {
            let query = sqlx::query(SCHEDULE).bind(tenant.0).bind(placed.id);
            let query = query.bind(placed.starts_at).bind(placed.ends_at);
            query.execute(&mut *connection).await?;
        }
    }
    let moved = moves(now, before);
    if !moved.is_empty() {
        let query = sqlx::query(MOVE).bind(tenant.0).bind(json(&moved)?);
        query.execute(&mut *connection).await?;
    }
    let new = now.iter().enumerate().filter(|(_, placed)| !known.contains_key(&placed.id));
    let new: Vec<NewRow> = new.map(|(position, placed)| NewRow::new(position, placed)).collect();
    if !new.is_empty() {
        let query = sqlx::query(PUT_UP).bind(tenant.0).bind(shelf.0).bind(json(&new)?);
        query.execute(connection).await?;
    }
    Ok(())
}

async fn keep_marks(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    bench: &Workbench,
) -> Result<()> {
    let mark = |key: &(FeaturedTypeId, ProductId)| MarkRow {
        shelf: key.0.0,
        product: key.1.0,
        revision: bench.revision_of(*key).0,
    };
    let marks: Vec<MarkRow> = bench.marked.iter().map(mark).collect();
    if marks.is_empty() {
        return Ok(());
    }
    sqlx::query(MARK)
        .bind(tenant.0)
        .bind(json(&marks)?)
        .bind(&origin.actor)
        .bind(origin.user_id.map(|user| user.0))
        .bind(origin.at.0)
        .execute(connection)
        .await?;
    Ok(())
}
