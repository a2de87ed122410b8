//! A private MariaDB for the tests of this process: at `ETALAGE_TEST_MARIADB_URL`, a server on which
//! databases and users may be created, or started from the programs found on this machine. Where
//! neither can be had the test is skipped with a loud line, and fails when `CI` is set.

use super::DatabaseAddress;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;

/// Sets up a data folder, serves it on a port of this machine, and ends when its input does, that is
/// with the process that started it, however that ends.
const SCRIPT: &str = r#"
dir=$(mktemp -d "${TMPDIR:-/tmp}/etalage-mariadb.XXXXXX") || exit 1
cd "$dir" || exit 1
exec 2>"$dir/log"
pid=
finish() {
    [ -n "$pid" ] && kill "$pid" && wait "$pid"
    cd / && rm -rf "$dir"
}
trap finish EXIT
user=
[ "$(id -u)" = 0 ] && user=--user=nobody && chown nobody "$dir"
mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db \
    --skip-name-resolve $user --datadir="$dir/data" >&2 || { tail -n 3 "$dir/log"; exit 1; }
PATH="$PATH:/usr/sbin"
for port in 1 2 3 4 5; do
    port=$((20000 + ($(od -An -N2 -tu2 /dev/urandom) % 12000)))
    mariadbd --no-defaults $user --datadir="$dir/data" --socket="$dir/socket" --port=$port \
        --bind-address=127.0.0.1 --innodb-flush-log-at-trx-commit=0 --skip-log-bin \
        --innodb-buffer-pool-size=64M </dev/null >&2 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        mariadb --no-defaults -uroot --socket="$dir/socket" -e "CREATE USER IF NOT EXISTS \
            'etalage'@'127.0.0.1'; GRANT ALL ON *.* TO 'etalage'@'127.0.0.1' WITH GRANT OPTION" \
            2>/dev/null && break 2
        sleep 0.1
    done
    pid=
done
[ -n "$pid" ] || { tail -n 3 "$dir/log"; exit 1; }
echo "ready $port"
read -r _
"#;

struct Server {
    url: String,
    // Its input is the line that keeps the server alive.
    _child: Child,
}

fn url() -> Result<String, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    if let Some(given) =
        std::env::var("ETALAGE_TEST_MARIADB_URL").ok().filter(|url| !url.is_empty())
    {
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

/// An empty database of its own, gone afterwards.
pub(super) struct Foreign {
    server: String,
    name: String,
}

impl Foreign {
    /// # Panics
    /// When `CI` is set and there is no server.
    pub async fn new() -> Option<Self> {
        let server = match url() {
            Ok(server) => server,
            Err(reason) => {
                assert!(std::env::var_os("CI").is_none(), "MariaDB is missing: {reason}");
                // A skipped test must not look like a passed one.
                eprintln!("SKIPPED: MariaDB is missing ({reason}); set ETALAGE_TEST_MARIADB_URL.");
                return None;
            }
        };
        let name = format!("etalage_{:016x}", RandomState::new().build_hasher().finish());
        let foreign = Self { server, name };
        let create = format!("CREATE DATABASE {} CHARACTER SET utf8mb4", foreign.name);
        foreign.run_on(&foreign.server, &create).await;
        Some(foreign)
    }

    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    pub fn address(&self, prefix: &str) -> DatabaseAddress {
        DatabaseAddress::new(&self.url(), prefix).unwrap()
    }

    /// As a user of its own with these rights on it.
    pub async fn as_user(&self, rights: &str) -> DatabaseAddress {
        let user = format!("u{}", &self.name[8..]);
        self.run(&format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'p@ss/word'")).await;
        self.run(&format!("GRANT {rights} ON {}.* TO '{user}'@'%'", self.name)).await;
        let host = self.server.rsplit('@').next().unwrap();
        let url = format!("mysql://{user}:p%40ss%2Fword@{host}/{}", self.name);
        DatabaseAddress::new(&url, "wp_").unwrap()
    }

    /// Statements, as many as there are.
    pub async fn run(&self, sql: &str) {
        self.run_on(&self.url(), sql).await;
    }

    async fn run_on(&self, url: &str, sql: &str) {
        let options = sqlx::mysql::MySqlConnectOptions::from_str(url).unwrap();
        let options = options.disable_statement_logging();
        let mut line = MySqlConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut line).await.unwrap();
        line.close().await.unwrap();
    }

    pub async fn drop(self) {
        self.run_on(&self.server, &format!("DROP DATABASE {}", self.name)).await;
    }
}
