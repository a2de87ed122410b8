//! Taking back and doing again, by button and by key.

use super::desk::Desk;
use contract::edit::{Step, Turn};
use leptos::prelude::*;

#[component]
pub fn Turns(desk: Desk) -> impl IntoView {
    let undo = Memo::new(move |_| desk.board.read().undo.clone());
    let redo = Memo::new(move |_| desk.board.read().redo.clone());
    Effect::new(move || {
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || is_writing(&event) {
                return;
            }
            let turn = match (event.key().to_lowercase().as_str(), event.shift_key()) {
                ("z", false) => Turn::Undo,
                ("z", true) | ("y", false) => Turn::Redo,
                _ => return,
            };
            event.prevent_default();
            go(desk, turn);
        });
        on_cleanup(move || keys.remove());
    });
    let button = move |turn: Turn, word: &'static str, step: Memo<Option<Step>>| {
        let words = move || step.get().map(|step| step.words);
        let label = move || match words() {
            Some(words) => [word, ": ", &words].concat(),
            None => [word, ": nothing"].concat(),
        };
        view! {
            <button
                type="button"
                class="tool"
                aria-label=label
                aria-disabled=move || step.read().is_none().then_some("true")
                on:click=move |_| go(desk, turn)
            >
                {word}
            </button>
            <span class="board-step" aria-hidden="true">{words}</span>
        }
    };
    view! {
        <div class="board-turns" role="group" aria-label="Your changes" data-turns>
            {button(Turn::Undo, "Undo", undo)}
            {button(Turn::Redo, "Redo", redo)}
        </div>
    }
}

/// Switched off the buttons would lose the focus: they stay, and do nothing.
fn go(desk: Desk, turn: Turn) {
    let can = {
        let board = desk.board.read_untracked();
        match turn {
            Turn::Redo => board.redo.is_some(),
            _ => board.undo.is_some(),
        }
    };
    if can && !desk.is_busy() {
        desk.turn(turn);
    }
}

/// In a field the keys are the field's own.
fn is_writing(event: &leptos::ev::KeyboardEvent) -> bool {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|target| {
            let text = "textarea, input:not([type='checkbox']), select, [contenteditable]";
            target.matches(text).unwrap_or(false)
        })
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        false
    }
}
