//! What decides whether a draft changes the catalogue. No SQL here.

use crate::{Result, StoreError};
use contract::Timestamp;
use contract::draft::ProductDraft;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What is known of a product under a SKU.
#[derive(Debug, Default, sqlx::FromRow)]
pub(crate) struct Stored {
    pub id: i64,
    pub sku: String,
    pub slug: String,
    pub name: String,
    pub category_id: Option<i64>,
    pub content_hash: String,
    pub source_updated_at: Option<i64>,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Create,
    Update,
    Unchanged,
    /// The same content under a newer version: remembered, so that a version in between that
    /// arrives late is known to be old, but nobody needs to hear of it.
    Advance,
    Stale,
}

pub(crate) fn decide(
    stored: Option<&Stored>,
    version: Option<Timestamp>,
    content_hash: &str,
) -> Decision {
    let Some(stored) = stored else {
        return Decision::Create;
    };
    let version = version.map(|at| at.0);
    let newer = match (stored.source_updated_at, version) {
        (Some(stored), Some(version)) => version > stored,
        (stored, version) => stored.is_none() && version.is_some(),
    };
    let neither = stored.source_updated_at.is_none() && version.is_none();
    let older = version.is_some() && stored.source_updated_at > version;
    if stored.deleted_at.is_some() {
        return if newer || neither { Decision::Update } else { Decision::Stale };
    }
    match stored.content_hash == content_hash {
        _ if older => Decision::Stale,
        true if newer => Decision::Advance,
        true => Decision::Unchanged,
        false => Decision::Update,
    }
}

/// One draft per SKU in the order of arrival, the newest or else the last; and how many lost.
pub(crate) fn newest_per_sku(drafts: &[ProductDraft]) -> (Vec<&ProductDraft>, u32) {
    let mut at: HashMap<&str, usize> = HashMap::with_capacity(drafts.len());
    let mut kept: Vec<&ProductDraft> = Vec::with_capacity(drafts.len());
    let mut lost = 0;
    for draft in drafts {
        match at.get(draft.sku.as_str()) {
            None => {
                at.insert(&draft.sku, kept.len());
                kept.push(draft);
            }
            Some(&index) => {
                lost += 1;
                let older = match (draft.source_updated_at, kept[index].source_updated_at) {
                    (Some(draft), Some(kept)) => draft < kept,
                    _ => false,
                };
                if !older {
                    kept[index] = draft;
                }
            }
        }
    }
    (kept, lost)
}

/// Equal for drafts that say the same. The slug is not part of it, since a product keeps its own;
/// nor is the version.
pub(crate) fn content_hash(draft: &ProductDraft) -> Result<String> {
    let content = (
        (&draft.name, &draft.description, draft.price_cents, draft.compare_at_cents),
        (draft.currency, draft.stock, draft.availability, &draft.images),
        (&draft.category_path, &draft.attributes, &draft.variants),
    );
    let bytes = serde_json::to_vec(&content).map_err(StoreError::corrupt)?;
    Ok(fingerprint(&bytes))
}

/// Short, and another one for other bytes.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    hex::encode(&digest[..16])
}

/// What a product is searched and ordered by.
pub(crate) fn search_text(name: &str, sku: &str) -> String {
    format!("{}\n{}", name.to_lowercase(), sku.to_lowercase())
}

/// The part of an address made from a name: letters and digits in lower case, dashes between.
pub(crate) fn slugify(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The first of `base`, `base-2`, `base-3`, ... that is not taken.
pub(crate) fn free_slug(base: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(base) {
        return base.to_owned();
    }
    let numbered = (2_u64..).map(|number| format!("{base}-{number}"));
    numbered.into_iter().find(|slug| !taken(slug)).expect("there are more numbers than products")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(version: Option<i64>, deleted: bool) -> Stored {
        Stored {
            content_hash: "same".into(),
            source_updated_at: version,
            deleted_at: deleted.then_some(1),
            ..Stored::default()
        }
    }

    #[test]
    fn an_older_version_never_overwrites() {
        let decide = |known: Option<i64>, version: Option<i64>, hash| {
            decide(Some(&stored(known, false)), version.map(Timestamp), hash)
        };
        assert_eq!(decide(Some(5), Some(4), "other"), Decision::Stale);
        assert_eq!(decide(Some(5), Some(4), "same"), Decision::Stale);
        assert_eq!(decide(Some(5), Some(5), "other"), Decision::Update);
        assert_eq!(decide(Some(5), Some(5), "same"), Decision::Unchanged);
        assert_eq!(decide(Some(5), Some(6), "same"), Decision::Advance);
        assert_eq!(decide(Some(5), None, "other"), Decision::Update);
        assert_eq!(decide(None, Some(1), "same"), Decision::Advance);
        assert_eq!(decide(None, None, "same"), Decision::Unchanged);
    }

    #[test]
    fn a_removal_is_undone_only_by_something_newer() {
        let decide = |known: Option<i64>, version: Option<i64>| {
            decide(Some(&stored(known, true)), version.map(Timestamp), "same")
        };
        assert_eq!(decide(Some(5), Some(6)), Decision::Update);
        assert_eq!(decide(Some(5), Some(5)), Decision::Stale);
        assert_eq!(decide(Some(5), None), Decision::Stale);
        assert_eq!(decide(None, None), Decision::Update);
        assert_eq!(decide(None, Some(1)), Decision::Update);
    }

    #[test]
    fn slugs_are_plain_and_unique() {
        assert_eq!(slugify("  Linen coat, 2nd — Été!  "), "linen-coat-2nd-été");
        assert_eq!(slugify("***"), "");
        let taken = ["coat", "coat-2"];
        assert_eq!(free_slug("coat", |slug| taken.contains(&slug)), "coat-3");
        assert_eq!(free_slug("hat", |slug| taken.contains(&slug)), "hat");
    }
}
