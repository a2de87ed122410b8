//! Letters to customers, and keys this house made for itself.

use super::{Connection, reads::Reads};
use crate::Result;
use crate::trade::{DueMail, EnsureHouseKey, NoteMail};
use contract::{MailId, OrderId, TenantId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    tenant_id: i64,
    order_id: i64,
    kind: String,
    recipient: String,
    attempts: i64,
}

impl From<Row> for DueMail {
    fn from(row: Row) -> Self {
        let (id, order) = (MailId(row.id), OrderId(row.order_id));
        let tenant = TenantId(row.tenant_id);
        let Row { kind, recipient, attempts, .. } = row;
        Self { id, tenant, order, kind, recipient, attempts }
    }
}

impl Reads {
    pub async fn due_mails(&self, now: Timestamp, limit: i64) -> Result<Vec<DueMail>> {
        const DUE: &str = "SELECT id, tenant_id, order_id, kind, recipient, attempts FROM mails \
            WHERE sent_at IS NULL AND next_at IS NOT NULL AND next_at <= $1 \
            ORDER BY next_at, id LIMIT $2";
        let query = sqlx::query_as(DUE).bind(now.0).bind(limit);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(DueMail::from).collect())
    }
}

pub(super) async fn note(connection: &mut Connection, command: &NoteMail) -> Result<()> {
    const NOTE: &str = "UPDATE mails SET subject = $2, body = $3, sent_at = $4, next_at = $5, \
        said = $6, attempts = attempts + 1 WHERE id = $1 AND sent_at IS NULL";
    let query = sqlx::query(NOTE).bind(command.id.0).bind(&command.subject).bind(&command.body);
    let query = query.bind(command.sent_at.map(|at| at.0)).bind(command.next_at.map(|at| at.0));
    query.bind(&command.said).execute(connection).await?;
    Ok(())
}

pub(super) async fn house_key(
    connection: &mut Connection,
    command: &EnsureHouseKey,
) -> Result<String> {
    const OFFER: &str =
        "INSERT INTO house_keys (purpose, key) VALUES ($1, $2) ON CONFLICT (purpose) DO NOTHING";
    const KEY: &str = "SELECT key FROM house_keys WHERE purpose = $1";
    let query = sqlx::query(OFFER).bind(&command.purpose).bind(&command.offered);
    query.execute(&mut *connection).await?;
    let query = sqlx::query_scalar(KEY).bind(&command.purpose);
    Ok(query.fetch_one(connection).await?)
}
