//! What a shop's front begins with: from its editor to the page, with and without scripts.

use crate::events::{Events, Frame};
use crate::harness::{Node, Person, draft, on_each};
use reqwest::Response;
use serde_json::{Value, json};
use server::cli::origin;
use store::UpsertProducts;

async fn call(person: &Person, function: &str, body: Value) -> Response {
    let request = person.ask("POST", function).header("accept", "application/json");
    request.json(&body).send().await.unwrap()
}

async fn set(person: &Person, header: Value, seen: Value) -> Response {
    let body = json!({ "tenant": "alder", "header": header, "seen": seen });
    call(person, "/fn/header/set", body).await
}

async fn page(node: &Node) -> String {
    node.nobody().get("/t/alder").await.text().await.unwrap()
}

async fn header_frame(stream: &mut Events) -> Frame {
    loop {
        let frame = stream.news().await;
        if frame.name == "header" {
            return frame;
        }
    }
}

fn titled(title: &str) -> Value {
    json!({ "title": title, "text": "" })
}

#[tokio::test]
async fn a_header_is_in_the_page_and_on_open_pages_as_soon_as_it_is_set() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        assert!(!page(&node).await.contains("editorial-title"));
        let query = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&node.nobody(), &query, None).await;
        assert_eq!(stream.next().await.unwrap().name, "heartbeat");

        let product = node.product(node.own, "alder-1").await;
        let header = json!({
            "title": "Rain <b>or</b> shine", "text": "Two words.\nAnd two more.",
            "link": { "words": "See & buy", "path": "/c/things" }, "pictureOf": product,
        });
        let answer = set(&merchandiser, header, Value::Null).await;
        assert_eq!(answer.status(), 200);
        let seq = answer.json::<Value>().await.unwrap()["seq"].as_i64().unwrap();
        // The answer is true at once, and nothing in it is markup.
        let html = page(&node).await;
        assert!(html.contains("Rain &lt;b&gt;or&lt;/b&gt; shine"), "{html}");
        assert!(html.contains("href=\"/t/alder/c/things\"") && html.contains("See &amp; buy"));
        assert!(html.contains("src=\"/demo/alder-1.svg\"") && !html.contains("<b>or"));
        let frame = header_frame(&mut stream).await;
        assert_eq!(frame.id, seq);
        assert_eq!(frame.data["header"]["link"]["path"], "/c/things");
        assert_eq!(frame.data["header"]["imageUrl"], "/demo/alder-1.svg");
        let public = format!("/api/featured-products/public?tenantId={}", node.own);
        assert_eq!(node.nobody().json(&public).await["header"]["title"], "Rain <b>or</b> shine");

        // Another picture of the product is another picture of the header.
        let mut repainted = draft("alder-1", "alder piece 1");
        repainted.images = vec!["/demo/other.svg".into()];
        let drafts = vec![repainted];
        let command = UpsertProducts { tenant: node.own, origin: origin("test"), drafts };
        node.store.write(command).await.unwrap();
        let frame = header_frame(&mut stream).await;
        assert_eq!(frame.data["header"]["imageUrl"], "/demo/other.svg");
        assert!(page(&node).await.contains("/demo/other.svg"));

        // What has nothing to do with it does not tell of it again.
        let seq = merchandiser.feature(product, node.own, node.shelf).await;
        let mut names = vec![];
        loop {
            let frame = stream.news().await;
            names.push(frame.name.clone());
            if frame.id >= seq {
                break;
            }
        }
        assert!(!names.contains(&"header".to_owned()), "{names:?}");

        assert_eq!(set(&merchandiser, Value::Null, Value::Null).await.status(), 200);
        assert!(!page(&node).await.contains("editorial-title"));
        // The history tells of it, and takes it back.
        let undo = json!({ "tenant": "alder", "turn": "undo" });
        assert_eq!(call(&merchandiser, "/fn/board/turn", undo).await.status(), 200);
        assert!(page(&node).await.contains("Rain &lt;b&gt;or"));
        let history = merchandiser.get("/admin/t/alder/history").await.text().await.unwrap();
        assert!(history.contains("put up the header"), "{history}");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_header_begins_and_ends_by_the_clock() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let now = node.app.engine.clock().now();
        let mut header = titled("Two hours only");
        header["activeFrom"] = json!(now.plus_seconds(3600).to_rfc3339());
        header["activeUntil"] = json!(now.plus_seconds(7200).to_rfc3339());
        assert_eq!(set(&merchandiser, header, Value::Null).await.status(), 200);
        let query = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&node.nobody(), &query, None).await;
        let clock = node.app.test_clock.clone().unwrap();
        for (advance, shown) in [(0, false), (3601, true), (3601, false)] {
            clock.advance(advance * 1000);
            assert_eq!(page(&node).await.contains("Two hours only"), shown, "{advance}");
            if advance > 0 {
                let frame = header_frame(&mut stream).await;
                assert_eq!(frame.data["header"].is_object(), shown);
            }
        }
        // At any moment, before it comes.
        let at = now.plus_seconds(4000).to_rfc3339();
        let preview = merchandiser.get(&format!("/admin/t/alder/preview?at={at}")).await;
        assert!(preview.text().await.unwrap().contains("Two hours only"));
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_over_what_they_have_not_seen_nor_leads_out_of_the_shop() {
    on_each(|node| async move {
        let (one, other) = (node.person("merchandiser").await, node.person("tenant_admin").await);
        assert_eq!(set(&one, titled("One"), json!(0)).await.status(), 200);
        let desk = call(&one, "/fn/header/get", json!({ "tenant": "alder" })).await;
        let desk: Value = desk.json().await.unwrap();
        assert_eq!((&desk["header"]["title"], &desk["isActive"]), (&json!("One"), &json!(true)));
        assert_eq!(set(&other, titled("Two"), desk["revision"].clone()).await.status(), 200);
        let refused = set(&one, titled("Three"), desk["revision"].clone()).await;
        assert_eq!(refused.status(), 409);
        let refused = refused.text().await.unwrap();
        assert!(refused.contains("tenant_admin"), "{refused}");

        let mut elsewhere = titled("Out");
        elsewhere["link"] = json!({ "words": "Go", "path": "//evil.example" });
        let refused = set(&one, elsewhere, Value::Null).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("/link/path"));
        let mut foreign = titled("Theirs");
        foreign["pictureOf"] = json!(node.product(node.foreign, "birch-1").await);
        assert_eq!(set(&one, foreign, Value::Null).await.status(), 404);
        let viewer = node.person("viewer").await;
        assert_eq!(set(&viewer, titled("Mine"), Value::Null).await.status(), 403);
        assert!(page(&node).await.contains("Two"));
        node.stop().await;
    })
    .await;
}
