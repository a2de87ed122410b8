//! Shelves that fill themselves: true at once, on pages and streams.

use crate::events::Events;
use crate::harness::{Node, Person, draft, on_each};
use contract::draft::ProductDraft;
use serde_json::{Value, json};
use server::cli::origin;
use store::{RemoveProducts, UpsertProducts};

async fn call(person: &Person, function: &str, body: Value) -> Value {
    let request = person.ask("POST", function).header("accept", "application/json");
    let answer = request.json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{function}");
    answer.json().await.unwrap()
}

async fn set_rule(node: &Node, person: &Person, capacity: i64, rule: Value) {
    let mut draft = json!({
        "name": "New in", "layout": "grid", "order": 0, "capacity": capacity,
        "badge": { "text": "", "icon": "none", "gradientFrom": "#5d3350", "gradientTo": "#7a4468" },
    });
    if !rule.is_null() {
        draft["rule"] = rule;
    }
    let body = json!({ "tenant": "alder", "id": node.shelf, "draft": draft });
    call(person, "/fn/board/save-type", body).await;
}

async fn change(node: &Node, drafts: Vec<ProductDraft>) {
    let command = UpsertProducts { tenant: node.own, origin: origin("test"), drafts };
    let seq = node.store.write(command).await.unwrap().seq;
    assert!(node.app.engine.settled(node.own, seq).await);
}

fn priced(number: usize, cents: i64, before: Option<i64>) -> ProductDraft {
    let mut draft = draft(&format!("alder-{number}"), &format!("alder piece {number}"));
    (draft.price_cents, draft.compare_at_cents) = (cents, before);
    draft
}

async fn shown(node: &Node) -> Vec<String> {
    let path = format!("/api/featured-products/public?tenantId={}", node.own);
    let window = node.nobody().json(&path).await;
    let shelves = window["featuredTypes"].as_array().unwrap().iter();
    let products = shelves.flat_map(|shelf| shelf["products"].as_array().unwrap().clone());
    products.map(|product| product["sku"].as_str().unwrap().to_owned()).collect()
}

/// The next window frame's products by id.
async fn told(stream: &mut Events) -> Vec<i64> {
    loop {
        let frame = stream.news().await;
        if frame.name == "window" {
            let items = frame.data["shelves"][0]["items"].as_array().cloned().unwrap_or_default();
            return items.iter().map(|id| id.as_i64().unwrap()).collect();
        }
    }
}

#[tokio::test]
async fn what_enters_or_leaves_a_rule_is_on_open_pages_at_once() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let query = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&node.nobody(), &query, None).await;
        stream.next().await.unwrap();
        let rule = json!({ "order": "lowest_price", "onSale": true, "limit": 2 });
        set_rule(&node, &merchandiser, 12, rule).await;
        assert!(shown(&node).await.is_empty(), "nothing is on sale");
        assert!(told(&mut stream).await.is_empty());
        change(&node, vec![priced(1, 900, Some(1000)), priced(2, 500, Some(1000))]).await;
        assert_eq!(shown(&node).await, ["alder-2", "alder-1"]);
        let id = async |sku: &str| node.product(node.own, sku).await.0;
        let (one, two, three) = (id("alder-1").await, id("alder-2").await, id("alder-3").await);
        assert_eq!(told(&mut stream).await, [two, one]);
        let page = node.nobody().get("/t/alder").await.text().await.unwrap();
        assert!(page.contains("alder piece 2"));

        // A third is cheaper: it pushes one out. Which was not on the page before.
        change(&node, vec![priced(3, 100, Some(1000))]).await;
        assert_eq!(told(&mut stream).await, [three, two]);
        // Sold out, no longer on sale, gone.
        let mut sold_out = priced(3, 100, Some(1000));
        sold_out.stock = Some(0);
        change(&node, vec![sold_out]).await;
        assert_eq!(told(&mut stream).await, [two, one]);
        change(&node, vec![priced(2, 500, None)]).await;
        assert_eq!(told(&mut stream).await, [one]);
        let gone = RemoveProducts {
            tenant: node.own,
            origin: origin("test"),
            skus: vec!["alder-1".into()],
            source_updated_at: None,
        };
        node.store.write(gone).await.unwrap();
        assert!(told(&mut stream).await.is_empty());

        // Categories count with what is below them, also where a product only moves there.
        let tree = node.store.categories(node.own).await.unwrap();
        let rule = json!({ "order": "name", "category": tree[0].id, "limit": 48 });
        set_rule(&node, &merchandiser, 48, rule).await;
        let before = shown(&node).await;
        assert!(before.len() > 20 && before.contains(&"alder-2".to_owned()));
        let mut moved = priced(2, 500, None);
        moved.category_path = vec!["Elsewhere".into()];
        change(&node, vec![moved.clone()]).await;
        assert!(!shown(&node).await.contains(&"alder-2".to_owned()));
        moved.category_path = vec!["Things".into(), "Deep".into(), "Deeper".into()];
        change(&node, vec![moved]).await;
        assert_eq!(shown(&node).await, before);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn pins_come_first_and_nothing_stands_twice() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        let beside = node.beside().await;
        let rule = json!({ "order": "newest", "limit": 4 });
        set_rule(&node, &merchandiser, 3, rule).await;
        assert_eq!(shown(&node).await, ["alder-30", "alder-29", "alder-28"]);
        let path = format!("/api/featured-products/management?tenantId={}", node.own);
        let board = merchandiser.json(&path).await;
        let shelf = &board["shelves"][0];
        assert_eq!(shelf["items"], json!([]));
        let states: Vec<&str> = shelf["filled"]
            .as_array()
            .unwrap()
            .iter()
            .map(|filled| filled["state"].as_str().unwrap())
            .collect();
        assert_eq!(states, ["on_show", "on_show", "on_show", "over_capacity"]);

        // Placed by hand it leaves the rule, which brings the next one.
        let pin = node.product(node.own, "alder-29").await;
        let edits = json!([{ "typeId": node.shelf, "productId": pin, "action": { "place": {} } }]);
        call(&merchandiser, "/fn/board/edit", json!({ "tenant": "alder", "edits": edits })).await;
        assert_eq!(shown(&node).await, ["alder-29", "alder-30", "alder-28"]);
        let board = merchandiser.json(&path).await;
        let filled = board["shelves"][0]["filled"].as_array().unwrap().clone();
        let skus: Vec<&str> =
            filled.iter().map(|filled| filled["product"]["sku"].as_str().unwrap()).collect();
        assert_eq!(skus, ["alder-30", "alder-28", "alder-27", "alder-26"]);
        // The same on another node, and at another moment.
        let head = node.store.feed_head(node.own).await.unwrap();
        assert!(beside.app.engine.settled(node.own, head).await);
        assert_eq!(shown(&beside).await, ["alder-29", "alder-30", "alder-28"]);
        let preview = merchandiser.get("/admin/t/alder/preview?at=2035-01-01T00:00:00Z").await;
        let preview = preview.text().await.unwrap();
        assert!(preview.contains("alder piece 30") && !preview.contains("alder piece 27"));

        let undo = json!({ "tenant": "alder", "turn": "undo" });
        call(&merchandiser, "/fn/board/turn", undo.clone()).await;
        assert_eq!(shown(&node).await, ["alder-30", "alder-29", "alder-28"]);
        call(&merchandiser, "/fn/board/turn", undo).await;
        assert!(shown(&node).await.is_empty());
        let history = merchandiser.get("/admin/t/alder/history").await.text().await.unwrap();
        assert!(history.contains("the newest, at most 4"), "{history}");
        beside.stop().await;
        node.stop().await;
    })
    .await;
}
