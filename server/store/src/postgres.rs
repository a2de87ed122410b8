//! PostgreSQL: how it is reached, and where its SQL differs.

use crate::patience::in_time;
use crate::{Result, StoreError, StoreOptions};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::query::Query;
use sqlx::{Connection as _, Row as _};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

pub(crate) type Db = sqlx::Postgres;
type ConnectOptions = PgConnectOptions;

/// A set of ids in one JSON parameter: one text, one plan, for any number of them.
macro_rules! among_ids {
    ($parameter:literal) => {
        concat!("= ANY (ARRAY(SELECT jsonb_array_elements_text(", $parameter, "::jsonb)::bigint))")
    };
}

/// A set of texts in one JSON parameter.
macro_rules! among_texts {
    ($parameter:literal) => {
        concat!("= ANY (ARRAY(SELECT jsonb_array_elements_text(", $parameter, "::jsonb)))")
    };
}

/// The objects of a JSON list, one a row, as `w.value`.
macro_rules! each {
    ($parameter:literal) => {
        concat!("jsonb_array_elements(", $parameter, "::jsonb) AS w (value)")
    };
}

/// All rows of a statement in one, in its order, as a JSON list of lists.
macro_rules! gathered {
    ($columns:literal, $($statement:expr),+) => {
        concat!(
            "SELECT COALESCE(json_agg(json_build_array(", $columns, ")), '[]')::text FROM (",
            $($statement),+,
            ") gathered"
        )
    };
}

/// A statement that inserts rows which the database gives an id, for [`identified`]: by which column a
/// row is known, and the id's.
macro_rules! numbering {
    ($columns:literal, $($insert:expr),+) => {
        concat!(
            "WITH inserted AS (", $($insert),+, " RETURNING ", $columns, ") ",
            "SELECT COALESCE(json_agg(json_build_array(", $columns, ")), '[]')::text FROM inserted"
        )
    };
}

/// A text of a JSON object.
macro_rules! json_text {
    ($column:literal, $key:ident) => {
        concat!("(", $column, "::jsonb ->> '", stringify!($key), "')")
    };
}

/// Keeps a row as it is until the commit. Not stronger: rows that refer to it may still be added.
macro_rules! locked {
    () => {
        " FOR NO KEY UPDATE"
    };
}

#[path = "body/mod.rs"]
pub(crate) mod body;

/// The migrations take a lock of their own, and whether to wait for a server is the caller's choice.
const OPEN_TRIES: u32 = 1;
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SAVEPOINT command";
/// A read of many statements sees one state.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Tenants are spread over these, so that a hot one holds up only its share.
pub(crate) const WRITERS: usize = 4;
/// A server that cannot be reached any more does not say so.
const MAY_FALL_SILENT: bool = true;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Inserts, and answers the ids of the rows by the words they are known by.
async fn identified(
    insert: Query<'_, Db, PgArguments>,
    connection: &mut PgConnection,
    words: &[&str],
) -> Result<HashMap<String, i64>> {
    let ids: String = insert.fetch_one(connection).await?.try_get(0)?;
    let ids: Vec<(String, i64)> = body::ungathered(&ids)?;
    if ids.len() == words.len() { Ok(ids.into_iter().collect()) } else { Err(StoreError::Stale) }
}

/// Whether a batch that met this error may simply run again: a serialisation failure, a deadlock,
/// or another process that inserted the same key a moment before.
fn is_repeatable(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "23505"))
}

fn connect_options(url: &str) -> Result<ConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("etalage")
        .statement_cache_capacity(200)
        // A node that froze in the middle of a transaction must not keep the others from a shop.
        .options([("idle_in_transaction_session_timeout", "10s")]))
}

async fn reader_pool(options: &StoreOptions, connect: ConnectOptions) -> Result<sqlx::Pool<Db>> {
    let probe = options.patience / 4;
    // What nobody waits for any more is not worked at.
    let limit = options.patience.as_millis().saturating_add(1_000).to_string();
    let pool = PgPoolOptions::new()
        .max_connections(options.readers.max(1))
        .acquire_timeout(options.patience / 2)
        // Both as the pool itself would, but it would wait for ever, with the connection's place
        // taken.
        .test_before_acquire(false)
        .before_acquire(move |connection, _| Box::pin(answers(connection, probe)))
        .after_release(move |connection, _| Box::pin(answers(connection, probe)))
        .connect_with(connect.options([("statement_timeout", limit)]))
        .await?;
    Ok(pool)
}

/// An error has the connection cut, without a goodbye.
async fn answers(connection: &mut PgConnection, patience: Duration) -> Result<bool, sqlx::Error> {
    in_time(patience, connection.ping()).await?;
    Ok(true)
}

async fn check(_: &mut PgConnection) -> Result<()> {
    Ok(())
}
