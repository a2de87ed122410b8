//! A shop's front: its window, and the way into its categories.

use super::loaded_in_shop;
use super::structured::{self, JsonLd};
use super::tree::totals;
use crate::components::editorial_header::editorial_place;
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::islands::LiveWindow;
use crate::live::facts::WindowFacts;
use crate::live::{PageFacts, Place, ShelfFacts};
use crate::messages::{Message, Messages};
use contract::ports::Storefront;
use contract::{Category, ShopWindow};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ShopPage() -> impl IntoView {
    let load = async move |shop: Arc<dyn Storefront>| {
        let window = shop.window().await?;
        let categories = shop.categories().await?;
        Ok((shop, window, categories))
    };
    loaded_in_shop(load, |(shop, window, categories)| {
        let tenant = shop.tenant();
        let facts = PageFacts {
            window: Some(shelves(&window)),
            headline: window.header.clone(),
            ..page_facts(&*shop)
        };
        let place = facts.place.clone();
        let say = |message| Messages::of_page().text(message);
        let shown = &window.featured_products;
        let items = (!shown.is_empty()).then(|| structured::products_in(&place, shown, 0));
        let items = items.map(|content| view! { <JsonLd content/> });
        let head = HeadFacts {
            title: tenant.name.clone(),
            description: tenant.tagline.clone(),
            canonical: Some(place.path(&[])),
            spoken: tenant.spoken().collect(),
            image: SharedPicture::first(shown),
            locale: place.locale.to_string(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let begins = editorial_place(window.header.clone(), place.clone());
        let categories_path = place.path(&["#categories"]);
        let entrances = entrances(&place, &categories);
        let goods = place.goods.clone();
        view! {
            <Head facts=head/>
            <JsonLd content=structured::store(&tenant, &place)/>
            <JsonLd content=structured::website(&tenant, &place)/>
            {items}
            <ShopFrame tenant=tenant.clone() categories facts>
                <header class="hero">
                    <h1 lang=goods.clone() dir="auto">{tenant.name.clone()}</h1>
                    <p class="lead" lang=goods dir="auto">
                        {tenant.tagline.clone()}
                    </p>
                </header>
                {begins}
                <LiveWindow/>
                // The style shows it while there is no shelf.
                <div class="empty">
                    <p class="empty-title">{say(Message::WindowEmpty)}</p>
                    <p>{say(Message::WindowEmptyLead)}</p>
                    <p><a class="button" href=categories_path>{say(Message::BrowseCategories)}</a></p>
                </div>
                {entrances}
            </ShopFrame>
        }
    })
}

/// What all pages of a shop tell their islands.
pub fn page_facts(shop: &dyn Storefront) -> PageFacts {
    let tenant = shop.tenant();
    PageFacts {
        tenant: tenant.id,
        seq: shop.seq(),
        place: Place::of(&tenant),
        ..PageFacts::default()
    }
}

fn shelves(window: &ShopWindow) -> WindowFacts {
    WindowFacts {
        seq: window.seq,
        order: window.featured_types.iter().map(|shelf| shelf.featured_type.id).collect(),
        shelves: window.featured_types.iter().map(ShelfFacts::from).collect(),
    }
}

/// The categories at the root of the tree that have something in them.
fn entrances(place: &Place, categories: &[Category]) -> impl IntoView + use<> {
    let totals = totals(categories);
    let total = |category: &Category| totals.get(&category.id).copied().unwrap_or_default();
    let links: Vec<_> = categories
        .iter()
        .filter(|category| category.parent_id.is_none() && total(category) > 0)
        .map(|category| {
            let href = place.path(&["/c/", &category.slug]);
            view! {
                <li>
                    <a href=href>
                        <span>{category.name.clone()}</span>
                        " "
                        <span class="count">{total(category).to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let title = Messages::of_page().text(Message::WholeShop);
    (!links.is_empty()).then(|| {
        view! {
            <section id="categories" class="entrances" aria-labelledby="categories-title">
                <h2 id="categories-title">{title}</h2>
                <ul role="list" lang=place.goods.clone()>{links}</ul>
            </section>
        }
    })
}
