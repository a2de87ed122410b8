//! A product's pictures in full: wheel, fingers, drag and keys. Its code comes when it is first
//! wanted; until then, and without scripts, a picture is a link to its largest file.

pub mod lens;

#[cfg(feature = "hydrate")]
mod browser;

#[cfg(feature = "ssr")]
use crate::messages::{Message, Messages};
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
    let say = |message| Messages::of_page().text(message);
    view! {
        <dialog class="zoom" aria-label=say(Message::PictureInFull)>
            <div class="zoom-stage"><img class="zoom-picture" alt="" draggable="false"/></div>
            <div class="zoom-bar">
                <button type="button" data-zoom="previous" aria-label=say(Message::PreviousPicture)>"‹"</button>
                <p class="zoom-count" role="status"></p>
                <button type="button" data-zoom="next" aria-label=say(Message::NextPicture)>"›"</button>
                <button type="button" data-zoom="out" aria-label=say(Message::Smaller)>"−"</button>
                <button type="button" data-zoom="in" aria-label=say(Message::Larger)>"+"</button>
                <button type="button" data-zoom="close" aria-label=say(Message::Close)>"×"</button>
            </div>
        </dialog>
    }
}
