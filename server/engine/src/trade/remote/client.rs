//! Asks a back office about its stock, while somebody waits.

use super::refusal::OfficeError;
use super::undo::Undoing;
use crate::inventory::client::{address_of, put_key};
use crate::upstream::http::{Answer, ClientOptions, Http, Manners, Question};
use contract::ports::Clock;
use contract::protocol::{
    AskedItem, AvailabilityAnswer, AvailabilityAsked, ConfirmationAsked, ExtensionAsked, HoldAsked,
    OrderAnswer,
};
use contract::{Available, Hold, Timestamp};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// Of one question: a shopper waits for the answer.
const DEADLINE: Duration = Duration::from_secs(5);
/// Shoppers are turned away all the while.
const LONGEST_REST: Duration = Duration::from_secs(20);
const AT_ONCE: usize = 16;
const LONGEST_CODE: usize = 200;

/// Limits of its own: a sync that reads a hundred thousand products does not keep a shopper waiting.
pub(crate) fn while_somebody_waits(options: ClientOptions) -> ClientOptions {
    ClientOptions {
        deadline: DEADLINE,
        attempts: 1,
        at_once: AT_ONCE,
        patience: Some(DEADLINE),
        most: 1 << 20,
        longest_rest: LONGEST_REST,
        ..options
    }
}

/// What the other system gave out for this shop.
struct Key(String);

impl Manners for Key {
    type Error = OfficeError;

    fn sign(&self, request: &mut Request, _at: Timestamp) {
        put_key(request, &self.0);
    }
}

/// One back office's stock.
pub struct Office {
    http: Http<Key>,
    /// What it is to let go of, as soon as it can be asked.
    pub(super) undoing: Undoing,
}

impl Office {
    /// # Errors
    /// [`OfficeError::Address`].
    pub fn new(
        address: &str,
        key: String,
        options: ClientOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OfficeError> {
        let base = address_of(address).map_err(|_| OfficeError::Address(address.to_owned()))?;
        Ok(Self { http: Http::new(base, Key(key), options, clock)?, undoing: Undoing::default() })
    }

    pub async fn available(&self, skus: &[String]) -> Result<Vec<Available>, OfficeError> {
        let item = |sku: &String| AskedItem { sku: sku.clone(), quantity: 1 };
        let asked = AvailabilityAsked { items: skus.iter().map(item).collect() };
        let answer: AvailabilityAnswer = self.post("api/availability", None, &asked).await?;
        Ok(answer.items)
    }

    /// The same `key` again is the same hold.
    pub async fn hold(&self, key: &str, asked: &HoldAsked) -> Result<Hold, OfficeError> {
        let hold: Hold = self.post("api/holds", Some(key), asked).await?;
        // It is put into addresses.
        path(&hold.code, "")?;
        Ok(hold)
    }

    /// Nothing where this key made no such hold.
    pub async fn held(&self, code: &str) -> Result<Option<Hold>, OfficeError> {
        match self.http.ask(&Question::get(&path(code, "")?, &[])).await {
            Ok(answer) => json(&answer).map(Some),
            Err(OfficeError::Unknown) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn extend(&self, code: &str, minutes: i64) -> Result<Hold, OfficeError> {
        let asked = ExtensionAsked { minutes: Some(minutes) };
        self.post(&path(code, "/extend")?, None, &asked).await
    }

    /// Also where it is over already.
    pub async fn release(&self, code: &str) -> Result<(), OfficeError> {
        let path = path(code, "")?;
        let question = Question { method: Method::DELETE, ..Question::get(&path, &[]) };
        match self.http.ask(&question).await {
            Ok(_) | Err(OfficeError::Unknown) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The same `key` again is the same order.
    pub async fn confirm(
        &self,
        code: &str,
        key: &str,
        asked: &ConfirmationAsked,
    ) -> Result<OrderAnswer, OfficeError> {
        self.post(&path(code, "/confirm")?, Some(key), asked).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<&str>,
        asked: &impl Serialize,
    ) -> Result<T, OfficeError> {
        let body = serde_json::to_value(asked).expect("what is asked can be written");
        let key = key.and_then(|key| HeaderValue::from_str(key).ok());
        let header = key.map(|key| (HeaderName::from_static("idempotency-key"), key));
        let method = Method::POST;
        let question = Question { method, header, body: Some(&body), ..Question::get(path, &[]) };
        json(&self.http.ask(&question).await?)
    }
}

fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, OfficeError> {
    serde_json::from_slice(&answer.body).map_err(|_| OfficeError::not_understood())
}

/// Whatever the other system calls a hold, it leads nowhere else.
fn path(code: &str, rest: &str) -> Result<String, OfficeError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_~:".contains(c);
    match (1..=LONGEST_CODE).contains(&code.len()) && code.chars().all(is_plain) {
        true => Ok(format!("api/holds/{code}{rest}")),
        false => Err(OfficeError::not_understood()),
    }
}
