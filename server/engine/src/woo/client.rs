//! Asks a shop over REST v3.
//!
//! Over HTTPS the keys are sent, over HTTP requests are signed. No redirect is followed: keys are for
//! the host they were entered for. Each request has a deadline, answers have a bound, a few run at the
//! same time, and one that failed is repeated after a pause where repeating does no harm.

use super::address::shop_address;
use super::breaker::Breaker;
use super::oauth;
use super::refusal::ShopError;
use crate::pictures::reach::{Guard, Reach, SystemNames};
use contract::Timestamp;
use contract::ports::Clock;
use rand::Rng;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, Url, redirect};
use serde_json::Value;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// As many as WooCommerce gives at once.
pub const PER_PAGE: usize = 100;

/// What the shop gave out for its REST interface.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct Keys {
    pub key: String,
    pub secret: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

/// How a shop is asked.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Of one request, with its answer.
    pub deadline: Duration,
    /// Requests at the same time.
    pub at_once: usize,
    /// The longest answer, in bytes.
    pub most: usize,
    /// How often something is asked before it counts as failed.
    pub attempts: u32,
    /// Before the second attempt, at most; it doubles with each further one.
    pub pause: Duration,
    /// A longer `Retry-After` is left to the caller.
    pub longest_pause: Duration,
    /// Which machines may be asked; any, where the operator named the shop.
    pub reach: Option<Reach>,
    /// A certificate (PEM) to trust besides the well-known ones.
    pub trusted: Option<String>,
}

impl Default for ClientOptions {
    /// 30 seconds, four at the same time, 32 MB, four attempts with half a second before the second
    /// and a minute at most, on the public internet.
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(30),
            at_once: 4,
            most: 32 << 20,
            attempts: 4,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
            reach: Some(Reach::Public),
            trusted: None,
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub items: Vec<Value>,
    /// How many things the shop says there are, which may be wrong.
    pub total: Option<u64>,
    /// Nothing comes after it.
    pub is_last: bool,
    /// By the shop's clock.
    pub answered_at: Option<Timestamp>,
}

/// One shop. Shared by whoever asks it, so that the limits hold for all of them together.
pub struct ShopClient {
    http: reqwest::Client,
    base: Url,
    keys: Keys,
    options: ClientOptions,
    clock: Arc<dyn Clock>,
    permits: Semaphore,
    breaker: Mutex<Breaker>,
    /// Milliseconds the shop's clock is ahead of ours: signatures are dated by it.
    ahead: AtomicI64,
}

struct Answer {
    headers: HeaderMap,
    body: Vec<u8>,
}

