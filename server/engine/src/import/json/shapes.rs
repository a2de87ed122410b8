//! What one JSON record says, by its shape.

use crate::import::mapping::{ColumnMapping, Layout};
use crate::import::raw::{RawAttribute, RawPrice, RawProduct, RawStock, RawVariant};
use crate::import::record::{Cell, Publication, Record};
use crate::import::refusal::Refusal;
use contract::Currency;
use contract::draft::ProductDraft;
use serde_json::Value;

#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Our own export: drafts.
    Drafts,
    Mapped(ColumnMapping),
}

impl Shape {
    /// The built-in shape that fits the first record.
    pub fn detect(first: &Value) -> Option<Self> {
        let has = |keys: &[&str]| keys.iter().all(|key| first.get(key).is_some());
        if has(&["sku", "name", "priceCents"]) {
            Some(Self::Drafts)
        } else if has(&["sku", "title", "price"]) {
            Some(Self::Mapped(ColumnMapping::dummyjson()))
        } else if has(&["sku", "name", "price"]) {
            let keys = first.as_object()?.keys().map(String::as_str);
            ColumnMapping::detect(keys).map(Self::Mapped)
        } else {
            None
        }
    }

    /// `None` for a draft that is not meant to be seen.
    pub fn read(&self, line: u64, bytes: &[u8]) -> Result<Option<RawProduct>, Refusal> {
        let broken = |error: serde_json::Error| {
            let reason = format!("cannot be read: {error}");
            Refusal::new(line, None, "record", reason, &String::from_utf8_lossy(bytes))
        };
        match self {
            Self::Drafts => {
                let draft: ProductDraft = serde_json::from_slice(bytes).map_err(broken)?;
                Ok(Some(raw(draft, line)))
            }
            Self::Mapped(mapping) => {
                let value: Value = serde_json::from_slice(bytes).map_err(broken)?;
                let record = record(mapping, line, &value);
                let draft = record.publication()? == Publication::Draft;
                Ok((!draft).then(|| record.product()))
            }
        }
    }
}

fn record(mapping: &ColumnMapping, line: u64, value: &Value) -> Record {
    let cell = |path: &str| match value.get(path).or_else(|| along(value, path))? {
        Value::Array(values) => Some(Cell::List(values.iter().filter_map(text).collect())),
        // A text of its own, whatever commas it has.
        scalar => Some(Cell::List(vec![text(scalar)?])),
    };
    let cells = mapping.fields.iter().filter_map(|(path, field)| {
        let cell = match cell(path)? {
            Cell::List(list) if list.iter().all(|text| text.trim().is_empty()) => return None,
            cell => cell,
        };
        Some((field.clone(), cell))
    });
    Record { line, layout: Layout::Products, cells: cells.collect() }
}

fn along<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// Scalars as they are written; of objects in a list, the part that names them.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Object(object) => {
            let named = ["src", "url", "name", "value"].iter().find_map(|key| object.get(*key))?;
            named.as_str().map(str::to_owned)
        }
        Value::Null | Value::Array(_) => None,
    }
}

/// What was a draft once is checked again: files are edited by hand.
pub fn raw(draft: ProductDraft, line: u64) -> RawProduct {
    let currency = draft.currency;
    let variant = |variant: contract::draft::VariantDraft| RawVariant {
        line,
        sku: Some(variant.sku),
        price: price(currency, variant.price_cents, variant.compare_at_cents),
        stock: stock(variant.stock, variant.availability),
        image: variant.image,
        attributes: variant
            .attributes
            .iter()
            .map(|attribute| (escaped(&attribute.name), escaped(&attribute.value)))
            .collect(),
        position: None,
    };
    RawProduct {
        line,
        sku: Some(draft.sku),
        key: None,
        name: Some(escaped(&draft.name)),
        slug: Some(draft.slug),
        description: Some(draft.description),
        short_description: None,
        price: price(currency, draft.price_cents, draft.compare_at_cents),
        parts: Vec::new(),
        currency: Some(currency.code().to_owned()),
        stock: stock(draft.stock, draft.availability),
        images: draft.images,
        categories: vec![draft.category_path.iter().map(|part| escaped(part)).collect()],
        attributes: draft
            .attributes
            .iter()
            .map(|attribute| RawAttribute {
                name: escaped(&attribute.name),
                values: attribute.values.iter().map(|value| escaped(value)).collect(),
            })
            .collect(),
        variants: draft.variants.into_iter().map(variant).collect(),
        updated_at: draft.source_updated_at.map(|at| at.to_rfc3339()),
    }
}

/// A draft's texts are plain, a raw product's may be HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

fn price(currency: Currency, price: i64, compare_at: Option<i64>) -> RawPrice {
    RawPrice {
        listed: Some(currency.decimal(price)),
        compare_at: compare_at.map(|amount| currency.decimal(amount)),
        ..RawPrice::default()
    }
}

fn stock(count: Option<i64>, availability: contract::Availability) -> RawStock {
    RawStock {
        count: count.map(|count| count.to_string()),
        availability: Some(availability.as_str().to_owned()),
        ..RawStock::default()
    }
}
