//! The window at any moment, and what somebody may not have meant by it: rules only.

use crate::window::{Placements, Products, Stock};
use contract::featured::{ItemState, Phase};
use contract::preview::{Boundary, Finding, Turning};
use contract::{Assignment, FeaturedType, ProductId, Timestamp};
use std::collections::BTreeMap;

/// What ended longer ago than this is asked about.
const LONG_MS: i64 = 30 * 86_400_000;
/// Boundaries listed.
const COMING: usize = 60;

impl Placements {
    /// The last boundary before a moment: stepping back from one leads to the one before it.
    pub fn boundary_before(&self, at: Timestamp) -> Option<Timestamp> {
        self.last_boundary(Timestamp(at.0 - 1))
    }

    /// What begins and ends after `now`.
    pub fn coming(&self, products: &Products, now: Timestamp) -> Vec<Boundary> {
        let mut moments: BTreeMap<Timestamp, Vec<Turning>> = BTreeMap::new();
        let mut note = |at: Option<Timestamp>, turning: Turning| {
            if let Some(at) = at.filter(|at| *at > now) {
                moments.entry(at).or_default().push(turning);
            }
        };
        if let Some(header) = &self.header {
            let turning = |begins| Turning { product: None, shelf: None, begins };
            note(header.active_from, turning(true));
            note(header.active_until, turning(false));
        }
        for kind in &self.types {
            let shelf = || Some(kind.name.clone());
            let turning = |begins| Turning { product: None, shelf: shelf(), begins };
            note(kind.active_from, turning(true));
            note(kind.active_until, turning(false));
        }
        for placed in &self.assignments {
            let kind = self.types.iter().find(|kind| kind.id == placed.type_id);
            let (Some(kind), Some(product)) = (kind, products.get(&placed.product_id)) else {
                continue;
            };
            let turning = |begins| Turning {
                product: Some(product.name.clone()),
                shelf: Some(kind.name.clone()),
                begins,
            };
            note(placed.starts_at, turning(true));
            note(placed.ends_at, turning(false));
        }
        moments.into_iter().take(COMING).map(|(at, turns)| Boundary { at, turns }).collect()
    }

    pub fn findings(&self, products: &Products, at: Timestamp) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut shown = Shown::default();
        for kind in &self.types {
            let stock = self.stock(kind, products, at);
            if kind.phase(at) == Phase::Active {
                findings.extend(of_active(kind, &stock));
                shown.note(kind, &stock);
            } else {
                findings.extend(hidden(kind, &stock));
            }
            findings.extend(stock.placed.iter().filter_map(|(placed, product, _)| {
                let product = product.name.clone();
                if never_meets(kind, placed) {
                    return Some(Finding::NeverSeen { shelf: kind.clone(), product });
                }
                let ended = placed.ends_at.filter(|end| at.0 - end.0 > LONG_MS)?;
                let (shelf, title) = (kind.id, kind.name.clone());
                Some(Finding::LongEnded { shelf, title, product, ended })
            }));
        }
        findings.extend(shown.twice());
        findings
    }
}

/// A shelf that shows nothing, or has more than it shows.
fn of_active(kind: &FeaturedType, stock: &Stock) -> Vec<Finding> {
    let mut findings = Vec::new();
    if stock.shown().next().is_none() {
        findings.push(Finding::Empty { shelf: kind.name.clone() });
    }
    let waiting = stock.placed.iter().filter(|(_, _, state)| *state == ItemState::OverCapacity);
    let waiting: Vec<String> = waiting.map(|(_, product, _)| product.name.clone()).collect();
    if !waiting.is_empty() {
        findings.push(Finding::Crowded { shelf: kind.clone(), waiting });
    }
    findings
}

/// What would be on show were its shelf: only what somebody gave hours of its own, the others go
/// with their shelf.
fn hidden(kind: &FeaturedType, stock: &Stock) -> Option<Finding> {
    let scheduled = stock.placed.iter().filter(|(placed, _, state)| {
        *state == ItemState::OnShow && placed.starts_at.or(placed.ends_at).is_some()
    });
    let products: Vec<String> = scheduled.map(|(_, product, _)| product.name.clone()).collect();
    (!products.is_empty()).then(|| Finding::Hidden { shelf: kind.clone(), products })
}

/// Products and the shelves that show them, in the order of the window.
#[derive(Default)]
struct Shown(Vec<(ProductId, String, Vec<String>)>);

