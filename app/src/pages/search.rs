//! What a search finds, and how it can be narrowed.

use super::loaded_in_shop;
use super::storefront::page_facts;
use super::tree::totals;
use crate::components::facets::{FacetPanel, ListBar};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts};
use crate::components::listing::Listing;
use crate::components::pager::Pager;
use crate::islands::LiveGrid;
use crate::live::{PageFacts, Place};
use crate::messages::{Message, Messages};
use contract::ports::Storefront;
use contract::search::{Manner, SearchQuery, SearchResults, Sort};
use contract::{Category, Problem, Tenant};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

const SORTS: [Sort; 4] = [Sort::Relevance, Sort::Newest, Sort::PriceUp, Sort::PriceDown];

/// What the page's address asks for.
pub(super) fn asked() -> String {
    let search = use_location().search.get_untracked();
    search.trim_start_matches('?').to_owned()
}

#[component]
pub fn SearchPage() -> impl IntoView {
    let asked = asked();
    let load = async move |shop: Arc<dyn Storefront>| {
        let (tenant, place) = (shop.tenant(), page_facts(&*shop).place);
        let manner = Manner { currency: tenant.currency, usual: Sort::Relevance };
        let query = SearchQuery::parse(&asked, manner).ok_or_else(|| Problem::not_found("page"))?;
        let results = shop.search(None, &query).await?;
        let categories = shop.categories().await?;
        let listing = Listing {
            path: place.path(&["/search"]),
            manner,
            query,
            locale: place.locale,
            goods: place.goods,
            sorts: &SORTS,
        };
        Ok((shop, listing, results, categories))
    };
    loaded_in_shop(load, |(shop, listing, results, categories)| {
        let (tenant, facts) = (shop.tenant(), page_facts(&*shop));
        let (place, messages) = (facts.place.clone(), Messages::of_page());
        let words = listing.query.words.clone();
        let title = match words.as_str() {
            "" => messages.text(Message::AllProducts).to_owned(),
            words => messages.with(Message::Quoted, [("words", words)]),
        };
        // Searches are no pages to be found by: the links on them are.
        let head = HeadFacts {
            title: format!("{title} · {}", tenant.name),
            description: at_shop(&title, &tenant),
            locale: place.locale.to_string(),
            kind: "website",
            site: tenant.name.clone(),
            ..HeadFacts::default()
        };
        let total = results.found.total;
        let (page, pages) = (results.found.page, results.found.pages());
        let pages = pages.min(contract::search::LAST_PAGE);
        let facts = PageFacts { list: results.found.products.clone(), ..facts };
        let tolerant = results.is_tolerant.then(|| {
            view! { <p class="list-note">{messages.text(Message::CloseEnough)}</p> }
        });
        let nothing = results
            .found
            .products
            .is_empty()
            .then(|| nothing(&place, &listing, &results, &categories).into_any());
        // Where nothing matches there is nothing to narrow.
        let narrow = results.facets.price.is_some() || !listing.query.choices.is_empty();
        let panel = narrow.then(|| {
            view! { <FacetPanel listing=listing.clone() facets=results.facets.clone()/> }
        });
        let bar = narrow.then(|| {
            view! { <ListBar listing=listing.clone() results=Some(results.clone())/> }
        });
        let first = listing.first();
        view! {
            <Head facts=head/>
            <ShopFrame tenant categories facts words=words>
                <header class="list-header">
                    <h1 dir="auto">{title}</h1>
                    <p class="count">{count(total)}</p>
                </header>
                {tolerant}
                <div class="narrowed">
                    {panel}
                    <div class="narrowed-list">
                        {bar}
                        // The grid finds its facts within the frame.
                        {nothing.unwrap_or_else(|| {
                            view! { <h2 class="sr">{messages.text(Message::Products)}</h2><LiveGrid/> }.into_any()
                        })}
                        <Pager path=first page pages/>
                    </div>
                </div>
            </ShopFrame>
        }
    })
}

pub(super) fn count(total: i64) -> String {
    Messages::of_page().counted(Message::ProductsCounted, total)
}

/// Something of a shop, in one line.
pub(super) fn at_shop(what: &str, shop: &Tenant) -> String {
    let parts = [("what", what), ("shop", &shop.name), ("tagline", &shop.tagline)];
    Messages::of_page().with(Message::AtShop, parts)
}

/// A way on from nothing.
fn nothing(
    place: &Place,
    listing: &Listing,
    results: &SearchResults,
    categories: &[Category],
) -> impl IntoView + use<> {
    let messages = Messages::of_page();
    let say = |message| messages.text(message);
    let meant = results.did_you_mean.clone().map(|words| {
        let href = listing.with(|query| query.words.clone_from(&words));
        let (before, after) = messages.around(Message::DidYouMean, "words");
        view! { <p>{before}<a href=href>{words}</a>{after}</p> }
    });
    let chosen = !listing.query.choices.is_empty();
    let wider = chosen.then(|| {
        let href = listing.bare();
        view! { <p><a class="button" href=href>{say(Message::WithoutFilters)}</a></p> }
    });
    let hint = (!chosen && results.did_you_mean.is_none()).then(|| {
        view! { <p>{say(Message::OtherWords)}</p> }
    });
    let totals = totals(categories);
    let mut roots: Vec<(&Category, i64)> = categories
        .iter()
        .filter(|category| category.parent_id.is_none())
        .map(|category| (category, totals.get(&category.id).copied().unwrap_or_default()))
        .filter(|(_, total)| *total > 0)
        .collect();
    roots.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
    let links: Vec<_> = roots
        .into_iter()
        .take(6)
        .map(|(category, _)| {
            let href = place.path(&["/c/", &category.slug]);
            view! { <li><a href=href>{category.name.clone()}</a></li> }
        })
        .collect();
    let around = (!links.is_empty()).then(|| {
        view! {
            <nav class="chips" aria-label=say(Message::PopularCategories)>
                <ul role="list" lang=place.goods.clone()>{links}</ul>
            </nav>
        }
    });
    view! {
        <div class="empty">
            <p class="empty-title">{say(Message::SearchEmpty)}</p>
            {meant}
            {wider}
            {hint}
            {around}
        </div>
    }
}
