//! What stands in the window at a moment: the rules, without any input or output.

use contract::featured::{Board, BoardItem, BoardShelf, Filled, ItemState, Phase};
use contract::live::ShelfChanged;
use contract::{
    Assignment, Availability, FeaturedType, FeaturedTypeId, Header, Layout, ProductId, Revision,
    Seq, Shelf, ShopWindow, TenantId, Timestamp, UniversalProduct,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// A tenant's featured types, what is placed under them and what stands above them, as stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placements {
    /// By order.
    pub types: Vec<FeaturedType>,
    /// By type and position.
    pub assignments: Vec<Assignment>,
    /// What the rules of shelves add, in order.
    pub filled: BTreeMap<FeaturedTypeId, Vec<ProductId>>,
    pub header: Option<Header>,
    pub header_revision: Revision,
    /// When they last changed.
    pub changed_at: Timestamp,
}

pub type Products = HashMap<ProductId, Arc<UniversalProduct>>;

impl Placements {
    /// Every product something is shown of, once.
    pub fn product_ids(&self) -> Vec<ProductId> {
        let mut seen = HashSet::new();
        let pictured = self.header.iter().filter_map(|header| header.picture_of);
        let placed = self.assignments.iter().map(|a| a.product_id);
        let filled = self.filled.values().flatten().copied();
        placed.chain(filled).chain(pictured).filter(|id| seen.insert(*id)).collect()
    }

    fn of(&self, featured_type: FeaturedTypeId) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| a.type_id == featured_type)
    }

    fn looks(&self) -> impl Iterator<Item = &FeaturedType> {
        self.types.iter().filter(|kind| kind.layout == Layout::Look)
    }

    /// Everything placed on a shelf, or put there by its rule.
    pub fn parts_of(&self, shelf: FeaturedTypeId) -> impl Iterator<Item = ProductId> + '_ {
        let filled = self.filled.get(&shelf).into_iter().flatten().copied();
        self.of(shelf).map(|assignment| assignment.product_id).chain(filled)
    }

    /// The looks a product is a part of, on show or not.
    pub fn looks_with(&self, product: ProductId) -> Vec<FeaturedTypeId> {
        let has_it = |look: &&FeaturedType| self.parts_of(look.id).any(|part| part == product);
        self.looks().filter(has_it).map(|look| look.id).collect()
    }

    /// Whether the looks are the same ones, of the same parts.
    pub fn has_same_looks(&self, other: &Self) -> bool {
        let parts = |placements: &Self| -> Vec<_> {
            let look = |look: &FeaturedType| {
                let placed: Vec<Assignment> = placements.of(look.id).cloned().collect();
                (look.clone(), placed, placements.filled.get(&look.id).cloned())
            };
            placements.looks().map(look).collect()
        };
        parts(self) == parts(other)
    }

    /// Every moment at which a schedule changes something.
    fn boundaries(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let types = self.types.iter().flat_map(|t| [t.active_from, t.active_until]);
        let placed = self.assignments.iter().flat_map(|a| [a.starts_at, a.ends_at]);
        let header = self.header.iter().flat_map(|h| [h.active_from, h.active_until]);
        types.chain(placed).chain(header).flatten()
    }

    /// The first moment after `now` at which a schedule changes something.
    pub fn next_boundary(&self, now: Timestamp) -> Option<Timestamp> {
        self.boundaries().filter(|moment| *moment > now).min()
    }

    /// The last such moment up to `now`.
    pub fn last_boundary(&self, now: Timestamp) -> Option<Timestamp> {
        self.boundaries().filter(|moment| *moment <= now).max()
    }

    /// Each placed product of a shelf with the reason it is, or is not, on show.
    pub(crate) fn states<'a>(
        &'a self,
        featured_type: &'a FeaturedType,
        products: &'a Products,
        now: Timestamp,
    ) -> impl Iterator<Item = (&'a Assignment, &'a Arc<UniversalProduct>, ItemState)> {
        let mut room = featured_type.capacity;
        self.of(featured_type.id).filter_map(move |assignment| {
            let product = products.get(&assignment.product_id)?;
            let state = match assignment.phase(now) {
                Phase::Upcoming => ItemState::Upcoming,
                Phase::Ended => ItemState::Ended,
                Phase::Active if product.availability == Availability::Discontinued => {
                    ItemState::Discontinued
                }
                Phase::Active if !product.is_presentable() => ItemState::OutOfStock,
                Phase::Active if room <= 0 => ItemState::OverCapacity,
                Phase::Active => {
                    room -= 1;
                    ItemState::OnShow
                }
            };
            Some((assignment, product, state))
        })
    }

    /// What stands on a shelf: first what is placed by hand, then, as far as there is room, what its
    /// rule adds.
    pub(crate) fn stock<'a>(
        &'a self,
        featured_type: &'a FeaturedType,
        products: &'a Products,
        now: Timestamp,
    ) -> Stock<'a> {
        let placed: Vec<_> = self.states(featured_type, products, now).collect();
        let shown = placed.iter().filter(|(_, _, state)| *state == ItemState::OnShow).count();
        let mut room = featured_type.capacity - shown as i64;
        let by_hand: HashSet<ProductId> = placed.iter().map(|(_, product, _)| product.id).collect();
        let filled = self.filled.get(&featured_type.id).into_iter().flatten();
        let filled = filled.filter_map(|id| products.get(id));
        // What it was found by may have changed this very moment.
        let filled =
            filled.filter(|product| product.is_presentable() && !by_hand.contains(&product.id));
        let filled = filled.map(|product| {
            room -= 1;
            (product, if room < 0 { ItemState::OverCapacity } else { ItemState::OnShow })
        });
        let filled = filled.collect();
        Stock { placed, filled }
    }

    pub fn window(
        &self,
        tenant_id: TenantId,
        seq: Seq,
        products: &Products,
        now: Timestamp,
    ) -> ShopWindow {
        let mut seen = HashSet::new();
        let mut featured_products = Vec::new();
        let mut featured_types = Vec::new();
        for featured_type in self.types.iter().filter(|t| t.phase(now) == Phase::Active) {
            let shown: Vec<UniversalProduct> = self
                .stock(featured_type, products, now)
                .shown()
                .map(|product| product.summary())
                .collect();
            if shown.is_empty() {
                continue;
            }
            featured_products.extend(shown.iter().filter(|p| seen.insert(p.id)).cloned());
            let featured_type = FeaturedType { rule: None, ..featured_type.clone() };
            featured_types.push(Shelf { featured_type, products: shown });
        }
        let header = self.header.iter().find(|header| header.phase(now) == Phase::Active);
        let header = header.map(|header| {
            let product = header.picture_of.and_then(|id| products.get(&id));
            header.headline(product.map(|product| &**product))
        });
        let last_updated = self.last_boundary(now).unwrap_or_default().max(self.changed_at);
        ShopWindow {
            tenant_id,
            seq,
            header,
            featured_products,
            featured_types,
            last_updated,
            valid_until: self.next_boundary(now),
        }
    }

    pub fn board(
        &self,
        tenant_id: TenantId,
        seq: Seq,
        products: &Products,
        now: Timestamp,
    ) -> Board {
        let shelves = self.types.iter().map(|featured_type| {
            let Stock { placed, filled } = self.stock(featured_type, products, now);
            let item = |(assignment, product, state): (&Assignment, &Arc<UniversalProduct>, _)| {
                BoardItem { assignment: assignment.clone(), product: product.summary(), state }
            };
            let fill = |(product, state): (&Arc<UniversalProduct>, _)| Filled {
                product: product.summary(),
                state,
            };
            BoardShelf {
                is_active: featured_type.phase(now) == Phase::Active,
                items: placed.into_iter().map(item).collect(),
                filled: filled.into_iter().map(fill).collect(),
                featured_type: featured_type.clone(),
            }
        });
        Board { tenant_id, seq, at: now, shelves: shelves.collect(), undo: None, redo: None }
    }
}

