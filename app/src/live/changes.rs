//! What a frame did to the page, in words for those who do not see it.

use super::{Word, Words};
use contract::ProductId;

/// What applying something did, and what it left to be asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Changes {
    /// Names of products that look different now.
    pub changed: Vec<String>,
    /// Names of products that are newly on show.
    pub arrived: Vec<String>,
    /// Names of products that left.
    pub left: Vec<String>,
    /// Products of the page that changed in a way the frame does not tell.
    pub wanted: Vec<ProductId>,
    /// The frame builds on something this page never received: take the window anew.
    pub incomplete: bool,
}

impl Changes {
    /// Adds what came later, each product once: one that arrived or left and changed has arrived
    /// or left.
    pub fn absorb(&mut self, later: Self) {
        for name in later.arrived {
            forget(&mut [&mut self.changed, &mut self.left], &name);
            note(&mut self.arrived, name);
        }
        for name in later.left {
            forget(&mut [&mut self.changed, &mut self.arrived], &name);
            note(&mut self.left, name);
        }
        for name in later.changed {
            if !self.arrived.contains(&name) && !self.left.contains(&name) {
                note(&mut self.changed, name);
            }
        }
        self.wanted.extend(later.wanted);
        self.incomplete |= later.incomplete;
    }

    /// How many products they are of.
    pub fn total(&self) -> usize {
        self.changed.len() + self.arrived.len() + self.left.len()
    }

    /// One sentence however many things happened; `None` when nothing did.
    pub fn in_words(&self, words: &Words) -> Option<String> {
        let total = self.total();
        Some(match (self.changed.first(), self.arrived.first(), self.left.first()) {
            _ if total > 1 => words.counted(Word::ProductsChanged, total as i64),
            (Some(name), ..) => words.with(Word::ProductChanged, name),
            (_, Some(name), _) => words.with(Word::ProductArrived, name),
            (.., Some(name)) => words.with(Word::ProductLeft, name),
            _ => return None,
        })
    }
}

fn forget(lists: &mut [&mut Vec<String>; 2], name: &str) {
    lists.iter_mut().for_each(|list| list.retain(|known| known != name));
}

fn note(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::messages::Messages;
    use contract::Language;

    fn said(changes: &Changes) -> Option<String> {
        changes.in_words(&Messages::of(Language::En).words("en-GB"))
    }

    fn changed(name: &str) -> Changes {
        Changes { changed: vec![name.into()], ..Changes::default() }
    }

    #[test]
    fn twenty_changes_are_one_sentence() {
        let mut all = Changes::default();
        (0..20).for_each(|i| all.absorb(changed(&format!("Shirt {i}"))));
        (0..20).for_each(|i| all.absorb(changed(&format!("Shirt {i}"))));
        assert_eq!(said(&all).unwrap(), "20 products have just changed.");
        assert_eq!(said(&changed("Shirt")).unwrap(), "Shirt has just changed.");
        assert_eq!(said(&Changes::default()), None);
    }

    #[test]
    fn one_product_is_one_change_however_many_frames_tell_of_it() {
        let mut sold_out = Changes::default();
        sold_out.absorb(changed("Shirt"));
        sold_out.absorb(Changes { left: vec!["Shirt".into()], ..Changes::default() });
        assert_eq!(said(&sold_out).unwrap(), "Shirt is no longer on show.");
        let mut on_two_shelves = changed("Shirt");
        on_two_shelves.absorb(Changes { arrived: vec!["Shirt".into(); 2], ..Changes::default() });
        assert_eq!(said(&on_two_shelves).unwrap(), "Shirt has just come in.");
    }

    #[test]
    fn what_left_again_has_not_come_in() {
        let mut all = Changes { arrived: vec!["Shirt".into()], ..Changes::default() };
        all.absorb(changed("Shirt"));
        all.absorb(Changes { left: vec!["Shirt".into()], ..Changes::default() });
        assert_eq!(said(&all).unwrap(), "Shirt is no longer on show.");
    }
}
