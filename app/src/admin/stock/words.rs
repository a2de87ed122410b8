//! Counts, holds and orders in words.

use contract::hold::{HoldHappening, HoldState};
use contract::order::{OrderState, Push, PushState};
use contract::stockroom::{ArticleName, Letter, Piece, StockOwner, Whose};
use contract::{Item, Timestamp};

/// `Harbour Coat, Size M`; the number where it is called nothing else.
pub fn named(article: &ArticleName) -> String {
    match (&article.name, article.options.is_empty()) {
        (None, _) => article.sku.clone(),
        (Some(name), true) => name.clone(),
        (Some(name), false) => [name, ", ", &article.options].concat(),
    }
}

pub fn piece(piece: &Piece) -> String {
    [&*piece.quantity.to_string(), " × ", &named(&piece.article)].concat()
}

pub fn items(items: &[Item]) -> String {
    let one = |item: &Item| [&*item.quantity.to_string(), " × ", &item.sku].concat();
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub fn whose(whose: &Whose) -> String {
    match whose {
        Whose::Cart(cart) => ["Cart ", &cart.to_string()].concat(),
        Whose::Key(name) => name.clone(),
    }
}

pub fn owner(owner: StockOwner) -> &'static str {
    match owner {
        StockOwner::House => "this shop",
        StockOwner::WooCommerce => "its WooCommerce",
        StockOwner::BackOffice => "its back office",
    }
}

pub fn hold_state(state: HoldState) -> &'static str {
    match state {
        HoldState::Active => "held",
        HoldState::Confirming => "being ordered",
        HoldState::Confirmed => "ordered",
        HoldState::Released => "let go of",
        HoldState::Expired => "lapsed",
    }
}

pub fn happened(what: &HoldHappening, moment: impl Fn(Timestamp) -> String) -> String {
    match what {
        HoldHappening::Created { items: all, expires_at } => {
            ["Held ", &items(all), " until ", &moment(*expires_at)].concat()
        }
        HoldHappening::Extended { expires_at } => {
            ["Given more time, until ", &moment(*expires_at)].concat()
        }
        HoldHappening::Ordered { .. } => {
            "An order was placed; the owner of the stock is being asked".into()
        }
        HoldHappening::Confirmed { .. } => "Became an order".into(),
        HoldHappening::Released => "Let go of".into(),
        HoldHappening::Expired => "Its time ran out".into(),
        HoldHappening::Drifted { said } => {
            ["The owner of the stock says otherwise: ", said].concat()
        }
        HoldHappening::Repaired { state, .. } => {
            ["Brought to what the owner says: ", hold_state(*state)].concat()
        }
    }
}

pub fn order_state(state: OrderState) -> &'static str {
    match state {
        OrderState::Placing => "being placed",
        OrderState::Placed => "placed",
        OrderState::Refused => "refused",
    }
}

/// Whether something is to be done about it.
pub fn is_wanting(push: &Push) -> bool {
    push.state == PushState::Rejected || (push.state == PushState::Waiting && push.attempts > 0)
}

pub fn way(push: &Push) -> String {
    match (push.state, push.attempts) {
        (PushState::None, _) => "kept here".into(),
        (PushState::Waiting, 0) => "on its way".into(),
        (PushState::Waiting, 1) => "tried once".into(),
        (PushState::Waiting, times) => format!("tried {times} times"),
        (PushState::Done, _) => "is there".into(),
        (PushState::Rejected, _) => "rejected".into(),
    }
}

/// `4:05`, `1:02:00`; nothing once it is over.
pub fn left(now: Timestamp, until: Timestamp) -> Option<String> {
    let seconds = (until.0 - now.0 + 999) / 1000;
    let two = |number: i64| format!("{number:02}");
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        _ if seconds <= 0 => None,
        (0, minutes, seconds) => Some([&*minutes.to_string(), ":", &two(seconds)].concat()),
        (hours, minutes, seconds) => {
            Some([&*hours.to_string(), ":", &two(minutes), ":", &two(seconds)].concat())
        }
    }
}

pub fn letter_kind(kind: &str) -> &str {
    match kind {
        "placed" => "Thanks for an order",
        "refused" => "An order that did not come about",
        other => other,
    }
}

/// Whether it needs somebody, and what became of it.
pub fn letter_state(letter: &Letter, moment: impl Fn(Timestamp) -> String) -> (bool, String) {
    match (letter.sent_at, letter.next_at, &letter.said) {
        (Some(at), _, _) => (false, ["sent ", &moment(at)].concat()),
        (None, Some(_), None) => (false, "about to be written".into()),
        (None, Some(at), Some(_)) => (true, ["tried again ", &moment(at)].concat()),
        (None, None, None) => (false, "kept".into()),
        (None, None, Some(_)) => (true, "given up, kept".into()),
    }
}

/// An element's id made of any text.
pub fn id_of(kind: &str, text: &str) -> String {
    let mut id = [kind, "-"].concat();
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() {
            true => id.push(byte.into()),
            false => {
                id.push('_');
                id.push_str(&byte.to_string());
            }
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_counted_down_to_nothing() {
        let told = |seconds: i64| left(Timestamp(0), Timestamp(seconds * 1000));
        assert_eq!(told(245).as_deref(), Some("4:05"));
        assert_eq!(told(3_720).as_deref(), Some("1:02:00"));
        assert_eq!(left(Timestamp(0), Timestamp(1)).as_deref(), Some("0:01"));
        assert_eq!(told(0), None);
        assert_eq!(told(-5), None);
    }

    #[test]
    fn articles_are_called_what_people_call_them() {
        let mut article =
            ArticleName { sku: "C-1".into(), name: None, options: String::new(), slug: None };
        assert_eq!(named(&article), "C-1");
        article.name = Some("Coat".into());
        assert_eq!(named(&article), "Coat");
        article.options = "Size M".into();
        assert_eq!(piece(&Piece { article, quantity: 2 }), "2 × Coat, Size M");
    }

    #[test]
    fn ids_are_one_word() {
        assert_eq!(id_of("row", "A b/1"), "row-A_32b_471");
        assert_ne!(id_of("row", "a b"), id_of("row", "a-b"));
    }

    #[test]
    fn an_order_that_needs_somebody_is_told_apart() {
        let push =
            |state, attempts| Push { state, attempts, next_at: None, said: None, remote_id: None };
        assert!(is_wanting(&push(PushState::Rejected, 1)));
        assert!(is_wanting(&push(PushState::Waiting, 2)));
        assert!(!is_wanting(&push(PushState::Waiting, 0)));
        assert_eq!(way(&push(PushState::Waiting, 1)), "tried once");
    }
}
