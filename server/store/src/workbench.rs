//! Shelves while they are being changed: what is asked becomes changes that know their inverse.
//! No SQL here.

use crate::shelf::{Placed, slot};
use crate::{Result, StoreError};
use contract::edit::{Action, BoardChange, Clash, Edit, HEADER, Place};
use contract::{FeaturedType, FeaturedTypeId, Header, ProductId, Revision, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Who made a placement as it is; of a shelf itself under product zero.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub revision: Revision,
    pub actor: String,
    pub user_id: Option<UserId>,
    pub at: Timestamp,
}

pub(crate) struct Named {
    pub name: String,
    /// In the catalogue, not only remembered.
    pub is_listed: bool,
}

type Key = (FeaturedTypeId, ProductId);

/// What a shelf's own mark is kept under.
pub(crate) const SHELF: ProductId = ProductId(0);

#[derive(Default)]
pub(crate) struct Workbench {
    /// That of the change being made.
    pub revision: Revision,
    /// Who makes it, where that is a person.
    pub user_id: Option<UserId>,
    pub types: BTreeMap<FeaturedTypeId, FeaturedType>,
    pub shelves: BTreeMap<FeaturedTypeId, Vec<Placed>>,
    /// Where it was laid out, too.
    pub header: Option<Header>,
    pub products: HashMap<ProductId, Named>,
    pub marks: HashMap<Key, Mark>,
    /// Whose revision is another one now.
    pub marked: BTreeSet<Key>,
    pub changes: Vec<BoardChange>,
    pub clashes: Vec<Clash>,
}

impl Workbench {
    pub fn featured_type(&self, id: FeaturedTypeId) -> Result<&FeaturedType> {
        self.types.get(&id).ok_or(StoreError::NotFound("featured type"))
    }

    pub fn product(&self, id: ProductId) -> Result<&Named> {
        self.products.get(&id).ok_or(StoreError::NotFound("product"))
    }

