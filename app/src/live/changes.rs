//! What a frame did to the page, in words for those who do not see it.

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

    /// One sentence however many things happened; `None` when nothing did.
    pub fn in_words(&self) -> Option<String> {
        let total = self.changed.len() + self.arrived.len() + self.left.len();
        Some(match (self.changed.first(), self.arrived.first(), self.left.first()) {
            _ if total > 1 => total.to_string() + " products have just changed.",
            (Some(name), ..) => name.to_owned() + " has just changed.",
            (_, Some(name), _) => name.to_owned() + " has just come in.",
            (.., Some(name)) => name.to_owned() + " is no longer on show.",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(name: &str) -> Changes {
        Changes { changed: vec![name.into()], ..Changes::default() }
    }

    #[test]
    fn twenty_changes_are_one_sentence() {
        let mut all = Changes::default();
        (0..20).for_each(|i| all.absorb(changed(&format!("Shirt {i}"))));
        (0..20).for_each(|i| all.absorb(changed(&format!("Shirt {i}"))));
        assert_eq!(all.in_words().unwrap(), "20 products have just changed.");
        assert_eq!(changed("Shirt").in_words().unwrap(), "Shirt has just changed.");
        assert_eq!(Changes::default().in_words(), None);
    }

    #[test]
    fn one_product_is_one_change_however_many_frames_tell_of_it() {
        let mut sold_out = Changes::default();
        sold_out.absorb(changed("Shirt"));
        sold_out.absorb(Changes { left: vec!["Shirt".into()], ..Changes::default() });
        assert_eq!(sold_out.in_words().unwrap(), "Shirt is no longer on show.");
        let mut on_two_shelves = changed("Shirt");
        on_two_shelves.absorb(Changes { arrived: vec!["Shirt".into(); 2], ..Changes::default() });
        assert_eq!(on_two_shelves.in_words().unwrap(), "Shirt has just come in.");
    }

    #[test]
    fn what_left_again_has_not_come_in() {
        let mut all = Changes { arrived: vec!["Shirt".into()], ..Changes::default() };
        all.absorb(changed("Shirt"));
        all.absorb(Changes { left: vec!["Shirt".into()], ..Changes::default() });
        assert_eq!(all.in_words().unwrap(), "Shirt is no longer on show.");
    }
}
