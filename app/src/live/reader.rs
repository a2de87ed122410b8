//! Reading facts from JSON.
//!
//! In the browser the JSON is parsed by the browser itself and read field by field here. A
//! derived reader would do the same with a parser of its own, and weighed a third of everything a
//! shopper's page loads.

use super::Words;
use super::facts::{ChosenFacts, OfferFacts, PageFacts, Place, ShelfFacts, WindowFacts};
use contract::featured::Badge;
use contract::header::HeaderLink;
use contract::live::ProductsChanged;
use contract::{
    Availability, Currency, FeaturedTypeId, Headline, Layout, Picture, ProductId, Seq, StockStatus,
    TenantId, Timestamp, UniversalProduct, VariantId,
};
use std::sync::Arc;

/// A parsed value. What is absent has no text, no number and no items.
pub trait Node: Sized {
    fn field(&self, name: &str) -> Self;
    fn text(&self) -> Option<String>;
    fn number(&self) -> Option<i64>;
    fn is_true(&self) -> bool;
    /// Milliseconds of a moment written as RFC 3339.
    fn moment(&self) -> Option<i64>;
    fn items(&self) -> Vec<Self>;
}

/// The facts of a page, as the server wrote them into it.
pub fn page(node: &impl Node) -> Option<PageFacts> {
    let place = node.field("place");
    let locale: Arc<str> = place.field("locale").text()?.into();
    let words = place.field("words").items();
    Some(PageFacts {
        tenant: TenantId(node.field("tenant").number()?),
        seq: seq(node)?,
        place: Place {
            front: place.field("front").text()?.into(),
            goods: place.field("goods").text().map(Into::into),
            words: Words::new(locale.clone(), words.iter().filter_map(Node::text).collect()),
            locale,
        },
        window: window(&node.field("window")),
        #[cfg(feature = "ssr")]
        headline: None,
        list: products(&node.field("list"))?,
        offer: offer(&node.field("offer")),
    })
}

/// A `window` frame, as [`contract::live::WindowChanged`].
pub fn window(node: &impl Node) -> Option<WindowFacts> {
    Some(WindowFacts {
        seq: seq(node)?,
        order: ids(&node.field("order"), FeaturedTypeId),
        shelves: shelves(&node.field("shelves"))?,
    })
}

/// The public view, as [`contract::ShopWindow`].
pub fn public_view(node: &impl Node) -> Option<WindowFacts> {
    let shelves = shelves(&node.field("featuredTypes"))?;
    let order = shelves.iter().map(|shelf| shelf.id).collect();
    Some(WindowFacts { seq: seq(node)?, order, shelves })
}

/// A `products` frame.
pub fn products_changed(node: &impl Node) -> Option<ProductsChanged> {
    Some(ProductsChanged {
        seq: seq(node)?,
        products: products(&node.field("products"))?,
        removed: ids(&node.field("removed"), ProductId),
        more: ids(&node.field("more"), ProductId),
    })
}

/// What a front begins with, as [`contract::Headline`]; nothing where there is none.
pub fn headline(node: &impl Node) -> Option<Headline> {
    let link = node.field("link");
    let link = link.field("words").text().zip(link.field("path").text());
    Some(Headline {
        title: node.field("title").text()?,
        text: node.field("text").text().unwrap_or_default(),
        link: link.map(|(words, path)| HeaderLink { words, path }),
        image_url: node.field("imageUrl").text(),
        picture: picture(&node.field("picture")),
    })
}

/// The position something is true at.
pub fn position(node: &impl Node) -> Seq {
    seq(node).unwrap_or_default()
}

/// A list of summaries.
pub fn products(node: &impl Node) -> Option<Vec<UniversalProduct>> {
    node.items().iter().map(product).collect()
}

