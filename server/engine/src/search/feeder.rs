//! Brings the index up to date: builds shops from their tables, slice by slice, and in between
//! replaces what the feed says has changed.
//!
//! Whatever order events and slices come in, the tables are read after the event, so what is
//! written is never older than the event. Changes to a shop wait while its first build is under
//! way; while a shop is built anew they go on, so that its searches stay fresh.

use super::index::{Batch, Index};
use super::{Search, Waiting};
use crate::follower::tell_views;
use crate::runtime::Engine;
use crate::to_problem;
use crate::view::ViewChange;
use contract::ports::PageTag;
use contract::{Problem, ProductId, TenantId};
use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// Products read at once.
const SLICE: usize = 500;
/// Between two commits: what comes in meanwhile goes into the next.
const LULL: Duration = Duration::from_millis(250);
/// Before something that failed is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Keeps the index until the node stops.
pub(crate) async fn keep(engine: Arc<Engine>) {
    for tenant in engine.tenants() {
        engine.search.build(tenant.id);
    }
    loop {
        let index = match create(&engine.search).await {
            Ok(index) => index,
            Err(error) => {
                tracing::error!(%error, "No search index can be made; trying again.");
                tokio::time::sleep(PAUSE * 10).await;
                continue;
            }
        };
        let mut feeder = Feeder { engine: engine.clone(), index, building: None, edition: 0 };
        // Ends only when the index cannot be written: then another one is begun.
        let error = feeder.run().await;
        tracing::error!(%error, "The search index broke; it is built anew.");
        engine.search.begin_anew(engine.tenants().iter().map(|tenant| tenant.id));
        tokio::time::sleep(PAUSE * 10).await;
    }
}

async fn create(search: &Search) -> Result<Arc<Index>, String> {
    let folder = search.folder.clone();
    let made = tokio::task::spawn_blocking(move || Index::create(&folder)).await;
    let index = made.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    let index = Arc::new(index);
    *search.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index.clone());
    Ok(index)
}

impl Search {
    fn begin_anew(&self, tenants: impl Iterator<Item = TenantId>) {
        self.ready.write().unwrap_or_else(PoisonError::into_inner).clear();
        let mut waiting = self.lock();
        *waiting = Waiting::default();
        tenants.for_each(|tenant| waiting.build(tenant));
    }

    /// The changes that can be taken in now, some of one shop.
    fn take_changes(&self) -> Option<(TenantId, BTreeSet<ProductId>)> {
        let mut waiting = self.lock();
        let known = waiting.changed.keys().copied().find(|tenant| self.is_ready(*tenant))?;
        let ids = waiting.changed.get_mut(&known)?;
        let rest = ids.iter().nth(SLICE).copied();
        let rest = rest.map(|first| ids.split_off(&first)).unwrap_or_default();
        let taken = mem::replace(ids, rest);
        if ids.is_empty() {
            waiting.changed.remove(&known);
        }
        Some((known, taken))
    }

    fn put_back(&self, tenant: TenantId, ids: BTreeSet<ProductId>) {
        self.lock().changed.entry(tenant).or_default().extend(ids);
    }

    fn next_build(&self) -> Option<TenantId> {
        self.lock().builds.pop_front()
    }
}

/// A shop being read from its tables.
struct Building {
    tenant: TenantId,
    edition: u64,
    /// Nothing of it was there before.
    is_first: bool,
    after: ProductId,
}

struct Feeder {
    engine: Arc<Engine>,
    index: Arc<Index>,
    building: Option<Building>,
    edition: u64,
}

impl Feeder {
    async fn run(&mut self) -> String {
        loop {
            match self.turn().await {
                Ok(true) => {}
                Ok(false) => {
                    if let Err(Trouble::Index(error)) = self.write(Index::rest).await {
                        return error;
                    }
                    self.engine.search.told.notified().await;
                }
                Err(Trouble::Store(problem)) => {
                    tracing::warn!(%problem, "The search index cannot be read up; trying again.");
                    tokio::time::sleep(PAUSE).await;
                }
                Err(Trouble::Index(error)) => return error,
            }
        }
    }