/// What stands on a shelf at a moment, with the reason why each is, or is not, on show.
pub(crate) struct Stock<'a> {
    /// By hand.
    pub placed: Vec<(&'a Assignment, &'a Arc<UniversalProduct>, ItemState)>,
    /// By the rule.
    pub filled: Vec<(&'a Arc<UniversalProduct>, ItemState)>,
}

impl<'a> Stock<'a> {
    /// What shoppers see, in order.
    pub fn shown(&self) -> impl Iterator<Item = &'a Arc<UniversalProduct>> {
        let placed = self.placed.iter().map(|(_, product, state)| (*product, *state));
        let all = placed.chain(self.filled.iter().copied());
        all.filter(|(_, state)| *state == ItemState::OnShow).map(|(product, _)| product)
    }
}

/// What an observer of `before` has to be told of the shelves of `after`; of an unknown `before`,
/// everything.
pub fn changed_shelves(before: Option<&ShopWindow>, after: &ShopWindow) -> Vec<ShelfChanged> {
    let known = before.map(|window| &window.featured_products[..]).unwrap_or_default();
    let stood = before.map(|window| &window.featured_types[..]).unwrap_or_default();
    let changed = after.featured_types.iter().filter(|shelf| !stood.contains(shelf));
    let told = changed.map(|shelf| ShelfChanged {
        featured_type: shelf.featured_type.clone(),
        items: shelf.products.iter().map(|product| product.id).collect(),
        products: shelf
            .products
            .iter()
            .filter(|product| !known.contains(product))
            .cloned()
            .collect(),
    });
    told.collect()
}

pub fn order(window: &ShopWindow) -> Vec<FeaturedTypeId> {
    window.featured_types.iter().map(|shelf| shelf.featured_type.id).collect()
}

#[cfg(test)]
#[path = "window_tests.rs"]
pub(crate) mod tests;
