//! What was counted, in the shop's words and in an order people expect.

use super::collector::Counted;
use super::document::BETWEEN;
use contract::search::{
    AttributeFacet, CategoryFacet, Choices, Facets, PriceFacet, Stock, StockFacet, ValueFacet,
};
use contract::{Category, CategoryId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Attributes among the facets, those most products have.
const MOST_ATTRIBUTES: usize = 12;
/// So many values may each be of one product only.
const FEW_VALUES: usize = 10;
/// Values of each of them.
const MOST_VALUES: usize = 40;

/// Names what was counted. What is chosen stays in sight, though nothing is left of it.
pub(super) fn facets(
    counted: &Counted,
    choices: &Choices,
    tree: &[Category],
    within: Option<CategoryId>,
) -> Facets {
    let stock = Stock::ALL.into_iter().zip(counted.stock);
    let stock = stock.filter(|(value, count)| *count > 0 || choices.stock.contains(value));
    Facets {
        categories: categories(&counted.categories, choices, tree, within),
        price: counted.price.map(|(min_cents, max_cents)| PriceFacet { min_cents, max_cents }),
        stock: stock.map(|(value, count)| StockFacet { value, count }).collect(),
        on_sale: counted.on_sale,
        attributes: attributes(&counted.attributes, choices),
    }
}

/// In the order of the tree, each followed by what is below it.
fn categories(
    counts: &HashMap<i64, u64>,
    choices: &Choices,
    tree: &[Category],
    within: Option<CategoryId>,
) -> Vec<CategoryFacet> {
    let mut sums: HashMap<CategoryId, u64> = HashMap::new();
    let mut children: HashMap<Option<CategoryId>, Vec<&Category>> = HashMap::new();
    let known: HashSet<CategoryId> = tree.iter().map(|category| category.id).collect();
    // Children before their parents.
    for category in tree.iter().rev() {
        let own = counts.get(&category.id.0).copied().unwrap_or_default();
        let sum = sums.entry(category.id).or_default();
        *sum += own;
        let sum = *sum;
        // One whose parent is not there stands at the root.
        let parent = category.parent_id.filter(|parent| known.contains(parent));
        if let Some(parent) = parent {
            *sums.entry(parent).or_default() += sum;
        }
        children.entry(parent).or_default().push(category);
    }
    let mut listed = Vec::new();
    // The next one on top; the lists are in reverse order already.
    let mut rest: Vec<(&Category, u32)> =
        children.get(&within).into_iter().flatten().map(|category| (*category, 0)).collect();
    while let Some((category, depth)) = rest.pop() {
        let count = sums.get(&category.id).copied().unwrap_or_default();
        if count == 0 && !choices.categories.contains(&category.slug) {
            continue;
        }
        let (slug, name) = (category.slug.clone(), category.name.clone());
        listed.push(CategoryFacet { slug, name, depth, count });
        let below = children.get(&Some(category.id)).into_iter().flatten();
        rest.extend(below.map(|category| (*category, depth + 1)));
    }
    listed
}

/// Those most products have, by name; the values most products have, in an order people expect.
fn attributes(counts: &HashMap<String, u64>, choices: &Choices) -> Vec<AttributeFacet> {
    let mut values: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for (value, count) in counts {
        if let Some((name, value)) = value.split_once(BETWEEN) {
            values.entry(name).or_default().insert(value, *count);
        }
    }
    for (name, chosen) in &choices.attributes {
        let known = values.entry(name).or_default();
        chosen.iter().for_each(|value| {
            known.entry(value).or_default();
        });
    }
    let is_chosen = |name: &str, value: &str| {
        choices.attributes.get(name).is_some_and(|values| values.contains(value))
    };
    let mut all: Vec<(bool, u64, AttributeFacet)> = Vec::with_capacity(values.len());
    for (name, values) in values {
        let sum: u64 = values.values().sum();
        // What nearly every product says in its own words narrows nothing.
        let is_telling = values.len() <= FEW_VALUES || sum >= 2 * values.len() as u64;
        if !is_telling && !choices.attributes.contains_key(name) {
            continue;
        }
        let mut values: Vec<ValueFacet> = values
            .into_iter()
            .map(|(value, count)| ValueFacet { value: value.to_owned(), count })
            .collect();
        values.sort_by(|a, b| {
            let key = |v: &ValueFacet| (!is_chosen(name, &v.value), std::cmp::Reverse(v.count));
            key(a).cmp(&key(b)).then_with(|| a.value.cmp(&b.value))
        });
        values.truncate(MOST_VALUES.max(choices.attributes.get(name).map_or(0, |c| c.len())));
        values.sort_by_cached_key(|facet| natural(&facet.value));
        let facet = AttributeFacet { name: name.to_owned(), values };
        all.push((choices.attributes.contains_key(name), sum, facet));
    }
    all.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.name.cmp(&b.2.name)));
    all.truncate(MOST_ATTRIBUTES.max(choices.attributes.len()));
    let mut listed: Vec<AttributeFacet> = all.into_iter().map(|(_, _, facet)| facet).collect();
    listed.sort_by(|a, b| a.name.cmp(&b.name));
    listed
}

