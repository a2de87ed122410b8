//! Looking after a shop's stock, holds and orders: who may, what it does, and what is refused.

use crate::harness::{Node, Person, customer, on_each, problem};
use crate::keys::key;
use reqwest::Response;
use serde_json::{Value, json};
use server::cli::origin;
use store::{AcquireLease, Authority, NotePushed, Owner, PlaceHold, PlaceOrder, Pushed, Request};

/// Calls a function of our own pages.
async fn call(person: &Person, function: &str, mut body: Value) -> Response {
    body["tenant"] = body.get("tenant").cloned().unwrap_or_else(|| json!("alder"));
    let request = person.ask("POST", &format!("/fn/stock/{function}"));
    request.header("accept", "application/json").json(&body).send().await.unwrap()
}

async fn told(person: &Person, function: &str, body: Value) -> Value {
    let answer = call(person, function, body).await;
    assert_eq!(answer.status(), 200, "{function}");
    answer.json().await.unwrap()
}

/// With its status and words, as our own pages get it.
async fn refused(person: &Person, function: &str, body: Value) -> (u16, String) {
    let answer = call(person, function, body).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn correction(sku: &str, free: i64, seen: i64, reason: &str) -> Value {
    json!({ "draft": { "sku": sku, "free": free, "seen": seen, "reason": reason } })
}

async fn inventory(person: &Person, words: &str) -> Value {
    let asked = json!({ "words": words, "level": null });
    told(person, "inventory", json!({ "asked": asked, "page": 1 })).await
}

/// A hold of another system, by its code.
async fn held(node: &Node, sku: &str, quantity: i64) -> String {
    let key = key(node, node.own).await;
    let body = json!({ "items": [{ "sku": sku, "quantity": quantity }], "customerId": "c-9" });
    let nobody = node.nobody();
    let answer = nobody.ask("POST", "/api/holds").header("x-api-key", &key).json(&body);
    let hold: Value = answer.send().await.unwrap().json().await.unwrap();
    hold["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_count_is_corrected_by_those_who_may_and_as_they_saw_it() {
    on_each(|node| async move {
        let admin = node.person("tenant_admin").await;
        let viewer = node.person("viewer").await;
        let line = inventory(&viewer, "alder-7").await["lines"][0].clone();
        assert_eq!(
            (line["article"]["sku"].as_str(), line["free"].as_i64()),
            (Some("alder-7"), Some(9))
        );

        let (status, _) = refused(&viewer, "correct", correction("alder-7", 4, 9, "counted")).await;
        assert_eq!(status, 403);
        let (status, text) = refused(&admin, "correct", correction("alder-7", 4, 9, "no")).await;
        assert_eq!(status, 422, "{text}");
        assert!(text.contains("/reason"), "{text}");
        let (status, text) =
            refused(&admin, "correct", correction("alder-7", 4, 8, "counted")).await;
        assert_eq!(status, 409, "{text}");
        assert!(text.contains("There are 9 free by now"), "{text}");
        let (status, _) = refused(&admin, "correct", correction("birch-7", 4, 9, "counted")).await;
        assert_eq!(status, 404, "another shop's");
        assert_eq!(
            call(&admin, "correct", correction("alder-7", 0, 9, "a leak")).await.status(),
            200
        );

        // At once, for whoever asks afterwards.
        let page = node.nobody().get("/t/alder/p/alder-piece-7").await.text().await.unwrap();
        assert!(page.contains("Sold out"), "a shopper's page says so");
        let article = told(&viewer, "article", json!({ "sku": "alder-7" })).await;
        let correction = &article["corrections"][0];
        assert_eq!(
            (correction["before"].as_i64(), correction["after"].as_i64(), &correction["reason"]),
            (Some(9), Some(0), &json!("a leak"))
        );
        let sold_out = json!({ "words": "", "level": "sold_out" });
        let out = told(&viewer, "inventory", json!({ "asked": sold_out, "page": 1 })).await;
        assert_eq!(
            (out["total"].as_i64(), &out["lines"][0]["article"]["sku"]),
            (Some(1), &json!("alder-7"))
        );
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_hold_is_seen_followed_and_let_go_of() {
    on_each(|node| async move {
        let code = held(&node, "alder-3", 4).await;
        let admin = node.person("org_admin").await;
        let merchandiser = node.person("merchandiser").await;
        let holds = told(&merchandiser, "holds", json!({ "page": 1 })).await;
        let hold = &holds["holds"][0];
        assert_eq!(
            (&hold["whose"], &hold["customerId"], &hold["pieces"][0]["article"]["name"]),
            (&json!({ "key": "Back office" }), &json!("c-9"), &json!("alder piece 3"))
        );
        let line = inventory(&merchandiser, "alder-3").await;
        let line =
            line["lines"].as_array().unwrap().iter().find(|it| it["article"]["sku"] == "alder-3");
        let line = line.unwrap();
        assert_eq!((line["free"].as_i64(), line["held"].as_i64()), (Some(5), Some(4)));
        assert_eq!(line["lapsesAt"], hold["expiresAt"]);

        assert_eq!(call(&merchandiser, "release", json!({ "code": code })).await.status(), 403);
        assert_eq!(call(&admin, "release", json!({ "code": "none" })).await.status(), 404);
        assert_eq!(call(&admin, "release", json!({ "code": code })).await.status(), 200);
        assert_eq!(call(&admin, "release", json!({ "code": code })).await.status(), 200, "again");
        let history = told(&merchandiser, "hold", json!({ "code": code })).await;
        let kinds = history["events"].as_array().unwrap().iter();
        let kinds: Vec<_> = kinds.map(|event| event["what"]["kind"].as_str().unwrap()).collect();
        assert_eq!(
            (kinds, &history["hold"]["state"]),
            (vec!["created", "released"], &json!("released"))
        );
        assert_eq!(told(&merchandiser, "holds", json!({ "page": 1 })).await["total"], 0);
        node.stop().await;
    })
    .await;
}

/// An order, `o1`, of pieces of a back office, which would not have it. The node itself brings none of
/// this shop's orders anywhere from now on.
pub async fn rejected(node: &Node) {
    let owner = Owner::Cart(contract::CartId(1));
    let mut origin = origin("test");
    origin.at = node.app.engine.clock().now();
    let name = format!("push-{}", node.own);
    let lease = AcquireLease {
        name,
        holder: "test".into(),
        now: origin.at,
        until: origin.at.plus_seconds(3_600),
    };
    assert!(node.store.write(lease).await.unwrap().value, "the node works for this shop already");
    let hold = PlaceHold {
        tenant: node.own,
        origin: origin.clone(),
        owner: owner.clone(),
        customer_id: None,
        code: "h1".into(),
        items: vec![contract::Item::new("alder-5", 1)],
        expires_at: origin.at.plus_seconds(600),
        authority: Authority::Inventory,
        remote_id: Some("r1".into()),
        request: None,
        replaces: false,
        counted: vec![],
    };
    node.store.write(hold).await.unwrap();
    let line = contract::OrderLine {
        sku: "alder-5".into(),
        product_id: None,
        name: "=alder piece 5".into(),
        options: String::new(),
        quantity: 1,
        price_cents: 2_500,
    };
    let order = PlaceOrder {
        tenant: node.own,
        origin: origin.clone(),
        owner,
        visitor: None,
        hold: "h1".into(),
        code: "o1".into(),
        lines: vec![line],
        currency: contract::Currency::EUR,
        customer: serde_json::from_value(customer()).unwrap(),
        request: Request { key: "k".into(), hash: "h".into() },
        is_confirmed_by_mail: true,
    };
    node.store.write(order).await.unwrap();
    let outcome = Pushed::Rejected { said: "No such town.".into() };
    let note = NotePushed { tenant: node.own, origin, order: "o1".into(), outcome };
    node.store.write(note).await.unwrap();
}

#[tokio::test]
async fn a_rejected_order_is_found_put_right_and_sent_again() {
    on_each(|node| async move {
        rejected(&node).await;
        let admin = node.person("tenant_admin").await;
        let viewer = node.person("viewer").await;
        let asked = json!({ "words": "vale 1001", "state": null, "way": "queue" });
        let queue = told(&viewer, "orders", json!({ "asked": asked, "page": 1 })).await;
        assert_eq!((queue["total"].as_i64(), queue["rejected"].as_i64()), (Some(1), Some(1)));
        let push = &queue["orders"][0]["push"];
        assert_eq!((&push["state"], &push["said"]), (&json!("rejected"), &json!("No such town.")));

        let mut put_right = customer();
        put_right["city"] = json!("  Exeter ");
        let mending =
            |customer: Value| json!({ "mending": { "order": "o1", "customer": customer } });
        assert_eq!(call(&viewer, "mend", mending(put_right.clone())).await.status(), 403);
        let mut wrong = put_right.clone();
        wrong["postalCode"] = json!("");
        let (status, text) = refused(&admin, "mend", mending(wrong)).await;
        assert_eq!(status, 422, "{text}");
        assert!(text.contains("/customer/postalCode"), "{text}");
        assert_eq!(call(&admin, "mend", mending(put_right)).await.status(), 200);
        let order = told(&viewer, "order", json!({ "code": "o1" })).await["order"].clone();
        assert_eq!(order["customer"]["city"], "Exeter");
        let audit = node.store.audit(node.own, 9).await.unwrap();
        assert!(audit.iter().any(|it| it.action == "order_changed" && it.subject == "Order 1001"));
        let (status, text) = refused(&admin, "mend", mending(Value::Null)).await;
        assert_eq!(status, 409, "{text}");
        for page in [
            "orders",
            "orders/o1",
            "stock",
            "stock?sku=alder-5",
            "holds",
            "holds?code=h1",
            "outbox",
        ] {
            let page = format!("/admin/t/alder/{page}");
            assert_eq!(viewer.get(&page).await.status(), 200, "{page}");
        }
        for page in ["orders/none", "stock?sku=none", "holds?code=none", "stock?page=0"] {
            let page = format!("/admin/t/alder/{page}");
            assert_eq!(viewer.get(&page).await.status(), 404, "{page}");
        }
        assert_eq!(viewer.get("/admin/t/birch/orders").await.status(), 404);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn all_of_it_is_taken_away_as_files() {
    on_each(|node| async move {
        rejected(&node).await;
        let code = held(&node, "alder-3", 4).await;
        let viewer = node.person("viewer").await;
        let rows = async |name: &str| -> (csv_lines::Head, Vec<Vec<String>>) {
            let answer = viewer.get(&format!("/api/{name}.csv?tenantId=alder")).await;
            assert_eq!(answer.status(), 200, "{name}");
            assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
            let text = answer.text().await.unwrap();
            csv_lines::read(text.strip_prefix('\u{feff}').unwrap())
        };
        let (head, stock) = rows("stock").await;
        assert_eq!((head.len(), stock.len()), (12, 30));
        let line = stock.iter().find(|row| row[0] == "alder-3").unwrap();
        assert_eq!(line[4..8], ["5", "4", "0", "9"]);
        let (_, holds) = rows("holds").await;
        assert!(holds.iter().any(|row| row[0] == code && row[1] == "Back office"), "{holds:?}");
        let (_, orders) = rows("orders").await;
        assert_eq!(orders.len(), 1);
        assert_eq!((orders[0][0].as_str(), orders[0][6].as_str()), ("1001", "'=alder piece 5"));

        let foreign = viewer.get("/api/orders.csv?tenantId=birch").await;
        assert_eq!(foreign.status(), 404);
        problem(foreign).await;
        assert_eq!(node.nobody().get("/api/orders.csv?tenantId=alder").await.status(), 401);
        node.stop().await;
    })
    .await;
}

/// Files as a spreadsheet reads them, as far as these tests need it.
mod csv_lines {
    pub type Head = Vec<String>;

    fn cells(line: &str) -> Vec<String> {
        line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect()
    }

    pub fn read(text: &str) -> (Head, Vec<Vec<String>>) {
        let mut lines = text.lines().map(cells);
        (lines.next().unwrap(), lines.collect())
    }
}
