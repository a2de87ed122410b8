//! What stands around a shop's pages.

use super::languages::Languages;
use super::search_form::SearchForm;
use super::shop_path;
use crate::islands::LiveStatus;
use crate::live::moment::Calendar;
use crate::live::{FACTS_ID, PageFacts};
use crate::messages::{Message, Messages};
use crate::reading::Reading;
use crate::services::services;
use crate::theme::accent_style;
use contract::{Category, Tenant};
use leptos::prelude::*;
use leptos_meta::Link;
use std::sync::Arc;

/// A shop's page: header with its categories, the page itself, footer with the live state.
#[component]
pub fn ShopFrame(
    tenant: Arc<Tenant>,
    categories: Arc<Vec<Category>>,
    /// What the islands within are woken with.
    facts: PageFacts,
    /// What the style knows the page by.
    #[prop(optional)]
    class: Option<&'static str>,
    /// What was searched for.
    #[prop(optional, into)]
    words: Option<String>,
    children: Children,
) -> impl IntoView {
    let block = json_block(&facts);
    let (place, messages) = (facts.place.clone(), Messages::of_page());
    provide_context(Arc::new(facts));
    let today = services().ok().map(|services| services.clock.now());
    let calendar = Calendar::new(&tenant.time_zone, today);
    let zone = calendar.zone();
    let style = accent_style(&tenant.accent) + &mark_style(&tenant);
    provide_context(calendar);
    let goods = place.goods.clone();
    let home = place.path(&[]);
    let action = place.path(&["/search"]);
    let roots = categories.iter().filter(|category| category.parent_id.is_none()).take(8);
    let links: Vec<_> = roots
        .map(|category| {
            let href = place.path(&["/c/", &category.slug]);
            view! { <li><a href=href>{category.name.clone()}</a></li> }
        })
        .collect();
    let navigation = (!links.is_empty()).then(|| {
        view! {
            <nav class="shop-nav" aria-label=messages.text(Message::Categories)>
                <ul role="list" lang=place.goods.clone()>{links}</ul>
            </nav>
        }
    });
    let logo = tenant.logo_url.clone().map(|src| {
        view! { <img class="shop-logo" src=src alt="" width="40" height="40"/> }
    });
    let cart = place.path(&["/cart"]);
    let mark = shop_path(&tenant.slug) + "/icon.svg";
    let mark = tenant.logo_url.clone().unwrap_or(mark);
    let manifest = place.path(&["/site.webmanifest"]);
    let reading = Reading::of_page();
    let profile = reading.of_shop(&tenant, &profile_path(&tenant.slug));
    let about = messages.with(Message::AboutShop, [("name", &tenant.name)]);
    let spoken: Vec<_> = tenant.spoken().collect();
    view! {
        <Link rel="icon" href=mark/>
        <Link rel="manifest" href=manifest/>
        <div class="shop" style=style data-zone=zone>
            <header class="shop-header">
                <a class="shop-name" href=home>
                    {logo}
                    <span lang=goods dir="auto">{tenant.name.clone()}</span>
                </a>
                {navigation}
                <SearchForm action words=words.filter(|words| !words.is_empty())/>
                <a class="cart-link" href=cart data-cart>
                    {messages.text(Message::Cart)} " " <span data-cart-count hidden></span>
                </a>
            </header>
            <main id="main" class=class tabindex="-1">{children()}</main>
            <footer class="shop-footer">
                <p class="footer-links">
                    <a href=profile>{about}</a>
                    <a href=reading.house()>{messages.text(Message::AllShops)}</a>
                </p>
                <Languages spoken/>
                <LiveStatus/>
            </footer>
            <script type="application/json" id=FACTS_ID inner_html=block></script>
        </div>
    }
}

/// The path of what a shop tells of itself, in its own language.
pub fn profile_path(shop: &str) -> String {
    format!("/directory{}", shop_path(shop))
}

/// What stands where a picture is missing: the shop's mark, else the first letter of its name.
fn mark_style(tenant: &Tenant) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/:._~%-".contains(&b);
    match &tenant.logo_url {
        // Nothing that could leave the address it stands in.
        Some(logo) if logo.bytes().all(plain) => format!(";--mark:url({logo})"),
        _ => {
            let letter = tenant.name.chars().find(|letter| letter.is_alphanumeric());
            letter.map(|letter| format!(";--letter:'{letter}'")).unwrap_or_default()
        }
    }
}

/// JSON for a script element, where only `<` could end it.
pub fn json_block(content: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(content).expect("facts are plain data with text keys");
    text.replace('<', "\\u003c")
}
