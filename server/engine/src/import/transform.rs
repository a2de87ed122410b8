//! The one way into the catalogue: a raw product becomes a draft, or every reason why not.

pub mod price;
pub mod slug;
pub mod stock;
pub mod text;
mod variants;

use super::raw::{RawAttribute, RawPrice, RawProduct, RawStock};
use super::refusal::Refusal;
use contract::draft::{ProductDraft, VariantDraft};
use contract::product::Attribute;
use contract::{Availability, Currency, Timestamp};
use price::Amounts;
use stock::Stock;

pub const MAX_SKU: usize = 100;
pub const MAX_NAME: usize = 200;
/// In bytes of sanitised HTML.
pub const MAX_DESCRIPTION: usize = 20_000;
pub const MAX_IMAGES: usize = 40;
pub const MAX_VARIANTS: usize = 200;
pub const MAX_ATTRIBUTES: usize = 50;
pub const MAX_VALUES: usize = 200;
/// Of attributes and categories, names and values.
pub const MAX_LABEL: usize = 200;
pub const MAX_CATEGORY_DEPTH: usize = 8;

/// Sanitising takes time and memory by the byte.
const MAX_RAW_DESCRIPTION: usize = 100_000;
/// Of one product: enough to mend it.
const MAX_REASONS: usize = 50;
/// How far a source's clock may be ahead. Beyond it, a date would keep every later change out.
const MAX_AHEAD_SECONDS: i64 = 86_400;

/// What a shop decides about its products.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub currency: Currency,
    /// Decides which sales are on.
    pub now: Timestamp,
}

/// Upholds what [`ProductDraft`] promises. All that is wrong is said at once.
pub fn transform(raw: RawProduct, rules: &Rules) -> Result<ProductDraft, Vec<Refusal>> {
    let sku = raw.sku.as_deref().map(text::plain).filter(|sku| !sku.is_empty());
    let sku = sku.or_else(|| raw.key.as_deref().map(text::plain)).unwrap_or_default();
    let mut check = Check { sku: &sku, refusals: Vec::new() };
    check.length(raw.line, "sku", &sku, 1, MAX_SKU);
    check.currency(&raw, rules);
    let name = text::line(raw.name.as_deref().unwrap_or_default());
    check.length(raw.line, "name", &name, 1, MAX_NAME);
    let description = check.description(&raw);
    let images = check.images(&raw);
    let attributes = check.attributes(raw.line, &raw.attributes);
    let category_path = check.category(&raw);
    let source_updated_at = check.updated_at(&raw, rules);
    let own_stock = check.stock(raw.line, &raw.stock);
    let variants = check.variants(&raw, rules);
    let amounts = check.amounts(&raw, &variants, rules);
    let (Some(amounts), true) = (amounts, check.refusals.is_empty()) else {
        return Err(check.refusals);
    };

    let stocks: Vec<Stock> = variants
        .iter()
        .map(|variant| Stock { count: variant.stock, availability: variant.availability })
        .collect();
    let stock = match stocks.is_empty() {
        true => own_stock,
        false => stock::of_variants(own_stock, &raw.stock, &stocks),
    };
    Ok(ProductDraft {
        slug: slug::slug(raw.slug.as_deref(), &name, &sku),
        sku,
        name,
        description,
        price_cents: amounts.price,
        compare_at_cents: amounts.compare_at,
        currency: rules.currency,
        stock: stock.count,
        availability: stock.availability,
        images,
        category_path,
        attributes,
        variants,
        source_updated_at,
    })
}

/// Gathers what is wrong on the way through a product.
struct Check<'a> {
    sku: &'a str,
    refusals: Vec<Refusal>,
}

