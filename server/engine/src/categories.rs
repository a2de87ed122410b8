//! The categories of each shop, with how many products stand in them: what lists of products are
//! found and bounded by. A view of the feed, read again when something is listed elsewhere.

use crate::to_problem;
use crate::view::{View, ViewChange};
use contract::ports::PageTag;
use contract::{Category, Problem, Result, TenantId};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;

/// Under way or done.
type Load = Shared<BoxFuture<'static, Result<Arc<Vec<Category>>>>>;

#[derive(Default)]
pub(crate) struct Categories(Mutex<HashMap<TenantId, Load>>);

impl Categories {
    /// The whole tree of a shop, parents before children. Everyone who asks waits for one load; one
    /// that was overtaken serves those who began to wait before it.
    pub async fn get(&self, store: &Store, tenant: TenantId) -> Result<Arc<Vec<Category>>> {
        let load = self.lock().entry(tenant).or_insert_with(|| load(store, tenant)).clone();
        let tree = load.clone().await;
        if tree.is_err() {
            let mut known = self.lock();
            if known.get(&tenant).is_some_and(|known| known.ptr_eq(&load)) {
                known.remove(&tenant);
            }
        }
        tree
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Load>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs in a task of its own: a caller that goes away must not take the others' load along.
fn load(store: &Store, tenant: TenantId) -> Load {
    let store = store.clone();
    let task = tokio::spawn(async move {
        let tree = store.categories(tenant).await.map_err(to_problem)?;
        Ok(Arc::new(tree))
    });
    async move { task.await.unwrap_or_else(|_| Err(Problem::internal())) }.boxed().shared()
}

impl View for Categories {
    fn apply(&self, change: &ViewChange) {
        if change.everything || change.tags.contains(&PageTag::Categories(change.tenant)) {
            self.lock().remove(&change.tenant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, EngineOptions, TestClock};
    use contract::draft::ProductDraft;
    use contract::ports::PageRecord;
    use contract::{Seq, Timestamp};
    use store::testing::{TestDatabase, sqlite};
    use store::{Origin, SaveTenant, TenantDraft, UpsertProducts};

    fn origin() -> Origin {
        Origin {
            actor: "test".into(),
            user_id: None,
            trace_id: "0".into(),
            producer_id: "test".into(),
            at: Timestamp(0),
        }
    }

    fn draft(n: usize, path: &[&str]) -> ProductDraft {
        ProductDraft {
            category_path: path.iter().map(|name| (*name).into()).collect(),
            ..ProductDraft::named(&format!("sku-{n}"), &format!("Product {n}"), 100)
        }
    }

    /// Thirty products, most of them below the category asked for.
    async fn shop() -> (Arc<Engine>, TenantId, TestDatabase) {
        let database = sqlite();
        let store = database.store().await;
        let tenant = TenantDraft::named("shop", "Shop");
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let path = |n| if n < 5 { &["Things"][..] } else { &["Things", "Small"][..] };
        let drafts = (0..30).map(|n| draft(n, path(n))).collect();
        store.write(UpsertProducts { tenant, origin: origin(), drafts }).await.unwrap();
        let clock = Arc::new(TestClock::default());
        let engine = Engine::load(store, clock, EngineOptions::default()).await.unwrap();
        (engine, tenant, database)
    }

    #[tokio::test]
    async fn a_page_beyond_the_end_costs_nothing() {
        let (engine, _, _database) = shop().await;
        let shop = engine.storefront("shop", Arc::new(PageRecord::default())).unwrap();
        let begun = engine.store.statements();
        let first = shop.category("things", 1).await.unwrap();
        assert_eq!((first.products.total, first.products.products.len()), (30, 24));
        shop.categories().await.unwrap();
        // The tree, the list, and the products with their variants.
        assert_eq!(engine.store.statements() - begun, 4);
        assert_eq!(shop.category("things", 2).await.unwrap().products.products.len(), 6);
        let before = engine.store.statements();
        for page in [3, 5_000, 6_000] {
            assert_eq!(shop.category("things", page).await, Err(Problem::not_found("page")));
        }
        assert_eq!(engine.store.statements(), before);
    }

    #[tokio::test]
    async fn the_tree_follows_the_lists() {
        let (engine, tenant, _database) = shop().await;
        engine.run(vec![]);
        let shop = engine.storefront("shop", Arc::new(PageRecord::default())).unwrap();
        let counts = async || {
            let tree = shop.categories().await.unwrap();
            tree.iter().map(|category| category.product_count).collect::<Vec<_>>()
        };
        assert_eq!(counts().await, [5, 25]);
        let moved = UpsertProducts {
            tenant,
            origin: origin(),
            drafts: vec![draft(0, &["Things", "Small"]), draft(31, &["Things"])],
        };
        let seq = engine.store.write(moved).await.unwrap().seq;
        assert!(engine.settled(tenant, seq).await);
        assert_eq!(counts().await, [5, 26]);
        engine.stop().await;
    }

    #[tokio::test]
    async fn many_askers_cost_one_load_and_an_overtaken_one_is_not_kept() {
        let (engine, tenant, _database) = shop().await;
        let before = engine.store.statements();
        let ask = || engine.categories.get(&engine.store, tenant);
        let trees = futures::future::try_join_all((0..20).map(|_| ask())).await.unwrap();
        assert!(trees.iter().all(|tree| Arc::ptr_eq(tree, &trees[0])));
        assert_eq!(engine.store.statements() - before, 1);
        engine.categories.apply(&ViewChange { tenant, seq: Seq(9), ..Default::default() });
        assert!(Arc::ptr_eq(&ask().await.unwrap(), &trees[0]));
        let waiting = ask();
        let everything = ViewChange { tenant, everything: true, ..Default::default() };
        engine.categories.apply(&everything);
        waiting.await.unwrap();
        assert!(!Arc::ptr_eq(&ask().await.unwrap(), &trees[0]));
    }
}
