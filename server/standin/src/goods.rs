//! What the shop has: products, variations, and what they are sorted by.

use crate::clock::ShopClock;
use contract::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A product or a variation: only what differs from [a plain one](crate::render), so that a hundred
/// thousand fit into memory.
#[derive(Clone, Debug, Default)]
pub struct Thing {
    pub own: Map<String, Value>,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// What it was before it went to the trash.
    pub status_before: Option<String>,
}

impl Thing {
    pub fn text(&self, field: &str) -> &str {
        self.own.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn status(&self) -> &str {
        self.own.get("status").and_then(Value::as_str).unwrap_or("publish")
    }

    pub fn is_trashed(&self) -> bool {
        self.status() == "trash"
    }

    pub fn kind(&self) -> &str {
        self.own.get("type").and_then(Value::as_str).unwrap_or("simple")
    }

    /// Zero of a product.
    pub fn parent(&self) -> i64 {
        self.own.get("parent_id").and_then(Value::as_i64).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
pub struct Goods {
    pub clock: ShopClock,
    /// How far the shop's local time is ahead of GMT.
    pub offset_minutes: i64,
    pub things: BTreeMap<i64, Thing>,
    /// The variations of each product.
    pub children: BTreeMap<i64, BTreeSet<i64>>,
    /// Products out of the trash, by id: what a list shows.
    pub listed: Vec<i64>,
    pub terms: BTreeMap<Taxonomy, BTreeMap<i64, Map<String, Value>>>,
    last_id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taxonomy {
    Category,
    Tag,
    Attribute,
}

impl Goods {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An id nothing had before: of products, pictures, categories and all else.
    pub fn new_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn named(&mut self, fields: &Map<String, Value>) -> i64 {
        let id = fields.get("id").and_then(Value::as_i64);
        let id = id.unwrap_or_else(|| self.new_id());
        self.last_id = self.last_id.max(id);
        id
    }

    /// Creates or changes a thing. Dates that are given stand. Answers its id, and whether it is new.
    pub fn put(&mut self, mut fields: Map<String, Value>) -> (i64, bool) {
        let id = self.named(&fields);
        let date = |name: &str| fields.get(name).and_then(Value::as_str).and_then(Timestamp::parse);
        let now = self.now();
        let created = date("date_created_gmt").unwrap_or(now);
        let modified = date("date_modified_gmt").unwrap_or(now);
        for derived in ["id", "permalink", "variations", "_links"] {
            fields.remove(derived);
        }
        fields.retain(|name, _| !name.starts_with("date_created") && !name.starts_with("date_mod"));
        let is_new = !self.things.contains_key(&id);
        let thing = self.things.entry(id).or_insert_with(|| Thing { created, ..Thing::default() });
        thing.own.append(&mut fields);
        thing.modified = modified;
        let (parent, trashed) = (thing.parent(), thing.is_trashed());
        if parent != 0 {
            self.children.entry(parent).or_default().insert(id);
        } else {
            self.list(id, !trashed);
        }
        (id, is_new)
    }

    pub fn list(&mut self, id: i64, listed: bool) {
        match (self.listed.binary_search(&id), listed) {
            (Err(at), true) => self.listed.insert(at, id),
            (Ok(at), false) => drop(self.listed.remove(at)),
            _ => {}
        }
    }

    /// A change of what is below changes a product's date, silently.
    pub fn touch(&mut self, id: i64) {
        let now = self.now();
        if let Some(thing) = self.things.get_mut(&id) {
            thing.modified = now;
        }
    }

    pub fn children(&self, parent: i64) -> impl Iterator<Item = (i64, &Thing)> {
        let ids = self.children.get(&parent).into_iter().flatten();
        ids.filter_map(|id| self.things.get(id).map(|thing| (*id, thing)))
    }

    /// Forgets a thing and all below it.
    pub fn remove(&mut self, id: i64) {
        for child in self.children.remove(&id).unwrap_or_default() {
            self.things.remove(&child);
        }
        if let Some(gone) = self.things.remove(&id)
            && let Some(siblings) = self.children.get_mut(&gone.parent())
        {
            siblings.remove(&id);
        }
        self.list(id, false);
    }

    pub fn put_term(&mut self, taxonomy: Taxonomy, fields: Map<String, Value>) -> i64 {
        let id = self.named(&fields);
        let term = self.terms.entry(taxonomy).or_default().entry(id).or_default();
        term.extend(fields);
        term.insert("id".into(), json!(id));
        let name = term.get("name").and_then(Value::as_str).unwrap_or_default();
        let slug = slug(name);
        term.entry("slug").or_insert(json!(slug));
        id
    }

    pub fn term(&self, taxonomy: Taxonomy, id: i64) -> Option<&Map<String, Value>> {
        self.terms.get(&taxonomy)?.get(&id)
    }
}

pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.to_lowercase().chars() {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
