//! What shows products.

use super::{Part, place};
use crate::components::badge::BadgeMark;
use crate::components::buy::buy;
use crate::components::editorial_header::EditorialHeader;
use crate::components::gallery::Gallery;
use crate::components::price::Price;
use crate::components::share::Share;
use crate::components::stock::Stock;
use crate::components::{CardRow, UniversalProductCard};
use crate::islands::shelf_view;
use crate::live::facts::{Picture, ShelfHead, Shown};
use crate::live::{Card, ShelfCell};
use contract::featured::{Badge, ICONS};
use contract::header::{HeaderLink, Headline};
use contract::{
    Availability, Currency, FeaturedTypeId, Layout, ProductId, StockStatus, TenantId, Timestamp,
    UniversalProduct,
};
use leptos::prelude::*;
use std::sync::Arc;

const PICTURE: &str = "/demo/maren-and-vale/harrow-wool-coat-camel.svg";
const DETAIL: &str = "/demo/maren-and-vale/harrow-wool-coat-detail.svg";
const GONE: &str = "/demo/no-such-picture";
const LONG: &str =
    "Donaudampfschifffahrtsgesellschaftskapitänsmantel, lined, for a very long evening by the sea";
/// A few pixels of a picture, as its ground until it is there.
const BLUR: &str =
    "UklGRjQAAABXRUJQVlA4ICgAAACwAQCdASoEAAUAA4BaJQBOgCHXYJAAAP4ATyKAioxYeG1yr1eVwAAA";

pub(super) fn parts() -> Vec<Part> {
    vec![
        ("Cards", cards()),
        ("Badges", badges()),
        ("Stock and prices", facts_of_products()),
        ("Editorial header", header()),
        ("Shelves", shelves()),
        ("A list of the catalogue", list()),
        ("Gallery", gallery()),
        ("Buying", buying()),
    ]
}

fn product(name: &str, change: impl FnOnce(&mut UniversalProduct)) -> UniversalProduct {
    let mut product = UniversalProduct {
        id: ProductId(1),
        tenant_id: TenantId(1),
        sku: "MV-101".into(),
        name: name.into(),
        slug: "harrow-wool-coat".into(),
        price_cents: 34_500,
        compare_at_cents: None,
        currency: Currency::EUR,
        stock: Some(12),
        availability: Availability::InStock,
        stock_status: StockStatus::InStock,
        is_on_sale: false,
        formatted_price: "€345.00".into(),
        image_url: Some(PICTURE.into()),
        picture: None,
        category: None,
        updated_at: Timestamp(0),
        description: String::new(),
        gallery: vec![],
        pictures: vec![],
        attributes: vec![],
        variants: vec![],
    };
    change(&mut product);
    product
}

fn cards() -> AnyView {
    let reduced = |product: &mut UniversalProduct| {
        product.compare_at_cents = Some(49_000);
        product.is_on_sale = true;
    };
    let products = [
        product("In stock", |_| {}),
        product("Reduced", reduced),
        product("Few left", |product| {
            (product.stock, product.stock_status) = (Some(2), StockStatus::LowStock);
        }),
        product("Sold out", |product| {
            (product.stock, product.stock_status) = (Some(0), StockStatus::OutOfStock);
        }),
        product("To come", |product| product.availability = Availability::Preorder),
        product("No longer made", |product| product.availability = Availability::Discontinued),
        product("Without a picture", |product| product.image_url = None),
        product("With a picture that is gone", |product| {
            product.image_url = Some("/demo/no-such-picture.svg".into());
        }),
        product(LONG, reduced),
    ];
    let card = |(at, product): (usize, UniversalProduct)| {
        let id = product.id;
        let shown = ArcRwSignal::new(Shown { product, touched: 0, gone: false });
        let card = Card { id, shown, picture: Picture::Early };
        let badge = (at % 2 == 1).then(|| badge("spark", "#8c3a22", "#b5563a"));
        view! { <li><UniversalProductCard card place=place() badge/></li> }
    };
    let cards: Vec<_> = products.into_iter().enumerate().map(card).collect();
    view! { <ul class="grid" role="list">{cards}</ul> }.into_any()
}

