//! The form that corrects a count.

use super::{Room, Shown, words};
use crate::admin::browser;
use crate::admin::session::kept;
use crate::api::stock as api;
use contract::Problem;
use contract::ProblemKind;
use contract::stockroom::{CountDraft, REASON};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// `free` is what can be had now, as the page shows it; `back` has the focus afterwards.
#[component]
pub fn Correcting<T: Shown>(
    room: Room<T>,
    sku: String,
    #[prop(into)] free: Signal<i64>,
    /// Whether the form is there at all.
    is_open: RwSignal<bool>,
    #[prop(into)] back: String,
) -> impl IntoView {
    let sku = StoredValue::new(sku);
    let seen = RwSignal::new(free.get_untracked());
    let (count, reason) = (RwSignal::new(seen.get_untracked().to_string()), RwSignal::default());
    let trouble = RwSignal::new(None::<Problem>);
    let id = StoredValue::new(sku.with_value(|sku| words::id_of("correct", sku)));
    let back = StoredValue::new(back);
    let close = move || {
        is_open.set(false);
        back.with_value(|back| browser::focus(back));
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if room.is_busy.get_untracked() {
            return;
        }
        room.is_busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let draft = CountDraft {
                sku: sku.get_value(),
                // What is no number is refused where all are.
                free: count.get_untracked().trim().parse().unwrap_or(-1),
                seen: seen.get_untracked(),
                reason: reason.get_untracked(),
            };
            let free_now = draft.free;
            let outcome = match draft.clone().checked() {
                Ok(_) => kept(|| api::correct_count(room.shop(), draft.clone())).await,
                Err(problem) => Err(problem.into()),
            };
            room.is_busy.set(false);
            room.look().await;
            match outcome {
                Ok(()) => {
                    let said = [&sku.get_value(), ": ", &free_now.to_string(), " free now."];
                    room.said.set(said.concat());
                    close();
                }
                Err(error) => {
                    // They look again, at what the page shows by now.
                    if error.0.kind == ProblemKind::Conflict {
                        seen.set(free.get_untracked());
                    }
                    trouble.set(Some(error.0));
                }
            }
        });
    };
    let at = move |field: &str| {
        let trouble = trouble.read();
        let problem = trouble.as_ref()?;
        (problem.field.as_deref() == Some(field)).then(|| problem.title.clone())
    };
    let other = move || {
        let trouble = trouble.read();
        let is_of_field =
            |problem: &&Problem| matches!(problem.field.as_deref(), Some("/free" | "/reason"));
        trouble.as_ref().filter(|problem| !is_of_field(problem)).map(|it| it.title.clone())
    };
    let moved = move || {
        let now = free.get();
        (now != seen.get()).then(|| format!("There are {now} free by now."))
    };
    let part = move |part: &str| [&id.get_value(), "-", part].concat();
    view! {
        <form class="correcting" on:submit=submit novalidate>
            <div class="source-field">
                <label for=part("free")>"Free"</label>
                <input
                    id=part("free")
                    type="number"
                    inputmode="numeric"
                    min="0"
                    step="1"
                    required
                    bind:value=count
                    aria-invalid=move || at("/free").map(|_| "true")
                    aria-describedby=part("free-help")
                />
                <p id=part("free-help") class="form-problem" role="alert">{move || at("/free")}</p>
            </div>
            <div class="source-field correcting-reason">
                <label for=part("reason")>"Why"</label>
                <input
                    id=part("reason")
                    required
                    maxlength=REASON.end().to_string()
                    autocomplete="off"
                    placeholder="Counted again, one was damaged"
                    bind:value=reason
                    aria-invalid=move || at("/reason").map(|_| "true")
                    aria-describedby=part("reason-help")
                />
                <p id=part("reason-help") class="form-problem" role="alert">{move || at("/reason")}</p>
            </div>
            <div class="board-form-actions">
                <button class="button" type="submit" disabled=move || room.is_busy.get()>"Correct it"</button>
                <button class="button quiet" type="button" on:click=move |_| close()>"Leave it"</button>
            </div>
            <p class="hint" role="status">{moved}</p>
            <p class="form-problem" role="alert">{other}</p>
        </form>
    }
}
