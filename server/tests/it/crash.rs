//! The program is killed while it is written to over HTTP; nothing it acknowledged is lost.

use crate::harness::{House, Person, furnish, site};
use crate::program::Program;
use contract::{ProductId, Seq};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use store::Change;

/// Acknowledged changes before the kill.
const ENOUGH: usize = 200;
const WRITERS: u32 = 6;

/// Puts one product on the shelf and takes it away again until nobody answers. Answers what was
/// acknowledged: position, and whether it was put there.
async fn write(
    person: Person,
    product: ProductId,
    house: House,
    acknowledged: Arc<AtomicUsize>,
) -> Vec<(i64, bool)> {
    let mut told = Vec::new();
    let path = format!("/api/items/{product}/featured-types");
    let tenant = house.own;
    for round in 0.. {
        let featured = round % 2 == 0;
        let request = if featured {
            let body = serde_json::json!({ "typeId": house.shelf });
            person.ask("POST", &format!("{path}?tenantId={tenant}")).json(&body)
        } else {
            person.ask("DELETE", &format!("{path}/{}?tenantId={tenant}", house.shelf))
        };
        // An answer cut short says nothing.
        let Ok(response) = request.send().await else { break };
        assert_eq!(response.status(), 200);
        let Ok(receipt) = response.json::<Value>().await else { break };
        told.push((receipt["seq"].as_i64().unwrap(), featured));
        acknowledged.fetch_add(1, Relaxed);
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_over_http_survives_kill_9() {
    let database = store::testing::sqlite();
    let house = furnish(&database).await;
    let site = site();
    let store = database.store().await;
    let mut products = BTreeMap::new();
    for n in 1..=WRITERS {
        let sku = format!("alder-{n}");
        products.insert(store.product_id_by_sku(house.own, &sku).await.unwrap().unwrap(), sku);
    }
    let before = store.feed_head(house.own).await.unwrap();
    store.close().await;

    let mut program = Program::start(&database.url, site.path(), &[]);
    let merchandiser = Person::signed_in_at(&program.base, "merchandiser").await;
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let writers = products.keys().map(|product| {
        let person = merchandiser.moved_to(&program.base);
        tokio::spawn(write(person, *product, house, acknowledged.clone()))
    });
    let writers: Vec<_> = writers.collect();
    while acknowledged.load(Relaxed) < ENOUGH {
        assert!(!writers.iter().any(tokio::task::JoinHandle::is_finished), "nobody gives up");
        tokio::task::yield_now().await;
    }
    program.kill();
    let mut told: BTreeMap<ProductId, Vec<(i64, bool)>> = BTreeMap::new();
    for (product, writer) in products.keys().zip(writers) {
        told.insert(*product, writer.await.unwrap());
    }

    let program = Program::start(&database.url, site.path(), &[]);
    // The session is still one.
    let merchandiser = merchandiser.moved_to(&program.base);
    let path = format!("/api/featured-products/management?tenantId={}", house.own);
    let board = merchandiser.json(&path).await;
    let store = database.store().await;
    let events = store.feed_after(house.own, before, i64::MAX).await.unwrap();
    assert_eq!(board["seq"], events.last().unwrap().seq.0);
    for (product, told) in &told {
        assert!(!told.is_empty());
        for (seq, featured) in told {
            let event = events.iter().find(|event| event.seq == Seq(*seq)).expect("acknowledged");
            assert_eq!(what(&event.change), (*product, *featured));
        }
        // What is on the board is what the feed says, at most one answer further than was told.
        let of_it = |event: &&store::Event| what(&event.change).0 == *product;
        let (written, _) = (events.iter().filter(of_it).count(), ());
        assert!(written == told.len() || written == told.len() + 1, "{written} {}", told.len());
        let last = what(&events.iter().rfind(of_it).unwrap().change).1;
        let sku = format!("\"{}\"", products[product]);
        assert_eq!(board.to_string().contains(&sku), last, "{sku}");
    }
    store.close().await;
}

fn what(change: &Change) -> (ProductId, bool) {
    match change {
        Change::ProductFeatured { product, .. } => (*product, true),
        Change::ProductUnfeatured { product, .. } => (*product, false),
        other => panic!("{other:?}"),
    }
}
