//! Dragging a shelf to another place in the window.

use super::by_name::number as of;
use super::desk::Desk;
use super::dragging::{Line, Load, catch_up, is_begin, number};
use contract::FeaturedTypeId;
use leptos::prelude::*;
use web_sys::{Element, PointerEvent};

struct Shelf {
    desk: Desk,
    id: FeaturedTypeId,
}

/// The handle of a shelf was pressed.
pub fn begin(desk: Desk, id: FeaturedTypeId, event: &PointerEvent) {
    if is_begin(desk, event) {
        super::dragging::begin(Shelf { desk, id }, event);
    }
}

impl Load for Shelf {
    /// Before this shelf, or at the end.
    type Place = Option<FeaturedTypeId>;

    fn desk(&self) -> Desk {
        self.desk
    }

    fn words(&self) -> String {
        self.desk.name_of(self.id)
    }

    /// Which shelf lies under the pointer, and which half of it.
    fn place(&self, under: &Element, y: f64) -> Option<(Self::Place, Line)> {
        let shelf = under.closest(".board-shelf").ok()??;
        let id = number(&shelf, "data-shelf-id").map(FeaturedTypeId)?;
        let along = shelf.get_bounding_client_rect();
        let (top, bottom) = (of(&along, "top"), of(&along, "bottom"));
        if y < (top + bottom) / 2.0 {
            return Some((Some(id), Line { along, at: top }));
        }
        let board = self.desk.board.read_untracked();
        let mut shelves = board.shelves.iter().map(|shelf| shelf.featured_type.id);
        let next = shelves.find(|known| *known == id).and_then(|_| shelves.next());
        Some((next, Line { along, at: bottom }))
    }

    fn dropped(&self, place: Option<Self::Place>) {
        if !place.is_some_and(|before| self.desk.move_shelf(self.id, before)) {
            catch_up(self.desk);
        }
    }
}
