//! From the merchandiser's change to the public view.

use crate::harness::{draft, on_each};
use contract::{Availability, Timestamp};
use serde_json::{Value, json};
use server::cli::origin;
use store::UpsertProducts;

fn names(window: &Value) -> Vec<String> {
    let shelves = window["featuredTypes"].as_array().unwrap();
    let products = shelves.iter().flat_map(|shelf| shelf["products"].as_array().unwrap());
    products.map(|product| product["sku"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_product_is_featured_moved_and_taken_away() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let public = format!("/api/featured-products/public?tenantId={}", node.own);
        let (first, second) =
            (node.product(node.own, "alder-1").await, node.product(node.own, "alder-2").await);
        merchandiser.feature(first, node.own, node.shelf).await;
        let seq = merchandiser.feature(second, node.own, node.shelf).await;
        let window = merchandiser.json(&public).await;
        assert_eq!(names(&window), ["alder-1", "alder-2"]);
        assert!(window["seq"].as_i64().unwrap() >= seq);
        assert_eq!(window["featuredTypes"][0]["name"], "New in");
        assert!(window["lastUpdated"].is_string());

        // The same again changes nothing; a position moves it.
        assert_eq!(merchandiser.feature(second, node.own, node.shelf).await, seq);
        let path = format!("/api/items/{second}/featured-types?tenantId=alder");
        let moved = merchandiser.post(&path, json!({ "typeId": node.shelf, "position": 0 })).await;
        assert_eq!(moved.status(), 200);
        assert_eq!(names(&merchandiser.json(&public).await), ["alder-2", "alder-1"]);

        merchandiser.unfeature(second, node.own, node.shelf).await;
        assert_eq!(names(&merchandiser.json(&public).await), ["alder-1"]);
        // Each of it is in the history, with what was before and after.
        let audit = node.store.audit(node.own, 10).await.unwrap();
        assert_eq!(audit[0].action, "product_unfeatured");
        assert_eq!(audit[0].actor, "merchandiser");
        assert!(audit[0].before.is_some() && audit[0].after.is_none());
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_sold_out_leaves_and_comes_back_by_itself() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let public = format!("/api/featured-products/public?tenantId={}", node.own);
        let product = node.product(node.own, "alder-1").await;
        merchandiser.feature(product, node.own, node.shelf).await;
        for (stock, availability, shown) in [
            (0, Availability::InStock, false),
            (5, Availability::InStock, true),
            (5, Availability::Discontinued, false),
            (5, Availability::InStock, true),
        ] {
            let mut change = draft("alder-1", "alder piece 1");
            (change.stock, change.availability) = (Some(stock), availability);
            let command =
                UpsertProducts { tenant: node.own, origin: origin("test"), drafts: vec![change] };
            let seq = node.store.write(command).await.unwrap().seq;
            assert!(node.app.engine.settled(node.own, seq).await);
            let window = merchandiser.json(&public).await;
            assert_eq!(!names(&window).is_empty(), shown, "{stock} {availability:?}");
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn schedules_follow_the_clock() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let public = format!("/api/featured-products/public?tenantId={}", node.own);
        let product = node.product(node.own, "alder-1").await;
        let now = node.app.engine.clock().now();
        let request = json!({
            "typeId": node.shelf,
            "startsAt": now.plus_seconds(3600).to_rfc3339(),
            "endsAt": now.plus_seconds(7200).to_rfc3339(),
        });
        let path = format!("/api/items/{product}/featured-types?tenantId={}", node.own);
        assert_eq!(merchandiser.post(&path, request).await.status(), 200);
        let clock = node.app.test_clock.clone().unwrap();
        let page = || async { merchandiser.get("/t/alder").await.text().await.unwrap() };
        for (advance, shown) in [(0, false), (3601, true), (3601, false)] {
            clock.advance(advance * 1000);
            assert_eq!(!names(&merchandiser.json(&public).await).is_empty(), shown, "{advance}");
            assert_eq!(page().await.contains("alder piece 1"), shown, "{advance}");
        }
        // One event per boundary, whoever looks.
        let until = |seconds| now.plus_seconds(seconds);
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
        loop {
            let events = node.store.feed_after(node.own, contract::Seq(0), 500).await.unwrap();
            let boundaries: Vec<Timestamp> = events
                .iter()
                .filter_map(|event| match &event.change {
                    store::Change::ScheduleReached { boundary } => Some(*boundary),
                    _ => None,
                })
                .collect();
            if boundaries.last() == Some(&until(7200)) {
                assert!(boundaries.len() <= 2, "{boundaries:?}");
                break;
            }
            assert!(tokio::time::Instant::now() < deadline, "{boundaries:?}");
            tokio::task::yield_now().await;
        }
        node.stop().await;
    })
    .await;
}
