//! The admin's pages, rendered on the server.

pub use super::login::LoginPage;
pub use super::preview::PreviewPage;

use super::board::clock::Clock;
use super::board::{FeaturedBoard, Planned};
use super::frame::{AdminFrame, Section, for_members};
use super::history::{Days, Teller};
use super::system::SystemPanel;
use crate::components::pager::Pager;
use crate::components::stock::Stock;
use crate::live::moment::Calendar;
use crate::pages::{parameter, query};
use crate::services::services;
use contract::deeds::{Tense, phrases};
use contract::edit::Place;
use contract::ports::Merchandising;
use contract::product::ProductPage;
use contract::{Problem, Result, Revision, Turn, UniversalProduct};
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
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let board = desk.board(None).await?;
            let planned = match turn? {
                Some(turn) if desk.can_edit() => Some(plan(&*desk, turn).await?),
                _ => None,
            };
            Ok((profile, desk, board, planned))
        },
        |(profile, desk, board, planned)| {
            let tenant = desk.tenant();
            let (slug, can_edit) = (tenant.slug.clone(), desk.can_edit());
            let zone = tenant.time_zone.clone();
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
                    <FeaturedBoard shop=slug zone can_edit board planned/>
                </AdminFrame>
            }
        },
    )
}

#[component]
pub fn ProductsPage() -> impl IntoView {
    let slug = parameter("tenant");
    let words = query("q").unwrap_or_default();
    let page = match query("page") {
        None => Ok(1),
        Some(number) => number.parse().map_err(|_| Problem::not_found("page")),
    };
    let asked = words.clone();
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let found = desk.find_products(&asked, page?).await?;
            Ok((profile, desk, found))
        },
        move |(profile, desk, found)| {
            let tenant = desk.tenant();
            let slug = tenant.slug.clone();
            let path = format!("/admin/t/{slug}/products");
            let count = match found.total {
                1 => "1 product".to_owned(),
                total => format!("{total} products"),
            };
            view! {
                <AdminFrame title="Products".into() profile shop=Some(tenant) section=Section::Products>
                    <form class="admin-search" method="get" action=path.clone() role="search">
                        <label for="q">"Find products"</label>
                        <input id="q" name="q" type="search" value=words.clone()/>
                        <button type="submit" class="button">"Find"</button>
                    </form>
                    <p class="count">{count}</p>
                    {table(&slug, &found)}
                    {words.is_empty().then(|| view! {
                        <Pager path=path.clone() page=found.page pages=found.pages()/>
                    })}
                </AdminFrame>
            }
        },
    )
}

fn table(shop: &str, found: &ProductPage) -> impl IntoView + use<> {
    if found.products.is_empty() {
        return view! { <p>"Nothing has these words in its name or number."</p> }.into_any();
    }
    let row = |product: &UniversalProduct| {
        let category = product.category.as_ref().map(|category| category.name.clone());
        let stock = product.stock.map_or_else(|| "not counted".into(), |stock| stock.to_string());
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/t/{shop}/p/{}", product.slug)>{product.name.clone()}</a>
                </th>
                <td class="aside">{product.sku.clone()}</td>
                <td class="aside">{category}</td>
                <td class="number">{product.formatted_price.clone()}</td>
                <td class="number">{stock}</td>
                <td>
                    <Stock
                        availability=product.availability
                        status=product.stock_status
                        stock=None
                    />
                </td>
            </tr>
        }
    };
    let rows: Vec<_> = found.products.iter().map(row).collect();
    view! {
        <div class="admin-table" tabindex="0" role="region" aria-label="Products">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="aside">"Number"</th>
                        <th scope="col" class="aside">"Category"</th>
                        <th scope="col" class="number">"Price"</th>
                        <th scope="col" class="number">"Stock"</th>
                        <th scope="col">"State"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
pub fn HistoryPage() -> impl IntoView {
    let slug = parameter("tenant");
    let today = services().ok().map(|services| services.clock.now());
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let entries = desk.history(HISTORY).await?;
            let board = desk.board(None).await?;
            Ok((profile, desk, entries, board))
        },
        move |(profile, desk, entries, board)| {
            let tenant = desk.tenant();
            let calendar = Calendar::new(&tenant.time_zone, today);
            let (locale, can_edit) = (tenant.locale.clone(), desk.can_edit());
            let board_path = format!("/admin/t/{}", tenant.slug);
            let teller = Teller { can_edit, board_path, calendar, locale, board };
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
            view! {
                <AdminFrame title="System".into() profile shop=None section=Section::System>
                    <SystemPanel statistics/>
                </AdminFrame>
            }
        },
    )
}
