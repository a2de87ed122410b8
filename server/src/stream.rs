//! The body of an event stream, and how many of them one address may hold.
//!
//! Frames arrive encoded, once for all streams; a stream adds nothing but its place in the queue.
//! A stream that falls behind is ended: its page comes back with the position it has seen and is
//! replayed, so nothing is lost and nobody is waited for.
//!
//! The frames travel with the response twice over: as its body, for any server, and as
//! [`Events`] in its extensions, for a server that takes them and writes them itself. Ours does
//! over HTTP/1.1 (see `serve::relay` and `serve::fanout`), which costs a tenth of the memory.

use crate::security::address::limit_key;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::Problem;
use engine::wire::{Encoded, Subscription, Ticket};
use futures::Stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use hyper::body::{Body as HttpBody, Frame};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::vec;
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Seconds after which a refused stream may try again.
const RETRY_SECONDS: u32 = 30;

/// Kept for as long as the stream is open; dropped when it ends, whoever ends it.
pub trait StreamGuard: Send + 'static {
    /// The reader was too slow and is sent away.
    fn lagged(&mut self) {}
}

impl StreamGuard for StreamPermit {}

/// An event stream: first the replay, then what comes, until the reader goes, falls behind, the
/// source closes, or `stop` is cancelled.
pub fn respond(
    subscription: Subscription,
    stop: Option<CancellationToken>,
    guard: impl StreamGuard,
) -> Response {
    let queue = EventQueue { subscription, stop, guard: Box::new(guard) };
    let events = Events(Arc::new(Mutex::new(Some(queue))));
    let mut response =
        Response::new(Body::new(EventBody { untouched: events.clone(), taken: None }));
    response.extensions_mut().insert(events);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would otherwise gather frames until a buffer is full.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    headers.insert(unbuffered, HeaderValue::from_static("no"));
    response
}

/// What an event stream sends; its end is the stream's.
pub struct EventQueue {
    pub subscription: Subscription,
    /// Ends the stream before its source does.
    pub stop: Option<CancellationToken>,
    pub guard: Box<dyn StreamGuard>,
}

impl EventQueue {
    /// One after another.
    pub fn into_frames(self) -> Frames {
        let Subscription { replay, frames, ticket, .. } = self.subscription;
        Frames {
            replay: replay.into_iter(),
            frames: BroadcastStream::new(frames),
            stop: self.stop.map(|stop| Box::pin(stop.cancelled_owned())),
            open: Some((self.guard, ticket)),
        }
    }
}

/// A response's event queue, to be taken by whoever sends it.
#[derive(Clone)]
pub struct Events(Arc<Mutex<Option<EventQueue>>>);

impl Events {
    /// None when it was taken before.
    pub fn take(&self) -> Option<EventQueue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

pub struct Frames {
    replay: vec::IntoIter<Encoded>,
    frames: BroadcastStream<Encoded>,
    stop: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    /// None once the stream has ended.
    open: Option<(Box<dyn StreamGuard>, Ticket)>,
}

impl Stream for Frames {
    type Item = Encoded;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Encoded>> {
        let this = &mut *self;
        let Some((guard, _)) = &mut this.open else {
            return Poll::Ready(None);
        };
        if let Some(frame) = this.replay.next() {
            return Poll::Ready(Some(frame));
        }
        let over = match Pin::new(&mut this.frames).poll_next(cx) {
            Poll::Ready(Some(Ok(frame))) => return Poll::Ready(Some(frame)),
            Poll::Ready(Some(Err(_lagged))) => {
                guard.lagged();
                true
            }
            Poll::Ready(None) => true,
            Poll::Pending => {
                this.stop.as_mut().is_some_and(|stop| stop.as_mut().poll(cx).is_ready())
            }
        };
        if over {
            this.open = None;
            return Poll::Ready(None);
        }
        Poll::Pending
    }
}

/// Takes the queue when it is first asked for a frame.
struct EventBody {
    untouched: Events,
    taken: Option<Box<Frames>>,
}

impl HttpBody for EventBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.taken.is_none() {
            self.taken = self.untouched.take().map(|queue| Box::new(queue.into_frames()));
        }
        let Some(frames) = &mut self.taken else {
            return Poll::Ready(None);
        };
        let next = Pin::new(&mut **frames).poll_next(cx);
        next.map(|frame| frame.map(|frame| Ok(Frame::data(frame.message()))))
    }
}

