//! A render under way: one request leads it, others wait for it to land.

use super::entry::Entry;
use super::held::Held;
use super::{PageCache, PageKey};
use std::sync::Arc;
use tokio::sync::watch;

/// What those who waited are given.
#[derive(Clone)]
pub(super) struct Landed {
    pub(super) entry: Arc<Entry>,
    /// Nothing it shows was invalidated while it was rendered.
    pub(super) fresh: bool,
    /// It may go to others than the one who led.
    pub(super) shared: bool,
}

/// Held by the request that renders. Dropped without landing, as when its client goes away, it
/// leaves the lead to one of those who wait.
pub(super) struct Lead<'a> {
    cache: &'a PageCache,
    key: Arc<str>,
    id: u64,
    begun: u64,
    landing: watch::Sender<Option<Landed>>,
    landed: bool,
}

impl<'a> Lead<'a> {
    pub(super) fn begin(cache: &'a PageCache, held: &mut Held, key: &PageKey<'_>) -> Self {
        let (landing, waiting) = watch::channel(None);
        let key = key.shared();
        let (id, begun) = held.begin(key.clone(), waiting);
        Self { cache, key, id, begun, landing, landed: false }
    }

    /// Keeps the page if it is still true, and hands it to those who wait. Whoever led asked
    /// before the render began, so to them it is right in any case.
    pub(super) fn land(mut self, entry: Entry) -> Arc<Entry> {
        let entry = Arc::new(entry);
        let shared = entry.is_shared();
        let mut held = self.cache.write();
        let fresh = held.is_fresh(&entry, self.begun);
        if fresh && entry.is_stored() {
            held.insert(self.key.clone(), entry.clone());
        }
        held.end(&self.key, self.id, self.begun);
        drop(held);
        self.landed = true;
        self.landing.send_replace(Some(Landed { entry: entry.clone(), fresh, shared }));
        entry
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        if !self.landed {
            self.cache.write().end(&self.key, self.id, self.begun);
        }
    }
}
