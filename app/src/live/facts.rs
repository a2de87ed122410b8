//! What islands are given by the server and frames bring later.

use contract::featured::Badge;
use contract::{FeaturedTypeId, Layout, ProductId, Seq, Shelf, UniversalProduct};
use leptos::prelude::ArcRwSignal;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Where cards stand: what their addresses and prices are made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The tenant's slug.
    pub shop: Arc<str>,
    pub locale: Arc<str>,
}

/// A shelf as islands take it. It reads the JSON of [`Shelf`], without the flattening that would
/// bring a second, slower JSON reader into the browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShelfFacts {
    pub id: FeaturedTypeId,
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
    /// As summaries.
    pub products: Vec<UniversalProduct>,
}

impl From<&Shelf> for ShelfFacts {
    fn from(shelf: &Shelf) -> Self {
        let kind = &shelf.featured_type;
        Self {
            id: kind.id,
            name: kind.name.clone(),
            badge: kind.badge.clone(),
            layout: kind.layout,
            products: shelf.products.clone(),
        }
    }
}

/// The content of a `window` frame, as [`contract::live::WindowChanged`].
#[derive(Clone, Debug, Deserialize)]
pub struct WindowFacts {
    pub seq: Seq,
    pub order: Vec<FeaturedTypeId>,
    pub shelves: Vec<ShelfFacts>,
}

/// The public view, as [`contract::ShopWindow`].
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicView {
    pub seq: Seq,
    pub featured_types: Vec<ShelfFacts>,
}

impl From<PublicView> for WindowFacts {
    fn from(view: PublicView) -> Self {
        Self {
            seq: view.seq,
            order: view.featured_types.iter().map(|shelf| shelf.id).collect(),
            shelves: view.featured_types,
        }
    }
}

/// A product as it stands on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub product: UniversalProduct,
    /// How often it changed before the shopper's eyes; what the highlight is started by.
    pub touched: u32,
    /// No longer in the catalogue.
    pub gone: bool,
}

/// When a picture is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// The first of the page: before all others.
    First,
    Early,
    /// When it comes near the view.
    Lazy,
}

/// A product's place in a list. All places of a product share one signal.
#[derive(Clone)]
pub struct Card {
    pub id: ProductId,
    pub shown: ArcRwSignal<Shown>,
    pub picture: Picture,
}

/// What stands above a shelf, and on its cards.
#[derive(Clone, Debug, PartialEq)]
pub struct ShelfHead {
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
}

/// A shelf on the page.
#[derive(Clone)]
pub struct ShelfCell {
    pub id: FeaturedTypeId,
    pub head: ArcRwSignal<ShelfHead>,
    pub cards: ArcRwSignal<Vec<Card>>,
}

/// Whether the page follows the shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    #[default]
    Connecting,
    Live,
    /// The stream is down; the state is asked for now and then.
    Paused,
}

impl LiveState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Paused => "paused",
        }
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Connecting => "Connecting",
            Self::Live => "Live",
            Self::Paused => "Updates paused, checking every 30 s",
        }
    }
}

/// Whether a shopper would see the difference.
pub fn looks_different(before: &UniversalProduct, after: &UniversalProduct) -> bool {
    let few_left = |product: &UniversalProduct| {
        product.stock.filter(|_| product.stock_status == contract::StockStatus::LowStock)
    };
    before.name != after.name
        || before.slug != after.slug
        || before.price_cents != after.price_cents
        || before.former_price() != after.former_price()
        || before.currency != after.currency
        || before.availability != after.availability
        || before.stock_status != after.stock_status
        || before.image_url != after.image_url
        || few_left(before) != few_left(after)
}
