//! A product's picture in a row of the board.

use leptos::prelude::*;

/// Takes its room whether there is a picture or not: the name's first letter stands where none is.
#[component]
pub fn Thumb(name: String, src: Option<String>) -> impl IntoView {
    let initial: String = name.chars().take(1).collect();
    let picture =
        src.map(|src| view! { <img src=src alt="" width="64" height="80" loading="lazy"/> });
    view! { <span class="thumb picture" data-initial=initial>{picture}</span> }
}
