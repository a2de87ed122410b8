//! Rows as the things a WooCommerce's answers become, so that everything behind is the same and a
//! shop that also speaks for itself agrees with its database.

use super::attributes::{Declared, declared};
use super::facts::{Facts, Order};
use super::paragraphs::paragraphs;
use super::rows::{Meta, Post, Term};
use crate::woo::thing::{AttributeOf, CategoryOf, Fault, Thing};
use contract::Timestamp;
use std::collections::HashMap;

/// A product with everything of it and of its variations.
pub(super) struct Family<'a> {
    pub facts: &'a Facts,
    pub product: &'a Post,
    pub meta: &'a Meta,
    /// By name.
    pub terms: &'a [Term],
    pub variations: Vec<(&'a Post, &'a Meta)>,
    /// Addresses of pictures.
    pub pictures: &'a HashMap<i64, String>,
    /// Names of attributes' values, by taxonomy and slug.
    pub names: &'a HashMap<(String, String), String>,
}

fn said(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

impl Family<'_> {
    /// The product, and its variations in the shop's order.
    pub fn things(&self) -> (Thing, Vec<(i64, Option<Timestamp>, Thing)>) {
        let (declared, fault) = match declared(self.meta.get("_product_attributes").unwrap_or("")) {
            Ok(declared) => (declared, None),
            Err(reason) => (Vec::new(), Some(self.fault(reason))),
        };
        let variations = self
            .variations
            .iter()
            .map(|(post, meta)| (post.id, post.version, self.variation(post, meta, &declared)));
        let variations = variations.collect();
        (Thing { fault, ..self.product(&declared) }, variations)
    }

    fn fault(&self, reason: String) -> Fault {
        let stood = self.meta.get("_product_attributes").unwrap_or_default();
        Fault { field: "attributes".into(), reason, original: stood.chars().take(200).collect() }
    }

    fn product(&self, declared: &[Declared]) -> Thing {
        let product = self.product;
        let kind = self.slugs("product_type").next().unwrap_or("simple");
        let is_of_variations = !matches!(kind, "simple" | "grouped" | "external");
        let categories = self.of("product_cat");
        let sold = self.sold(product, self.meta);
        // What stands there of a time before it had variations counts for nothing.
        let sold = match kind {
            "variable" => Thing { regular_price: None, sale_price: None, ..sold },
            _ => sold,
        };
        let variations = self.variations.iter().filter(|_| is_of_variations);
        Thing {
            name: said(&product.title),
            slug: said(&product.slug),
            kind: Some(kind.to_owned()),
            visibility: Some(self.visibility().to_owned()),
            password: said(&product.password),
            description: said(&paragraphs(&product.content)),
            short_description: said(&paragraphs(&product.excerpt)),
            price: self.lowest_price(kind),
            images: self.gallery(),
            categories: categories
                .map(|term| CategoryOf { id: term.id, name: term.name.clone() })
                .collect(),
            attributes: self.attributes(declared),
            variations: variations.map(|(post, _)| post.id).collect(),
            ..sold
        }
    }

    fn of(&self, taxonomy: &str) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.taxonomy == taxonomy)
    }

    fn slugs(&self, taxonomy: &str) -> impl Iterator<Item = &str> {
        self.of(taxonomy).map(|term| term.slug.as_str())
    }

    fn visibility(&self) -> &'static str {
        let is = |slug: &str| self.slugs("product_visibility").any(|it| it == slug);
        match (is("exclude-from-catalog"), is("exclude-from-search")) {
            (true, true) => "hidden",
            (true, false) => "search",
            (false, true) => "catalog",
            (false, false) => "visible",
        }
    }

    /// A product with variations or parts has a price for each there is.
    fn lowest_price(&self, kind: &str) -> Option<String> {
        if matches!(kind, "simple" | "external") {
            return price(self.meta.get("_price"));
        }
        let prices = self.meta.prices.iter().filter_map(|text| price(Some(text)));
        let amount = |text: &String| text.parse::<f64>().unwrap_or(f64::INFINITY);
        prices.min_by(|one, other| amount(one).total_cmp(&amount(other)))
    }

    fn picture(&self, id: &str) -> Option<String> {
        self.pictures.get(&id.trim().parse().ok()?).cloned()
    }

    /// The featured one first, then the gallery, in order.
    fn gallery(&self) -> Vec<String> {
        picture_ids(self.meta).filter_map(|id| self.pictures.get(&id).cloned()).collect()
    }

    fn attributes(&self, declared: &[Declared]) -> Vec<AttributeOf> {
        let mut declared: Vec<&Declared> = declared.iter().collect();
        declared.sort_by_key(|it| it.position);
        let attributes = declared.into_iter().filter_map(|it| {
            let name = self.label(it)?;
            let values = match it.is_taxonomy {
                true => self.values(&it.name),
                false => it.values.clone(),
            };
            Some(AttributeOf { name, values })
        });
        attributes.collect()
    }

    /// As customers see it; none of a global attribute that was deleted.
    fn label(&self, declared: &Declared) -> Option<String> {
        match declared.is_taxonomy {
            true => Some(self.facts.attributes.get(&declared.name)?.label.clone()),
            false => said(&declared.name),
        }
    }

    fn values(&self, taxonomy: &str) -> Vec<String> {
        // They come by name.
        let mut terms: Vec<&Term> = self.of(taxonomy).collect();
        let number = |text: &str| leading(text);
        match self.facts.attributes.get(taxonomy).map(|it| it.order) {
            Some(Order::Hand) => terms.sort_by(|one, other| {
                let place = |term: &Term| term.place.as_deref().map(number);
                place(one).partial_cmp(&place(other)).unwrap_or(std::cmp::Ordering::Equal)
            }),
            Some(Order::Number) => {
                terms.sort_by(|one, other| number(&one.name).total_cmp(&number(&other.name)));
            }
            Some(Order::Name) | None => {}
        }
        terms.into_iter().map(|term| term.name.clone()).collect()
    }

    fn variation(&self, post: &Post, meta: &Meta, declared: &[Declared]) -> Thing {
        let own_picture = meta.get("_thumbnail_id").and_then(|id| self.own_picture(id));
        let picture = own_picture
            .unwrap_or_else(|| self.meta.get("_thumbnail_id").and_then(|id| self.picture(id)));
        let mut sold = self.sold(post, meta);
        sold.sku = sold.sku.or_else(|| self.meta.get("_sku").map(str::to_owned));
        if !is_yes(meta, "_manage_stock") && self.counts(self.meta) {
            // It is counted with the product, and sold on as that is.
            sold.backorders = Some(backorders(self.meta).to_owned());
        }
        Thing {
            images: picture.into_iter().collect(),
            attributes: self.chosen(meta, declared),
            position: Some(post.menu_order),
            ..sold
        }
    }

    /// A variation that names a picture shows no other, also where that one is gone.
    fn own_picture(&self, id: &str) -> Option<Option<String>> {
        let id: i64 = id.trim().parse().ok().filter(|id| *id > 0)?;
        Some(self.pictures.get(&id).cloned())
    }

    /// The values a variation stands for. An attribute without one means any, and is left out.
    fn chosen(&self, meta: &Meta, declared: &[Declared]) -> Vec<AttributeOf> {
        let chosen = declared.iter().filter(|it| it.is_of_variations).filter_map(|it| {
            let value = meta.get(&format!("attribute_{}", it.key))?;
            let name =
                self.label(it).unwrap_or_else(|| it.key.trim_start_matches("pa_").to_owned());
            let value = match it.is_taxonomy {
                true => {
                    let key = (it.name.clone(), value.to_owned());
                    self.names.get(&key).cloned().unwrap_or_else(|| value.to_owned())
                }
                false => value.to_owned(),
            };
            Some(AttributeOf { name, values: vec![value] })
        });
        chosen.collect()
    }

    fn counts(&self, meta: &Meta) -> bool {
        self.facts.counts_stock && is_yes(meta, "_manage_stock")
    }

    /// What products and variations have in common.
    fn sold(&self, post: &Post, meta: &Meta) -> Thing {
        let day = |name: &str| meta.get(name).and_then(sale_moment);
        let counted = meta.get("_stock").filter(|_| self.counts(meta));
        let status = meta.get("_stock_status").unwrap_or("instock");
        Thing {
            sku: meta.get("_sku").map(str::to_owned),
            status: said(&post.status),
            price: price(meta.get("_price")),
            regular_price: price(meta.get("_regular_price")),
            sale_price: price(meta.get("_sale_price")),
            sale_from: day("_sale_price_dates_from"),
            sale_to: day("_sale_price_dates_to"),
            stock: counted.map(pieces),
            stock_status: Some(status.to_owned()),
            backorders: Some(backorders(meta).to_owned()),
            ..Thing::default()
        }
    }
}

