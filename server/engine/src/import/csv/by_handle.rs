//! Files in the manner of Shopify: the rows of one handle follow each other.
//!
//! The first row is the product; each with a price is a variant, each with an address of a picture
//! adds it. A product of one variant named `Default Title` has none.

use super::table::Table;
use crate::import::field::Field;
use crate::import::raw::{RawAttribute, RawProduct};
use crate::import::record::{Publication, Record};
use crate::import::refusal::Refusal;
use crate::import::transform::{MAX_IMAGES, MAX_VARIANTS};

pub(super) struct ByHandle {
    rows: Table,
    /// The first row of the next product.
    ahead: Option<Result<Record, Refusal>>,
    pub skipped: u64,
    pub total: u64,
}

impl ByHandle {
    pub fn new(rows: Table, total: u64) -> Self {
        Self { rows, ahead: None, skipped: 0, total }
    }

    /// How many products the file has.
    pub fn count(table: &mut Table) -> u64 {
        let (mut count, mut last) = (0, None);
        while let Some((_, record)) = table.next() {
            let Ok(record) = record else { continue };
            let handle = record.text(&Field::Handle).map(str::to_owned);
            if handle != last {
                count += 1;
                last = handle;
            }
        }
        count
    }

    pub fn broke_off(&self) -> Option<String> {
        self.rows.broke_off.clone()
    }

    fn row(&mut self) -> Option<Result<Record, Refusal>> {
        self.ahead.take().or_else(|| self.rows.next().map(|(_, record)| record))
    }

    pub fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        loop {
            let first = match self.row()? {
                Ok(first) => first,
                Err(refusal) => return Some(Err(refusal)),
            };
            let Some(handle) = first.text(&Field::Handle).map(str::to_owned) else {
                let reason = "is missing";
                return Some(Err(Refusal::new(first.line, None, "handle", reason, "")));
            };
            let product = self.product(first, &handle);
            if let Some(product) = product.transpose() {
                return Some(product);
            }
        }
    }

    /// `None` for a draft. Takes all rows of the handle, whatever becomes of them.
    fn product(&mut self, first: Record, handle: &str) -> Result<Option<RawProduct>, Refusal> {
        let mut group = Group::new(&first, handle);
        group.add(&first);
        let mut broken = None;
        loop {
            match self.row() {
                Some(Ok(row)) if row.text(&Field::Handle) == Some(handle) => group.add(&row),
                // A row nobody can read may belong to this product: rather none than a part of it.
                Some(Err(refusal)) if broken.is_none() => broken = Some(refusal),
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
        if let Some(mut refusal) = broken {
            refusal.sku = refusal.sku.or_else(|| Some(handle.to_owned()));
            return Err(refusal);
        }
        if first.publication()? == Publication::Draft {
            self.skipped += 1;
            self.total -= 1;
            return Ok(None);
        }
        Ok(Some(group.into_product()))
    }
}

/// The rows of one handle.
struct Group {
    product: RawProduct,
    /// By the number of their columns.
    options: Vec<(u8, RawAttribute)>,
    images: Vec<(i64, String)>,
}

impl Group {
    fn new(first: &Record, handle: &str) -> Self {
        let mut product = first.product();
        product.slug = product.slug.or_else(|| Some(handle.to_owned()));
        product.key = Some(handle.to_owned());
        product.images = Vec::new();
        let named = |number| {
            let name = first.text(&Field::AttributeName(number))?.to_owned();
            Some((number, RawAttribute { name, values: Vec::new() }))
        };
        let options: Vec<(u8, RawAttribute)> = (1..=3).filter_map(named).collect();
        let is_option = |name: &str| options.iter().any(|(_, option)| option.name == name);
        product.attributes.retain(|attribute| !is_option(&attribute.name));
        Self { product, options, images: Vec::new() }
    }

    fn add(&mut self, row: &Record) {
        if let Some(image) = row.text(&Field::Images) {
            let next = self.images.len() as i64 + 1;
            let position = row.text(&Field::Position).and_then(|text| text.parse().ok());
            if self.images.len() <= MAX_IMAGES {
                self.images.push((position.unwrap_or(next), image.to_owned()));
            }
        }
        // Rows without a price and without an option only add pictures.
        let value = |n: u8| row.text(&Field::AttributeValues(n));
        let is_variant = !row.price().is_empty() || (1..=3).any(|n| value(n).is_some());
        if !is_variant || self.product.variants.len() > MAX_VARIANTS {
            return;
        }
        let mut variant = row.variant();
        // `Image Src` belongs to the product; a variant's own stands in a column of its own.
        variant.image = row.text(&Field::VariantImage).map(str::to_owned);
        variant.position = None;
        // Only the first row names the options.
        variant.attributes = self
            .options
            .iter_mut()
            .filter_map(|(number, option)| {
                let value = value(*number)?.to_owned();
                if !option.values.contains(&value) {
                    option.values.push(value.clone());
                }
                Some((option.name.clone(), value))
            })
            .collect();
        self.product.variants.push(variant);
    }

    fn into_product(self) -> RawProduct {
        let Self { mut product, options, mut images } = self;
        images.sort_by_key(|(position, _)| *position);
        product.images = images.into_iter().map(|(_, image)| image).collect();
        let only_default = |attributes: &[(String, String)]| {
            attributes.iter().all(|(name, value)| name == "Title" && value == "Default Title")
        };
        match product.variants.as_slice() {
            [only] if only_default(&only.attributes) => {
                product.sku = only.sku.clone();
                product.price = only.price.clone();
                product.stock = only.stock.clone();
                product.variants.clear();
            }
            [] => {}
            _ => {
                // The first row's belong to its variant.
                product.sku = None;
                product.price = Default::default();
                product.stock = Default::default();
                product.attributes.splice(0..0, options.into_iter().map(|(_, option)| option));
            }
        }
        product
    }
}
