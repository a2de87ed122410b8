//! What a shop has at this moment.

use super::sold::{Sold, sold};
use super::{Woo, unanswered};
use crate::to_problem;
use crate::trade::cannot_tell;
use crate::woo::{Counting, ShopError};
use contract::{Result, Timestamp};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use store::Counted;

/// So long WooCommerce's own checkout keeps the pieces of an order that waits for its payment.
const PENDING_SECONDS: i64 = 60 * 60;

/// What the shop said, of articles and of those that are sold of the same products.
pub(super) struct Counts {
    sold: HashMap<String, Sold>,
    said: HashMap<Sold, Counting>,
    /// Pieces in orders that wait for their payment.
    pending: HashMap<Sold, i64>,
}

impl Counts {
    pub fn skus(&self) -> impl Iterator<Item = &String> {
        self.sold.keys()
    }

    /// What can be had of an article, were nothing held of it here.
    pub fn of(&self, sku: &str, asked_at: Timestamp) -> Option<Counted> {
        let sold = self.sold.get(sku)?;
        // What it lists no more is sold no more.
        let gone = Counting { said: Some(0), is_parents: false };
        let counting = self.said.get(sold).copied().unwrap_or(gone);
        let is_sister = |(_, other): &(&String, &Sold)| {
            let is_parents = self.said.get(*other).is_some_and(|it| it.is_parents);
            *other != sold && other.product == sold.product && is_parents
        };
        let sisters = || self.sold.iter().filter(is_sister).filter(|_| counting.is_parents);
        let waiting = |sold: &Sold| self.pending.get(sold).copied().unwrap_or_default();
        let pending = waiting(sold) + sisters().map(|(_, other)| waiting(other)).sum::<i64>();
        Some(Counted {
            sku: sku.to_owned(),
            said: counting.said.map(|said| said - pending),
            asked_at,
            pool: sisters().map(|(sku, _)| sku.clone()).collect(),
        })
    }
}

impl Woo {
    /// # Errors
    /// `unavailable` where the shop cannot be asked, or nobody knows how it calls what is sold here.
    pub(super) async fn count(&self, skus: &[String]) -> Result<Counts> {
        let store = &self.here.store;
        let mut sold = sold(store, &self.tenant, skus, self.clock.now()).await?;
        let articles = store.articles(self.tenant.id, skus).await.map_err(to_problem)?;
        let unknown = |sku: &String| !sold.contains_key(sku);
        if articles.iter().any(|article| article.is_sold && unknown(&article.sku)) {
            return Err(cannot_tell());
        }
        let asked: BTreeSet<i64> =
            skus.iter().filter_map(|it| Some(sold.get(it)?.product)).collect();
        sold.retain(|_, it| asked.contains(&it.product));
        if asked.is_empty() {
            return Ok(Counts { sold, said: HashMap::new(), pending: HashMap::new() });
        }
        let (mut varied, mut plain): (Vec<i64>, Vec<i64>) = (vec![], vec![]);
        for product in asked {
            let is_varied = |it: &Sold| it.product == product && it.variation.is_some();
            if sold.values().any(is_varied) { varied.push(product) } else { plain.push(product) }
        }
        let varied = varied.into_iter().map(|product| self.variations(product));
        let answers = futures::try_join!(
            self.products(&plain),
            futures::future::try_join_all(varied),
            self.pending(),
        );
        let (plain, varied, pending) = answers.map_err(|error| unanswered(&error))?;
        let said = varied.into_iter().flatten().chain(plain).collect();
        Ok(Counts { sold, said, pending })
    }

    async fn products(&self, ids: &[i64]) -> Result<Vec<(Sold, Counting)>, ShopError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        let query = [("include", ids.join(",")), ("_fields", FIELDS.to_owned())];
        let all = self.lines.asked.all("products", &query).await?;
        let read = |value: &Value| {
            let sold = Sold { product: value["id"].as_i64()?, variation: None };
            Some((sold, Counting::of(value)))
        };
        Ok(all.iter().filter_map(read).collect())
    }

    async fn variations(&self, product: i64) -> Result<Vec<(Sold, Counting)>, ShopError> {
        let query = [("_fields", FIELDS.to_owned())];
        let path = format!("products/{product}/variations");
        let all = match self.lines.asked.all(&path, &query).await {
            // It has gone.
            Err(ShopError::Unknown { .. }) => vec![],
            answer => answer?,
        };
        let read = |value: &Value| {
            let sold = Sold { product, variation: Some(value["id"].as_i64()?) };
            Some((sold, Counting::of(value)))
        };
        Ok(all.iter().filter_map(read).collect())
    }

    async fn pending(&self) -> Result<HashMap<Sold, i64>, ShopError> {
        let since = self.lines.asked.shop_time().plus_seconds(-PENDING_SECONDS);
        let query = [
            ("status", "pending".to_owned()),
            ("after", since.to_rfc3339()),
            ("dates_are_gmt", "true".to_owned()),
            ("_fields", "id,line_items".to_owned()),
        ];
        let mut pending = HashMap::new();
        for order in self.lines.asked.all("orders", &query).await? {
            for line in order["line_items"].as_array().into_iter().flatten() {
                let Some(product) = line["product_id"].as_i64() else { continue };
                let variation = line["variation_id"].as_i64().filter(|id| *id > 0);
                let pieces = line["quantity"].as_f64().unwrap_or_default().ceil() as i64;
                *pending.entry(Sold { product, variation }).or_default() += pieces;
            }
        }
        Ok(pending)
    }
}

const FIELDS: &str = "id,status,purchasable,manage_stock,stock_quantity,stock_status,backorders";
