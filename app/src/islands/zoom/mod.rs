//! A product's pictures in full: wheel, fingers, drag and keys. Its code comes when it is first
//! wanted; until then, and without scripts, a picture is a link to its largest file.

pub mod lens;

#[cfg(feature = "hydrate")]
mod browser;

use leptos::prelude::*;

/// Opens the page's dialog with the picture of that place in the gallery.
#[cfg(feature = "hydrate")]
#[lazy]
pub fn open(index: i32) {
    browser::open(index);
}

/// The dialog, closed.
#[cfg(feature = "ssr")]
#[component]
pub fn ZoomDialog() -> impl IntoView {
    view! {
        <dialog class="zoom" aria-label="Picture in full">
            <div class="zoom-stage"><img class="zoom-picture" alt="" draggable="false"/></div>
            <div class="zoom-bar">
                <button type="button" data-zoom="previous" aria-label="Previous picture">"‹"</button>
                <p class="zoom-count" role="status"></p>
                <button type="button" data-zoom="next" aria-label="Next picture">"›"</button>
                <button type="button" data-zoom="out" aria-label="Smaller">"−"</button>
                <button type="button" data-zoom="in" aria-label="Larger">"+"</button>
                <button type="button" data-zoom="close" aria-label="Close">"×"</button>
            </div>
        </dialog>
    }
}
