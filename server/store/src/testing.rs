//! Databases for tests, here and in the crates above: one of each kind, empty, gone afterwards.
//!
//! PostgreSQL is taken from `ETALAGE_TEST_POSTGRES_URL`, a server on which databases may be
//! created; without it a private server is started from the programs found on this machine. Where
//! that cannot be done the test is skipped with a loud line, and fails when `CI` is set.

mod server;
mod steps;

pub use steps::{Cut, Steps, TASK};

use crate::{Store, StoreOptions};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use std::hash::{BuildHasher, Hasher, RandomState};

/// An empty database. Dropping it deletes it; close what uses it before.
pub struct TestDatabase {
    /// `sqlite` or `postgres`.
    pub name: &'static str,
    /// For [`StoreOptions::new`].
    pub url: String,
    _files: Option<tempfile::TempDir>,
    _leftover: Option<Leftover>,
}

/// A database on somebody else's server.
struct Leftover {
    server: String,
    database: String,
}

impl TestDatabase {
    /// A store on it; several on one database stand for several nodes.
    pub async fn store(&self) -> Store {
        Store::connect(StoreOptions::new(&self.url)).await.expect("a test database opens")
    }
}

/// One database of each kind that can be had here.
pub async fn databases() -> Vec<TestDatabase> {
    let mut databases = vec![sqlite()];
    databases.extend(postgres().await);
    databases
}

/// A file in a folder of its own.
pub fn sqlite() -> TestDatabase {
    let files = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", files.path().join("test.db").display());
    TestDatabase { name: "sqlite", url, _files: Some(files), _leftover: None }
}

/// A database on the tests' server; none, loudly, where there is no server.
///
/// # Panics
/// When `CI` is set and there is no server.
pub async fn postgres() -> Option<TestDatabase> {
    let given = std::env::var("ETALAGE_TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty());
    let is_foreign = given.is_some();
    let server = match given.map_or_else(server::url, Ok) {
        Ok(server) => server,
        Err(reason) => {
            let line = format!("SKIP: no PostgreSQL for this test: {reason}");
            assert!(std::env::var_os("CI").is_none(), "{line}");
            eprintln!("{line}");
            return None;
        }
    };
    let random = RandomState::new().build_hasher().finish();
    let database = format!("etalage_test_{}_{random:016x}", std::process::id());
    let mut connection =
        PgConnection::connect(&server).await.expect("the tests' PostgreSQL answers");
    run(&mut connection, format!("CREATE DATABASE {database}")).await;
    let url = with_database(&server, &database);
    let leftover = is_foreign.then(|| Leftover { server, database });
    Some(TestDatabase { name: "postgres", url, _files: None, _leftover: leftover })
}

/// The server's URL for another of its databases.
fn with_database(server: &str, database: &str) -> String {
    let (address, parameters) = server.split_once('?').unwrap_or((server, ""));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    format!("{}/{database}?{parameters}", &address[..end])
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.expect("the server does it");
}

impl Drop for Leftover {
    fn drop(&mut self) {
        let (server, database) = (self.server.clone(), self.database.clone());
        // The test's own runtime may be the one that is dropping this.
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let mut connection = PgConnection::connect(&server).await.expect("a server");
                run(&mut connection, format!("DROP DATABASE {database} WITH (FORCE)")).await;
            });
        });
        // A test that fails already says more than this.
        let _ = cleaner.join();
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_url_is_turned_to_another_database() {
        let turned = |url| with_database(url, "db");
        assert_eq!(turned("postgres://me@host:1/postgres"), "postgres://me@host:1/db?");
        assert_eq!(turned("postgres://me@host"), "postgres://me@host/db?");
        assert_eq!(turned("postgres://me@h/x?host=/tmp/a"), "postgres://me@h/db?host=/tmp/a");
    }
}
