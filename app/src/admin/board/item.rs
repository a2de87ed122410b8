//! One placed product: where it stands, why it is or is not on show, and what one can do to it.

use super::desk::{Desk, Spot};
use super::grip::Grip;
use super::long_list::LongList;
use super::schedule::Schedule;
use super::sending::Overtaken;
use super::thumb::Thumb;
use super::turns::is_held;
use super::{focus, words};
use contract::featured::BoardShelf;
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;

#[component]
pub fn Item(
    desk: Desk,
    shelf_id: FeaturedTypeId,
    shelf: Memo<Option<BoardShelf>>,
    product: ProductId,
    list: LongList,
    /// The product of the shelf that somebody has hold of.
    touched: RwSignal<Option<ProductId>>,
) -> impl IntoView {
    let key = (shelf_id, product);
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
    let source = Memo::new(move |_| item.read().as_ref()?.product.picture_at(240));
    let picture = move || view! { <Thumb name=name.get() src=source.get()/> };
    let state = move || {
        let (item, shelf) = (item.read(), shelf.read());
        let at = desk.board.read().at;
        let (item, shelf) = (item.as_ref()?, shelf.as_ref()?);
        let words = desk.clock.with_value(|clock| words::state(item.state, shelf, at, clock));
        Some((words::is_shown(item.state, shelf), words))
    };
    let is_shown = move || state().is_some_and(|(is_shown, _)| is_shown);
    // Where else it stands: shoppers see it twice.
    let elsewhere = Memo::new(move |_| words::elsewhere(&desk.board.read(), shelf_id, product));
    let schedule_id =
        StoredValue::new(["schedule-", &shelf_id.to_string(), "-", &product.to_string()].concat());
    let close = Callback::new(move |()| {
        scheduling.set(false);
        focus::pass_to(schedule_id.get_value());
    });
    let window = move || {
        let item = item.read();
        let placed = &item.as_ref()?.assignment;
        desk.clock.with_value(|clock| clock.window(placed.starts_at, placed.ends_at))
    };
    let price = move || item.read().as_ref().map(|item| item.product.formatted_price.clone());
    let move_to = move |to: usize| {
        let others = {
            let shelf = shelf.read_untracked();
            let items = shelf.as_ref().map(|shelf| shelf.items.as_slice()).unwrap_or_default();
            let ids = items.iter().map(|item| item.product.id).filter(|id| *id != product);
            ids.collect::<Vec<_>>()
        };
        desk.carry_to(spot, &[key], shelf_id, others.get(to).copied());
    };
    let step = move |by: isize| move_to(place.get_untracked().0.saturating_add_signed(by));
    let asked = move |event: leptos::ev::Event| {
        let (at, of) = place.get_untracked();
        match event_target_value(&event).parse::<usize>() {
            Ok(to) if (1..=of).contains(&to) => {
                if to - 1 != at {
                    move_to(to - 1);
                }
            }
            _ => desk.complain(
                spot,
                Some("/position".into()),
                ["Choose a position from 1 to ", &of.to_string(), "."].concat(),
            ),
        }
    };
    let choose = move |event: leptos::ev::MouseEvent| {
        let chosen = event_target_checked(&event);
        let range = is_held(&event, "shiftKey");
        let board = desk.board.read_untracked();
        desk.selection.update(|all| all.choose(&board, key, chosen, range));
    };
    let touch = move || {
        if touched.get_untracked() != Some(product) {
            touched.set(Some(product));
        }
    };
    let is_chosen = Memo::new(move |_| desk.selection.read().has(key));
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
                <input
                    class="tool"
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=move || place.get().1.to_string()
                    aria-label=move || ["Move ", &name.read(), " to position"].concat()
                    aria-invalid=desk.fault_of(spot, "/position")
                    aria-describedby=desk.reason_of(spot, "/position")
                    value=(place.get_untracked().0 + 1).to_string()
                    prop:value=move || (place.get().0 + 1).to_string()
                    on:change=asked
                />
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
                <button
                    type="button"
                    class="tool"
                    aria-label=named("Remove ")
                    on:click=move |_| desk.remove(spot, &[key])
                >
                    "Remove"
                </button>
            </div>
        }
    };
    let handles = move || {
        view! {
            <div class="board-item-hold">
                <input
                    type="checkbox"
                    aria-label=named("Choose ")
                    prop:checked=move || is_chosen.get()
                    on:click=choose
                />
                <Grip desk shelf_id product name/>
            </div>
        }
    };
    view! {
        <li
            class="board-item"
            data-product-id=product.to_string()
            data-state=move || if is_shown() { "shown" } else { "hidden" }
            data-chosen=move || is_chosen.get().then_some("true")
            style=move || list.room(place.get().0)
            aria-setsize=move || place.get().1.to_string()
            aria-posinset=move || (place.get().0 + 1).to_string()
            on:focusin=move |_| touch()
            on:pointerdown=move |_| touch()
        >
            <div class="board-item-row" data-fixed=(!desk.can_edit).then_some("true")>
                {desk.can_edit.then(handles)}
                {picture}
                <div class="board-item-facts">
                    <p class="board-item-name">{move || name.get()}</p>
                    <p class="board-item-state">
                        <span class="state">{move || state().map(|(_, words)| words)}</span>
                        <span>{price}</span>
                        {move || window().map(|window| view! { <span>{window}</span> })}
                        {move || elsewhere.get().map(|words| view! { <span>{words}</span> })}
                    </p>
                </div>
                {desk.can_edit.then(tools)}
            </div>
            {desk.trouble_at(spot)}
            <Overtaken desk spot/>
            <Show when=move || scheduling.get()>
                <Schedule desk shelf_id item close/>
            </Show>
        </li>
    }
}
