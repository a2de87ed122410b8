//! How a shop's products are divided into sitemaps: by id, so that reading one is a walk along an
//! index and a new product changes the last one only.

use crate::{Engine, to_problem};
use contract::{Result, Seq, Tenant, TenantId, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::SitemapPart;

/// Addresses in one sitemap. It may have 50,000 and 50 MB; one with the longest name there may be,
/// none of its letters Latin, takes 2.5 kB.
const ADDRESSES: i64 = 20_000;

/// Products in one sitemap of a shop. In each of its languages a product has an address, which
/// names those in all languages and the one for everybody else.
pub fn part(shop: &Tenant) -> i64 {
    let languages = i64::try_from(shop.spoken().count()).unwrap_or(i64::MAX);
    let named = if languages == 1 { 1 } else { languages * (languages + 2) };
    ADDRESSES / named
}

/// How long a division is good enough though the shop's feed has moved on: making one reads every
/// product's row.
const GOOD_FOR_MS: i64 = 5 * 60 * 1_000;

#[derive(Clone)]
struct Division {
    seq: Seq,
    made_at: Timestamp,
    parts: Arc<Vec<SitemapPart>>,
}

/// The last division of each shop. Locked while one is made, so that all who ask wait for it.
type Last = Arc<tokio::sync::Mutex<Option<Division>>>;

#[derive(Default)]
pub(crate) struct Sitemaps(Mutex<HashMap<TenantId, Last>>);

impl Sitemaps {
    fn last(&self, tenant: TenantId) -> Last {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(tenant).or_default().clone()
    }
}

impl Engine {
    /// The parts a shop's products are listed in, as of its feed's position or a few minutes ago.
    pub async fn sitemap(&self, shop: &Tenant) -> Result<Arc<Vec<SitemapPart>>> {
        let tenant = shop.id;
        let last = self.sitemaps.last(tenant);
        let mut last = last.lock().await;
        // The position first: what commits meanwhile is in the division, and it is made again.
        let (seq, now) = (self.applied(tenant), self.clock().now());
        if let Some(known) = &*last
            && (known.seq == seq || now.0 - known.made_at.0 < GOOD_FOR_MS)
        {
            return Ok(known.parts.clone());
        }
        let parts = self.store().sitemap_parts(tenant, part(shop)).await.map_err(to_problem)?;
        let parts = Arc::new(parts);
        *last = Some(Division { seq, made_at: now, parts: parts.clone() });
        Ok(parts)
    }
}
