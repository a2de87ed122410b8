//! Counts and holds, for those who look after them.

use super::catalogue_read::patterns;
use super::holds_read::{Row, holds};
use super::{Db, reads::Reads};
use crate::Result;
use crate::effect::{from_json, json};
use crate::trade::{HoldHistory, HoldRecord, StockRow};
use contract::hold::HoldEvent;
use contract::product::LOW_STOCK;
use contract::stockroom::{Correction, Level, StockQuery};
use contract::{TenantId, Timestamp};
use sqlx::QueryBuilder;

#[derive(sqlx::FromRow)]
struct CountRow {
    sku: String,
    on_hand: i64,
    free: i64,
    held: i64,
    sold: i64,
}

impl From<CountRow> for StockRow {
    fn from(CountRow { sku, on_hand, free, held, sold }: CountRow) -> Self {
        Self { sku, on_hand, free, held, sold }
    }
}

#[derive(sqlx::FromRow)]
struct CorrectionRow {
    sku: String,
    at: i64,
    free_before: i64,
    free_after: i64,
    reason: String,
    actor: String,
}

impl From<CorrectionRow> for (String, Correction) {
    fn from(row: CorrectionRow) -> Self {
        let (at, before, after) = (Timestamp(row.at), row.free_before, row.free_after);
        let CorrectionRow { sku, reason, actor, .. } = row;
        (sku, Correction { at, before, after, reason, actor })
    }
}

const FROM: &str = " FROM stock s WHERE s.is_counted = 1 AND s.tenant_id = ";
/// What a source says of a product whose variants are sold is nothing that could be had.
const NOT_OF_VARIANTS: &str = " AND NOT (s.held = 0 AND s.sold = 0 AND EXISTS (SELECT 1 \
    FROM products p WHERE p.tenant_id = s.tenant_id AND p.sku = s.sku AND p.deleted_at IS NULL \
    AND EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id)))";
/// As articles are sold that are counted.
const ON_SALE: &str = " AND (EXISTS (SELECT 1 FROM products p WHERE p.tenant_id = s.tenant_id \
    AND p.sku = s.sku AND p.deleted_at IS NULL AND p.availability = 'in_stock' \
    AND NOT EXISTS (SELECT 1 FROM variants v WHERE v.product_id = p.id)) \
    OR EXISTS (SELECT 1 FROM variants v JOIN products p ON p.id = v.product_id \
    WHERE v.tenant_id = s.tenant_id AND v.sku = s.sku AND v.availability = 'in_stock' \
    AND p.deleted_at IS NULL AND p.availability <> 'discontinued'))";

/// The conditions of the inventory: every word in a product's name, or in the article's number.
fn push_inventory(query: &mut QueryBuilder<Db>, tenant: TenantId, asked: &StockQuery) {
    query.push(FROM).push_bind(tenant.0).push(NOT_OF_VARIANTS);
    let few = |query: &mut QueryBuilder<Db>, most: i64| {
        query.push(" AND s.free <= ").push_bind(most).push(ON_SALE);
    };
    match asked.level {
        None => {}
        Some(Level::SoldOut) => few(query, 0),
        Some(Level::Low) => few(query, LOW_STOCK),
        Some(Level::Held) => {
            query.push(" AND s.held > 0");
        }
    }
    let patterns = patterns(&asked.words);
    if patterns.is_empty() {
        return;
    }
    let mut among = |named: &str, text: &str| {
        query.push(named).push_bind(tenant.0);
        for pattern in &patterns {
            query.push(" AND ").push(text).push(" LIKE ").push_bind(pattern.clone());
            query.push(" ESCAPE '\\'");
        }
    };
    among(
        " AND s.sku IN (SELECT p.sku FROM products p WHERE p.deleted_at IS NULL AND p.tenant_id = ",
        "p.search",
    );
    among(
        " UNION ALL SELECT v.sku FROM variants v JOIN products p ON p.id = v.product_id \
         WHERE p.deleted_at IS NULL AND v.tenant_id = ",
        "(p.search || ' ' || LOWER(v.sku))",
    );
    among(" UNION ALL SELECT o.sku FROM stock o WHERE o.tenant_id = ", "LOWER(o.sku)");
    query.push(")");
}

/// Where a list of items names this article, as we write it.
pub(super) fn naming(sku: &str) -> Result<String> {
    let sku = json(sku)?.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Ok(format!("%\"sku\":{sku},%"))
}

const KEPT: &str =
    holds!("AND state IN ('active', 'confirming') ORDER BY expires_at, id LIMIT $2 OFFSET $3");
const KEPT_COUNT: &str =
    "SELECT COUNT(*) FROM holds WHERE tenant_id = $1 AND state IN ('active', 'confirming')";
