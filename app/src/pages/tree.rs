//! Finding one's way in the tree of categories, which comes parents before children.

use contract::{Category, CategoryId};
use std::collections::HashMap;

/// The ways down from the root to a category, itself included; empty for unknown ones.
pub fn path_to(all: &[Category], id: CategoryId) -> Vec<&Category> {
    let mut path = Vec::new();
    let mut next = Some(id);
    while let Some(category) = next.and_then(|id| all.iter().find(|category| category.id == id)) {
        // A cycle cannot be longer than the list.
        if path.len() == all.len() {
            break;
        }
        path.push(category);
        next = category.parent_id;
    }
    path.reverse();
    path
}

/// Products in each category and below it.
pub fn totals(all: &[Category]) -> HashMap<CategoryId, i64> {
    let mut totals: HashMap<CategoryId, i64> =
        all.iter().map(|category| (category.id, category.product_count)).collect();
    for category in all.iter().rev() {
        let own = totals.get(&category.id).copied().unwrap_or_default();
        if let Some(parent) = category.parent_id
            && let Some(total) = totals.get_mut(&parent)
        {
            *total += own;
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, parent_id: Option<i64>, product_count: i64) -> Category {
        Category {
            id: CategoryId(id),
            parent_id: parent_id.map(CategoryId),
            name: id.to_string(),
            slug: id.to_string(),
            product_count,
        }
    }

    #[test]
    fn counts_rise_to_the_root() {
        let all = [category(1, None, 1), category(2, Some(1), 2), category(3, Some(2), 4)];
        let totals = totals(&all);
        assert_eq!([1, 2, 3].map(|id| totals[&CategoryId(id)]), [7, 6, 4]);
    }

    #[test]
    fn the_way_leads_down_and_ends_in_a_cycle() {
        let all = [category(1, None, 0), category(2, Some(1), 0), category(3, Some(2), 0)];
        let ids = |all, id| -> Vec<i64> {
            path_to(all, CategoryId(id)).iter().map(|category| category.id.0).collect()
        };
        assert_eq!(ids(&all, 3), [1, 2, 3]);
        assert_eq!(ids(&all, 9), Vec::<i64>::new());
        assert_eq!(ids(&[category(1, Some(2), 0), category(2, Some(1), 0)], 1).len(), 2);
    }
}
