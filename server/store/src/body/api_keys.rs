//! Keys of other systems. What a key looks like, the engine says; here is only its hash.

use super::{Connection, reads::Reads, tenants};
use crate::command::{CreateApiKey, NoteApiKeyUsed, RevokeApiKey};
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use crate::{ApiKeyRecord, Result, StoreError};
use contract::{ApiKey, ApiKeyId, KeyScope, TenantId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    tenant_id: i64,
    name: String,
    prefix: String,
    hash: String,
    scopes: String,
    created_at: i64,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl From<Row> for ApiKeyRecord {
    fn from(row: Row) -> Self {
        let key = ApiKey {
            id: ApiKeyId(row.id),
            name: row.name,
            prefix: row.prefix,
            // A scope this program does not know opens nothing: a newer node may have stored it.
            scopes: row.scopes.split(' ').filter_map(KeyScope::parse).collect(),
            created_at: Timestamp(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp),
            expires_at: row.expires_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
        };
        Self { tenant: TenantId(row.tenant_id), hash: row.hash, key }
    }
}

macro_rules! keys {
    ($rest:literal) => {
        concat!(
            "SELECT id, tenant_id, name, prefix, hash, scopes, created_at, last_used_at, ",
            "expires_at, revoked_at FROM api_keys ",
            $rest
        )
    };
}

impl Reads {
    pub async fn api_keys(&self, tenant: TenantId) -> Result<Vec<ApiKey>> {
        let query = sqlx::query_as(keys!("WHERE tenant_id = $1 ORDER BY id")).bind(tenant.0);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(|row| ApiKeyRecord::from(row).key).collect())
    }

    pub async fn api_key_records(&self) -> Result<Vec<ApiKeyRecord>> {
        let query = sqlx::query_as(keys!("WHERE revoked_at IS NULL ORDER BY id"));
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(ApiKeyRecord::from).collect())
    }
}

const COUNT: &str = "SELECT COUNT(*) FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL";
const CREATE: &str = "INSERT INTO api_keys \
    (tenant_id, name, prefix, hash, scopes, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";

pub(super) async fn create(
    connection: &mut Connection,
    command: &CreateApiKey,
    effects: &mut Vec<Effect>,
) -> Result<ApiKeyId> {
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let count: i64 = sqlx::query_scalar(COUNT).bind(tenant.0).fetch_one(&mut *connection).await?;
    if usize::try_from(count).unwrap_or(usize::MAX) >= command.most {
        let words = "There are as many keys as a shop can have. Revoke one first.";
        return Err(StoreError::Conflict(words.into()));
    }
    let scopes: Vec<&str> = command.scopes.iter().map(|scope| scope.as_str()).collect();
    let query = sqlx::query_scalar(CREATE).bind(tenant.0).bind(&command.name);
    let query = query.bind(&command.prefix).bind(&command.hash).bind(scopes.join(" "));
    let query = query.bind(command.origin.at.0).bind(command.expires_at.map(|at| at.0));
    let id = ApiKeyId(query.fetch_one(connection).await?);
    let subject = subject(&command.name, &command.prefix);
    let change = Change::ApiKeysChanged { note: note(&command.origin, &subject) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, NOTHING, Some(scopes))?);
    Ok(id)
}

const REVOKE: &str = "UPDATE api_keys SET revoked_at = $3 \
    WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(super) async fn revoke(
    connection: &mut Connection,
    command: &RevokeApiKey,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let (tenant, id) = (command.tenant, command.id);
    tenants::lock(connection, tenant).await?;
    let query = sqlx::query_as(keys!("WHERE tenant_id = $1 AND id = $2")).bind(tenant.0).bind(id.0);
    let row: Option<Row> = query.fetch_optional(&mut *connection).await?;
    let key = ApiKeyRecord::from(row.ok_or(StoreError::NotFound("key"))?).key;
    let query = sqlx::query(REVOKE).bind(tenant.0).bind(id.0).bind(command.origin.at.0);
    if query.execute(connection).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let subject = subject(&key.name, &key.prefix);
    let change = Change::ApiKeysChanged { note: note(&command.origin, &subject) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, Some(key.scopes), NOTHING)?);
    Ok(true)
}

fn subject(name: &str, prefix: &str) -> String {
    format!("{name} ({prefix}…)")
}

const USED: &str = "UPDATE api_keys SET last_used_at = $3 \
    WHERE tenant_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)";

pub(super) async fn note_used(connection: &mut Connection, command: &NoteApiKeyUsed) -> Result<()> {
    let query = sqlx::query(USED).bind(command.tenant.0).bind(command.id.0).bind(command.at.0);
    query.execute(connection).await?;
    Ok(())
}
