//! Reads event streams, all of them in one thread and with no more work per frame than there must
//! be: what the client does takes the server's cores and pushes it out of their caches.

use crate::client::Connection;
use crate::fanout::Fanout;
use anyhow::Context;
use memchr::memmem;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// When a stream got the frame of a position.
pub struct Delivery {
    pub seq: i64,
    pub at: Instant,
}

#[derive(Default)]
struct Seen {
    /// Streams that have got anything at all.
    begun: AtomicU64,
    /// What clicks caused.
    frames: AtomicU64,
    bytes: AtomicU64,
    is_timed: AtomicBool,
    is_enough: AtomicBool,
}

/// Open streams and whoever follows them; closed when dropped.
pub struct Readers {
    seen: Arc<Seen>,
    deliveries: Receiver<Delivery>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Readers {
    /// Opens streams and waits until each has got its first frame.
    pub async fn open(of: &impl Fanout, count: usize) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut streams = Vec::with_capacity(count);
        for _ in 0..count {
            let connection = Connection::open(of.address()).await?;
            let stream = connection.into_stream(&of.path()).await?.into_std()?;
            let mut stream = TcpStream::from_std(stream);
            poll.registry().register(&mut stream, Token(streams.len()), Interest::READABLE)?;
            streams.push(Some(Stream { io: stream, begun: false, rest: Vec::new() }));
        }
        let seen = Arc::new(Seen::default());
        let (to, deliveries) = channel();
        let work = follow(poll, streams, seen.clone(), to);
        let thread = std::thread::Builder::new().name("readers".into()).spawn(work)?;
        let readers = Self { seen, deliveries, thread: Some(thread) };
        readers.wait_for(&readers.seen.begun, count as u64).await?;
        sleep(Duration::from_secs(1)).await;
        Ok(readers)
    }

    /// Frames seen that clicks caused.
    pub fn frames(&self) -> u64 {
        self.seen.frames.load(Relaxed)
    }

    /// What those were long, together.
    pub fn bytes(&self) -> u64 {
        self.seen.bytes.load(Relaxed)
    }

    /// From here on each delivery's moment is kept.
    pub fn begin_timing(&self) {
        self.seen.is_timed.store(true, Relaxed);
    }

    /// The deliveries since; no more are kept.
    pub fn end_timing(&self) -> impl Iterator<Item = Delivery> {
        self.seen.is_timed.store(false, Relaxed);
        self.deliveries.try_iter()
    }

    /// Waits until so many frames were seen in all; an error when they stop coming.
    pub async fn wait_for_frames(&self, wanted: u64) -> anyhow::Result<()> {
        self.wait_for(&self.seen.frames, wanted).await
    }

    async fn wait_for(&self, counter: &AtomicU64, wanted: u64) -> anyhow::Result<()> {
        let wait = async {
            while counter.load(Acquire) < wanted {
                sleep(Duration::from_millis(1)).await;
            }
        };
        let wait = timeout(Duration::from_secs(60), wait).await.ok();
        wait.with_context(|| format!("{} came instead of {wanted}", counter.load(Relaxed)))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.seen.is_enough.store(true, Relaxed);
        if let Some(Ok(Err(error))) = self.thread.take().map(JoinHandle::join) {
            eprintln!("Streams could not be read: {error}");
        }
    }
}

struct Stream {
    io: TcpStream,
    begun: bool,
    /// The beginning of a frame whose end has not come.
    rest: Vec<u8>,
}

fn follow(
    mut poll: Poll,
    mut streams: Vec<Option<Stream>>,
    seen: Arc<Seen>,
    to: Sender<Delivery>,
) -> impl FnOnce() -> io::Result<()> {
    move || {
        let mut events = Events::with_capacity(1024);
        let mut held = vec![0; 64 * 1024];
        while !seen.is_enough.load(Relaxed) {
            match poll.poll(&mut events, Some(Duration::from_millis(50))) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
            for event in &events {
                let place = &mut streams[event.token().0];
                if let Some(stream) = place
                    && !stream.read(&mut held, &seen, &to)
                {
                    *place = None;
                }
            }
        }
        Ok(())
    }
}

impl Stream {
    /// Takes what is there. Answers whether more may come.
    fn read(&mut self, held: &mut [u8], seen: &Seen, to: &Sender<Delivery>) -> bool {
        loop {
            match self.io.read(held) {
                Ok(0) => return false,
                Ok(length) => {
                    let at = Instant::now();
                    if self.rest.is_empty() {
                        let used = self.take(&held[..length], at, seen, to);
                        // A chunk's end is nothing of the next frame.
                        let rest = held[used..length].strip_prefix(b"\r\n");
                        self.rest.extend_from_slice(rest.unwrap_or(&held[used..length]));
                    } else {
                        let mut rest = std::mem::take(&mut self.rest);
                        rest.extend_from_slice(&held[..length]);
                        let used = self.take(&rest, at, seen, to);
                        rest.drain(..used);
                        self.rest = rest;
                    }
                    // As much as there was: the next is told of.
                    if length < held.len() {
                        return true;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// Notes the whole frames and those that a click caused; answers how much they were.
    fn take(&mut self, text: &[u8], at: Instant, seen: &Seen, to: &Sender<Delivery>) -> usize {
        let mut read = 0;
        while let Some(length) = memmem::find(&text[read..], b"\n\n") {
            if !std::mem::replace(&mut self.begun, true) {
                seen.begun.fetch_add(1, Relaxed);
            }
            if let Some(seq) = position(&text[read..read + length]) {
                if seen.is_timed.load(Relaxed) {
                    let _ = to.send(Delivery { seq, at });
                }
                seen.bytes.fetch_add(length as u64 + 2, Relaxed);
                seen.frames.fetch_add(1, Release);
            }
            read += length + 2;
        }
        read
    }
}

/// The `seq` the data of a frame that names its position begins with; none for a heartbeat, which
/// comes without a click.
fn position(frame: &[u8]) -> Option<i64> {
    memmem::find(frame, b"id: ")?;
    if memmem::find(frame, b"event: heartbeat").is_some() {
        return None;
    }
    const KEY: &[u8] = b"data: {\"seq\":";
    let at = memmem::find(frame, KEY)? + KEY.len();
    let digits = frame[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&frame[at..at + digits]).ok()?.parse().ok()
}
