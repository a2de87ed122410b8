//! The order of a shelf. No SQL here.

use crate::{Result, StoreError};
use contract::{Assignment, AssignmentId, FeaturedTypeId, ProductId, Timestamp};
use std::collections::HashSet;

/// A placed product as its shelf is read for writing.
#[derive(Clone, Debug, sqlx::FromRow)]
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
    pub fn assignment(&self, featured_type: FeaturedTypeId) -> Assignment {
        Assignment {
            id: AssignmentId(self.id),
            product_id: ProductId(self.product_id),
            type_id: featured_type,
            position: self.position,
            starts_at: self.starts_at.map(Timestamp),
            ends_at: self.ends_at.map(Timestamp),
        }
    }
}

/// The shelf with `product` at `position` of what is seen: clamped; at the end, or where it is, when
/// none is asked for.
pub(crate) fn arranged(shelf: &[Placed], product: i64, position: Option<i64>) -> Vec<i64> {
    let products = || shelf.iter().map(|placed| placed.product_id);
    if position.is_none() && products().any(|id| id == product) {
        return products().collect();
    }
    let others: Vec<&Placed> = shelf.iter().filter(|p| p.product_id != product).collect();
    let mut seen = others.iter().enumerate().filter(|(_, placed)| placed.deleted_at.is_none());
    let slot = match position {
        Some(position) => seen.nth(usize::try_from(position).unwrap_or(0)).map(|(slot, _)| slot),
        None => None,
    };
    let mut order: Vec<i64> = others.iter().map(|placed| placed.product_id).collect();
    order.insert(slot.unwrap_or(order.len()), product);
    order
}

/// The shelf in the asked order, or a conflict when that is about other products.
pub(crate) fn reordered(shelf: &[Placed], asked: &[ProductId]) -> Result<Vec<i64>> {
    let wanted: HashSet<i64> = asked.iter().map(|id| id.0).collect();
    let known = asked.iter().all(|id| shelf.iter().any(|placed| placed.product_id == id.0));
    let missing: Vec<&Placed> =
        shelf.iter().filter(|placed| !wanted.contains(&placed.product_id)).collect();
    let whole = missing.iter().all(|placed| placed.deleted_at.is_some());
    if wanted.len() != asked.len() || !known || !whole {
        let title = "The shelf has changed in the meantime. Look at it again.";
        return Err(StoreError::Conflict(title.into()));
    }
    let hidden = missing.iter().map(|placed| placed.product_id);
    Ok(asked.iter().map(|id| id.0).chain(hidden).collect())
}

/// The rows whose position is another one in `order`: `(assignment, position)`.
pub(crate) fn moves(shelf: &[Placed], order: &[i64]) -> Vec<(i64, i64)> {
    let position = |product| order.iter().position(|id| *id == product).map(|index| index as i64);
    shelf
        .iter()
        .filter_map(|placed| Some((placed.id, placed.position, position(placed.product_id)?)))
        .filter(|(_, before, after)| before != after)
        .map(|(id, _, after)| (id, after))
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
        assert_eq!(arranged(&shelf, 9, None), [1, 2, 3, 9]);
        assert_eq!(arranged(&shelf, 9, Some(0)), [1, 9, 2, 3]);
        assert_eq!(arranged(&shelf, 9, Some(99)), [1, 2, 3, 9]);
        assert_eq!(arranged(&shelf, 2, None), [1, 2, 3]);
        assert_eq!(arranged(&shelf, 2, Some(1)), [1, 3, 2]);
        assert_eq!(arranged(&shelf, 3, Some(-4)), [1, 3, 2]);
    }

    #[test]
    fn an_order_names_exactly_what_stands_there() {
        let ids = |ids: &[i64]| ids.iter().copied().map(ProductId).collect::<Vec<_>>();
        let shelf = shelf(&[1]);
        assert_eq!(reordered(&shelf, &ids(&[3, 2])).unwrap(), [3, 2, 1]);
        assert_eq!(reordered(&shelf, &ids(&[3, 1, 2])).unwrap(), [3, 1, 2]);
        for wrong in [&[3][..], &[3, 2, 9], &[3, 2, 2], &[]] {
            assert!(matches!(reordered(&shelf, &ids(wrong)), Err(StoreError::Conflict(_))));
        }
        assert_eq!(moves(&shelf, &[3, 2, 1]), [(10, 2), (30, 0)]);
    }
}
