//! The table of a shop's products: narrowed, ordered, kept under a name, taken away as a file. All
//! of it is links and forms; what it shows is in the address.

use super::frame::{AdminFrame, Section, for_members};
use crate::components::pager::Pager;
use crate::components::stock::Stock;
use crate::live::moment::{Calendar, english};
use crate::messages::Messages;
use crate::pages::{parameter, query};
use crate::services::services;
use contract::product::ProductPage;
use contract::table::{Column, SavedFilter, Supply, TableQuery};
use contract::{Category, Problem, Tenant, UniversalProduct};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn ProductsPage() -> impl IntoView {
    let slug = parameter("tenant");
    let asked = TableQuery::parse(&use_location().search.get_untracked());
    let problem = query("problem");
    let today = services().ok().map(|services| services.clock.now());
    let page = match query("page") {
        None => Ok(1),
        Some(number) => number.parse().map_err(|_| Problem::not_found("page")),
    };
    let table = asked.clone();
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let found = desk.products(&table, page?).await?;
            let categories = desk.categories().await?;
            let kept = desk.saved_filters().await?;
            Ok((profile, desk.tenant(), found, categories, kept))
        },
        move |(profile, tenant, found, categories, kept)| {
            let path = format!("/admin/t/{}/products", tenant.slug);
            let address = at(&path, &asked);
            let count = match found.total {
                1 => "1 product".to_owned(),
                total => format!("{total} products"),
            };
            let file = at(&format!("/api/products.csv?tenantId={}", tenant.slug), &asked);
            let calendar = Calendar::new(&tenant.time_zone, today);
            view! {
                <AdminFrame
                    title="Products".into()
                    profile
                    shop=Some(tenant.clone())
                    section=Section::Products
                >
                    {kept_filters(&tenant.slug, &path, &asked, kept)}
                    {narrowing(&path, &asked, &categories)}
                    <div class="table-head">
                        <p class="count">{count}</p>
                        <a class="button quiet" href=file download="">
                            "Take away as CSV"
                        </a>
                    </div>
                    {table_of(&path, &asked, &tenant, &found, &calendar)}
                    <Pager path=address page=found.page pages=found.pages()/>
                    {asked.is_filtered().then(|| keeping(&tenant.slug, &asked, problem.as_deref()))}
                </AdminFrame>
            }
        },
    )
}

/// The table's address under a path that may have a query of its own.
fn at(path: &str, table: &TableQuery) -> String {
    let query = table.address();
    match (query.is_empty(), path.contains('?')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("{path}&{query}"),
        (false, false) => format!("{path}?{query}"),
    }
}

fn kept_filters(
    shop: &str,
    path: &str,
    asked: &TableQuery,
    kept: Vec<SavedFilter>,
) -> Option<impl IntoView + use<>> {
    let link = |name: String, table: &TableQuery| {
        let current = (table == asked).then_some("page");
        view! { <a href=at(path, table) aria-current=current>{name}</a> }
    };
    let all = link("All".into(), &TableQuery::default());
    let one = |filter: SavedFilter| {
        let link = link(filter.name.clone(), &filter.table);
        // What one does not look at is not removed by a slip.
        let remove = (filter.table == *asked).then(|| {
            view! {
                <form method="post" action="/fn/filters/remove">
                    <input type="hidden" name="tenant" value=shop.to_owned()/>
                    <input type="hidden" name="id" value=filter.id.to_string()/>
                    <input type="hidden" name="table" value=""/>
                    <button type="submit" class="button quiet">
                        "Forget"<span class="sr">{format!(" {}", filter.name)}</span>
                    </button>
                </form>
            }
        });
        view! { <li>{link}{remove}</li> }
    };
    let kept: Vec<_> = kept.into_iter().map(one).collect();
    (!kept.is_empty()).then(|| {
        view! {
            <nav class="kept" aria-label="Your filters">
                <ul role="list"><li>{all}</li>{kept}</ul>
            </nav>
        }
    })
}

fn narrowing(path: &str, asked: &TableQuery, categories: &[Category]) -> impl IntoView + use<> {
    let supplies = Supply::ALL.map(|supply| (supply.as_str(), supply_words(supply)));
    let categories: Vec<(String, String)> = categories
        .iter()
        .map(|category| {
            let depth = depth(categories, category);
            (category.slug.clone(), format!("{}{}", "\u{2003}".repeat(depth), category.name))
        })
        .collect();
    let either = |yes: Option<bool>| yes.map(|yes| if yes { "1" } else { "0" });
    let sort = TableQuery {
        column: asked.column,
        is_descending: asked.is_descending,
        ..Default::default()
    };
    let sort = sort.address();
    let sort = sort.strip_prefix("sort=").map(|sort| {
        view! { <input type="hidden" name="sort" value=sort.to_owned()/> }
    });
    let clear = asked.is_filtered().then(|| {
        view! { <a class="button quiet" href=path.to_owned()>"Clear"</a> }
    });
    view! {
        <form class="narrowing" method="get" action=path.to_owned() role="search">
            <label class="narrowing-words">
                "Name or number"
                <input name="q" type="search" value=asked.words.clone()/>
            </label>
            {choice("Stock", "supply", "Any", asked.supply.map(Supply::as_str), supplies)}
            {choice("Category", "category", "All", asked.category.as_deref(), categories)}
            {choice("Price", "sale", "Any", either(asked.is_on_sale), [
                ("1", "Reduced"),
                ("0", "Not reduced"),
            ])}
            {choice("Window", "featured", "Any", either(asked.is_featured), [
                ("1", "On a shelf"),
                ("0", "On no shelf"),
            ])}
            {sort}
            <span class="narrowing-do">
                <button type="submit" class="button">"Show"</button>
                {clear}
            </span>
        </form>
    }
}

