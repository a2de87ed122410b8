//! A private MariaDB server for the tests: one for all of them, where each would start its own.

use crate::sh::answers;
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// As the tests themselves start it; ends with its input.
const SCRIPT: &str = include_str!("../../server/standin/src/mariadb.sh");

/// Debian's packages with the server and what sets it up, and without a service.
pub const PACKAGES: [&str; 2] = ["mariadb-server-core", "mariadb-client-core"];

/// Ended, and its folder removed, when dropped.
pub struct MariaDb {
    child: Child,
    pub url: String,
}

pub fn is_installed() -> bool {
    // Debian keeps the server where root looks.
    let server = ["mariadbd", "/usr/sbin/mariadbd"].iter().any(|it| answers(it, &["--version"]));
    server && answers("mariadb", &["--version"])
}

impl MariaDb {
    pub fn start() -> anyhow::Result<Self> {
        let mut child = Command::new("sh")
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("sh cannot be started")?;
        let mut said = String::new();
        let output = child.stdout.take().context("its output is piped")?;
        BufReader::new(output).read_line(&mut said)?;
        let Some(port) = said.trim().strip_prefix("ready ") else {
            let _ = child.wait();
            bail!("MariaDB does not get ready: {}", said.trim());
        };
        Ok(Self { url: format!("mysql://etalage@127.0.0.1:{port}"), child })
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // The end of its input is its own.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
