//! Taking a change back from the history: first what that would do, then the button.

use crate::api::{Refused, board as api};
use contract::edit::{Refusal, Turn};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Does what the page has just told.
#[island(lazy)]
pub fn TurnBack(
    /// Slug.
    shop: String,
    turn: Turn,
) -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    let is_under_way = RwSignal::new(false);
    let trouble = RwSignal::new(Vec::<String>::new());
    let history = ["/admin/t/", &shop, "/history"].concat();
    let way = StoredValue::new(history.clone());
    let shop = StoredValue::new(shop);
    let go = move |_| {
        if is_under_way.get_untracked() {
            return;
        }
        is_under_way.set(true);
        spawn_local(async move {
            match api::turn_board(shop.get_value(), turn).await {
                Ok(_) => leave(&way.get_value()),
                Err(Refused(Refusal::Clashes(clashes))) => {
                    trouble.set(clashes.iter().map(contract::Clash::sentence).collect());
                }
                Err(Refused(Refusal::Problem(problem))) => trouble.set(vec![problem.title]),
            }
            is_under_way.set(false);
        });
    };
    let told = move || {
        let lines = trouble.get();
        if lines.is_empty() {
            return None;
        }
        let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
        Some(view! {
            <div class="board-held" role="alert">
                <p>"Nothing was changed:"</p>
                <ul>{lines}</ul>
            </div>
        })
    };
    view! {
        {told}
        <div class="board-form-actions">
            <button class="button" type="button" disabled=move || !ready.get() on:click=go>
                "Do it"
            </button>
            <a class="button quiet" href=history>"Leave it as it is"</a>
        </div>
    }
}

fn leave(to: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href(to);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = to;
}
