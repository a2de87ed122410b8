//! One connection, from the first byte to the last.

use super::ServeOptions;
use super::body;
use super::fanout::Fanout;
use super::gate::Pass;
use super::relay::{self, Relay};
use super::stall::StallGuard;
use crate::stream::EventQueue;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::future::RouteFuture;
use http::{Method, Request, Version};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// All headers of a request together.
const HEAD_BYTES: usize = 32 * 1024;
const HEADERS: usize = 100;
/// Requests at once over one HTTP/2 connection.
const STREAMS: u32 = 128;
const PING: Duration = Duration::from_secs(20);

#[derive(Clone)]
pub(super) struct Connections(Arc<Shared>);

struct Shared {
    router: Router,
    options: ServeOptions,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    fanout: Fanout,
    /// Finish what is running.
    shutdown: CancellationToken,
    /// Stop at once.
    cut: CancellationToken,
    tasks: TaskTracker,
}

enum Protocol {
    Http1,
    Http2,
}

impl Connections {
    pub(super) fn new(
        router: Router,
        options: ServeOptions,
        shutdown: CancellationToken,
        cut: CancellationToken,
        tasks: TaskTracker,
    ) -> Self {
        let mut http1 = http1::Builder::new();
        http1
            .timer(TokioTimer::new())
            .header_read_timeout(options.header_deadline)
            .max_headers(HEADERS)
            .max_buf_size(HEAD_BYTES);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEAD_BYTES as u32);
        let fanout = Fanout::new(options.stall_deadline, cut.clone(), tasks.clone());
        Self(Arc::new(Shared { router, options, http1, http2, fanout, shutdown, cut, tasks }))
    }

    /// Talks until either side is done. `pass` is the connection's place among all.
    pub(super) async fn converse(self, stream: TcpStream, peer: SocketAddr, pass: Pass) {
        // A frame of a few hundred bytes must not wait for an acknowledgement.
        let _ = stream.set_nodelay(true);
        let cut = &self.0.cut;
        // TLS and HTTP/2 are boxed so that the commonest connection stays small.
        let ended = if self.0.options.tls.is_some() {
            let encrypted = Box::pin(self.encrypted(stream, peer, pass));
            cut.run_until_cancelled(encrypted).await
        } else {
            cut.run_until_cancelled(self.clear(stream, peer, pass)).await
        };
        if let Some(Err(error)) = ended {
            tracing::debug!(%peer, %error, "A connection ended early");
        }
    }

    async fn clear(&self, stream: TcpStream, peer: SocketAddr, pass: Pass) -> Ended {
        let deadline = self.0.options.header_deadline;
        let protocol = tokio::select! {
            protocol = timeout(deadline, spoken(&stream)) => protocol??,
            () = self.0.shutdown.cancelled() => return Ok(()),
        };
        match protocol {
            Protocol::Http1 => self.http1(stream, peer, pass).await,
            Protocol::Http2 => Box::pin(self.http2(stream, peer, pass)).await,
        }
    }

    async fn encrypted(&self, stream: TcpStream, peer: SocketAddr, pass: Pass) -> Ended {
        let Some(tls) = &self.0.options.tls else {
            return Ok(());
        };
        let stream = tokio::select! {
            stream = timeout(self.0.options.header_deadline, tls.accept(stream)) => stream??,
            () = self.0.shutdown.cancelled() => return Ok(()),
        };
        match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => self.http2(stream, peer, pass).await,
            _ => self.http1(stream, peer, pass).await,
        }
    }

    async fn http1(&self, io: impl Carrier, peer: SocketAddr, pass: Pass) -> Ended {
        let relay = Relay::default();
        let io = StallGuard::new(io, self.0.options.stall_deadline).telling(relay.clone());
        let service = {
            let (connections, relay) = (self.clone(), relay.clone());
            service_fn(move |request: Request<Incoming>| {
                // Older clients and HEAD know no chunks.
                let takes_chunks =
                    request.version() == Version::HTTP_11 && request.method() == Method::GET;
                let relay = takes_chunks.then(|| relay.clone());
                let answer = connections.answer(request, peer);
                async move {
                    let response = answer.await?;
                    Ok::<_, Infallible>(match relay {
                        Some(relay) => relay.divert(response),
                        None => response,
                    })
                }
            })
        };
        let mut connection = self.0.http1.serve_connection(TokioIo::new(io), service);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = self.0.shutdown.cancelled() => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        if ended.is_err()
            && let Some(queue) = relay.take()
        {
            let io = connection.into_parts().io.into_inner().into_inner();
            self.stream(io, queue, pass);
            return Ok(());
        }
        Ok(ended?)
    }

    /// Goes on with what hyper has let go.
    fn stream(&self, io: impl Carrier, queue: EventQueue, pass: Pass) {
        match io.into_socket() {
            Ok(socket) if queue.stop.is_none() => {
                let fanout = self.0.fanout.clone();
                self.0.tasks.spawn(async move {
                    let _pass = pass;
                    fanout.follow(socket, queue).await
                });
            }
            Ok(socket) => self.pump(socket, queue, pass),
            Err(io) => self.pump(io, queue, pass),
        }
    }

    fn pump(&self, io: impl Carrier, queue: EventQueue, pass: Pass) {
        let io = StallGuard::new(io, self.0.options.stall_deadline);
        let stream = relay::pump(io, queue.into_frames());
        let stream = self.0.cut.clone().run_until_cancelled_owned(stream);
        self.0.tasks.spawn(async move {
            let _pass = pass;
            stream.await
        });
    }

    async fn http2<IO>(&self, io: IO, peer: SocketAddr, pass: Pass) -> Ended
    where
        IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let _pass = pass;
        let options = &self.0.options;
        let io = TokioIo::new(StallGuard::new(io, options.stall_deadline));
        let asked = Arc::new(AtomicBool::new(false));
        let service = {
            let (connections, asked) = (self.clone(), asked.clone());
            service_fn(move |request| {
                asked.store(true, Ordering::Relaxed);
                connections.answer(request, peer)
            })
        };
        let mut connection = pin!(self.0.http2.serve_connection(io, service));
        let first = async {
            tokio::time::sleep(options.header_deadline).await;
            if asked.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            ended = connection.as_mut() => return Ok(ended?),
            // Opened and then silent: what HTTP/1.1's deadline for the head catches.
            () = first => return Ok(()),
            () = self.0.shutdown.cancelled() => connection.as_mut().graceful_shutdown(),
        }
        Ok(connection.await?)
    }

    /// The router's answer; it is told who is asking, and what is sent to it has a deadline.
    fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> RouteFuture<Infallible> {
        let deadline = self.0.options.body_deadline;
        let mut request = body::with_deadline(request, deadline);
        request.extensions_mut().insert(ConnectInfo(peer));
        tower::Service::call(&mut self.0.router.clone(), request)
    }
}

