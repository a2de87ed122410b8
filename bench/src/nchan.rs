//! Nchan, the event server streams are compared with: nginx with its module, from Debian's
//! packages, with as many workers as there are cores.

use crate::client::Connection;
use crate::fanout::Fanout;
use crate::process;
use anyhow::{Context, bail, ensure};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const MODULE: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/// A running nginx; ended when dropped.
pub struct Nchan {
    master: Child,
    /// Its configuration and log.
    _folder: TempDir,
    address: SocketAddr,
    publisher: Connection,
    /// As long as the frames it is compared with.
    filling: String,
    seq: i64,
}

impl Nchan {
    /// Whether it is installed here.
    pub fn is_there() -> bool {
        Path::new(MODULE).exists()
    }

    /// Starts it. Its frames will be about `frame_bytes` long.
    pub async fn start(streams: usize, frame_bytes: u64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, text(folder.path(), address, streams))?;
        let mut master = Command::new("nginx")
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&configuration)
            .stdin(Stdio::null())
            .spawn()
            .context("nginx cannot be started")?;
        let deadline = Instant::now() + Duration::from_secs(10);
        let publisher = loop {
            if let Ok(publisher) = Connection::open(address).await {
                break publisher;
            }
            if Instant::now() > deadline || master.try_wait()?.is_some() {
                let _ = master.kill();
                bail!("nginx does not open its port");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        let filling = "x".repeat((frame_bytes as usize).saturating_sub(60));
        Ok(Self { master, _folder: folder, address, publisher, filling, seq: 0 })
    }

    /// The master and its workers.
    fn pids(&self) -> anyhow::Result<Vec<u32>> {
        let master = self.master.id();
        let mut pids = process::children(master)?;
        pids.push(master);
        Ok(pids)
    }
}

fn text(folder: &Path, address: SocketAddr, streams: usize) -> String {
    let connections = 2 * streams + 8_192;
    let folder = folder.display();
    format!(
        "load_module {MODULE};\n\
         user root;\n\
         daemon off;\n\
         worker_processes auto;\n\
         worker_rlimit_nofile {connections};\n\
         pid {folder}/pid;\n\
         error_log {folder}/log error;\n\
         events {{ worker_connections {connections}; }}\n\
         http {{\n\
           access_log off;\n\
           keepalive_requests 1000000;\n\
           nchan_shared_memory_size 256m;\n\
           server {{\n\
             listen {address} backlog=4096;\n\
             location = /publish {{ nchan_publisher; nchan_channel_id window; }}\n\
             location = /events {{\n\
               nchan_subscriber eventsource;\n\
               nchan_channel_id window;\n\
               nchan_subscriber_first_message -1;\n\
             }}\n\
           }}\n\
         }}\n"
    )
}

impl Fanout for Nchan {
    fn address(&self) -> SocketAddr {
        self.address
    }

    fn path(&self) -> String {
        "/events".to_owned()
    }

    fn cpu(&self) -> anyhow::Result<Duration> {
        self.pids()?.into_iter().map(process::cpu).sum()
    }

    fn resident(&self) -> anyhow::Result<u64> {
        self.pids()?.into_iter().map(process::resident).sum()
    }

    async fn publish(&mut self) -> anyhow::Result<i64> {
        self.seq += 1;
        let body = format!("{{\"seq\":{},\"text\":\"{}\"}}", self.seq, self.filling);
        let answer = self.publisher.ask("POST", "/publish", "", &body).await?;
        ensure!(matches!(answer.status, 200..=202), "nginx answered with {}", answer.status);
        Ok(self.seq)
    }

    async fn renew(&mut self) -> anyhow::Result<()> {
        self.publisher = Connection::open(self.address).await?;
        Ok(())
    }
}

impl Drop for Nchan {
    fn drop(&mut self) {
        // The workers end with a master that is asked; killed, it would leave them behind.
        let _ = Command::new("kill").arg(self.master.id().to_string()).status();
        let _ = self.master.wait();
    }
}
