//! The live stream over a real socket.

use crate::events::Events;
use crate::harness::{Node, on_each, problem};
use futures::StreamExt;
use std::time::Duration;

fn public(node: &Node) -> String {
    format!("tenantId={}&topics=public", node.own)
}

#[tokio::test]
async fn a_change_reaches_open_streams_and_no_others() {
    on_each(|node| async move {
        let (shopper, merchandiser) = (node.nobody(), node.person("merchandiser").await);
        let mut own = Events::open(&shopper, &public(&node), None).await;
        let mut board = Events::open(
            &merchandiser,
            &format!("tenantId={}&topics=public,admin", node.own),
            None,
        )
        .await;
        let other = format!("tenantId={}&topics=public", node.foreign);
        let mut other = Events::open(&shopper, &other, None).await;
        assert_eq!(own.next().await.unwrap().name, "heartbeat");

        let product = node.product(node.own, "alder-1").await;
        let seq = merchandiser.feature(product, node.own, node.shelf).await;
        let frame = own.news().await;
        assert_eq!((frame.name.as_str(), frame.id), ("window", seq));
        assert_eq!(frame.data["shelves"][0]["products"][0]["sku"], "alder-1");
        assert_eq!(frame.data["shelves"][0]["products"][0]["priceCents"], 2500);
        let note = board.news().await;
        assert_eq!((note.name.as_str(), &note.data["actor"]), ("board", &"merchandiser".into()));
        let window = board.news().await;
        assert_eq!((window.name.as_str(), window.id), ("window", seq));
        assert!(window.names_position && !note.names_position, "the last one names the position");

        // The neighbour hears nothing of it: the next thing there is its own.
        let admin = node.store.clone();
        let change = crate::harness::draft("birch-1", "birch piece renamed");
        let command = store::UpsertProducts {
            tenant: node.foreign,
            origin: server::cli::origin("test"),
            drafts: vec![change],
        };
        admin.write(command).await.unwrap();
        let frame = other.news().await;
        assert_eq!(frame.data["products"][0]["name"], "birch piece renamed");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn who_returns_is_replayed_and_who_cannot_be_is_reset() {
    on_each(|node| async move {
        let (shopper, merchandiser) = (node.nobody(), node.person("merchandiser").await);
        let mut first = Events::open(&shopper, &public(&node), None).await;
        let start = first.next().await.unwrap().id;
        drop(first);
        let mut positions = Vec::new();
        for n in 1..=3 {
            let product = node.product(node.own, &format!("alder-{n}")).await;
            positions.push(merchandiser.feature(product, node.own, node.shelf).await);
        }
        // By header, which wins over the parameter; and by parameter.
        let with_both = format!("{}&lastEventId=1", public(&node));
        let mut back = Events::open(&shopper, &with_both, Some(&positions[0].to_string())).await;
        assert_eq!(back.news().await.id, positions[1]);
        assert_eq!(back.news().await.id, positions[2]);
        let by_parameter = format!("{}&lastEventId={start}", public(&node));
        let mut back = Events::open(&shopper, &by_parameter, None).await;
        for position in &positions {
            assert_eq!(back.news().await.id, *position);
        }
        // From before this node's memory, but within the feed: what changed, as it stands now.
        let mut old = Events::open(&shopper, &public(&node), Some("1")).await;
        let names = [old.news().await.name, old.news().await.name];
        assert!(names.contains(&"window".to_owned()), "{names:?}");
        for unknown in ["999999", "-3", "what"] {
            let mut reset = Events::open(&shopper, &public(&node), Some(unknown)).await;
            let frame = reset.next().await.unwrap();
            assert_eq!(frame.name, "reset", "{unknown}");
            assert_eq!(frame.id, positions[2]);
        }
        // It has everything up to here, and has heard of something nobody gave out: it comes from
        // another past.
        for (seen, name) in [(positions[2] + 1, "reset"), (positions[2], "heartbeat")] {
            let query = format!("{}&lastEventId={start}&seen={seen}", public(&node));
            let mut back = Events::open(&shopper, &query, None).await;
            assert_eq!(back.next().await.unwrap().name, name, "{seen}");
        }
        node.stop().await;
    })
    .await;
}

/// Someone reads the window right at a schedule's boundary, before it is announced: open pages
/// hear of it all the same.
#[tokio::test]
async fn a_reader_at_the_boundary_takes_nothing_from_open_pages() {
    on_each(|node| async move {
        let (shopper, merchandiser) = (node.nobody(), node.person("merchandiser").await);
        let clock = node.app.test_clock.clone().unwrap();
        let starts = node.app.engine.clock().now().plus_seconds(60).to_rfc3339();
        let product = node.product(node.own, "alder-1").await;
        let path = format!("/api/items/{product}/featured-types?tenantId={}", node.own);
        let body = serde_json::json!({ "typeId": node.shelf, "startsAt": starts });
        let seq = merchandiser.post(&path, body).await.json::<serde_json::Value>().await.unwrap();
        let mut events = Events::open(&shopper, &public(&node), None).await;
        assert_eq!(events.next().await.unwrap().id, seq["seq"].as_i64().unwrap());
        clock.advance(60_000);
        let path = format!("/api/featured-products/public?tenantId={}", node.own);
        let window = shopper.json(&path).await;
        assert_eq!(window["featuredProducts"][0]["sku"], "alder-1");
        let frame = events.news().await;
        assert_eq!(frame.name, "window");
        assert_eq!(frame.data["shelves"][0]["products"][0]["sku"], "alder-1");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_board_that_returns_from_afar_hears_that_it_changed() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let product = node.product(node.own, "alder-1").await;
        // Nobody listens, so no frame of it is kept.
        let before = node.app.engine.applied(node.own);
        merchandiser.feature(product, node.own, node.shelf).await;
        let query = format!("tenantId={}&topics=public,admin", node.own);
        let mut board = Events::open(&merchandiser, &query, Some(&before.to_string())).await;
        let names = [board.news().await.name, board.news().await.name];
        assert_eq!(names, ["board", "window"]);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn streams_are_limited_and_end_with_the_node() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let mut open = Vec::new();
        for _ in 0..5 {
            let mut events = Events::open(&shopper, &public(&node), None).await;
            events.next().await.unwrap();
            open.push(events);
        }
        let refused = shopper.get(&format!("/api/events?{}", public(&node))).await;
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        problem(refused).await;
        assert_eq!(
            shopper
                .get(&format!("/api/events?tenantId={}&topics=public,admin", node.own))
                .await
                .status(),
            401
        );
        // Open streams do not hold up the end.
        let begun = std::time::Instant::now();
        node.stop().await;
        assert!(begun.elapsed() < Duration::from_secs(8));
        let ends = futures::stream::iter(open)
            .then(|mut events| async move { while events.next().await.is_some() {} });
        ends.collect::<Vec<_>>().await;
    })
    .await;
}