fn choice<V: Into<String>, W: Into<String>>(
    label: &'static str,
    name: &'static str,
    any: &'static str,
    chosen: Option<&str>,
    options: impl IntoIterator<Item = (V, W)>,
) -> AnyView {
    let option = |(value, words): (V, W)| {
        let value = value.into();
        let selected = chosen == Some(value.as_str());
        view! { <option value=value selected=selected>{words.into()}</option> }
    };
    let options: Vec<_> = options.into_iter().map(option).collect();
    view! {
        <label>
            {label}
            <select name=name><option value="">{any}</option>{options}</select>
        </label>
    }
    .into_any()
}

fn supply_words(supply: Supply) -> &'static str {
    match supply {
        Supply::InStock => "In stock",
        Supply::SoldOut => "Sold out",
        Supply::Preorder => "Pre-order",
        Supply::Discontinued => "No longer made",
    }
}

/// How many categories stand above it; `all` has parents before children.
fn depth(all: &[Category], category: &Category) -> usize {
    let mut above = category.parent_id;
    let mut depth = 0;
    // Bounded, should a cycle ever have been stored.
    while let Some(parent) = all.iter().find(|one| Some(one.id) == above)
        && depth < 8
    {
        depth += 1;
        above = parent.parent_id;
    }
    depth
}

fn table_of(
    path: &str,
    asked: &TableQuery,
    tenant: &Tenant,
    found: &ProductPage,
    calendar: &Calendar,
) -> impl IntoView + use<> {
    if found.products.is_empty() {
        return view! { <p>"No product is like that."</p> }.into_any();
    }
    let head = |column: Column, class: &'static str, words: &'static str| {
        let is_this = asked.column == column;
        let is_descending = is_this && !asked.is_descending;
        let table = TableQuery { column, is_descending, ..asked.clone() };
        let order = is_this.then_some(if asked.is_descending { "descending" } else { "ascending" });
        view! { <th scope="col" class=class aria-sort=order><a href=at(path, &table)>{words}</a></th> }
    };
    let rows: Vec<_> =
        found.products.iter().map(|product| row(tenant, product, calendar)).collect();
    view! {
        <div class="admin-table" tabindex="0" role="region" aria-label="Products">
            <table class="sortable">
                <thead>
                    <tr>
                        {head(Column::Name, "", "Name")}
                        {head(Column::Sku, "aside", "Number")}
                        {head(Column::Category, "aside", "Category")}
                        {head(Column::Price, "number", "Price")}
                        {head(Column::Stock, "number", "Stock")}
                        <th scope="col">"State"</th>
                        {head(Column::Changed, "aside", "Changed")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(tenant: &Tenant, product: &UniversalProduct, calendar: &Calendar) -> impl IntoView + use<> {
    let category = product.category.as_ref().map(|category| category.name.clone());
    let stock = product.stock.map_or_else(|| "not counted".into(), |stock| stock.to_string());
    let reduced = product.is_on_sale.then(|| view! { <span class="reduced">"reduced"</span> });
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/t/{}/p/{}", tenant.slug, product.slug)>{product.name.clone()}</a>
            </th>
            <td class="aside">{product.sku.clone()}</td>
            <td class="aside">{category}</td>
            <td class="number">{product.formatted_price.clone()}{reduced}</td>
            <td class="number">{stock}</td>
            <td>
                <Stock
                    availability=product.availability
                    status=product.stock_status
                    stock=None
                    words=Messages::of_page().words("en")
                />
            </td>
            <td class="aside">{calendar.day(product.updated_at, english(&tenant.locale))}</td>
        </tr>
    }
}

/// A form to keep the filter that is shown.
fn keeping(shop: &str, asked: &TableQuery, problem: Option<&str>) -> impl IntoView + use<> {
    let wrong = problem.map(|problem| match problem {
        "name" => "A name has one to sixty letters. Try again.",
        "full" => "You keep as many filters as you can. Forget one first.",
        _ => "That did not work. Try again in a moment.",
    });
    let alert = wrong.map(|words| {
        view! { <p id="problem" class="form-problem" role="alert">{words}</p> }
    });
    view! {
        <form class="keeping" method="post" action="/fn/filters/save">
            <input type="hidden" name="tenant" value=shop.to_owned()/>
            <input type="hidden" name="table" value=asked.address()/>
            <label>
                "Keep this filter as"
                <input
                    name="name"
                    required
                    maxlength="60"
                    autocomplete="off"
                    aria-invalid=wrong.map(|_| "true")
                    aria-describedby=wrong.map(|_| "problem")
                />
            </label>
            <button type="submit" class="button">"Keep"</button>
            {alert}
        </form>
    }
}
