//! How a list can be narrowed. Beside the list where there is room; on a phone a drawer, which is
//! a popover and so needs no script.

use super::listing::{Listing, sort_message, stock_message, toggle_attribute};
use crate::messages::{Message, Messages};
use contract::search::{AttributeFacet, CategoryFacet, Facets, PriceFacet, StockFacet};
use leptos::prelude::*;
use std::sync::Arc;

const DRAWER: &str = "narrow";
/// Values of an attribute that are seen at once; the others unfold.
const SEEN: usize = 10;

/// What stands above a list: what is chosen, the order, and on a phone the drawer's handle.
#[component]
pub fn ListBar(listing: Listing, results: Option<contract::SearchResults>) -> impl IntoView {
    let messages = Messages::of_page();
    let say = |message| messages.text(message);
    let chips: Vec<_> = listing
        .chips(results.as_ref())
        .into_iter()
        .map(|chip| {
            view! {
                <li>
                    <a href=chip.href rel="nofollow">
                        <span class="sr">{say(Message::Remove)}" "</span>
                        <span lang=chip.lang>{chip.text}</span>
                        <span aria-hidden="true">" ×"</span>
                    </a>
                </li>
            }
        })
        .collect();
    let count = chips.len();
    let all = (count > 1).then(|| {
        let bare = listing.bare();
        view! { <li><a class="chips-clear" href=bare rel="nofollow">{say(Message::ClearAll)}</a></li> }
    });
    let chosen = (count > 0).then(|| {
        view! {
            <nav class="chips chosen" aria-label=say(Message::Chosen)>
                <ul role="list">{chips}{all}</ul>
            </nav>
        }
    });
    let sorts: Vec<_> = listing
        .sorts
        .iter()
        .map(|sort| {
            let href = listing.with(|query| query.sort = *sort);
            let current = (listing.query.sort == *sort).then_some("true");
            view! {
                <li>
                    <a href=href rel="nofollow" aria-current=current>{say(sort_message(*sort))}</a>
                </li>
            }
        })
        .collect();
    let handle = results.is_some().then(|| {
        let words = match count {
            0 => say(Message::Filter).to_owned(),
            count => messages.with(Message::FilterCounted, [("count", &count.to_string())]),
        };
        view! {
            <button type="button" class="button quiet narrow-open" popovertarget=DRAWER>{words}</button>
        }
    });
    view! {
        <div class="list-bar">
            {handle}
            <nav class="sorts" aria-label=say(Message::Order)><ul role="list">{sorts}</ul></nav>
        </div>
        {chosen}
    }
}

/// The facets themselves.
#[component]
pub fn FacetPanel(listing: Listing, facets: Facets) -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    let categories = categories(&listing, &facets.categories);
    let price = facets.price.map(|price| price_form(&listing, price));
    let stock = stock(&listing, &facets.stock, facets.on_sale);
    let attributes: Vec<_> =
        facets.attributes.iter().map(|facet| attribute(&listing, facet)).collect();
    view! {
        <aside class="narrow" id=DRAWER popover="auto" aria-label=say(Message::Filter)>
            <div class="narrow-head">
                <p class="narrow-title">{say(Message::Filter)}</p>
                <button
                    type="button"
                    class="button quiet"
                    popovertarget=DRAWER
                    popovertargetaction="hide"
                >
                    {say(Message::FilterDone)}
                </button>
            </div>
            {categories}
            {price}
            {stock}
            {attributes}
        </aside>
    }
}

