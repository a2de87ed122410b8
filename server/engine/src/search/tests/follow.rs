//! How the index keeps up with its shops, on both databases.

use crate::{Engine, EngineOptions, TestClock};
use contract::draft::ProductDraft;
use contract::search::{SearchQuery, SearchResults};
use contract::{Availability, Problem, ProblemKind, TenantId, Timestamp};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::testing::{TestDatabase, databases};
use store::{
    AddSynonyms, Origin, RemoveProducts, RemoveSynonyms, Revalidate, SaveTenant, Store,
    TenantDraft, UpsertProducts,
};

/// What a change has to be found within.
const SOON: Duration = Duration::from_secs(2);

fn origin() -> Origin {
    Origin {
        actor: "test".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "test".into(),
        at: Timestamp(0),
    }
}

fn draft(sku: &str, name: &str) -> ProductDraft {
    ProductDraft {
        category_path: vec!["Clothes".into(), "Coats".into()],
        ..ProductDraft::named(sku, name, 100)
    }
}

async fn shop(store: &Store, slug: &str) -> TenantId {
    let tenant = TenantDraft::named(slug, slug);
    store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value
}

async fn put(store: &Store, tenant: TenantId, drafts: Vec<ProductDraft>) {
    store.write(UpsertProducts { tenant, origin: origin(), drafts }).await.unwrap();
}

async fn engine(store: &Store) -> Arc<Engine> {
    let clock = Arc::new(TestClock::default());
    let engine = Engine::load(store.clone(), clock, EngineOptions::default()).await.unwrap();
    engine.run(vec![]);
    engine
}

async fn ask(
    engine: &Arc<Engine>,
    tenant: TenantId,
    words: &str,
) -> Result<SearchResults, Problem> {
    let query = SearchQuery { words: words.into(), page: 1, ..SearchQuery::default() };
    engine.search(tenant, None, &query).await
}

async fn names(engine: &Arc<Engine>, tenant: TenantId, words: &str) -> Vec<String> {
    let Ok(results) = ask(engine, tenant, words).await else { return vec!["unprepared".into()] };
    let mut names: Vec<String> =
        results.found.products.into_iter().map(|product| product.name).collect();
    names.sort_unstable();
    names
}

