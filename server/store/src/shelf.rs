//! The order of a shelf. No SQL here.

use contract::edit::Place;
use contract::{Assignment, AssignmentId, FeaturedTypeId, ProductId, Revision, Timestamp};
use serde::Serialize;
use std::collections::HashMap;

/// A placed product as its shelf is read for writing.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub id: i64,
    pub product_id: i64,
    pub position: i64,
    pub starts_at: Option<i64>,
    pub ends_at: Option<i64>,
    /// Of the product: it may come back, so it keeps its place, but nobody sees or counts it.
    pub deleted_at: Option<i64>,
}

impl Placed {
    /// As it is at this index of its shelf.
    pub fn place(&self, index: usize) -> Place {
        let (starts_at, ends_at) = (self.starts_at.map(Timestamp), self.ends_at.map(Timestamp));
        Place { position: index as i64, starts_at, ends_at }
    }

    pub fn assignment(&self, featured_type: FeaturedTypeId, revision: Revision) -> Assignment {
        Assignment {
            id: AssignmentId(self.id),
            product_id: ProductId(self.product_id),
            type_id: featured_type,
            position: self.position,
            starts_at: self.starts_at.map(Timestamp),
            ends_at: self.ends_at.map(Timestamp),
            revision,
        }
    }
}

/// Where `product` comes to stand among all others of the shelf, when `position` counts what is
/// seen of them: clamped; where none is asked for, where it is, or at the end.
pub(crate) fn slot(shelf: &[Placed], product: i64, position: Option<i64>) -> i64 {
    let others = || shelf.iter().filter(|placed| placed.product_id != product);
    let Some(position) = position else {
        let own = shelf.iter().position(|placed| placed.product_id == product);
        return own.unwrap_or(shelf.len()) as i64;
    };
    let mut seen = others().enumerate().filter(|(_, placed)| placed.deleted_at.is_none());
    let slot = seen.nth(usize::try_from(position).unwrap_or(0)).map(|(slot, _)| slot);
    slot.unwrap_or_else(|| others().count()) as i64
}

/// Where an assignment has come to stand.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Move {
    pub id: i64,
    pub position: i64,
}

/// What stands elsewhere on the shelf as it is now.
pub(crate) fn moves(now: &[Placed], before: &[Placed]) -> Vec<Move> {
    let stored: HashMap<i64, i64> = before.iter().map(|p| (p.product_id, p.position)).collect();
    now.iter()
        .enumerate()
        .filter_map(|(index, placed)| {
            let position = index as i64;
            (*stored.get(&placed.product_id)? != position)
                .then_some(Move { id: placed.id, position })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(hidden: &[i64]) -> Vec<Placed> {
        let placed = |(position, product_id): (usize, i64)| Placed {
            id: product_id * 10,
            product_id,
            position: position as i64,
            starts_at: None,
            ends_at: None,
            deleted_at: hidden.contains(&product_id).then_some(1),
        };
        [1, 2, 3].into_iter().enumerate().map(placed).collect()
    }

    #[test]
    fn positions_clamp_and_count_what_is_seen() {
        let shelf = shelf(&[1]);
        assert_eq!(slot(&shelf, 9, None), 3);
        assert_eq!(slot(&shelf, 9, Some(0)), 1);
        assert_eq!(slot(&shelf, 9, Some(99)), 3);
        assert_eq!(slot(&shelf, 2, None), 1);
        assert_eq!(slot(&shelf, 2, Some(1)), 2);
        assert_eq!(slot(&shelf, 3, Some(-4)), 1);
    }

    #[test]
    fn only_what_stands_elsewhere_is_moved() {
        let shelf = shelf(&[1]);
        let now: Vec<Placed> = shelf.iter().rev().cloned().collect();
        let moved = |id, position| Move { id, position };
        assert_eq!(moves(&now, &shelf), [moved(30, 0), moved(10, 2)]);
    }
}
