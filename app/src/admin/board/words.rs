//! What the board says, and how its lists move: no browser needed.

use contract::featured::{Board, ItemState};
use contract::{FeaturedTypeId, ProductId, Timestamp};

/// Why a product is, or is not, on show.
pub fn state(state: ItemState) -> &'static str {
    match state {
        ItemState::OnShow => "On show",
        ItemState::Upcoming => "Upcoming",
        ItemState::Ended => "Ended",
        ItemState::OutOfStock => "Sold out, comes back by itself",
        ItemState::Discontinued => "Discontinued",
        ItemState::OverCapacity => "Shelf is full before it",
    }
}

/// An action of the feed, in the past tense.
#[cfg(feature = "hydrate")]
pub fn action(kind: &str) -> &'static str {
    match kind {
        "product_featured" => "placed",
        "product_unfeatured" => "removed",
        "product_rescheduled" => "scheduled",
        "shelf_reordered" => "put in a new order:",
        "featured_type_deleted" => "deleted the shelf",
        _ => "changed",
    }
}

/// The list with one product at another place; unchanged where that makes no sense.
pub fn moved(order: &[ProductId], product: ProductId, to: usize) -> Vec<ProductId> {
    let mut order = order.to_vec();
    if let Some(from) = order.iter().position(|id| *id == product) {
        let product = order.remove(from);
        order.insert(to.min(order.len()), product);
    }
    order
}

/// Puts the items of a shelf in this order.
pub fn arrange(board: &mut Board, shelf: FeaturedTypeId, order: &[ProductId]) {
    let place = |id: ProductId| order.iter().position(|known| *known == id);
    for shelf in board.shelves.iter_mut().filter(|known| known.featured_type.id == shelf) {
        shelf.items.sort_by_key(|item| place(item.product.id));
    }
}

/// Takes a product off a shelf.
pub fn take_off(board: &mut Board, shelf: FeaturedTypeId, product: ProductId) {
    for shelf in board.shelves.iter_mut().filter(|known| known.featured_type.id == shelf) {
        shelf.items.retain(|item| item.product.id != product);
    }
}

/// What a `datetime-local` field holds: UTC to the minute.
pub fn to_field(moment: Option<Timestamp>) -> String {
    moment.map(|moment| moment.to_rfc3339()[..16].to_owned()).unwrap_or_default()
}

/// A moment from such a field; an empty one is none.
pub fn from_field(text: &str) -> Result<Option<Timestamp>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => Timestamp::parse(text).map(Some).ok_or(()),
    }
}

/// From when to when, in words; nothing for always.
pub fn window(from: Option<Timestamp>, until: Option<Timestamp>) -> Option<String> {
    let words = |moment: Timestamp| moment.to_rfc3339()[..16].replace('T', " ") + " UTC";
    match (from, until) {
        (None, None) => None,
        (Some(from), None) => Some("from ".to_owned() + &words(from)),
        (None, Some(until)) => Some("until ".to_owned() + &words(until)),
        (Some(from), Some(until)) => {
            Some(["from ", &words(from), " until ", &words(until)].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_move_within_their_list() {
        let ids = |list: &[i64]| list.iter().map(|id| ProductId(*id)).collect::<Vec<_>>();
        let order = ids(&[1, 2, 3]);
        assert_eq!(moved(&order, ProductId(1), 2), ids(&[2, 3, 1]));
        assert_eq!(moved(&order, ProductId(3), 0), ids(&[3, 1, 2]));
        assert_eq!(moved(&order, ProductId(2), 99), ids(&[1, 3, 2]));
        assert_eq!(moved(&order, ProductId(9), 0), order);
    }

    #[test]
    fn fields_and_moments_agree() {
        let moment = Timestamp::parse("2026-05-01T09:30:00Z");
        assert_eq!(to_field(moment), "2026-05-01T09:30");
        assert_eq!(from_field("2026-05-01T09:30"), Ok(moment));
        assert_eq!(from_field(" "), Ok(None));
        assert_eq!(from_field("soon"), Err(()));
        assert_eq!(window(moment, None).as_deref(), Some("from 2026-05-01 09:30 UTC"));
    }
}
