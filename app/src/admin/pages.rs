//! The admin's pages, rendered on the server.

pub use super::login::LoginPage;
pub use super::preview::PreviewPage;
pub use super::products::ProductsPage;

use super::backstage::{Backstage, Part};
use super::board::clock::Clock;
use super::board::{Categories, Planned};
use super::frame::{AdminFrame, Section, for_members, shop_facts};
use super::history::{Days, Teller};
use crate::live::moment::{Calendar, english};
use crate::pages::{parameter, query};
use crate::services::services;
use contract::deeds::{Tense, phrases};
use contract::edit::Place;
use contract::ports::Merchandising;
use contract::{Category, Problem, Result, Revision, Turn};
use leptos::prelude::*;

/// Lines of history on its page.
const HISTORY: u32 = 100;

/// The shops one may enter the back of.
#[component]
pub fn HomePage() -> impl IntoView {
    for_members(
        |_, profile| async move { Ok(profile) },
        |profile| {
            let shops: Vec<_> = profile
                .shops
                .iter()
                .map(|shop| {
                    let may =
                        if shop.can_edit { "You can change its window." } else { "You can look." };
                    view! {
                        <li class="admin-shop">
                            <a href=format!("/admin/t/{}", shop.slug)>{shop.name.clone()}</a>
                            <span>{may}</span>
                        </li>
                    }
                })
                .collect();
            let content = if shops.is_empty() {
                view! { <p>"No shop is open to you yet. Ask whoever runs this house."</p> }
                    .into_any()
            } else {
                view! { <ul class="admin-shops" role="list">{shops}</ul> }.into_any()
            };
            view! {
                <AdminFrame title="Your shops".into() profile shop=None section=Section::Home>
                    {content}
                </AdminFrame>
            }
        },
    )
}

#[component]
pub fn BoardPage() -> impl IntoView {
    let slug = parameter("tenant");
    let turn = asked_turn();
    let directory = services().map(|services| services.directory);
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let board = desk.board(None).await?;
            let shop = directory?.storefront(&desk.tenant().slug).await?;
            let categories = paths(&shop.categories().await?);
            let planned = match turn? {
                Some(turn) if desk.can_edit() => Some(plan(&*desk, turn).await?),
                _ => None,
            };
            Ok((profile, desk, board, categories, planned))
        },
        |(profile, desk, board, categories, planned)| {
            let tenant = desk.tenant();
            let part = Part::Board { shop: shop_facts(&*desk), board, categories, planned };
            let board = view! { <Backstage part/> }.into_any();
            view! {
                <AdminFrame
                    title=tenant.name.clone()
                    profile
                    shop=Some(tenant)
                    section=Section::Board
                >
                    <noscript>
                        <p class="note">
                            "The board is worked with JavaScript, which is switched off here. What "
                            "stands in the window can still be read below."
                        </p>
                    </noscript>
                    {board}
                </AdminFrame>
            }
        },
    )
}

#[component]
pub fn HistoryPage() -> impl IntoView {
    let slug = parameter("tenant");
    let today = services().ok().map(|services| services.clock.now());
    let directory = services().map(|services| services.directory);
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let shop = directory?.storefront(&desk.tenant().slug).await?;
            let categories = paths(&shop.categories().await?);
            let entries = desk.history(HISTORY).await?;
            let board = desk.board(None).await?;
            Ok((profile, desk, entries, board, categories))
        },
        move |(profile, desk, entries, board, categories)| {
            let tenant = desk.tenant();
            let calendar = Calendar::new(&tenant.time_zone, today);
            let (locale, can_edit) = (english(&tenant.locale).to_owned(), desk.can_edit());
            let board_path = format!("/admin/t/{}", tenant.slug);
            let teller = Teller { can_edit, board_path, calendar, locale, board, categories };
            view! {
                <AdminFrame
                    title="History".into()
                    profile
                    shop=Some(tenant)
                    section=Section::History
                >
                    <Days teller entries/>
                </AdminFrame>
            }
        },
    )
}

/// What taking something back would do, in phrases, before it is done.
async fn plan(desk: &dyn Merchandising, turn: Turn) -> Result<Planned> {
    let clock = Clock::new(&desk.tenant().time_zone);
    let changes = desk.plan(turn).await?;
    let window = |place: &Place| clock.window(place.starts_at, place.ends_at);
    Ok(Planned { turn, lines: phrases(&changes, Tense::Planned, &window) })
}

/// Categories with those above them, as one chooses them: `Outerwear › Coats`.
fn paths(all: &[Category]) -> Categories {
    let mut paths: Categories = Vec::with_capacity(all.len());
    // Parents stand before their children.
    for category in all {
        let above = paths.iter().find(|(id, _)| Some(*id) == category.parent_id);
        let path = match above {
            Some((_, above)) => format!("{above} › {}", category.name),
            None => category.name.clone(),
        };
        paths.push((category.id, path));
    }
    paths.sort_by(|a, b| a.1.cmp(&b.1));
    paths
}

/// The change the address asks to take back.
fn asked_turn() -> Result<Option<Turn>, Problem> {
    let revision = |name: &str| {
        let number = query(name).map(|text| text.parse().map(Revision));
        number.transpose().map_err(|_| Problem::not_found("change"))
    };
    Ok(match (revision("undo")?, revision("back")?) {
        (Some(revision), _) => Some(Turn::Change(revision)),
        (None, Some(revision)) => Some(Turn::BackTo(revision)),
        (None, None) => None,
    })
}

#[component]
pub fn SystemPage() -> impl IntoView {
    for_members(
        |visit, profile| async move {
            let operations = visit.operations().await?;
            Ok((profile, operations.statistics().await?))
        },
        |(profile, statistics)| {
            let part = Part::System(statistics);
            let panel = view! { <Backstage part/> }.into_any();
            view! {
                <AdminFrame title="System".into() profile shop=None section=Section::System>
                    {panel}
                </AdminFrame>
            }
        },
    )
}
