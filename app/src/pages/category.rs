//! The products of a category and of those below it.

use super::search::{asked, at_shop, count};
use super::storefront::page_facts;
use super::structured::{JsonLd, breadcrumbs, products_in};
use super::{loaded_in_shop, parameter};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::facets::{FacetPanel, ListBar};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::components::listing::Listing;
use crate::components::pager::{Pager, page_path};
use crate::islands::LiveGrid;
use crate::live::{PageFacts, Place};
use crate::messages::{Message, Messages};
use contract::ports::Storefront;
use contract::search::{Manner, SearchQuery, Sort};
use contract::{Category, Problem};
use leptos::prelude::*;
use std::sync::Arc;

const SORTS: [Sort; 4] = [Sort::Name, Sort::Newest, Sort::PriceUp, Sort::PriceDown];

#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = parameter("category");
    let asked = asked();
    let load = async move |shop: Arc<dyn Storefront>| {
        let (tenant, place) = (shop.tenant(), page_facts(&*shop).place);
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
            path: category_path(&place, &listed.category),
            manner,
            query,
            locale: place.locale,
            goods: place.goods,
            sorts: &SORTS,
        };
        Ok((shop, listed, listing, results, categories))
    };
    loaded_in_shop(load, |(shop, listed, listing, results, categories)| {
        let (tenant, facts) = (shop.tenant(), page_facts(&*shop));
        let (place, messages) = (facts.place.clone(), Messages::of_page());
        let category = listed.category;
        let path = listing.path.clone();
        let is_narrowed = !listing.query.choices.is_empty();
        let (page, pages, total) =
            (listed.products.page, listed.products.pages(), listed.products.total);
        let mut steps = vec![Crumb::new(tenant.name.clone(), place.path(&[]))];
        steps.extend(
            listed
                .ancestors
                .iter()
                .chain([&category])
                .map(|step| Crumb::new(step.name.clone(), category_path(&place, step))),
        );
        let numbered = match page {
            0 | 1 => category.name.clone(),
            page => {
                let page = page.to_string();
                messages.with(Message::Numbered, [("name", &category.name), ("page", &page)])
            }
        };
        let products = listed.products.products;
        let head = HeadFacts {
            title: format!("{numbered} · {}", tenant.name),
            description: at_shop(&category.name, &tenant),
            // However it is ordered it is the same page; narrowed it is none to be found.
            canonical: (!is_narrowed).then(|| page_path(&path, page)),
            spoken: tenant.spoken().collect(),
            image: SharedPicture::first(&products),
            locale: place.locale.to_string(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let goods = place.goods.clone();
        let below = below(&place, &listed.children);
        let home = place.path(&[]);
        let is_empty = products.is_empty();
        let bare = is_narrowed.then(|| listing.bare());
        let narrow = results.filter(|results| results.facets.price.is_some() || is_narrowed);
        let panel = narrow.clone().map(|results| {
            view! { <FacetPanel listing=listing.clone() facets=results.facets/> }
        });
        let first = listing.first();
        let bar = narrow.is_some().then(|| view! { <ListBar listing results=narrow/> });
        let before = i64::from(page.saturating_sub(1)) * i64::from(listed.products.page_size);
        let items = (!products.is_empty()).then(|| products_in(&place, &products, before));
        let items = items.filter(|_| !is_narrowed);
        let items = items.map(|content| view! { <JsonLd content/> });
        let facts = PageFacts { list: products, ..facts };
        view! {
            <Head facts=head/>
            <JsonLd content=breadcrumbs(&steps)/>
            {items}
            <ShopFrame tenant categories facts>
                <Crumbs steps/>
                <header class="list-header">
                    <h1 lang=goods dir="auto">{category.name}</h1>
                    <p class="count">{count(total)}</p>
                </header>
                {below}
                <div class="narrowed">
                    {panel}
                    <div class="narrowed-list">
                        {bar}
                        <h2 class="sr">{messages.text(Message::Products)}</h2>
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

pub fn category_path(place: &Place, category: &Category) -> String {
    place.path(&["/c/", &category.slug])
}

fn empty(home: String) -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    view! {
        <div class="empty">
            <p class="empty-title">{say(Message::CategoryEmpty)}</p>
            <p>{say(Message::CategoryEmptyLead)}</p>
            <p><a class="button" href=home>{say(Message::BackToWindow)}</a></p>
        </div>
    }
}

fn too_narrow(bare: String) -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    view! {
        <div class="empty">
            <p class="empty-title">{say(Message::TooNarrow)}</p>
            <p><a class="button" href=bare>{say(Message::WithoutFilters)}</a></p>
        </div>
    }
}

fn below(place: &Place, children: &[Category]) -> impl IntoView + use<> {
    let links: Vec<_> = children
        .iter()
        .map(|child| {
            let href = category_path(place, child);
            view! { <li><a href=href>{child.name.clone()}</a></li> }
        })
        .collect();
    let label = Messages::of_page().text(Message::Narrower);
    (!links.is_empty()).then(|| {
        view! {
            <nav class="chips" aria-label=label>
                <ul role="list" lang=place.goods.clone()>{links}</ul>
            </nav>
        }
    })
}
