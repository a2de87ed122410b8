//! A WooCommerce's own database, for those who read it: a real MariaDB, private to this process.
//!
//! At `ETALAGE_TEST_MARIADB_URL`, a server on which databases and users may be created, or started from
//! the programs found on this machine.

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use tokio_stream::StreamExt;

/// Sets up a data folder, serves it on a port of this machine, and ends when its input does, that is
/// with the process that started it, however that ends.
const SCRIPT: &str = include_str!("mariadb.sh");

struct Server {
    url: String,
    // Its input is the line that keeps the server alive.
    _child: Child,
}

fn server() -> Result<String, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    let given = std::env::var("ETALAGE_TEST_MARIADB_URL").ok().filter(|url| !url.is_empty());
    if let Some(given) = given {
        return Ok(given.trim_end_matches('/').to_owned());
    }
    SERVER.get_or_init(start).as_ref().map(|server| server.url.clone()).map_err(Clone::clone)
}

fn start() -> Result<Server, String> {
    let child = Command::new("sh")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| format!("cannot start a server: {error}"))?;
    let mut output = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
    let mut line = String::new();
    output.read_line(&mut line).map_err(|error| error.to_string())?;
    match line.trim().strip_prefix("ready ") {
        Some(port) => {
            Ok(Server { url: format!("mysql://etalage@127.0.0.1:{port}"), _child: child })
        }
        None => {
            // What it says instead is the end of its log.
            let _ = output.read_to_string(&mut line);
            Err(format!("no MariaDB could be started: {}", line.trim()))
        }
    }
}

/// An empty database; [`drop`](Database::drop) it on a server that stays.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// For tests: none, loudly, where there is no server.
    ///
    /// # Panics
    /// When `CI` is set and there is no server.
    pub async fn of_tests() -> Option<Self> {
        match Self::new().await {
            Ok(database) => Some(database),
            Err(reason) => {
                assert!(std::env::var_os("CI").is_none(), "MariaDB is missing: {reason}");
                // A skipped test must not look like a passed one.
                eprintln!("SKIPPED: MariaDB is missing ({reason}); set ETALAGE_TEST_MARIADB_URL.");
                None
            }
        }
    }

    /// # Errors
    /// Why there is no server.
    pub async fn new() -> Result<Self, String> {
        let server = tokio::task::spawn_blocking(server).await.map_err(|it| it.to_string())??;
        let name = format!("etalage_{:016x}", RandomState::new().build_hasher().finish());
        let database = Self { server, name };
        let create = format!("CREATE DATABASE {} CHARACTER SET utf8mb4", database.name);
        run(&database.server, &create).await.map_err(|error| error.to_string())?;
        Ok(database)
    }

    /// For a user who may do anything.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// For a user of its own who has these rights, and a password that must be written carefully.
    pub async fn user(&self, rights: &str) -> String {
        let user = format!("u{}", &self.name["etalage_".len()..]);
        self.run(&format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'p@ss/word'")).await;
        self.run(&format!("GRANT {rights} ON {}.* TO '{user}'@'%'", self.name)).await;
        let host = self.server.rsplit('@').next().unwrap_or_default();
        format!("mysql://{user}:p%40ss%2Fword@{host}/{}", self.name)
    }

    /// Statements, as many as there are.
    ///
    /// # Panics
    /// Where one fails.
    pub async fn run(&self, sql: &str) {
        run(&self.url(), sql).await.unwrap_or_else(|error| panic!("{error}: {sql:.400}"));
    }

    /// How many rows a statement answers, each of them read and forgotten.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let mut line = open(&self.url()).await?;
        let mut rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch(&mut line);
        let mut count = 0;
        while let Some(row) = rows.next().await {
            row?;
            count += 1;
        }
        Ok(count)
    }

    pub async fn drop(self) {
        self.run(&format!("DROP DATABASE {}", self.name)).await;
    }
}

async fn open(url: &str) -> Result<MySqlConnection, sqlx::Error> {
    let options = MySqlConnectOptions::from_str(url)?.disable_statement_logging();
    MySqlConnection::connect_with(&options).await
}

async fn run(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut line = open(url).await?;
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut line).await?;
    line.close().await
}
