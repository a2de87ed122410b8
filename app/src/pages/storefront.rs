//! A shop's front: its window, and the way into its categories.

use super::loaded_in_shop;
use super::structured::{self, JsonLd};
use super::tree::totals;
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::components::shop_path;
use crate::islands::LiveWindow;
use crate::live::facts::WindowFacts;
use crate::live::{PageFacts, Place, ShelfFacts};
use contract::ports::Storefront;
use contract::{Category, ShopWindow, Tenant};
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
        let shown = &window.featured_products;
        let items = (!shown.is_empty()).then(|| structured::products_in(&tenant, shown, 0));
        let items = items.map(|content| view! { <JsonLd content/> });
        let head = HeadFacts {
            title: tenant.name.clone(),
            description: tenant.tagline.clone(),
            canonical: Some(shop_path(&tenant.slug, &[])),
            image: SharedPicture::first(shown),
            locale: tenant.locale.clone(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let facts = PageFacts { window: Some(shelves(&window)), ..page_facts(&*shop) };
        let categories_path = shop_path(&tenant.slug, &["#categories"]);
        let entrances = entrances(&tenant, &categories);
        view! {
            <Head facts=head/>
            <JsonLd content=structured::store(&tenant)/>
            <JsonLd content=structured::website(&tenant)/>
            {items}
            <ShopFrame tenant=tenant.clone() categories facts>
                <header class="hero">
                    <h1 lang=tenant.locale.clone() dir="auto">{tenant.name.clone()}</h1>
                    <p class="lead" lang=tenant.locale.clone() dir="auto">
                        {tenant.tagline.clone()}
                    </p>
                </header>
                <LiveWindow/>
                // The style shows it while there is no shelf.
                <div class="empty">
                    <p class="empty-title">"The window is being dressed."</p>
                    <p>"Nothing stands in it right now; the whole shop is open all the same."</p>
                    <p><a class="button" href=categories_path>"Browse the categories"</a></p>
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
        place: Place { shop: tenant.slug.as_str().into(), locale: tenant.locale.as_str().into() },
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
fn entrances(tenant: &Tenant, categories: &[Category]) -> impl IntoView + use<> {
    let totals = totals(categories);
    let total = |category: &Category| totals.get(&category.id).copied().unwrap_or_default();
    let links: Vec<_> = categories
        .iter()
        .filter(|category| category.parent_id.is_none() && total(category) > 0)
        .map(|category| {
            let href = shop_path(&tenant.slug, &["/c/", &category.slug]);
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
    (!links.is_empty()).then(|| {
        view! {
            <section id="categories" class="entrances" aria-labelledby="categories-title">
                <h2 id="categories-title">"The whole shop"</h2>
                <ul role="list">{links}</ul>
            </section>
        }
    })
}
