//! Two merchandisers, one board.

use crate::harness::{Node, Person, on_each, problem};
use contract::ProductId;
use serde_json::{Value, json};

async fn edit(node: &Node, person: &Person, edits: Value) -> reqwest::Response {
    let path = format!("/api/featured-products/edits?tenantId={}", node.own);
    person.post(&path, json!({ "edits": edits })).await
}

async fn turn(person: &Person, turn: Value) -> reqwest::Response {
    person
        .ask("POST", "/fn/board/turn")
        .header("accept", "application/json")
        .json(&json!({ "tenant": "alder", "turn": turn }))
        .send()
        .await
        .unwrap()
}

async fn board(node: &Node, person: &Person) -> Value {
    person.json(&format!("/api/featured-products/management?tenantId={}", node.own)).await
}

fn items(board: &Value) -> Vec<(i64, i64)> {
    let items = board["shelves"][0]["items"].as_array().unwrap().iter();
    let item = |item: &Value| {
        let placed = &item["assignment"];
        (placed["productId"].as_i64().unwrap(), placed["revision"].as_i64().unwrap())
    };
    items.map(item).collect()
}

fn place(node: &Node, product: ProductId) -> Value {
    json!({ "typeId": node.shelf, "productId": product, "action": { "place": {} } })
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_has_changed_is_refused_with_their_name() {
    on_each(|node| async move {
        let (first, second) =
            (node.person("merchandiser").await, node.person("tenant_admin").await);
        let [a, b] =
            [node.product(node.own, "alder-1").await, node.product(node.own, "alder-2").await];
        let both = json!([place(&node, a), place(&node, b)]);
        let answer = edit(&node, &first, both).await;
        assert_eq!(answer.status(), 200);
        let before = items(&board(&node, &first).await);
        assert_eq!(before.iter().map(|item| item.0).collect::<Vec<_>>(), [a.0, b.0]);
        let seen = before[0].1;
        assert!(seen > 0);

        let moved = |seen: i64| {
            json!([{
                "typeId": node.shelf, "productId": a, "seen": seen,
                "action": { "move": { "position": 1 } },
            }])
        };
        assert_eq!(edit(&node, &second, moved(seen)).await.status(), 200);
        let removal = |seen: i64| {
            json!([{
                "typeId": node.shelf, "productId": a, "seen": seen, "action": "remove",
            }])
        };
        let refused = problem(edit(&node, &first, removal(seen)).await).await;
        assert_eq!(refused["status"], 409);
        let title = refused["title"].as_str().unwrap();
        assert!(title.starts_with("tenant_admin has changed alder piece 1"), "{title}");
        let clash = &refused["conflicts"][0];
        assert_eq!(
            (&clash["actor"], &clash["now"]["position"]),
            (&json!("tenant_admin"), &json!(1))
        );
        assert_eq!(items(&board(&node, &first).await).len(), 2, "nothing was written over");
        // Having seen it one may go on.
        let seen = clash["revision"].as_i64().unwrap();
        assert_eq!(edit(&node, &first, removal(seen)).await.status(), 200);
        assert_eq!(items(&board(&node, &first).await).len(), 1);

        for (body, field) in [
            (
                json!([{"typeId": 1, "productId": 1, "action": {"place": {"position": -1}}}]),
                "/edits/0/action/place/position",
            ),
            (
                json!([{"typeId": 1, "productId": 1, "action": {"schedule": {
                    "startsAt": "2026-05-02T00:00:00Z", "endsAt": "2026-05-01T00:00:00Z"
                }}}]),
                "/edits/0/action/schedule/endsAt",
            ),
        ] {
            let refused = problem(edit(&node, &first, body).await).await;
            assert_eq!((&refused["status"], &refused["field"]), (&json!(422), &json!(field)));
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn undo_outlives_the_session_and_knows_whose_change_it_was() {
    on_each(|node| async move {
        let person = node.person("merchandiser").await;
        let a = node.product(node.own, "alder-1").await;
        edit(&node, &person, json!([place(&node, a)])).await;
        // Signed in elsewhere, on another node.
        let beside = node.beside().await;
        let elsewhere = beside.person("merchandiser").await;
        let known = board(&beside, &elsewhere).await;
        assert_eq!(known["undo"]["words"], "put alder piece 1 on New in");
        assert!(known["redo"].is_null());
        // It is nobody else's to take back by a key.
        let other = node.person("tenant_admin").await;
        assert!(board(&node, &other).await["undo"].is_null());
        assert_eq!(turn(&other, json!("undo")).await.status(), 409);

        let answer = turn(&elsewhere, json!("undo")).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(
            answer.json::<Value>().await.unwrap()["words"],
            "took back: put alder piece 1 on New in"
        );
        let after = board(&beside, &elsewhere).await;
        assert_eq!((items(&after).len(), &after["undo"]), (0, &Value::Null));
        assert_eq!(after["redo"]["words"], "put alder piece 1 on New in");
        assert_eq!(turn(&elsewhere, json!("redo")).await.status(), 200);
        assert_eq!(items(&board(&beside, &elsewhere).await).len(), 1);
        // A viewer takes nothing back.
        let viewer = node.person("viewer").await;
        assert_eq!(turn(&viewer, json!({ "backTo": 0 })).await.status(), 403);
        beside.stop().await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn who_is_at_the_board_is_seen_from_another_node_and_not_for_long() {
    on_each(|node| async move {
        let beside = node.beside().await;
        let (one, other) = (node.person("merchandiser").await, beside.person("viewer").await);
        let beat = async |person: &Person, shelf: Value| {
            let request =
                person.ask("POST", "/fn/board/present").header("accept", "application/json");
            let body = json!({ "tenant": "alder", "shelf": shelf });
            let answer = request.json(&body).send().await.unwrap();
            answer.json::<Value>().await.unwrap()
        };
        assert_eq!(beat(&one, json!(node.shelf)).await, json!([]));
        let seen = beat(&other, Value::Null).await;
        assert_eq!(
            (&seen[0]["name"], &seen[0]["typeId"]),
            (&json!("merchandiser"), &json!(node.shelf))
        );
        assert_eq!(seen.as_array().unwrap().len(), 1, "nobody is their own company");
        assert_eq!(beat(&one, Value::Null).await[0]["name"], "viewer");
        node.app.test_clock.clone().unwrap().advance(30_000);
        assert_eq!(beat(&one, Value::Null).await, json!([]));
        beside.stop().await;
        node.stop().await;
    })
    .await;
}
