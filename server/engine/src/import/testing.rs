//! What the tests of this module share.

use super::transform::{Rules, transform};
use super::{ImportOptions, Refusal, Sink, SinkOutcome, Source};
use async_trait::async_trait;
use contract::draft::ProductDraft;
use contract::{Currency, Problem, Result, Timestamp};
use std::collections::HashMap;

pub fn rules() -> Rules {
    let ImportOptions { currency, now } = options();
    Rules { currency, now }
}

pub fn options() -> ImportOptions {
    let now = Timestamp::parse("2026-05-01T12:00:00Z").unwrap();
    ImportOptions { currency: Currency::EUR, now }
}

/// Everything a source gives, through the transformation.
pub fn drafts_of(mut source: impl Source) -> (Vec<ProductDraft>, Vec<Refusal>) {
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    while let Some(record) = source.next() {
        match record.map_err(|refusal| vec![refusal]).and_then(|raw| transform(raw, &rules())) {
            Ok(draft) => drafts.push(draft),
            Err(reasons) => refused.extend(reasons),
        }
    }
    (drafts, refused)
}

pub fn sku<'a>(drafts: &'a [ProductDraft], sku: &str) -> &'a ProductDraft {
    drafts.iter().find(|draft| draft.sku == sku).unwrap()
}

/// Keeps drafts in memory, and may fail after some batches.
#[derive(Default)]
pub struct MemorySink {
    pub drafts: HashMap<String, ProductDraft>,
    pub batches: Vec<usize>,
    pub fails_after: Option<usize>,
}

#[async_trait]
impl Sink for MemorySink {
    async fn take(&mut self, drafts: Vec<ProductDraft>) -> Result<SinkOutcome> {
        if self.fails_after == Some(self.batches.len()) {
            return Err(Problem::unavailable());
        }
        self.batches.push(drafts.len());
        let mut outcome = SinkOutcome::default();
        for draft in drafts {
            let count = match self.drafts.get(&draft.sku) {
                None => &mut outcome.created,
                Some(known) if *known == draft => &mut outcome.unchanged,
                Some(_) => &mut outcome.updated,
            };
            *count += 1;
            self.drafts.insert(draft.sku.clone(), draft);
        }
        Ok(outcome)
    }
}

/// Asserts what [`ProductDraft`] promises.
pub fn uphold(draft: &ProductDraft) {
    use super::transform::*;
    let short = |text: &str, most: usize| {
        assert!(!text.is_empty() && text.chars().count() <= most, "{text:?}");
        assert!(!text.contains(char::is_control), "{text:?}");
        assert_eq!(text.trim(), text);
    };
    short(&draft.sku, MAX_SKU);
    short(&draft.name, MAX_NAME);
    short(&draft.slug, 80);
    assert!(draft.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    assert!(draft.description.len() <= MAX_DESCRIPTION);
    assert!(!draft.description.contains('\0'));
    assert!(draft.price_cents >= 0 && draft.stock.is_none_or(|count| count >= 0));
    assert!(draft.compare_at_cents.is_none_or(|before| before > draft.price_cents));
    assert!(draft.images.len() <= MAX_IMAGES);
    let pictures =
        draft.images.iter().chain(draft.variants.iter().filter_map(|v| v.image.as_ref()));
    for url in pictures {
        let ok = ["http://", "https://"].iter().any(|start| url.starts_with(start))
            || (url.starts_with('/') && !url.starts_with("//"));
        assert!(ok, "{url:?}");
    }
    assert!(draft.category_path.len() <= MAX_CATEGORY_DEPTH);
    draft.category_path.iter().for_each(|part| short(part, MAX_LABEL));
    assert!(draft.attributes.len() <= MAX_ATTRIBUTES);
    for attribute in &draft.attributes {
        short(&attribute.name, MAX_LABEL);
        assert!((1..=MAX_VALUES).contains(&attribute.values.len()));
        attribute.values.iter().for_each(|value| short(value, MAX_LABEL));
    }
    assert!(draft.variants.len() <= MAX_VARIANTS);
    for (at, variant) in draft.variants.iter().enumerate() {
        short(&variant.sku, MAX_SKU);
        assert!(draft.variants[..at].iter().all(|other| other.sku != variant.sku));
        assert!(variant.price_cents >= draft.price_cents);
        assert!(variant.stock.is_none_or(|count| count >= 0));
        for attribute in &variant.attributes {
            short(&attribute.name, MAX_LABEL);
            short(&attribute.value, MAX_LABEL);
        }
    }
}
