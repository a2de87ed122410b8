//! Structured data for search engines. It never claims a stock: what a page was rendered with is
//! not what is in the shop. What each kind must say is checked by [`tests`].

#[cfg(test)]
pub(super) mod tests;

use crate::components::crumbs::Crumb;
use crate::components::frame::json_block;
use crate::components::gallery::Slide;
use crate::components::shop_path;
use crate::live::Place;
use crate::reading::Reading;
use crate::shell::PublicOrigin;
use contract::picture::WIDTHS;
use contract::{Tenant, UniversalProduct};
use leptos::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

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
    shop: &Tenant,
    product: &UniversalProduct,
    pictures: &[Slide],
    description: &str,
    path: &str,
) -> Value {
    let origin = PublicOrigin::of_request();
    let url = origin.url(path);
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": url,
        "url": url,
        "name": product.name,
        "sku": product.sku,
        "offers": offer(shop, product, &url),
    });
    if !pictures.is_empty() {
        let widest = WIDTHS[WIDTHS.len() - 1];
        let address = |(source, served): &Slide| match served {
            Some(served) => origin.url(&served.at(widest)),
            None => origin.url(source),
        };
        data["image"] = pictures.iter().map(address).collect();
    }
    if !description.is_empty() {
        data["description"] = description.into();
    }
    if let Some(category) = &product.category {
        data["category"] = category.name.clone().into();
    }
    data
}

/// What it costs; from and to where its forms differ.
fn offer(shop: &Tenant, product: &UniversalProduct, url: &str) -> Value {
    let prices = product.variants.iter().map(|variant| variant.price_cents);
    let prices = prices.chain(product.variants.is_empty().then_some(product.price_cents));
    let (lowest, highest) =
        prices.fold((i64::MAX, i64::MIN), |(low, high), price| (low.min(price), high.max(price)));
    let currency = product.currency;
    let seller = json!({ "@type": "Organization", "name": shop.name });
    if lowest == highest {
        json!({
            "@type": "Offer",
            "url": url,
            "price": currency.decimal(lowest),
            "priceCurrency": currency.code(),
            "seller": seller,
        })
    } else {
        json!({
            "@type": "AggregateOffer",
            "url": url,
            "lowPrice": currency.decimal(lowest),
            "highPrice": currency.decimal(highest),
            "offerCount": product.variants.len(),
            "priceCurrency": currency.code(),
            "seller": seller,
        })
    }
}

/// A shop that is open on the web: it has no address one could walk to.
pub fn store(tenant: &Tenant, place: &Place) -> Value {
    let origin = PublicOrigin::of_request();
    let mut store = json!({
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "name": tenant.name,
        "url": origin.url(&place.path(&[])),
    });
    for (name, text) in [("slogan", &tenant.tagline), ("description", &tenant.about)] {
        if !text.is_empty() {
            store[name] = text.clone().into();
        }
    }
    if let Some(logo) = &tenant.logo_url {
        store["logo"] = origin.url(logo).into();
    }
    if let Some(house) = &tenant.organisation_name {
        store["parentOrganization"] = json!({ "@type": "Organization", "name": house });
    }
    store
}

/// A shop's pages as one site, and how it is searched.
pub fn website(tenant: &Tenant, place: &Place) -> Value {
    let origin = PublicOrigin::of_request();
    let search = place.path(&["/search?q={words}"]);
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": tenant.name,
        "url": origin.url(&place.path(&[])),
        "inLanguage": Reading::of_page().language.code(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": origin.url(&search) },
            "query-input": "required name=words",
        },
    })
}

/// The house all shops are in.
pub fn house() -> Value {
    let origin = PublicOrigin::of_request();
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Etalage",
        "url": origin.url(&Reading::of_page().house()),
        "inLanguage": Reading::of_page().language.code(),
    })
}

/// Products in the order of a page that `before` others precede.
pub fn products_in(place: &Place, products: &[UniversalProduct], before: i64) -> Value {
    let path = |product: &UniversalProduct| place.path(&["/p/", &product.slug]);
    list(products.iter().map(|product| (product.name.as_str(), path(product))), before)
}

pub fn shops_in(shops: &[Arc<Tenant>]) -> Value {
    let reading = Reading::of_page();
    let path = |shop: &Tenant| reading.of_shop(shop, &shop_path(&shop.slug));
    list(shops.iter().map(|shop| (shop.name.as_str(), path(shop))), 0)
}

fn list<'a>(items: impl Iterator<Item = (&'a str, String)>, before: i64) -> Value {
    let origin = PublicOrigin::of_request();
    let items: Vec<Value> = items
        .zip(before + 1..)
        .map(|((name, path), position)| {
            json!({
                "@type": "ListItem",
                "position": position,
                "name": name,
                "url": origin.url(&path),
            })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "ItemList", "itemListElement": items })
}
