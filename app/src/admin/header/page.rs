//! The page of the header's editor.

use super::HeaderEditor;
use crate::admin::frame::{AdminFrame, Section, for_members};
use crate::live::Place;
use crate::pages::parameter;
use crate::services::services;
use crate::theme::accent_style;
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
            let tenant = desk.tenant();
            let can_edit = desk.can_edit();
            let categories = categories.iter().map(|c| (c.slug.clone(), c.name.clone())).collect();
            let place = Place::in_language(&tenant, tenant.language());
            let (shop, locale) = (tenant.slug.clone(), place.locale.to_string());
            let (name, tagline) = (tenant.name.clone(), tenant.tagline.clone());
            let (style, zone) = (accent_style(&tenant.accent), tenant.time_zone.clone());
            view! {
                <AdminFrame title="Header".into() profile shop=Some(tenant) section=Section::Header>
                    <p class="note">
                        "What shoppers see first. It changes on open pages as soon as it is saved."
                    </p>
                    <noscript>
                        <p class="note">"The header is set with JavaScript, which is off here."</p>
                    </noscript>
                    <HeaderEditor shop locale zone can_edit header categories name tagline style/>
                </AdminFrame>
            }
        },
    )
}