/// `lang` is said of a title the shop has given.
fn group(title: &str, lang: Option<Arc<str>>, content: impl IntoView + 'static) -> AnyView {
    view! {
        <section class="facet">
            <h2 class="facet-title" lang=lang>{title.to_owned()}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// A value as a link that chooses it, or takes the choice back.
fn value(
    href: String,
    (text, lang): (String, Option<Arc<str>>),
    count: u64,
    is_chosen: bool,
    depth: u32,
) -> AnyView {
    let noun = i64::try_from(count).unwrap_or(i64::MAX);
    let noun = Messages::of_page().counted(Message::ProductsNoun, noun);
    view! {
        <li data-depth=(depth > 0).then_some(depth.min(3))>
            <a href=href rel="nofollow" aria-current=is_chosen.then_some("true")>
                <span class="facet-box" aria-hidden="true"></span>
                <span class="facet-text" lang=lang>{text}</span>
                " "
                <span class="count">
                    {count.to_string()}
                    <span class="sr">" "{noun}</span>
                </span>
            </a>
        </li>
    }
    .into_any()
}

fn categories(listing: &Listing, facets: &[CategoryFacet]) -> Option<AnyView> {
    let chosen = &listing.query.choices.categories;
    let links: Vec<_> = facets
        .iter()
        .map(|facet| {
            let is_chosen = chosen.contains(&facet.slug);
            let href = listing.with(|query| {
                if !query.choices.categories.remove(&facet.slug) {
                    query.choices.categories.insert(facet.slug.clone());
                }
            });
            value(
                href,
                (facet.name.clone(), listing.goods.clone()),
                facet.count,
                is_chosen,
                facet.depth,
            )
        })
        .collect();
    let list = || view! { <ul role="list">{links}</ul> };
    let title = Messages::of_page().text(Message::Category);
    (!facets.is_empty()).then(|| group(title, None, list()))
}

fn stock(listing: &Listing, facets: &[StockFacet], on_sale: u64) -> Option<AnyView> {
    let messages = Messages::of_page();
    let own = |message| (messages.text(message).to_owned(), None);
    let choices = &listing.query.choices;
    let mut links: Vec<_> = facets
        .iter()
        .map(|facet| {
            let is_chosen = choices.stock.contains(&facet.value);
            let href = listing.with(|query| {
                if !query.choices.stock.remove(&facet.value) {
                    query.choices.stock.insert(facet.value);
                }
            });
            value(href, own(stock_message(facet.value)), facet.count, is_chosen, 0)
        })
        .collect();
    if on_sale > 0 || choices.on_sale {
        let href = listing.with(|query| query.choices.on_sale = !choices.on_sale);
        links.push(value(href, own(Message::Reduced), on_sale, choices.on_sale, 0));
    }
    let is_empty = links.is_empty();
    let list = || view! { <ul role="list">{links}</ul> };
    (!is_empty).then(|| group(messages.text(Message::Availability), None, list()))
}

fn attribute(listing: &Listing, facet: &AttributeFacet) -> AnyView {
    let chosen = listing.query.choices.attributes.get(&facet.name);
    let mut links: Vec<_> = facet
        .values
        .iter()
        .map(|of| {
            let is_chosen = chosen.is_some_and(|values| values.contains(&of.value));
            let href = listing.with(|query| toggle_attribute(query, &facet.name, &of.value));
            value(href, (of.value.clone(), listing.goods.clone()), of.count, is_chosen, 0)
        })
        .collect();
    let more = if links.len() > SEEN + 2 { links.split_off(SEEN) } else { Vec::new() };
    let more = (!more.is_empty()).then(|| {
        let count = more.len().to_string();
        let words = Messages::of_page().with(Message::MoreValues, [("count", &count)]);
        view! {
            <details class="facet-more">
                <summary>{words}</summary>
                <ul role="list">{more}</ul>
            </details>
        }
    });
    group(&facet.name, listing.goods.clone(), view! { <ul role="list">{links}</ul>{more} })
}

fn price_form(listing: &Listing, range: PriceFacet) -> AnyView {
    let currency = listing.currency();
    let decimal = |cents: i64| currency.decimal(cents);
    let said = |cents: Option<i64>| cents.map(decimal);
    let (min, max) = (listing.query.choices.min_cents, listing.query.choices.max_cents);
    // What else is chosen goes along.
    let mut others = contract::SearchQuery { page: 1, ..listing.query.clone() };
    (others.choices.min_cents, others.choices.max_cents) = (None, None);
    let hidden: Vec<_> = others
        .fields(listing.manner)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let messages = Messages::of_page();
    let in_unit = |message| messages.with(message, [("currency", currency.code())]);
    let form = view! {
        <form class="facet-price" method="get" action=listing.path.clone()>
            {hidden}
            <label>
                <span class="sr">{in_unit(Message::PriceFromIn)}</span>
                <input
                    name="min"
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder=decimal(range.min_cents)
                    value=said(min)
                />
            </label>
            <span aria-hidden="true">"–"</span>
            <label>
                <span class="sr">{in_unit(Message::PriceToIn)}</span>
                <input
                    name="max"
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder=decimal(range.max_cents)
                    value=said(max)
                />
            </label>
            <button type="submit" class="button quiet">{messages.text(Message::PriceSet)}</button>
        </form>
    };
    group(&in_unit(Message::PriceIn), None, form)
}
