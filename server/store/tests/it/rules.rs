//! What rules find, against a plain oracle; and how they are kept, changed and taken back.

use crate::support::*;
use contract::draft::ProductDraft;
use contract::edit::{Action, Edit, Turn};
use contract::{
    Availability, Category, CategoryId, FeaturedTypeId, ProductId, RuleOrder, ShelfRule, TenantId,
    UniversalProduct, UserId,
};
use proptest::prelude::*;
use std::cmp::Reverse;
use store::{
    DeleteFeaturedType, EditBoard, Origin, RemoveProducts, SaveFeaturedType, Store, StoreError,
    TurnBoard,
};

const PATHS: [&[&str]; 4] =
    [&["Clothing"], &["Clothing", "Coats"], &["Clothing", "Coats", "Rain"], &["Shoes"]];

fn product() -> impl Strategy<Value = ProductDraft> {
    let stock = prop::option::of(0..3_i64);
    let availability = prop_oneof![4 => Just(Availability::InStock), 1 => any_availability()];
    let variants = prop::collection::vec(prop::option::of(-1..2_i64), 0..3);
    let prices = (0..6_i64, prop::option::of(0..8_i64));
    (prices, stock, availability, 0..4_usize, variants).prop_map(
        |((price, before), stock, availability, path, variants)| ProductDraft {
            price_cents: price * 100,
            compare_at_cents: before.map(|before| before * 100),
            stock,
            availability,
            category_path: PATHS[path].iter().map(|name| (*name).into()).collect(),
            variants: (0..)
                .zip(variants)
                .map(|(n, stock)| variant(&n.to_string(), "Red", stock))
                .collect(),
            ..draft("")
        },
    )
}

fn any_availability() -> impl Strategy<Value = Availability> {
    prop::sample::select(Availability::ALL.to_vec())
}

fn rule() -> impl Strategy<Value = (RuleOrder, Option<usize>, bool, i64)> {
    let order = prop::sample::select(RuleOrder::ALL.to_vec());
    (order, prop::option::of(0..4_usize), any::<bool>(), 1..7_i64)
}

/// Everything there is, filtered, sorted and cut.
fn oracle(
    all: &[UniversalProduct],
    categories: &[Category],
    pinned: &[ProductId],
    rule: &ShelfRule,
) -> Vec<ProductId> {
    let is_below = |mut id: CategoryId, root: CategoryId| loop {
        if id == root {
            return true;
        }
        match categories.iter().find(|known| known.id == id).and_then(|known| known.parent_id) {
            Some(parent) => id = parent,
            None => return false,
        }
    };
    let share = |product: &UniversalProduct| {
        product.former_price().map_or(0, |before| (before - product.price_cents) * 10_000 / before)
    };
    let mut found: Vec<&UniversalProduct> = all
        .iter()
        .filter(|product| product.is_presentable() && !pinned.contains(&product.id))
        .filter(|product| !rule.on_sale || product.is_on_sale)
        .filter(|product| rule.order != RuleOrder::LargestReduction || product.is_on_sale)
        .filter(|product| {
            let own = product.category.as_ref().map(|category| category.id);
            rule.category.is_none_or(|root| own.is_some_and(|own| is_below(own, root)))
        })
        .collect();
    let search = |product: &UniversalProduct| {
        format!("{}\n{}", product.name.to_lowercase(), product.sku.to_lowercase())
    };
    match rule.order {
        RuleOrder::Newest => found.sort_by_key(|product| Reverse(product.id)),
        RuleOrder::LowestPrice => found.sort_by_key(|product| (product.price_cents, product.id)),
        RuleOrder::HighestPrice => {
            found.sort_by_key(|product| Reverse((product.price_cents, product.id)));
        }
        RuleOrder::LargestReduction => {
            found.sort_by_key(|product| Reverse((share(product), product.id)));
        }
        RuleOrder::Name => found.sort_by_key(|product| (search(product), product.id)),
    }
    found.into_iter().take(rule.limit as usize).map(|product| product.id).collect()
}