fn badge(icon: &str, from: &str, to: &str) -> Badge {
    Badge {
        text: "Picked by us".into(),
        icon: icon.into(),
        gradient_from: from.into(),
        gradient_to: to.into(),
    }
}

fn badges() -> AnyView {
    let grounds = [("#1d4d4f", "#2f7d72"), ("#8c3a22", "#b5563a"), ("#f2d48a", "#f7e7b8")];
    let all = ICONS.iter().enumerate().map(|(at, icon)| {
        let (from, to) = grounds[at % grounds.len()];
        view! { <BadgeMark badge=badge(icon, from, to)/> }
    });
    view! { <p class="specimen-row">{all.collect_view()}</p> }.into_any()
}

fn facts_of_products() -> AnyView {
    use Availability::{Discontinued, InStock, OutOfStock, Preorder};
    let states = [
        (InStock, StockStatus::InStock, Some(40)),
        (InStock, StockStatus::LowStock, Some(2)),
        (InStock, StockStatus::LowStock, None),
        (OutOfStock, StockStatus::OutOfStock, Some(0)),
        (Preorder, StockStatus::InStock, None),
        (Discontinued, StockStatus::OutOfStock, None),
    ];
    let stocks = states.map(|(availability, status, stock)| {
        view! { <Stock availability status stock words=place().words/> }
    });
    let prices = [(34_500, None, Currency::EUR), (199, Some(1_250_000), Currency::EUR)];
    let prices = prices.map(|(cents, former, currency)| {
        view! { <span><Price cents former currency place=place()/></span> }
    });
    view! {
        <p class="specimen-row">{stocks.into_iter().collect_view()}</p>
        <p class="specimen-row">{prices.into_iter().collect_view()}</p>
    }
    .into_any()
}

fn header() -> AnyView {
    let link = HeaderLink { words: "See the coats".into(), path: "/c/coats".into() };
    let headline = Headline {
        title: "Wool, before the first frost".into(),
        text: "Six weights of it, from a mill that has not moved in a hundred years.".into(),
        link: Some(link),
        image_url: Some(PICTURE.into()),
        picture: None,
    };
    view! { <EditorialHeader headline place=place()/> }.into_any()
}

fn row(count: i64) -> ArcRwSignal<Vec<Card>> {
    let card = |id| {
        let product = product("Harrow Wool Coat", |product| product.id = ProductId(id));
        let shown = ArcRwSignal::new(Shown { product, touched: 0, gone: false });
        Card { id: ProductId(id), shown, picture: Picture::Lazy }
    };
    ArcRwSignal::new((1..=count).map(card).collect())
}

fn shelves() -> AnyView {
    let shelf = |(id, layout): (i64, Layout)| {
        let head = ShelfHead {
            id: FeaturedTypeId(id),
            name: format!("A {}", layout.as_str()),
            badge: badge("leaf", "#1d4d4f", "#2f7d72"),
            layout,
        };
        let count = if layout == Layout::Carousel { 9 } else { 3 };
        shelf_view(ShelfCell { head: Arc::new(head), version: 0, cards: row(count) }, place())
    };
    let shelves: Vec<_> = (1..).zip(Layout::ALL).map(shelf).collect();
    view! { <div class="window">{shelves}</div> }.into_any()
}

fn list() -> AnyView {
    view! { <CardRow class="grid" cards=row(2) place=place() badge=None/> }.into_any()
}

fn gallery() -> AnyView {
    // Always on its way: what is seen of it is its ground.
    let coming =
        contract::Picture { base: GONE.into(), width: 960, height: 1200, blur: BLUR.into() };
    let pictures =
        vec![(PICTURE.into(), None), (DETAIL.into(), None), (format!("{GONE}.svg"), Some(coming))];
    view! { <Gallery pictures name="Harrow Wool Coat".into()/> }.into_any()
}

fn buying() -> AnyView {
    let sold_out = product("Sold out", |product| {
        (product.stock, product.stock_status) = (Some(0), StockStatus::OutOfStock);
    });
    view! {
        {buy(&sold_out, None, &place())}
        <Share/>
    }
    .into_any()
}
