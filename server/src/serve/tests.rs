use super::*;
use crate::middleware::{Around, around};
use crate::stream::{self, StreamSlots};
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use contract::Seq;
use engine::wire::{Encoded, Wire};
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::{JoinHandle, JoinSet};

const SOON: Duration = Duration::from_millis(150);
const LATE: Duration = Duration::from_secs(10);

fn options() -> ServeOptions {
    ServeOptions {
        connections: 1000,
        connections_per_address: 0,
        trusted_proxies: TrustedProxies::default(),
        header_deadline: LATE,
        body_deadline: LATE,
        stall_deadline: LATE,
        shutdown_deadline: LATE,
        tls: None,
    }
}

struct Server {
    address: SocketAddr,
    shutdown: CancellationToken,
    serving: JoinHandle<io::Result<usize>>,
}

impl Server {
    async fn start(router: Router, options: ServeOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, router, options, shutdown.clone()));
        Self { address, shutdown, serving }
    }

    async fn open(&self, words: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(words.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, words: &str) -> String {
        rest(self.open(words).await).await
    }

    async fn stop(self) -> usize {
        self.shutdown.cancel();
        self.serving.await.unwrap().unwrap()
    }
}

/// What is said until the connection ends; a reset is an end too.
async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8_lossy(&said).into_owned()
}

fn router() -> Router {
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() };
    Router::new().route("/", get(peer)).route("/body", post(|body: Bytes| async move { body }))
}

