//! What a shop tells of itself.

use super::structured::{JsonLd, store};
use super::{loaded, parameter};
use crate::components::crumbs::{Crumb, Crumbs};
use crate::components::head::{Head, HeadFacts};
use crate::components::shop_path;
use crate::theme::accent_style;
use leptos::prelude::*;

#[component]
pub fn ProfilePage() -> impl IntoView {
    let shop = crate::services::storefront(parameter("tenant"));
    loaded(shop, |shop| {
        let tenant = shop.tenant();
        let path = format!("/directory/t/{}", tenant.slug);
        let facts = HeadFacts {
            title: format!("About {}", tenant.name),
            description: tenant.tagline.clone(),
            canonical: Some(path.clone()),
            image: tenant.logo_url.clone(),
            locale: tenant.locale.clone(),
            kind: "profile",
            site: tenant.name.clone(),
        };
        let steps =
            vec![Crumb::new("All shops", "/".into()), Crumb::new(tenant.name.clone(), path)];
        let paragraphs: Vec<_> = tenant
            .about
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
            .collect();
        let logo = tenant.logo_url.clone().map(|src| {
            view! { <img class="shop-logo" src=src alt="" width="96" height="96"/> }
        });
        let house = tenant.organisation_name.clone().map(|name| {
            view! { <div><dt>"House"</dt><dd>{name}</dd></div> }
        });
        view! {
            <Head facts/>
            <JsonLd content=store(&tenant)/>
            <div class="shop" style=accent_style(&tenant.accent)>
                <main id="main" class="profile" tabindex="-1">
                    <Crumbs steps/>
                    <header class="hero">
                        {logo}
                        <h1>{tenant.name.clone()}</h1>
                        <p class="lead">{tenant.tagline.clone()}</p>
                    </header>
                    <div class="prose">{paragraphs}</div>
                    <dl class="facts">
                        {house}
                        <div><dt>"Currency"</dt><dd>{tenant.currency.to_string()}</dd></div>
                    </dl>
                    <p><a class="button" href=shop_path(&tenant.slug, &[])>"Go to the window"</a></p>
                </main>
            </div>
        }
    })
}
