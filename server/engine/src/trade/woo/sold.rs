//! By which ids the shop knows what is sold here.

use crate::import::transform::Rules;
use crate::to_problem;
use crate::woo::sold_as;
use contract::{Problem, Result, Tenant, Timestamp};
use std::collections::HashMap;
use store::Store;
use store::upstream::Stirred;

/// A product there, or one of its variations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sold {
    pub product: i64,
    pub variation: Option<i64>,
}

/// Of these articles and of all that are sold of the same products. What the shop does not know, or
/// is not sold any more, is left out.
pub(super) async fn sold(
    store: &Store,
    tenant: &Tenant,
    skus: &[String],
    now: Timestamp,
) -> Result<HashMap<String, Sold>> {
    let articles = store.articles(tenant.id, skus).await.map_err(to_problem)?;
    let mut ids: Vec<_> = articles.iter().map(|article| article.product).collect();
    ids.dedup();
    let products = store.products(tenant.id, &ids).await.map_err(to_problem)?;
    let products: Vec<String> = products.into_iter().map(|product| product.sku).collect();
    let families = store.families(tenant.id, &products).await.map_err(to_problem)?;
    let rules = Rules { currency: tenant.currency, now };
    // Reading HTML is work for a processor, not for the tasks that answer.
    let read = move || families.iter().flat_map(|family| of(family, &rules)).collect();
    tokio::task::spawn_blocking(read).await.map_err(|error| {
        tracing::error!(%error, "What is sold of a shop could not be read.");
        Problem::internal()
    })
}

fn of(family: &Stirred, rules: &Rules) -> Vec<(String, Sold)> {
    let sold = |(sku, variation)| (sku, Sold { product: family.root.0, variation });
    sold_as(family, rules).into_iter().map(sold).collect()
}
