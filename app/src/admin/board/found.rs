//! The list of what was found: as long as it is, gone through by scrolling or by keyboard.

use super::desk::{Desk, Spot};
use super::find::{Target, put};
use super::focus;
use super::found_pages::FoundPages;
use super::long_list::LongList;
use super::thumb::Thumb;
use contract::ProductId;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What the list's rows share.
#[derive(Clone, Copy)]
struct Rows {
    desk: Desk,
    found: FoundPages,
    target: Target,
    /// What stands on the shelf that is added to.
    standing: Memo<BTreeSet<ProductId>>,
    chosen: RwSignal<Vec<ProductId>>,
    list: LongList,
    /// The row that Tab leads to: within the list one goes by arrows.
    active: RwSignal<usize>,
}

#[component]
pub fn FoundList(
    desk: Desk,
    found: FoundPages,
    target: Target,
    chosen: RwSignal<Vec<ProductId>>,
) -> impl IntoView {
    let active = RwSignal::new(0);
    let count = Memo::new(move |_| found.rows());
    let standing = Memo::new(move |_| {
        let shelf = target.get().map(|(id, _)| id);
        let board = desk.board.read();
        let shelf = board.shelves.iter().find(|known| Some(known.featured_type.id) == shelf);
        let items = shelf.map(|shelf| shelf.items.as_slice()).unwrap_or_default();
        items.iter().map(|item| item.product.id).collect::<BTreeSet<_>>()
    });
    let list = LongList::new("found".into(), count, move || Some(active.get()));
    let rows = Rows { desk, found, target, standing, chosen, list, active };
    #[cfg(feature = "hydrate")]
    list.follow();
    Effect::new(move || {
        // The row that Tab leads to may be far from what one looks at.
        let away = active.get();
        let mut near = list.rows();
        if near.len() > 1 && near.windows(2).any(|two| two[1] - two[0] > 1) {
            near.retain(|row| *row != away);
        }
        if let (Some(first), Some(last)) = (near.first(), near.last()) {
            found.want(*first, last + 1);
        }
    });
    let scrolled = move |_| {
        #[cfg(feature = "hydrate")]
        list.look();
    };
    view! {
        <div class="found-view" data-view on:scroll=scrolled>
            <ul
                id=list.id()
                class="found long-list"
                style=move || list.length()
                role="list"
                aria-label="Found products"
                aria-describedby="found-keys"
                on:keydown=move |event| go(rows, &event)
            >
                <For
                    each=move || list.rows()
                    key=|at| *at
                    children=move |at| view! { <Row rows at/> }
                />
            </ul>
        </div>
        <p id="found-keys" hidden>
            "The arrows lead from product to product, Page Up and Page Down on by many, Home and End to the first and the last."
        </p>
    }
}

/// What has the focus in a row, when it is this row's turn.
fn part_id(part: &str, at: usize) -> String {
    ["found-", part, "-", &at.to_string()].concat()
}

/// To the first row, from the field.
pub fn enter() {
    focus::hold_on(part_id("choose", 0));
}

fn go(rows: Rows, event: &KeyboardEvent) {
    let (at, last) = (rows.active.get_untracked(), rows.found.rows().saturating_sub(1));
    #[cfg(feature = "hydrate")]
    let many = rows.list.seen_at_once();
    #[cfg(not(feature = "hydrate"))]
    let many = 1;
    let to = match event.key().as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at.saturating_sub(1),
        "PageDown" => at + many,
        "PageUp" => at.saturating_sub(many),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    let to = to.min(last);
    // From a box to a box, from a button to a button.
    let is_button = crate::admin::browser::is_on(event, &part_id("add", at));
    rows.active.set(to);
    focus::hold_on(part_id(if is_button { "add" } else { "choose" }, to));
}

/// A product found, and the button that puts it on the shelf. While it is on its way its row is
/// there already, so that the focus has somewhere to stand.
#[component]
fn Row(rows: Rows, at: usize) -> impl IntoView {
    let Rows { desk, found, target, standing, chosen, list, active } = rows;
    let product = Memo::new(move |_| found.product(at));
    let id = move || product.read().as_ref().map(|product| product.id);
    let name = Memo::new(move |_| {
        product.read().as_ref().map_or_else(|| "…".to_owned(), |product| product.name.clone())
    });
    let stands = move || id().is_some_and(|id| standing.read().contains(&id));
    // Switched off it would lose the focus: it stays, and says that it has been done.
    let label = move || {
        let shelf = target.get().map(|(_, name)| name).unwrap_or_default();
        let verb = if stands() { "Added " } else { "Add " };
        [verb, &name.read(), " to ", &shelf].concat()
    };
    let add = move |_| {
        let Some(id) = id().filter(|_| !stands()) else { return };
        let Some((shelf, title)) = target.get_untracked() else {
            desk.complain(Spot::Finder, None, "Make a shelf first.");
            return;
        };
        put(desk, &[id], shelf, [&name.get_untracked(), " stands in ", &title, "."].concat());
    };
    let choose = move |event| {
        let is_chosen = event_target_checked(&event);
        let Some(id) = id() else { return };
        chosen.update(|all| {
            all.retain(|known| *known != id);
            if is_chosen {
                all.push(id);
            }
        });
    };
    let tab = move || if active.get() == at { "0" } else { "-1" };
    let picture = move || {
        let product = product.get()?;
        Some(view! { <Thumb name=product.name.clone() src=product.picture_at(240)/> })
    };
    view! {
        <li
            class="found-item"
            style=move || list.room(at)
            aria-setsize=move || found.rows().to_string()
            aria-posinset=(at + 1).to_string()
            aria-busy=move || product.read().is_none().then_some("true")
            on:focusin=move |_| active.set(at)
        >
            <input
                id=part_id("choose", at)
                type="checkbox"
                tabindex=tab
                aria-label=move || ["Choose ", &name.read()].concat()
                aria-disabled=move || product.read().is_none().then_some("true")
                prop:checked=move || id().is_some_and(|id| chosen.read().contains(&id))
                on:change=choose
            />
            {picture}
            <span class="found-name" class:skeleton=move || product.read().is_none()>
                {move || name.get()}
            </span>
            <span class="found-price">
                {move || product.read().as_ref().map(|product| product.formatted_price.clone())}
            </span>
            <button
                id=part_id("add", at)
                class="button"
                type="button"
                tabindex=tab
                aria-label=label
                aria-disabled=move || (stands() || product.read().is_none()).then_some("true")
                on:click=add
            >
                {move || if stands() { "Added" } else { "Add" }}
            </button>
        </li>
    }
}
