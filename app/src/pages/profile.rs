//! What a shop tells of itself.

use super::loaded_in_shop;
use super::storefront::page_facts;
use super::structured::{JsonLd, breadcrumbs, store};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::frame::{ShopFrame, profile_path};
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::messages::{Message, Messages};
use crate::reading::Reading;
use contract::Currency;
use contract::ports::Storefront;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn ProfilePage() -> impl IntoView {
    let load = async move |shop: Arc<dyn Storefront>| {
        let categories = shop.categories().await?;
        Ok((shop, categories))
    };
    loaded_in_shop(load, |(shop, categories)| {
        let tenant = shop.tenant();
        let (page, messages) = (page_facts(&*shop), Messages::of_page());
        let (place, reading) = (page.place.clone(), Reading::of_page());
        let path = reading.of_shop(&tenant, &profile_path(&tenant.slug));
        let facts = HeadFacts {
            title: messages.with(Message::AboutShop, [("name", &tenant.name)]),
            description: tenant.tagline.clone(),
            canonical: Some(path.clone()),
            spoken: tenant.spoken().collect(),
            image: tenant.logo_url.clone().map(|address| SharedPicture {
                address,
                size: None,
                alt: tenant.name.clone(),
            }),
            locale: place.locale.to_string(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let goods = place.goods.clone();
        let house = Crumb::new(messages.text(Message::AllShops), reading.house());
        let steps = vec![house, Crumb::new(tenant.name.clone(), path)];
        let paragraphs: Vec<_> = tenant
            .about
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
            .collect();
        let organisation = tenant.organisation_name.clone().map(|name| {
            view! { <div><dt>{messages.text(Message::House)}</dt><dd>{name}</dd></div> }
        });
        view! {
            <Head facts/>
            <JsonLd content=store(&tenant, &place)/>
            <JsonLd content=breadcrumbs(&steps)/>
            <ShopFrame tenant=tenant.clone() categories facts=page class="profile">
                <header class="hero">
                    <Crumbs steps/>
                    <h1 lang=goods.clone() dir="auto">{tenant.name.clone()}</h1>
                    <p class="lead" lang=goods.clone() dir="auto">
                        {tenant.tagline.clone()}
                    </p>
                </header>
                <div class="prose" lang=goods dir="auto">{paragraphs}</div>
                <dl class="facts">
                    {organisation}
                    <div><dt>{messages.text(Message::PricesIn)}</dt><dd>{currency(tenant.currency)}</dd></div>
                </dl>
                <p><a class="button" href=place.path(&[])>{messages.text(Message::GoToWindow)}</a></p>
            </ShopFrame>
        }
    })
}

/// A currency as people call it; by its code where that is all there is.
fn currency(currency: Currency) -> String {
    let name = match currency.code() {
        "AUD" => Message::CurrencyAud,
        "CAD" => Message::CurrencyCad,
        "CHF" => Message::CurrencyChf,
        "CZK" => Message::CurrencyCzk,
        "DKK" => Message::CurrencyDkk,
        "EUR" => Message::CurrencyEur,
        "GBP" => Message::CurrencyGbp,
        "JPY" => Message::CurrencyJpy,
        "NOK" => Message::CurrencyNok,
        "NZD" => Message::CurrencyNzd,
        "PLN" => Message::CurrencyPln,
        "SEK" => Message::CurrencySek,
        "USD" => Message::CurrencyUsd,
        code => return code.to_owned(),
    };
    format!("{} ({currency})", Messages::of_page().text(name))
}
