//! What is done to all that are chosen; there while some are.

use super::desk::{Desk, Spot};
use super::edits::{counted, edit, stands};
use super::schedule::{Window, WindowForm};
use super::selection::Selection;
use contract::edit::Action;
use leptos::prelude::*;

#[component]
pub fn BulkBar(desk: Desk) -> impl IntoView {
    let scheduling = RwSignal::new(false);
    // The board changes under the choice.
    Effect::new(move || {
        let board = desk.board.read();
        let chosen = desk.selection.get_untracked();
        if chosen.keys().iter().any(|key| !stands(&board, *key)) {
            desk.selection.update(|selection| selection.settle(&board));
        }
    });
    let keys = move || desk.selection.read_untracked().keys().to_vec();
    let count = Memo::new(move |_| desk.selection.read().keys().len());
    let clear = move || {
        scheduling.set(false);
        desk.selection.set(Selection::default());
    };
    let shelves = Memo::new(move |_| {
        let board = desk.board.read();
        let named = |kind: &contract::FeaturedType| (kind.id, kind.name.clone());
        board.shelves.iter().map(|shelf| named(&shelf.featured_type)).collect::<Vec<_>>()
    });
    let remove = move |_| {
        desk.remove(Spot::Board, &keys());
        clear();
    };
    let carry = move |event: leptos::ev::Event| {
        if let Ok(to) = event_target_value(&event).parse() {
            desk.carry_to(Spot::Board, &keys(), to, None);
            clear();
        }
    };
    let schedule = Callback::new(move |(starts_at, ends_at): Window| {
        let keys = keys();
        let names = desk.names(&keys);
        let edits = {
            let board = desk.board.read_untracked();
            let action = Action::Schedule { starts_at, ends_at };
            keys.iter().map(|key| edit(&board, *key, action.clone())).collect()
        };
        let said = ["The schedule of ", &counted(&names), " is set."].concat();
        desk.edit(Spot::Board, said, edits, Some(Callback::new(move |()| clear())));
    });
    let close = Callback::new(move |()| scheduling.set(false));
    let options = move || {
        let shelves = shelves.get().into_iter();
        shelves
            .map(|(id, name)| view! { <option value=id.to_string()>{name}</option> })
            .collect::<Vec<_>>()
    };
    let told = move || match count.get() {
        1 => "1 chosen".to_owned(),
        many => [&*many.to_string(), " chosen"].concat(),
    };
    view! {
        <Show when=move || count.get() != 0>
            <section class="board-bulk" aria-label="Chosen products" data-bulk>
                <div class="board-bulk-tools">
                    <p aria-live="polite">{told}</p>
                    <button type="button" class="tool" on:click=remove>"Remove"</button>
                    <button
                        type="button"
                        class="tool"
                        aria-expanded=move || scheduling.get().to_string()
                        on:click=move |_| scheduling.update(|open| *open = !*open)
                    >
                        "Schedule"
                    </button>
                    <select class="tool" aria-label="Move the chosen to" on:change=carry>
                        <option value="">"Move to…"</option>
                        {options}
                    </select>
                    <button type="button" class="tool" on:click=move |_| clear()>"Choose none"</button>
                </div>
                <Show when=move || scheduling.get()>
                    <WindowForm
                        desk
                        spot=Spot::Board
                        own="chosen".to_owned()
                        start=None
                        end=None
                        save=schedule
                        close
                    />
                </Show>
            </section>
        </Show>
    }
}
