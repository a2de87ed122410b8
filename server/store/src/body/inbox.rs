//! Deliveries between their arrival and their being worked off.

use super::{Connection, Db, reads::Reads};
use crate::catalogue::fingerprint;
use crate::command::{ReceiveDelivery, RetryDeliveries};
use crate::effect::json;
use crate::upstream::{DeliveryId, Received, Root, Waiting, Way, Worked};
use crate::{Result, StoreError};
use contract::{TenantId, Timestamp};
use sqlx::QueryBuilder;

const RECEIVE: &str = "INSERT INTO inbox (tenant_id, delivery_id, body_hash, topic, body, trace_id, \
    received_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
    ON CONFLICT (tenant_id, delivery_id, body_hash) DO NOTHING";

/// Answers whether it was new.
pub(super) async fn receive(
    connection: &mut Connection,
    command: &ReceiveDelivery,
) -> Result<bool> {
    let delivery = &command.delivery;
    let hash = fingerprint(delivery.body.as_bytes());
    let query = sqlx::query(RECEIVE).bind(command.tenant.0).bind(&delivery.delivery_id).bind(hash);
    let query = query.bind(&delivery.topic).bind(&delivery.body).bind(&delivery.trace_id);
    Ok(query.bind(command.at.0).execute(connection).await?.rows_affected() == 1)
}

/// Closes deliveries with what became of them.
pub(super) async fn close(
    connection: &mut Connection,
    tenant: TenantId,
    at: Timestamp,
    worked: &[Worked],
) -> Result<()> {
    for chunk in worked.chunks(100) {
        let mut query =
            QueryBuilder::<Db>::new("WITH w (id, outcome, detail, root, changed_at) AS (");
        query.push_values(chunk, |mut row, worked| {
            row.push_bind(worked.id.0)
                .push_bind(worked.outcome.as_str())
                .push_bind(worked.detail.as_deref())
                .push_bind(worked.root.map(|root| root.0))
                .push_bind(worked.changed_at.map(|at| at.0));
        });
        query.push(
            ") UPDATE inbox SET outcome = w.outcome, detail = w.detail, root = w.root, \
             changed_at = w.changed_at, worked_at = ",
        );
        query.push_bind(at.0).push(" FROM w WHERE inbox.id = w.id AND inbox.tenant_id = ");
        query.push_bind(tenant.0);
        query.build().persistent(chunk.len() == 100).execute(&mut *connection).await?;
    }
    Ok(())
}

const SHOWN: &str = concat!(
    "UPDATE inbox SET shown_at = $2 WHERE tenant_id = $1 AND shown_at IS NULL AND outcome = 'news' AND root ",
    among_ids!("$3"),
    " RETURNING changed_at, received_at"
);

/// What these products were made from is on show now. Answers when it changed and when it arrived.
pub(super) async fn shown(
    connection: &mut Connection,
    tenant: TenantId,
    at: Timestamp,
    roots: &[i64],
) -> Result<Vec<(Option<Timestamp>, Timestamp)>> {
    let query = sqlx::query_as(SHOWN).bind(tenant.0).bind(at.0).bind(json(roots)?);
    let ways: Vec<(Option<i64>, i64)> = query.fetch_all(connection).await?;
    let way =
        |(changed, received): (Option<i64>, i64)| (changed.map(Timestamp), Timestamp(received));
    Ok(ways.into_iter().map(way).collect())
}

const RETRY: &str = "UPDATE inbox SET worked_at = NULL, outcome = NULL, detail = NULL \
    WHERE tenant_id = $1 AND outcome IN ('unreadable', 'unconfirmed') AND ($2 IS NULL OR id = $2)";

/// Has deliveries that came to nothing worked off once more. Answers how many.
pub(super) async fn retry(connection: &mut Connection, command: &RetryDeliveries) -> Result<u64> {
    let only = command.only.map(|id| id.0);
    let query = sqlx::query(RETRY).bind(command.tenant.0).bind(only);
    Ok(query.execute(connection).await?.rows_affected())
}