async fn soon(engine: &Arc<Engine>, tenant: TenantId, words: &str, expected: &[&str]) {
    let begun = Instant::now();
    loop {
        let found = names(engine, tenant, words).await;
        if found == expected {
            return;
        }
        assert!(begun.elapsed() < 4 * SOON, "{words}: {found:?} is not {expected:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn on_each<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    for database in databases().await {
        let database: TestDatabase = database;
        let store = database.store().await;
        test(store.clone()).await;
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_follows_the_feed() {
    on_each(|store| async move {
        let (own, other) = (shop(&store, "own").await, shop(&store, "other").await);
        put(&store, own, vec![draft("a", "Linen coat"), draft("b", "Wool coat")]).await;
        put(&store, other, vec![draft("a", "Linen shirt")]).await;
        let engine = engine(&store).await;
        soon(&engine, own, "coat", &["Linen coat", "Wool coat"]).await;
        soon(&engine, other, "linen", &["Linen shirt"]).await;

        let begun = Instant::now();
        put(&store, own, vec![draft("b", "Wool jacket"), draft("c", "Rain coat")]).await;
        soon(&engine, own, "jacket", &["Wool jacket"]).await;
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
        soon(&engine, own, "rain", &["Rain coat"]).await;
        let skus = vec!["a".to_owned()];
        let removal =
            RemoveProducts { tenant: own, origin: origin(), skus, source_updated_at: None };
        store.write(removal).await.unwrap();
        soon(&engine, own, "linen", &[]).await;
        let gone =
            ProductDraft { availability: Availability::Discontinued, ..draft("c", "Rain coat") };
        put(&store, own, vec![gone]).await;
        soon(&engine, own, "rain", &[]).await;
        soon(&engine, other, "", &["Linen shirt"]).await;
        engine.stop().await;
    })
    .await;
}

/// A category is its path: where the source calls one otherwise, its products stand in another.
#[tokio::test(flavor = "multi_thread")]
async fn products_of_a_renamed_category_are_found_by_its_new_name() {
    on_each(|store| async move {
        let own = shop(&store, "own").await;
        let names = ["Duffle", "Trench"];
        let drafts = |category: &str| {
            let path = vec!["Clothes".to_owned(), category.to_owned()];
            let of = |name: &str| ProductDraft { category_path: path.clone(), ..draft(name, name) };
            names.map(of).into()
        };
        put(&store, own, drafts("Coats")).await;
        let engine = engine(&store).await;
        soon(&engine, own, "coats", &names).await;
        put(&store, own, drafts("Outerwear")).await;
        soon(&engine, own, "outerwear", &names).await;
        let found = ask(&engine, own, "outerwear").await.unwrap();
        let categories = found.facets.categories.iter();
        let categories: Vec<_> = categories.map(|facet| (&*facet.name, facet.count)).collect();
        assert_eq!(categories, [("Clothes", 2), ("Outerwear", 2)]);
        assert!(ask(&engine, own, "coats").await.unwrap().found.products.is_empty());
        engine.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_and_its_synonyms_are_found() {
    on_each(|store| async move {
        let first = shop(&store, "first").await;
        put(&store, first, vec![draft("a", "Sofa")]).await;
        let engine = engine(&store).await;
        soon(&engine, first, "sofa", &["Sofa"]).await;
        let second = shop(&store, "second").await;
        put(&store, second, vec![draft("a", "Settee")]).await;
        soon(&engine, second, "settee", &["Settee"]).await;

        let words = vec!["sofa".to_owned(), "settee".into(), "day bed".into()];
        let add = AddSynonyms { tenant: first, origin: origin(), words, most: 2 };
        let id = store.write(add.clone()).await.unwrap().value;
        soon(&engine, first, "settee", &["Sofa"]).await;
        soon(&engine, first, "day bed", &["Sofa"]).await;
        // A neighbour's words are its own business.
        soon(&engine, second, "sofa", &[]).await;
        assert_eq!(store.write(add).await.unwrap().value, id, "the same group is one");
        store.write(RemoveSynonyms { tenant: first, origin: origin(), id }).await.unwrap();
        soon(&engine, first, "settee", &[]).await;
        let foreign = RemoveSynonyms { tenant: second, origin: origin(), id };
        assert!(store.write(foreign).await.is_err());
        engine.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_is_built_anew_while_it_serves() {
    on_each(|store| async move {
        let own = shop(&store, "own").await;
        let many = |names: &str, count: usize| -> Vec<ProductDraft> {
            (0..count).map(|n| draft(&format!("{n}"), &format!("{names} {n}"))).collect()
        };
        // More than one slice.
        for part in many("Coat", 700).chunks(500) {
            put(&store, own, part.to_vec()).await;
        }
        let engine = engine(&store).await;
        soon(&engine, own, "coat 699", &["Coat 699"]).await;
        let (paths, tags) = (vec![], vec![]);
        store.write(Revalidate { tenant: own, origin: origin(), paths, tags }).await.unwrap();
        put(&store, own, vec![draft("1", "Hat 1")]).await;
        let begun = Instant::now();
        while begun.elapsed() < SOON {
            let found = ask(&engine, own, "coat").await.unwrap();
            assert!((699..=700).contains(&found.found.total), "{}", found.found.total);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        soon(&engine, own, "hat", &["Hat 1"]).await;
        assert_eq!(ask(&engine, own, "").await.unwrap().found.total, 700);
        engine.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unbuilt_shop_says_when_to_come_back() {
    on_each(|store| async move {
        let own = shop(&store, "own").await;
        let clock = Arc::new(TestClock::default());
        let engine = Engine::load(store, clock, EngineOptions::default()).await.unwrap();
        let problem = ask(&engine, own, "coat").await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable);
        assert!(problem.title.contains("being prepared") && problem.retry_after.is_some());
    })
    .await;
}