const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_head_that_does_not_come_is_cut() {
    let server = Server::start(router(), ServeOptions { header_deadline: SOON, ..options() }).await;
    let began = Instant::now();
    for words in ["", "P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nhost: x\r\nslow: "] {
        let said = server.ask(words).await;
        assert!(!said.contains("200 OK"), "{said}");
    }
    let idle = server.ask("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(idle.contains("200 OK") && idle.ends_with("127.0.0.1"), "{idle}");
    assert!(began.elapsed() < Duration::from_secs(4));
    assert_eq!(server.stop().await, 0);
}

#[tokio::test]
async fn slow_connections_do_not_hurt_others() {
    let server = Server::start(router(), options()).await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(server.open("GET / HTTP/1.1\r\nhost: x\r\nslow: ").await);
    }
    assert!(server.ask(GET).await.contains("200 OK"));
    drop(slow);
    server.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_refused() {
    let router = router().layer(from_fn_with_state(Arc::<Around>::default(), around));
    let server = Server::start(router, ServeOptions { body_deadline: SOON, ..options() }).await;
    let said = server
        .ask("POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\nconnection: close\r\n\r\nabc")
        .await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("application/problem+json") && said.contains("traceId"), "{said}");
    let whole = server
        .ask("POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc")
        .await;
    assert!(whole.ends_with("abc"), "{whole}");
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut() {
    let (gone, noticed) = oneshot::channel::<()>();
    let gone = Arc::new(std::sync::Mutex::new(Some(gone)));
    let endless = move || {
        let held = gone.lock().unwrap().take();
        let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
        let stream = futures::stream::repeat_with(move || {
            let _ = &held;
            Ok::<_, std::convert::Infallible>(chunk.clone())
        });
        async { Body::from_stream(stream) }
    };
    let router = Router::new().route("/", get(endless));
    let server = Server::start(router, ServeOptions { stall_deadline: SOON, ..options() }).await;
    let stream = server.open(GET).await;
    // The sender is dropped with the body.
    assert!(noticed.await.is_err());
    drop(stream);
    server.stop().await;
}

#[tokio::test]
async fn an_address_has_its_share_and_is_told_so() {
    let limited = ServeOptions { connections_per_address: 2, ..options() };
    let server = Server::start(router(), limited.clone()).await;
    let held = [server.open("G").await, server.open("G").await];
    let said = server.ask(GET).await;
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 5"), "{said}");
    assert!(said.ends_with("Try again shortly.\n"));
    drop(held);
    while !server.ask(GET).await.contains("200 OK") {
        tokio::task::yield_now().await;
    }
    server.stop().await;

    let proxy = TrustedProxies::new(vec!["127.0.0.0/8".parse().unwrap()]);
    let server = Server::start(router(), ServeOptions { trusted_proxies: proxy, ..limited }).await;
    let _held = [server.open("G").await, server.open("G").await];
    assert!(server.ask(GET).await.contains("200 OK"));
}

#[tokio::test]
async fn stopping_finishes_what_runs() {
    let (started, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (started, go) = (started.clone(), go.clone());
        move || async move {
            started.notify_one();
            go.notified().await;
            "finished"
        }
    };
    let server = Server::start(Router::new().route("/", get(handler)), options()).await;
    let idle = server.open("").await;
    let running = server.open("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    started.notified().await;
    server.shutdown.cancel();
    // The idle one is let go at once, and nobody new is heard.
    assert_eq!(rest(idle).await, "");
    while TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    assert!(rest(running).await.ends_with("finished"));
    assert_eq!(server.serving.await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn stopping_ends_even_with_an_open_stream() {
    let endless = || async {
        let never = futures::stream::pending::<Result<Bytes, std::convert::Infallible>>();
        Body::from_stream(never)
    };
    let router = Router::new().route("/", get(endless));
    let server = Server::start(router, ServeOptions { shutdown_deadline: SOON, ..options() }).await;
    let mut stream = server.open(GET).await;
    let mut head = [0; 15];
    stream.read_exact(&mut head).await.unwrap();
    let began = Instant::now();
    assert_eq!(server.stop().await, 1);
    assert!(began.elapsed() < SOON * 10);
}

/// A server of event streams, and what feeds and watches them.
struct Feed {
    /// None once the source has ended.
    wire: Arc<Mutex<Option<Wire>>>,
    slots: StreamSlots,
    stop: CancellationToken,
}

impl Feed {
    fn new() -> (Self, Router) {
        let feed = Self {
            wire: Arc::new(Mutex::new(Some(Wire::new(64)))),
            slots: StreamSlots::new(0),
            stop: CancellationToken::new(),
        };
        let events = |stop: Option<CancellationToken>| {
            let (wire, slots) = (feed.wire.clone(), feed.slots.clone());
            get(async move |ConnectInfo(peer): ConnectInfo<SocketAddr>| {
                let permit = slots.acquire(peer.ip()).unwrap();
                let replay = vec![Encoded::new(Seq(0), "data: 0\n\n")];
                let wire = wire.lock().unwrap();
                stream::respond(wire.as_ref().unwrap().subscribe(replay), stop.clone(), permit)
            })
        };
        let router = router()
            .route("/events", events(None))
            .route("/stoppable", events(Some(feed.stop.clone())));
        (feed, router)
    }

    /// Answers how many listen.
    fn say(&self, words: &str) -> usize {
        let mut wire = self.wire.lock().unwrap();
        wire.as_mut().unwrap().send(&Encoded::new(Seq(1), words))
    }

    fn end(&self) {
        self.stop.cancel();
        self.wire.lock().unwrap().take();
    }
}

/// Reads until what was said ends with these words.
async fn heard(stream: &mut TcpStream, words: &str) -> String {
    let mut said = String::new();
    while !said.ends_with(words) {
        said.push(char::from(stream.read_u8().await.unwrap()));
    }
    said
}

const EVENTS: &str = "GET /events HTTP/1.1\r\nhost: x\r\n\r\n";
/// Streams that are written to together, and those with a task of their own.
const KINDS: [&str; 2] = [EVENTS, "GET /stoppable HTTP/1.1\r\nhost: x\r\n\r\n"];

#[tokio::test]
async fn a_stream_is_handed_over_whole() {
    for kind in KINDS {
        let (feed, router) = Feed::new();
        let server = Server::start(router, options()).await;
        // A connection that was used before can become a stream too.
        let mut stream = server.open("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        heard(&mut stream, "127.0.0.1").await;
        stream.write_all(kind.as_bytes()).await.unwrap();
        let head = heard(&mut stream, "9\r\ndata: 0\n\n\r\n").await.to_ascii_lowercase();
        assert!(head.contains("transfer-encoding: chunked") && head.contains("text/event-stream"));
        assert_eq!(feed.say("data: 1\n\n"), 1);
        heard(&mut stream, "9\r\ndata: 1\n\n\r\n").await;
        // Frames that wait together travel together.
        feed.say("data: 2\n\n");
        feed.say("data: 3\n\n");
        heard(&mut stream, "9\r\ndata: 2\n\n\r\n9\r\ndata: 3\n\n\r\n").await;
        assert_eq!(feed.slots.open(), 1);
        feed.end();
        assert_eq!(rest(stream).await, "0\r\n\r\n");
        while feed.slots.open() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(server.stop().await, 0);
    }
}

/// Readers come and go while frames are sent; each hears every frame from its own beginning on.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_joins_in_the_midst_misses_nothing() {
    let (feed, router) = Feed::new();
    let server = Arc::new(Server::start(router, options()).await);
    let mut readers = JoinSet::new();
    for reader in 0..40 {
        let server = server.clone();
        readers.spawn(async move {
            tokio::time::sleep(Duration::from_millis(reader * 3)).await;
            let mut stream = BufReader::new(server.open(EVENTS).await);
            let mut numbers = Vec::new();
            let mut line = String::new();
            while numbers.len() < 100 {
                line.clear();
                stream.read_line(&mut line).await.unwrap();
                numbers.extend(
                    line.strip_prefix("data: ").map(|text| text.trim().parse::<u32>().unwrap()),
                );
            }
            numbers
        });
    }
    let mut number = 0;
    let speaking = async {
        loop {
            tokio::select! {
                Some(numbers) = readers.join_next() => {
                    let numbers = numbers.unwrap();
                    assert_eq!(numbers[0], 0, "the replay comes first");
                    assert!(numbers[1..].windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
                }
                () = tokio::time::sleep(Duration::from_micros(500)), if !readers.is_empty() => {
                    number += 1;
                    feed.say(&format!("data: {number}\n\n"));
                }
                else => break,
            }
        }
    };
    tokio::time::timeout(LATE, speaking).await.expect("everyone hears a hundred frames");
    while feed.slots.open() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_reader_that_goes_is_noticed() {
    for kind in KINDS {
        let (feed, router) = Feed::new();
        let limits = ServeOptions { connections_per_address: 1, ..options() };
        let server = Server::start(router, limits).await;
        let mut stream = server.open(kind).await;
        heard(&mut stream, "data: 0\n\n\r\n").await;
        assert!(server.ask(GET).await.starts_with("HTTP/1.1 503"), "the stream holds its place");
        drop(stream);
        while feed.slots.open() > 0 || !server.ask(GET).await.contains("200 OK") {
            tokio::task::yield_now().await;
        }
        server.stop().await;
    }
}

/// A socket is closed when its reader leaves, not with the next frame, and nobody else is forgotten.
#[tokio::test]
async fn who_leaves_takes_nobody_along() {
    let (feed, router) = Feed::new();
    let server = Server::start(router, options()).await;
    let mut readers = Vec::new();
    let join = async || {
        let mut stream = server.open(EVENTS).await;
        heard(&mut stream, "data: 0\n\n\r\n").await;
        stream
    };
    for _ in 0..9 {
        readers.push(join().await);
    }
    for (number, at) in [0, 7, 3, 2, 0, 4].into_iter().enumerate() {
        let mut leaver: TcpStream = readers.remove(at);
        leaver.shutdown().await.unwrap();
        assert_eq!(rest(leaver).await, "");
        if at > 2 {
            readers.push(join().await);
        }
        let frame = format!("data: {number}\n\n");
        feed.say(&frame);
        for reader in &mut readers {
            assert_eq!(heard(reader, &format!("{frame}\r\n")).await, format!("9\r\n{frame}\r\n"));
        }
    }
    feed.end();
    for reader in readers {
        assert_eq!(rest(reader).await, "0\r\n\r\n");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_reader_that_stalls_is_cut() {
    for kind in KINDS {
        let (feed, router) = Feed::new();
        let limits = ServeOptions { stall_deadline: SOON, ..options() };
        let server = Server::start(router, limits).await;
        let mut stream = server.open(kind).await;
        heard(&mut stream, "data: 0\n\n\r\n").await;
        let large = "x".repeat(64 * 1024);
        while feed.say(&large) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        while feed.slots.open() > 0 {
            tokio::task::yield_now().await;
        }
        server.stop().await;
    }
}

/// What a slow reader's socket does not take waits, whole and in order; who has caught up may fall
/// behind again.
#[tokio::test]
async fn a_reader_that_is_slow_gets_everything() {
    for kind in KINDS {
        let (feed, router) = Feed::new();
        let server = Server::start(router, options()).await;
        let mut stream = server.open(kind).await;
        heard(&mut stream, "data: 0\n\n\r\n").await;
        let large = "x".repeat(256 * 1024);
        let say = async |numbers: RangeInclusive<i32>| {
            for number in numbers {
                feed.say(&format!("data: {number}{large}\n\n"));
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        say(1..=20).await;
        let (mut said, mut part) = (String::new(), vec![0; 64 * 1024]);
        while !(said.ends_with("x\n\n\r\n") && said.contains("data: 20x")) {
            let length = stream.read(&mut part).await.unwrap();
            assert!(length > 0, "the stream goes on");
            said.push_str(std::str::from_utf8(&part[..length]).unwrap());
        }
        say(21..=21).await;
        said.push_str(&heard(&mut stream, "x\n\n\r\n").await);
        say(22..=40).await;
        feed.end();
        said.push_str(&rest(stream).await);
        let numbers = said.split("data: ").skip(1).map(|text| text.split('x').next().unwrap());
        assert!(numbers.eq((1..=40).map(|number| number.to_string())));
        assert!(said.len() > 40 * large.len() && said.ends_with("\r\n0\r\n\r\n"));
        server.stop().await;
    }
}

#[tokio::test]
async fn an_old_client_gets_the_stream_without_chunks() {
    let (feed, router) = Feed::new();
    let server = Server::start(router, options()).await;
    let mut stream = server.open("GET /events HTTP/1.0\r\n\r\n").await;
    let head = heard(&mut stream, "data: 0\n\n").await;
    assert!(!head.to_ascii_lowercase().contains("chunked"));
    feed.say("data: 1\n\n");
    heard(&mut stream, "data: 1\n\n").await;
    feed.end();
    assert_eq!(rest(stream).await, "");
    server.stop().await;
}

#[tokio::test]
async fn open_streams_are_cut_when_stopping_takes_too_long() {
    let (feed, router) = Feed::new();
    let server = Server::start(router, ServeOptions { shutdown_deadline: SOON, ..options() }).await;
    let mut stream = server.open(EVENTS).await;
    heard(&mut stream, "data: 0\n\n\r\n").await;
    assert_eq!(server.stop().await, 1);
    assert_eq!(feed.slots.open(), 0);
}

#[tokio::test]
async fn http2_is_spoken_in_clear() {
    let server = Server::start(router(), options()).await;
    let mut stream = server.open("PR").await;
    // Preface and an empty SETTINGS frame, in two pieces.
    stream.write_all(b"I * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame[3], 4, "the first frame is SETTINGS");
    drop(stream);
    server.stop().await;
}

/// What a server needs to speak TLS, and a client to believe it.
fn certified() -> (tokio_rustls::TlsAcceptor, tokio_rustls::TlsConnector) {
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
    let made = rcgen::generate_simple_self_signed(["shop.example".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    assert!(tls::acceptor(&key, &certificate).is_err());
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (tls::acceptor(&certificate, &key).unwrap(), tokio_rustls::TlsConnector::from(Arc::new(config)))
}

#[tokio::test]
async fn tls_is_spoken_when_there_is_a_certificate() {
    let (acceptor, connector) = certified();
    let server = Server::start(router(), ServeOptions { tls: Some(acceptor), ..options() }).await;
    let name = "shop.example".try_into().unwrap();
    let mut stream = connector.connect(name, server.open("").await).await.unwrap();
    say(&mut stream, GET).await;
    assert!(rest(stream).await.contains("200 OK"));
    server.stop().await;
}

/// TLS takes a frame whole though the line takes only its beginning.
#[tokio::test]
async fn a_frame_over_tls_arrives_without_the_next_one() {
    let (acceptor, connector) = certified();
    let (ours, theirs) = tokio::io::duplex(4096);
    let name = "shop.example".try_into().unwrap();
    let (ours, theirs) = tokio::join!(acceptor.accept(ours), connector.connect(name, theirs));
    let (feed, _) = Feed::new();
    let permit = feed.slots.acquire([127, 0, 0, 1].into()).unwrap();
    let subscription = feed.wire.lock().unwrap().as_ref().unwrap().subscribe(vec![]);
    let response = stream::respond(subscription, None, permit);
    let queue = response.extensions().get::<stream::Events>().unwrap().take().unwrap();
    let io = stall::StallGuard::new(ours.unwrap(), LATE);
    let pump = tokio::spawn(relay::pump(io, queue.into_frames()));
    feed.say(&"x".repeat(10_000));
    let mut frame = vec![0; "2710\r\n".len() + 10_000 + 2];
    let arrival = tokio::time::timeout(LATE, async {
        theirs.unwrap().read_exact(&mut frame).await.unwrap();
    });
    arrival.await.expect("the whole frame arrives");
    assert!(frame.starts_with(b"2710\r\nxxx") && frame.ends_with(b"xxx\r\n"));
    pump.abort();
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), words: &str) {
    stream.write_all(words.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
}
