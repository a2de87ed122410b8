//! What a search should answer, found by looking at every product.

use super::document::{self, Part};
use super::query::{AS_BEGINNING, AS_PLURAL, AS_TYPO, FORGIVING, Reading, Slot, Word, slots};
use super::synonyms::Lexicon;
use super::words::{Splitter, singulars};
use contract::search::{Facets, PriceFacet, SearchQuery, Sort, Stock, StockFacet};
use contract::{Category, ProductId, UniversalProduct};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, PartialEq)]
pub(super) struct Expected {
    pub ids: Vec<ProductId>,
    pub is_tolerant: bool,
    pub facets: Facets,
    /// Counts by attribute and value.
    pub attributes: BTreeMap<(String, String), u64>,
    /// Counts by slug, with what is below.
    pub categories: BTreeMap<String, u64>,
}

pub(super) struct Shop<'a> {
    pub products: &'a [UniversalProduct],
    pub tree: &'a [Category],
    pub lexicon: &'a Lexicon,
}

impl Shop<'_> {
    pub fn search(&self, query: &SearchQuery) -> Expected {
        let words = Splitter::default().words(&query.words);
        let slots = slots(&words, self.lexicon);
        let hopeless = words.is_empty() && !query.words.is_empty();
        let mut matching = if hopeless { vec![] } else { self.matching(&slots, false) };
        let mut is_tolerant = false;
        if matching.is_empty() && !slots.is_empty() {
            matching = self.matching(&slots, true);
            is_tolerant = !matching.is_empty();
        }
        let passing = |facet: &str| -> Vec<&UniversalProduct> {
            let all = matching.iter().map(|(product, _)| *product);
            all.filter(|product| self.passes(product, query, Some(facet))).collect()
        };
        let mut found: Vec<_> =
            matching.iter().filter(|(product, _)| self.passes(product, query, None)).collect();
        found.sort_by(|a, b| order(query, a).partial_cmp(&order(query, b)).unwrap());

        let mut categories: BTreeMap<String, u64> = BTreeMap::new();
        for product in passing("category") {
            for slug in self.above(product) {
                *categories.entry(slug).or_default() += 1;
            }
        }
        let prices: Vec<i64> = passing("price").iter().map(|p| p.price_cents).collect();
        let price = prices.iter().min().zip(prices.iter().max());
        let in_stock = passing("stock");
        let stock = Stock::ALL.map(|value| {
            let count = in_stock.iter().filter(|product| stock(product) == Some(value)).count();
            StockFacet { value, count: count as u64 }
        });
        let kept =
            |facet: &StockFacet| facet.count > 0 || query.choices.stock.contains(&facet.value);
        let mut attributes: BTreeMap<(String, String), u64> = BTreeMap::new();
        let names: BTreeSet<String> = matching
            .iter()
            .flat_map(|(product, _)| document::attributes(product))
            .map(|(name, _)| name)
            .collect();
        for name in names {
            for product in passing(&format!("a.{name}")) {
                let own = document::attributes(product).into_iter();
                for value in own.filter(|(own, _)| *own == name) {
                    *attributes.entry(value).or_default() += 1;
                }
            }
        }
        Expected {
            ids: found.iter().map(|(product, _)| product.id).collect(),
            is_tolerant,
            facets: Facets {
                price: price.map(|(min, max)| PriceFacet { min_cents: *min, max_cents: *max }),
                stock: stock.into_iter().filter(kept).collect(),
                on_sale: passing("sale").iter().filter(|p| p.is_on_sale).count() as u64,
                ..Facets::default()
            },
            attributes,
            categories,
        }
    }

    fn matching(&self, slots: &[Slot], tolerant: bool) -> Vec<(&UniversalProduct, f32)> {
        let sold = self.products.iter().filter(|product| stock(product).is_some());
        sold.filter_map(|product| Some((product, self.score(product, slots, tolerant)?))).collect()
    }

    fn score(&self, product: &UniversalProduct, slots: &[Slot], tolerant: bool) -> Option<f32> {
        let texts = self.texts(product);
        let mut score = 0.0;
        for Slot(readings) in slots {
            let worth = |reading: &Reading| -> Option<f32> {
                let words = reading.words.iter().map(|word| worth(word, &texts, tolerant));
                let sum: f32 = words.collect::<Option<Vec<f32>>>()?.iter().sum();
                Some(sum * reading.worth)
            };
            score += readings.iter().filter_map(worth).reduce(f32::max)?;
        }
        Some(score)
    }

    fn texts(&self, product: &UniversalProduct) -> Vec<(Part, Vec<String>)> {
        let path = product.category.as_ref().map(|category| category.id);
        let path = path.and_then(|id| document::paths(self.tree).remove(&id)).unwrap_or_default();
        let mut splitter = Splitter::default();
        let mut words = |part| splitter.findable(&document::text(product, &path, part));
        Part::ALL.map(|part| (part, words(part))).into()
    }

    /// Whether it passes what is chosen, but for one facet.
    fn passes(&self, product: &UniversalProduct, query: &SearchQuery, but: Option<&str>) -> bool {
        let choices = &query.choices;
        let price = product.price_cents;
        let counts = |facet: &str| but != Some(facet);
        let category = choices.categories.is_empty()
            || self.above(product).iter().any(|slug| choices.categories.contains(slug));
        let price = choices.min_cents.is_none_or(|min| price >= min)
            && choices.max_cents.is_none_or(|max| price <= max);
        let stock = choices.stock.is_empty()
            || stock(product).is_some_and(|value| choices.stock.contains(&value));
        let own = document::attributes(product);
        let attributes = choices.attributes.iter().all(|(name, values)| {
            !counts(&format!("a.{name}"))
                || values.iter().any(|value| own.contains(&(name.clone(), value.clone())))
        });
        (category || !counts("category"))
            && (price || !counts("price"))
            && (stock || !counts("stock"))
            && (!choices.on_sale || product.is_on_sale || !counts("sale"))
            && attributes
    }

    /// The slugs of its category and of those above it.
    fn above(&self, product: &UniversalProduct) -> Vec<String> {
        let mut slugs = Vec::new();
        let mut next = product.category.as_ref().map(|category| category.id);
        while let Some(category) = self.tree.iter().find(|category| Some(category.id) == next) {
            slugs.push(category.slug.clone());
            next = category.parent_id;
        }
        slugs
    }
}

