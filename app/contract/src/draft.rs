//! A product on its way in: what every source is transformed into before the store takes it.

use crate::{Availability, Currency, Timestamp, product::Attribute, product::VariantAttribute};
use serde::{Deserialize, Serialize};

/// A validated product of a source, without the ids the store gives.
///
/// Invariants, upheld by the one transformation all sources go through: names and SKUs are not
/// empty, texts are bounded, HTML is sanitised, entities are decoded, amounts are not negative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductDraft {
    /// Unique within the tenant; what a re-run recognises the product by.
    pub sku: String,
    pub name: String,
    /// Made from the name; the store appends a number where another product has it already.
    pub slug: String,
    /// Sanitised HTML.
    pub description: String,
    pub price_cents: i64,
    pub compare_at_cents: Option<i64>,
    pub currency: Currency,
    /// `None` where the source does not count.
    pub stock: Option<i64>,
    pub availability: Availability,
    /// The first is the main picture.
    pub images: Vec<String>,
    /// Names from the root down; the product is listed under the last. Empty: uncategorised.
    pub category_path: Vec<String>,
    pub attributes: Vec<Attribute>,
    pub variants: Vec<VariantDraft>,
    /// When the source last changed it; an older version never overwrites a newer one.
    /// `None`: the source does not say, content decides.
    pub source_updated_at: Option<Timestamp>,
}

impl ProductDraft {
    /// One that says no more of itself: in euros, to be had, not counted, uncategorised.
    pub fn named(sku: &str, name: &str, price_cents: i64) -> Self {
        Self {
            sku: sku.into(),
            name: name.into(),
            slug: name.to_lowercase().replace(' ', "-"),
            description: String::new(),
            price_cents,
            compare_at_cents: None,
            currency: Currency::EUR,
            stock: None,
            availability: Availability::InStock,
            images: vec![],
            category_path: vec![],
            attributes: vec![],
            variants: vec![],
            source_updated_at: None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariantDraft {
    pub sku: String,
    pub price_cents: i64,
    pub compare_at_cents: Option<i64>,
    pub stock: Option<i64>,
    pub availability: Availability,
    pub attributes: Vec<VariantAttribute>,
    pub image: Option<String>,
}