fn product(node: &impl Node) -> Option<UniversalProduct> {
    let text = |name| node.field(name).text();
    let number = |name| node.field(name).number();
    Some(UniversalProduct {
        id: ProductId(number("id")?),
        tenant_id: TenantId(number("tenantId")?),
        sku: text("sku")?,
        name: text("name")?,
        slug: text("slug")?,
        price_cents: number("priceCents")?,
        compare_at_cents: number("compareAtCents"),
        currency: Currency::parse(&text("currency")?)?,
        stock: number("stock"),
        availability: Availability::parse(&text("availability")?)?,
        stock_status: stock_status(node)?,
        is_on_sale: node.field("isOnSale").is_true(),
        image_url: text("imageUrl"),
        picture: picture(&node.field("picture")),
        updated_at: Timestamp(node.field("updatedAt").moment()?),
        // Nothing in the browser shows the rest: prices are formatted where they stand.
        formatted_price: String::new(),
        category: None,
        description: String::new(),
        gallery: Vec::new(),
        pictures: Vec::new(),
        attributes: Vec::new(),
        variants: Vec::new(),
    })
}

fn picture(node: &impl Node) -> Option<Picture> {
    Some(Picture {
        base: node.field("base").text()?,
        width: node.field("width").number().unwrap_or_default(),
        height: node.field("height").number().unwrap_or_default(),
        blur: node.field("blur").text().unwrap_or_default(),
    })
}

fn shelves(node: &impl Node) -> Option<Vec<ShelfFacts>> {
    node.items().iter().map(shelf).collect()
}

fn shelf(node: &impl Node) -> Option<ShelfFacts> {
    let badge = node.field("badge");
    let products = products(&node.field("products"))?;
    let items = match ids(&node.field("items"), ProductId) {
        none if none.is_empty() => products.iter().map(|product| product.id).collect(),
        items => items,
    };
    Some(ShelfFacts {
        id: FeaturedTypeId(node.field("id").number()?),
        name: node.field("name").text()?,
        badge: Badge {
            text: badge.field("text").text()?,
            icon: badge.field("icon").text()?,
            gradient_from: badge.field("gradientFrom").text()?,
            gradient_to: badge.field("gradientTo").text()?,
        },
        layout: Layout::parse(&node.field("layout").text()?)?,
        items,
        products,
    })
}

fn offer(node: &impl Node) -> Option<OfferFacts> {
    Some(OfferFacts {
        product: product(&node.field("product"))?,
        chosen: chosen(&node.field("chosen")),
        is_from: node.field("isFrom").is_true(),
        has_variants: node.field("hasVariants").is_true(),
    })
}

fn chosen(node: &impl Node) -> Option<ChosenFacts> {
    Some(ChosenFacts {
        id: VariantId(node.field("id").number()?),
        price_cents: node.field("priceCents").number()?,
        former_cents: node.field("formerCents").number(),
        stock: node.field("stock").number(),
        stock_status: stock_status(node)?,
    })
}

fn seq(node: &impl Node) -> Option<Seq> {
    node.field("seq").number().map(Seq)
}

fn stock_status(node: &impl Node) -> Option<StockStatus> {
    match node.field("stockStatus").text()?.as_str() {
        "in_stock" => Some(StockStatus::InStock),
        "low_stock" => Some(StockStatus::LowStock),
        "out_of_stock" => Some(StockStatus::OutOfStock),
        _ => None,
    }
}

fn ids<T>(node: &impl Node, id: fn(i64) -> T) -> Vec<T> {
    node.items().iter().filter_map(Node::number).map(id).collect()
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Node;
    use js_sys::{Array, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    /// Parses JSON; `None` when it is none.
    pub fn parse(text: &str) -> Option<JsValue> {
        js_sys::JSON::parse(text).ok()
    }

    impl Node for JsValue {
        fn field(&self, name: &str) -> Self {
            Reflect::get(self, &name.into()).unwrap_or(JsValue::UNDEFINED)
        }

        fn text(&self) -> Option<String> {
            self.as_string()
        }

        fn number(&self) -> Option<i64> {
            // Ids, positions and amounts are whole and far below 2^53.
            self.as_f64().map(|number| number as i64)
        }

        fn is_true(&self) -> bool {
            self.is_truthy()
        }

        fn moment(&self) -> Option<i64> {
            let moment = js_sys::Date::parse(&self.as_string()?);
            (!moment.is_nan()).then_some(moment as i64)
        }

        fn items(&self) -> Vec<Self> {
            self.dyn_ref::<Array>().map(|array| array.iter().collect()).unwrap_or_default()
        }
    }
}

#[cfg(feature = "hydrate")]
pub use browser::parse;

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
