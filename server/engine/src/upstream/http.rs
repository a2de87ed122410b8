//! How other systems are asked over HTTP, whichever they are.
//!
//! Each request has a deadline, answers have a bound, a few run at the same time, and one that failed
//! is repeated after a pause where repeating does no harm. One that fails again and again is left in
//! peace. No redirect is followed: keys are for the host they were entered for. A system is reached
//! on the public internet only, unless the operator named it.
//!
//! What a kind of system is asked with, and what its refusals mean, its [`Manners`] say.

use super::breaker::Breaker;
use crate::pictures::reach::{Guard, Reach, SystemNames};
use contract::Timestamp;
use contract::ports::Clock;
use rand::Rng;
use reqwest::header::{DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, Response, StatusCode, Url, redirect};
use serde_json::Value;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How a system is asked.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Of one request, with its answer.
    pub deadline: Duration,
    /// Requests at the same time.
    pub at_once: usize,
    /// How long one may wait behind those; as long as it takes where nobody waits for it.
    pub patience: Option<Duration>,
    /// The longest answer, in bytes.
    pub most: usize,
    /// How often something is asked before it counts as failed.
    pub attempts: u32,
    /// Before the second attempt, at most; it doubles with each further one.
    pub pause: Duration,
    /// A longer `Retry-After` is left to the caller.
    pub longest_pause: Duration,
    /// So long, at most, it is left in peace after failures in a row.
    pub longest_rest: Duration,
    /// Which machines may be asked; any, where the operator named the system.
    pub reach: Option<Reach>,
    /// A certificate (PEM) to trust besides the well-known ones.
    pub trusted: Option<String>,
}

impl Default for ClientOptions {
    /// 30 seconds, four at the same time, 32 MB, four attempts with half a second before the second
    /// and a minute at most, rests of up to five minutes, on the public internet.
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(30),
            at_once: 4,
            patience: None,
            most: 32 << 20,
            attempts: 4,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
            longest_rest: Duration::from_secs(300),
            reach: Some(Reach::Public),
            trusted: None,
        }
    }
}

/// What kept a question from being answered, whatever was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may not be asked there, or nobody can be.
    Address(String),
    /// It answers from another address; keys are not carried there.
    Moved { to: String },
    /// The answer is longer than it may be, in bytes.
    TooLong { most: usize },
    /// No answer came, or not the whole of it.
    Away { said: String },
    /// It failed several times in a row and is left in peace until then.
    Resting { until: Timestamp },
    /// Something else than this kind of system answers there.
    Another,
    /// A status that is no success.
    Refused { status: u16, body: Vec<u8>, retry_after: Option<u64> },
}

/// A failure in the words of one kind of system.
pub trait Refusal: std::error::Error + From<Failure> {
    /// Whether the system itself is in trouble, rather than the question wrong.
    fn is_failure(&self) -> bool;

    /// The seconds it asked to be left in peace.
    fn retry_after(&self) -> Option<u64>;
}

/// How one kind of system is spoken to.
pub trait Manners: Send + Sync {
    type Error: Refusal;

    /// Puts on a request what the asker is known by. `at` is the moment by the system's own clock.
    fn sign(&self, request: &mut Request, at: Timestamp);

    /// Whether it may have been refused for a clock that goes wrong.
    fn may_be_the_clock(&self, _error: &Self::Error) -> bool {
        false
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// By the system's clock.
    pub fn answered_at(&self) -> Option<Timestamp> {
        date(&self.headers)
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub method: Method,
    /// Below the system's address.
    pub path: &'a str,
    pub query: &'a [(&'a str, String)],
    pub header: Option<(HeaderName, HeaderValue)>,
    pub body: Option<&'a Value>,
}

