//! What one can go to and do, and what of it fits the words typed: no browser needed.

use contract::featured::Board;
use contract::{Turn, UniversalProduct};

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// To this address.
    Go(String),
    Turn(Turn),
    NewShelf,
    SignOut,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub words: String,
    /// What kind of thing it is.
    pub kind: &'static str,
    pub deed: Deed,
}

impl Entry {
    pub fn go(kind: &'static str, words: impl Into<String>, address: impl Into<String>) -> Self {
        Self { words: words.into(), kind, deed: Deed::Go(address.into()) }
    }
}

/// Entries shown at once.
pub const MOST: usize = 12;

/// The shelves of a shop, and what can be done there.
pub fn of_board(shop: &str, can_edit: bool, board: Option<&Board>) -> Vec<Entry> {
    let mut entries = Vec::new();
    if can_edit {
        let mut act = |words: String, deed| entries.push(Entry { words, kind: "Do", deed });
        let undo = board.and_then(|board| board.undo.as_ref());
        let redo = board.and_then(|board| board.redo.as_ref());
        if let Some(step) = undo {
            act(["Undo: ", &step.words].concat(), Deed::Turn(Turn::Undo));
        }
        if let Some(step) = redo {
            act(["Redo: ", &step.words].concat(), Deed::Turn(Turn::Redo));
        }
        act("New shelf".into(), Deed::NewShelf);
    }
    let shelves = board.map(|board| board.shelves.as_slice()).unwrap_or_default();
    entries.extend(shelves.iter().map(|shelf| {
        let kind = &shelf.featured_type;
        let address = ["/admin/t/", shop, "#board-shelf-", &kind.id.to_string()].concat();
        Entry::go("Shelf", kind.name.clone(), address)
    }));
    entries
}

pub fn of_products(shop: &str, products: Vec<UniversalProduct>) -> Vec<Entry> {
    let entry = |product: UniversalProduct| {
        let address = ["/t/", shop, "/p/", &product.slug].concat();
        Entry::go("Product", product.name, address)
    };
    products.into_iter().map(entry).collect()
}

/// Those with every word of `typed`, the ones that begin with it first; all, when nothing is typed.
pub fn fitting(entries: &[Entry], typed: &str) -> Vec<Entry> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut fitting: Vec<(u8, &Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let text = [&entry.words, " ", entry.kind].concat().to_lowercase();
            let fits = words.iter().all(|word| text.contains(word));
            let begins = text.starts_with(typed.trim());
            let has_word = words
                .first()
                .is_some_and(|word| text.split_whitespace().any(|own| own.starts_with(word)));
            fits.then_some((
                if begins {
                    0
                } else if has_word {
                    1
                } else {
                    2
                },
                entry,
            ))
        })
        .collect();
    // Stable: among equals the order they came in.
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting.into_iter().take(MOST).map(|(_, entry)| entry.clone()).collect()
}

/// The entry a key leads to, from the one that is marked: up and down go round.
pub fn step(marked: usize, count: usize, key: &str) -> Option<usize> {
    if count == 0 {
        return None;
    }
    match key {
        "ArrowDown" => Some((marked + 1) % count),
        "ArrowUp" => Some((marked + count - 1) % count),
        "PageDown" | "End" => Some(count - 1),
        "PageUp" | "Home" => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(words: &[&str]) -> Vec<Entry> {
        words.iter().map(|words| Entry::go("Page", *words, "/")).collect()
    }

    fn found(all: &[&str], typed: &str) -> Vec<String> {
        fitting(&entries(all), typed).into_iter().map(|entry| entry.words).collect()
    }

    #[test]
    fn what_begins_with_the_words_comes_first() {
        let all = ["Old boards", "Board", "History of the board", "Keyboard"];
        assert_eq!(
            found(&all, "board"),
            ["Board", "Old boards", "History of the board", "Keyboard"]
        );
        assert_eq!(found(&all, " OF  his "), ["History of the board"]);
        assert_eq!(found(&all, "page key"), ["Keyboard"], "the kind counts, too");
        assert_eq!(found(&all, ""), all);
        assert!(found(&all, "moon").is_empty());
    }

    #[test]
    fn arrows_go_round() {
        assert_eq!(step(0, 3, "ArrowUp"), Some(2));
        assert_eq!(step(2, 3, "ArrowDown"), Some(0));
        assert_eq!(step(1, 3, "End"), Some(2));
        assert_eq!(step(1, 3, "x"), None);
        assert_eq!(step(0, 0, "ArrowDown"), None);
    }
}
