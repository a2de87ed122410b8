//! The page of the shop system behind a shop.

use crate::admin::backstage::{Backstage, Part};
use crate::admin::frame::{AdminFrame, Section, for_members};
use crate::pages::parameter;
use leptos::prelude::*;

#[component]
pub fn SourcePage() -> impl IntoView {
    let slug = parameter("tenant");
    for_members(
        move |visit, profile| async move {
            let room = visit.sourcing(&slug).await?;
            Ok((profile, room.tenant(), room.look().await?))
        },
        |(profile, tenant, desk)| {
            let part = Part::Source { shop: tenant.slug.clone(), desk: Box::new(desk) };
            let panel = view! { <Backstage part/> }.into_any();
            view! {
                <AdminFrame
                    title="Source".into()
                    profile
                    shop=Some(tenant)
                    section=Section::Source
                >
                    <noscript>
                        <p class="note">
                            "Connecting a shop needs JavaScript, which is switched off here. How "
                            "following it does can still be read below."
                        </p>
                    </noscript>
                    <div class="source">{panel}</div>
                </AdminFrame>
            }
        },
    )
}
