//! Asks a shop over REST v3, in the manners of [`http`](crate::upstream::http).
//!
//! Over HTTPS the keys are sent, over HTTP requests are signed.

use super::address::shop_address;
use super::oauth;
use super::refusal::ShopError;
use crate::upstream::http::{Answer, Http, Manners, Question};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::Timestamp;
use contract::ports::Clock;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, Request};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

pub use crate::upstream::http::ClientOptions;

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

impl Manners for Keys {
    type Error = ShopError;

    fn sign(&self, request: &mut Request, at: Timestamp) {
        if request.url().scheme() == "https" {
            let plain = STANDARD.encode(format!("{}:{}", self.key, self.secret));
            if let Ok(mut value) = HeaderValue::from_str(&format!("Basic {plain}")) {
                value.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            return;
        }
        let nonce = format!("{:032x}", rand::random::<u128>());
        let method = request.method().clone();
        oauth::sign(method.as_str(), request.url_mut(), &self.key, &self.secret, at, &nonce);
    }

    /// Signatures are dated.
    fn may_be_the_clock(&self, error: &ShopError) -> bool {
        matches!(error, ShopError::Keys { .. })
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
    http: Http<Keys>,
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
        let base = shop_address(address)?;
        let base = base.join("wp-json/wc/v3/").map_err(|_| ShopError::Address(address.into()))?;
        Ok(Self { http: Http::new(base, keys, options, clock)? })
    }

    /// How many may ask at the same time.
    pub fn at_once(&self) -> usize {
        self.http.at_once()
    }

    /// What the shop's clock shows, by its last answer.
    pub fn shop_time(&self) -> Timestamp {
        self.http.their_time()
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
        let answer = self.http.ask(&Question::get(path, &query)).await?;
        let number = |name: &str| answer.headers.get(name)?.to_str().ok()?.trim().parse().ok();
        let items: Vec<Value> = json(&answer.body)?;
        let pages: Option<u64> = number("x-wp-totalpages");
        // Plug-ins shorten pages, and totals may be wrong: a short page is the last where the shop
        // says so too, an empty one always.
        let is_last = items.is_empty()
            || (items.len() < PER_PAGE && pages.is_none_or(|pages| u64::from(page) >= pages));
        let answered_at = answer.answered_at();
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
        match self.http.ask(&Question::get(path, &[])).await {
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
        json(&self.send(Method::POST, path, body).await?.body)
    }

    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn update(&self, path: &str, body: &Value) -> Result<Value, ShopError> {
        json(&self.send(Method::PUT, path, body).await?.body)
    }

    /// For good, past the trash; nothing where it was not there.
    ///
    /// # Errors
    /// Whatever kept the shop from answering.
    pub async fn delete(&self, path: &str) -> Result<(), ShopError> {
        let query = [("force", "true".to_owned())];
        let question = Question { method: Method::DELETE, ..Question::get(path, &query) };
        match self.http.ask(&question).await {
            Ok(_) | Err(ShopError::Unknown { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Result<Answer, ShopError> {
        let question = Question { method, body: Some(body), ..Question::get(path, &[]) };
        self.http.ask(&question).await
    }
}

fn json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, ShopError> {
    serde_json::from_slice(body).map_err(|_| ShopError::NotAShop)
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