impl ShopClient {
    /// # Errors
    /// [`ShopError::Address`], also where the certificate to trust is none.
    pub fn new(
        address: &str,
        keys: Keys,
        options: ClientOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ShopError> {
        let wrong = |_| ShopError::Address(address.to_owned());
        let base = shop_address(address)?;
        let base = base.join("wp-json/wc/v3/").map_err(|_| ShopError::Address(address.into()))?;
        let mut http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(options.deadline)
            .user_agent(concat!("Etalage/", env!("CARGO_PKG_VERSION")));
        if let Some(reach) = options.reach {
            if !reach.admits_literal(&base) {
                return Err(ShopError::Address(address.to_owned()));
            }
            let names = Arc::new(SystemNames);
            http = http.dns_resolver(Arc::new(Guard { names, reach }));
        }
        if let Some(pem) = &options.trusted {
            let trusted = reqwest::Certificate::from_pem(pem.as_bytes()).map_err(wrong)?;
            http = http.add_root_certificate(trusted);
        }
        Ok(Self {
            http: http.build().map_err(wrong)?,
            base,
            keys,
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

    /// What the shop's clock shows, by its last answer.
    pub fn shop_time(&self) -> Timestamp {
        Timestamp(self.clock.now().0 + self.ahead.load(Relaxed))
    }

    /// One page of a list, from the first, which is 1.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn page(
        &self,
        path: &str,
        query: &[(&str, String)],
        page: u32,
    ) -> Result<Page, ShopError> {
        let paging = [("per_page", PER_PAGE.to_string()), ("page", page.to_string())];
        let query = [query, &paging].concat();
        let answer = self.ask(Method::GET, path, &query, None).await?;
        let number = |name: &str| answer.headers.get(name)?.to_str().ok()?.trim().parse().ok();
        let items: Vec<Value> = json(&answer.body)?;
        let pages: Option<u64> = number("x-wp-totalpages");
        // Plug-ins shorten pages, and totals may be wrong: a short page is the last where the shop
        // says so too, an empty one always.
        let is_last = items.is_empty()
            || (items.len() < PER_PAGE && pages.is_none_or(|pages| u64::from(page) >= pages));
        let answered_at = date(&answer.headers);
        Ok(Page { items, total: number("x-wp-total"), is_last, answered_at })
    }

    /// Every page of a list that is not long.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn all(&self, path: &str, query: &[(&str, String)]) -> Result<Vec<Value>, ShopError> {
        let mut all = Vec::new();
        for number in 1.. {
            let page = self.page(path, query, number).await?;
            all.extend(page.items);
            if page.is_last {
                break;
            }
        }
        Ok(all)
    }

    /// One thing; nothing where the shop has none such.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn one(&self, path: &str) -> Result<Option<Value>, ShopError> {
        match self.ask(Method::GET, path, &[], None).await {
            Ok(answer) => json(&answer.body).map(Some),
            Err(ShopError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates something. It is never repeated: nobody knows whether the shop did it.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn create(&self, path: &str, body: &Value) -> Result<Value, ShopError> {
        json(&self.ask(Method::POST, path, &[], Some(body)).await?.body)
    }

    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn update(&self, path: &str, body: &Value) -> Result<Value, ShopError> {
        json(&self.ask(Method::PUT, path, &[], Some(body)).await?.body)
    }

    /// For good, past the trash; nothing where it was not there.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn delete(&self, path: &str) -> Result<(), ShopError> {
        let query = [("force", "true".to_owned())];
        match self.ask(Method::DELETE, path, &query, None).await {
            Ok(_) | Err(ShopError::Unknown { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> Result<Answer, ShopError> {
        let attempts = if method == Method::POST { 1 } else { self.options.attempts.max(1) };
        let mut pause = self.options.pause;
        let mut has_corrected_clock = false;
        let mut attempt = 1;
        loop {
            self.breaker().admit(self.clock.now()).map_err(|until| ShopError::Resting { until })?;
            let before = self.ahead.load(Relaxed);
            let error = match self.attempt(&method, path, query, body).await {
                Ok(answer) => {
                    self.breaker().succeeded();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if !error.is_failure() {
                self.breaker().succeeded();
                // Signatures are refused by a shop whose clock goes wrong; it has just told its time.
                let moved = (self.ahead.load(Relaxed) - before).abs() > 60_000;
                if matches!(error, ShopError::Keys { .. }) && moved && !has_corrected_clock {
                    has_corrected_clock = true;
                    continue;
                }
                return Err(error);
            }
            self.breaker().failed(self.clock.now());
            let wait = self.wait(&error, pause);
            if attempt >= attempts || wait > self.options.longest_pause {
                return Err(error);
            }
            tracing::debug!(%path, %error, attempt, "A shop did not answer; it is asked again.");
            tokio::time::sleep(wait).await;
            pause = pause.saturating_mul(2).min(self.options.longest_pause);
            attempt += 1;
        }
    }

    /// As long as the shop says; else some part of the pause, so that not all come back at once.
    fn wait(&self, error: &ShopError, pause: Duration) -> Duration {
        match error {
            ShopError::Away { retry_after: Some(seconds), .. } => Duration::from_secs(*seconds),
            _ => pause.mul_f64(rand::rng().random_range(0.5..=1.0)),
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn attempt(
        &self,
        method: &Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> Result<Answer, ShopError> {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let mut url = self.base.join(path).map_err(|_| ShopError::Address(path.to_owned()))?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let is_secure = url.scheme() == "https";
        if !is_secure {
            let at = self.shop_time();
            let nonce = format!("{:032x}", rand::random::<u128>());
            oauth::sign(method.as_str(), &mut url, &self.keys.key, &self.keys.secret, at, &nonce);
        }
        let mut request = self.http.request(method.clone(), url);
        if is_secure {
            request = request.basic_auth(&self.keys.key, Some(&self.keys.secret));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.map_err(away)?;
        if let Some(date) = date(answer.headers()) {
            self.ahead.store(date.0 - self.clock.now().0, Relaxed);
        }
        self.read(answer).await
    }

    async fn read(&self, mut answer: Response) -> Result<Answer, ShopError> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if status.is_redirection() {
            let to = text(LOCATION).unwrap_or("it does not say where");
            // The query has the signature in it.
            let to = to.split('?').next().unwrap_or_default().chars().take(200).collect();
            return Err(ShopError::Moved { to });
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            if body.len() + chunk.len() > self.options.most {
                return Err(ShopError::TooLong { most: self.options.most });
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            // Maintenance pages come with 200 as well.
            let begins = body.iter().find(|byte| !byte.is_ascii_whitespace());
            return match begins {
                Some(b'{' | b'[') => Ok(Answer { headers, body }),
                _ => Err(ShopError::NotAShop),
            };
        }
        let retry_after = text(RETRY_AFTER).and_then(|it| it.trim().parse().ok());
        Err(ShopError::of(status.as_u16(), &body, retry_after))
    }
}

/// Without the address: over HTTP it has the signature in it.
fn away(error: reqwest::Error) -> ShopError {
    let said = if error.is_timeout() {
        "it took too long".to_owned()
    } else if error.is_connect() {
        "it cannot be reached".to_owned()
    } else {
        error.without_url().to_string()
    };
    ShopError::Away { said, retry_after: None }
}

fn json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, ShopError> {
    serde_json::from_slice(body).map_err(|_| ShopError::NotAShop)
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

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
