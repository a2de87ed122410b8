//! What the board says, and how its lists move: no browser needed.

use contract::featured::{Board, BoardShelf, ItemState, Phase};
use contract::{FeaturedTypeId, Layout, ProductId, Timestamp};

/// Why a product is, or is not, on show. On a shelf that is not shown itself nothing is.
pub fn state(state: ItemState, shelf: &BoardShelf, at: Timestamp) -> String {
    let kind = &shelf.featured_type;
    match state {
        ItemState::OnShow if shelf.is_active => "On show".into(),
        ItemState::OnShow => match (kind.phase(at), kind.active_from) {
            (Phase::Upcoming, Some(from)) => ["With its shelf, from ", &day(from)].concat(),
            (Phase::Ended, _) => "Its shelf has ended".into(),
            _ => "With its shelf".into(),
        },
        ItemState::Upcoming => "Upcoming".into(),
        ItemState::Ended => "Ended".into(),
        ItemState::OutOfStock => "Sold out, comes back by itself".into(),
        ItemState::Discontinued => "No longer made".into(),
        ItemState::OverCapacity => "Waits, the shelf is full".into(),
    }
}

/// Whether shoppers see it.
pub fn is_shown(state: ItemState, shelf: &BoardShelf) -> bool {
    state == ItemState::OnShow && shelf.is_active
}

/// An action of the feed as what somebody did. The subject of one product is written
/// `Coat in New this week`.
#[cfg(any(test, feature = "hydrate"))]
pub fn deed(kind: &str, subject: &str) -> String {
    let (product, shelf) = subject.rsplit_once(" in ").unwrap_or((subject, "its shelf"));
    match kind {
        "product_featured" => ["put ", product, " on ", shelf].concat(),
        "product_unfeatured" => ["took ", product, " off ", shelf].concat(),
        "product_rescheduled" => ["changed when ", product, " is shown on ", shelf].concat(),
        "shelf_reordered" => ["put ", subject, " into another order"].concat(),
        "featured_type_deleted" => ["deleted the shelf ", subject].concat(),
        "featured_type_changed" => ["changed the shelf ", subject].concat(),
        _ => ["changed ", subject].concat(),
    }
}

pub fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::Grid => "Grid",
        Layout::Carousel => "Carousel",
        Layout::List => "List",
    }
}

/// An icon's name for people.
pub fn icon(name: &str) -> &'static str {
    match name {
        "star" => "Star",
        "flame" => "Flame",
        "leaf" => "Leaf",
        "clock" => "Clock",
        "tag" => "Price tag",
        "heart" => "Heart",
        "spark" => "Spark",
        _ => "No icon",
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
    match (from, until) {
        (None, None) => None,
        (Some(from), None) => Some("from ".to_owned() + &moment(from)),
        (None, Some(until)) => Some("until ".to_owned() + &moment(until)),
        (Some(from), Some(until)) => {
            Some(["from ", &moment(from), " until ", &moment(until)].concat())
        }
    }
}

/// Day and time, of the same clock as the fields they are set in.
fn moment(at: Timestamp) -> String {
    [&*day(at), ", ", &at.to_rfc3339()[11..16], " UTC"].concat()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn day(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    let month = text[5..7].parse::<usize>().ok().and_then(|month| MONTHS.get(month - 1));
    [text[8..10].trim_start_matches('0'), " ", month.unwrap_or(&""), " ", &text[..4]].concat()
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
        assert_eq!(window(moment, None).as_deref(), Some("from 1 May 2026, 09:30 UTC"));
    }

    #[test]
    fn what_others_did_is_a_sentence() {
        assert_eq!(
            deed("product_unfeatured", "Fern in a pot in Green"),
            "took Fern in a pot off Green"
        );
        assert_eq!(deed("shelf_reordered", "Green"), "put Green into another order");
        assert_eq!(deed("moon_landed", "Green"), "changed Green");
    }

    #[test]
    fn nothing_is_on_show_on_a_shelf_that_is_not() {
        let shelf = |is_active, from: Option<&str>, until: Option<&str>| BoardShelf {
            featured_type: contract::FeaturedType {
                id: FeaturedTypeId(1),
                name: "Winter".into(),
                badge: contract::featured::Badge::default(),
                layout: Layout::Grid,
                order: 0,
                capacity: 8,
                active_from: from.and_then(Timestamp::parse),
                active_until: until.and_then(Timestamp::parse),
            },
            is_active,
            items: vec![],
        };
        let at = Timestamp::parse("2026-11-21T07:00:00Z").unwrap();
        let says = |shelf: &BoardShelf| state(ItemState::OnShow, shelf, at);
        assert_eq!(says(&shelf(true, None, None)), "On show");
        let later = shelf(false, Some("2026-11-23T07:00:00Z"), None);
        assert_eq!(says(&later), "With its shelf, from 23 Nov 2026");
        assert!(!is_shown(ItemState::OnShow, &later));
        assert_eq!(says(&shelf(false, None, Some("2026-11-01T00:00:00Z"))), "Its shelf has ended");
    }
}
