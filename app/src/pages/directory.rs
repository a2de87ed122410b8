//! The shops of this house.

use super::loaded;
use super::structured::{JsonLd, house, shops_in};
use crate::components::head::{Head, HeadFacts};
use crate::components::languages::Languages;
use crate::components::shop_path;
use crate::live::Place;
use crate::messages::{Message, Messages};
use crate::reading::Reading;
use crate::services::services;
use crate::theme::accent_style;
use contract::{Language, Tenant};
use leptos::prelude::*;
use leptos_meta::Link;
use std::sync::Arc;

#[component]
pub fn DirectoryPage() -> impl IntoView {
    let services = services();
    let load = async move { services?.directory.tenants().await };
    loaded(load, |tenants| {
        let reading = Reading::of_page();
        let say = |message| Messages::of_page().text(message);
        let facts = HeadFacts {
            title: say(Message::HouseTitle).into(),
            description: say(Message::HouseDescription).into(),
            canonical: Some(reading.house()),
            spoken: Language::ALL.to_vec(),
            locale: reading.language.locale().into(),
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
                    <p class="empty-title">{say(Message::HouseEmpty)}</p>
                    <p><a class="button" href=reading.house() data-retry>{say(Message::LookAgain)}</a></p>
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
                    <h1>{say(Message::HouseHeading)}</h1>
                    <p class="lead">{say(Message::HouseLead)}</p>
                </header>
                {content}
            </main>
            <footer class="directory house-footer">
                <Languages spoken=Language::ALL.to_vec()/>
            </footer>
        }
    })
}

fn shop(tenant: Arc<Tenant>) -> impl IntoView {
    let reading = Reading::of_page();
    let front = reading.of_shop(&tenant, &shop_path(&tenant.slug));
    let goods = Place::of(&tenant).goods;
    let logo = tenant.logo_url.clone().map(|src| {
        view! { <img class="shop-logo" src=src alt="" width="56" height="56"/> }
    });
    let house = tenant.organisation_name.clone().map(|name| {
        let words = Messages::of_page().with(Message::PartOf, [("name", &name)]);
        view! { <p class="shop-house">{words}</p> }
    });
    view! {
        <li>
            <article class="shop-card" style=accent_style(&tenant.accent)>
                {logo}
                <h2>
                    <a href=front lang=goods.clone() dir="auto">{tenant.name.clone()}</a>
                </h2>
                <p class="shop-tagline" lang=goods dir="auto">{tenant.tagline.clone()}</p>
                {house}
            </article>
        </li>
    }
}