/// Sizes by size, numbers by number, the rest by letter.
fn natural(value: &str) -> (u8, u64, String) {
    const SIZES: [&str; 10] = ["xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl"];
    let lower = value.to_lowercase();
    if let Some(size) = SIZES.iter().position(|size| *size == lower) {
        return (0, size as u64, lower);
    }
    let digits: String = lower.chars().take_while(char::is_ascii_digit).take(18).collect();
    match digits.parse() {
        Ok(number) => (1, number, lower),
        Err(_) => (2, 0, lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, parent: Option<i64>) -> Category {
        Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            name: format!("Category {id}"),
            slug: format!("c{id}"),
            product_count: 0,
        }
    }

    #[test]
    fn parents_count_their_children_and_come_before_them() {
        let tree = [
            category(1, None),
            category(2, None),
            category(3, Some(1)),
            category(4, Some(1)),
            category(5, Some(4)),
            category(6, Some(99)),
        ];
        let counts = HashMap::from([(1, 1), (4, 2), (5, 4), (6, 8)]);
        let listed = categories(&counts, &Choices::default(), &tree, None);
        let listed: Vec<_> = listed.iter().map(|c| (c.slug.as_str(), c.depth, c.count)).collect();
        assert_eq!(listed, [("c1", 0, 7), ("c4", 1, 6), ("c5", 2, 4), ("c6", 0, 8)]);
        let within = categories(&counts, &Choices::default(), &tree, Some(CategoryId(4)));
        assert_eq!(within.len(), 1);
    }

    #[test]
    fn what_is_chosen_stays_in_sight() {
        let mut choices = Choices::default();
        choices.categories.insert("c2".into());
        choices.attributes.entry("Size".into()).or_default().insert("XL".into());
        let tree = [category(1, None), category(2, None)];
        let listed = categories(&HashMap::from([(1, 1)]), &choices, &tree, None);
        assert_eq!(listed.len(), 2);
        let listed = attributes(&HashMap::from([("Size\u{1f}M".into(), 3)]), &choices);
        let values: Vec<_> = listed[0].values.iter().map(|v| (v.value.as_str(), v.count)).collect();
        assert_eq!(values, [("M", 3), ("XL", 0)]);
    }

    #[test]
    fn sizes_are_in_their_order() {
        let mut sizes = ["XL", "10 cm", "M", "9 cm", "Red", "s", "XXL", "Blue"];
        sizes.sort_by_key(|size| natural(size));
        assert_eq!(sizes, ["s", "M", "XL", "XXL", "9 cm", "10 cm", "Blue", "Red"]);
    }
}
