//! What came of a form that led here, in words. The address has one of a few names for it, so that
//! it can tell nothing of anybody.

use crate::messages::{Message, Messages};
use crate::pages::query;
use contract::{Problem, ProblemKind};
use leptos::prelude::*;

/// The name an address has for what went wrong.
pub fn name_of(problem: &Problem) -> &'static str {
    match problem.kind {
        ProblemKind::Conflict => "changed",
        ProblemKind::InvalidField | ProblemKind::TooLarge => "refused",
        ProblemKind::NotFound => "gone",
        _ => "away",
    }
}

fn message_of(name: &str) -> Option<Message> {
    Some(match name {
        "short" => Message::SaidShort,
        "changed" => Message::SaidChanged,
        "refused" => Message::SaidRefused,
        "gone" => Message::SaidGone,
        "away" => Message::SaidAway,
        "choose" => Message::SaidChoose,
        "link" => Message::SaidLink,
        _ => return None,
    })
}

/// Before anything else of the page; it has the focus, so that it is heard.
#[component]
pub fn Said() -> impl IntoView {
    let message = query("said").and_then(|name| message_of(&name));
    message.map(|message| {
        view! {
            <p class="note said" id="said" role="alert" tabindex="-1" autofocus>
                {Messages::of_page().text(message)}
            </p>
        }
    })
}
