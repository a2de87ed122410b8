//! Several placements chosen, and what is done to all of them.

use super::desk::{Desk, Spot};
use super::edits::{Key, carry, counted, edit, stands};
use contract::edit::Action;
use contract::featured::Board;
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// In the order of the board.
    keys: Vec<Key>,
    /// The last one chosen by itself: from here a range is drawn.
    anchor: Option<Key>,
}

fn all(board: &Board) -> impl Iterator<Item = Key> + '_ {
    board
        .shelves
        .iter()
        .flat_map(|shelf| shelf.items.iter().map(|item| (shelf.featured_type.id, item.product.id)))
}

impl Selection {
    pub fn has(&self, key: Key) -> bool {
        self.keys.contains(&key)
    }

    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Chooses one or not; with `range`, everything from the last one on the same shelf.
    pub fn choose(&mut self, board: &Board, key: Key, chosen: bool, range: bool) {
        let mut meant = vec![key];
        if range && let Some(anchor) = self.anchor.filter(|anchor| anchor.0 == key.0) {
            let shelf: Vec<Key> = all(board).filter(|other| other.0 == key.0).collect();
            let at = |key: Key| shelf.iter().position(|other| *other == key);
            if let (Some(from), Some(to)) = (at(anchor), at(key)) {
                meant = shelf[from.min(to)..=from.max(to)].to_vec();
            }
        }
        self.anchor = Some(key);
        self.set(board, &meant, chosen);
    }

    pub fn choose_shelf(&mut self, board: &Board, shelf: FeaturedTypeId, chosen: bool) {
        let meant: Vec<Key> = all(board).filter(|key| key.0 == shelf).collect();
        self.set(board, &meant, chosen);
    }

    fn set(&mut self, board: &Board, meant: &[Key], chosen: bool) {
        let meant: std::collections::BTreeSet<Key> = meant.iter().copied().collect();
        let known: std::collections::BTreeSet<Key> = self.keys.iter().copied().collect();
        let is = |key: &Key| if meant.contains(key) { chosen } else { known.contains(key) };
        self.keys = all(board).filter(is).collect();
    }

    /// Forgets what does not stand there any more.
    pub fn settle(&mut self, board: &Board) {
        self.keys.retain(|key| stands(board, *key));
    }
}

impl Desk {
    pub(super) fn names(self, keys: &[Key]) -> Vec<String> {
        let board = self.board.read_untracked();
        let items = board.shelves.iter().flat_map(|shelf| {
            let id = shelf.featured_type.id;
            shelf.items.iter().map(move |item| ((id, item.product.id), &item.product.name))
        });
        items.filter(|(key, _)| keys.contains(key)).map(|(_, name)| name.clone()).collect()
    }

    /// Takes these off their shelves.
    pub fn remove(self, spot: Spot, keys: &[Key]) {
        let names = self.names(keys);
        let verb = if names.len() == 1 { " is off the shelf." } else { " are off their shelves." };
        let edits = {
            let board = self.board.read_untracked();
            keys.iter().map(|key| edit(&board, *key, Action::Remove)).collect()
        };
        self.edit(spot, [&*counted(&names), verb].concat(), edits, None);
    }

    /// Puts these together before `anchor` on a shelf, or at its end.
    pub fn carry_to(self, spot: Spot, keys: &[Key], to: FeaturedTypeId, anchor: Option<ProductId>) {
        let edits = carry(&self.board.read_untracked(), keys, to, anchor);
        let moved: Vec<Key> = edits.iter().map(|edit| (edit.type_id, edit.product_id)).collect();
        let left: Vec<Key> = keys.iter().filter(|key| !moved.contains(key)).copied().collect();
        let title = self.name_of(to);
        if edits.is_empty() {
            let words = [&*counted(&self.names(&left)), " already stands on ", &title, "."];
            return self.complain(spot, None, words.concat());
        }
        let names = self.names(&moved);
        let place = edits.first().and_then(|edit| match edit.action {
            Action::Move { position, .. } => Some(position?.saturating_add(1).to_string()),
            _ => None,
        });
        let at = match place {
            Some(place) => [" at position ", &place].concat(),
            None => " at the end".to_owned(),
        };
        let verb = if names.len() == 1 { " now stands" } else { " now stand" };
        let mut said = [&*counted(&names), verb, &at, " of ", &title, "."].concat();
        if !left.is_empty() {
            said = [&*said, " ", &counted(&self.names(&left)), " stood there already."].concat();
        }
        self.edit(spot, said, edits, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::board::edits::tests::board;

    #[test]
    fn ranges_are_drawn_on_one_shelf() {
        let all = board([&[1, 2, 3, 4], &[5, 6]]);
        let key = |shelf, id| (FeaturedTypeId(shelf), ProductId(id));
        let mut selection = Selection::default();
        selection.choose(&all, key(1, 4), true, false);
        selection.choose(&all, key(1, 2), true, true);
        assert_eq!(selection.keys(), [key(1, 2), key(1, 3), key(1, 4)]);
        selection.choose(&all, key(2, 6), true, true);
        assert_eq!(selection.keys().last(), Some(&key(2, 6)));
        assert_eq!(selection.keys().len(), 4, "a range does not cross shelves");
        selection.choose(&all, key(1, 3), false, false);
        assert!(!selection.has(key(1, 3)));
        selection.choose_shelf(&all, FeaturedTypeId(1), true);
        assert_eq!(selection.keys().len(), 5);
        selection.settle(&board([&[1], &[6]]));
        assert_eq!(selection.keys(), [key(1, 1), key(2, 6)]);
    }
}