/// The pictures of a product or variation, in order, each once.
pub(super) fn picture_ids(meta: &Meta) -> impl Iterator<Item = i64> {
    let gallery = meta.get("_product_image_gallery").unwrap_or_default();
    let featured = meta.get("_thumbnail_id").unwrap_or_default();
    let mut ids: Vec<i64> = Vec::new();
    for id in std::iter::once(featured).chain(gallery.split(',')) {
        if let Ok(id) = id.trim().parse::<i64>()
            && id > 0
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids.into_iter()
}

fn is_yes(meta: &Meta, name: &str) -> bool {
    matches!(meta.get(name), Some("yes" | "1" | "true"))
}

fn backorders(meta: &Meta) -> &str {
    meta.get("_backorders").filter(|it| matches!(*it, "yes" | "notify")).unwrap_or("no")
}

/// With a point, whatever the shop shows.
fn price(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    Some(if text.contains('.') { text.to_owned() } else { text.replace(',', ".") })
}

/// `12.0000` pieces are 12.
fn pieces(text: &str) -> String {
    let text = text.trim();
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some((whole, fraction)) => format!("{whole}.{}", fraction.trim_end_matches('0')),
        None => text.to_owned(),
    }
}

/// The number a text begins with, as a database reads it.
fn leading(text: &str) -> f64 {
    let text = text.trim_start();
    let number =
        |(at, c): &(usize, char)| c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-');
    let length = text.char_indices().take_while(number).map(|(at, c)| at + c.len_utf8()).last();
    text[..length.unwrap_or_default()].parse().unwrap_or_default()
}

/// Seconds, as REST writes the moment.
fn sale_moment(text: &str) -> Option<String> {
    let seconds: i64 = text.trim().parse().ok().filter(|seconds| *seconds > 0)?;
    let at = Timestamp(seconds.checked_mul(1000)?);
    // A year of five digits is a slip of the pen.
    let text = at.to_rfc3339();
    (text.len() == "2026-11-21T00:25:28.000Z".len()).then(|| format!("{}Z", &text[..19]))
}

#[cfg(test)]
#[path = "things_tests.rs"]
mod tests;
