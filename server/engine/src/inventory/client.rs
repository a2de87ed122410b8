//! Asks a back office for its products and categories.

use super::refusal::InventoryError;
use crate::upstream::http::{Answer, ClientOptions, Http, Manners, Question};
use crate::woo::shop_address;
use contract::Timestamp;
use contract::ports::Clock;
use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Request, StatusCode, Url};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// As many as are asked for at once; whole products can be long.
pub const PER_PAGE: usize = 200;

/// What the other system gave out for this shop.
#[derive(Clone)]
struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Manners for Key {
    type Error = InventoryError;

    fn sign(&self, request: &mut Request, _at: Timestamp) {
        put_key(request, &self.0);
    }
}

pub(crate) fn put_key(request: &mut Request, key: &str) {
    if let Ok(mut value) = HeaderValue::from_str(key) {
        value.set_sensitive(true);
        request.headers_mut().insert("x-api-key", value);
    }
}

/// A page of products, as the other system wrote them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub products: Vec<Value>,
    /// Numbers of products that are said to have gone.
    pub removed: Vec<String>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many products it says there are.
    pub total: Option<u64>,
    /// By its clock.
    pub answered_at: Option<Timestamp>,
}

/// A page as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    products: Vec<Value>,
    #[serde(default)]
    removed: Option<Vec<String>>,
    #[serde(default)]
    next_cursor: Option<String>,
    #[serde(default)]
    total: Option<u64>,
    #[serde(default)]
    as_of: Option<Value>,
}

#[derive(Deserialize)]
struct WrittenCategories {
    categories: Vec<Value>,
}

/// Whether anything changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probed {
    Same,
    /// Perhaps; with what to probe with the next time, where the other system gives something.
    Other(Option<String>),
}

/// One back office.
pub struct InventoryClient {
    http: Http<Key>,
    base: Url,
}

impl InventoryClient {
    /// # Errors
    /// [`InventoryError::Address`], also where the certificate to trust is none.
    pub fn new(
        address: &str,
        key: String,
        options: ClientOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, InventoryError> {
        let base = address_of(address)?;
        Ok(Self { http: Http::new(base.clone(), Key(key), options, clock)?, base })
    }

    /// Where it is.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// How many may ask at the same time.
    pub fn at_once(&self) -> usize {
        self.http.at_once()
    }

    /// What its clock shows, by its last answer.
    pub fn their_time(&self) -> Timestamp {
        self.http.their_time()
    }

    /// Whether anything changed since that answer. A system that does not know it says "perhaps".
    ///
    /// # Errors
    /// Whatever kept it from answering.
    pub async fn probe(&self, known: Option<&str>) -> Result<Probed, InventoryError> {
        let query = [("limit", "1".to_owned())];
        let known = known.and_then(|tag| HeaderValue::from_str(tag).ok());
        let header = known.map(|tag| (IF_NONE_MATCH, tag));
        let question = Question { header, ..Question::get("api/products", &query) };
        let answer = self.http.ask(&question).await?;
        if answer.status == StatusCode::NOT_MODIFIED {
            return Ok(Probed::Same);
        }
        // A tag of this one page says nothing of the others: only who tells a position means it so.
        let told: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let has_position = told.is_some_and(|told| told["seq"].is_number());
        let tag = answer.headers.get(ETAG).filter(|_| has_position);
        Ok(Probed::Other(tag.and_then(|tag| tag.to_str().ok()).map(str::to_owned)))
    }

    /// A page of all products or, with a moment of its clock, of those that changed since. A system
    /// that knows no such question gives all of them, which is right as well.
    ///
    /// # Errors
    /// Whatever kept it from answering.
    pub async fn page(
        &self,
        cursor: Option<&str>,
        since: Option<Timestamp>,
    ) -> Result<Page, InventoryError> {
        let mut query = vec![("limit", PER_PAGE.to_string())];
        query.extend(since.map(|since| ("updatedSince", since.to_rfc3339())));
        query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
        let page = self.products(&query).await?;
        // It would go on for ever.
        let stands_still = page.next.is_some() && page.next.as_deref() == cursor;
        let is_endless = page.next.is_some() && page.products.is_empty() && page.removed.is_empty();
        if stands_still || is_endless { Err(InventoryError::Another) } else { Ok(page) }
    }

    /// The product with that number, where it has one.
    ///
    /// # Errors
    /// Whatever kept it from answering.
    pub async fn by_sku(&self, sku: &str) -> Result<Option<Value>, InventoryError> {
        let page = self.products(&[("sku", sku.to_owned())]).await?;
        let is_it = |value: &Value| value["sku"].as_str().map(str::trim) == Some(sku);
        Ok(page.products.into_iter().find(is_it))
    }

    /// # Errors
    /// Whatever kept it from answering.
    pub async fn categories(&self) -> Result<Vec<Value>, InventoryError> {
        let answer = self.http.ask(&Question::get("api/categories", &[])).await?;
        let written: WrittenCategories = json(&answer)?;
        Ok(written.categories)
    }

    async fn products(&self, query: &[(&str, String)]) -> Result<Page, InventoryError> {
        let answer = self.http.ask(&Question::get("api/products", query)).await?;
        let written: Written = json(&answer)?;
        let said = written.as_of.as_ref().and_then(Value::as_str).and_then(Timestamp::parse);
        Ok(Page {
            products: written.products,
            removed: written.removed.unwrap_or_default(),
            next: written.next_cursor.filter(|cursor| !cursor.is_empty()),
            total: written.total,
            answered_at: said.or_else(|| answer.answered_at()),
        })
    }
}

fn json<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, InventoryError> {
    serde_json::from_slice(&answer.body).map_err(|_| InventoryError::Another)
}

/// Without what people paste along with it.
pub(crate) fn address_of(text: &str) -> Result<Url, InventoryError> {
    let wrong = || InventoryError::Address(text.trim().chars().take(200).collect());
    let mut base = shop_address(text).map_err(|_| wrong())?;
    let path = base.path().to_owned();
    if let Some((before, _)) = path.split_once("/api/") {
        base.set_path(&format!("{before}/"));
    }
    Ok(base)
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