impl<'a> Question<'a> {
    pub fn get(path: &'a str, query: &'a [(&'a str, String)]) -> Self {
        Self { method: Method::GET, path, query, header: None, body: None }
    }
}

/// One system. Shared by whoever asks it, so that the limits hold for all of them together.
pub struct Http<M> {
    client: reqwest::Client,
    base: Url,
    manners: M,
    options: ClientOptions,
    clock: Arc<dyn Clock>,
    permits: Semaphore,
    breaker: Mutex<Breaker>,
    /// Milliseconds the system's clock is ahead of ours.
    ahead: AtomicI64,
}

impl<M: Manners> Http<M> {
    /// # Errors
    /// [`Failure::Address`], also where the certificate to trust is none.
    pub fn new(
        base: Url,
        manners: M,
        options: ClientOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, M::Error> {
        let wrong = || M::Error::from(Failure::Address(base.to_string()));
        let mut client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(options.deadline)
            .user_agent(concat!("Etalage/", env!("CARGO_PKG_VERSION")));
        if let Some(reach) = options.reach {
            if !reach.admits_literal(&base) {
                return Err(wrong());
            }
            let names = Arc::new(SystemNames);
            client = client.dns_resolver(Arc::new(Guard { names, reach }));
        }
        if let Some(pem) = &options.trusted {
            let trusted = reqwest::Certificate::from_pem(pem.as_bytes()).map_err(|_| wrong())?;
            client = client.add_root_certificate(trusted);
        }
        Ok(Self {
            client: client.build().map_err(|_| wrong())?,
            base,
            manners,
            permits: Semaphore::new(options.at_once.max(1)),
            options,
            clock,
            breaker: Mutex::default(),
            ahead: AtomicI64::new(0),
        })
    }

    /// How many may ask at the same time.
    pub fn at_once(&self) -> usize {
        self.options.at_once.max(1)
    }

    /// What the system's clock shows, by its last answer.
    pub fn their_time(&self) -> Timestamp {
        Timestamp(self.clock.now().0 + self.ahead.load(Relaxed))
    }

    /// # Errors
    /// Whatever kept the system from answering.
    pub async fn ask(&self, question: &Question<'_>) -> Result<Answer, M::Error> {
        // Nobody knows whether what is created was created.
        let attempts =
            if question.method == Method::POST { 1 } else { self.options.attempts.max(1) };
        let mut pause = self.options.pause;
        let mut has_corrected_clock = false;
        let mut attempt = 1;
        loop {
            if let Some(until) = self.breaker().rests(self.clock.now()) {
                return Err(M::Error::from(Failure::Resting { until }));
            }
            // Nothing was asked: whoever gives up here leaves nothing behind.
            let permit = self.permit().await?;
            let admitted = self.breaker().admit(self.clock.now());
            admitted.map_err(|until| M::Error::from(Failure::Resting { until }))?;
            let before = self.ahead.load(Relaxed);
            let outcome = self.attempt(question).await;
            drop(permit);
            let error = match outcome {
                Ok(answer) => {
                    self.breaker().succeeded();
                    return Ok(answer);
                }
                Err(failure) => M::Error::from(failure),
            };
            if !error.is_failure() {
                self.breaker().succeeded();
                // It has just told its time.
                let moved = (self.ahead.load(Relaxed) - before).abs() > 60_000;
                if moved && !has_corrected_clock && self.manners.may_be_the_clock(&error) {
                    has_corrected_clock = true;
                    continue;
                }
                return Err(error);
            }
            let rest = i64::try_from(self.options.longest_rest.as_secs()).unwrap_or(i64::MAX);
            self.breaker().failed(self.clock.now(), rest);
            let wait = wait(&error, pause);
            if attempt >= attempts || wait > self.options.longest_pause {
                return Err(error);
            }
            tracing::debug!(path = question.path, %error, attempt, "A question was not answered; it is asked again.");
            tokio::time::sleep(wait).await;
            pause = pause.saturating_mul(2).min(self.options.longest_pause);
            attempt += 1;
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, Failure> {
        let permit = self.permits.acquire();
        let permit = match self.options.patience {
            None => permit.await,
            Some(patience) => match tokio::time::timeout(patience, permit).await {
                Ok(permit) => permit,
                Err(_) => return Err(Failure::Resting { until: self.clock.now() }),
            },
        };
        Ok(permit.expect("the semaphore is never closed"))
    }

    async fn attempt(&self, question: &Question<'_>) -> Result<Answer, Failure> {
        let wrong = || Failure::Address(question.path.to_owned());
        let mut url = self.base.join(question.path).map_err(|_| wrong())?;
        if !question.query.is_empty() {
            url.query_pairs_mut().extend_pairs(question.query);
        }
        let mut request = self.client.request(question.method.clone(), url);
        if let Some((name, value)) = &question.header {
            request = request.header(name, value);
        }
        if let Some(body) = question.body {
            request = request.json(body);
        }
        let mut request = request.build().map_err(|_| wrong())?;
        self.manners.sign(&mut request, self.their_time());
        let answer = self.client.execute(request).await.map_err(away)?;
        if let Some(date) = date(answer.headers()) {
            self.ahead.store(date.0 - self.clock.now().0, Relaxed);
        }
        self.read(answer).await
    }

    async fn read(&self, mut answer: Response) -> Result<Answer, Failure> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if matches!(status, StatusCode::NOT_MODIFIED | StatusCode::NO_CONTENT) {
            return Ok(Answer { status, headers, body: Vec::new() });
        }
        if status.is_redirection() {
            let to = text(LOCATION).unwrap_or("it does not say where");
            // The query may have a signature in it.
            let to = to.split('?').next().unwrap_or_default().chars().take(200).collect();
            return Err(Failure::Moved { to });
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            if body.len() + chunk.len() > self.options.most {
                return Err(Failure::TooLong { most: self.options.most });
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            // Maintenance pages come with 200 as well.
            let begins = body.iter().find(|byte| !byte.is_ascii_whitespace());
            return match begins {
                Some(b'{' | b'[') => Ok(Answer { status, headers, body }),
                _ => Err(Failure::Another),
            };
        }
        let retry_after = text(RETRY_AFTER).and_then(|it| it.trim().parse().ok());
        Err(Failure::Refused { status: status.as_u16(), body, retry_after })
    }
}

/// As long as the system says; else some part of the pause, so that not all come back at once.
fn wait(error: &impl Refusal, pause: Duration) -> Duration {
    match error.retry_after() {
        Some(seconds) => Duration::from_secs(seconds),
        None => pause.mul_f64(rand::rng().random_range(0.5..=1.0)),
    }
}

/// Without the address: it may have a signature in it.
fn away(error: reqwest::Error) -> Failure {
    let said = if error.is_timeout() {
        "it took too long".to_owned()
    } else if error.is_connect() {
        "it cannot be reached".to_owned()
    } else {
        error.without_url().to_string()
    };
    Failure::Away { said }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let text = headers.get(DATE)?.to_str().ok()?;
    let (_, rest) = text.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.find(month)? / 3 + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day:0>2}T{}Z", words.next()?))
}
