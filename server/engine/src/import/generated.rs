//! A catalogue of any size made from a number: for trying things out, for tests and benchmarks.
//!
//! The same count, seed and place in it give the same product on every machine and in every
//! version, and a larger catalogue begins with the smaller one: the generator is SplitMix64
//! (Steele, Lea, Flood 2014), not a library's that may change.

mod words;

use super::raw::{RawAttribute, RawPrice, RawProduct, RawStock, RawVariant};
use super::{Refusal, Source};
use words::{COLOURS, DEPARTMENTS, Department, MANNERS};

pub struct GeneratedCatalogue {
    count: u64,
    seed: u64,
    next: u64,
    pictures: Vec<String>,
}

impl GeneratedCatalogue {
    pub fn new(count: u64, seed: u64) -> Self {
        Self { count, seed, next: 0, pictures: Vec::new() }
    }

    /// Addresses the products take their pictures from; without them they have none.
    pub fn with_pictures(self, pictures: Vec<String>) -> Self {
        Self { pictures, ..self }
    }

    /// Names differ until all combinations are used up, and are numbered from then on.
    fn product(&self, index: u64) -> RawProduct {
        let mut dice = Dice::new(self.seed, index);
        let names = (DEPARTMENTS.len() * 4 * 5 * 8 * MANNERS.len()) as u64;
        let (mut place, edition) = (scattered(index % names, names, self.seed), index / names);
        let mut take = |count: usize| {
            let taken = place % count as u64;
            place /= count as u64;
            taken as usize
        };
        let department = &DEPARTMENTS[take(DEPARTMENTS.len())];
        let (kind, nouns) = &department.kinds[take(4)];
        let noun = nouns[take(5)];
        let material = department.materials[take(8)];
        let manner = MANNERS[take(MANNERS.len())];
        let mut name = format!("{manner} {material} {noun}");
        if edition > 0 {
            name.push_str(&format!(" No. {}", edition + 1));
        }
        let colour = COLOURS[dice.below(COLOURS.len() as u64) as usize];
        let sku = format!("GEN-{:07}", index + 1);
        let price = dice.price(department.prices);
        let variants = self.variants(&sku, department, &price, &mut dice);
        RawProduct {
            line: index + 1,
            description: Some(format!(
                "<p>{manner} is our {noun} in {colour_lower} {material_lower}, made in small \
                 batches and meant to be used every day.</p><ul><li>Material: {material}</li>\
                 <li>Colour: {colour}</li></ul>",
                noun = noun.to_lowercase(),
                colour_lower = colour.to_lowercase(),
                material_lower = material.to_lowercase(),
            )),
            name: Some(name),
            stock: if variants.is_empty() { dice.stock() } else { RawStock::default() },
            price,
            images: dice.pictures(&self.pictures),
            categories: vec![vec![department.name.to_owned(), (*kind).to_owned()]],
            attributes: attributes(department, material, colour, !variants.is_empty()),
            variants,
            sku: Some(sku),
            ..RawProduct::default()
        }
    }

    fn variants(
        &self,
        sku: &str,
        department: &Department,
        price: &RawPrice,
        dice: &mut Dice,
    ) -> Vec<RawVariant> {
        // Every other product of a department that has sizes.
        if dice.below(2) == 0 {
            return Vec::new();
        }
        let variant = |size: &&str| RawVariant {
            sku: Some(format!("{sku}-{size}")),
            price: price.clone(),
            stock: dice.stock(),
            attributes: vec![("Size".to_owned(), (*size).to_owned())],
            ..RawVariant::default()
        };
        department.sizes.iter().map(variant).collect()
    }
}

fn attributes(
    department: &Department,
    material: &str,
    colour: &str,
    sized: bool,
) -> Vec<RawAttribute> {
    let one = |name: &str, value: &str| RawAttribute {
        name: name.to_owned(),
        values: vec![value.to_owned()],
    };
    let mut attributes = vec![one("Material", material), one("Colour", colour)];
    if sized {
        let values = department.sizes.iter().map(|size| (*size).to_owned()).collect();
        attributes.push(RawAttribute { name: "Size".to_owned(), values });
    }
    attributes
}

impl Source for GeneratedCatalogue {
    fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        if self.next == self.count {
            return None;
        }
        let product = self.product(self.next);
        self.next += 1;
        Some(Ok(product))
    }

    fn total_hint(&self) -> Option<u64> {
        Some(self.count)
    }
}

