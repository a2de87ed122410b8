//! The program under measurement, in a folder of its own.

use crate::Bench;
use crate::client::{Connection, Session};
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const PASSWORD: &str = "measured and weighed";
/// The demo shop everything is measured in.
pub const SHOP: &str = "maren-and-vale";

/// Where a house keeps its data, through restarts.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A running program; ended when dropped.
pub struct House {
    child: Child,
    /// Kept open: the program goes on talking.
    _greeting: BufReader<ChildStdout>,
    pub address: SocketAddr,
    /// From starting the process to its first ready answer.
    pub ready_after: Duration,
}

/// The program with its surroundings, limits out of the way: all load has one address.
pub fn program(bench: &Bench, folder: &Folder) -> Command {
    let mut command = Command::new(&bench.program);
    command
        .env("ETALAGE_DATA", folder.path())
        .env("ETALAGE_ADDRESS", "127.0.0.1:0")
        .env("ETALAGE_DEMO_PASSWORD", PASSWORD)
        .env("ETALAGE_REQUESTS_PER_SECOND", "0")
        .env("ETALAGE_STREAMS_PER_ADDRESS", "0")
        .env("ETALAGE_CONNECTIONS_PER_ADDRESS", "0")
        .env("ETALAGE_LOG", "warn")
        .env("LEPTOS_OUTPUT_NAME", "etalage")
        .env("LEPTOS_SITE_PKG_DIR", "pkg")
        .env("LEPTOS_SITE_ROOT", &bench.site)
        .env("LEPTOS_HASH_FILES", "true")
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null());
    command
}

/// A command of the program's, run to its end.
pub fn command(bench: &Bench, folder: &Folder, arguments: &[&str]) -> anyhow::Result<Child> {
    command_with(bench, folder, &[], arguments)
}

/// The same, told something by its environment.
pub fn command_with(
    bench: &Bench,
    folder: &Folder,
    settings: &[(&str, String)],
    arguments: &[&str],
) -> anyhow::Result<Child> {
    let mut command = program(bench, folder);
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().context("the program cannot be started")
}

impl House {
    /// Serves what is in the folder, after furnishing an empty one with the demo shops.
    pub fn open(bench: &Bench, folder: &Folder, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let mut serve = program(bench, folder);
        serve.args(["serve", "--demo"]).envs(settings.iter().copied()).stdout(Stdio::piped());
        let mut child = serve.spawn().context("the program cannot be started")?;
        let stdout = child.stdout.take().context("its output is piped")?;
        let mut greeting = BufReader::new(stdout);
        let address = greeting.by_ref().lines().map_while(Result::ok).find_map(|line| {
            let (_, url) = line.split_once("http://")?;
            url.trim_end_matches('/').parse().ok()
        });
        let Some(address) = address else {
            let _ = child.kill();
            bail!("the program ended before it was open");
        };
        let mut house = Self { child, _greeting: greeting, address, ready_after: Duration::ZERO };
        house.wait_until_ready()?;
        house.ready_after = begun.elapsed();
        Ok(house)
    }

    fn wait_until_ready(&self) -> anyhow::Result<()> {
        crate::client::runtime()?.block_on(async {
            let deadline = Instant::now() + Duration::from_secs(60);
            loop {
                if let Ok(mut connection) = Connection::open(self.address).await
                    && connection.get("/readyz", "").await.is_ok_and(|answer| answer.status == 200)
                {
                    return Ok(());
                }
                if Instant::now() > deadline {
                    bail!("the program does not get ready");
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Somebody who may feature products.
    pub async fn merchandiser(&self) -> anyhow::Result<Session> {
        Session::sign_in(self.address, "merchandiser@example.com", PASSWORD).await
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
