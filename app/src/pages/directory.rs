//! The shops of this house.

use super::loaded;
use super::structured::{JsonLd, house, shops_in};
use crate::components::head::{Head, HeadFacts};
use crate::components::shop_path;
use crate::services::services;
use crate::theme::accent_style;
use contract::Tenant;
use leptos::prelude::*;
use leptos_meta::Link;
use std::sync::Arc;

#[component]
pub fn DirectoryPage() -> impl IntoView {
    let services = services();
    let load = async move { services?.directory.tenants().await };
    loaded(load, |tenants| {
        let facts = HeadFacts {
            title: "Etalage: shop windows, live".into(),
            description: "Shop windows that change before your eyes.".into(),
            canonical: Some("/".into()),
            locale: "en".into(),
            kind: "website",
            site: "Etalage".into(),
            ..HeadFacts::default()
        };
        let items = (!tenants.is_empty()).then(|| shops_in(&tenants));
        let items = items.map(|content| view! { <JsonLd content/> });
        let shops: Vec<_> = tenants.into_iter().map(shop).collect();
        let content = if shops.is_empty() {
            view! {
                <div class="empty">
                    <p class="empty-title">"No shop has opened here yet."</p>
                    <p><a class="button" href="/" data-retry>"Look again"</a></p>
                </div>
            }
            .into_any()
        } else {
            view! { <ul class="shops" role="list">{shops}</ul> }.into_any()
        };
        view! {
            <Head facts/>
            <Link rel="manifest" href="/site.webmanifest"/>
            <JsonLd content=house()/>
            {items}
            <main id="main" class="directory" tabindex="-1">
                <header class="directory-header">
                    <p class="eyebrow">"Etalage"</p>
                    <h1>"Shop windows, live"</h1>
                    <p class="lead">"Step up to a window. What changes inside changes here."</p>
                </header>
                {content}
            </main>
        }
    })
}

fn shop(tenant: Arc<Tenant>) -> impl IntoView {
    let logo = tenant.logo_url.clone().map(|src| {
        view! { <img class="shop-logo" src=src alt="" width="56" height="56"/> }
    });
    let house = tenant.organisation_name.clone().map(|name| {
        view! { <p class="shop-house">"Part of "{name}</p> }
    });
    view! {
        <li>
            <article class="shop-card" style=accent_style(&tenant.accent)>
                {logo}
                <h2><a href=shop_path(&tenant.slug, &[])>{tenant.name.clone()}</a></h2>
                <p class="shop-tagline">{tenant.tagline.clone()}</p>
                {house}
            </article>
        </li>
    }
}
