//! The products of a category and of those below it.

use super::search::{asked, count};
use super::storefront::page_facts;
use super::structured::{JsonLd, breadcrumbs, products_in};
use super::{loaded_in_shop, parameter};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::facets::{FacetPanel, ListBar};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::components::listing::Listing;
use crate::components::pager::{Pager, page_path};
use crate::components::shop_path;
use crate::islands::LiveGrid;
use crate::live::PageFacts;
use contract::ports::Storefront;
use contract::search::{Manner, SearchQuery, Sort};
use contract::{Category, Problem, Tenant};
use leptos::prelude::*;
use std::sync::Arc;

const SORTS: [Sort; 4] = [Sort::Name, Sort::Newest, Sort::PriceUp, Sort::PriceDown];

#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = parameter("category");
    let asked = asked();
    let load = async move |shop: Arc<dyn Storefront>| {
        let tenant = shop.tenant();
        let manner = Manner { currency: tenant.currency, usual: Sort::Name };
        let query = SearchQuery::parse(&asked, manner).ok_or_else(|| Problem::not_found("page"))?;
        // Nothing of a category is found by words.
        let query = SearchQuery { words: String::new(), ..query };
        let is_plain = query.choices.is_empty() && query.sort == Sort::Name;
        let mut listed = shop.category(&slug, if is_plain { query.page } else { 1 }).await?;
        let found = shop.search(Some(listed.category.id), &query).await;
        let results = match found {
            // The list as it is does not wait for the index, and is never behind a change.
            found if is_plain => found.ok(),
            found => {
                let results = found?;
                listed.products = results.found.clone();
                Some(results)
            }
        };
        let categories = shop.categories().await?;
        let listing = Listing {
            path: category_path(&tenant, &listed.category),
            manner,
            query,
            locale: tenant.locale.clone(),
            sorts: &SORTS,
        };
        Ok((shop, listed, listing, results, categories))
    };
    loaded_in_shop(load, |(shop, listed, listing, results, categories)| {
        let tenant = shop.tenant();
        let category = listed.category;
        let path = listing.path.clone();
        let is_narrowed = !listing.query.choices.is_empty();
        let (page, pages, total) =
            (listed.products.page, listed.products.pages(), listed.products.total);
        let mut steps = vec![Crumb::new(tenant.name.clone(), shop_path(&tenant.slug, &[]))];
        steps.extend(
            listed
                .ancestors
                .iter()
                .chain([&category])
                .map(|step| Crumb::new(step.name.clone(), category_path(&tenant, step))),
        );
        let numbered = if page > 1 { format!(", page {page}") } else { String::new() };
        let products = listed.products.products;
        let head = HeadFacts {
            title: format!("{}{numbered} · {}", category.name, tenant.name),
            description: format!("{} at {}. {}", category.name, tenant.name, tenant.tagline),
            // However it is ordered it is the same page; narrowed it is none to be found.
            canonical: (!is_narrowed).then(|| page_path(&path, page)),
            image: SharedPicture::first(&products),
            locale: tenant.locale.clone(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let locale = tenant.locale.clone();
        let below = below(&tenant, &listed.children);
        let home = shop_path(&tenant.slug, &[]);
        let is_empty = products.is_empty();
        let bare = is_narrowed.then(|| listing.bare());
        let narrow = results.filter(|results| results.facets.price.is_some() || is_narrowed);
        let panel = narrow.clone().map(|results| {
            view! { <FacetPanel listing=listing.clone() facets=results.facets/> }
        });
        let first = listing.first();
        let bar = narrow.is_some().then(|| view! { <ListBar listing results=narrow/> });
        let before = i64::from(page.saturating_sub(1)) * i64::from(listed.products.page_size);
        let items = (!products.is_empty()).then(|| products_in(&tenant, &products, before));
        let items = items.filter(|_| !is_narrowed);
        let items = items.map(|content| view! { <JsonLd content/> });
        let facts = PageFacts { list: products, ..page_facts(&*shop) };
        view! {
            <Head facts=head/>
            <JsonLd content=breadcrumbs(&steps)/>
            {items}
            <ShopFrame tenant categories facts>
                <Crumbs steps/>
                <header class="list-header">
                    <h1 lang=locale dir="auto">{category.name}</h1>
                    <p class="count">{count(total)}</p>
                </header>
                {below}
                <div class="narrowed">
                    {panel}
                    <div class="narrowed-list">
                        {bar}
                        <h2 class="sr">"Products"</h2>
                        {match (is_empty, bare) {
                            (false, _) => view! { <LiveGrid/> }.into_any(),
                            (true, None) => empty(home).into_any(),
                            (true, Some(bare)) => too_narrow(bare).into_any(),
                        }}
                        <Pager path=first page pages/>
                    </div>
                </div>
            </ShopFrame>
        }
    })
}

pub fn category_path(tenant: &Tenant, category: &Category) -> String {
    shop_path(&tenant.slug, &["/c/", &category.slug])
}

fn empty(home: String) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">"Nothing here at the moment."</p>
            <p>"New things may come in at any time."</p>
            <p><a class="button" href=home>"Back to the window"</a></p>
        </div>
    }
}

fn too_narrow(bare: String) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">"Nothing fits all of this."</p>
            <p><a class="button" href=bare>"Show it without filters"</a></p>
        </div>
    }
}

fn below(tenant: &Tenant, children: &[Category]) -> impl IntoView + use<> {
    let links: Vec<_> = children
        .iter()
        .map(|child| {
            let href = category_path(tenant, child);
            view! { <li><a href=href>{child.name.clone()}</a></li> }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <nav class="chips" aria-label="Narrower"><ul role="list">{links}</ul></nav>
        }
    })
}
