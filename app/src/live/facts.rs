//! What islands are given by the page and frames bring later.

use super::Words;
#[cfg(feature = "ssr")]
use crate::components::shop_path;
#[cfg(feature = "ssr")]
use crate::messages::Messages;
#[cfg(feature = "ssr")]
use crate::reading::{Reading, edition};
#[cfg(feature = "ssr")]
use contract::Headline;
use contract::featured::Badge;
use contract::{
    FeaturedTypeId, Layout, ProductId, Seq, Shelf, StockStatus, TenantId, UniversalProduct,
    Variant, VariantId,
};
#[cfg(feature = "ssr")]
use contract::{Language, Tenant};
use leptos::prelude::{ArcRwSignal, ReadUntracked};
#[cfg(feature = "ssr")]
use serde::Serialize;
use std::sync::Arc;

/// Everything the islands of a page are woken with. It stands in the page once, as JSON, for all
/// of them; see [`super::page_facts`].
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
#[cfg_attr(feature = "ssr", serde(rename_all = "camelCase"))]
pub struct PageFacts {
    pub tenant: TenantId,
    /// Where the page's stream begins, and the position its products are true at.
    pub seq: Seq,
    pub place: Place,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub window: Option<WindowFacts>,
    /// What the front begins with, for what shows it when it changes.
    #[cfg(feature = "ssr")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<Headline>,
    /// A category's products, as summaries.
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Vec::is_empty"))]
    pub list: Vec<UniversalProduct>,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub offer: Option<OfferFacts>,
}

/// Where cards stand: what their addresses, prices and words are made with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
pub struct Place {
    /// The path of the shop's front, in the language of the page.
    pub front: Arc<str>,
    /// What prices and moments are written in.
    pub locale: Arc<str>,
    /// What the shop's own words are in, where the page is in another language.
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub goods: Option<Arc<str>>,
    pub words: Words,
}

impl Default for Place {
    fn default() -> Self {
        Self { front: "".into(), locale: "en".into(), goods: None, words: Words::default() }
    }
}

impl Place {
    /// The address of a page of the shop, `below` beginning with a slash or empty.
    pub fn path(&self, below: &[&str]) -> String {
        let mut path = self.front.as_ref().to_owned();
        below.iter().for_each(|part| path.push_str(part));
        path
    }

    /// A shop as the page at hand shows it.
    #[cfg(feature = "ssr")]
    pub fn of(shop: &Tenant) -> Self {
        Self::in_language(shop, Reading::of_page().language)
    }

    /// A shop in one of its languages.
    #[cfg(feature = "ssr")]
    pub fn in_language(shop: &Tenant, language: Language) -> Self {
        let is_own = shop.language() == language;
        let locale = if is_own { &shop.locale } else { language.locale() };
        let is_foreign = Language::of_locale(&shop.locale) != Some(language);
        Self {
            front: edition(&shop_path(&shop.slug), shop.language(), language).into(),
            locale: locale.into(),
            goods: is_foreign.then(|| shop.locale.as_str().into()),
            words: Messages::of(language).words(locale),
        }
    }
}

/// A shelf and what stands on it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
pub struct ShelfFacts {
    pub id: FeaturedTypeId,
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
    /// In order. In JSON only where `products` does not say the same.
    #[cfg_attr(feature = "ssr", serde(skip))]
    pub items: Vec<ProductId>,
    /// As summaries: all of them, or those the page has yet to hear of.
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
            items: shelf.products.iter().map(|product| product.id).collect(),
            products: shelf.products.clone(),
        }
    }
}

/// Shelves as they stood at a position: a `window` frame, the public view, or the page's own.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
pub struct WindowFacts {
    pub seq: Seq,
    pub order: Vec<FeaturedTypeId>,
    pub shelves: Vec<ShelfFacts>,
}

/// What a product's own page says of its price and stock.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
#[cfg_attr(feature = "ssr", serde(rename_all = "camelCase"))]
pub struct OfferFacts {
    /// As a summary.
    pub product: UniversalProduct,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub chosen: Option<ChosenFacts>,
    /// Whether the price is the lowest of several.
    pub is_from: bool,
    pub has_variants: bool,
}

/// The form of the product the address names.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "ssr", derive(Serialize))]
#[cfg_attr(feature = "ssr", serde(rename_all = "camelCase"))]
pub struct ChosenFacts {
    pub id: VariantId,
    pub price_cents: i64,
    /// The former price, when higher.
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub former_cents: Option<i64>,
    #[cfg_attr(feature = "ssr", serde(skip_serializing_if = "Option::is_none"))]
    pub stock: Option<i64>,
    pub stock_status: StockStatus,
}

impl From<&Variant> for ChosenFacts {
    fn from(variant: &Variant) -> Self {
        Self {
            id: variant.id,
            price_cents: variant.price_cents,
            former_cents: variant.compare_at_cents.filter(|cents| *cents > variant.price_cents),
            stock: variant.stock,
            stock_status: variant.stock_status,
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

impl Card {
    pub fn name(&self) -> String {
        self.shown.read_untracked().product.name.clone()
    }
}

/// What stands above a shelf, and on its cards.
#[derive(Clone, Debug, PartialEq)]
pub struct ShelfHead {
    pub id: FeaturedTypeId,
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
}

/// A shelf on the page. Its cards come and go; should its head ever change, it is drawn anew.
#[derive(Clone)]
pub struct ShelfCell {
    pub head: Arc<ShelfHead>,
    /// Grows with each change of the head.
    pub version: u32,
    pub cards: ArcRwSignal<Vec<Card>>,
}

impl ShelfCell {
    /// What tells one drawing of a shelf from another.
    pub fn key(&self) -> (i64, u32) {
        (self.head.id.0, self.version)
    }
}

/// Whether a shopper would see the difference.
pub fn looks_different(before: &UniversalProduct, after: &UniversalProduct) -> bool {
    let few_left = |product: &UniversalProduct| {
        product.stock.filter(|_| product.stock_status == StockStatus::LowStock)
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
