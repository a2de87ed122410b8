//! Filters, counts and orders what matches, in one pass over columns.
//!
//! A product that fails one facet only is still counted in that one: so a facet's counts honour the
//! other choices, not its own.

use super::document::{BETWEEN, column};
use contract::ProductId;
use contract::search::{Sort, Stock};
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::ops::{Bound, Range};
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What was chosen, in the index's terms.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    /// With everything below them; none is no choice.
    pub categories: Option<HashSet<i64>>,
    pub min_cents: Option<i64>,
    pub max_cents: Option<i64>,
    /// None is no choice.
    pub stock: Vec<Stock>,
    pub on_sale: bool,
    pub attributes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub(super) struct Faceted {
    pub chosen: Chosen,
    pub sort: Sort,
    /// Whether there are words to be relevant to.
    pub has_words: bool,
    /// How many of the best are kept.
    pub most: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Matching the words, whatever was chosen.
    pub matched: u64,
    pub total: u64,
    /// By category, without what is below it.
    pub categories: HashMap<i64, u64>,
    /// The lowest and the highest.
    pub price: Option<(i64, i64)>,
    pub stock: [u64; 3],
    pub on_sale: u64,
    /// By name and value.
    pub attributes: HashMap<String, u64>,
    best: Vec<Ranked>,
}

impl Counted {
    pub fn best(&self) -> impl Iterator<Item = ProductId> + '_ {
        self.best.iter().map(|ranked| ProductId(ranked.id))
    }
}

/// The lower, the better. `title` is what counts first, where titles do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    title: Option<String>,
    rank: [u64; 3],
    id: i64,
}

/// Bits of the facets a product fails; attributes follow.
const CATEGORY: u64 = 1;
const PRICE: u64 = 2;
const STOCK: u64 = 4;
const ON_SALE: u64 = 8;
const FIRST_ATTRIBUTE: u64 = 16;

/// A chosen attribute as one segment knows it.
struct Wanted {
    bit: u64,
    /// Where the attribute's values stand.
    name: Range<u64>,
    values: Vec<u64>,
}

pub(super) struct Segment {
    asked: Faceted,
    id: Arc<dyn ColumnValues<i64>>,
    price: Arc<dyn ColumnValues<i64>>,
    category: Arc<dyn ColumnValues<i64>>,
    stock: Arc<dyn ColumnValues<u64>>,
    on_sale: Arc<dyn ColumnValues<u64>>,
    length: Arc<dyn ColumnValues<u64>>,
    title: Option<StrColumn>,
    attribute: Option<StrColumn>,
    wanted: Vec<Wanted>,
    counted: Counted,
    /// By ordinal.
    values: Vec<u32>,
    ordinals: Vec<u64>,
    /// The worst on top.
    heap: BinaryHeap<([u64; 3], i64)>,
}

impl Collector for Faceted {
    type Fruit = Counted;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = reader.fast_fields();
        let attribute = columns.str(column::ATTRIBUTE)?;
        let number = |name| columns.column_first_or_default::<u64>(name);
        Ok(Segment {
            asked: self.clone(),
            id: columns.column_first_or_default(column::ID)?,
            price: columns.column_first_or_default(column::PRICE)?,
            category: columns.column_first_or_default(column::CATEGORY)?,
            stock: number(column::STOCK)?,
            on_sale: number(column::ON_SALE)?,
            length: number(column::LENGTH)?,
            title: columns.str(column::TITLE)?,
            wanted: wanted(&self.chosen, attribute.as_ref())?,
            values: vec![0; attribute.as_ref().map_or(0, |column| column.num_terms())],
            attribute,
            counted: Counted::default(),
            ordinals: Vec::new(),
            heap: BinaryHeap::with_capacity(self.most.min(1024)),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.has_words && self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<Counted>) -> tantivy::Result<Counted> {
        let mut all = Counted::default();
        for fruit in fruits {
            all.add(fruit);
        }
        all.best.sort_unstable();
        all.best.truncate(self.most);
        Ok(all)
    }
}

impl Counted {
    fn add(&mut self, other: Self) {
        self.matched += other.matched;
        self.total += other.total;
        self.on_sale += other.on_sale;
        for (sum, count) in self.stock.iter_mut().zip(other.stock) {
            *sum += count;
        }
        self.price = match (self.price, other.price) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        for (category, count) in other.categories {
            *self.categories.entry(category).or_default() += count;
        }
        for (value, count) in other.attributes {
            *self.attributes.entry(value).or_default() += count;
        }
        self.best.extend(other.best);
    }
}

/// Where the values of each chosen attribute stand in a segment.
fn wanted(chosen: &Chosen, column: Option<&StrColumn>) -> tantivy::Result<Vec<Wanted>> {
    let mut bit = FIRST_ATTRIBUTE;
    let mut all = Vec::with_capacity(chosen.attributes.len());
    for (name, values) in &chosen.attributes {
        let mut wanted = Wanted { bit, name: 0..0, values: Vec::new() };
        bit <<= 1;
        if let Some(column) = column {
            let dictionary = column.dictionary();
            for value in values {
                let ordinal = dictionary.term_ord(format!("{name}{BETWEEN}{value}"))?;
                wanted.values.extend(ordinal);
            }
            // The separator's successor ends the name's stretch.
            let (from, until) = (format!("{name}{BETWEEN}"), format!("{name} "));
            let bounds = dictionary.term_bounds_to_ord(
                Bound::Included(from.as_bytes()),
                Bound::Excluded(until.as_bytes()),
            )?;
            wanted.name = stretch(bounds, dictionary.num_terms() as u64);
        }
        all.push(wanted);
    }
    Ok(all)
}

fn stretch((from, until): (Bound<u64>, Bound<u64>), all: u64) -> Range<u64> {
    let from = match from {
        Bound::Included(at) => at,
        Bound::Excluded(at) => at + 1,
        Bound::Unbounded => 0,
    };
    let until = match until {
        Bound::Included(at) => at + 1,
        Bound::Excluded(at) => at,
        Bound::Unbounded => all,
    };
    from..until
}

impl Segment {
    /// The facets the product fails.
    fn failed(&self, price: i64, category: i64, stock: u64, on_sale: bool) -> u64 {
        let chosen = &self.asked.chosen;
        let mut failed = 0;
        if chosen.categories.as_ref().is_some_and(|wanted| !wanted.contains(&category)) {
            failed |= CATEGORY;
        }
        let too_cheap = chosen.min_cents.is_some_and(|min| price < min);
        if too_cheap || chosen.max_cents.is_some_and(|max| price > max) {
            failed |= PRICE;
        }
        let is_wanted = |wanted: &Stock| *wanted as u64 == stock;
        if !chosen.stock.is_empty() && !chosen.stock.iter().any(is_wanted) {
            failed |= STOCK;
        }
        if chosen.on_sale && !on_sale {
            failed |= ON_SALE;
        }
        for wanted in &self.wanted {
            if !wanted.values.iter().any(|value| self.ordinals.contains(value)) {
                failed |= wanted.bit;
            }
        }
        failed
    }

