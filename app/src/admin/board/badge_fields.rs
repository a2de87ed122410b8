//! The badge in a type's editor: how it will look on the cards, and whether it can be read there.

use super::desk::{Desk, Spot};
use super::pictures::{Choice, icons};
use super::{focus, words};
use crate::components::badge::BadgeMark;
use crate::theme::badge_contrast;
use contract::featured::{Badge, FeaturedTypeDraft};
use leptos::prelude::*;

#[component]
pub fn BadgeFields(
    desk: Desk,
    spot: Spot,
    draft: RwSignal<FeaturedTypeDraft>,
    /// Tells its fields from those of others.
    key: String,
) -> impl IntoView {
    let field = move |name: &str| [name, "-", &key].concat();
    let first_colour = StoredValue::new(field("colour-from"));
    let badge = Memo::new(move |_| draft.read().badge.clone());
    let contrast = Memo::new(move |_| badge_contrast(&badge.read()));
    let colour = move |id: String,
                       label: &'static str,
                       get: fn(&Badge) -> &String,
                       set: fn(&mut Badge, String)| {
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="color"
                    prop:value=move || get(&badge.read()).clone()
                    on:input=move |event| draft.update(|d| set(&mut d.badge, event_target_value(&event)))
                />
            </div>
        }
    };
    let picture = {
        let board = desk.board.read_untracked();
        let mut products = board.shelves.iter().flat_map(|shelf| &shelf.items);
        products.find_map(|item| item.product.picture_at(480))
    };
    let icon = Memo::new(move |_| badge.read().icon.clone());
    let set_icon = Callback::new(move |icon| draft.update(|draft| draft.badge.icon = icon));
    let adopt = move |_| {
        if let Some((from, to)) = contrast.get_untracked().instead {
            draft.update(|draft| {
                (draft.badge.gradient_from, draft.badge.gradient_to) = (from, to);
            });
            // The button has done its work and goes.
            focus::hold_on(first_colour.get_value());
        }
    };
    let is_faint = Memo::new(move |_| contrast.read().instead.is_some());
    view! {
        <div>
            <label for=field("badge")>"Badge text"</label>
            <input
                id=field("badge")
                type="text"
                maxlength="24"
                aria-invalid=desk.fault_of(spot, "/badge/text")
                aria-describedby=desk.reason_of(spot, "/badge/text")
                prop:value=draft.read_untracked().badge.text.clone()
                on:input=move |event| draft.update(|d| d.badge.text = event_target_value(&event))
            />
        </div>
        <Choice legend="Badge icon" name=field("icon") options=icons() chosen=icon choose=set_icon/>
        {colour(field("colour-from"), "Badge colour", |b| &b.gradient_from, |b, value| {
            b.gradient_from = value;
        })}
        {colour(field("colour-to"), "fading into", |b| &b.gradient_to, |b, value| {
            b.gradient_to = value;
        })}
        <div class="type-preview" data-preview>
            <div class="type-preview-card" aria-hidden="true">
                {picture.map(|src| view! { <img src=src alt="" width="640" height="800" loading="lazy"/> })}
                {move || view! { <BadgeMark badge=badge.get()/> }}
            </div>
            <div class="type-preview-words">
                <p aria-live="polite" data-contrast=move || if is_faint.get() { "faint" } else { "good" }>
                    {move || match badge.read().text.is_empty() {
                        true => "Without text the cards of this shelf wear no badge.".into(),
                        false => words::contrast(&contrast.read()),
                    }}
                </p>
                <Show when=move || is_faint.get() && !badge.read().text.is_empty()>
                    <button class="button quiet" type="button" on:click=adopt>
                        "Use the darker colours"
                    </button>
                </Show>
            </div>
        </div>
    }
}
