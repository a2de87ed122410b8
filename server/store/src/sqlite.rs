//! SQLite: how it is opened, and where its SQL differs.

use crate::{Result, StoreError, StoreOptions};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions,
    SqliteSynchronous,
};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

pub(crate) type Db = sqlx::Sqlite;
type ConnectOptions = SqliteConnectOptions;

/// A set of ids in one JSON parameter: one text for any number of them.
macro_rules! among_ids {
    ($parameter:literal) => {
        concat!("IN (SELECT value FROM json_each(", $parameter, "))")
    };
}

/// A set of texts in one JSON parameter.
macro_rules! among_texts {
    ($parameter:literal) => {
        among_ids!($parameter)
    };
}

/// The objects of a JSON list, one a row, as `w.value`; in binary, so that its fields are found without
/// reading the text again for each of them.
macro_rules! each {
    ($parameter:literal) => {
        concat!("jsonb_each(", $parameter, ") AS w")
    };
}

/// All rows of a statement in one, in its order, as a JSON list of lists: each row for itself wakes its
/// reader in another thread, which costs several times what the row does.
macro_rules! gathered {
    ($columns:literal, $($statement:expr),+) => {
        concat!("SELECT json_group_array(json_array(", $columns, ")) FROM (", $($statement),+, ")")
    };
}

/// A statement that inserts rows which the database gives an id, for [`identified`]: by which column a
/// row is known, and the id's.
macro_rules! numbering {
    ($columns:literal, $($insert:expr),+) => {
        concat!($($insert),+)
    };
}

/// A text of a JSON object.
macro_rules! json_text {
    ($column:literal, $key:ident) => {
        concat!("json_extract(", $column, ", '$.", stringify!($key), "')")
    };
}

/// Keeps a row as it is until the commit; here the one writer has the whole database.
macro_rules! locked {
    () => {
        ""
    };
}

#[path = "body/mod.rs"]
pub(crate) mod body;

/// Deferred would fail at the first write whatever the timeout, should another process write.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT command";
/// A read of many statements sees one state.
const SNAPSHOT: &str = "BEGIN DEFERRED";
/// One process, one writer: more would only queue for the same lock.
pub(crate) const WRITERS: usize = 1;
/// A file is slow at worst; it does not fall silent.
const MAY_FALL_SILENT: bool = false;
/// Nothing keeps two processes from creating the same tables at the same time: the one that comes
/// second fails, and finds them there when it looks again.
const OPEN_TRIES: u32 = 10;
/// Versions before this one can corrupt a database when a checkpoint resets the log.
const OLDEST: [u32; 3] = [3, 51, 3];

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// Inserts, and answers the ids of the rows, which are known by these words, in this order. Nobody else
/// writes meanwhile, and an id is never given twice: each is one above the last.
async fn identified(
    insert: Query<'_, Db, SqliteArguments>,
    connection: &mut SqliteConnection,
    words: &[&str],
) -> Result<HashMap<String, i64>> {
    let done = insert.execute(connection).await?;
    if done.rows_affected() != words.len() as u64 {
        return Err(StoreError::Stale);
    }
    let first = done.last_insert_rowid() - words.len() as i64 + 1;
    Ok(words.iter().map(|word| (*word).to_owned()).zip(first..).collect())
}

/// Whether a batch that met this error may simply run again. Nothing here passes between one
/// statement and the next: the writer is alone.
fn is_repeatable(_: &sqlx::Error) -> bool {
    false
}

fn is_supported(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.len() >= 2 && parts.as_slice() >= OLDEST.as_slice()
}

fn connect_options(url: &str) -> Result<ConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With less, the last commits are gone after a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(200)
        .optimize_on_close(true, 400))
}

async fn reader_pool(options: &StoreOptions, connect: ConnectOptions) -> Result<sqlx::Pool<Db>> {
    let pool = SqlitePoolOptions::new()
        .max_connections(options.readers.max(1))
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(connect.pragma("query_only", "ON").optimize_on_close(false, None))
        .await?;
    Ok(pool)
}

async fn check(connection: &mut SqliteConnection) -> Result<()> {
    let version: String =
        sqlx::query_scalar("SELECT sqlite_version()").fetch_one(connection).await?;
    if is_supported(&version) {
        return Ok(());
    }
    let [major, minor, patch] = OLDEST;
    let needed = format!("SQLite {version} is in use, {major}.{minor}.{patch} is needed");
    Err(StoreError::Unavailable(needed.into()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn old_versions_are_refused() {
        for old in ["3.51.2", "3.50.99", "3.9.0", "2.99.99", "3", "", "unknown"] {
            assert!(!super::is_supported(old), "{old}");
        }
        for new in ["3.51.3", "3.51.10", "3.52.0", "4.0"] {
            assert!(super::is_supported(new), "{new}");
        }
    }
}
