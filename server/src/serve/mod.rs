//! Listens, and keeps strangers' connections from hurting one another: every phase has a
//! deadline, every address a share, and stopping has an end.
//!
//! hyper is driven directly, one protocol per connection: `axum::serve` knows neither a deadline
//! for the head of a request nor a limit of connections.

mod batch;
mod body;
mod connection;
mod fanout;
mod gate;
mod relay;
mod stall;
pub mod tls;

pub use body::Lateness;
pub use gate::Gate;

use crate::config::Config;
use crate::security::address::TrustedProxies;
use axum::Router;
use connection::Connections;
use std::io;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How a listener treats its connections.
#[derive(Clone)]
pub struct ServeOptions {
    /// Open connections in all.
    pub connections: usize,
    /// Open connections per address; zero for no limit.
    pub connections_per_address: usize,
    /// Many clients share these addresses, so the limit above does not count for them.
    pub trusted_proxies: TrustedProxies,
    /// For the TLS handshake, for the head of a request, and for an idle connection.
    pub header_deadline: Duration,
    /// For the whole body of a request.
    pub body_deadline: Duration,
    /// For a client that takes nothing of what is sent to it.
    pub stall_deadline: Duration,
    /// For running requests once the node is asked to stop.
    pub shutdown_deadline: Duration,
    pub tls: Option<TlsAcceptor>,
}

impl ServeOptions {
    /// Reads the certificate too.
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        let limits = &config.limits;
        let tls = match (&config.http.tls_certificate, &config.http.tls_key) {
            (Some(certificate), Some(key)) => Some(tls::acceptor(certificate, key)?),
            _ => None,
        };
        Ok(Self {
            connections: limits.connections,
            connections_per_address: limits.connections_per_address,
            trusted_proxies: config.trusted_proxies(),
            header_deadline: Duration::from_secs(limits.header_seconds.max(1)),
            body_deadline: Duration::from_secs(limits.body_seconds.max(1)),
            stall_deadline: Duration::from_secs(limits.stall_seconds.max(1)),
            shutdown_deadline: Duration::from_secs(limits.shutdown_seconds),
            tls,
        })
    }
}

/// Serves until `shutdown` is cancelled: then accepts nothing more, lets running requests finish,
/// and after the deadline cuts what is left. Streams should end on the same token. Answers how
/// many connections had to be cut.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: ServeOptions,
    shutdown: CancellationToken,
) -> io::Result<usize> {
    let address = listener.local_addr()?;
    let tls = options.tls.is_some();
    tracing::info!(%address, tls, "Listening on {address}");
    let gate = Gate::new(&options);
    let tasks = TaskTracker::new();
    let cut = CancellationToken::new();
    let deadline = options.shutdown_deadline;
    let connections =
        Connections::new(router, options, shutdown.clone(), cut.clone(), tasks.clone());
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match gate.enter(peer.ip()) {
                Some(pass) => {
                    tasks.spawn(connections.clone().converse(stream, peer, pass));
                }
                None => {
                    if let Some(turn) = gate.refusal() {
                        let polite = connection::refuse(stream, tls, turn);
                        tasks.spawn(cut.clone().run_until_cancelled_owned(polite));
                    }
                }
            },
            Err(error) => pause_after(&error).await,
        }
    }
    drop(listener);
    tasks.close();
    if tokio::time::timeout(deadline, tasks.wait()).await.is_ok() {
        return Ok(0);
    }
    let left = gate.open();
    tracing::warn!(left, "Cutting {left} connections that did not finish in time");
    cut.cancel();
    tasks.wait().await;
    Ok(left)
}

/// A client that is gone again concerns nobody; out of file descriptors, trying again at once
/// would only burn the processor.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "A connection could not be accepted");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[cfg(test)]
mod tests;
