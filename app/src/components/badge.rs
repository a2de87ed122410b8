//! What a card wears on its shelf.

use super::icon::Icon;
use crate::theme::badge_style;
use contract::featured::Badge;
use leptos::prelude::*;

/// A badge; nothing, where it says nothing.
#[component]
pub fn BadgeMark(
    badge: Badge,
    /// What its text is in, where the page is in another language.
    #[prop(optional_no_strip)]
    lang: Option<std::sync::Arc<str>>,
) -> impl IntoView {
    (!badge.text.is_empty()).then(|| {
        let style = badge_style(&badge);
        view! {
            <span class="badge" style=style>
                <Icon name=badge.icon/>
                <span lang=lang>{badge.text}</span>
            </span>
        }
    })
}
