//! The yardstick: axum answering every request with the same bytes.

use anyhow::Context;
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Constant {
    /// Size of the body.
    #[arg(long)]
    bytes: usize,
}

impl Constant {
    #[expect(clippy::print_stdout, reason = "its parent reads the address there")]
    pub fn run(self) -> anyhow::Result<()> {
        // Bytes that look like a compressed page's to nobody who reads them.
        let body = Bytes::from(vec![b'e'; self.bytes]);
        let answer = move || {
            let body = body.clone();
            async move { ([("content-type", "text/html; charset=utf-8")], body) }
        };
        tokio::runtime::Runtime::new()?.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            println!("{}", listener.local_addr()?);
            axum::serve(listener, Router::new().route("/", get(answer))).await?;
            Ok(())
        })
    }
}

/// The yardstick running; ended when dropped.
pub struct Yardstick {
    child: Child,
    pub address: SocketAddr,
}

impl Yardstick {
    pub fn start(bytes: usize) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["constant", "--bytes", &bytes.to_string()]).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().context("its output is piped")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().parse().context("the yardstick does not start")?;
        Ok(Self { child, address })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Yardstick {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