    fn shelf(&self, id: FeaturedTypeId) -> &[Placed] {
        self.shelves.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn revision_of(&self, key: Key) -> Revision {
        self.marks.get(&key).map(|mark| mark.revision).unwrap_or_default()
    }

    pub fn place_of(&self, (shelf, product): Key) -> Option<Place> {
        let shelf = self.shelf(shelf);
        let position = shelf.iter().position(|placed| placed.product_id == product.0)?;
        Some(shelf[position].place(position))
    }

    /// A place among what is seen of a shelf, as a place among all; the end, when none is named.
    pub fn slot(&self, (shelf, product): Key, position: Option<i64>) -> i64 {
        slot(self.shelf(shelf), product.0, position)
    }

    /// Puts a placement as asked, and notes the change with its inverse.
    pub fn set(&mut self, key: Key, after: Option<Place>) -> Result<bool> {
        let was = self.revision_of(key);
        let Some((before, after)) = self.put(key, after) else { return Ok(false) };
        self.changes.push(BoardChange::Placement {
            type_id: key.0,
            product_id: key.1,
            shelf: self.featured_type(key.0)?.name.clone(),
            product: self.product(key.1)?.name.clone(),
            before,
            after,
            was,
            is: self.revision,
        });
        self.mark(key, self.revision);
        Ok(true)
    }

    /// Saves, makes or deletes a shelf, which must be empty then; notes the change.
    pub fn set_shelf(&mut self, id: FeaturedTypeId, after: Option<FeaturedType>) {
        let was = self.revision_of((id, SHELF));
        let before = match &after {
            Some(after) => self.types.insert(id, after.clone()),
            None => self.types.remove(&id),
        };
        self.changes.push(BoardChange::Shelf {
            type_id: id,
            before: before.map(Box::new),
            after: after.map(Box::new),
            was,
            is: self.revision,
        });
        self.mark((id, SHELF), self.revision);
    }

    /// Sets or takes down the header, unless it is so already or somebody else has changed it since
    /// its author looked; notes the change.
    pub fn set_header(&mut self, after: Option<Header>, seen: Option<Revision>) {
        let key = (HEADER, SHELF);
        let was = self.revision_of(key);
        if self.header == after {
            return;
        }
        let own =
            self.marks.get(&key).and_then(|mark| mark.user_id).filter(|_| self.user_id.is_some());
        if seen.is_some_and(|seen| seen != was) && (own.is_none() || own != self.user_id) {
            return self.clash(key);
        }
        let before = std::mem::replace(&mut self.header, after.clone());
        self.changes.push(BoardChange::Header {
            before: before.map(Box::new),
            after: after.map(Box::new),
            was,
            is: self.revision,
        });
        self.mark(key, self.revision);
    }

    fn mark(&mut self, key: Key, revision: Revision) {
        let (actor, user_id) = (String::new(), self.user_id);
        let blank = Mark { revision, actor, user_id, at: Timestamp(0) };
        self.marks.entry(key).or_insert(blank).revision = revision;
        self.marked.insert(key);
    }

    /// Answers how it was and how it is, unless that is the same.
    fn put(&mut self, key: Key, after: Option<Place>) -> Option<(Option<Place>, Option<Place>)> {
        let before = self.place_of(key);
        let shelf = self.shelves.entry(key.0).or_default();
        let known = before.map(|place| shelf.remove(place.position as usize));
        if let Some(after) = after {
            let index = usize::try_from(after.position).unwrap_or(0).min(shelf.len());
            let placed = Placed {
                id: known.as_ref().map_or(0, |known| known.id),
                product_id: key.1.0,
                position: index as i64,
                starts_at: after.starts_at.map(|at| at.0),
                ends_at: after.ends_at.map(|at| at.0),
                deleted_at: match (known, self.products.get(&key.1)) {
                    (Some(known), _) => known.deleted_at,
                    (None, Some(named)) => (!named.is_listed).then_some(0),
                    (None, None) => None,
                },
            };
            shelf.insert(index, placed);
        }
        let after = self.place_of(key);
        (before != after).then_some((before, after))
    }

    /// Does what an edit asks, or notes why that would overwrite somebody else's change.
    pub fn apply(&mut self, edit: &Edit) -> Result<()> {
        let key = (edit.type_id, edit.product_id);
        self.featured_type(edit.type_id)?;
        self.product(edit.product_id)?;
        let place = self.place_of(key);
        let revision = self.revision_of(key);
        // Nobody is in their own way: neither with the same edits, nor with earlier ones that are
        // still on their way back to the page.
        let mark = self.marks.get(&key);
        let is_own = revision == self.revision
            || mark.is_some_and(|mark| mark.user_id.is_some() && mark.user_id == self.user_id);
        let is_other = match (&edit.action, edit.seen, place) {
            _ if is_own => false,
            // Two who put the same thing on the same shelf agree.
            (Action::Place { position: None, starts_at: None, ends_at: None }, _, Some(_)) => {
                return Ok(());
            }
            (_, Some(seen), _) => seen != revision,
            (Action::Place { .. }, None, place) => place.is_some(),
            (_, None, _) => false,
        };
        if is_other {
            // Nor do two who take the same thing away disagree.
            if edit.action != Action::Remove || place.is_some() {
                self.clash(key);
            }
            return Ok(());
        }
        let there = place.ok_or(StoreError::NotFound("placement"));
        match &edit.action {
            Action::Place { position, starts_at, ends_at } => {
                if !self.product(edit.product_id)?.is_listed {
                    return Err(StoreError::NotFound("product"));
                }
                let position = self.slot(key, *position);
                let after = Place { position, starts_at: *starts_at, ends_at: *ends_at };
                self.set(key, Some(after))?;
            }
            Action::Remove => {
                there?;
                self.set(key, None)?;
            }
            Action::Move { to, position } => {
                let there = there?;
                let target = (to.unwrap_or(edit.type_id), edit.product_id);
                self.featured_type(target.0)?;
                let position = self.slot(target, *position);
                if target != key {
                    if self.place_of(target).is_some() {
                        self.clash(target);
                        return Ok(());
                    }
                    self.set(key, None)?;
                }
                self.set(target, Some(Place { position, ..there }))?;
            }
            Action::Schedule { starts_at, ends_at } => {
                let after = Place { starts_at: *starts_at, ends_at: *ends_at, ..there? };
                self.set(key, Some(after))?;
            }
        }
        Ok(())
    }

    /// Makes a change that is known, such as the inverse of an earlier one: only where everything
    /// is still as that one left it.
    pub fn redo(&mut self, change: &BoardChange) -> Result<()> {
        match change {
            BoardChange::Placement { type_id, product_id, after, was, is, .. } => {
                let key = (*type_id, *product_id);
                if self.revision_of(key) != *was || !self.types.contains_key(type_id) {
                    self.clash(key);
                    return Ok(());
                }
                self.put(key, *after);
                self.mark(key, *is);
            }
            BoardChange::Shelf { type_id, after, was, is, .. } => {
                let key = (*type_id, SHELF);
                // What others have put on it since is not taken away with it.
                let is_in_use = after.is_none() && !self.shelf(*type_id).is_empty();
                if self.revision_of(key) != *was || is_in_use {
                    self.clash(key);
                    return Ok(());
                }
                match after {
                    Some(after) => drop(self.types.insert(*type_id, (**after).clone())),
                    None => drop(self.types.remove(type_id)),
                }
                self.mark(key, *is);
            }
            BoardChange::Header { after, was, is, .. } => {
                let key = (HEADER, SHELF);
                if self.revision_of(key) != *was {
                    self.clash(key);
                    return Ok(());
                }
                self.header = after.as_deref().cloned();
                self.mark(key, *is);
            }
        }
        self.changes.push(change.clone());
        Ok(())
    }

    fn clash(&mut self, key: Key) {
        let (type_id, product_id) = key;
        if self.clashes.iter().any(|known| (known.type_id, known.product_id) == key) {
            return;
        }
        let mark = self.marks.get(&key);
        let actor = mark.map(|mark| mark.actor.clone()).filter(|actor| !actor.is_empty());
        let name = |named: &Named| named.name.clone();
        self.clashes.push(Clash {
            type_id,
            product_id,
            product: self.products.get(&product_id).map(name).unwrap_or_default(),
            shelf: self.types.get(&type_id).map(|kind| kind.name.clone()).unwrap_or_default(),
            actor: actor.unwrap_or_else(|| "Somebody".into()),
            at: mark.map(|mark| mark.at).unwrap_or_default(),
            now: self.place_of(key),
            revision: self.revision_of(key),
        });
    }
}
