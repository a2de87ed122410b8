//! Handing a page on.

use crate::messages::{Message, Messages};
use leptos::prelude::*;

/// Shown by the page's program: without scripts there is nothing it could do.
#[component]
pub fn Share() -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    view! {
        <div class="share">
            <button type="button" class="button quiet" data-share hidden>
                {say(Message::Share)}
            </button>
            <span role="status" data-shared></span>
            <input type="text" readonly hidden data-link aria-label=say(Message::PageAddress)/>
        </div>
    }
}
