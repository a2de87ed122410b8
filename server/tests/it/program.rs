//! The program itself, as a process that can be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The program, serving; killed when dropped.
pub struct Program {
    child: Child,
    pub base: String,
}

impl Program {
    pub fn start(url: &str, site: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_etalage"))
            .args(["serve", "--address", "127.0.0.1:0", "--database-url", url])
            .args(["--requests-per-second", "0"])
            .args(flags)
            .env("LEPTOS_SITE_ROOT", site)
            .env("ETALAGE_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("Etalage is open at ").expect(&line);
        Self { base: base.trim_end_matches('/').to_owned(), child }
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
