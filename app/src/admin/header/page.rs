//! The page of the header's editor.

use crate::admin::backstage::{Backstage, Part};
use crate::admin::frame::{AdminFrame, Section, for_members, shop_facts};
use crate::pages::parameter;
use crate::services::services;
use leptos::prelude::*;

#[component]
pub fn HeaderPage() -> impl IntoView {
    let slug = parameter("tenant");
    let directory = services().map(|services| services.directory);
    for_members(
        move |visit, profile| async move {
            let desk = visit.merchandising(&slug).await?;
            let header = desk.header(None).await?;
            let shop = directory?.storefront(&desk.tenant().slug).await?;
            let categories = shop.categories().await?;
            Ok((profile, desk, header, categories))
        },
        |(profile, desk, header, categories)| {
            let categories = categories.iter().map(|c| (c.slug.clone(), c.name.clone())).collect();
            let shop = shop_facts(&*desk);
            let part = Part::Header { shop, header: Box::new(header), categories };
            let editor = view! { <Backstage part/> }.into_any();
            view! {
                <AdminFrame
                    title="Header".into()
                    profile
                    shop=Some(desk.tenant())
                    section=Section::Header
                >
                    <p class="note">
                        "What shoppers see first. It changes on open pages as soon as it is saved."
                    </p>
                    <noscript>
                        <p class="note">"The header is set with JavaScript, which is off here."</p>
                    </noscript>
                    {editor}
                </AdminFrame>
            }
        },
    )
}
