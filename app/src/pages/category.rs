//! The products of a category and of those below it.

use super::storefront::page_facts;
use super::structured::{JsonLd, breadcrumbs};
use super::{loaded_in_shop, parameter, query};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts};
use crate::components::pager::{Pager, page_path};
use crate::components::shop_path;
use crate::islands::LiveGrid;
use crate::live::PageFacts;
use contract::ports::Storefront;
use contract::{Category, Problem, Tenant};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = parameter("category");
    let page = match query("page") {
        None => Ok(1),
        Some(number) => number.parse().map_err(|_| Problem::not_found("page")),
    };
    let load = async move |shop: Arc<dyn Storefront>| {
        let listed = shop.category(&slug, page?).await?;
        let categories = shop.categories().await?;
        Ok((shop, listed, categories))
    };
    loaded_in_shop(load, |(shop, listed, categories)| {
        let tenant = shop.tenant();
        let category = listed.category;
        let path = category_path(&tenant, &category);
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
            canonical: Some(page_path(&path, page)),
            image: products.iter().find_map(|product| product.image_url.clone()),
            locale: tenant.locale.clone(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let locale = tenant.locale.clone();
        let below = below(&tenant, &listed.children);
        let home = shop_path(&tenant.slug, &[]);
        let is_empty = products.is_empty();
        let facts = PageFacts { list: products, ..page_facts(&*shop) };
        view! {
            <Head facts=head/>
            <JsonLd content=breadcrumbs(&steps)/>
            <ShopFrame tenant categories facts>
                <Crumbs steps/>
                <header class="list-header">
                    <h1 lang=locale dir="auto">{category.name}</h1>
                    <p class="count">{count(total)}</p>
                </header>
                {below}
                <h2 class="sr">"Products"</h2>
                {if is_empty {
                    empty(home).into_any()
                } else {
                    view! { <LiveGrid/> }.into_any()
                }}
                <Pager path page pages/>
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

fn count(total: i64) -> String {
    if total == 1 { "1 product".into() } else { format!("{total} products") }
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
