//! Whether the page is live, and what just changed, in words.

use crate::live::{self, LiveState};
use leptos::prelude::*;

/// Opens the page's stream. The last island of a page, so that whatever shows products is awake
/// before the first frame. What it shows is two lines of text, which the stream writes itself.
#[island]
pub fn LiveStatus() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        live::start();
        crate::own::wake();
    }
    let state = LiveState::default();
    let words = live::page_facts().place.words.text(state.word()).to_owned();
    view! {
        <p class="live" role="status" data-live data-state=state.as_str()>
            <span class="live-dot" aria-hidden="true"></span>
            <span>{words}</span>
        </p>
        <p class="sr" aria-live="polite" data-announcement></p>
    }
}
