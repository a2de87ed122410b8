//! A deadline for the whole body of a request: a byte every few seconds is no progress.

use axum::body::Body;
use bytes::Bytes;
use http::Request;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

/// The body did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request did not arrive in time")]
pub struct TooSlow;

/// In the extensions of a request with a body: whoever reads it only learns that it broke off.
#[derive(Clone, Default)]
pub struct Lateness(Arc<AtomicBool>);

impl Lateness {
    /// The deadline passed before the body was whole.
    pub fn is_late(&self) -> bool {
        self.0.load(Relaxed)
    }
}

pub(super) fn with_deadline(request: Request<Incoming>, deadline: Duration) -> Request<Body> {
    let (mut parts, incoming) = request.into_parts();
    if incoming.is_end_stream() {
        return Request::from_parts(parts, Body::empty());
    }
    let lateness = Lateness::default();
    parts.extensions.insert(lateness.clone());
    let sleep = Box::pin(tokio::time::sleep(deadline));
    Request::from_parts(parts, Body::new(Timed { incoming, sleep, lateness }))
}

struct Timed {
    incoming: Incoming,
    sleep: Pin<Box<Sleep>>,
    lateness: Lateness,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        match self.sleep.as_mut().poll(cx) {
            Poll::Ready(()) => {
                self.lateness.0.store(true, Relaxed);
                Poll::Ready(Some(Err(TooSlow.into())))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
