//! Structured data for search engines. It never claims a stock: what a page was rendered with is
//! not what is in the shop.

use crate::components::crumbs::Crumb;
use crate::components::frame::json_block;
use crate::shell::PublicOrigin;
use contract::{Tenant, UniversalProduct};
use leptos::prelude::*;
use serde_json::{Value, json};

/// A block of data in the page, for machines.
#[component]
pub fn JsonLd(content: Value) -> impl IntoView {
    let block = json_block(&content);
    view! { <script type="application/ld+json" inner_html=block></script> }
}

pub fn breadcrumbs(steps: &[Crumb]) -> Value {
    let origin = PublicOrigin::of_request();
    let items: Vec<Value> = steps
        .iter()
        .zip(1..)
        .map(|(step, position)| {
            json!({
                "@type": "ListItem",
                "position": position,
                "name": step.name,
                "item": origin.url(&step.path),
            })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}

/// `path` is the product's one address, `description` plain text.
pub fn product(
    product: &UniversalProduct,
    pictures: &[String],
    description: &str,
    path: &str,
) -> Value {
    let origin = PublicOrigin::of_request();
    let pictures: Vec<String> = pictures.iter().map(|picture| origin.url(picture)).collect();
    let prices = product.variants.iter().map(|variant| variant.price_cents);
    let prices = prices.chain(product.variants.is_empty().then_some(product.price_cents));
    let (lowest, highest) =
        prices.fold((i64::MAX, i64::MIN), |(low, high), price| (low.min(price), high.max(price)));
    let url = origin.url(path);
    let currency = product.currency;
    let offer = if lowest == highest {
        json!({
            "@type": "Offer",
            "url": url,
            "price": currency.decimal(lowest),
            "priceCurrency": currency.code(),
        })
    } else {
        json!({
            "@type": "AggregateOffer",
            "url": url,
            "lowPrice": currency.decimal(lowest),
            "highPrice": currency.decimal(highest),
            "offerCount": product.variants.len(),
            "priceCurrency": currency.code(),
        })
    };
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "sku": product.sku,
        "description": description,
        "image": pictures,
        "category": product.category.as_ref().map(|category| &category.name),
        "offers": offer,
    })
}

pub fn store(tenant: &Tenant) -> Value {
    let origin = PublicOrigin::of_request();
    let mut store = json!({
        "@context": "https://schema.org",
        "@type": "Store",
        "name": tenant.name,
        "slogan": tenant.tagline,
        "description": tenant.about,
        "url": origin.url(&format!("/t/{}", tenant.slug)),
        "currenciesAccepted": tenant.currency.code(),
    });
    if let Some(logo) = &tenant.logo_url {
        store["logo"] = origin.url(logo).into();
    }
    if let Some(house) = &tenant.organisation_name {
        store["parentOrganization"] = json!({ "@type": "Organization", "name": house });
    }
    store
}
