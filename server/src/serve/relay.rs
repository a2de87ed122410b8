//! Event streams over HTTP/1.1, written by hand.
//!
//! hyper keeps two buffers of 8 KiB and its whole state for a connection that will only ever be
//! written to. So it sends the head of an event stream and is then let go: the body it was given
//! fails on purpose once the head has left, and what remains is the socket and the queue of
//! events. Plain sockets are written to by [`super::fanout`]; others, and streams that may be
//! ended singly, have a task of their own here.

use super::batch::Batch;
use super::stall::StallGuard;
use crate::stream::{EventQueue, Events, Frames};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::Stream;
use hyper::body::{Body as HttpBody, Frame};
use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};

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
pub(super) async fn pump<IO>(mut io: StallGuard<IO>, mut frames: Frames) -> io::Result<()>
where
    IO: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(chunks) = gather(&mut io, &mut frames).await? {
        io.write_all(&chunks).await?;
        // TLS takes more than it has sent.
        io.flush().await?;
    }
    io.write_all(b"0\r\n\r\n").await?;
    io.shutdown().await
}

/// What is there to be sent, as soon as there is anything; nothing at the end of the events, and an
/// error when the client has gone.
async fn gather<IO: AsyncRead + Unpin>(
    io: &mut StallGuard<IO>,
    frames: &mut Frames,
) -> io::Result<Option<Bytes>> {
    // Nothing is expected; reading is how a connection's end is noticed.
    let mut unexpected = [MaybeUninit::uninit(); 32];
    let mut batch = Batch::default();
    poll_fn(|cx| {
        // One look after the last frame, which leaves the task registered for the next.
        while !batch.is_full() {
            match Pin::new(&mut *frames).poll_next(cx) {
                Poll::Ready(Some(frame)) => batch.push(&frame),
                Poll::Ready(None) => return Poll::Ready(Ok(batch.take())),
                Poll::Pending => break,
            }
        }
        if let Some(chunks) = batch.take() {
            return Poll::Ready(Ok(Some(chunks)));
        }
        loop {
            let mut read = ReadBuf::uninit(&mut unexpected);
            match Pin::new(&mut *io).poll_read(cx, &mut read)? {
                Poll::Ready(()) if read.filled().is_empty() => {
                    return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
                }
                Poll::Ready(()) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}