    fn count_values(&mut self, failed: u64) {
        let only = self.wanted.iter().find(|wanted| wanted.bit == failed);
        if failed != 0 && only.is_none() {
            return;
        }
        for ordinal in &self.ordinals {
            if only.is_none_or(|wanted| wanted.name.contains(ordinal)) {
                self.values[*ordinal as usize] += 1;
            }
        }
    }

    fn rank(&self, doc: DocId, score: Score, id: i64, price: i64, stock: u64) -> [u64; 3] {
        let (number, newest) = (id as u64, u64::MAX - id as u64);
        // Prices are not negative.
        let price = price.max(0) as u64;
        match self.asked.sort {
            Sort::Relevance => {
                let sold_out = u64::from(stock == Stock::OutOfStock as u64) << 32;
                // The bits of positive floats are in their order.
                let match_ = u64::from(u32::MAX - score.max(0.0).to_bits());
                let length = if self.asked.has_words { self.length.get_val(doc) } else { 0 };
                [sold_out | match_, length, newest]
            }
            Sort::Newest => [newest, 0, 0],
            Sort::PriceUp => [price, newest, 0],
            Sort::PriceDown => [u64::MAX - price, newest, 0],
            Sort::Name => {
                let title = self.title.as_ref().and_then(|column| column.ords().first(doc));
                [title.unwrap_or(u64::MAX), number, 0]
            }
        }
    }

    fn keep(&mut self, rank: [u64; 3], id: i64) {
        if self.heap.len() < self.asked.most {
            self.heap.push((rank, id));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && (rank, id) < *worst
        {
            *worst = (rank, id);
        }
    }

    /// The values counted, by name and not by ordinal.
    fn named_values(&self) -> HashMap<String, u64> {
        let mut named = HashMap::new();
        let Some(column) = &self.attribute else { return named };
        let counted = self.values.iter().zip(0u64..).filter(|(count, _)| **count > 0);
        let mut text = String::new();
        for (count, ordinal) in counted {
            text.clear();
            if matches!(column.ord_to_str(ordinal, &mut text), Ok(true)) {
                named.insert(text.clone(), u64::from(*count));
            }
        }
        named
    }

    fn ranked(&self, (mut rank, id): ([u64; 3], i64)) -> Ranked {
        let mut title = None;
        if self.asked.sort == Sort::Name
            && let Some(column) = &self.title
        {
            let mut text = String::new();
            if matches!(column.ord_to_str(rank[0], &mut text), Ok(true)) {
                title = Some(text);
            }
            // Ordinals of different segments cannot be compared.
            rank[0] = 0;
        }
        Ranked { title, rank, id }
    }
}

impl SegmentCollector for Segment {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.counted.matched += 1;
        self.ordinals.clear();
        if let Some(column) = &self.attribute {
            self.ordinals.extend(column.ords().values_for_doc(doc));
        }
        let price = self.price.get_val(doc);
        let category = self.category.get_val(doc);
        let stock = self.stock.get_val(doc);
        let on_sale = self.on_sale.get_val(doc) == 1;
        let failed = self.failed(price, category, stock, on_sale);
        if failed.count_ones() > 1 {
            return;
        }
        let passes_but = |facet: u64| failed & !facet == 0;
        if passes_but(CATEGORY) {
            *self.counted.categories.entry(category).or_default() += 1;
        }
        if passes_but(PRICE) {
            let (low, high) = self.counted.price.unwrap_or((price, price));
            self.counted.price = Some((low.min(price), high.max(price)));
        }
        if passes_but(STOCK)
            && let Some(count) = self.counted.stock.get_mut(stock as usize)
        {
            *count += 1;
        }
        if on_sale && passes_but(ON_SALE) {
            self.counted.on_sale += 1;
        }
        self.count_values(failed);
        if failed == 0 {
            self.counted.total += 1;
            let id = self.id.get_val(doc);
            let rank = self.rank(doc, score, id, price, stock);
            self.keep(rank, id);
        }
    }

    fn harvest(mut self) -> Counted {
        self.counted.attributes = self.named_values();
        let best = self.heap.iter().map(|kept| self.ranked(*kept)).collect();
        self.counted.best = best;
        self.counted
    }
}
