//! The handle a placed product is taken by: with a pointer, a finger, or the keyboard.
//!
//! By keyboard: space takes it up, the arrows carry it along and over to the next shelf, space or
//! enter puts it down, Escape puts it back. One edit is sent, when it is put down.

use super::desk::{Desk, Spot};
use super::edits::{Key, apply, carry, edit, stands};
use super::focus;
use contract::edit::Action;
use contract::featured::Board;
use contract::{FeaturedTypeId, ProductId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// What is carried by keyboard.
#[derive(Clone)]
pub struct Carried {
    /// Where it is now.
    key: Key,
    /// Where it was taken up, and how the board looked then.
    from: Key,
    before: Board,
}

impl Carried {
    /// What is carried along this shelf now.
    pub fn on(&self, shelf: FeaturedTypeId) -> Option<ProductId> {
        (self.key.0 == shelf).then_some(self.key.1)
    }
}

/// The id of a placement's handle.
pub fn grip_id((shelf, product): Key) -> String {
    ["grip-", &shelf.to_string(), "-", &product.to_string()].concat()
}

#[component]
pub fn Grip(
    desk: Desk,
    shelf_id: FeaturedTypeId,
    product: ProductId,
    name: Memo<String>,
) -> impl IntoView {
    let key = (shelf_id, product);
    let is_carried = move || desk.carried.read().as_ref().is_some_and(|held| held.key == key);
    let pressed = move |event: KeyboardEvent| keyboard(desk, key, &event);
    let grab = move |event: leptos::ev::PointerEvent| {
        #[cfg(feature = "hydrate")]
        super::drag::begin(desk, key, &event);
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    view! {
        <button
            type="button"
            class="grip"
            id=grip_id(key)
            aria-label=move || ["Take up ", &name.read()].concat()
            aria-pressed=move || is_carried().to_string()
            aria-describedby="board-carrying"
            on:keydown=pressed
            on:pointerdown=grab
            on:blur=move |_| lost(desk, key)
        >
            <span aria-hidden="true">"⠿"</span>
        </button>
    }
}

fn name(board: &Board, key: Key) -> String {
    let items = board.shelves.iter().flat_map(|shelf| &shelf.items);
    let mut named = items.filter(|item| item.product.id == key.1);
    named.next().map(|item| item.product.name.clone()).unwrap_or_default()
}

/// Shelf, place and number of places.
fn place(board: &Board, key: Key) -> Option<(usize, usize, usize)> {
    let shelf = board.shelves.iter().position(|shelf| shelf.featured_type.id == key.0)?;
    let items = &board.shelves[shelf].items;
    let at = items.iter().position(|item| item.product.id == key.1)?;
    Some((shelf, at, items.len()))
}

fn told(board: &Board, key: Key) -> String {
    let Some((shelf, at, of)) = place(board, key) else { return String::new() };
    let shelf = &board.shelves[shelf].featured_type.name;
    ["Place ", &(at + 1).to_string(), " of ", &of.to_string(), " on ", shelf, "."].concat()
}

fn keyboard(desk: Desk, key: Key, event: &KeyboardEvent) {
    let carried = desk.carried.get_untracked().filter(|held| held.key == key);
    let pressed = event.key();
    match (carried, pressed.as_str()) {
        (None, " " | "Enter") => {
            event.prevent_default();
            take_up(desk, key);
        }
        (Some(held), " " | "Enter") => {
            event.prevent_default();
            put_down(desk, held);
        }
        (Some(held), "Escape") => {
            event.prevent_default();
            put_back(desk, held);
        }
        (Some(held), "ArrowUp" | "ArrowLeft") => {
            event.prevent_default();
            along(desk, held, -1);
        }
        (Some(held), "ArrowDown" | "ArrowRight") => {
            event.prevent_default();
            along(desk, held, 1);
        }
        _ => {}
    }
}

fn take_up(desk: Desk, key: Key) {
    if desk.is_busy() {
        return;
    }
    desk.calm();
    let before = desk.board.get_untracked();
    let words = [
        &*name(&before, key),
        " is in your hand. ",
        &told(&before, key),
        " The arrows move it, space puts it down, Escape puts it back.",
    ];
    desk.say(words.concat());
    desk.in_hand.set(true);
    desk.carried.set(Some(Carried { key, from: key, before }));
}

/// One place on; from the end of a shelf to the next one it does not stand on yet.
fn along(desk: Desk, mut held: Carried, by: isize) {
    let mut board = desk.board.get_untracked();
    let Some((shelf, at, of)) = place(&board, held.key) else { return };
    let to = at.checked_add_signed(by).filter(|to| *to < of);
    let action = match to {
        Some(to) => Action::Move { to: None, position: Some(to as i64) },
        None => {
            let ids: Vec<FeaturedTypeId> =
                board.shelves.iter().map(|shelf| shelf.featured_type.id).collect();
            let is_free = |id: &FeaturedTypeId| !stands(&board, (*id, held.key.1));
            let next = match by {
                ..0 => ids[..shelf].iter().rev().copied().find(is_free),
                _ => ids[shelf + 1..].iter().copied().find(is_free),
            };
            let Some(next) = next else { return };
            let position = if by < 0 { None } else { Some(0) };
            Action::Move { to: Some(next), position }
        }
    };
    let moved = edit(&board, held.key, action);
    apply(&mut board, std::slice::from_ref(&moved));
    if let Action::Move { to: Some(to), .. } = moved.action {
        held.key.0 = to;
    }
    desk.say(told(&board, held.key));
    let key = held.key;
    // Before the board: what is redrawn loses the focus, and that would put it back.
    desk.carried.set(Some(held));
    desk.board.set(board);
    focus::hold_on(grip_id(key));
}

fn put_down(desk: Desk, held: Carried) {
    let after = desk.board.get_untracked();
    let Some((shelf, at, _)) = place(&after, held.key) else { return };
    let next = after.shelves[shelf].items.get(at + 1).map(|item| item.product.id);
    let product = name(&after, held.key);
    let_go(desk);
    if place(&held.before, held.from) == place(&after, held.key) && held.from == held.key {
        desk.say([&product, " is back where it was."].concat());
        return;
    }
    let edits = carry(&held.before, &[held.from], held.key.0, next);
    let at = (at + 1).to_string();
    let shelf = desk.name_of(held.key.0);
    let said = [&*product, " now stands at position ", &at, " of ", &shelf, "."].concat();
    // As it was, so that what is refused goes back there.
    desk.board.set(held.before);
    desk.edit(Spot::Item(held.from.0, held.from.1), said, edits, None);
    focus::hold_on(grip_id(held.key));
}

fn put_back(desk: Desk, held: Carried) {
    let product = name(&held.before, held.from);
    let_go(desk);
    desk.board.set(held.before);
    desk.say([&product, " is back where it was."].concat());
    focus::hold_on(grip_id(held.from));
}

fn let_go(desk: Desk) {
    desk.carried.set(None);
    desk.in_hand.set(false);
}

/// Whoever goes elsewhere has put it back. While it is carried to another shelf the handle itself
/// is another one.
fn lost(desk: Desk, key: Key) {
    #[cfg(feature = "hydrate")]
    focus::when_elsewhere(grip_id(key), move || {
        if let Some(held) = desk.carried.get_untracked().filter(|held| held.key == key) {
            let_go(desk);
            desk.board.set(held.before);
            spawn_reload(desk);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (desk, key);
}

#[cfg(feature = "hydrate")]
fn spawn_reload(desk: Desk) {
    leptos::task::spawn_local(async move {
        desk.reload(None).await;
    });
}
