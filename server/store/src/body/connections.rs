//! The shop systems behind shops.

use super::{Connection as Database, holds, reads::Reads, tenants};
use crate::Result;
use crate::command::{NoteSync, RemoveConnection, SaveConnection};
use crate::connection::Connection;
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use crate::upstream::{Kind, Root};
use contract::{TenantId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    address: String,
    sealed: String,
    connected_at: i64,
    state: String,
    noted_at: Option<i64>,
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        Self {
            kind: row.kind,
            address: row.address,
            sealed: row.sealed,
            connected_at: Timestamp(row.connected_at),
            state: row.state,
            noted_at: row.noted_at.map(Timestamp),
        }
    }
}

const OF_TENANT: &str = "SELECT kind, address, sealed, connected_at, state, noted_at \
    FROM connections WHERE tenant_id = $1 ORDER BY kind";
const CONNECTED: &str = "SELECT tenant_id, kind FROM connections ORDER BY tenant_id, kind";
const ADDRESS: &str = "SELECT address FROM connections WHERE tenant_id = $1 AND kind = $2";
const CHILDREN: &str = concat!(
    "SELECT id, root FROM upstream ",
    "WHERE tenant_id = $1 AND kind = $2 AND content IS NOT NULL AND root ",
    among_ids!("$3"),
    " ORDER BY id"
);

impl Reads {
    pub async fn connections(&self, tenant: TenantId) -> Result<Vec<Connection>> {
        let rows: Vec<Row> =
            sqlx::query_as(OF_TENANT).bind(tenant.0).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(Connection::from).collect())
    }

    pub async fn connected_tenants(&self) -> Result<Vec<(TenantId, String)>> {
        let rows: Vec<(i64, String)> = sqlx::query_as(CONNECTED).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|(tenant, kind)| (TenantId(tenant), kind)).collect())
    }

    pub async fn upstream_members(
        &self,
        tenant: TenantId,
        kind: Kind,
        roots: &[Root],
    ) -> Result<Vec<(i64, Root)>> {
        let ids: Vec<i64> = roots.iter().map(|root| root.0).collect();
        let query = sqlx::query_as(CHILDREN).bind(tenant.0).bind(kind.as_str());
        let query = query.bind(crate::effect::json(&ids)?);
        let rows: Vec<(i64, i64)> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|(id, root)| (id, Root(root))).collect())
    }
}

async fn address(database: &mut Database, tenant: TenantId, kind: &str) -> Result<Option<String>> {
    let query = sqlx::query_scalar(ADDRESS).bind(tenant.0).bind(kind);
    Ok(query.fetch_optional(database).await?)
}

/// The same shop goes on where it was; another one begins from the beginning.
const SAVE: &str = "INSERT INTO connections \
    (tenant_id, kind, address, sealed, connected_at, state) VALUES ($1, $2, $3, $4, $5, '{}') \
    ON CONFLICT (tenant_id, kind) DO UPDATE SET \
    state = CASE WHEN connections.address = excluded.address THEN connections.state ELSE '{}' END, \
    noted_at = CASE WHEN connections.address = excluded.address THEN connections.noted_at END, \
    address = excluded.address, sealed = excluded.sealed, connected_at = excluded.connected_at";

pub(super) async fn save(
    database: &mut Database,
    command: &SaveConnection,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let tenant = command.tenant;
    tenants::lock(database, tenant).await?;
    let before = address(database, tenant, &command.kind).await?;
    let query = sqlx::query(SAVE).bind(tenant.0).bind(&command.kind).bind(&command.address);
    let query = query.bind(&command.sealed).bind(command.origin.at.0);
    query.execute(&mut *database).await?;
    if before.as_ref() != Some(&command.address) {
        holds::release_all(database, tenant, &command.origin, effects).await?;
    }
    let change = Change::ConnectionChanged { note: note(&command.origin, &command.address) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(&command.address, before, Some(&command.address))?);
    Ok(())
}

pub(super) async fn remove(
    database: &mut Database,
    command: &RemoveConnection,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let tenant = command.tenant;
    tenants::lock(database, tenant).await?;
    let Some(before) = address(database, tenant, &command.kind).await? else {
        return Ok(false);
    };
    let query = sqlx::query("DELETE FROM connections WHERE tenant_id = $1 AND kind = $2");
    query.bind(tenant.0).bind(&command.kind).execute(&mut *database).await?;
    holds::release_all(database, tenant, &command.origin, effects).await?;
    let change = Change::ConnectionChanged { note: note(&command.origin, &before) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(before.clone(), Some(before), NOTHING)?);
    Ok(true)
}

const NOTE: &str = "UPDATE connections SET state = $4, noted_at = $5 \
    WHERE tenant_id = $1 AND kind = $2 AND connected_at = $3";

pub(super) async fn note_sync(database: &mut Database, command: &NoteSync) -> Result<bool> {
    let query = sqlx::query(NOTE).bind(command.tenant.0).bind(&command.kind);
    let query = query.bind(command.connected_at.0).bind(&command.state).bind(command.at.0);
    Ok(query.execute(database).await?.rows_affected() > 0)
}
