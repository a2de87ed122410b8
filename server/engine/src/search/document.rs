//! A product as the index knows it.

use super::scope::Scope;
use super::words::{Splitter, plain};
use contract::search::Stock;
use contract::{Category, CategoryId, UniversalProduct};
use std::collections::{BTreeSet, HashMap};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};

/// Between an attribute's name and its value.
pub(super) const BETWEEN: char = '\u{1f}';
/// More than that of one product are not searched for.
const MOST_ATTRIBUTES: usize = 200;

/// Names of the fields that are read column by column.
pub(super) mod column {
    pub const ID: &str = "id";
    pub const PRICE: &str = "price";
    pub const CATEGORY: &str = "category";
    pub const STOCK: &str = "stock";
    pub const ON_SALE: &str = "on_sale";
    pub const LENGTH: &str = "length";
    pub const TITLE: &str = "title";
    pub const ATTRIBUTE: &str = "attribute";
}

/// Where words are looked for, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Name,
    Sku,
    Category,
    Attribute,
    Description,
}

impl Part {
    pub const ALL: [Self; 5] =
        [Self::Name, Self::Sku, Self::Category, Self::Attribute, Self::Description];

    /// What a word found there is worth. Powers of two: sums of few of them are exact.
    pub fn weight(self) -> f32 {
        match self {
            Self::Name => 64.0,
            Self::Sku => 32.0,
            Self::Category => 16.0,
            Self::Attribute => 8.0,
            Self::Description => 4.0,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    pub tenant: Field,
    /// Which build of the shop the document is of.
    pub edition: Field,
    pub price: Field,
    pub category: Field,
    pub stock: Field,
    pub on_sale: Field,
    /// Words of the name.
    pub length: Field,
    /// What lists are ordered by.
    pub title: Field,
    pub attribute: Field,
    words: [Field; 5],
}

impl Fields {
    pub fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let raw = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let words = TextOptions::default().set_indexing_options(raw);
        let plain = || TextOptions::default() | FAST;
        let fields = Self {
            id: schema.add_i64_field(column::ID, INDEXED | FAST),
            tenant: schema.add_i64_field("tenant", INDEXED),
            edition: schema.add_u64_field("edition", INDEXED),
            price: schema.add_i64_field(column::PRICE, FAST),
            category: schema.add_i64_field(column::CATEGORY, INDEXED | FAST),
            stock: schema.add_u64_field(column::STOCK, FAST),
            on_sale: schema.add_u64_field(column::ON_SALE, FAST),
            length: schema.add_u64_field(column::LENGTH, FAST),
            title: schema.add_text_field(column::TITLE, plain()),
            attribute: schema.add_text_field(column::ATTRIBUTE, plain()),
            words: ["name", "sku", "categories", "attributes", "description"]
                .map(|name| schema.add_text_field(name, words.clone())),
        };
        (schema.build(), fields)
    }

    pub fn words(&self, part: Part) -> Field {
        self.words[part as usize]
    }
}

/// The texts of a product words are looked for in.
pub(super) fn text(product: &UniversalProduct, path: &[String], part: Part) -> String {
    match part {
        Part::Name => product.name.clone(),
        Part::Sku => {
            let variants = product.variants.iter().map(|variant| variant.sku.as_str());
            let all: Vec<&str> = [product.sku.as_str()].into_iter().chain(variants).collect();
            all.join(" ")
        }
        Part::Category => path.join(" "),
        Part::Attribute => {
            let values = attributes(product).into_iter().map(|(_, value)| value);
            values.collect::<Vec<_>>().join(" ")
        }
        Part::Description => plain(&product.description),
    }
}

/// Names and values of the product's attributes and its variants', each once.
pub(super) fn attributes(product: &UniversalProduct) -> BTreeSet<(String, String)> {
    let own = product.attributes.iter().flat_map(|attribute| {
        attribute.values.iter().map(|value| (attribute.name.as_str(), value.as_str()))
    });
    let of_variants = product.variants.iter().flat_map(|variant| &variant.attributes);
    let of_variants = of_variants.map(|attribute| (&*attribute.name, &*attribute.value));
    let named = |(name, value): (&str, &str)| {
        let (name, value) = (name.trim().replace(BETWEEN, " "), value.trim().replace(BETWEEN, " "));
        (!name.is_empty() && !value.is_empty()).then_some((name, value))
    };
    own.chain(of_variants).filter_map(named).take(MOST_ATTRIBUTES).collect()
}

/// What lists are ordered by, the same as in the tables.
pub(super) fn title(product: &UniversalProduct) -> String {
    format!("{}\n{}", product.name.to_lowercase(), product.sku.to_lowercase())
}

/// Makes documents of one shop's products.
pub(super) struct Writer<'a> {
    fields: &'a Fields,
    scope: Scope,
    edition: u64,
    paths: HashMap<CategoryId, Vec<String>>,
    splitter: Splitter,
}

impl<'a> Writer<'a> {
    /// `tree` has parents before their children.
    pub fn new(fields: &'a Fields, scope: Scope, edition: u64, tree: &[Category]) -> Self {
        Self { fields, scope, edition, paths: paths(tree), splitter: Splitter::default() }
    }

    /// None for what no search finds.
    pub fn document(&mut self, product: &UniversalProduct) -> Option<TantivyDocument> {
        let stock = Stock::of(product.availability, product.stock_status)?;
        let fields = self.fields;
        let category = product.category.as_ref().map(|category| category.id);
        let unknown = product.category.iter().map(|category| category.name.clone()).collect();
        let path = category.and_then(|id| self.paths.get(&id).cloned()).unwrap_or(unknown);
        let mut document = TantivyDocument::new();
        document.add_i64(fields.id, product.id.0);
        document.add_i64(fields.tenant, product.tenant_id.0);
        document.add_u64(fields.edition, self.edition);
        document.add_i64(fields.price, product.price_cents);
        document.add_i64(fields.category, category.unwrap_or_default().0);
        document.add_u64(fields.stock, stock as u64);
        document.add_u64(fields.on_sale, u64::from(product.is_on_sale));
        document.add_u64(fields.length, self.splitter.words(&product.name).len() as u64);
        document.add_text(fields.title, title(product));
        for (name, value) in attributes(product) {
            document.add_text(fields.attribute, format!("{name}{BETWEEN}{value}"));
        }
        for part in Part::ALL {
            for word in self.splitter.findable(&text(product, &path, part)) {
                document.add_text(fields.words(part), self.scope.word(&word));
            }
        }
        Some(document)
    }
}

/// The names from the root down to each category.
pub(super) fn paths(tree: &[Category]) -> HashMap<CategoryId, Vec<String>> {
    let mut paths: HashMap<CategoryId, Vec<String>> = HashMap::with_capacity(tree.len());
    for category in tree {
        let above = category.parent_id.and_then(|parent| paths.get(&parent));
        let mut path = above.cloned().unwrap_or_default();
        path.push(category.name.clone());
        paths.insert(category.id, path);
    }
    paths
}