/// What HTTP/1.1 goes over.
trait Carrier: AsyncRead + AsyncWrite + Unpin + Send + Sized + 'static {
    /// The plain socket, if it is one.
    fn into_socket(self) -> Result<TcpStream, Self>;
}

impl Carrier for TcpStream {
    fn into_socket(self) -> Result<TcpStream, Self> {
        Ok(self)
    }
}

impl Carrier for TlsStream<TcpStream> {
    fn into_socket(self) -> Result<TcpStream, Self> {
        Err(self)
    }
}

type Ended = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// HTTP/2 in clear begins with `PRI`, which no method of HTTP/1.1 does.
async fn spoken(stream: &TcpStream) -> io::Result<Protocol> {
    const PREFACE: &[u8] = b"PRI";
    let mut seen = [0; PREFACE.len()];
    loop {
        let length = stream.peek(&mut seen).await?;
        if length == PREFACE.len() && seen == PREFACE {
            return Ok(Protocol::Http2);
        }
        if length == 0 || seen[..length] != PREFACE[..length] {
            return Ok(Protocol::Http1);
        }
        // The socket stays readable while the rest is under way.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Says that there is no room, waits until that was read, and closes. `_turn` bounds how many do
/// so at once.
pub(super) async fn refuse(mut stream: TcpStream, tls: bool, _turn: OwnedSemaphorePermit) {
    const WORDS: &str = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n\
        content-type: text/plain; charset=utf-8\r\ncontent-length: 41\r\nconnection: close\r\n\r\n\
        Too many connections. Try again shortly.\n";
    let polite = async {
        if !tls {
            stream.write_all(WORDS.as_bytes()).await?;
        }
        stream.shutdown().await?;
        // Closing with the request unread would reset the connection under the answer.
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(Duration::from_secs(1), polite).await;
}
