//! The program is killed while it reads a shop, and while a shop tells it of changes.

use crate::harness::{Person, furnish, site};
use crate::program::Program;
use contract::ProductId;
use engine::woo::sync::{FirstSync, KIND, SyncState};
use futures::StreamExt;
use serde_json::json;
use standin::{Fault, Shop};
use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};
use store::{Store, testing::databases};

const KEY: &str = "7f00000000000000000000000000000000000000000000000000000000000001";
const SECRET: &str = "tide & time";

async fn wait<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn state(store: &Store, tenant: contract::TenantId) -> Option<SyncState> {
    let connections = store.connections(tenant).await.unwrap();
    connections.iter().find(|it| it.kind == KIND).map(SyncState::of)
}

/// What every product costs, by SKU.
async fn prices(store: &Store, tenant: contract::TenantId) -> BTreeMap<String, i64> {
    let (mut all, mut after) = (BTreeMap::new(), ProductId(0));
    loop {
        let ids = store.all_product_ids(tenant, after, 500).await.unwrap();
        let Some(last) = ids.last() else { return all };
        after = *last;
        for product in store.products(tenant, &ids).await.unwrap() {
            assert!(all.insert(product.sku, product.price_cents).is_none(), "a SKU stands once");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_sync_that_was_killed_goes_on_where_it_was() {
    for database in databases().await {
        let house = furnish(&database).await;
        let (site, store) = (site(), database.store().await);
        let shop = Shop::new();
        shop.generate(1_000);
        let serving = shop.serve(0).await.unwrap();
        let keys = shop.keys();
        let flags = [
            ("--wc-api-url", serving.address.as_str()),
            ("--wc-api-key", &keys.key),
            ("--wc-api-secret", &keys.secret),
            ("--secret-key", KEY),
        ];
        let flags: Vec<&str> = flags.iter().flat_map(|(flag, value)| [*flag, *value]).collect();
        shop.fault(Fault::Slow { times: 100_000, millis: 2 });
        let mut program = Program::start(&database.url, site.path(), &flags);
        wait("it is in the midst of it", || async {
            matches!(
                state(&store, house.own).await.map(|it| it.first),
                Some(FirstSync::Products { cursor, .. }) if cursor.page >= 4
            )
        })
        .await;
        program.kill();
        assert_eq!(asked(&shop).first(), Some(&1));
        shop.heal();
        let program = Program::start(&database.url, site.path(), &flags);
        wait("everything was read", || async {
            state(&store, house.own).await.is_some_and(|it| it.well_at.is_some())
        })
        .await;
        wait("everything is on show", || async {
            let counts = store.upstream_counts(house.own).await.unwrap();
            counts.stirred == 0 && counts.waiting == 0
        })
        .await;
        // It did not begin anew.
        let again = asked(&shop);
        assert!(again.first().is_some_and(|page| *page >= 4), "{again:?}");
        let products = shop.things().into_iter().filter(|(_, thing)| thing.parent() == 0).count();
        let counts = store.upstream_counts(house.own).await.unwrap();
        assert_eq!((counts.shown, counts.refused), (products as i64, 0));
        assert_eq!(prices(&store, house.own).await.len(), products + 30);
        drop(program);
        store.close().await;
    }
}

/// Which pages of the whole list were asked for, in order.
fn asked(shop: &Shop) -> Vec<u32> {
    let requests = shop.take_requests().into_iter();
    let lists = requests.filter(|it| {
        it.starts_with("GET /wp-json/wc/v3/products?") && !it.contains("modified_after")
    });
    let page = |request: String| {
        let page = request.split(['?', '&']).find_map(|pair| pair.strip_prefix("page="))?;
        page.split(' ').next()?.parse().ok()
    };
    lists.filter_map(page).collect()
}

const PRODUCTS: i64 = 250;
const DELIVERIES: i64 = 1_000;

/// The delivery with this number, and what it says.
fn delivery(number: i64) -> (String, String) {
    let (id, round) = (number % PRODUCTS, number / PRODUCTS);
    let body = json!({
        "id": 1_000 + id, "name": format!("Piece {id}"), "sku": format!("P-{id}"), "type": "simple",
        "status": "publish", "regular_price": format!("{}.00", 10 + round), "sale_price": "",
        "manage_stock": false, "stock_status": "instock",
        "date_modified_gmt": format!("2026-11-21T00:00:{:02}", round),
    });
    (format!("{number:032x}"), body.to_string())
}

/// Answers whether it was acknowledged.
async fn deliver(shop: &Person, number: i64) -> bool {
    let (id, body) = delivery(number);
    let request = shop.ask("POST", "/api/webhooks/product-update");
    let request = request.header("content-type", "application/json");
    let request = request.header("x-wc-webhook-source", "https://tide.example/");
    let request = request.header("x-wc-webhook-topic", "product.updated");
    let request = request.header("x-wc-webhook-delivery-id", id);
    let request = request.header("x-wc-webhook-signature", standin::signature(SECRET, &body));
    request.body(body).send().await.is_ok_and(|answer| answer.status() == 200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_delivery_of_a_burst_is_lost_or_doubled() {
    for database in databases().await {
        let house = furnish(&database).await;
        let (site, store) = (site(), database.store().await);
        let flags = [
            ("--wc-api-url", "https://tide.example"),
            ("--wc-webhook-secret", SECRET),
            ("--secret-key", KEY),
        ];
        let flags: Vec<&str> = flags.iter().flat_map(|(flag, value)| [*flag, *value]).collect();
        let mut program = Program::start(&database.url, site.path(), &flags);
        let is_heard = Person::at(&program.base);
        wait("it is connected", || deliver(&is_heard, 0)).await;

        let shop = Person::at(&program.base);
        let mut acknowledged = HashSet::from([0]);
        let mut burst = futures::stream::iter(1..DELIVERIES)
            .map(|number| {
                let shop = &shop;
                async move { (number, deliver(shop, number).await) }
            })
            .buffer_unordered(16);
        while let Some((number, is_acknowledged)) = burst.next().await {
            if is_acknowledged {
                acknowledged.insert(number);
            }
            if acknowledged.len() == 600 {
                program.kill();
            }
        }
        drop(burst);
        assert!(acknowledged.len() < DELIVERIES as usize);

        let program = Program::start(&database.url, site.path(), &flags);
        wait("all that was acknowledged is worked off", || async {
            let counts = store.upstream_counts(house.own).await.unwrap();
            counts.waiting == 0 && counts.stirred == 0
        })
        .await;
        let received = store.received(house.own, 2 * DELIVERIES).await.unwrap();
        // Some were kept and the answer never arrived: those are sent again, as are some that did.
        assert!(
            received.len() >= acknowledged.len(),
            "{} of {}",
            received.len(),
            acknowledged.len()
        );
        let now = prices(&store, house.own).await;
        for number in &acknowledged {
            let (id, round) = (number % PRODUCTS, number / PRODUCTS);
            let price = now.get(&format!("P-{id}")).copied();
            assert!(price.is_some_and(|price| price >= (10 + round) * 100), "{number}: {price:?}");
        }
        let shop = Person::at(&program.base);
        let lost =
            (0..DELIVERIES).filter(|number| !acknowledged.contains(number) || number % 5 == 0);
        let mut again = futures::stream::iter(lost)
            .map(|number| {
                let shop = &shop;
                async move { deliver(shop, number).await }
            })
            .buffer_unordered(16);
        while let Some(is_acknowledged) = again.next().await {
            assert!(is_acknowledged);
        }
        drop(again);
        wait("the rest is worked off", || async {
            let counts = store.upstream_counts(house.own).await.unwrap();
            counts.waiting == 0 && counts.stirred == 0
        })
        .await;
        let received = store.received(house.own, 2 * DELIVERIES).await.unwrap();
        assert_eq!(received.len() as i64, DELIVERIES, "each is there once");
        let newest = (10 + (DELIVERIES - 1) / PRODUCTS) * 100;
        let now = prices(&store, house.own).await;
        let ours = now.iter().filter(|(sku, _)| sku.starts_with("P-"));
        assert_eq!(ours.clone().count() as i64, PRODUCTS);
        assert!(ours.clone().all(|(_, price)| *price == newest));
        drop(program);
        store.close().await;
    }
}
