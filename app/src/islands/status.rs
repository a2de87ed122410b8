//! Whether the page is live, and what just changed, in words.

use crate::live;
use leptos::prelude::*;

/// Opens the page's stream, and says quietly how it does. The last island of a page, so that
/// whatever shows products is awake before the first frame.
#[island]
pub fn LiveStatus() -> impl IntoView {
    let live::Voice {
        state,
        announcement,
    } = live::with_store(|store| store.voice.clone());
    // Effects run in the browser only.
    #[cfg(feature = "hydrate")]
    Effect::new(live::start);
    let words = state.clone();
    view! {
        <p class="live" role="status" data-live data-state=move || state.get().as_str()>
            <span class="live-dot" aria-hidden="true"></span>
            <span>{move || words.get().in_words()}</span>
        </p>
        <p class="sr" aria-live="polite" data-announcement>{move || announcement.get()}</p>
    }
}
