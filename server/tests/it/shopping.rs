//! What is a visitor's own, over real sockets: the cookie, the forms, the stream.

use crate::events::Events;
use crate::harness::{Node, Person, on_each, problem};
use reqwest::Response;

const CHECKOUT: &str = "name=Ines+Vale&email=ines%40example.com&street=12+Harbour+Row\
    &postalCode=EX1+1AA&city=Exmouth&country=GB";

/// A plain form, as a browser sends it.
async fn send(person: &Person, path: &str, body: &str) -> Response {
    let form = person
        .ask("POST", path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html");
    form.body(body.to_owned()).send().await.unwrap()
}

async fn sent_on(person: &Person, path: &str, body: &str) -> String {
    let answer = send(person, path, body).await;
    assert_eq!(answer.status(), 303, "{path}");
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn add(node: &Node, person: &Person, sku: &str) -> String {
    let product = node.product(node.own, sku).await;
    let body = format!("front=/t/alder&product={product}&sku={sku}");
    sent_on(person, "/fn/cart/add", &body).await
}

fn cookies(answer: &Response) -> Vec<String> {
    let lines = answer.headers().get_all("set-cookie").into_iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

/// What stands in a page between these.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("{before} is not in {page}"));
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn nobody_is_marked_before_they_change_something() {
    on_each(|node| async move {
        let shopper = node.nobody();
        for path in ["/t/alder", "/t/alder/p/alder-piece-1", "/t/alder/cart", "/t/alder/orders"] {
            let answer = shopper.get(path).await;
            assert_eq!((answer.status().as_u16(), cookies(&answer)), (200, vec![]), "{path}");
            let is_own = path.ends_with("cart") || path.ends_with("orders");
            let kept = answer.headers()["cache-control"].to_str().unwrap();
            assert_eq!(kept == "no-store", is_own, "{path}: {kept}");
        }
        let count = format!("/api/cart/count?tenantId={}", node.own);
        let none = shopper.json(&count).await;
        assert_eq!((&none["count"], none.get("cart")), (&0.into(), None));
        let stream = format!("/api/events?tenantId={}&topics=own", node.own);
        assert_eq!(problem(shopper.get(&stream).await).await["status"], 404);

        let product = node.product(node.own, "alder-1").await;
        let body = format!("front=/t/alder&product={product}&sku=alder-1");
        let added = send(&shopper, "/fn/cart/add", &body).await;
        let set = cookies(&added);
        assert_eq!(set.len(), 2, "{set:?}");
        assert!(set[0].starts_with("etalage-own=") && set[0].contains("HttpOnly"), "{set:?}");
        assert!(set[1].starts_with("etalage-visitor=1;") && !set[1].contains("HttpOnly"));
        assert_eq!(shopper.json(&count).await["count"], 1);
        // The page that is the same for everyone stays so.
        let page = shopper.get("/t/alder").await;
        assert_eq!(cookies(&page), Vec::<String>::new());

        let forged = node.nobody();
        let own = set[0].split(';').next().unwrap();
        let (signature, id) = own.split_at(own.len() - 32);
        let other = format!("{signature}{}", id.chars().rev().collect::<String>());
        for (cookie, expected) in [(own, 1), (&*other, 0), (&*format!("etalage-own={id}"), 0)] {
            let asked = forged.ask("GET", &count).header("cookie", cookie).send().await.unwrap();
            let told: serde_json::Value = asked.json().await.unwrap();
            assert_eq!(told["count"], expected, "{cookie}");
        }
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn forms_alone_lead_from_a_product_to_an_order() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let product = shopper.get("/t/alder/p/alder-piece-1").await.text().await.unwrap();
        assert!(product.contains(r#"name="sku" value="alder-1""#), "{product}");
        assert_eq!(add(&node, &shopper, "alder-1").await, "/t/alder/cart");
        let set = "front=/t/alder&sku=alder-1&quantity=3";
        assert_eq!(sent_on(&shopper, "/fn/cart/set", set).await, "/t/alder/cart");
        assert_eq!(sent_on(&shopper, "/fn/hold/take", "front=/t/alder").await, "/t/alder/checkout");
        let page = shopper.get("/t/alder/checkout").await.text().await.unwrap();
        let code = between(&page, r#"name="hold" value=""#, "\"").to_owned();
        assert_eq!(between(&page, r#"name="total" value=""#, "\""), "7500");

        let wrong = format!("{CHECKOUT}&hold={code}&key={code}&total=7500").replace("%40", "");
        let answer = send(&shopper, "/t/alder/checkout", &wrong).await;
        assert_eq!(answer.status(), 422);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let page = answer.text().await.unwrap();
        assert!(page.contains(r#"aria-invalid="true""#) && page.contains("12 Harbour Row"));

        let cheaper = format!("{CHECKOUT}&hold={code}&key={code}&total=1");
        assert_eq!(send(&shopper, "/t/alder/checkout", &cheaper).await.status(), 409);
        let order = format!("{CHECKOUT}&hold={code}&key={code}&total=7500");
        let placed = sent_on(&shopper, "/t/alder/checkout", &order).await;
        assert!(placed.starts_with("/t/alder/orders/"), "{placed}");
        // The double click, and the other language of the page.
        assert_eq!(sent_on(&shopper, "/t/alder/checkout", &order).await, placed);
        let german = sent_on(&shopper, "/de/t/alder/checkout", &order).await;
        assert_eq!(german, format!("/de{placed}"));
        let page = shopper.get(&placed).await.text().await.unwrap();
        assert!(page.contains("Ines Vale") && page.contains(r#"data-state="placed""#), "{page}");
        let cart = shopper.get("/t/alder/cart").await.text().await.unwrap();
        assert!(cart.contains("Your cart is empty."));
        assert_eq!(node.nobody().get(&placed).await.status(), 404, "an order is its customer's");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_last_pieces_are_one_shoppers() {
    on_each(|node| async move {
        let (first, second) = (node.nobody(), node.nobody());
        for shopper in [&first, &second] {
            add(&node, shopper, "alder-1").await;
            let all = "front=/t/alder&sku=alder-1&quantity=9";
            sent_on(shopper, "/fn/cart/set", all).await;
        }
        assert_eq!(sent_on(&first, "/fn/hold/take", "front=/t/alder").await, "/t/alder/checkout");
        let short = sent_on(&second, "/fn/hold/take", "front=/t/alder").await;
        assert_eq!(short, "/t/alder/cart?said=short");
        let page = second.get(&short).await.text().await.unwrap();
        assert!(page.contains(r#"data-stock="out_of_stock""#), "{page}");
        sent_on(&first, "/fn/hold/release", "front=/t/alder").await;
        assert_eq!(sent_on(&second, "/fn/hold/take", "front=/t/alder").await, "/t/alder/checkout");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_cart_is_followed_by_its_own_stream() {
    on_each(|node| async move {
        let (shopper, other) = (node.nobody(), node.nobody());
        add(&node, &shopper, "alder-1").await;
        let query = format!("tenantId={}&topics=own", node.own);
        let mut own = Events::open(&shopper, &query, None).await;
        assert_eq!(own.next().await.unwrap().name, "heartbeat");
        add(&node, &other, "alder-2").await;
        add(&node, &shopper, "alder-3").await;
        let told = own.news().await;
        assert_eq!(told.name, "own");
        let count = format!("/api/cart/count?tenantId={}", node.own);
        let (mine, now) = (shopper.json(&count).await, other.json(&count).await);
        assert_eq!((&mine["count"], &now["count"]), (&2.into(), &1.into()));
        assert!(mine["seq"].as_i64().unwrap() >= told.id);

        // The other device takes the cart over, with what it had.
        let page = send(&shopper, "/t/alder/cart", "").await.text().await.unwrap();
        let word = between(&page, "/t/alder/cart?join=", "\"");
        assert!(other.get(&format!("/t/alder/cart?join={word}")).await.status() == 200);
        assert_eq!(other.json(&count).await["count"], 1, "looking joins nothing");
        let joined = format!("front=/t/alder&word={word}");
        assert_eq!(sent_on(&other, "/fn/cart/join", &joined).await, "/t/alder/cart");
        let (mine, now) = (shopper.json(&count).await, other.json(&count).await);
        assert_eq!((&mine["count"], &mine["cart"]), (&now["count"], &now["cart"]));
        assert_eq!(mine["count"], 3);
        assert!(own.news().await.id > told.id);
        let bad = "front=/t/alder&word=nothing";
        assert_eq!(sent_on(&other, "/fn/cart/join", bad).await, "/t/alder/cart?said=link");
        node.stop().await;
    })
    .await;
}