impl Shown {
    fn note(&mut self, kind: &FeaturedType, stock: &Stock) {
        for product in stock.shown() {
            match self.0.iter_mut().find(|(id, ..)| *id == product.id) {
                Some((_, _, shelves)) => shelves.push(kind.name.clone()),
                None => self.0.push((product.id, product.name.clone(), vec![kind.name.clone()])),
            }
        }
    }

    fn twice(self) -> impl Iterator<Item = Finding> {
        let twice = self.0.into_iter().filter(|(_, _, shelves)| shelves.len() > 1);
        twice.map(|(product, name, shelves)| Finding::Twice { product, name, shelves })
    }
}

/// Whether there is no moment at which both the shelf and the placement would be on show.
fn never_meets(kind: &FeaturedType, placed: &Assignment) -> bool {
    let starts = kind.active_from.max(placed.starts_at);
    let ends = match (kind.active_until, placed.ends_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    matches!((starts, ends), (Some(starts), Some(ends)) if starts >= ends)
        && !matches!((placed.starts_at, placed.ends_at), (Some(a), Some(b)) if a >= b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::tests::{placed, product, shelf};
    use contract::Availability;

    fn products() -> Products {
        let all = (1..=4).map(|id| product(id, None, Availability::InStock));
        all.chain([product(5, Some(0), Availability::InStock)]).map(|p| (p.id, p)).collect()
    }

    fn day(days: i64) -> Timestamp {
        Timestamp(days * 86_400_000)
    }

    #[test]
    fn what_nobody_meant_is_found() {
        let millis = |days: i64| Some(day(days).0);
        let later = FeaturedType { active_from: Some(day(50)), ..shelf(3, 5) };
        let placements = Placements {
            types: vec![shelf(1, 2), shelf(2, 5), later.clone(), shelf(4, 5)],
            assignments: vec![
                placed(1, 0, 1, (None, None)),
                placed(1, 1, 2, (None, None)),
                placed(1, 2, 3, (None, None)),
                placed(2, 0, 2, (None, None)),
                placed(2, 1, 4, (None, millis(5))),
                placed(3, 0, 1, (millis(30), millis(60))),
                placed(3, 1, 2, (millis(30), millis(45))),
                placed(4, 0, 5, (None, None)),
            ],
            ..Default::default()
        };
        let findings = placements.findings(&products(), day(40));
        let name = |id: i64| format!("Product {id}");
        assert!(
            findings.contains(&Finding::Crowded { shelf: shelf(1, 2), waiting: vec![name(3)] })
        );
        assert!(findings.contains(&Finding::Empty { shelf: "Shelf 4".into() }));
        assert!(findings.contains(&Finding::Twice {
            product: ProductId(2),
            name: name(2),
            shelves: vec!["Shelf 1".into(), "Shelf 2".into()],
        }));
        assert!(findings.contains(&Finding::LongEnded {
            shelf: contract::FeaturedTypeId(2),
            title: "Shelf 2".into(),
            product: name(4),
            ended: day(5),
        }));
        let products_hidden = vec![name(1), name(2)];
        assert!(
            findings.contains(&Finding::Hidden { shelf: later.clone(), products: products_hidden })
        );
        assert!(findings.contains(&Finding::NeverSeen { shelf: later, product: name(2) }));
        assert_eq!(findings.len(), 6);
        // A well-kept window has none.
        let tidy = Placements {
            types: vec![shelf(1, 2)],
            assignments: vec![placed(1, 0, 1, (None, None))],
            ..Default::default()
        };
        assert_eq!(tidy.findings(&products(), day(40)), []);
    }

    #[test]
    fn one_steps_from_boundary_to_boundary() {
        let placements = Placements {
            types: vec![FeaturedType { active_until: Some(Timestamp(30)), ..shelf(1, 2) }],
            assignments: vec![
                placed(1, 0, 1, (Some(10), Some(20))),
                placed(1, 1, 2, (Some(10), None)),
            ],
            ..Default::default()
        };
        let coming = placements.coming(&products(), Timestamp(5));
        let moments: Vec<(i64, usize)> = coming.iter().map(|b| (b.at.0, b.turns.len())).collect();
        assert_eq!(moments, [(10, 2), (20, 1), (30, 1)]);
        assert!(!coming[2].turns[0].begins && coming[2].turns[0].product.is_none());
        assert_eq!(placements.boundary_before(Timestamp(20)), Some(Timestamp(10)));
        assert_eq!(placements.next_boundary(Timestamp(20)), Some(Timestamp(30)));
        assert_eq!(placements.boundary_before(Timestamp(10)), None);
    }
}
