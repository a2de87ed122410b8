//! Rendered pages, kept compressed and dropped when what they show changes.
//!
//! One promise: a request begun after an invalidation never gets a page whose reads began before
//! it. Invalidations are numbered (the *generation*). A render notes the generation it begins at;
//! when it lands, it is kept, and handed to requests that came later, only if none of the tags it
//! turned out to show was invalidated meanwhile.

mod compress;
mod entry;
mod flight;
mod held;
mod key;

pub(crate) use compress::{Coding, Effort};
pub use entry::{Entry, RenderedPage};
pub(crate) use entry::{etag, is_known};
pub use key::PageKey;

use contract::ports::PageTag;
use contract::statistics::PageCacheStatistics;
use contract::{Seq, TenantId, Timestamp};
use flight::{Landed, Lead};
use held::Held;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::watch;

/// One node's pages. Locks are held for look-ups and bookkeeping only, never while rendering or
/// compressing.
pub struct PageCache {
    held: RwLock<Held>,
    enabled: bool,
    hits: AtomicU64,
    misses: AtomicU64,
    invalidations: AtomicU64,
}

enum Step<'a> {
    Hit(Arc<Entry>),
    Join(watch::Receiver<Option<Landed>>, u64),
    Render(Lead<'a>),
}

impl PageCache {
    /// Keeps about this many bytes; none at all renders every page afresh.
    pub fn new(bytes: usize) -> Self {
        Self {
            held: RwLock::new(Held::new(bytes)),
            enabled: bytes > 0,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            invalidations: AtomicU64::new(0),
        }
    }

    /// The page, if it is held and still valid.
    pub fn get(&self, key: &PageKey<'_>, now: Timestamp) -> Option<Arc<Entry>> {
        let entry = self.read().get(key.as_str(), now)?;
        self.hits.fetch_add(1, Relaxed);
        Some(entry)
    }

    /// The page; rendered at most once at a time for all who ask.
    pub async fn get_or_render<F, R>(
        &self,
        key: &PageKey<'_>,
        now: Timestamp,
        render: F,
    ) -> Arc<Entry>
    where
        F: FnOnce() -> R,
        R: Future<Output = RenderedPage>,
    {
        if !self.enabled {
            self.misses.fetch_add(1, Relaxed);
            return Arc::new(Entry::new(render().await));
        }
        if let Some(entry) = self.get(key, now) {
            return entry;
        }
        let begun = self.read().generation();
        loop {
            match self.step(key, now) {
                Step::Hit(entry) => {
                    self.hits.fetch_add(1, Relaxed);
                    return entry;
                }
                Step::Render(lead) => {
                    self.misses.fetch_add(1, Relaxed);
                    return lead.land(Entry::new(render().await));
                }
                Step::Join(mut landing, since) => {
                    // An error is a render that was given up with its request.
                    let landed = landing.wait_for(Option::is_some).await;
                    let Ok(Some(landed)) = landed.map(|landed| landed.clone()) else {
                        continue;
                    };
                    if !landed.shared {
                        self.misses.fetch_add(1, Relaxed);
                        return Arc::new(Entry::new(render().await));
                    }
                    if (landed.fresh || since >= begun) && landed.entry.is_valid(now) {
                        self.hits.fetch_add(1, Relaxed);
                        return landed.entry;
                    }
                }
            }
        }
    }

    /// Drops every page that shows one of these, and keeps renders under way from being taken for
    /// what comes after. `seq` is the event's position in the feed of the tags' shop; zero where
    /// there is none.
    pub fn invalidate(&self, tags: &[PageTag], seq: Seq) {
        let dropped = self.write().invalidate(tags, seq);
        self.invalidations.fetch_add(dropped, Relaxed);
    }

    /// A shop's feed was followed up to here. Pages that lag far behind are made anew when next
    /// asked for, though they show nothing that changed.
    pub fn follow(&self, tenant: TenantId, seq: Seq) {
        self.write().follow(tenant, seq);
    }

    /// Drops pages by address, whatever their query.
    pub fn invalidate_paths<P: AsRef<str>>(&self, paths: &[P]) {
        let wanted = |key: &str| {
            let path = key.split('?').next().unwrap_or(key);
            paths.iter().any(|wanted| wanted.as_ref() == path)
        };
        let dropped = self.write().invalidate_where(wanted);
        self.invalidations.fetch_add(dropped, Relaxed);
    }

    /// Drops everything, as after a gap in the feed.
    pub fn clear(&self) {
        let dropped = self.write().invalidate_where(|_| true);
        self.invalidations.fetch_add(dropped, Relaxed);
    }

    pub fn statistics(&self) -> PageCacheStatistics {
        let held = self.read();
        PageCacheStatistics {
            hits: self.hits.load(Relaxed),
            misses: self.misses.load(Relaxed),
            invalidations: self.invalidations.load(Relaxed),
            entries: held.len() as u64,
            bytes: held.bytes(),
        }
    }

    fn step(&self, key: &PageKey<'_>, now: Timestamp) -> Step<'_> {
        let mut held = self.write();
        if let Some(entry) = held.get(key.as_str(), now) {
            return Step::Hit(entry);
        }
        match held.flight(key.as_str()) {
            Some((landing, begun)) => Step::Join(landing, begun),
            None => Step::Render(Lead::begin(self, &mut held, key)),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
