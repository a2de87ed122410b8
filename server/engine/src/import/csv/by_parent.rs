//! Files whose variants are rows of their own that name their parent, before it or after it.
//!
//! The first pass notes where the variants of each parent stand; the second goes from product to
//! product and fetches them. What is held is a few bytes per variant, whatever they contain.

use super::table::{Place, Table};
use crate::import::field::Field;
use crate::import::mapping::Layout;
use crate::import::raw::{RawPrice, RawProduct};
use crate::import::record::{Publication, Record};
use crate::import::refusal::Refusal;
use crate::import::transform::MAX_VARIANTS;
use std::collections::{HashMap, HashSet};

/// What the first pass learns.
#[derive(Default)]
pub(super) struct Index {
    /// By what the rows call their parent.
    variants: HashMap<String, Vec<Place>>,
    /// By what sets call their parts; filled by a pass of its own.
    prices: HashMap<String, RawPrice>,
    pub products: u64,
}

impl Index {
    pub fn build(table: &mut Table) -> Self {
        let mut index = Self::default();
        while let Some((place, record)) = table.next() {
            let Ok(record) = record else { continue };
            if !record.is_variant() {
                index.products += 1;
                let parts = record.list(&Field::Parts).into_iter();
                index.prices.extend(parts.map(|part| (part, RawPrice::default())));
            } else if let Some(parent) = record.text(&Field::Parent) {
                match index.variants.get_mut(parent) {
                    // One too many is enough to be refused.
                    Some(places) if places.len() > MAX_VARIANTS => {}
                    Some(places) => places.push(place),
                    None => {
                        index.variants.insert(parent.to_owned(), vec![place]);
                    }
                }
            }
        }
        index
    }

    pub fn has_parts(&self) -> bool {
        !self.prices.is_empty()
    }

    /// Notes what the parts of sets cost.
    pub fn price_parts(&mut self, table: &mut Table) {
        while let Some((_, record)) = table.next() {
            let Ok(record) = record else { continue };
            for name in names(&record) {
                if let Some(price) = self.prices.get_mut(&name) {
                    *price = record.price();
                }
            }
        }
    }
}

/// What other rows may call this one.
fn names(record: &Record) -> Vec<String> {
    let sku = record.text(&Field::Sku).map(str::to_owned);
    let id = record.text(&Field::Id).map(|id| format!("id:{id}"));
    sku.into_iter().chain(id).collect()
}

pub(super) struct ByParent {
    index: Index,
    /// Walks from product to product.
    rows: Table,
    /// Fetches variants.
    variants: Table,
    /// What is left of the index when all products are through.
    orphans: Option<std::vec::IntoIter<(String, Place)>>,
    pub skipped: u64,
}

impl ByParent {
    pub fn new(index: Index, rows: Table, variants: Table) -> Self {
        Self { index, rows, variants, orphans: None, skipped: 0 }
    }

    pub fn total(&self) -> u64 {
        self.index.products
    }

    pub fn broke_off(&self) -> Option<String> {
        self.rows.broke_off.clone().or_else(|| self.variants.broke_off.clone())
    }

    pub fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        while let Some((_, record)) = self.rows.next() {
            let record = match record {
                Ok(record) => record,
                Err(refusal) => return Some(Err(refusal)),
            };
            if record.is_variant() {
                if record.text(&Field::Parent).is_none() {
                    let sku = record.text(&Field::Sku);
                    let reason = "is missing on a variation";
                    return Some(Err(Refusal::new(record.line, sku, "parent", reason, "")));
                }
                continue;
            }
            if let Some(product) = self.product(&record).transpose() {
                return Some(product);
            }
        }
        self.orphan().map(Err)
    }

    /// `None` for a draft.
    fn product(&mut self, record: &Record) -> Result<Option<RawProduct>, Refusal> {
        let mut places: Vec<Place> = Vec::new();
        for name in names(record) {
            places.extend(self.index.variants.remove(&name).unwrap_or_default());
        }
        if record.publication()? == Publication::Draft {
            self.skipped += 1 + places.len() as u64;
            self.index.products -= 1;
            return Ok(None);
        }
        let mut product = record.product();
        let parts: HashSet<String> = record.list(&Field::Parts).into_iter().collect();
        let prices = parts.iter().filter_map(|part| self.index.prices.get(part));
        product.parts = prices.filter(|price| !price.is_empty()).cloned().collect();
        for place in places {
            let Some(row) = self.variants.at(place) else {
                let reason = "stand on a line that cannot be read again";
                let sku = record.text(&Field::Sku);
                return Err(Refusal::new(place.line, sku, "variants", reason, ""));
            };
            let row = row?;
            let draft = row.publication()? == Publication::Draft;
            // Without a price nobody can buy it: that is how WooCommerce switches a variant off.
            let off = row.layout == Layout::WooCommerce
                && row.price().is_empty()
                && product.price.is_empty();
            if draft || off {
                self.skipped += 1;
                continue;
            }
            product.variants.push(row.variant());
        }
        product.variants.sort_by_key(|variant| (variant.position, variant.line));
        Ok(Some(product))
    }

    fn orphan(&mut self) -> Option<Refusal> {
        // After an early end their parents may stand behind it.
        if self.broke_off().is_some() {
            return None;
        }
        let index = &mut self.index;
        let orphans = self.orphans.get_or_insert_with(|| {
            let each = |(parent, places): (String, Vec<Place>)| {
                places.into_iter().map(move |place| (parent.clone(), place))
            };
            let mut orphans: Vec<(String, Place)> = index.variants.drain().flat_map(each).collect();
            orphans.sort_by_key(|(_, place)| place.line);
            orphans.into_iter()
        });
        let (parent, place) = orphans.next()?;
        Some(Refusal::new(place.line, None, "parent", "is not in this file", &parent))
    }
}
