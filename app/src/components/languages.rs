//! The page at hand in its other languages.

use crate::messages::{Message, Messages};
use crate::reading::{Reading, edition};
use contract::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Links to the same page in each language it can be read in; nothing where that is one.
#[component]
pub fn Languages(
    /// The page's own language, which addresses do not name, comes first.
    spoken: Vec<Language>,
) -> impl IntoView {
    let location = use_location();
    let search = location.search.get_untracked();
    let here = location.pathname.get_untracked() + &question(&search);
    let read = Reading::of_page().language;
    (spoken.len() > 1).then(|| {
        let links: Vec<_> = spoken
            .iter()
            .map(|language| {
                let href = edition(&here, spoken[0], *language);
                let current = (*language == read).then_some("true");
                let code = language.code();
                view! {
                    <li>
                        <a href=href lang=code hreflang=code aria-current=current>
                            {language.name()}
                        </a>
                    </li>
                }
            })
            .collect();
        let label = Messages::of_page().text(Message::Language);
        view! { <nav class="languages" aria-label=label><ul role="list">{links}</ul></nav> }
    })
}

/// The query of an address with its question mark, if there is one.
pub(super) fn question(query: &str) -> String {
    match query.trim_start_matches('?') {
        "" => String::new(),
        query => format!("?{query}"),
    }
}