fn worth(word: &Word, texts: &[(Part, Vec<String>)], tolerant: bool) -> Option<f32> {
    let mut best: Option<f32> = None;
    for (part, words) in texts {
        for found in words {
            let mut ways = Vec::new();
            if *found == word.text {
                ways.push(1.0);
            }
            if singulars(&word.text).contains(found) {
                ways.push(AS_PLURAL);
            }
            if word.may_begin(*part) && found.starts_with(&word.text) {
                ways.push(AS_BEGINNING);
            }
            if tolerant && word.forgives() && FORGIVING.contains(part) {
                let near = match word.is_last {
                    true => (0..=found.len())
                        .filter(|end| found.is_char_boundary(*end))
                        .any(|end| is_near(&word.text, &found[..end])),
                    false => is_near(&word.text, found),
                };
                ways.extend(near.then_some(AS_TYPO));
            }
            for way in ways {
                let worth = part.weight() * way;
                best = Some(best.map_or(worth, |best| best.max(worth)));
            }
        }
    }
    best
}

/// At most one letter changed, added, left out, or swapped with its neighbour.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b {
        return true;
    }
    let begin = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    match (a, b) {
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([one, two, left @ ..], [three, four, right @ ..]) => {
            one == four && two == three && left == right
        }
        _ => false,
    }
}

fn stock(product: &UniversalProduct) -> Option<Stock> {
    Stock::of(product.availability, product.stock_status)
}

type Order = (bool, f32, usize, i64, String, i64);

fn order(query: &SearchQuery, (product, score): &(&UniversalProduct, f32)) -> Order {
    let newest = -product.id.0;
    let plain = (false, 0.0, 0, 0, String::new(), newest);
    match query.sort {
        Sort::Relevance => {
            let sold_out = stock(product) == Some(Stock::OutOfStock);
            let length = match query.words.is_empty() {
                true => 0,
                false => Splitter::default().words(&product.name).len(),
            };
            (sold_out, -score, length, 0, String::new(), newest)
        }
        Sort::Newest => plain,
        Sort::PriceUp => (false, 0.0, 0, product.price_cents, String::new(), newest),
        Sort::PriceDown => (false, 0.0, 0, -product.price_cents, String::new(), newest),
        Sort::Name => (false, 0.0, 0, 0, document::title(product), product.id.0),
    }
}
