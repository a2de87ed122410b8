//! What a shop tells of itself.

use super::loaded_in_shop;
use super::storefront::page_facts;
use super::structured::{JsonLd, breadcrumbs, store};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::frame::ShopFrame;
use crate::components::head::{Head, HeadFacts, SharedPicture};
use crate::components::shop_path;
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
        let path = format!("/directory/t/{}", tenant.slug);
        let facts = HeadFacts {
            title: format!("About {}", tenant.name),
            description: tenant.tagline.clone(),
            canonical: Some(path.clone()),
            image: tenant.logo_url.clone().map(|address| SharedPicture {
                address,
                size: None,
                alt: tenant.name.clone(),
            }),
            locale: tenant.locale.clone(),
            kind: "website",
            site: tenant.name.clone(),
        };
        let page = page_facts(&*shop);
        let steps =
            vec![Crumb::new("All shops", "/".into()), Crumb::new(tenant.name.clone(), path)];
        let paragraphs: Vec<_> = tenant
            .about
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
            .collect();
        let house = tenant.organisation_name.clone().map(|name| {
            view! { <div><dt>"House"</dt><dd>{name}</dd></div> }
        });
        view! {
            <Head facts/>
            <JsonLd content=store(&tenant)/>
            <JsonLd content=breadcrumbs(&steps)/>
            <ShopFrame tenant=tenant.clone() categories facts=page class="profile">
                <header class="hero">
                    <Crumbs steps/>
                    <h1 lang=tenant.locale.clone() dir="auto">{tenant.name.clone()}</h1>
                    <p class="lead" lang=tenant.locale.clone() dir="auto">
                        {tenant.tagline.clone()}
                    </p>
                </header>
                <div class="prose" lang=tenant.locale.clone() dir="auto">{paragraphs}</div>
                <dl class="facts">
                    {house}
                    <div><dt>"Prices in"</dt><dd>{currency(tenant.currency)}</dd></div>
                </dl>
                <p><a class="button" href=shop_path(&tenant.slug, &[])>"Go to the window"</a></p>
            </ShopFrame>
        }
    })
}

/// A currency as people call it; by its code where that is all there is.
fn currency(currency: Currency) -> String {
    let name = match currency.code() {
        "AUD" => "Australian dollars",
        "CAD" => "Canadian dollars",
        "CHF" => "Swiss francs",
        "CZK" => "Czech koruny",
        "DKK" => "Danish kroner",
        "EUR" => "Euros",
        "GBP" => "Pounds sterling",
        "JPY" => "Japanese yen",
        "NOK" => "Norwegian kroner",
        "NZD" => "New Zealand dollars",
        "PLN" => "Polish zlotys",
        "SEK" => "Swedish kronor",
        "USD" => "US dollars",
        code => return code.to_owned(),
    };
    format!("{name} ({currency})")
}
