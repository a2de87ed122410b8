//! A private PostgreSQL server for the tests.

use crate::sh::command;
use anyhow::{Context, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Stopped, and its folder removed, when dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    pub url: String,
}

/// The folder with `initdb` and `postgres`.
pub fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(versions.map(|version| version.path().join("bin")));
    let has = |folder: &&PathBuf| ["initdb", "postgres"].iter().all(|p| folder.join(p).exists());
    // Distributions' own folders last, newest first.
    let found = folders.iter().rfind(has);
    found.cloned()
}

impl Server {
    pub fn start() -> anyhow::Result<Self> {
        let programs = programs().context("no PostgreSQL server is installed")?;
        let folder = std::env::temp_dir().join(format!("etalage-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        // The server refuses to be root.
        let other = crate::sh::output(command("id", &["-u"]))?.trim() == "0";
        if other {
            crate::sh::run(command("chown", &["nobody", &folder.to_string_lossy()]))?;
        }
        let as_user = |program: &str| -> Command {
            let program = programs.join(program);
            if other {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"]);
                command.arg(program);
                command
            } else {
                Command::new(program)
            }
        };
        let data = folder.join("data");
        let mut initdb = as_user("initdb");
        initdb
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .current_dir(&folder)
            .stdout(Stdio::null());
        if !initdb.status().context("initdb cannot be started")?.success() {
            bail!("initdb failed");
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = as_user("postgres");
        server
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-p", &port.to_string(), "-h", "127.0.0.1"])
            // What the tests check is what a commit means, not what a power cut leaves.
            .args(["-c", "fsync=off", "-c", "max_connections=300"])
            .current_dir(&folder)
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("log"))?);
        let child = server.spawn().context("postgres cannot be started")?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let server = Self { child, folder, url };
        server.wait(port)?;
        Ok(server)
    }

    fn wait(&self, port: u16) -> anyhow::Result<()> {
        let begun = Instant::now();
        // The line at the end of its start, in its log: accepting sockets come before it is ready.
        let ready = |folder: &Path| {
            std::fs::read_to_string(folder.join("log"))
                .is_ok_and(|log| log.contains("ready to accept connections"))
        };
        while begun.elapsed() < Duration::from_secs(60) {
            if ready(&self.folder) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not get ready on port {port}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The postmaster takes its children along on SIGINT; a killed one would leave them.
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-INT", &pid]).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
