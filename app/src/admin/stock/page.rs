//! The pages around what moves: what narrows a list is in its address, as links and forms.

use super::{RoomFacts, Sight};
use crate::admin::backstage::{Backstage, Part};
use crate::admin::frame::{AdminFrame, Section, for_members};
use crate::components::pager::Pager;
use crate::pages::{parameter, query};
use contract::ports::StockRoom;
use contract::stockroom::{Level, OrderQuery, StockQuery, Way, pages};
use contract::{OrderState, Problem, Profile, Result, Tenant};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::sync::Arc;

fn page_asked() -> Result<u32> {
    match query("page") {
        None => Ok(1),
        Some(number) => number.parse().map_err(|_| Problem::not_found("page")),
    }
}

fn island(room: RoomFacts, sight: Sight) -> AnyView {
    let part = Part::Stockroom { room, sight: Box::new(sight) };
    view! { <Backstage part/> }.into_any()
}

fn facts(room: &dyn StockRoom) -> RoomFacts {
    let tenant = room.tenant();
    RoomFacts {
        shop: tenant.slug.clone(),
        locale: tenant.locale.clone(),
        zone: tenant.time_zone.clone(),
        can_manage: room.can_manage(),
    }
}

/// A path with a query, where there is one.
fn at(path: &str, query: &str) -> String {
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    }
}

#[component]
fn Around(
    title: String,
    profile: Profile,
    tenant: Arc<Tenant>,
    section: Section,
    children: Children,
) -> impl IntoView {
    view! {
        <AdminFrame title profile shop=Some(tenant) section>
            <noscript>
                <p class="note">
                    "Without JavaScript, which is switched off here, this can be read and not changed."
                </p>
            </noscript>
            <div class="source stockroom">{children()}</div>
        </AdminFrame>
    }
}

/// Links of which one is where one is.
fn tabs<const N: usize>(label: &'static str, links: [(String, &'static str, bool); N]) -> AnyView {
    let links: Vec<_> = links
        .into_iter()
        .map(|(href, words, is_here)| {
            view! { <li><a href=href aria-current=is_here.then_some("page")>{words}</a></li> }
        })
        .collect();
    view! { <nav class="kept" aria-label=label><ul role="list">{links}</ul></nav> }.into_any()
}

fn head(count: String, file: String) -> AnyView {
    view! {
        <div class="table-head">
            <p class="count">{count}</p>
            <a class="button quiet" href=file download="">"Take away as CSV"</a>
        </div>
    }
    .into_any()
}

fn counted(total: i64, one: &str) -> String {
    if total == 1 { format!("1 {one}") } else { format!("{total} {one}s") }
}

/// The form for words; what else is chosen goes with them.
fn search(
    path: String,
    label: &'static str,
    words: &str,
    chosen: Vec<(&'static str, &'static str)>,
) -> AnyView {
    let hidden: Vec<_> = chosen
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <form class="admin-search" method="get" action=path role="search">
            <label for="words">{label}</label>
            <input id="words" name="q" type="search" value=words.to_owned()/>
            {hidden}
            <button type="submit" class="button">"Show"</button>
        </form>
    }
    .into_any()
}

#[component]
pub fn StockPage() -> impl IntoView {
    let (slug, page) = (parameter("tenant"), page_asked());
    let (asked, sku) = (StockQuery::parse(&use_location().search.get_untracked()), query("sku"));
    for_members(
        move |visit, profile| async move {
            let room = visit.stockroom(&slug).await?;
            let sight = match sku {
                Some(sku) => Sight::Article(room.article(&sku).await?),
                None => {
                    let found = room.inventory(&asked, page?).await?;
                    Sight::Inventory(asked, found)
                }
            };
            Ok((profile, room, sight))
        },
        |(profile, room, sight)| {
            let tenant = room.tenant();
            let path = format!("/admin/t/{}/stock", tenant.slug);
            let (before, after) = match &sight {
                Sight::Inventory(asked, found) => {
                    let link = |level: Option<Level>, words| {
                        let query = StockQuery { level, words: String::new() };
                        (at(&path, &query.address()), words, asked.level == level)
                    };
                    let links = [
                        link(None, "Everything"),
                        link(Some(Level::SoldOut), "Sold out"),
                        link(Some(Level::Low), "Few left or none"),
                        link(Some(Level::Held), "Held"),
                    ];
                    let level = asked.level.map(|level| ("level", level.as_str()));
                    let label = "Name or number of an article";
                    let form =
                        search(path.clone(), label, &asked.words, level.into_iter().collect());
                    let file = format!("/api/stock.csv?tenantId={}", tenant.slug);
                    let head = head(counted(found.total, "article"), file);
                    let before = view! { {tabs("Articles", links)} {form} {head} }.into_any();
                    let path = at(&path, &asked.address());
                    let (page, pages) = (found.page, pages(found.total));
                    (before, view! { <Pager path page pages/> }.into_any())
                }
                _ => {
                    let all = view! { <p><a href=path>"All articles"</a></p> };
                    (().into_any(), all.into_any())
                }
            };
            let island = island(facts(&*room), sight);
            view! {
                <Around title="Stock".into() profile tenant section=Section::Stock>
                    {before} {island} {after}
                </Around>
            }
        },
    )
}