async fn agrees(
    store: &Store,
    tenant: TenantId,
    drafts: Vec<ProductDraft>,
    pinned: &[usize],
    rules: Vec<(RuleOrder, Option<usize>, bool, i64)>,
) {
    let drafts: Vec<ProductDraft> = (0..)
        .zip(drafts)
        .map(|(n, one)| {
            let variants = one.variants.into_iter().map(|mut variant| {
                variant.sku = format!("{n}-{}", variant.sku);
                variant
            });
            let (sku, name) = (format!("{n}"), format!("Coat {}", n % 4));
            ProductDraft { sku, name, variants: variants.collect(), ..one }
        })
        .collect();
    upsert(store, tenant, drafts).await;
    let gone = RemoveProducts {
        tenant,
        origin: origin(),
        skus: vec!["3".into()],
        source_updated_at: None,
    };
    store.write(gone).await.unwrap();
    let ids = store.all_product_ids(tenant, ProductId(0), 100).await.unwrap();
    let all = store.products(tenant, &ids).await.unwrap();
    let categories = store.categories(tenant).await.unwrap();
    let shelf = featured_type(store, tenant, "Filled").await;
    let pinned: Vec<ProductId> = pinned.iter().filter_map(|at| ids.get(*at).copied()).collect();
    let place = Action::Place { position: None, starts_at: None, ends_at: None };
    let edits = pinned.iter().map(|id| Edit {
        type_id: shelf,
        product_id: *id,
        seen: None,
        action: place.clone(),
    });
    let edits = EditBoard { tenant, origin: origin(), edits: edits.collect() };
    store.write(edits).await.unwrap();
    for (order, category, on_sale, limit) in rules {
        let category = category.and_then(|at| {
            let name = PATHS[at].last()?;
            Some(categories.iter().find(|known| known.name == *name)?.id)
        });
        let rule = ShelfRule { order, category, on_sale, limit };
        let found = store.rule_products(tenant, shelf, &rule).await.unwrap();
        assert_eq!(found, oracle(&all, &categories, &pinned, &rule), "{rule:?}");
    }
}

fn against_the_oracle(database: store::testing::TestDatabase, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(database.store());
    let count = std::cell::Cell::new(0);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    let all = prop::collection::vec(product(), 1..14);
    let rules = prop::collection::vec(rule(), 1..8);
    let pinned = prop::collection::btree_set(0..14_usize, 0..4);
    proptest!(config, |(all in all, rules in rules, pinned in pinned)| {
        count.set(count.get() + 1);
        let pinned: Vec<usize> = pinned.into_iter().collect();
        runtime.block_on(async {
            let tenant = tenant(&store, &format!("case-{}", count.get())).await;
            agrees(&store, tenant, all, &pinned, rules).await;
        });
    });
    runtime.block_on(store.close());
}

#[test]
fn a_rule_finds_what_a_plain_reading_finds_sqlite() {
    against_the_oracle(store::testing::sqlite(), 48);
}

#[test]
fn a_rule_finds_what_a_plain_reading_finds_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(database) = runtime.block_on(store::testing::postgres()) {
        against_the_oracle(database, 24);
    }
}

fn by() -> Origin {
    Origin { user_id: Some(UserId(1)), ..origin() }
}

async fn set(
    store: &Store,
    tenant: TenantId,
    id: Option<FeaturedTypeId>,
    rule: Option<ShelfRule>,
) -> store::Result<FeaturedTypeId> {
    let draft = contract::featured::FeaturedTypeDraft { rule, ..type_draft("New in") };
    let command = SaveFeaturedType { tenant, origin: by(), id, draft };
    store.write(command).await.map(|committed| committed.value)
}

on_both! {
    async fn a_rule_is_kept_with_its_shelf_and_taken_back(database) {
        let store = database.store().await;
        let (tenant, other) = (tenant(&store, "tide").await, tenant(&store, "ebb").await);
        product_of(&store, tenant).await;
        product_of(&store, other).await;
        let category = |all: Vec<Category>| all[0].id;
        let own = category(store.categories(tenant).await.unwrap());
        let foreign = category(store.categories(other).await.unwrap());
        let rule = ShelfRule { category: Some(own), on_sale: true, limit: 8, ..Default::default() };
        let known = async || store.featured(tenant).await.unwrap().types;
        let shelf = set(&store, tenant, None, Some(rule)).await.unwrap();
        assert_eq!(known().await[0].rule, Some(rule));
        let other_rule = ShelfRule { order: RuleOrder::Name, category: None, ..rule };
        set(&store, tenant, Some(shelf), Some(other_rule)).await.unwrap();
        let line = store.audit(tenant, 1).await.unwrap().remove(0);
        assert!(line.before.unwrap().contains("newest") && line.after.unwrap().contains("name"));
        let theirs = ShelfRule { category: Some(foreign), ..rule };
        let refused = set(&store, tenant, Some(shelf), Some(theirs)).await;
        assert!(matches!(refused, Err(StoreError::NotFound("category"))));
        let undo = async || {
            store.write(TurnBoard { tenant, origin: by(), turn: Turn::Undo }).await.unwrap();
        };
        undo().await;
        assert_eq!(known().await[0].rule, Some(rule));
        // It goes with its shelf, and comes back with it.
        store.write(DeleteFeaturedType { tenant, origin: by(), id: shelf }).await.unwrap();
        assert!(known().await.is_empty());
        undo().await;
        assert_eq!((known().await[0].id, known().await[0].rule), (shelf, Some(rule)));
        set(&store, tenant, Some(shelf), None).await.unwrap();
        assert_eq!(known().await[0].rule, None);
        store.close().await;
    }
}

async fn product_of(store: &Store, tenant: TenantId) {
    crate::support::product(store, tenant, "A").await;
}
