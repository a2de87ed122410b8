//! A private PostgreSQL server, as long as this process lives.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Sets up a data folder, serves it on a Unix socket, and ends when its input does, that is with
/// the process that started it, however that ends.
const SCRIPT: &str = r#"
dir=$(mktemp -d "${TMPDIR:-/tmp}/etalage-postgres.XXXXXX") || exit 1
cd "$dir" || exit 1
exec 2>"$dir/log"
pid=
finish() {
    [ -n "$pid" ] && kill -INT "$pid" && wait "$pid"
    cd / && rm -rf "$dir"
}
trap finish EXIT
if ! "$1/initdb" -D "$dir/data" -U etalage -A trust -E UTF8 --locale=C --no-sync >&2; then
    tail -n 3 "$dir/log"
    exit 1
fi
"$1/postgres" -D "$dir/data" -k "$dir" -h '' -c fsync=off -c full_page_writes=off \
    -c max_connections=200 -c shared_buffers=64MB </dev/null >&2 &
pid=$!
until "$1/psql" -h "$dir" -U etalage -d postgres -c 'SELECT 1' >/dev/null 2>&1; do
    kill -0 "$pid" || { pid=; tail -n 3 "$dir/log"; exit 1; }
    sleep 0.05
done
echo "ready $dir"
read -r _
"#;

struct Server {
    url: String,
    // Its input is the line that keeps the server alive.
    _child: Child,
}

/// The address of this process's server, which is started for the first who asks.
pub(super) fn url() -> Result<String, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref().map(|server| server.url.clone()).map_err(Clone::clone)
}

fn start() -> Result<Server, String> {
    let programs = programs().ok_or("no initdb and postgres on this machine")?;
    let mut command = unprivileged("sh")?;
    let child = command
        .args(["-c", SCRIPT, "sh"])
        .arg(&programs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| format!("cannot start a server: {error}"))?;
    let mut output = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
    let mut line = String::new();
    output.read_line(&mut line).map_err(|error| error.to_string())?;
    match line.trim().strip_prefix("ready ") {
        Some(folder) => {
            let url = format!("postgres://etalage@localhost/postgres?host={folder}");
            Ok(Server { url, _child: child })
        }
        None => {
            // What it says instead is the end of its log.
            let _ = output.read_to_string(&mut line);
            Err(format!("the server in {} did not start: {}", programs.display(), line.trim()))
        }
    }
}

/// The folder of the server's programs: on the path, or where Debian keeps them; the latest there.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    let complete = |folder: &Path| {
        ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).exists())
    };
    let mut folders = versions.into_iter().rev().chain(std::env::split_paths(&path));
    folders.find(|folder| complete(folder))
}

/// PostgreSQL refuses to run as root.
fn unprivileged(program: &str) -> Result<Command, String> {
    let user = Command::new("id").arg("-u").output().map_err(|error| error.to_string())?;
    if user.stdout.trim_ascii() != b"0" {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", program]);
    Ok(command)
}
