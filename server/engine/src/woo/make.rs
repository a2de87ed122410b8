//! A product, made from everything that is kept of it.

use super::thing::{CategoryThing, Thing};
use crate::import::RawProduct;
use crate::import::Refusal;
use crate::import::raw::{RawAttribute, RawPrice, RawStock, RawVariant};
use crate::import::transform::{Rules, price, transform};
use contract::Timestamp;
use std::collections::HashMap;
use store::upstream::{Kind, Made, Member, Outcome, Reason, Stirred};

/// How deep a tree of categories may be before it is taken for a ring.
const DEEPEST: usize = 16;

/// The shop's tree of categories.
#[derive(Debug, Default)]
pub struct Categories(HashMap<i64, CategoryThing>);

impl Categories {
    /// From what is kept; what cannot be read is left out.
    pub fn new(kept: &[(i64, String)]) -> Self {
        let read = |(id, content): &(i64, String)| Some((*id, serde_json::from_str(content).ok()?));
        Self(kept.iter().filter_map(read).collect())
    }

    /// Names from the root down. The product's own word is taken for one nobody has heard of yet.
    fn path(&self, id: i64, name: &str) -> Vec<String> {
        let mut path = Vec::new();
        let mut next = id;
        while let Some(category) = self.0.get(&next).filter(|_| path.len() < DEEPEST) {
            path.push(category.name.clone());
            next = category.parent;
        }
        if path.is_empty() {
            path.push(name.to_owned());
        }
        path.reverse();
        path
    }
}

/// What is kept of it becomes a draft, nothing, or every reason why not.
pub fn make(stirred: &Stirred, categories: &Categories, rules: &Rules) -> Made {
    let made = |product, due| Made { root: stirred.root, stirred: stirred.stirred, product, due };
    let things = match things(&stirred.family) {
        Ok(things) => things,
        Err(reason) => return made(Outcome::Refused(vec![reason]), None),
    };
    let Some((member, product)) = things.iter().find(|(it, _)| it.key.kind == Kind::Product) else {
        return made(Outcome::Hidden, None);
    };
    if !is_shown(product) {
        return made(Outcome::Hidden, None);
    }
    if let Some(fault) = &product.fault {
        let refusal = Refusal::new(0, None, &fault.field, &fault.reason, &fault.original);
        return made(Outcome::Refused(vec![reason(refusal)]), None);
    }
    let variations: Vec<&Thing> = on_sale(&things, member, product).map(|(_, it)| it).collect();
    let due =
        variations.iter().copied().chain([product]).filter_map(|it| turn(it, rules.now)).min();
    let raw = raw(stirred.root.0, product, &variations, categories);
    match transform(raw, rules) {
        Ok(draft) => made(Outcome::Shown(Box::new(draft)), due),
        Err(refusals) => made(Outcome::Refused(refusals.into_iter().map(reason).collect()), due),
    }
}

/// The variations of a product that are sold, in their order.
fn on_sale<'a>(
    things: &'a [(&'a Member, Thing)],
    member: &Member,
    product: &Thing,
) -> impl Iterator<Item = &'a (&'a Member, Thing)> {
    let mut variations: Vec<&(&Member, Thing)> = things
        .iter()
        .filter(|(it, thing)| it.key.kind == Kind::Variation && is_for_sale(thing))
        // One the product no longer names is gone, unless it is younger than that list.
        .filter(|(it, _)| product.variations.contains(&it.key.id) || it.version > member.version)
        .collect();
    variations.sort_by_key(|(it, thing)| (thing.position.unwrap_or_default(), it.key.id));
    if matches!(product.kind.as_deref(), Some("simple" | "grouped" | "external")) {
        variations.clear();
    }
    variations.into_iter()
}

/// Under which SKUs a product is sold, and by which of its variations: none where it is itself.
pub fn sold_as(stirred: &Stirred, rules: &Rules) -> Vec<(String, Option<i64>)> {
    let Ok(things) = things(&stirred.family) else { return vec![] };
    let Some((member, product)) = things.iter().find(|(it, _)| it.key.kind == Kind::Product) else {
        return vec![];
    };
    let (ids, variations): (Vec<i64>, Vec<&Thing>) =
        on_sale(&things, member, product).map(|(it, thing)| (it.key.id, thing)).unzip();
    let raw = raw(stirred.root.0, product, &variations, &Categories::default());
    // SKUs are made where the shop gave none: as they were when it was put on show.
    let Ok(draft) = transform(raw, rules) else { return vec![] };
    if draft.variants.is_empty() {
        return vec![(draft.sku, None)];
    }
    draft.variants.into_iter().map(|it| it.sku).zip(ids.into_iter().map(Some)).collect()
}