#[derive(sqlx::FromRow)]
struct WaitingRow {
    id: i64,
    topic: String,
    body: String,
    trace_id: String,
    received_at: i64,
}

#[derive(sqlx::FromRow)]
struct ReceivedRow {
    id: i64,
    topic: String,
    trace_id: String,
    received_at: i64,
    worked_at: Option<i64>,
    outcome: Option<String>,
    detail: Option<String>,
    root: Option<i64>,
    changed_at: Option<i64>,
    shown_at: Option<i64>,
}

impl From<ReceivedRow> for Received {
    fn from(row: ReceivedRow) -> Self {
        Self {
            id: DeliveryId(row.id),
            topic: row.topic,
            trace_id: row.trace_id,
            received_at: Timestamp(row.received_at),
            worked_at: row.worked_at.map(Timestamp),
            outcome: row.outcome,
            detail: row.detail,
            root: row.root.map(Root),
            way: Way {
                changed_at: row.changed_at.map(Timestamp),
                shown_at: row.shown_at.map(Timestamp),
            },
        }
    }
}

const WAITING: &str = "SELECT id, topic, body, trace_id, received_at FROM inbox \
    WHERE tenant_id = $1 AND worked_at IS NULL AND id > $2 ORDER BY id LIMIT $3";
macro_rules! received {
    ($which:literal) => {
        concat!(
            "SELECT id, topic, trace_id, received_at, worked_at, outcome, detail, root, changed_at, ",
            "shown_at FROM inbox WHERE tenant_id = $1 ",
            $which,
            " ORDER BY id DESC LIMIT $2"
        )
    };
}
const LATEST: &str = received!("");
const FAILED: &str = received!("AND outcome IN ('unreadable', 'unconfirmed')");
const BUSY: &str = "SELECT tenant_id FROM inbox WHERE worked_at IS NULL \
    UNION SELECT tenant_id FROM upstream_products WHERE settled < stirred \
    UNION SELECT tenant_id FROM upstream_products WHERE due_at <= $1";

impl Reads {
    pub async fn inbox(
        &self,
        tenant: TenantId,
        after: DeliveryId,
        limit: i64,
    ) -> Result<Vec<Waiting>> {
        let query = sqlx::query_as(WAITING).bind(tenant.0).bind(after.0).bind(limit);
        let rows: Vec<WaitingRow> = query.fetch_all(self.pool()).await?;
        let waiting = |row: WaitingRow| Waiting {
            id: DeliveryId(row.id),
            tenant,
            topic: row.topic,
            body: row.body,
            trace_id: row.trace_id,
            received_at: Timestamp(row.received_at),
        };
        Ok(rows.into_iter().map(waiting).collect())
    }

    pub async fn received(&self, tenant: TenantId, limit: i64) -> Result<Vec<Received>> {
        let query = sqlx::query_as(LATEST).bind(tenant.0).bind(limit);
        let rows: Vec<ReceivedRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(Received::from).collect())
    }

    pub async fn failed_deliveries(&self, tenant: TenantId, limit: i64) -> Result<Vec<Received>> {
        let query = sqlx::query_as(FAILED).bind(tenant.0).bind(limit);
        let rows: Vec<ReceivedRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(Received::from).collect())
    }

    pub async fn busy_tenants(&self, now: Timestamp) -> Result<Vec<TenantId>> {
        let ids: Vec<i64> = sqlx::query_scalar(BUSY).bind(now.0).fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(TenantId).collect())
    }
}

/// Of how many at most one command may speak.
pub(super) fn bounded(field: &'static str, count: usize) -> Result<()> {
    match count > crate::command::PRODUCTS_PER_COMMAND {
        true => Err(StoreError::Invalid { field, reason: "more than 500 at once" }),
        false => Ok(()),
    }
}
