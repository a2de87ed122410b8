//! Dragging products, within their shelf and to another one.

use super::by_name::number as of;
use super::desk::{Desk, Spot};
use super::dragging::{Line, Load, catch_up, is_begin, number};
use super::edits::{Key, counted};
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;
use web_sys::{Element, PointerEvent};

struct Products {
    desk: Desk,
    /// All that come along, the one that was taken first among them.
    keys: Vec<Key>,
}

/// The handle of a placement was pressed.
pub fn begin(desk: Desk, key: Key, event: &PointerEvent) {
    if !is_begin(desk, event) {
        return;
    }
    let chosen = desk.selection.get_untracked();
    let keys = if chosen.has(key) { chosen.keys().to_vec() } else { vec![key] };
    super::dragging::begin(Products { desk, keys }, event);
}

impl Load for Products {
    /// Before this product, or at the end.
    type Place = (FeaturedTypeId, Option<ProductId>);

    fn desk(&self) -> Desk {
        self.desk
    }

    fn words(&self) -> String {
        counted(&self.desk.names(&self.keys))
    }

    fn place(&self, under: &Element, y: f64) -> Option<(Self::Place, Line)> {
        let shelf = under.closest(".board-shelf").ok()??;
        let id = number(&shelf, "data-shelf-id").map(FeaturedTypeId)?;
        let (anchor, line) = match under.closest(".board-item").ok()? {
            Some(item) => self.beside(id, &item, y),
            None => at_an_end(&shelf, y)?,
        };
        Some(((id, anchor.map(ProductId)), line))
    }

    fn dropped(&self, place: Option<Self::Place>) {
        let first = self.keys[0];
        match place.and_then(|place| self.elsewhere(place)) {
            Some((shelf, anchor)) => {
                let spot = match self.keys.as_slice() {
                    [_] => Spot::Item(first.0, first.1),
                    _ => Spot::Board,
                };
                self.desk.carry_to(spot, &self.keys, shelf, anchor);
            }
            None => {
                self.desk.say([&*self.words(), " stays where it was."].concat());
                catch_up(self.desk);
            }
        }
    }
}

/// The head of a shelf is its beginning, what is below its list the end.
fn at_an_end(shelf: &Element, y: f64) -> Option<(Option<i64>, Line)> {
    let list = shelf.query_selector(".board-items").ok()??;
    let along = list.get_bounding_client_rect();
    let (top, bottom) = (of(&along, "top"), of(&along, "bottom"));
    let is_head = y < top;
    let first = list.first_element_child().filter(|_| is_head);
    let first = first.and_then(|first| number(&first, "data-product-id"));
    Some((first, Line { along, at: if is_head { top } else { bottom } }))
}

impl Products {
    /// Before or after the product under the pointer.
    fn beside(&self, shelf: FeaturedTypeId, item: &Element, y: f64) -> (Option<i64>, Line) {
        let along = item.get_bounding_client_rect();
        let top = of(&along, "top");
        if y < top + of(&along, "height") / 2.0 {
            return (number(item, "data-product-id"), Line { along, at: top });
        }
        let next = item.next_element_sibling();
        let next = next.and_then(|next| number(&next, "data-product-id"));
        let at = of(&along, "bottom");
        (next.or_else(|| self.unseen(shelf, item)), Line { along, at })
    }

    /// What comes after the last one that is drawn of a long shelf.
    fn unseen(&self, shelf: FeaturedTypeId, last: &Element) -> Option<i64> {
        let last: i64 = number(last, "data-product-id")?;
        let board = self.desk.board.read_untracked();
        let shelf = board.shelves.iter().find(|known| known.featured_type.id == shelf)?;
        let at = shelf.items.iter().position(|item| item.product.id.0 == last)?;
        shelf.items.get(at + 1).map(|item| item.product.id.0)
    }

    /// The place, named by a product that does not come along; none where it is there.
    fn elsewhere(
        &self,
        (shelf, anchor): (FeaturedTypeId, Option<ProductId>),
    ) -> Option<(FeaturedTypeId, Option<ProductId>)> {
        let board = self.desk.board.read_untracked();
        let known = board.shelves.iter().find(|known| known.featured_type.id == shelf)?;
        let ids: Vec<ProductId> = known.items.iter().map(|item| item.product.id).collect();
        let comes_along = |id: &ProductId| self.keys.contains(&(shelf, *id));
        let from = match anchor {
            Some(anchor) => ids.iter().position(|id| *id == anchor)?,
            None => ids.len(),
        };
        let anchor = ids[from..].iter().find(|id| !comes_along(id)).copied();
        // One that was dropped on itself or beside itself.
        if let [key] = self.keys.as_slice()
            && key.0 == shelf
        {
            let own = ids.iter().position(|id| *id == key.1)?;
            if ids.get(own + 1).copied() == anchor {
                return None;
            }
        }
        Some((shelf, anchor))
    }
}
