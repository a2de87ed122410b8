//! From when to when something is on show, in the hours of the shop.

use super::desk::{Desk, Spot};
use super::edits::edit;
use crate::admin::session::kept;
use crate::api::board as api;
use contract::edit::Action;
use contract::featured::BoardItem;
use contract::{FeaturedTypeId, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// From when, and until when.
pub type Window = (Option<Timestamp>, Option<Timestamp>);

/// The schedule of one placement.
#[component]
pub fn Schedule(
    desk: Desk,
    shelf_id: FeaturedTypeId,
    item: Memo<Option<BoardItem>>,
    close: Callback<()>,
) -> impl IntoView {
    let Some(placed) = item.get_untracked() else {
        return ().into_any();
    };
    let (product, name) = (placed.product.id, StoredValue::new(placed.product.name));
    let spot = Spot::Item(shelf_id, product);
    let save = Callback::new(move |(starts_at, ends_at): Window| {
        let action = Action::Schedule { starts_at, ends_at };
        let edit = edit(&desk.board.read_untracked(), (shelf_id, product), action);
        let said = ["The schedule of ", &name.get_value(), " is set."].concat();
        desk.edit(spot, said, vec![edit], Some(close));
    });
    let own = [shelf_id.to_string(), "-".into(), product.to_string()].concat();
    let (start, end) = (placed.assignment.starts_at, placed.assignment.ends_at);
    view! { <WindowForm desk spot own start end save close/> }.into_any()
}

/// Hands on what two fields say, either of which may be empty; complains at the one that cannot be
/// read.
pub fn read_window(
    desk: Desk,
    spot: Spot,
    texts: [String; 2],
    fields: [&'static str; 2],
    then: impl FnOnce(Window) + 'static,
) {
    if texts.iter().all(String::is_empty) {
        return then((None, None));
    }
    // Which moment that is by the shop's clock, the server knows.
    spawn_local(async move {
        let moments = match kept(|| api::read_moments(desk.shop(), texts.to_vec())).await {
            Ok(moments) => moments,
            Err(error) => return desk.failed(spot, error),
        };
        let read = |at: usize| moments.get(at).copied().flatten();
        let unread = (0..2).find(|at| !texts[*at].is_empty() && read(*at).is_none());
        match unread {
            Some(at) => {
                let words = "Write this as day and time, or leave it empty.";
                desk.complain(spot, Some(fields[at].into()), words);
            }
            None => then((read(0), read(1))),
        }
    });
}

/// A form for a start and an end.
#[component]
pub fn WindowForm(
    desk: Desk,
    spot: Spot,
    /// Tells its fields from those of others.
    own: String,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    save: Callback<Window>,
    close: Callback<()>,
) -> impl IntoView {
    let clock = desk.clock.get_value();
    let from = RwSignal::new(clock.field(start));
    let until = RwSignal::new(clock.field(end));
    let (from_id, until_id) = (["from-", &own].concat(), ["until-", &own].concat());
    let faulty = move |field| (desk.fault_of(spot, field), desk.reason_of(spot, field));
    let (start_fault, start_reason) = faulty("/startsAt");
    let (end_fault, end_reason) = faulty("/endsAt");
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let texts = [from.get_untracked(), until.get_untracked()];
        read_window(desk, spot, texts, ["/startsAt", "/endsAt"], move |window| save.run(window));
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close.run(());
        }
    };
    let zone = clock.zone.replace('_', " ");
    view! {
        <form class="board-form" on:submit=submit on:keydown=escape>
            <div>
                <label for=from_id.clone()>"Start"</label>
                <input
                    id=from_id
                    type="datetime-local"
                    bind:value=from
                    aria-invalid=start_fault
                    aria-describedby=start_reason
                />
            </div>
            <div>
                <label for=until_id.clone()>"End"</label>
                <input
                    id=until_id
                    type="datetime-local"
                    bind:value=until
                    aria-invalid=end_fault
                    aria-describedby=end_reason
                />
            </div>
            <p class="board-zone">"By the clock of "{zone}"."</p>
            <div class="board-form-actions">
                <button class="button" type="submit">"Save schedule"</button>
                <button class="button quiet" type="button" on:click=move |_| save.run((None, None))>
                    "Always"
                </button>
                <button class="button quiet" type="button" on:click=move |_| close.run(())>
                    "Cancel"
                </button>
            </div>
        </form>
    }
}
