//! Sessions, limits and leases: what several nodes share without telling each other of it.

use super::{Connection, reads::Reads};
use crate::command::{
    AcquireLease, ClearAttempts, DeleteSession, ForgetAttempt, NoteAttempt, ReleaseLease,
    SaveSession,
};
use crate::effect::json;
use crate::{AttemptId, Result};
use contract::Timestamp;

/// Attempts are counted over minutes, and who was at a board has left after seconds.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// As long as somebody may ask what became of one, or sends it again.
const DELIVERIES_KEPT_SECONDS: i64 = 14 * 24 * 60 * 60;

const SAVE: &str = "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3) \
    ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at";

pub(super) async fn save(connection: &mut Connection, command: &SaveSession) -> Result<()> {
    let query = sqlx::query(SAVE).bind(&command.id).bind(&command.data);
    query.bind(command.expires_at.0).execute(connection).await?;
    Ok(())
}

pub(super) async fn delete(connection: &mut Connection, command: &DeleteSession) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE id = $1").bind(&command.id).execute(connection).await?;
    Ok(())
}

pub(super) async fn prune(connection: &mut Connection, now: Timestamp) -> Result<u64> {
    let long_ago = now.plus_seconds(-KEPT_SECONDS);
    let mut rows = 0;
    for (sql, before) in [
        ("DELETE FROM sessions WHERE expires_at <= $1", now),
        ("DELETE FROM leases WHERE until_at <= $1", now),
        ("DELETE FROM attempts WHERE at <= $1", long_ago),
        ("DELETE FROM board_presence WHERE at <= $1", long_ago),
        ("DELETE FROM inbox WHERE worked_at <= $1", now.plus_seconds(-DELIVERIES_KEPT_SECONDS)),
    ] {
        rows += sqlx::query(sql).bind(before.0).execute(&mut *connection).await?.rows_affected();
    }
    Ok(rows)
}

pub(super) async fn note_attempt(
    connection: &mut Connection,
    command: &NoteAttempt,
) -> Result<AttemptId> {
    let insert = "INSERT INTO attempts (name, at) VALUES ($1, $2) RETURNING id";
    let query = sqlx::query_scalar(insert).bind(&command.key).bind(command.at.0);
    Ok(AttemptId(query.fetch_one(connection).await?))
}

pub(super) async fn forget_attempt(
    connection: &mut Connection,
    command: &ForgetAttempt,
) -> Result<()> {
    let query = sqlx::query("DELETE FROM attempts WHERE id = $1 AND name = $2");
    query.bind(command.attempt.0).bind(&command.key).execute(connection).await?;
    Ok(())
}

pub(super) async fn clear_attempts(
    connection: &mut Connection,
    command: &ClearAttempts,
) -> Result<()> {
    let query = sqlx::query("DELETE FROM attempts WHERE name = $1").bind(&command.key);
    query.execute(connection).await?;
    Ok(())
}

const ACQUIRE: &str = "INSERT INTO leases (name, holder, until_at) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at \
    WHERE leases.until_at <= $4 OR leases.holder = excluded.holder";

pub(super) async fn acquire(connection: &mut Connection, command: &AcquireLease) -> Result<bool> {
    let query = sqlx::query(ACQUIRE).bind(&command.name).bind(&command.holder);
    let query = query.bind(command.until.0).bind(command.now.0);
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

pub(super) async fn release(connection: &mut Connection, command: &ReleaseLease) -> Result<()> {
    let query = sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2");
    query.bind(&command.name).bind(&command.holder).execute(connection).await?;
    Ok(())
}

const AMONG: &str =
    concat!("SELECT id FROM sessions WHERE expires_at > $1 AND id ", among_texts!("$2"));

impl Reads {
    pub async fn session(&self, id: &str, now: Timestamp) -> Result<Option<String>> {
        let query =
            sqlx::query_scalar("SELECT data FROM sessions WHERE id = $1 AND expires_at > $2");
        Ok(query.bind(id).bind(now.0).fetch_optional(self.pool()).await?)
    }

    pub async fn sessions_among(&self, ids: &[String], now: Timestamp) -> Result<Vec<String>> {
        let query = sqlx::query_scalar(AMONG).bind(now.0).bind(json(ids)?);
        Ok(query.fetch_all(self.pool()).await?)
    }

    pub async fn attempts(&self, key: &str, since: Timestamp) -> Result<i64> {
        let query =
            sqlx::query_scalar("SELECT COUNT(*) FROM attempts WHERE name = $1 AND at >= $2");
        Ok(query.bind(key).bind(since.0).fetch_one(self.pool()).await?)
    }
}
