//! Taking back and doing again, by button and by key.

use super::desk::Desk;
use contract::edit::{Step, Turn};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use serde::{Deserialize, Serialize};

#[component]
pub fn Turns(desk: Desk) -> impl IntoView {
    let undo = Memo::new(move |_| desk.board.read().undo.clone());
    let redo = Memo::new(move |_| desk.board.read().redo.clone());
    Effect::new(move || {
        let keys = window_event_listener_untyped("keydown", move |event| {
            let event: leptos::ev::KeyboardEvent = event.unchecked_into();
            let held = |key| is_held(&event, key);
            if !(held("ctrlKey") || held("metaKey")) || held("altKey") || is_writing(&event) {
                return;
            }
            let turn = match (event.key().to_lowercase().as_str(), held("shiftKey")) {
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

/// What the history asks to take back, and what that would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    pub turn: Turn,
    /// As phrases; none where there is nothing to do.
    pub lines: Vec<String>,
}

/// Tells what taking back would do, and does it when told to.
pub fn plan_view(desk: Desk, planned: Option<Planned>) -> Option<impl IntoView> {
    let Planned { turn, lines } = planned?;
    let is_open = RwSignal::new(true);
    let is_nothing = lines.is_empty();
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    let act = move |_| {
        is_open.set(false);
        desk.turn(turn);
    };
    let title = match turn {
        Turn::BackTo(_) => "Go back to how it was then?",
        _ => "Take this back?",
    };
    let words = if is_nothing { "Nothing has been changed since." } else { "This will:" };
    Some(view! {
        <section
            class="board-held"
            aria-labelledby="planned"
            data-planned
            hidden=move || !is_open.get()
        >
            <h2 id="planned">{title}</h2>
            <p>{words}</p>
            <ul>{lines}</ul>
            <div class="board-form-actions">
                {(!is_nothing).then(|| view! {
                    <button class="button" type="button" on:click=act>"Do it"</button>
                })}
                <button class="button quiet" type="button" on:click=move |_| is_open.set(false)>
                    "Leave it as it is"
                </button>
            </div>
        </section>
    })
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
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|target| {
            let text = "textarea, input:not([type='checkbox']), select, [contenteditable]";
            target.closest(text).is_ok_and(|found| found.is_some())
        })
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        false
    }
}

/// Whether a key is held besides: `ctrlKey`, `shiftKey`, ...
pub fn is_held(event: &leptos::wasm_bindgen::JsValue, key: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return super::by_name::is(event, key);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (event, key);
        false
    }
}