    /// Takes in changes and some slices of a build. Answers whether there was anything to do.
    async fn turn(&mut self) -> Result<bool, Trouble> {
        let mut changed = BTreeSet::new();
        let mut finished = Vec::new();
        let until = tokio::time::Instant::now() + LULL;
        let mut worked = false;
        loop {
            let mut took = false;
            if let Some((tenant, ids)) = self.engine.search.take_changes() {
                took = true;
                if let Err(trouble) = self.replace(tenant, &ids).await {
                    self.engine.search.put_back(tenant, ids);
                    return Err(trouble);
                }
                changed.insert(tenant);
            }
            if let Some(tenant) = self.build().await? {
                finished.push(tenant);
                took = true;
            }
            let is_busy = took || self.building.is_some();
            worked |= is_busy;
            if !is_busy || tokio::time::Instant::now() >= until {
                break;
            }
        }
        // Slices of a build alone are committed with its end.
        if !changed.is_empty() || !finished.is_empty() {
            self.commit(&changed, &finished).await?;
        }
        if worked && self.building.is_none() {
            // What comes in now is taken in together.
            tokio::time::sleep(LULL).await;
        }
        Ok(worked)
    }

    async fn replace(&self, tenant: TenantId, ids: &BTreeSet<ProductId>) -> Result<(), Trouble> {
        let ids: Vec<ProductId> = ids.iter().copied().collect();
        let edition = match &self.building {
            Some(building) if building.tenant == tenant => building.edition,
            _ => self.edition,
        };
        let batch = self.read(tenant, edition, &ids).await?;
        self.write(move |index| index.replace(&ids, &batch)).await
    }

    /// Reads one slice of the shop under way, or of the next. Answers the shop that is done.
    async fn build(&mut self) -> Result<Option<TenantId>, Trouble> {
        if self.building.is_none() {
            let Some(tenant) = self.engine.search.next_build() else { return Ok(None) };
            self.edition += 1;
            let is_first = !self.engine.search.is_ready(tenant);
            self.building =
                Some(Building { tenant, edition: self.edition, is_first, after: ProductId(0) });
        }
        let Some(Building { tenant, edition, is_first, after }) = self.building else {
            return Ok(None);
        };
        let slice = SLICE as i64;
        let ids = self.engine.store.all_product_ids(tenant, after, slice).await;
        let ids = ids.map_err(to_problem)?;
        let last = ids.last().copied();
        let is_end = ids.len() < SLICE;
        let batch = self.read(tenant, edition, &ids).await?;
        self.write(move |index| match is_first {
            true => index.add(&batch),
            false => index.replace(&ids, &batch),
        })
        .await?;
        if !is_end {
            let after = last.unwrap_or(after);
            self.building = Some(Building { tenant, edition, is_first, after });
            return Ok(None);
        }
        // What left the catalogue was in no slice.
        self.write(move |index| index.retain(tenant, edition)).await?;
        self.building = None;
        Ok(Some(tenant))
    }

    async fn read(
        &self,
        tenant: TenantId,
        edition: u64,
        ids: &[ProductId],
    ) -> Result<Batch, Trouble> {
        let tree = self.engine.categories.get(&self.engine.store, tenant).await?;
        let products = self.engine.store.products(tenant, ids).await.map_err(to_problem)?;
        Ok(Batch { tenant, edition, tree, products })
    }

    async fn commit(
        &self,
        changed: &BTreeSet<TenantId>,
        finished: &[TenantId],
    ) -> Result<(), Trouble> {
        self.write(|index| index.commit()).await?;
        let search = &self.engine.search;
        search.ready.write().unwrap_or_else(PoisonError::into_inner).extend(finished);
        // Pages made from what was there before are dropped, now that there is something newer.
        for tenant in finished.iter().chain(changed) {
            let tags = vec![PageTag::Search(*tenant)];
            let change = ViewChange { tenant: *tenant, tags, ..ViewChange::default() };
            tell_views(&self.engine, &change);
        }
        Ok(())
    }

    /// Off the threads that serve.
    async fn write(
        &self,
        work: impl FnOnce(&Index) -> tantivy::Result<()> + Send + 'static,
    ) -> Result<(), Trouble> {
        let index = self.index.clone();
        let done = tokio::task::spawn_blocking(move || work(&index)).await;
        let done = done.map_err(|error| Trouble::Index(error.to_string()))?;
        done.map_err(|error| Trouble::Index(error.to_string()))
    }
}

enum Trouble {
    /// The tables cannot be read right now.
    Store(Problem),
    /// The index cannot be written any more.
    Index(String),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Store(problem)
    }
}
