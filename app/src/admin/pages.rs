//! The admin's pages, rendered on the server.

use super::board::FeaturedBoard;
use super::frame::{AdminFrame, Section, for_members};
use super::system::SystemPanel;
use crate::components::head::{Head, HeadFacts};
use crate::components::pager::Pager;
use crate::pages::{parameter, query};
use contract::featured::AuditEntry;
use contract::product::ProductPage;
use contract::{Problem, UniversalProduct};
use leptos::prelude::*;

/// Lines of history on its page.
const HISTORY: u32 = 100;

#[component]
pub fn LoginPage() -> impl IntoView {
    let facts = HeadFacts {
        title: "Sign in · Etalage".into(),
        description: "The back of the shop.".into(),
        locale: "en".into(),
        kind: "website",
        site: "Etalage".into(),
        ..HeadFacts::default()
    };
    let problem = query("problem").map(|word| match word.as_str() {
        "credentials" => "This address and password do not belong together. Try again.",
        "wait" => "Too many attempts. Wait a quarter of an hour, then try again.",
        _ => "Signing in does not work right now. Try again in a moment.",
    });
    let problem = problem.map(|words| view! { <p class="form-problem" role="alert">{words}</p> });
    let next = query("next").filter(|next| crate::api::session::is_admin_page(next));
    let next = next.map(|next| view! { <input type="hidden" name="next" value=next/> });
    view! {
        <Head facts/>
        <main id="main" class="login" tabindex="-1">
            <h1>"Sign in"</h1>
            {problem}
            <form method="post" action="/fn/session/sign-in">
                {next}
                <label for="email">"Email"</label>
                <input id="email" name="email" type="email" autocomplete="username" required/>
                <label for="password">"Password"</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                />
                <button type="submit" class="button">"Sign in"</button>
            </form>
            <p><a href="/">"Back to the shops"</a></p>
        </main>
    }
}

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
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let board = desk.board().await?;
            Ok((profile, desk, board))
        },
        |(profile, desk, board)| {
            let tenant = desk.tenant();
            let (slug, can_edit) = (tenant.slug.clone(), desk.can_edit());
            view! {
                <AdminFrame
                    title=tenant.name.clone()
                    profile
                    shop=Some(slug.clone())
                    section=Section::Board
                >
                    <FeaturedBoard shop=slug can_edit board/>
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
            let slug = desk.tenant().slug.clone();
            let path = format!("/admin/t/{slug}/products");
            let count = format!("{} products", found.total);
            view! {
                <AdminFrame title="Products".into() profile shop=Some(slug.clone()) section=Section::Products>
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
                <td>{product.sku.clone()}</td>
                <td>{category}</td>
                <td class="number">{product.formatted_price.clone()}</td>
                <td class="number">{stock}</td>
                <td>{product.availability.as_str().replace('_', " ")}</td>
            </tr>
        }
    };
    let rows: Vec<_> = found.products.iter().map(row).collect();
    view! {
        <div class="admin-table" tabindex="0" role="region" aria-label="Products">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th><th scope="col">"Number"</th>
                        <th scope="col">"Category"</th><th scope="col" class="number">"Price"</th>
                        <th scope="col" class="number">"Stock"</th>
                        <th scope="col">"Availability"</th>
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
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let entries = desk.history(HISTORY).await?;
            Ok((profile, desk.tenant().slug.clone(), entries))
        },
        |(profile, slug, entries)| {
            let lines: Vec<_> = entries.into_iter().map(history_line).collect();
            let content = if lines.is_empty() {
                view! { <p>"Nobody has changed anything yet."</p> }.into_any()
            } else {
                view! { <ol class="history" role="list">{lines}</ol> }.into_any()
            };
            view! {
                <AdminFrame title="History".into() profile shop=Some(slug) section=Section::History>
                    {content}
                </AdminFrame>
            }
        },
    )
}

fn history_line(entry: AuditEntry) -> impl IntoView {
    let at = entry.at.to_rfc3339();
    let shown = format!("{} {} UTC", &at[..10], &at[11..16]);
    let did = entry.action.replace('_', " ");
    let change = (entry.before.is_some() || entry.after.is_some()).then(|| {
        let side = |text: Option<String>| text.unwrap_or_else(|| "nothing".into());
        view! {
            <details>
                <summary>"What changed"</summary>
                <p><b>"Before: "</b><code>{side(entry.before)}</code></p>
                <p><b>"After: "</b><code>{side(entry.after)}</code></p>
            </details>
        }
    });
    view! {
        <li>
            <p>
                <time datetime=at>{shown}</time>" · "<b>{entry.actor}</b>": "{did}" · "
                {entry.subject}
            </p>
            {change}
        </li>
    }
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