impl Check<'_> {
    fn refuse(&mut self, line: u64, field: &str, reason: impl Into<String>, original: &str) {
        if self.refusals.len() < MAX_REASONS {
            self.refusals.push(Refusal::new(line, Some(self.sku), field, reason, original));
        }
    }

    fn length(&mut self, line: u64, field: &str, text: &str, least: usize, most: usize) {
        // A byte count within the limit spares the counting of letters.
        if text.len() < least {
            self.refuse(line, field, "is missing", "");
        } else if text.len() > most && text.chars().count() > most {
            self.refuse(line, field, format!("is longer than {most} characters"), text);
        }
    }

    fn number(&mut self, line: u64, field: &str, count: usize, most: usize) {
        if count > most {
            let reason = format!("are more than {most}");
            self.refuse(line, field, reason, &count.to_string());
        }
    }

    fn currency(&mut self, raw: &RawProduct, rules: &Rules) {
        let said = raw.currency.as_deref().map(str::trim).unwrap_or_default();
        if !said.is_empty() && !said.eq_ignore_ascii_case(rules.currency.code()) {
            let reason = format!("is not the shop's, {}", rules.currency);
            self.refuse(raw.line, "currency", reason, said);
        }
    }

    fn description(&mut self, raw: &RawProduct) -> String {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let original = said(&raw.description).or_else(|| said(&raw.short_description));
        let original = original.unwrap_or_default();
        let clean = match original.len() {
            0..=MAX_RAW_DESCRIPTION => text::html(&original),
            _ => original,
        };
        if clean.len() > MAX_DESCRIPTION {
            let reason = format!("is longer than {MAX_DESCRIPTION} bytes");
            self.refuse(raw.line, "description", reason, &clean);
        }
        clean
    }

    fn images(&mut self, raw: &RawProduct) -> Vec<String> {
        let mut images: Vec<String> = Vec::new();
        for original in raw.images.iter().filter(|image| !image.trim().is_empty()) {
            match text::picture(original) {
                Ok(url) if images.contains(&url) => {}
                Ok(url) => images.push(url),
                Err(reason) => self.refuse(raw.line, "images", reason, original),
            }
            if images.len() > MAX_IMAGES {
                self.number(raw.line, "images", raw.images.len(), MAX_IMAGES);
                break;
            }
        }
        images
    }

    fn attributes(&mut self, line: u64, raw: &[RawAttribute]) -> Vec<Attribute> {
        self.number(line, "attributes", raw.len(), MAX_ATTRIBUTES);
        let mut attributes: Vec<Attribute> = Vec::new();
        for attribute in raw.iter().take(MAX_ATTRIBUTES) {
            let name = text::line(&attribute.name);
            self.number(line, "attributes", attribute.values.len(), MAX_VALUES);
            let mut values: Vec<String> = Vec::new();
            for value in attribute.values.iter().take(MAX_VALUES) {
                let value = text::line(value);
                if !value.is_empty() && !values.contains(&value) {
                    self.length(line, "attributes", &value, 0, MAX_LABEL);
                    values.push(value);
                }
            }
            if name.is_empty() || values.is_empty() {
                continue;
            }
            self.length(line, "attributes", &name, 0, MAX_LABEL);
            match attributes.iter_mut().find(|known| known.name == name) {
                Some(known) => {
                    values.retain(|value| !known.values.contains(value));
                    known.values.append(&mut values);
                    known.values.truncate(MAX_VALUES);
                }
                None => attributes.push(Attribute { name, values }),
            }
        }
        attributes
    }

    /// The deepest path, the first among equals: a shop that ticks `Clothing` and
    /// `Clothing > Hoodies` means the latter.
    fn category(&mut self, raw: &RawProduct) -> Vec<String> {
        let mut best: Vec<String> = Vec::new();
        for path in &raw.categories {
            let path: Vec<String> =
                path.iter().map(|part| text::line(part)).filter(|part| !part.is_empty()).collect();
            if path.len() > best.len() {
                best = path;
            }
        }
        self.number(raw.line, "categories", best.len(), MAX_CATEGORY_DEPTH);
        for part in &best {
            self.length(raw.line, "categories", part, 0, MAX_LABEL);
        }
        best
    }

    fn updated_at(&mut self, raw: &RawProduct, rules: &Rules) -> Option<Timestamp> {
        let said = raw.updated_at.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
        match Timestamp::parse(said) {
            None => self.refuse(raw.line, "updatedAt", "is no date and time", said),
            Some(at) if at > rules.now.plus_seconds(MAX_AHEAD_SECONDS) => {
                self.refuse(raw.line, "updatedAt", "lies in the future", said);
            }
            at => return at,
        }
        None
    }

    fn stock(&mut self, line: u64, raw: &RawStock) -> Stock {
        stock::stock(raw).unwrap_or_else(|(field, reason, original)| {
            self.refuse(line, field, reason, &original);
            Stock { count: None, availability: Availability::OutOfStock }
        })
    }

    fn price(&mut self, line: u64, raw: &RawPrice, rules: &Rules) -> Option<Amounts> {
        let amounts = price::amounts(raw, rules.currency, rules.now);
        amounts.unwrap_or_else(|(field, reason, original)| {
            self.refuse(line, field, reason, &original);
            None
        })
    }

    /// The lowest of the variants', else its own, else the lowest of its parts'.
    fn amounts(
        &mut self,
        raw: &RawProduct,
        variants: &[VariantDraft],
        rules: &Rules,
    ) -> Option<Amounts> {
        let already = self.refusals.len();
        let own = self.price(raw.line, &raw.price, rules);
        let variant = variants.iter().min_by_key(|variant| variant.price_cents);
        let variant = variant.map(|variant| Amounts {
            price: variant.price_cents,
            compare_at: variant.compare_at_cents,
        });
        let part = || {
            // A part with an unreadable price is refused where it stands itself.
            let parts = raw
                .parts
                .iter()
                .filter_map(|part| price::amounts(part, rules.currency, rules.now).ok()?);
            let lowest = parts.min_by_key(|amounts| amounts.price)?;
            Some(Amounts { compare_at: None, ..lowest })
        };
        let found = variant.or(own).or_else(part);
        if found.is_none() && self.refusals.len() == already && raw.variants.is_empty() {
            self.refuse(raw.line, "price", "is missing", "");
        }
        found
    }
}

#[cfg(test)]
mod tests;
