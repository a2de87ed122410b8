//! What stands near a product: the rules, without any input or output.

use contract::{Category, CategoryId, ProductId, UniversalProduct};
use std::cmp::Reverse;
use std::sync::Arc;

/// How many are shown.
pub const SHOWN: usize = 8;
/// How many are considered: what one batched load brings cheaply.
pub const CONSIDERED: i64 = 60;

/// Where candidates are found, and from which on in the order of the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Around {
    pub categories: Vec<CategoryId>,
    pub offset: i64,
}

/// The nearest category around the product that holds enough others, with all below it.
pub fn around(all: &[Category], product: &UniversalProduct) -> Option<Around> {
    let mut next = Some(product.category.as_ref()?.id);
    let mut around = None;
    // Bounded by the number of categories, should a cycle ever have been stored.
    for _ in 0..=all.len() {
        let Some(category) = next.and_then(|id| all.iter().find(|category| category.id == id))
        else {
            break;
        };
        let listed = crate::shop::descendants(all, category);
        let total: i64 = listed.iter().map(|category| category.product_count).sum();
        let categories = listed.iter().map(|category| category.id).collect();
        around = Some(Around { categories, offset: offset(product.id, total) });
        if total > SHOWN as i64 {
            break;
        }
        next = category.parent_id;
    }
    around
}

/// In a long list each product begins elsewhere, always at the same place.
fn offset(id: ProductId, total: i64) -> i64 {
    let beyond = total - CONSIDERED;
    if beyond <= 0 { 0 } else { id.0.wrapping_mul(7_919).rem_euclid(beyond + 1) }
}

/// The nearest of the candidates.
pub fn nearest(
    product: &UniversalProduct,
    candidates: &[Arc<UniversalProduct>],
) -> Vec<UniversalProduct> {
    let own = product.category.as_ref().map(|category| category.id);
    let mut near: Vec<&Arc<UniversalProduct>> = candidates
        .iter()
        .filter(|other| other.id != product.id && other.is_presentable())
        .collect();
    near.sort_by_cached_key(|other| {
        let is_sister = other.category.as_ref().map(|category| category.id) == own;
        let apart = (other.price_cents - product.price_cents).abs();
        // Prices differ by their ratio: in tenths of the product's own.
        let tenths = apart.saturating_mul(10) / product.price_cents.max(1);
        (Reverse(is_sister), Reverse(in_common(product, other)), tenths, apart, other.id)
    });
    near.into_iter().take(SHOWN).map(|other| other.summary()).collect()
}

/// How many values of properties two products share.
fn in_common(a: &UniversalProduct, b: &UniversalProduct) -> usize {
    let values = |product: &UniversalProduct| -> Vec<(String, String)> {
        let named = |name: &String, value: &String| (name.to_lowercase(), value.to_lowercase());
        let attributes = product.attributes.iter();
        attributes
            .flat_map(|attribute| {
                attribute.values.iter().map(|value| named(&attribute.name, value))
            })
            .collect()
    };
    let theirs = values(b);
    values(a).iter().filter(|value| theirs.contains(value)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Availability;
    use contract::product::{Attribute, CategoryRef};

    fn product(id: i64, category: i64, price_cents: i64, material: &str) -> UniversalProduct {
        UniversalProduct {
            price_cents,
            category: Some(CategoryRef {
                id: CategoryId(category),
                name: String::new(),
                slug: String::new(),
            }),
            description: "whole".into(),
            attributes: vec![Attribute { name: "Material".into(), values: vec![material.into()] }],
            ..contract::testing::product(id)
        }
    }

    #[test]
    fn the_nearest_come_first_and_nothing_that_cannot_be_had() {
        let coat = product(1, 1, 1_000, "Wool");
        let gone = UniversalProduct {
            availability: Availability::OutOfStock,
            ..product(2, 1, 1_000, "Wool")
        };
        let candidates: Vec<Arc<_>> = [
            coat.clone(),
            gone,
            product(3, 2, 1_000, "Wool"),
            product(4, 1, 9_000, "Linen"),
            product(5, 1, 1_100, "Linen"),
            product(6, 1, 5_000, "wool"),
        ]
        .map(Arc::new)
        .into();
        let near = nearest(&coat, &candidates);
        assert_eq!(near.iter().map(|p| p.id.0).collect::<Vec<_>>(), [6, 5, 4, 3]);
        assert!(near[0].description.is_empty(), "summaries");
        let many: Vec<_> = (2..40).map(|id| Arc::new(product(id, 1, 1_000, "Wool"))).collect();
        let near = nearest(&coat, &many);
        assert_eq!(near.iter().map(|p| p.id.0).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8, 9]);
    }

    fn category(id: i64, parent: Option<i64>, product_count: i64) -> Category {
        Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            name: String::new(),
            slug: String::new(),
            product_count,
        }
    }

    #[test]
    fn a_small_category_looks_further_up() {
        let all = [category(1, None, 2), category(2, Some(1), 3), category(3, Some(1), 40)];
        let at = |category| around(&all, &product(1, category, 1, "")).unwrap().categories;
        assert_eq!(at(3), [CategoryId(3)]);
        assert_eq!(at(2), [1, 2, 3].map(CategoryId));
        assert_eq!(around(&all, &product(1, 9, 1, "")), None);
        let cycle = [category(1, Some(2), 1), category(2, Some(1), 1)];
        assert!(around(&cycle, &product(1, 1, 1, "")).is_some());
    }

    #[test]
    fn a_long_list_is_begun_within() {
        for id in 0..1_000 {
            let offset = offset(ProductId(id), 10_000);
            assert!((0..=10_000 - CONSIDERED).contains(&offset));
        }
        assert_eq!(offset(ProductId(77), CONSIDERED), 0);
    }
}
