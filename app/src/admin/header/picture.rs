//! Choosing the product whose picture stands beside the words.

use super::editing::Editing;
use crate::admin::board::thumb::Thumb;
use crate::admin::session::kept;
use crate::api::board;
use contract::UniversalProduct;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Rest after the last key before asking.
const REST: Duration = Duration::from_millis(250);
/// Products offered.
const MOST: usize = 6;

#[component]
pub fn PictureChoice(editing: Editing) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Vec<UniversalProduct>>);
    let asked = StoredValue::new(0_u32);
    let look = move |_| {
        let turn = asked.with_value(|turn| turn + 1);
        asked.set_value(turn);
        let ask = move || {
            let query = words.get_untracked();
            // Somebody typed on.
            if asked.get_value() != turn {
                return;
            }
            if query.trim().is_empty() {
                return found.set(None);
            }
            spawn_local(async move {
                let page = kept(|| board::find_products(editing.shop(), query.clone(), 1)).await;
                if asked.get_value() != turn {
                    return;
                }
                match page {
                    Ok(page) => found.set(Some(page.products.into_iter().take(MOST).collect())),
                    Err(error) => editing.trouble.set(Some(error.0)),
                }
            });
        };
        set_timeout(ask, REST);
    };
    let choose = move |product: UniversalProduct| {
        editing.product.set(Some(product));
        words.set(String::new());
        found.set(None);
        #[cfg(feature = "hydrate")]
        crate::admin::board::focus::hold_on("picture-of".into());
    };
    let offered = move || {
        let found = found.get()?;
        if found.is_empty() {
            let none = view! { <p>"Nothing has these words in its name or number."</p> };
            return Some(none.into_any());
        }
        let rows: Vec<_> = found
            .into_iter()
            .map(|product| {
                let (name, src) = (product.name.clone(), product.picture_at(240));
                view! {
                    <li>
                        <button
                            type="button"
                            class="header-found"
                            on:click=move |_| choose(product.clone())
                        >
                            <Thumb name=name.clone() src/>
                            <span>{name}</span>
                        </button>
                    </li>
                }
            })
            .collect();
        Some(view! { <ul class="header-founds" role="list">{rows}</ul> }.into_any())
    };
    let chosen = move || {
        let product = editing.product.get()?;
        let (name, src) = (product.name.clone(), product.picture_at(240));
        Some(view! {
            <p class="header-chosen" data-picture-of>
                <Thumb name=name.clone() src/>
                <span>{name}</span>
                <button
                    type="button"
                    class="button quiet"
                    on:click=move |_| editing.product.set(None)
                >
                    "No picture"
                </button>
            </p>
        })
    };
    let enter = move |event: leptos::ev::KeyboardEvent| {
        // The form is not sent by somebody who searches.
        if event.key() == "Enter" {
            event.prevent_default();
        }
    };
    view! {
        <div class="header-picture">
            <label for="picture-of">"Picture of"</label>
            <input
                id="picture-of"
                type="search"
                autocomplete="off"
                placeholder="Find a product"
                bind:value=words
                on:input=look
                on:keydown=enter
                aria-invalid=move || editing.is_at_fault("/pictureOf").then_some("true")
            />
            <div aria-live="polite">{offered}</div>
            {chosen}
        </div>
    }
}
