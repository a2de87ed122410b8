//! Pieces over HTTP: all or none, each sold once, whatever is asked.

use crate::harness::{Node, Person, customer, on_each, problem};
use crate::keys::key;
use reqwest::Response;
use serde_json::{Value, json};
use std::sync::Arc;

struct System {
    person: Person,
    key: String,
}

impl System {
    async fn of(node: &Node) -> Arc<Self> {
        Arc::new(Self { person: node.nobody(), key: key(node, node.own).await })
    }

    async fn post_as(&self, path: &str, body: &Value, request: Option<&str>) -> Response {
        let ask = self.person.ask("POST", path).header("x-api-key", &self.key).json(body);
        let ask = match request {
            Some(key) => ask.header("idempotency-key", key),
            None => ask,
        };
        ask.send().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        self.post_as(path, body, None).await
    }

    async fn hold(&self, items: Value) -> Response {
        self.post("/api/holds", &json!({ "items": items })).await
    }

    async fn held(&self, items: Value) -> Value {
        let answer = self.hold(items).await;
        assert_eq!(answer.status(), 201);
        answer.json().await.unwrap()
    }

    async fn free(&self, sku: &str) -> i64 {
        let asked = json!({ "items": [{ "sku": sku }] });
        let answer = self.post("/api/availability", &asked).await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        answer["items"][0]["free"].as_i64().unwrap()
    }

    async fn confirm(&self, hold: &Value, request: Option<&str>) -> Response {
        let path = format!("/api/holds/{}/confirm", hold["code"].as_str().unwrap());
        self.post_as(&path, &json!({ "customer": customer() }), request).await
    }
}

fn one(sku: &str, quantity: i64) -> Value {
    json!([{ "sku": sku, "quantity": quantity }])
}

async fn in_order(node: &Node) {
    let verified = node.store.verify_holds(node.own).await.unwrap();
    assert_eq!(verified.discrepancies, []);
}