fn things<'a>(family: &'a [Member]) -> Result<Vec<(&'a Member, Thing)>, Reason> {
    let read = |member: &'a Member| {
        let content = &member.content;
        let thing = serde_json::from_str(content).map_err(|error| {
            reason(Refusal::new(0, None, "record", format!("cannot be read: {error}"), content))
        })?;
        Ok((member, thing))
    };
    family.iter().map(read).collect()
}

fn reason(refusal: Refusal) -> Reason {
    Reason { field: refusal.field, reason: refusal.reason, original: refusal.original }
}

/// Customers are meant to see it.
pub(super) fn is_shown(product: &Thing) -> bool {
    product.status.as_deref() == Some("publish")
        && product.visibility.as_deref() != Some("hidden")
        && product.password.is_none()
}

/// WooCommerce offers no variation without a price, and none that was switched off.
fn is_for_sale(variation: &Thing) -> bool {
    let priced = variation.regular_price.is_some() || variation.price.is_some();
    priced && matches!(variation.status.as_deref(), None | Some("publish"))
}

/// When a sale begins or ends next.
fn turn(thing: &Thing, now: Timestamp) -> Option<Timestamp> {
    thing.sale_price.as_ref()?;
    let moments = [(&thing.sale_from, false), (&thing.sale_to, true)];
    let moments = moments
        .into_iter()
        .filter_map(|(text, end_of_day)| price::moment(text.as_deref()?.trim(), end_of_day));
    moments.filter(|at| *at > now).min()
}

fn raw(id: i64, product: &Thing, variations: &[&Thing], categories: &Categories) -> RawProduct {
    let paths = product
        .categories
        .iter()
        .map(|category| categories.path(category.id, &category.name))
        .filter(|path| path.as_slice() != ["Uncategorized"]);
    let attributes = product.attributes.iter().map(|attribute| RawAttribute {
        name: attribute.name.clone(),
        values: attribute.values.clone(),
    });
    RawProduct {
        sku: product.sku.clone(),
        key: Some(format!("wc-{id}")),
        name: product.name.clone(),
        slug: product.slug.clone(),
        description: product.description.clone(),
        short_description: product.short_description.clone(),
        // A variable product's own price is only the lowest of its variations'.
        price: if variations.is_empty() { asked(product) } else { RawPrice::default() },
        stock: counted(product),
        images: product.images.clone(),
        categories: paths.collect(),
        attributes: attributes.collect(),
        variants: variations.iter().map(|variation| variant(product, variation)).collect(),
        ..RawProduct::default()
    }
}

fn variant(product: &Thing, variation: &Thing) -> RawVariant {
    // The shop shows the product's picture and SKU where a variation has none of its own.
    let image = variation.images.first().filter(|image| product.images.first() != Some(image));
    let value = |attribute: &super::thing::AttributeOf| {
        (attribute.name.clone(), attribute.values.first().cloned().unwrap_or_default())
    };
    RawVariant {
        sku: variation.sku.clone(),
        price: asked(variation),
        stock: counted(variation),
        image: image.cloned(),
        attributes: variation.attributes.iter().map(value).collect(),
        ..RawVariant::default()
    }
}

fn asked(thing: &Thing) -> RawPrice {
    RawPrice {
        // Plug-ins that set prices leave the regular one out.
        listed: thing.regular_price.clone().or_else(|| thing.price.clone()),
        sale: thing.sale_price.clone(),
        sale_starts: thing.sale_from.clone(),
        sale_ends: thing.sale_to.clone(),
        ..RawPrice::default()
    }
}

fn counted(thing: &Thing) -> RawStock {
    RawStock {
        count: thing.stock.clone(),
        in_stock: thing.stock_status.clone(),
        backorders: thing.backorders.clone(),
        availability: None,
    }
}