/// Every place below `count` once, out of order.
fn scattered(index: u64, count: u64, seed: u64) -> u64 {
    // A prime that does not divide the count.
    const STEP: u64 = 1_000_003;
    (index * STEP + mixed(seed) % count) % count
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The chances of one product.
struct Dice(u64);

impl Dice {
    fn new(seed: u64, index: u64) -> Self {
        Self(mixed(seed ^ mixed(index.wrapping_add(0x9e37_79b9_7f4a_7c15))))
    }

    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0) % count.max(1)
    }

    /// Whole amounts as shops like them; one in five is on sale. No more than two decimals, so
    /// that it is a price in most currencies; the others take it without.
    fn price(&mut self, (low, high): (i64, i64)) -> RawPrice {
        let units = (high - low).unsigned_abs() / 100;
        // Most things are cheap: of two throws the lower.
        let throw = self.below(units).min(self.below(units));
        let listed = low.unsigned_abs() / 100 + throw + 1;
        let off = [10, 20, 25, 30, 50][self.below(5) as usize];
        let sale = (self.below(5) == 0).then(|| (listed * (100 - off) / 100).max(1).to_string());
        RawPrice { listed: Some(listed.to_string()), sale, ..RawPrice::default() }
    }

    /// One in twenty is gone, one in ten nearly, one in fifty still to come, some uncounted.
    fn stock(&mut self) -> RawStock {
        let (count, backorders) = match self.below(100) {
            0..=4 => (Some(0), None),
            5..=6 => (Some(0), Some("1")),
            7..=16 => (Some(1 + self.below(3)), None),
            17..=24 => (None, None),
            _ => (Some(4 + self.below(120)), None),
        };
        RawStock {
            count: count.map(|count| count.to_string()),
            backorders: backorders.map(str::to_owned),
            ..RawStock::default()
        }
    }

    fn pictures(&mut self, pool: &[String]) -> Vec<String> {
        if pool.is_empty() {
            return Vec::new();
        }
        let count = 1 + self.below(3);
        (0..count).map(|_| pool[self.below(pool.len() as u64) as usize].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing::drafts_of;
    use std::collections::HashSet;

    #[test]
    fn the_same_numbers_make_the_same_catalogue() {
        let products = |count, seed| -> Vec<RawProduct> {
            let mut source = GeneratedCatalogue::new(count, seed);
            std::iter::from_fn(|| source.next()).map(Result::unwrap).collect()
        };
        let few = products(50, 7);
        assert_eq!(few, products(50, 7));
        assert_eq!(few[..], products(90, 7)[..50]);
        assert_ne!(few, products(50, 8));
        // A change here changes every benchmark's catalogue.
        let first = &products(1, 1)[0];
        assert_eq!(first.name.as_deref(), Some("Harbour Zinc Trough"));
        assert_eq!(first.price.listed.as_deref(), Some("50"));
    }

    #[test]
    fn generated_products_are_like_real_ones() {
        let (drafts, refused) = drafts_of(GeneratedCatalogue::new(3_000, 1));
        assert_eq!((drafts.len(), refused), (3_000, Vec::new()));
        let names: HashSet<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
        let slugs: HashSet<&str> = drafts.iter().map(|draft| draft.slug.as_str()).collect();
        let leaves: HashSet<&[String]> =
            drafts.iter().map(|draft| &draft.category_path[..]).collect();
        assert_eq!((names.len(), slugs.len(), leaves.len()), (3_000, 3_000, 32));
        let share = |wanted: fn(&contract::draft::ProductDraft) -> bool| {
            drafts.iter().filter(|draft| wanted(draft)).count() * 100 / drafts.len()
        };
        assert!((8..=17).contains(&share(|draft| !draft.variants.is_empty())));
        assert!((12..=28).contains(&share(|draft| draft.compare_at_cents.is_some())));
        assert!(
            (1..=10)
                .contains(&share(|draft| draft.availability == contract::Availability::OutOfStock))
        );
    }

    #[test]
    fn names_differ_beyond_all_combinations() {
        let source = GeneratedCatalogue::new(0, 3);
        let names: HashSet<String> =
            (0..120_000).map(|index| source.product(index).name.unwrap()).collect();
        assert_eq!(names.len(), 120_000);
    }
}
