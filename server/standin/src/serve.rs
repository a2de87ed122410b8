//! Over real sockets, in clear or with a certificate of its own making.

use crate::rest::Served;
use crate::shop::Shop;
use crate::{control, courier, rest};
use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A shop that answers until this is dropped.
#[derive(Debug)]
pub struct Serving {
    /// Where: `http://127.0.0.1:41234`, or `https://localhost:41234`.
    pub address: String,
    /// Whom to trust to reach it over TLS.
    pub certificate: Option<String>,
    pub stop: CancellationToken,
    _guard: DropGuard,
}

impl Shop {
    /// In clear; port 0 takes any.
    ///
    /// # Errors
    /// Where the port is taken.
    pub async fn serve(&self, port: u16) -> io::Result<Serving> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        Ok(self.start(listener, address, None))
    }

    /// With TLS, for `localhost`.
    ///
    /// # Errors
    /// Where the port is taken.
    pub async fn serve_securely(&self, port: u16) -> io::Result<Serving> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let made = made.map_err(io::Error::other)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .map_err(io::Error::other)?;
        let tcp = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = format!("https://localhost:{}", tcp.local_addr()?.port());
        let listener = Tls { tcp, acceptor: TlsAcceptor::from(Arc::new(config)) };
        Ok(self.start(listener, address, Some(made.cert.pem())))
    }

    fn start<L>(&self, listener: L, address: String, certificate: Option<String>) -> Serving
    where
        L: Listener,
        L::Addr: std::fmt::Debug,
    {
        self.state().home.clone_from(&address);
        let stop = CancellationToken::new();
        let served = Served { shop: self.clone(), secure: certificate.is_some() };
        let router = control::router(served.clone()).merge(rest::router(served));
        let ended = stop.clone();
        let serving = async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "The shop stopped.");
            }
        };
        tokio::spawn(async move { ended.run_until_cancelled(serving).await });
        tokio::spawn(courier::run(self.clone(), stop.clone()));
        Serving { address, certificate, stop: stop.clone(), _guard: stop.drop_guard() }
    }
}

struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.tcp).await;
            // Who cannot agree on a cipher is let go.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