#[component]
pub fn HoldsPage() -> impl IntoView {
    let (slug, page, code) = (parameter("tenant"), page_asked(), query("code"));
    for_members(
        move |visit, profile| async move {
            let room = visit.stockroom(&slug).await?;
            let sight = match code {
                Some(code) => Sight::Hold(room.hold(&code).await?),
                None => Sight::Holds(room.holds(page?).await?),
            };
            Ok((profile, room, sight))
        },
        |(profile, room, sight)| {
            let tenant = room.tenant();
            let path = format!("/admin/t/{}/holds", tenant.slug);
            let (before, after) = match &sight {
                Sight::Holds(found) => {
                    let file = format!("/api/holds.csv?tenantId={}", tenant.slug);
                    let (page, pages) = (found.page, pages(found.total));
                    let pager = view! { <Pager path page pages/> };
                    (head(counted(found.total, "hold"), file), pager.into_any())
                }
                _ => (().into_any(), ().into_any()),
            };
            let island = island(facts(&*room), sight);
            view! {
                <Around title="Holds".into() profile tenant section=Section::Holds>
                    {before} {island} {after}
                </Around>
            }
        },
    )
}

#[component]
pub fn AllOrdersPage() -> impl IntoView {
    let (slug, page) = (parameter("tenant"), page_asked());
    let asked = OrderQuery::parse(&use_location().search.get_untracked());
    for_members(
        move |visit, profile| async move {
            let room = visit.stockroom(&slug).await?;
            let found = room.orders(&asked, page?).await?;
            Ok((profile, room, asked, found))
        },
        |(profile, room, asked, found)| {
            let tenant = room.tenant();
            let path = format!("/admin/t/{}/orders", tenant.slug);
            let link = |state: Option<OrderState>, way: Option<Way>, words| {
                let query = OrderQuery { state, way, words: String::new() };
                let is_here = (asked.state, asked.way) == (state, way);
                (at(&path, &query.address()), words, is_here)
            };
            let links = [
                link(None, None, "All"),
                link(Some(OrderState::Placed), None, "Placed"),
                link(Some(OrderState::Placing), None, "Being placed"),
                link(Some(OrderState::Refused), None, "Refused"),
                link(None, Some(Way::Queue), "Not there yet"),
                link(None, Some(Way::Rejected), "Rejected"),
                link(None, Some(Way::Done), "Sent on"),
            ];
            let state = asked.state.map(|state| ("state", state.as_str()));
            let way = asked.way.map(|way| ("way", way.as_str()));
            let chosen = state.into_iter().chain(way).collect();
            let form = search(path.clone(), "Number, name or e-mail", &asked.words, chosen);
            let file = format!("/api/orders.csv?tenantId={}", tenant.slug);
            let head = head(counted(found.total, "order"), file);
            let (page, pages, path) = (found.page, pages(found.total), at(&path, &asked.address()));
            let island = island(facts(&*room), Sight::Orders(asked, found));
            view! {
                <Around title="Orders".into() profile tenant section=Section::Orders>
                    {tabs("Orders", links)} {form} {head} {island}
                    <Pager path page pages/>
                </Around>
            }
        },
    )
}

#[component]
pub fn OneOrderPage() -> impl IntoView {
    let (slug, code) = (parameter("tenant"), parameter("order"));
    for_members(
        move |visit, profile| async move {
            let room = visit.stockroom(&slug).await?;
            let desk = room.order(&code).await?;
            Ok((profile, room, desk))
        },
        |(profile, room, desk)| {
            let (tenant, title) = (room.tenant(), format!("Order {}", desk.order.number));
            let island = island(facts(&*room), Sight::Order(Box::new(desk)));
            view! { <Around title profile tenant section=Section::Orders>{island}</Around> }
        },
    )
}

#[component]
pub fn OutboxPage() -> impl IntoView {
    let (slug, page) = (parameter("tenant"), page_asked());
    for_members(
        move |visit, profile| async move {
            let room = visit.stockroom(&slug).await?;
            let outbox = room.outbox(page?).await?;
            Ok((profile, room, outbox))
        },
        |(profile, room, outbox)| {
            let tenant = room.tenant();
            let path = format!("/admin/t/{}/outbox", tenant.slug);
            let (page, pages) = (outbox.page, pages(outbox.total));
            let island = island(facts(&*room), Sight::Outbox(outbox));
            view! {
                <Around title="Letters".into() profile tenant section=Section::Outbox>
                    {island}
                    <Pager path page pages/>
                </Around>
            }
        },
    )
}
