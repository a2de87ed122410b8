//! The variants of a product.

use super::{Check, MAX_ATTRIBUTES, MAX_LABEL, MAX_SKU, MAX_VARIANTS, Rules, slug, text};
use crate::import::raw::{RawProduct, RawVariant};
use contract::draft::VariantDraft;
use contract::product::VariantAttribute;
use std::collections::HashSet;

impl Check<'_> {
    pub(super) fn variants(&mut self, raw: &RawProduct, rules: &Rules) -> Vec<VariantDraft> {
        self.number(raw.line, "variants", raw.variants.len(), MAX_VARIANTS);
        let mut taken: HashSet<String> = HashSet::new();
        let mut variants = Vec::new();
        for raw_variant in raw.variants.iter().take(MAX_VARIANTS) {
            variants.extend(self.variant(raw, raw_variant, rules, &mut taken));
        }
        variants
    }

    fn variant(
        &mut self,
        product: &RawProduct,
        raw: &RawVariant,
        rules: &Rules,
        taken: &mut HashSet<String>,
    ) -> Option<VariantDraft> {
        let attributes = self.variant_attributes(raw);
        let given = raw.sku.as_deref().map(text::plain);
        let given = given.filter(|sku| !sku.is_empty() && sku != self.sku);
        let sku = match given {
            Some(sku) if taken.contains(&sku) => {
                self.refuse(raw.line, "variants", "have a SKU twice", &sku);
                sku
            }
            Some(sku) => sku,
            None => self.made_sku(&attributes, taken),
        };
        self.length(raw.line, "variants", &sku, 1, MAX_SKU);
        taken.insert(sku.clone());
        let image = match raw.image.as_deref().map(str::trim).filter(|image| !image.is_empty()) {
            None => None,
            Some(image) => match text::picture(image) {
                Ok(url) => Some(url),
                Err(reason) => {
                    self.refuse(
                        raw.line,
                        "variants",
                        format!("have a picture that {reason}"),
                        image,
                    );
                    None
                }
            },
        };
        let stock = self.stock(raw.line, &raw.stock);
        let price = match raw.price.is_empty() {
            true => &product.price,
            false => &raw.price,
        };
        let already = self.refusals.len();
        let Some(amounts) = self.price(raw.line, price, rules) else {
            if self.refusals.len() == already {
                self.refuse(raw.line, "price", "of a variant is missing", &sku);
            }
            return None;
        };
        Some(VariantDraft {
            sku,
            price_cents: amounts.price,
            compare_at_cents: amounts.compare_at,
            stock: stock.count,
            availability: stock.availability,
            attributes,
            image,
        })
    }

    fn variant_attributes(&mut self, raw: &RawVariant) -> Vec<VariantAttribute> {
        self.number(raw.line, "variants", raw.attributes.len(), MAX_ATTRIBUTES);
        let mut attributes: Vec<VariantAttribute> = Vec::new();
        for (name, value) in raw.attributes.iter().take(MAX_ATTRIBUTES) {
            let (name, value) = (text::line(name), text::line(value));
            if name.is_empty()
                || value.is_empty()
                || attributes.iter().any(|known| known.name == name)
            {
                continue;
            }
            self.length(raw.line, "variants", &name, 0, MAX_LABEL);
            self.length(raw.line, "variants", &value, 0, MAX_LABEL);
            attributes.push(VariantAttribute { name, value });
        }
        attributes
    }

    /// From the product's SKU and the values, so that it is the same in the next run; sisters
    /// nothing tells apart are numbered.
    fn made_sku(&self, attributes: &[VariantAttribute], taken: &HashSet<String>) -> String {
        let values: Vec<&str> =
            attributes.iter().map(|attribute| attribute.value.as_str()).collect();
        let base = match slug::written(&values.join(" ")) {
            Some(values) => format!("{}-{values}", self.sku),
            None if values.is_empty() => format!("{}-any", self.sku),
            None => format!("{}-{}", self.sku, values.join("-")),
        };
        let numbered = |number: usize| format!("{base}-{number}");
        match taken.contains(&base) {
            false => base,
            // One of a product's few variants less than it has numbers to try.
            true => (2..=MAX_VARIANTS + 1)
                .map(numbered)
                .find(|sku| !taken.contains(sku))
                .unwrap_or(base),
        }
    }
}
