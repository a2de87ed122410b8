//! Searching a shop: what is asked, how an address says it, what is found.

pub(crate) mod address;
mod results;

pub use address::Manner;
pub use results::{
    AttributeFacet, CategoryFacet, Facets, PriceFacet, SearchResults, StockFacet, ValueFacet,
};

use crate::{Availability, SynonymsId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest text that is searched for, in bytes.
pub const LONGEST_WORDS: usize = 200;
/// The furthest page of a search. Beyond it nobody browses, and deep pages cost.
pub const LAST_PAGE: u32 = 200;
/// The most values chosen at once, over all facets.
pub const MOST_CHOICES: usize = 40;

/// What is looked for in a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// As typed; empty finds everything.
    pub words: String,
    pub choices: Choices,
    pub sort: Sort,
    /// Counted from one.
    pub page: u32,
}

/// What was chosen among the facets. Several values of one facet widen it, each further facet
/// narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// By slug; each with everything below it.
    pub categories: BTreeSet<String>,
    pub min_cents: Option<i64>,
    pub max_cents: Option<i64>,
    pub stock: BTreeSet<Stock>,
    pub on_sale: bool,
    /// Values by the attribute's name.
    pub attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Choices {
    /// How many values are chosen; a price range is one.
    pub fn len(&self) -> usize {
        let attributes: usize = self.attributes.values().map(BTreeSet::len).sum();
        let price = self.min_cents.is_some() || self.max_cents.is_some();
        self.categories.len()
            + self.stock.len()
            + attributes
            + usize::from(price)
            + usize::from(self.on_sale)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether a shopper can have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    InStock,
    Preorder,
    OutOfStock,
}

impl Stock {
    pub const ALL: [Self; 3] = [Self::InStock, Self::Preorder, Self::OutOfStock];

    /// None for what is no longer sold, which no search finds.
    pub fn of(availability: Availability, status: crate::StockStatus) -> Option<Self> {
        match (availability, status) {
            (Availability::Discontinued, _) => None,
            (Availability::Preorder, _) => Some(Self::Preorder),
            (Availability::OutOfStock, _) | (_, crate::StockStatus::OutOfStock) => {
                Some(Self::OutOfStock)
            }
            (Availability::InStock, _) => Some(Self::InStock),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::Preorder => "preorder",
            Self::OutOfStock => "out_of_stock",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The best match first, what is sold out last.
    #[default]
    Relevance,
    /// What came into the catalogue last comes first.
    Newest,
    PriceUp,
    PriceDown,
    Name,
}

impl Sort {
    pub const ALL: [Self; 5] =
        [Self::Relevance, Self::Newest, Self::PriceUp, Self::PriceDown, Self::Name];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::PriceUp => "price_up",
            Self::PriceDown => "price_down",
            Self::Name => "name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// Words a shop's search takes for each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Synonyms {
    pub id: SynonymsId,
    /// Two or more, each a word or a few.
    pub words: Vec<String>,
}
