//! The order of the shelves: by button, or by dragging.

use super::desk::{Desk, Spot};
use super::focus;
use crate::api::board as api;
use contract::FeaturedTypeId;
use contract::featured::Board;
use leptos::prelude::*;

/// Where a shelf stands in the window, and how to change that.
#[component]
pub fn ShelfPlace(
    desk: Desk,
    id: FeaturedTypeId,
    #[prop(into)] name: Signal<String>,
) -> impl IntoView {
    let place = Memo::new(move |_| place(&desk.board.read(), id));
    let is_first = move || place.get().is_none_or(|(at, _)| at == 0);
    let is_last = move || place.get().is_none_or(|(at, of)| at + 1 == of);
    // Switched off the buttons would lose the focus: they stay, and do nothing.
    let step = move |by: isize| {
        let board = desk.board.read_untracked();
        let Some((at, of)) = self::place(&board, id) else { return };
        let Some(to) = at.checked_add_signed(by).filter(|to| *to < of) else { return };
        let passed = if by < 0 { to } else { to + 1 };
        let before = board.shelves.get(passed).map(|shelf| shelf.featured_type.id);
        drop(board);
        desk.move_shelf(id, before);
        let own = if by < 0 { "up-" } else { "down-" };
        focus::hold_on([own, &id.to_string()].concat());
    };
    let grab = move |event: leptos::ev::PointerEvent| {
        #[cfg(feature = "hydrate")]
        super::shelf_drag::begin(desk, id, &event);
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    let button = move |own: &str, word: &'static str, arrow: &'static str, by: isize| {
        let is_end = move || if by < 0 { is_first() } else { is_last() };
        view! {
            <button
                id=[own, &id.to_string()].concat()
                type="button"
                class="tool"
                aria-label=move || ["Move the shelf ", &name.read(), word].concat()
                aria-disabled=move || is_end().then_some("true")
                on:click=move |_| step(by)
            >
                {arrow}
            </button>
        }
    };
    view! {
        <span class="shelf-place">
            // The buttons beside it do the same for whoever does not drag.
            <span class="grip shelf-grip" aria-hidden="true" on:pointerdown=grab data-shelf-grip>"⠿"</span>
            {button("up-", " up", "↑", -1)}
            {button("down-", " down", "↓", 1)}
        </span>
    }
}

/// Its place, and how many there are.
fn place(board: &Board, id: FeaturedTypeId) -> Option<(usize, usize)> {
    let at = board.shelves.iter().position(|shelf| shelf.featured_type.id == id)?;
    Some((at, board.shelves.len()))
}

/// Puts a shelf before another one, or last. Says whether that is another place.
fn shift(board: &mut Board, id: FeaturedTypeId, before: Option<FeaturedTypeId>) -> bool {
    let Some((from, of)) = place(board, id).filter(|_| before != Some(id)) else { return false };
    let to = before.map_or(Some(of), |before| Some(place(board, before)?.0));
    let Some(to) = to.map(|to| if to > from { to - 1 } else { to }) else { return false };
    let shelf = board.shelves.remove(from);
    board.shelves.insert(to, shelf);
    to != from
}

impl Desk {
    /// Puts a shelf before another one; last, when none is named. Says whether that is another
    /// place.
    pub fn move_shelf(self, id: FeaturedTypeId, before: Option<FeaturedTypeId>) -> bool {
        let mut after = self.board.get_untracked();
        if !shift(&mut after, id, before) {
            return false;
        }
        let at = place(&after, id).map_or(0, |(at, _)| at + 1).to_string();
        let of = after.shelves.len().to_string();
        let said = ["The shelf ", &self.name_of(id), " is now number ", &at, " of ", &of, "."];
        let effect = move |board: &mut Board| {
            shift(board, id, before);
        };
        let call = move || api::move_type(self.shop(), id, before);
        self.act(Spot::Shelf(id), said.concat(), effect, call, None);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::edits::tests::board;
    use super::*;

    #[test]
    fn a_shelf_is_put_before_another_one_or_last() {
        let [one, two] = [FeaturedTypeId(1), FeaturedTypeId(2)];
        let order = |board: &Board| -> Vec<i64> {
            board.shelves.iter().map(|shelf| shelf.featured_type.id.0).collect()
        };
        let mut board = board([&[1], &[2]]);
        assert!(!shift(&mut board, one, Some(two)), "it stands there already");
        assert!(!shift(&mut board, two, None));
        assert!(!shift(&mut board, one, Some(one)));
        assert!(!shift(&mut board, one, Some(FeaturedTypeId(9))), "nobody stands there");
        assert!(shift(&mut board, one, None));
        assert_eq!(order(&board), [2, 1]);
        assert!(shift(&mut board, one, Some(two)));
        assert_eq!(order(&board), [1, 2]);
    }
}