/// Streams open per client address.
#[derive(Clone)]
pub struct StreamSlots(Arc<Slots>);

struct Slots {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One stream's slot; free again when dropped.
pub struct StreamPermit {
    slots: StreamSlots,
    key: IpAddr,
}

impl StreamSlots {
    /// `most` streams per address; zero for no limit.
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Slots { most, open: Mutex::default() }))
    }

    /// A slot, or 429 when the address holds as many as it may.
    pub fn acquire(&self, address: IpAddr) -> Result<StreamPermit, Problem> {
        let key = limit_key(address);
        let mut open = self.lock();
        let count = open.entry(key).or_default();
        if self.0.most > 0 && *count >= self.0.most {
            return Err(Problem {
                title: "Too many open streams from your address. Close some, or wait.".to_owned(),
                ..Problem::too_many_requests(RETRY_SECONDS)
            });
        }
        *count += 1;
        Ok(StreamPermit { slots: self.clone(), key })
    }

    /// Streams open now.
    pub fn open(&self) -> usize {
        self.lock().values().sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for StreamPermit {
    fn drop(&mut self) {
        let mut open = self.slots.lock();
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Seq;
    use engine::wire::Wire;
    use http_body_util::BodyExt;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    struct Watched {
        _permit: StreamPermit,
        lagged: Arc<AtomicU32>,
    }

    impl StreamGuard for Watched {
        fn lagged(&mut self) {
            self.lagged.fetch_add(1, Relaxed);
        }
    }

    struct Open {
        slots: StreamSlots,
        wire: Wire,
        stop: CancellationToken,
        lagged: Arc<AtomicU32>,
        body: Body,
    }

    fn frame(text: &str) -> Encoded {
        Encoded::new(Seq(1), text)
    }

    fn open(replay: &[&'static str]) -> Open {
        let slots = StreamSlots::new(1);
        let wire = Wire::new(4);
        let (stop, lagged) = (CancellationToken::new(), Arc::default());
        let permit = slots.acquire("192.0.2.1".parse().unwrap()).unwrap();
        let replay = replay.iter().map(|text| frame(text)).collect();
        let guard = Watched { _permit: permit, lagged: Arc::clone(&lagged) };
        let response = respond(wire.subscribe(replay), Some(stop.clone()), guard);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        Open { slots, wire, stop, lagged, body: response.into_body() }
    }

    async fn next(body: &mut Body) -> Option<Bytes> {
        let frame = body.frame().await?;
        Some(frame.unwrap().into_data().unwrap())
    }

    #[tokio::test]
    async fn replay_comes_first_then_what_happens() {
        let mut stream = open(&["one", "two"]);
        stream.wire.send(&frame("three"));
        for expected in ["one", "two", "three"] {
            assert_eq!(next(&mut stream.body).await.unwrap(), expected);
        }
        drop(stream.wire);
        assert_eq!(next(&mut stream.body).await, None);
    }

    #[tokio::test]
    async fn stopping_ends_it_and_frees_the_slot() {
        let mut stream = open(&[]);
        let (slots, stop) = (stream.slots.clone(), stream.stop.clone());
        let reading = tokio::spawn(async move { next(&mut stream.body).await });
        tokio::task::yield_now().await;
        assert_eq!(slots.open(), 1);
        stop.cancel();
        assert_eq!(reading.await.unwrap(), None);
        assert_eq!(slots.open(), 0);
    }

    #[tokio::test]
    async fn who_falls_behind_is_sent_away() {
        let mut stream = open(&[]);
        for _ in 0..6 {
            stream.wire.send(&frame("x"));
        }
        assert_eq!(next(&mut stream.body).await, None);
        assert_eq!(stream.lagged.load(Relaxed), 1);
        assert_eq!(stream.slots.open(), 0);
        assert_eq!(next(&mut stream.body).await, None);
    }

    #[test]
    fn an_address_has_its_share() {
        let slots = StreamSlots::new(2);
        let take = |text: &str| slots.acquire(text.parse().unwrap());
        let held = (take("2001:db8::1").unwrap(), take("2001:db8::2").unwrap());
        let full = take("2001:db8::3").err().unwrap();
        assert_eq!((full.status(), full.retry_after), (429, Some(RETRY_SECONDS)));
        assert!(take("2001:db8:1::1").is_ok());
        drop(held);
        assert!(take("2001:db8::3").is_ok());
        assert_eq!(slots.open(), 0);
    }
}
