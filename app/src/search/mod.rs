//! What is found while typing: a combobox (ARIA 1.2) grown onto the plain search form.
//!
//! Nothing of it is loaded before somebody puts the cursor into the field; [`combobox`] is a chunk
//! of its own.

mod steps;

#[cfg(feature = "hydrate")]
mod combobox;

/// Waits for the field to be used.
#[cfg(feature = "hydrate")]
pub fn listen() {
    use leptos::prelude::window_event_listener_untyped;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;

    let wake = || {
        spawn_local(async {
            combobox::grow().await;
        });
    };
    let is_field = |element: &web_sys::Element| element.has_attribute("data-search");
    window_event_listener_untyped("focusin", move |event| {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        if target.as_ref().is_some_and(is_field) {
            wake();
        }
    });
    // It may have been quicker than the page.
    let focused = web_sys::window().and_then(|w| w.document()?.active_element());
    if focused.as_ref().is_some_and(is_field) {
        wake();
    }
}
