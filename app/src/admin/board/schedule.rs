//! From when to when a placed product is on show.

use super::desk::{Desk, Spot};
use super::words::{from_field, to_field};
use crate::api::board as api;
use contract::featured::BoardItem;
use contract::{FeaturedTypeId, Timestamp};
use leptos::prelude::*;

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
    let (product, name) = (placed.product.id, placed.product.name);
    let spot = Spot::Item(shelf_id, product);
    let from = RwSignal::new(to_field(placed.assignment.starts_at));
    let until = RwSignal::new(to_field(placed.assignment.ends_at));
    let id = [shelf_id.to_string(), "-".into(), product.to_string()].concat();
    let (from_id, until_id) = (["from-", &id].concat(), ["until-", &id].concat());
    let faulty = move |field| (desk.fault_of(spot, field), desk.reason_of(spot, field));
    let (start_fault, start_reason) = faulty("/startsAt");
    let (end_fault, end_reason) = faulty("/endsAt");
    let set = move |starts_at: Option<Timestamp>, ends_at: Option<Timestamp>| {
        let said = ["The schedule of ", &name, " is set."].concat();
        let call = api::schedule(desk.shop(), product, shelf_id, starts_at, ends_at);
        desk.act(spot, said, |_| {}, call, Some(close));
    };
    let clear = set.clone();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fields = (from_field(&from.read_untracked()), from_field(&until.read_untracked()));
        let words = "Write this as day and time, or leave it empty.";
        match fields {
            (Ok(from), Ok(until)) => set(from, until),
            (Err(()), _) => desk.complain(spot, Some("/startsAt".into()), words),
            (_, Err(())) => desk.complain(spot, Some("/endsAt".into()), words),
        }
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close.run(());
        }
    };
    view! {
        <form class="board-form" on:submit=save on:keydown=escape>
            <div>
                <label for=from_id.clone()>"Start (UTC)"</label>
                <input
                    id=from_id
                    type="datetime-local"
                    bind:value=from
                    aria-invalid=start_fault
                    aria-describedby=start_reason
                />
            </div>
            <div>
                <label for=until_id.clone()>"End (UTC)"</label>
                <input
                    id=until_id
                    type="datetime-local"
                    bind:value=until
                    aria-invalid=end_fault
                    aria-describedby=end_reason
                />
            </div>
            <div class="board-form-actions">
                <button class="button" type="submit">"Save schedule"</button>
                <button class="button quiet" type="button" on:click=move |_| clear(None, None)>
                    "Always"
                </button>
                <button class="button quiet" type="button" on:click=move |_| close.run(())>
                    "Cancel"
                </button>
            </div>
        </form>
    }
    .into_any()
}
