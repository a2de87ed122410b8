//! One placed product: where it stands, why it is or is not on show, and what one can do to it.

use super::desk::{Desk, Spot};
use super::schedule::Schedule;
use super::thumb::Thumb;
use super::{focus, words};
use crate::api::board as api;
use contract::featured::BoardShelf;
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;

#[component]
pub fn Item(
    desk: Desk,
    shelf_id: FeaturedTypeId,
    shelf: Memo<Option<BoardShelf>>,
    product: ProductId,
) -> impl IntoView {
    let item = Desk::item(shelf, product);
    let spot = Spot::Item(shelf_id, product);
    let scheduling = RwSignal::new(false);
    let name = Memo::new(move |_| {
        item.read().as_ref().map(|item| item.product.name.clone()).unwrap_or_default()
    });
    let named = move |verb: &'static str| move || [verb, &name.read()].concat();
    let place = Memo::new(move |_| {
        let shelf = shelf.read();
        let items = shelf.as_ref().map(|shelf| shelf.items.as_slice()).unwrap_or_default();
        let at = items.iter().position(|item| item.product.id == product).unwrap_or(0);
        (at, items.len())
    });
    let source = Memo::new(move |_| item.read().as_ref()?.product.image_url.clone());
    let picture = move || view! { <Thumb name=name.get() src=source.get()/> };
    let state = move || {
        let (item, shelf) = (item.read(), shelf.read());
        let at = desk.board.read().at;
        let (item, shelf) = (item.as_ref()?, shelf.as_ref()?);
        Some((words::is_shown(item.state, shelf), words::state(item.state, shelf, at)))
    };
    let is_shown = move || state().is_some_and(|(is_shown, _)| is_shown);
    let schedule_id =
        StoredValue::new(["schedule-", &shelf_id.to_string(), "-", &product.to_string()].concat());
    let close = Callback::new(move |()| {
        scheduling.set(false);
        focus::pass_to(schedule_id.get_value());
    });
    let window = move || {
        let item = item.read();
        let placed = &item.as_ref()?.assignment;
        words::window(placed.starts_at, placed.ends_at)
    };
    let price = move || item.read().as_ref().map(|item| item.product.formatted_price.clone());
    let step = move |by: isize| {
        let to = place.get_untracked().0.saturating_add_signed(by);
        desk.move_to(shelf_id, product, &name.get_untracked(), to);
    };
    let remove = move |_| {
        let said = [&*name.get_untracked(), " is off the shelf."].concat();
        let call = api::unfeature(desk.shop(), product, shelf_id);
        desk.act(spot, said, move |board| words::take_off(board, shelf_id, product), call, None);
    };
    let tools = move || {
        view! {
            <div class="board-item-tools">
                <button
                    type="button"
                    class="tool"
                    aria-label=move || ["Move ", &name.read(), " up"].concat()
                    disabled=move || place.get().0 == 0
                    on:click=move |_| step(-1)
                >
                    "↑"
                </button>
                <button
                    type="button"
                    class="tool"
                    aria-label=move || ["Move ", &name.read(), " down"].concat()
                    disabled=move || { let (at, of) = place.get(); at + 1 >= of }
                    on:click=move |_| step(1)
                >
                    "↓"
                </button>
                <select
                    class="tool"
                    aria-label=move || ["Move ", &name.read(), " to position"].concat()
                    prop:value=move || place.get().0.to_string()
                    on:change=move |event| {
                        if let Ok(to) = event_target_value(&event).parse() {
                            desk.move_to(shelf_id, product, &name.get_untracked(), to);
                        }
                    }
                >
                    {move || {
                        let (at, of) = place.get();
                        (0..of)
                            .map(|n| view! {
                                <option value=n.to_string() selected=n == at>{(n + 1).to_string()}</option>
                            })
                            .collect::<Vec<_>>()
                    }}
                </select>
                <button
                    type="button"
                    class="tool"
                    id=schedule_id.get_value()
                    aria-label=named("Schedule ")
                    aria-expanded=move || scheduling.get().to_string()
                    on:click=move |_| scheduling.update(|open| *open = !*open)
                >
                    "Schedule"
                </button>
                <button type="button" class="tool" aria-label=named("Remove ") on:click=remove>
                    "Remove"
                </button>
            </div>
        }
    };
    view! {
        <li class="board-item" data-product-id=product.to_string() data-state=move || {
            if is_shown() { "shown" } else { "hidden" }
        }>
            <div class="board-item-row">
                {picture}
                <div class="board-item-facts">
                    <p class="board-item-name">{move || name.get()}</p>
                    <p class="board-item-state">
                        <span class="state">{move || state().map(|(_, words)| words)}</span>
                        <span>{price}</span>
                        {move || window().map(|window| view! { <span>{window}</span> })}
                    </p>
                </div>
                {desk.can_edit.then(tools)}
            </div>
            {desk.trouble_at(spot)}
            <Show when=move || scheduling.get()>
                <Schedule desk shelf_id item close/>
            </Show>
        </li>
    }
}
