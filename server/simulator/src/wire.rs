//! The line from the house to the office: real sockets, with faults by seed.

use crate::counter::{Answer, Asked, bare};
use crate::steps::{Side, Turns};
use anyhow::Context;
use engine::{Engine, KeyBearer};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

/// What becomes of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// The line breaks before anybody read it.
    Unheard,
    /// It is answered with that status, and nothing is done.
    Refused(StatusCode),
    /// It is done, and the line breaks.
    Lost,
    /// It is done, and the answer is that status.
    Garbled(StatusCode),
}

/// Who answers at the office.
struct Counter {
    engine: Arc<Engine>,
    bearer: KeyBearer,
    key: String,
}

struct State {
    random: ChaCha8Rng,
    counter: Option<Arc<Counter>>,
    is_cut: bool,
    is_sound: bool,
    faults: u64,
}

/// Shared by every line of every life of the house.
#[derive(Clone)]
pub struct Wire {
    turns: Turns,
    state: Arc<Mutex<State>>,
}

/// As one life of the house knows it. Dropped, nobody is heard on it any more.
pub struct Line {
    pub address: String,
    _listening: AbortOnDropHandle<()>,
}

/// The line is broken.
#[derive(Debug, thiserror::Error)]
#[error("the line is broken")]
struct Broken;

impl Wire {
    pub fn new(turns: Turns, seed: u64) -> Self {
        // Not the schedule's numbers over again.
        let random = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed_0ff1_ce00);
        let (counter, is_cut, is_sound, faults) = (None, false, false, 0);
        let state = State { random, counter, is_cut, is_sound, faults };
        Self { turns, state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The office is there, and knows the house by that key.
    pub fn answer(&self, engine: Arc<Engine>, bearer: KeyBearer, key: String) {
        self.state().counter = Some(Arc::new(Counter { engine, bearer, key }));
    }

    /// The office is gone.
    pub fn fall_silent(&self) {
        self.state().counter = None;
    }

    pub fn is_cut(&self) -> bool {
        self.state().is_cut
    }

    /// Cuts it, or mends it.
    pub fn turn(&self) {
        let mut state = self.state();
        state.is_cut = !state.is_cut;
    }

    /// Whether nothing goes wrong on it any more. Where it was cut it is mended.
    pub fn set_sound(&self, is_sound: bool) {
        let mut state = self.state();
        (state.is_cut, state.is_sound) = (false, is_sound);
    }

    pub fn faults(&self) -> u64 {
        self.state().faults
    }

    /// A line for the house as it lives now.
    pub async fn listen(&self) -> anyhow::Result<Line> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port is free")?;
        let address = format!("http://{}/", listener.local_addr()?);
        let (wire, life) = (self.clone(), self.turns.life(Side::House));
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let wire = wire.clone();
                let serve = service_fn(move |request| {
                    let wire = wire.clone();
                    async move { wire.pass(life, request).await }
                });
                tokio::spawn(async move {
                    let connection = http1::Builder::new();
                    // It ends when a line breaks or the house does.
                    let _ = connection.serve_connection(TokioIo::new(stream), serve).await;
                });
            }
        });
        Ok(Line { address, _listening: AbortOnDropHandle::new(listening) })
    }

    async fn pass(&self, life: u64, request: Request<Incoming>) -> Result<Answer, Broken> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        // What is left of an earlier life is heard by nobody.
        if life != self.turns.life(Side::House) {
            return Err(Broken);
        }
        let (fault, counter) = self.what_happens();
        let counter = counter.ok_or(Broken)?;
        match fault {
            Fault::Unheard => return Err(Broken),
            Fault::Refused(status) => return Ok(bare(status)),
            Fault::None | Fault::Lost | Fault::Garbled(_) => {}
        }
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        if text("x-api-key") != Some(counter.key.as_str()) {
            return Ok(bare(StatusCode::UNAUTHORIZED));
        }
        let request_key = text("idempotency-key").map(str::to_owned);
        let asked = Asked { method: parts.method, path: parts.uri.path().to_owned(), body };
        let answered = self.turns.visit(async move {
            let Counter { engine, bearer, .. } = &*counter;
            match engine.dealings(bearer.clone(), "0", request_key.as_deref()) {
                Ok(dealings) => asked.answered(dealings).await,
                Err(_) => bare(StatusCode::UNPROCESSABLE_ENTITY),
            }
        });
        let answer = answered.await.ok_or(Broken)?;
        match fault {
            Fault::Lost => Err(Broken),
            Fault::Garbled(status) => Ok(bare(status)),
            _ => Ok(answer),
        }
    }

    fn what_happens(&self) -> (Fault, Option<Arc<Counter>>) {
        let mut state = self.state();
        let fault = match state.random.random_range(0..200) {
            _ if state.is_cut => Fault::Unheard,
            _ if state.is_sound => Fault::None,
            0..3 => Fault::Unheard,
            3..5 => Fault::Refused(StatusCode::INTERNAL_SERVER_ERROR),
            5..7 => Fault::Refused(StatusCode::SERVICE_UNAVAILABLE),
            7..13 => Fault::Lost,
            13..16 => Fault::Garbled(StatusCode::BAD_GATEWAY),
            _ => Fault::None,
        };
        state.faults += u64::from(fault != Fault::None);
        (fault, state.counter.clone())
    }
}
