//! What stands around a shop's pages.

use super::shop_path;
use crate::islands::LiveStatus;
use crate::live::{FACTS_ID, PageFacts};
use crate::theme::accent_style;
use contract::{Category, Tenant};
use leptos::prelude::*;
use std::sync::Arc;

/// A shop's page: header with its categories, the page itself, footer with the live state.
#[component]
pub fn ShopFrame(
    tenant: Arc<Tenant>,
    categories: Arc<Vec<Category>>,
    /// What the islands within are woken with.
    facts: PageFacts,
    children: Children,
) -> impl IntoView {
    let block = json_block(&facts);
    provide_context(Arc::new(facts));
    let home = shop_path(&tenant.slug, &[]);
    let roots = categories.iter().filter(|category| category.parent_id.is_none()).take(8);
    let links: Vec<_> = roots
        .map(|category| {
            let href = shop_path(&tenant.slug, &["/c/", &category.slug]);
            view! { <li><a href=href>{category.name.clone()}</a></li> }
        })
        .collect();
    let navigation = (!links.is_empty()).then(|| {
        view! {
            <nav class="shop-nav" aria-label="Categories"><ul role="list">{links}</ul></nav>
        }
    });
    let logo = tenant.logo_url.clone().map(|src| {
        view! { <img class="shop-logo" src=src alt="" width="40" height="40"/> }
    });
    let profile = format!("/directory/t/{}", tenant.slug);
    view! {
        <div class="shop" style=accent_style(&tenant.accent)>
            <header class="shop-header">
                <a class="shop-name" href=home>{logo}<span>{tenant.name.clone()}</span></a>
                {navigation}
            </header>
            <main id="main" tabindex="-1">{children()}</main>
            <footer class="shop-footer">
                <p class="footer-links">
                    <a href=profile>"About "{tenant.name.clone()}</a>
                    <a href="/">"All shops"</a>
                </p>
                <LiveStatus/>
            </footer>
            <script type="application/json" id=FACTS_ID inner_html=block></script>
        </div>
    }
}

/// JSON for a script element, where only `<` could end it.
pub fn json_block(content: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(content).expect("facts are plain data with text keys");
    text.replace('<', "\\u003c")
}
