//! The product provider: the only way to product data.
//!
//! A read-through cache over the mirror. Asking for many products costs one batched load for those
//! that are missing; whoever asks for a product that is being loaded waits for that load. A load
//! overtaken by an invalidation serves those who began to wait before it, and is not remembered.

use crate::pictures::{Sources, describe};
use crate::to_problem;
use contract::ports::Clock;
use contract::statistics::ProviderStatistics;
use contract::{Problem, ProductId, TenantId, Timestamp, UniversalProduct};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use tokio::sync::broadcast;

/// How long a product record is believed without hearing of it, in milliseconds.
pub const TIME_TO_LIVE_MS: i64 = 5 * 60 * 1000;

/// Products per statement: what both databases take without complaint.
const BATCH: usize = 500;

type Key = (TenantId, ProductId);
type Loaded = Arc<HashMap<ProductId, Arc<UniversalProduct>>>;
type Load = Shared<BoxFuture<'static, Result<Loaded, Problem>>>;

#[derive(Clone)]
struct Entry {
    product: Arc<UniversalProduct>,
    loaded_at: Timestamp,
}

struct InFlight {
    number: u64,
    load: Load,
}

pub struct ProductProvider {
    store: Store,
    clock: Arc<dyn Clock>,
    entries: moka::sync::Cache<Key, Entry>,
    /// Loads under way. Its lock also orders remembering against invalidation.
    in_flight: Mutex<HashMap<Key, InFlight>>,
    changes: broadcast::Sender<Arc<Invalidated>>,
    counters: Counters,
    /// Whose pictures are served from here.
    sources: Sources,
}

#[derive(Default)]
struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    loads: AtomicU64,
    invalidations: AtomicU64,
}

/// What subscribers are told: these products of this tenant are to be asked for again.
#[derive(Debug, PartialEq, Eq)]
pub struct Invalidated {
    pub tenant: TenantId,
    pub products: Vec<ProductId>,
}

impl ProductProvider {
    /// `capacity` bounds how many products are remembered, over all tenants.
    pub fn new(store: Store, clock: Arc<dyn Clock>, capacity: u64) -> Self {
        Self {
            store,
            clock,
            entries: moka::sync::Cache::new(capacity),
            in_flight: Mutex::default(),
            changes: broadcast::channel(256).0,
            counters: Counters::default(),
            sources: Sources::default(),
        }
    }

