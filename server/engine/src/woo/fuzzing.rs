//! What must hold whatever a shop writes. `fuzz` calls these with what a fuzzer makes up, led by the
//! code it reaches; the test below, with seeds of its own, runs with all others.

use super::make::{Categories, make};
use super::saying;
use crate::import::transform::Rules;
use contract::draft::ProductDraft;
use contract::{Currency, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;
use store::upstream::{Member, Outcome, Root, Stirred};

const NOW: Timestamp = Timestamp(1_795_262_400_000);

/// A webhook's body: it is read or refused, and read again it says the same.
pub fn delivery(body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return };
    let Ok(said) = saying(&value, None) else { return };
    assert!(said.key.id > 0 && said.root.0 > 0);
    assert_eq!(Some(&said), saying(&value, None).as_ref().ok());
    if let Some(content) = &said.content {
        serde_json::from_str::<Value>(content).expect("what is kept can be read");
    }
}

/// Answers of a shop about products and variations: each product is made, hidden or refused with
/// reasons, and what is made is fit to be shown.
pub fn product(answers: &[u8]) {
    let text = String::from_utf8_lossy(answers);
    let values = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Array(values)) => values,
        Ok(value) => vec![value],
        Err(_) => return,
    };
    let mut families: BTreeMap<Root, Vec<Member>> = BTreeMap::new();
    for said in values.iter().filter_map(|value| saying(value, Some(NOW)).ok()) {
        if let Some(content) = said.content {
            let member = Member { key: said.key, version: said.version, content };
            families.entry(said.root).or_default().push(member);
        }
    }
    let rules = Rules { currency: Currency::EUR, now: NOW };
    for (root, mut family) in families {
        family.sort_by_key(|member| member.key);
        let stirred = Stirred { root, stirred: 1, family };
        let made = make(&stirred, &Categories::default(), &rules);
        match made.product {
            Outcome::Shown(draft) => assert_fit(&draft),
            Outcome::Refused(reasons) => {
                assert!(!reasons.is_empty() && reasons.iter().all(|it| !it.field.is_empty()));
            }
            Outcome::Hidden => {}
        }
        assert!(made.due.is_none_or(|due| due > NOW), "what was due is not due again");
    }
}

/// PostgreSQL keeps none.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, it)| name.contains('\0') || has_nul(it)),
        _ => false,
    }
}

fn assert_fit(draft: &ProductDraft) {
    let texts = [&draft.sku, &draft.name, &draft.slug];
    assert!(texts.iter().all(|text| !text.trim().is_empty()), "{draft:?}");
    assert!(!has_nul(&serde_json::to_value(draft).expect("it can be written")), "{draft:?}");
    let html = draft.description.to_ascii_lowercase();
    assert!(!html.contains("<script") && !html.contains("<iframe"), "{html}");
    assert!(draft.price_cents >= 0 && draft.compare_at_cents.is_none_or(|cents| cents >= 0));
    let mut skus: Vec<&str> = draft.variants.iter().map(|variant| variant.sku.as_str()).collect();
    let count = skus.len();
    skus.sort_unstable();
    skus.dedup();
    assert_eq!(skus.len(), count, "a variant is known by its SKU");
    for variant in &draft.variants {
        assert!(!variant.sku.trim().is_empty() && variant.price_cents >= 0);
    }
    let images =
        draft.images.iter().chain(draft.variants.iter().filter_map(|it| it.image.as_ref()));
    for image in images {
        let is_address = ["http://", "https://", "/"].iter().any(|start| image.starts_with(start));
        assert!(is_address, "{image}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::StdRng;
    use rand::seq::IndexedRandom;
    use rand::{Rng, SeedableRng};

    const SEEDS: [&str; 4] = [
        include_str!("../../fuzz/seeds/simple.json"),
        include_str!("../../fuzz/seeds/variable.json"),
        include_str!("../../fuzz/seeds/gone.json"),
        include_str!("../../fuzz/seeds/error.json"),
    ];

    /// The words of the fuzzer's dictionary, as they are meant.
    fn words() -> Vec<String> {
        let lines = include_str!("../../fuzz/words.dict").lines();
        lines.map(|line| serde_json::from_str(line).expect("a line is a quoted word")).collect()
    }

    /// One value in it becomes another, so that the rest is still understood.
    fn bend(value: &mut Value, words: &[String], random: &mut StdRng) {
        match value {
            Value::Object(fields) if !fields.is_empty() && random.random_bool(0.9) => {
                let at = random.random_range(0..fields.len());
                if let Some(field) = fields.values_mut().nth(at) {
                    bend(field, words, random);
                }
            }
            Value::Array(items) if !items.is_empty() && random.random_bool(0.9) => {
                let at = random.random_range(0..items.len());
                bend(&mut items[at], words, random);
            }
            other => {
                let word = words.choose(random).cloned().unwrap_or_default();
                *other = match random.random_range(0..8) {
                    0 => Value::Null,
                    1 => Value::Bool(random.random()),
                    2 => Value::from(random.random::<i64>()),
                    3 => Value::from(random.random_range(-2.0..1e12)),
                    4 => Value::Array(vec![other.clone(), other.clone()]),
                    5 => serde_json::json!({ "0": other.clone() }),
                    _ => Value::String(word),
                };
            }
        }
    }

    /// Some bytes become others: most of it is JSON no longer.
    fn cut(text: &str, words: &[String], random: &mut StdRng) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..3) {
                0 => bytes[at] = random.random(),
                1 => bytes.truncate(at.max(1)),
                _ => {
                    let word = words.choose(random).cloned().unwrap_or_default();
                    bytes.splice(at..at, word.into_bytes());
                }
            }
        }
        bytes
    }

    #[test]
    fn nothing_a_shop_may_write_does_harm() {
        let words = words();
        let mut random = StdRng::seed_from_u64(20_261_121);
        for seed in SEEDS {
            delivery(seed.as_bytes());
            product(seed.as_bytes());
            let whole: Value = serde_json::from_str(seed).unwrap();
            for _ in 0..1_500 {
                let mut value = whole.clone();
                for _ in 0..random.random_range(1..5) {
                    bend(&mut value, &words, &mut random);
                }
                let bent = value.to_string().into_bytes();
                delivery(&bent);
                product(&bent);
                let cut = cut(seed, &words, &mut random);
                delivery(&cut);
                product(&cut);
            }
        }
    }
}
