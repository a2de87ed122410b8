//! Event streams over HTTP/1.1, written by hand.
//!
//! hyper keeps two buffers of 8 KiB and its whole state for a connection that will only ever be
//! written to. So it sends the head of an event stream and is then let go: the body it was given
//! fails on purpose once the head has left, and what remains is the socket and the queue of
//! events, in a task of its own.

use super::stall::StallGuard;
use crate::stream::{EventQueue, Events};
use axum::body::Body;
use axum::response::Response;
use bytes::{Buf, Bytes, BytesMut};
use futures::{FutureExt, StreamExt};
use hyper::body::{Body as HttpBody, Frame};
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Frames that are ready together are sent together, up to this many bytes.
const GATHERED: usize = 16 * 1024;

/// What a connection, its service, its socket and the body on it know of a stream that takes the
/// connection over.
#[derive(Clone, Default)]
pub(super) struct Relay(Arc<Shared>);

#[derive(Default)]
struct Shared {
    queue: Mutex<Option<EventQueue>>,
    /// The head is written to hyper's buffer.
    head_written: AtomicBool,
    /// The head has left.
    head_sent: AtomicBool,
}

impl Relay {
    /// Takes an event stream's queue out of its response and puts the failing body in.
    pub(super) fn divert(&self, mut response: Response) -> Response {
        let events = response.extensions_mut().remove::<Events>();
        if let Some(queue) = events.and_then(|events| events.take()) {
            *self.0.queue.lock().unwrap_or_else(PoisonError::into_inner) = Some(queue);
            *response.body_mut() = Body::new(HeadOnly(self.clone()));
        }
        response
    }

    /// The queue, once the head has left.
    pub(super) fn take(&self) -> Option<EventQueue> {
        let sent = self.0.head_sent.load(Relaxed);
        let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.take().filter(|_| sent)
    }

    /// Told by the socket that everything hyper had has left.
    pub(super) fn flushed(&self, cx: &Context<'_>) {
        if self.0.head_written.load(Relaxed) && !self.0.head_sent.swap(true, Relaxed) {
            cx.waker().wake_by_ref();
        }
    }
}

/// Never has a frame; fails when the head has left. All of this happens in one task.
struct HeadOnly(Relay);

#[derive(Debug, thiserror::Error)]
#[error("the event stream goes on without hyper")]
struct HandedOver;

impl HttpBody for HeadOnly {
    type Data = Bytes;
    type Error = HandedOver;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HandedOver>>> {
        self.0.0.head_written.store(true, Relaxed);
        match self.0.0.head_sent.load(Relaxed) {
            true => Poll::Ready(Some(Err(HandedOver))),
            false => Poll::Pending,
        }
    }
}

/// Sends events as chunks until they end or the client goes.
pub(super) async fn pump<IO>(mut io: StallGuard<IO>, mut queue: EventQueue) -> io::Result<()>
where
    IO: AsyncRead + AsyncWrite + Unpin,
{
    // Nothing is expected; reading is how a connection's end is noticed.
    let mut unexpected = [0; 32];
    loop {
        let event = tokio::select! {
            biased;
            event = queue.next() => event,
            read = io.read(&mut unexpected) => match read? {
                0 => return Ok(()),
                _ => continue,
            },
        };
        let Some(first) = event else {
            io.write_all(b"0\r\n\r\n").await?;
            return io.shutdown().await;
        };
        match queue.next().now_or_never().flatten() {
            None => send(&mut io, first).await?,
            Some(second) => {
                let gathered = gather([first, second], &mut queue);
                send(&mut io, gathered).await?;
            }
        }
    }
}

fn gather(begun: [Bytes; 2], queue: &mut EventQueue) -> Bytes {
    let mut gathered = BytesMut::from(&begun[0][..]);
    gathered.extend_from_slice(&begun[1]);
    while gathered.len() < GATHERED
        && let Some(Some(next)) = queue.next().now_or_never()
    {
        gathered.extend_from_slice(&next);
    }
    gathered.freeze()
}

/// One chunk, in one write where the socket takes it. An empty one would end the stream.
async fn send<IO: AsyncWrite + Unpin>(io: &mut IO, bytes: Bytes) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let mut size = [0; 18];
    let mut rest = &mut size[..];
    write!(rest, "{:x}\r\n", bytes.len())?;
    let left = rest.len();
    let length = size.len() - left;
    let mut chunk = Buf::chain(&size[..length], bytes).chain(&b"\r\n"[..]);
    io.write_all_buf(&mut chunk).await?;
    // TLS takes more than it has sent.
    io.flush().await
}