const KEPT_WITH: &str = holds!(
    "AND state IN ('active', 'confirming') AND items LIKE $2 ESCAPE '\\' \
     ORDER BY expires_at, id LIMIT $3"
);
const ONE: &str = holds!("AND code = $2");
const EVENTS: &str =
    "SELECT at, detail FROM hold_events WHERE tenant_id = $1 AND hold_id = $2 ORDER BY n";
const CORRECTED: &str = "SELECT sku, at, free_before, free_after, reason, actor \
    FROM stock_corrections WHERE tenant_id = $1 AND sku = $2 ORDER BY id DESC LIMIT $3";
const LAST_CORRECTED: &str = concat!(
    "SELECT c.sku, c.at, c.free_before, c.free_after, c.reason, c.actor FROM stock_corrections c ",
    "WHERE c.tenant_id = $1 AND c.sku ",
    among_texts!("$2"),
    " AND c.id = (SELECT MAX(m.id) FROM stock_corrections m ",
    "WHERE m.tenant_id = c.tenant_id AND m.sku = c.sku)"
);

impl Reads {
    pub async fn inventory(
        &self,
        tenant: TenantId,
        asked: &StockQuery,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<StockRow>, i64)> {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*)");
        push_inventory(&mut query, tenant, asked);
        let total = query.build_query_scalar().fetch_one(self.pool()).await?;
        let mut query = QueryBuilder::<Db>::new("SELECT s.sku, s.on_hand, s.free, s.held, s.sold");
        push_inventory(&mut query, tenant, asked);
        query.push(match asked.level {
            Some(Level::SoldOut | Level::Low) => " ORDER BY s.free, s.sku",
            _ => " ORDER BY s.sku",
        });
        query.push(" LIMIT ").push_bind(limit.max(0)).push(" OFFSET ").push_bind(offset.max(0));
        let rows: Vec<CountRow> = query.build_query_as().fetch_all(self.pool()).await?;
        Ok((rows.into_iter().map(StockRow::from).collect(), total))
    }

    pub async fn stock_count(&self, tenant: TenantId, sku: &str) -> Result<Option<StockRow>> {
        const COUNT: &str = "SELECT sku, on_hand, free, held, sold FROM stock \
            WHERE tenant_id = $1 AND sku = $2 AND is_counted = 1";
        let query = sqlx::query_as(COUNT).bind(tenant.0).bind(sku);
        let row: Option<CountRow> = query.fetch_optional(self.pool()).await?;
        Ok(row.map(StockRow::from))
    }

    pub async fn corrections(
        &self,
        tenant: TenantId,
        sku: &str,
        limit: i64,
    ) -> Result<Vec<Correction>> {
        let query = sqlx::query_as(CORRECTED).bind(tenant.0).bind(sku).bind(limit);
        let rows: Vec<CorrectionRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|row| <(String, Correction)>::from(row).1).collect())
    }

    pub async fn last_corrections(
        &self,
        tenant: TenantId,
        skus: &[String],
    ) -> Result<Vec<(String, Correction)>> {
        let query = sqlx::query_as(LAST_CORRECTED).bind(tenant.0).bind(json(skus)?);
        let rows: Vec<CorrectionRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    pub async fn holds_by_end(
        &self,
        tenant: TenantId,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<HoldRecord>, i64)> {
        let query = sqlx::query_scalar(KEPT_COUNT).bind(tenant.0);
        let total = query.fetch_one(self.pool()).await?;
        let query = sqlx::query_as(KEPT).bind(tenant.0).bind(limit).bind(offset);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        let records: Result<_> = rows.into_iter().map(Row::record).collect();
        Ok((records?, total))
    }

    pub async fn kept_with(
        &self,
        tenant: TenantId,
        sku: &str,
        limit: i64,
    ) -> Result<Vec<HoldRecord>> {
        let query = sqlx::query_as(KEPT_WITH).bind(tenant.0).bind(naming(sku)?).bind(limit);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        let mut records: Vec<_> = rows.into_iter().map(Row::record).collect::<Result<_>>()?;
        // One of the databases compares without regard to case.
        records.retain(|record| record.hold.items.iter().any(|item| item.sku == sku));
        Ok(records)
    }

    pub async fn hold_history(&self, tenant: TenantId, code: &str) -> Result<Option<HoldHistory>> {
        let query = sqlx::query_as(ONE).bind(tenant.0).bind(code);
        let row: Option<Row> = query.fetch_optional(self.pool()).await?;
        let Some(row) = row else { return Ok(None) };
        let record = row.record()?;
        let query = sqlx::query_as(EVENTS).bind(tenant.0).bind(record.hold.id.0);
        let rows: Vec<(i64, String)> = query.fetch_all(self.pool()).await?;
        let event = |(at, detail): (i64, String)| {
            let what = from_json(&detail, "what happened to a hold")?;
            Ok(HoldEvent { at: Timestamp(at), what })
        };
        let events = rows.into_iter().map(event).collect::<Result<_>>()?;
        Ok(Some(HoldHistory { id: record.hold.id, record, events }))
    }
}
