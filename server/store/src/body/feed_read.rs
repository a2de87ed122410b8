//! Reading the feed, in order and without a hole.

use super::{reads::Reads, ungathered};
use crate::event::{Audience, Change, Event};
use crate::{Result, StoreError};
use contract::{Seq, TenantId, Timestamp};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    seq: i64,
    audience: String,
    kind: String,
    payload: String,
    trace_id: String,
    producer_id: String,
    at: i64,
}

const AFTER: &str = gathered!(
    "seq, audience, kind, payload, trace_id, producer_id, at",
    "SELECT * FROM events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
);

impl Reads {
    pub async fn feed_heads(&self) -> Result<Vec<(TenantId, Seq)>> {
        let query = sqlx::query_as("SELECT tenant_id, seq FROM tenant_versions ORDER BY tenant_id");
        let rows: Vec<(i64, i64)> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|(tenant, seq)| (TenantId(tenant), Seq(seq))).collect())
    }

    pub async fn feed_head(&self, tenant: TenantId) -> Result<Seq> {
        let query = sqlx::query_scalar("SELECT seq FROM tenant_versions WHERE tenant_id = $1");
        let seq: Option<i64> = query.bind(tenant.0).fetch_optional(self.pool()).await?;
        Ok(Seq(seq.unwrap_or(0)))
    }

    pub async fn feed_floor(&self, tenant: TenantId) -> Result<Seq> {
        let query = sqlx::query_scalar("SELECT floor FROM tenant_versions WHERE tenant_id = $1");
        let floor: Option<i64> = query.bind(tenant.0).fetch_optional(self.pool()).await?;
        Ok(Seq(floor.unwrap_or(0)))
    }

    pub async fn feed_after(&self, tenant: TenantId, after: Seq, limit: i64) -> Result<Vec<Event>> {
        let query = sqlx::query_scalar(AFTER).bind(tenant.0).bind(after.0).bind(limit.max(0));
        let rows: String = query.fetch_one(self.pool()).await?;
        let mut expected = after;
        ungathered::<Row>(&rows)?
            .into_iter()
            .map(|row| {
                expected = expected.next();
                if row.seq != expected.0 {
                    let hole = format!("feed {tenant} has {} where {expected} belongs", row.seq);
                    return Err(StoreError::Corrupt(hole));
                }
                Ok(row.event(tenant))
            })
            .collect()
    }
}

impl Row {
    fn event(self, tenant_id: TenantId) -> Event {
        Event {
            tenant_id,
            seq: Seq(self.seq),
            audience: Audience::parse(&self.audience),
            change: Change::parse(&self.kind, &self.payload),
            trace_id: self.trace_id,
            producer_id: self.producer_id,
            at: Timestamp(self.at),
        }
    }
}
