//! What the board says: no browser needed.

use super::Categories;
use super::clock::Clock;
use crate::theme::{Contrast, Ink};
use contract::featured::{Board, BoardItem, BoardShelf, ItemState, Phase};
use contract::{FeaturedTypeId, Layout, ProductId, RuleOrder, ShelfRule, Timestamp};

/// Why a product is, or is not, on show. On a shelf that is not shown itself nothing is.
pub fn state(state: ItemState, shelf: &BoardShelf, at: Timestamp, clock: &Clock) -> String {
    let kind = &shelf.featured_type;
    match state {
        ItemState::OnShow if shelf.is_active => "On show".into(),
        ItemState::OnShow => match (kind.phase(at), kind.active_from) {
            (Phase::Upcoming, Some(from)) => ["With its shelf, from ", &clock.day(from)].concat(),
            (Phase::Ended, _) => "Its shelf has ended".into(),
            _ => "With its shelf".into(),
        },
        ItemState::Upcoming => "Upcoming".into(),
        ItemState::Ended => "Ended".into(),
        ItemState::OutOfStock => "Sold out, comes back by itself".into(),
        ItemState::Discontinued => "No longer made".into(),
        ItemState::OverCapacity => ["Waits, the shelf shows ", &kind.capacity.to_string()].concat(),
    }
}

/// On which other shelves of the window shoppers see it as well.
pub fn elsewhere(board: &Board, own: FeaturedTypeId, product: ProductId) -> Option<String> {
    let shows = |shelf: &&BoardShelf| {
        let mut items = shelf.items.iter();
        items.any(|item| item.product.id == product && is_shown(item.state, shelf))
    };
    let here = board.shelves.iter().find(|shelf| shelf.featured_type.id == own)?;
    if !shows(&here) {
        return None;
    }
    let others: Vec<&str> = board
        .shelves
        .iter()
        .filter(|shelf| shelf.featured_type.id != own && shows(shelf))
        .map(|shelf| shelf.featured_type.name.as_str())
        .collect();
    (!others.is_empty()).then(|| ["Also on ", &others.join(", ")].concat())
}

/// Why some of a shelf wait, and what would help.
pub fn crowded(shelf: &BoardShelf) -> Option<String> {
    let waits = |item: &&BoardItem| item.state == ItemState::OverCapacity;
    let waiting = shelf.items.iter().filter(waits).count();
    let count = match waiting {
        0 => return None,
        1 => "1 product waits".to_owned(),
        many => [&*many.to_string(), " products wait"].concat(),
    };
    let room = shelf.featured_type.capacity.to_string();
    let words = [
        &*count,
        ": the shelf shows ",
        &room,
        ". They move up when others end or sell out; move them up, or let the shelf show more.",
    ];
    Some(words.concat())
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
        "header_changed" => "changed the header".to_owned(),
        // Its subject is what was done.
        "board_edited" => subject.to_owned(),
        "featured_type_deleted" => ["deleted the shelf ", subject].concat(),
        "featured_type_changed" => ["changed the shelf ", subject].concat(),
        _ => ["changed ", subject].concat(),
    }
}

/// What a rule adds, as a phrase: `the newest in Coats on sale, at most 8`.
pub fn rule_phrase(rule: &ShelfRule, categories: &Categories) -> String {
    let mut named = categories.iter().filter(|(id, _)| Some(*id) == rule.category);
    rule.phrase(named.next().map(|(_, name)| name.as_str()))
}

/// What comes first, as one chooses it.
pub fn rule_order(order: RuleOrder) -> &'static str {
    match order {
        RuleOrder::Newest => "The newest",
        RuleOrder::LowestPrice => "The lowest prices",
        RuleOrder::HighestPrice => "The highest prices",
        RuleOrder::LargestReduction => "The largest reductions",
        RuleOrder::Name => "By name",
    }
}

pub fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::Grid => "Grid",
        Layout::Carousel => "Carousel",
        Layout::List => "List",
        Layout::Look => "Look",
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

/// Whether the text of a badge can be read over both ends of its gradient.
pub fn contrast(contrast: &Contrast) -> String {
    let ink = match contrast.ink {
        Ink::Dark => "Dark",
        Ink::Light => "White",
    };
    let ratio =
        |tenths: u32| [&*(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat();
    let [from, to] = contrast.tenths.map(ratio);
    let told = [&*from, " to 1 over the first colour and ", &to, " to 1 over the second"].concat();
    if contrast.instead.is_none() {
        return [ink, " text is easy to read all along: ", &told, "."].concat();
    }
    let words = [
        ink,
        " text would be too faint: ",
        &told,
        ". It takes 4.6, so shoppers are shown darker colours, as here.",
    ];
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contrast_is_told_with_its_figures() {
        let good = Contrast { ink: Ink::Dark, tenths: [123, 70], instead: None };
        let words = "Dark text is easy to read all along: 12.3 to 1 over the first colour and 7.0 \
                     to 1 over the second.";
        assert_eq!(contrast(&good), words);
        let instead = Some(("#000000".to_owned(), "#000000".to_owned()));
        let faint = Contrast { ink: Ink::Light, tenths: [31, 70], instead };
        assert!(contrast(&faint).starts_with("White text would be too faint: 3.1 to 1"));
    }

    #[test]
    fn what_others_did_is_a_sentence() {
        assert_eq!(
            deed("product_unfeatured", "Fern in a pot in Green"),
            "took Fern in a pot off Green"
        );
        assert_eq!(deed("featured_type_deleted", "Green"), "deleted the shelf Green");
        assert_eq!(deed("moon_landed", "Green"), "changed Green");
    }

    #[test]
    fn nothing_is_on_show_on_a_shelf_that_is_not() {
        let shelf = |is_active, from: Option<&str>, until: Option<&str>| BoardShelf {
            featured_type: contract::FeaturedType {
                id: contract::FeaturedTypeId(1),
                name: "Winter".into(),
                badge: contract::featured::Badge::default(),
                layout: Layout::Grid,
                order: 0,
                capacity: 8,
                active_from: from.and_then(Timestamp::parse),
                active_until: until.and_then(Timestamp::parse),
                rule: None,
            },
            is_active,
            items: vec![],
            filled: vec![],
        };
        let at = Timestamp::parse("2026-11-21T07:00:00Z").unwrap();
        let clock = Clock::new("UTC");
        let says = |shelf: &BoardShelf| state(ItemState::OnShow, shelf, at, &clock);
        assert_eq!(says(&shelf(true, None, None)), "On show");
        let later = shelf(false, Some("2026-11-23T07:00:00Z"), None);
        assert_eq!(says(&later), "With its shelf, from 23 Nov 2026");
        assert!(!is_shown(ItemState::OnShow, &later));
        assert_eq!(says(&shelf(false, None, Some("2026-11-01T00:00:00Z"))), "Its shelf has ended");
    }
}
