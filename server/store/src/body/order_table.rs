//! Orders and letters, for those who look after them.

use super::orders::{self, orders};
use super::stockroom::naming;
use super::{Db, reads::Reads};
use crate::Result;
use crate::effect::json;
use crate::trade::OrderRecord;
use contract::stockroom::{Letter, OrderQuery, Way};
use contract::{MailId, OrderId, TenantId, Timestamp};
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// More words than this narrow nothing.
const WORDS: usize = 8;
/// So many of the latest are looked through for an article.
const LOOKED_THROUGH: i64 = 5_000;
const TEXT: &str = concat!(
    "(CAST(o.number AS TEXT) || ' ' || COALESCE(",
    json_text!("o.customer", name),
    ", '') || ' ' || COALESCE(",
    json_text!("o.customer", email),
    ", ''))"
);

fn like(word: &str) -> String {
    let word = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{word}%")
}

fn push_orders(query: &mut QueryBuilder<Db>, tenant: TenantId, asked: &OrderQuery) {
    query.push(" FROM orders o WHERE o.tenant_id = ").push_bind(tenant.0);
    if let Some(state) = asked.state {
        query.push(" AND o.state = ").push_bind(state.as_str());
    }
    if let Some(way) = asked.way {
        query.push(match way {
            Way::Queue => " AND o.push_state IN ('waiting', 'rejected')",
            Way::Waiting => " AND o.push_state = 'waiting'",
            Way::Rejected => " AND o.push_state = 'rejected'",
            Way::Done => " AND o.push_state = 'done'",
        });
    }
    let words = asked.words.split(|c: char| c.is_whitespace() || c == '\0');
    for word in words.filter(|word| !word.is_empty()).take(WORDS) {
        // Not every database knows other capitals than ASCII's: as it is written counts, too.
        query.push(" AND (LOWER(").push(TEXT).push(") LIKE ");
        query.push_bind(like(&word.to_lowercase())).push(" ESCAPE '\\' OR ").push(TEXT);
        query.push(" LIKE ").push_bind(like(word)).push(" ESCAPE '\\')");
    }
}

#[derive(sqlx::FromRow)]
struct LetterRow {
    id: i64,
    code: String,
    number: i64,
    kind: String,
    recipient: String,
    subject: String,
    body: String,
    created_at: i64,
    sent_at: Option<i64>,
    attempts: i64,
    next_at: Option<i64>,
    said: Option<String>,
}

impl From<LetterRow> for Letter {
    fn from(row: LetterRow) -> Self {
        let (created_at, attempts) = (Timestamp(row.created_at), row.attempts);
        let (sent_at, next_at) = (row.sent_at.map(Timestamp), row.next_at.map(Timestamp));
        let LetterRow { id, code, number, kind, recipient, subject, body, said, .. } = row;
        let (id, order) = (MailId(id), code);
        Self {
            id,
            order,
            number,
            kind,
            recipient,
            subject,
            body,
            created_at,
            sent_at,
            attempts,
            next_at,
            said,
        }
    }
}

macro_rules! letters {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, o.code, o.number, m.kind, m.recipient, m.subject, m.body, ",
            "m.created_at, m.sent_at, m.attempts, m.next_at, m.said ",
            "FROM mails m JOIN orders o ON o.id = m.order_id WHERE m.tenant_id = $1 ",
            $rest
        )
    };
}

impl Reads {
    pub async fn order_table(
        &self,
        tenant: TenantId,
        asked: &OrderQuery,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<OrderRecord>, i64)> {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*)");
        push_orders(&mut query, tenant, asked);
        let total = query.build_query_scalar().fetch_one(self.pool()).await?;
        let mut query = QueryBuilder::<Db>::new("SELECT o.id");
        push_orders(&mut query, tenant, asked);
        // What waits is looked after in its turn.
        query.push(match asked.way {
            Some(Way::Queue | Way::Waiting | Way::Rejected) => " ORDER BY o.id",
            _ => " ORDER BY o.id DESC",
        });
        query.push(" LIMIT ").push_bind(limit.max(0)).push(" OFFSET ").push_bind(offset.max(0));
        let ids: Vec<i64> = query.build_query_scalar().fetch_all(self.pool()).await?;
        Ok((self.orders_among(tenant, &ids).await?, total))
    }

    /// In the order asked for.
    async fn orders_among(&self, tenant: TenantId, ids: &[i64]) -> Result<Vec<OrderRecord>> {
        const AMONG: &str = orders!("AND o.id ", among_ids!("$2"));
        let query = sqlx::query_as(AMONG).bind(tenant.0).bind(json(ids)?);
        let rows: Vec<orders::Row> = query.fetch_all(self.pool()).await?;
        let records: Result<Vec<_>> = rows.into_iter().map(OrderRecord::try_from).collect();
        let mut by_id: HashMap<OrderId, OrderRecord> =
            records?.into_iter().map(|record| (record.order.id, record)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(&OrderId(*id))).collect())
    }

    pub async fn orders_with(
        &self,
        tenant: TenantId,
        sku: &str,
        limit: i64,
    ) -> Result<Vec<OrderRecord>> {
        const WITH: &str = "SELECT o.id FROM (SELECT id, lines FROM orders WHERE tenant_id = $1 \
            ORDER BY id DESC LIMIT $4) o WHERE o.lines LIKE $2 ESCAPE '\\' \
            ORDER BY o.id DESC LIMIT $3";
        let query = sqlx::query_scalar(WITH).bind(tenant.0).bind(naming(sku)?).bind(limit);
        let ids: Vec<i64> = query.bind(LOOKED_THROUGH).fetch_all(self.pool()).await?;
        let mut records = self.orders_among(tenant, &ids).await?;
        // One of the databases compares without regard to case.
        records.retain(|record| record.order.lines.iter().any(|line| line.sku == sku));
        Ok(records)
    }

    pub async fn push_counts(&self, tenant: TenantId) -> Result<(i64, i64)> {
        const COUNTS: &str = "SELECT push_state, COUNT(*) FROM orders WHERE tenant_id = $1 \
            AND push_state IN ('waiting', 'rejected') GROUP BY push_state";
        let query = sqlx::query_as(COUNTS).bind(tenant.0);
        let rows: Vec<(String, i64)> = query.fetch_all(self.pool()).await?;
        let count = |state: &str| rows.iter().find(|(own, _)| own == state).map_or(0, |it| it.1);
        Ok((count("waiting"), count("rejected")))
    }

    pub async fn letters(
        &self,
        tenant: TenantId,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<Letter>, i64)> {
        const LATEST: &str = letters!("ORDER BY m.id DESC LIMIT $2 OFFSET $3");
        const COUNT: &str = "SELECT COUNT(*) FROM mails WHERE tenant_id = $1";
        let total = sqlx::query_scalar(COUNT).bind(tenant.0).fetch_one(self.pool()).await?;
        let query = sqlx::query_as(LATEST).bind(tenant.0).bind(limit).bind(offset);
        let rows: Vec<LetterRow> = query.fetch_all(self.pool()).await?;
        Ok((rows.into_iter().map(Letter::from).collect(), total))
    }

    pub async fn letters_of(&self, tenant: TenantId, order: OrderId) -> Result<Vec<Letter>> {
        const OF: &str = letters!("AND m.order_id = $2 ORDER BY m.id");
        let query = sqlx::query_as(OF).bind(tenant.0).bind(order.0);
        let rows: Vec<LetterRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(Letter::from).collect())
    }
}
