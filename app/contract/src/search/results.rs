//! What a search answers.

use super::Stock;
use crate::product::ProductPage;
use serde::{Deserialize, Serialize};

/// One page of what was found, and how it could be narrowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    #[serde(flatten)]
    pub found: ProductPage,
    /// Nothing has the words as they are written; these have words one letter away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_tolerant: bool,
    /// Words that find something, when those asked for found nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    pub facets: Facets,
}

/// How many products each further choice would show. A facet's own choices do not narrow its
/// counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    /// Those with something in them, parents before their children.
    pub categories: Vec<CategoryFacet>,
    /// None when nothing is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceFacet>,
    pub stock: Vec<StockFacet>,
    pub on_sale: u64,
    pub attributes: Vec<AttributeFacet>,
}

/// A category with everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CategoryFacet {
    pub slug: String,
    pub name: String,
    /// Zero at the root of the tree.
    pub depth: u32,
    pub count: u64,
}

/// The lowest and the highest price, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PriceFacet {
    pub min_cents: i64,
    pub max_cents: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StockFacet {
    pub value: Stock,
    pub count: u64,
}

/// A property of products or their variants, such as colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AttributeFacet {
    pub name: String,
    pub values: Vec<ValueFacet>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValueFacet {
    pub value: String,
    pub count: u64,
}
