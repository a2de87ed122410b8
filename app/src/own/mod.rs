//! The browser's side of what is a visitor's own: the count beside the cart, the forms that put
//! something in it, and the regions of their own pages, which follow them over tabs and devices.
//!
//! Nothing here draws anything. What is new is taken from the page as the server renders it, region
//! by region (`data-own`), so there is one view of a cart and not two. What not every page needs comes
//! in a chunk of its own ([`chunk`]).

#[cfg(feature = "hydrate")]
mod adding;
#[cfg(feature = "hydrate")]
mod chunk;
#[cfg(feature = "hydrate")]
mod count;
#[cfg(any(test, feature = "hydrate"))]
mod countdown;
#[cfg(feature = "hydrate")]
mod regions;

#[cfg(feature = "ssr")]
pub use ahead::ask_ahead;
#[cfg(feature = "hydrate")]
pub use eager::{heard, listen, wake};

#[cfg(feature = "ssr")]
mod ahead {
    use leptos::WasmSplitManifest;
    use leptos::prelude::*;

    /// Has the chunk fetched when the page is there, where the first click is likely to want it:
    /// asked for at the click it would be there two round trips later.
    pub fn ask_ahead() -> impl IntoView {
        let splits: Option<WasmSplitManifest> = use_context();
        splits.map(|splits| {
            splits.0.with_value(|(root, files, _)| {
                let chunk = files.iter().find(|(name, _)| name.starts_with("act_"));
                let files = chunk.into_iter().flat_map(|(_, files)| files);
                let link = |file: &String| {
                    view! { <link rel="prefetch" href=format!("{root}/{file}.wasm")/> }
                };
                files.map(link).collect_view()
            })
        })
    }
}

#[cfg(feature = "hydrate")]
mod eager {
    use super::chunk::{Deed, act};
    use crate::islands::js;
    use crate::live;
    use contract::live::ProductsChanged;
    use leptos::prelude::window_event_listener_untyped;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{Document, Element};

    /// What is taken anew from the page, each by its id: see [`super::regions`].
    pub(super) const OWN: &str = "[data-own]";
    /// A cookie that says nothing but that there is somebody; the other one scripts cannot read.
    const HINT: &str = "etalage-visitor=1";

    pub(super) fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    fn has_own() -> bool {
        document().is_some_and(|page| page.query_selector(OWN).is_ok_and(|found| found.is_some()))
    }

    /// Whether this browser has a visitor.
    pub(super) fn is_known() -> bool {
        let Some(page) = document() else { return false };
        let cookies = js::text(&page, "cookie");
        cookies.split(';').any(|cookie| cookie.trim_start_matches(' ') == HINT)
    }

    /// Wakes where there is something to follow.
    pub fn wake() {
        if is_known() || has_own() {
            spawn_local(act(Deed::Wake));
        }
    }

    /// Waits for the forms that add.
    pub fn listen() {
        window_event_listener_untyped("submit", |event| {
            let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(form) = form.filter(|form| form.has_attribute("data-add-form")) {
                event.prevent_default();
                spawn_local(act(Deed::Add(form)));
            }
        });
    }

    /// Where products of an own page changed, what can be had of them may have, too.
    pub fn heard(changed: &ProductsChanged) {
        let facts = live::page_facts();
        let is_here = facts.list.iter().map(|product| product.id).any(|id| {
            let mut told = changed.products.iter().map(|product| product.id);
            told.any(|told| told == id)
                || changed.removed.contains(&id)
                || changed.more.contains(&id)
        });
        if is_here && has_own() {
            spawn_local(act(Deed::Stir));
        }
    }
}