    /// Says of products how their pictures from these sources are served.
    pub fn showing(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// One product, whole; `None` when the catalogue has no such product.
    pub async fn get(
        self: &Arc<Self>,
        tenant: TenantId,
        id: ProductId,
    ) -> Result<Option<Arc<UniversalProduct>>, Problem> {
        Ok(self.get_many(tenant, &[id]).await?.pop())
    }

    /// Whole products in the order asked for; those that do not exist are left out.
    pub async fn get_many(
        self: &Arc<Self>,
        tenant: TenantId,
        ids: &[ProductId],
    ) -> Result<Vec<Arc<UniversalProduct>>, Problem> {
        let oldest = Timestamp(self.clock.now().0 - TIME_TO_LIVE_MS);
        let mut found: HashMap<ProductId, Arc<UniversalProduct>> = HashMap::new();
        let mut missing = Vec::new();
        for id in ids {
            match self.entries.get(&(tenant, *id)) {
                Some(entry) if entry.loaded_at > oldest => {
                    found.insert(*id, entry.product);
                }
                _ => missing.push(*id),
            }
        }
        self.counters.hits.fetch_add(found.len() as u64, Relaxed);
        self.counters.misses.fetch_add(missing.len() as u64, Relaxed);
        if !missing.is_empty() {
            missing.sort_unstable();
            missing.dedup();
            for load in self.join_loads(tenant, &missing) {
                let loaded = load.await?;
                for id in &missing {
                    if let Some(product) = loaded.get(id) {
                        found.insert(*id, product.clone());
                    }
                }
            }
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    }

    /// The loads that will bring these products: those under way, and new ones for the rest.
    fn join_loads(self: &Arc<Self>, tenant: TenantId, missing: &[ProductId]) -> Vec<Load> {
        let mut in_flight = self.lock();
        let mut joined: HashMap<u64, Load> = HashMap::new();
        let mut wanted = Vec::new();
        for id in missing {
            match in_flight.get(&(tenant, *id)) {
                Some(under_way) => {
                    joined.insert(under_way.number, under_way.load.clone());
                }
                None => wanted.push(*id),
            }
        }
        let mut loads: Vec<Load> = joined.into_values().collect();
        for batch in wanted.chunks(BATCH) {
            let number = self.counters.loads.fetch_add(1, Relaxed);
            let load = self.begin_load(number, tenant, batch.to_vec());
            for id in batch {
                in_flight.insert((tenant, *id), InFlight { number, load: load.clone() });
            }
            loads.push(load);
        }
        loads
    }

    /// Runs in a task of its own: a caller that goes away must not take the others' load along.
    fn begin_load(self: &Arc<Self>, number: u64, tenant: TenantId, ids: Vec<ProductId>) -> Load {
        let provider = self.clone();
        let task = tokio::spawn(async move {
            let outcome = provider.load(tenant, &ids).await;
            provider.finish_load(number, tenant, &ids, outcome)
        });
        async move { task.await.unwrap_or_else(|_| Err(Problem::internal())) }.boxed().shared()
    }

    async fn load(
        &self,
        tenant: TenantId,
        ids: &[ProductId],
    ) -> Result<Vec<UniversalProduct>, Problem> {
        let mut products = self.store.products(tenant, ids).await.map_err(to_problem)?;
        describe(&self.store, &self.sources, tenant, &mut products).await?;
        Ok(products)
    }

    fn finish_load(
        &self,
        number: u64,
        tenant: TenantId,
        ids: &[ProductId],
        outcome: Result<Vec<UniversalProduct>, Problem>,
    ) -> Result<Loaded, Problem> {
        let mut in_flight = self.lock();
        let mut current = Vec::with_capacity(ids.len());
        for id in ids {
            let key = (tenant, *id);
            if in_flight.get(&key).is_some_and(|entry| entry.number == number) {
                in_flight.remove(&key);
                current.push(*id);
            }
        }
        let loaded: Loaded =
            Arc::new(outcome?.into_iter().map(|product| (product.id, Arc::new(product))).collect());
        let loaded_at = self.clock.now();
        for id in current {
            if let Some(product) = loaded.get(&id) {
                self.entries.insert((tenant, id), Entry { product: product.clone(), loaded_at });
            }
        }
        Ok(loaded)
    }

    /// Forgets these products, loads under way included, and tells subscribers.
    pub fn invalidate(&self, tenant: TenantId, ids: &[ProductId]) {
        if ids.is_empty() {
            return;
        }
        let mut in_flight = self.lock();
        for id in ids {
            in_flight.remove(&(tenant, *id));
            self.entries.invalidate(&(tenant, *id));
        }
        drop(in_flight);
        self.counters.invalidations.fetch_add(ids.len() as u64, Relaxed);
        // Nobody listening is no failure.
        let _ = self.changes.send(Arc::new(Invalidated { tenant, products: ids.to_vec() }));
    }

    /// Forgets every product of a shop.
    pub fn invalidate_shop(&self, tenant: TenantId) {
        let mut ids: Vec<_> = self.entries.iter().map(|(key, _)| *key).collect();
        ids.extend(self.lock().keys());
        ids.retain(|(of, _)| *of == tenant);
        let ids: Vec<_> = ids.into_iter().map(|(_, id)| id).collect();
        self.invalidate(tenant, &ids);
    }

    pub fn invalidate_all(&self) {
        let mut in_flight = self.lock();
        in_flight.clear();
        self.entries.invalidate_all();
    }

    /// Hears of every invalidation from now on. A receiver that lags must ask for all it holds.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Invalidated>> {
        self.changes.subscribe()
    }

    pub fn statistics(&self) -> ProviderStatistics {
        self.entries.run_pending_tasks();
        let now = self.clock.now();
        let oldest = self.entries.iter().map(|(_, entry)| now.0 - entry.loaded_at.0).max();
        ProviderStatistics {
            hits: self.counters.hits.load(Relaxed),
            misses: self.counters.misses.load(Relaxed),
            loads: self.counters.loads.load(Relaxed),
            invalidations: self.counters.invalidations.load(Relaxed),
            entries: self.entries.entry_count(),
            oldest_seconds: oldest.unwrap_or(0).max(0).unsigned_abs() / 1000,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, InFlight>> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestClock;
    use contract::draft::ProductDraft;
    use store::testing::{TestDatabase, sqlite};
    use store::{Origin, SaveTenant, TenantDraft, UpsertProducts};

    struct Shop {
        provider: Arc<ProductProvider>,
        store: Store,
        clock: Arc<TestClock>,
        tenant: TenantId,
        ids: Vec<ProductId>,
        _database: TestDatabase,
    }

    fn origin() -> Origin {
        Origin {
            actor: "test".into(),
            user_id: None,
            trace_id: "0".into(),
            producer_id: "test".into(),
            at: Timestamp(0),
        }
    }

    fn draft(n: usize, price_cents: i64) -> ProductDraft {
        ProductDraft::named(&format!("sku-{n}"), &format!("Product {n}"), price_cents)
    }

    async fn shop() -> Shop {
        let database = sqlite();
        let store = database.store().await;
        let tenant = TenantDraft::named("shop", "Shop");
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let drafts = (0..24).map(|n| draft(n, 100)).collect();
        store.write(UpsertProducts { tenant, origin: origin(), drafts }).await.unwrap();
        let ids = store.all_product_ids(tenant, ProductId(0), 100).await.unwrap();
        let clock = Arc::new(TestClock::default());
        let provider = Arc::new(ProductProvider::new(store.clone(), clock.clone(), 1_000));
        Shop { provider, store, clock, tenant, ids, _database: database }
    }

    #[tokio::test]
    async fn many_askers_cost_one_load() {
        let shop = shop().await;
        let before = shop.store.statements();
        let asked = (0..50).map(|_| {
            let (provider, ids, tenant) = (shop.provider.clone(), shop.ids.clone(), shop.tenant);
            tokio::spawn(async move { provider.get_many(tenant, &ids).await.unwrap().len() })
        });
        for found in futures::future::join_all(asked).await {
            assert_eq!(found.unwrap(), 24);
        }
        // One batch: products and variants.
        assert_eq!(shop.store.statements() - before, 2);
        let statistics = shop.provider.statistics();
        assert_eq!((statistics.loads, statistics.entries), (1, 24));
    }

    #[tokio::test]
    async fn records_are_believed_for_five_minutes() {
        let shop = shop().await;
        let id = shop.ids[0];
        let ask = async || shop.provider.get(shop.tenant, id).await.unwrap().unwrap();
        ask().await;
        ask().await;
        assert_eq!(shop.provider.statistics().loads, 1);
        shop.clock.advance(TIME_TO_LIVE_MS + 1);
        ask().await;
        assert_eq!(shop.provider.statistics().loads, 2);
    }

    #[tokio::test]
    async fn the_order_is_the_callers_and_strangers_are_left_out() {
        let shop = shop().await;
        let wanted = [shop.ids[5], ProductId(999_999), shop.ids[1], shop.ids[5]];
        let found = shop.provider.get_many(shop.tenant, &wanted).await.unwrap();
        let ids: Vec<ProductId> = found.iter().map(|product| product.id).collect();
        assert_eq!(ids, [shop.ids[5], shop.ids[1], shop.ids[5]]);
        assert!(shop.provider.get_many(TenantId(77), &shop.ids).await.unwrap().is_empty());
    }

    /// Whoever asks after an invalidation gets at least what was written before it, whatever load
    /// was under way.
    #[tokio::test(flavor = "multi_thread", worker_threads = 3)]
    async fn an_overtaken_load_is_not_remembered() {
        let shop = Arc::new(shop().await);
        let mut changes = shop.provider.subscribe();
        let over = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let (shop, over) = (shop.clone(), over.clone());
                tokio::spawn(async move {
                    while !over.load(Relaxed) {
                        shop.provider.get_many(shop.tenant, &shop.ids).await.unwrap();
                        // A hit never waits; others want their turn too.
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for price in 101..160 {
            let drafts = vec![draft(3, price)];
            let command = UpsertProducts { tenant: shop.tenant, origin: origin(), drafts };
            shop.store.write(command).await.unwrap();
            let id = shop.store.product_id_by_sku(shop.tenant, "sku-3").await.unwrap().unwrap();
            shop.provider.invalidate(shop.tenant, &[id]);
            let found = shop.provider.get(shop.tenant, id).await.unwrap().unwrap();
            assert_eq!(found.price_cents, price);
            assert_eq!(changes.recv().await.unwrap().products, [id]);
        }
        over.store(true, Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
    }
}