/// Two hundred people at once, for what nine of them can have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racers_get_what_there_is_and_not_one_more() {
    on_each(|node| async move {
        for round in 0..3 {
            let sku = format!("alder-{}", round + 1);
            let system = System::of(&node).await;
            let others = [System::of(&node).await, System::of(&node).await];
            let mut racing = tokio::task::JoinSet::new();
            for racer in 0..200 {
                let from = if racer < 40 { &system } else { &others[racer % 2] };
                let (from, sku) = (from.clone(), sku.clone());
                racing.spawn(async move { (from.hold(one(&sku, 1)).await, from) });
            }
            let (mut won, mut lost) = (Vec::new(), 0);
            while let Some(answer) = racing.join_next().await {
                let (answer, from) = answer.unwrap();
                match answer.status().as_u16() {
                    201 => won.push((answer.json::<Value>().await.unwrap(), from)),
                    409 => lost += 1,
                    429 => panic!("the key's budget is too small for the test"),
                    other => panic!("{other}"),
                }
            }
            assert_eq!((won.len(), lost), (9, 191));
            assert_eq!(system.free(&sku).await, 0);
            // Half of them order, the others let go.
            for (n, (hold, from)) in won.iter().enumerate() {
                if n % 2 == 0 {
                    assert_eq!(from.confirm(hold, None).await.status(), 201);
                } else {
                    let path = format!("/api/holds/{}", hold["code"].as_str().unwrap());
                    let gone = from.person.ask("DELETE", &path).header("x-api-key", &from.key);
                    assert_eq!(gone.send().await.unwrap().status(), 204);
                }
            }
            assert_eq!(system.free(&sku).await, 4);
        }
        in_order(&node).await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn nonsense_is_refused_and_takes_nothing() {
    on_each(|node| async move {
        let system = System::of(&node).await;
        let wrong = [
            json!([]),
            one("alder-1", 0),
            one("alder-1", -3),
            one("alder-1", i64::MAX),
            one("", 1),
            json!([{ "sku": "alder-1", "quantity": 600 }, { "sku": "alder-1", "quantity": 600 }]),
        ];
        for items in wrong {
            let refused = system.hold(items.clone()).await;
            assert_eq!(refused.status(), 422, "{items}");
            let field = problem(refused).await["field"].as_str().unwrap().to_owned();
            assert!(field.starts_with("/items"), "{field}");
        }
        for (body, status) in [
            (json!({ "items": one("alder-1", 1), "minutes": 0 }), 422),
            (json!({ "items": one("alder-1", 1), "minutes": 1441 }), 422),
            (json!({ "items": [{ "sku": "alder-1", "quantity": 1.5 }] }), 422),
            (json!({ "items": one("alder-1", 1), "tenantId": node.foreign.0 }), 422),
        ] {
            assert_eq!(system.post("/api/holds", &body).await.status(), status, "{body}");
        }
        // Lines of one article are one.
        let twice =
            json!([{ "sku": "alder-1", "quantity": 5 }, { "sku": "alder-1", "quantity": 5 }]);
        let short = system.hold(twice).await;
        assert_eq!(short.status(), 409);
        let short = problem(short).await;
        assert_eq!(short["shortages"], json!([{ "sku": "alder-1", "wanted": 10, "free": 9 }]));
        let some =
            json!([{ "sku": "alder-1", "quantity": 1 }, { "sku": "birch-1", "quantity": 1 }]);
        assert_eq!(system.hold(some).await.status(), 409, "another shop's is not sold here");
        assert_eq!(system.free("alder-1").await, 9);
        in_order(&node).await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_request_made_again_is_answered_the_same() {
    on_each(|node| async move {
        let system = System::of(&node).await;
        let asked = json!({ "items": one("alder-2", 2), "customerId": "c-17" });
        let first: Value =
            system.post_as("/api/holds", &asked, Some("k1")).await.json().await.unwrap();
        let again: Value =
            system.post_as("/api/holds", &asked, Some("k1")).await.json().await.unwrap();
        assert_eq!((&first, first["customerId"].as_str()), (&again, Some("c-17")));
        let other = json!({ "items": one("alder-2", 3) });
        let reused = system.post_as("/api/holds", &other, Some("k1")).await;
        assert_eq!(reused.status(), 422);
        assert_eq!(problem(reused).await["field"], "Idempotency-Key");
        assert_eq!(system.free("alder-2").await, 7);

        let order: Value = system.confirm(&first, Some("o1")).await.json().await.unwrap();
        let same: Value = system.confirm(&first, Some("o1")).await.json().await.unwrap();
        let without: Value = system.confirm(&first, None).await.json().await.unwrap();
        assert!(order == same && order == without, "{order} {same} {without}");
        assert_eq!(
            (order["totalCents"].as_i64(), &order["state"]),
            (Some(5_000), &json!("placed"))
        );

        let asked = json!({ "items": one("alder-3", 1), "customer": customer() });
        let order = async |key| -> Value {
            let answer = system.post_as("/api/orders", &asked, Some(key)).await;
            assert_eq!(answer.status(), 201);
            answer.json().await.unwrap()
        };
        let (first, again, other) = (order("p1").await, order("p1").await, order("p2").await);
        assert!(first == again && first["id"] != other["id"]);
        assert_eq!(system.free("alder-3").await, 7);
        in_order(&node).await;
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_its_keys_and_ends_on_time() {
    on_each(|node| async move {
        let system = System::of(&node).await;
        let other = System::of(&node).await;
        let hold = system.held(one("alder-4", 9)).await;
        let path = format!("/api/holds/{}", hold["code"].as_str().unwrap());
        let ask = |system: &System, method: &str, path: &str| {
            system.person.ask(method, path).header("x-api-key", &system.key)
        };
        for (method, end) in
            [("GET", ""), ("DELETE", ""), ("POST", "/extend"), ("POST", "/confirm")]
        {
            let body =
                if end == "/confirm" { json!({ "customer": customer() }) } else { json!({}) };
            let request = ask(&other, method, &format!("{path}{end}"));
            let request = if method == "POST" { request.json(&body) } else { request };
            let refused = request.send().await.unwrap();
            assert_eq!(refused.status(), 404, "{method} {end}");
            problem(refused).await;
        }
        let longer = system.post(&format!("{path}/extend"), &json!({ "minutes": 10 })).await;
        assert_eq!(longer.status(), 200);
        assert_eq!(system.post(&format!("{path}/extend"), &json!({})).await.status(), 409);
        // Forty minutes later, in the moment of paying.
        node.app.test_clock.as_ref().unwrap().advance(40 * 60_000);
        let late = system.confirm(&hold, None).await;
        assert_eq!(late.status(), 409);
        problem(late).await;
        let looked: Value = ask(&system, "GET", &path).send().await.unwrap().json().await.unwrap();
        assert_eq!(looked["state"], "expired");
        // Whoever comes next has the pieces, swept or not.
        let next = other.held(one("alder-4", 9)).await;
        assert_eq!(other.confirm(&next, None).await.status(), 201);
        let released = ask(&system, "DELETE", &path).send().await.unwrap();
        assert_eq!(released.status(), 204, "it is over already");
        assert_eq!(system.free("alder-4").await, 0);
        let sold_out = json!({ "items": one("alder-4", 1), "customer": customer() });
        assert_eq!(system.post("/api/orders", &sold_out).await.status(), 409);
        let faulty = json!({ "items": one("alder-5", 1), "customer": { "name": "Ines" } });
        let refused = problem(system.post("/api/orders", &faulty).await).await;
        assert_eq!(refused["field"], "/customer/email");
        assert_eq!(system.free("alder-5").await, 9);
        in_order(&node).await;
        node.stop().await;
    })
    .await;
}
