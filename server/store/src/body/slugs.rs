//! Addresses for new products: unique within the tenant.

use super::Connection;
use crate::Result;
use crate::catalogue::slugify;
use crate::effect::json;
use contract::TenantId;
use contract::draft::ProductDraft;
use std::collections::{HashMap, HashSet};

/// What a removal of a SKU never seen stands under. No address contains a colon.
const REMOVED: &str = "removed:";

pub(super) fn of_removed(sku: &str) -> String {
    format!("{REMOVED}{sku}")
}

pub(super) fn is_of_removed(slug: &str) -> bool {
    slug.starts_with(REMOVED)
}

const TAKEN: &str =
    concat!("SELECT slug FROM products WHERE tenant_id = $1 AND slug ", among_texts!("$2"));
/// `.` follows `-` in the order of bytes: everything that begins with `base-`.
const NUMBERED: &str =
    "SELECT slug FROM products WHERE tenant_id = $1 AND slug >= $2 || '-' AND slug < $2 || '.'";

fn base(draft: &ProductDraft) -> String {
    let candidates = [slugify(&draft.slug), slugify(&draft.name)];
    let base = candidates.into_iter().find(|slug| !slug.is_empty());
    base.unwrap_or_else(|| "product".into())
}

/// One free slug per draft, in order: the draft's own, or with the next free number.
pub(super) async fn assign(
    connection: &mut Connection,
    tenant: TenantId,
    drafts: &[&ProductDraft],
) -> Result<Vec<String>> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let bases: Vec<String> = drafts.iter().map(|draft| base(draft)).collect();
    let query = sqlx::query_scalar(TAKEN).bind(tenant.0).bind(json(&bases)?);
    let taken: Vec<String> = query.fetch_all(&mut *connection).await?;
    let mut taken: HashSet<String> = taken.into_iter().collect();
    // The next number to try, per base whose numbered slugs have been looked up.
    let mut numbers: HashMap<String, u64> = HashMap::new();
    let mut slugs = Vec::with_capacity(bases.len());
    for base in bases {
        let mut slug = base.clone();
        if taken.contains(&base) {
            if !numbers.contains_key(&base) {
                let query = sqlx::query_scalar(NUMBERED).bind(tenant.0).bind(&base);
                let numbered: Vec<String> = query.fetch_all(&mut *connection).await?;
                taken.extend(numbered);
                numbers.insert(base.clone(), 2);
            }
            let number = numbers.entry(base.clone()).or_insert(2);
            while taken.contains(&slug) {
                slug = format!("{base}-{number}");
                *number += 1;
            }
        }
        taken.insert(slug.clone());
        slugs.push(slug);
    }
    Ok(slugs)
}
