//! The pages of what is a visitor's own. Rendered for each of them and never kept; all they do is
//! done by forms, so they work without scripts. Where there are scripts, the regions marked
//! `data-own` are taken anew when something of the visitor's changes (see [`crate::own`]).

mod cart;
mod checkout;
mod customer;
mod held;
mod lines;
mod order;
mod orders;
mod outfit;
mod outfits;
mod said;

pub use cart::CartPage;
pub use checkout::CheckoutPage;
pub use order::OrderPage;
pub use orders::OrdersPage;
pub use outfit::OutfitPage;
pub use outfits::OutfitsPage;
pub use said::name_of as said_of;

use super::storefront::page_facts;
use super::{loaded_in_shop, parameter};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts};
use crate::live::moment::Calendar;
use crate::live::{PageFacts, Place};
use crate::services::services;
use contract::ports::{Shopping, Storefront};
use contract::{CartLine, Category, Result, Tenant, Timestamp, UniversalProduct};
use leptos::prelude::*;
use std::sync::Arc;

/// What all these pages are made in.
struct Room {
    shop: Arc<dyn Storefront>,
    categories: Arc<Vec<Category>>,
    tenant: Arc<Tenant>,
    place: Place,
    calendar: Calendar,
    now: Option<Timestamp>,
    is_on_invoice: bool,
}

/// Shows what `load` brings of the visitor's own.
fn loaded_own<T, V, L>(
    load: impl FnOnce(Arc<dyn Shopping>) -> L + Send + 'static,
    show: impl FnOnce(Room, T) -> V + Send + 'static,
) -> AnyView
where
    L: Future<Output = Result<T>> + Send,
    T: Send + 'static,
    V: IntoView + 'static,
{
    let services = services();
    let tenant = parameter("tenant");
    let today = services.as_ref().ok().map(|services| services.clock.now());
    let load = async move |shop: Arc<dyn Storefront>| {
        let own = services?.visit.shopping(&tenant).await?;
        let is_on_invoice = own.is_on_invoice();
        let content = load(own).await?;
        let categories = shop.categories().await?;
        Ok((shop, categories, is_on_invoice, content))
    };
    loaded_in_shop(load, move |(shop, categories, is_on_invoice, content)| {
        let (tenant, place) = (shop.tenant(), page_facts(&*shop).place);
        let calendar = Calendar::new(&tenant.time_zone, today);
        let now = today;
        show(Room { shop, categories, tenant, place, calendar, now, is_on_invoice }, content)
    })
}

impl Room {
    /// The page around what is the visitor's own. `products` stand on it: when one of them changes,
    /// so may what can be had.
    fn page(
        self,
        title: String,
        products: Vec<UniversalProduct>,
        content: AnyView,
    ) -> impl IntoView {
        let Self { shop, categories, tenant, place, now, .. } = self;
        let head = HeadFacts {
            title: format!("{title} · {}", tenant.name),
            description: tenant.tagline.clone(),
            locale: place.locale.to_string(),
            kind: "website",
            site: tenant.name.clone(),
            ..HeadFacts::default()
        };
        let facts = PageFacts { list: products, ..page_facts(&*shop) };
        view! {
            <Head facts=head/>
            <ShopFrame tenant categories facts class="own">
                <h1 dir="auto">{title}</h1>
                // By the server's clock: what runs down in the browser goes by it.
                <span hidden data-now=now.map(|now| now.0.to_string())></span>
                {content}
            </ShopFrame>
        }
    }

    fn price(&self, cents: i64) -> String {
        crate::live::money::price(cents, self.tenant.currency, &self.place.locale)
    }
}

/// The products of lines, as summaries, each once.
fn products_of(lines: &[CartLine]) -> Vec<UniversalProduct> {
    let mut products: Vec<UniversalProduct> = Vec::new();
    for product in lines.iter().filter_map(|line| line.product.as_ref()) {
        if products.iter().all(|known| known.id != product.id) {
            products.push(product.summary());
        }
    }
    products
}

/// A form that is one button: what it does, and the fields that say with what.
#[component]
fn Deed(
    /// The server function it calls.
    action: &'static str,
    place: Place,
    #[prop(optional)] fields: Vec<(&'static str, String)>,
    #[prop(optional)] class: Option<&'static str>,
    words: String,
    /// What it is done to, where the words alone do not tell.
    #[prop(optional, into)]
    object: Option<String>,
) -> impl IntoView {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let object = object.map(|object| view! { <span class="sr">" "{object}</span> });
    view! {
        <form method="post" action=action>
            <input type="hidden" name="front" value=place.front.to_string()/>
            {fields}
            <button class=class.unwrap_or("button quiet")>{words}{object}</button>
        </form>
    }
}
