//! What a WooCommerce sends, over a real socket, up to the shopper's open page.

use crate::events::Events;
use crate::harness::{Node, Person, on_each, problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{ProductId, Timestamp};
use engine::Upstream;
use hmac::{Hmac, Mac};
use reqwest::Response;
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;

const SECRET: &str = "nets &amp; buoys";
const PATH: &str = "/api/webhooks/product-update";

fn connected(node: &Node) {
    let address = Some("https://tide.example/".to_owned());
    let webhook_secrets = vec![SECRET.to_owned()];
    node.app.engine.connect(node.own, Upstream { sync: None, address, webhook_secrets });
}

fn sign(body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(b"nets & buoys").unwrap();
    STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
}

/// As WooCommerce sends it.
async fn deliver(shop: &Person, id: &str, topic: &str, body: &str) -> Response {
    let request = shop.ask("POST", PATH).header("content-type", "application/json");
    let request = request.header("x-wc-webhook-source", "https://tide.example/");
    let request =
        request.header("x-wc-webhook-topic", topic).header("x-wc-webhook-delivery-id", id);
    let request = request.header("x-wc-webhook-signature", sign(body));
    request.body(body.to_owned()).send().await.unwrap()
}

fn coat(price: &str, second: u32) -> Value {
    json!({
        "id": 30, "name": "Net &amp; Oar Coat", "slug": "net-oar-coat", "type": "simple",
        "status": "publish", "sku": "NOC", "regular_price": price, "sale_price": "",
        "manage_stock": false, "stock_status": "instock", "description": "<p>Warm.</p><script>x</script>",
        "images": [{"src": "https://tide.example/coat.png"}],
        "date_modified_gmt": format!("2026-11-21T00:00:{second:02}"),
    })
}

/// Once nothing waits any more.
async fn settled(node: &Node) {
    for _ in 0..200 {
        let counts = node.store.upstream_counts(node.own).await.unwrap();
        if counts.waiting + counts.stirred == 0 {
            let head = node.store.feed_head(node.own).await.unwrap();
            assert!(node.app.engine.settled(node.own, head).await);
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the inbox is never empty");
}

async fn price(node: &Node, sku: &str) -> Option<i64> {
    let id = node.store.product_id_by_sku(node.own, sku).await.unwrap()?;
    let products = node.store.products(node.own, &[id]).await.unwrap();
    products.first().map(|product| product.price_cents)
}

#[tokio::test]
async fn a_delivery_changes_the_page_and_the_open_stream() {
    on_each(|node| async move {
        connected(&node);
        let shopper = node.nobody();
        let created =
            deliver(&shopper, "a", "product.created", &coat("120.00", 1).to_string()).await;
        assert_eq!(created.status(), 200);
        settled(&node).await;
        let page = shopper.get(&format!("/t/{}/p/net-oar-coat", "alder")).await;
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert!(page.contains("Net &amp; Oar Coat") && !page.contains("<script>x"), "{page}");

        let id = node.store.product_id_by_sku(node.own, "NOC").await.unwrap().unwrap();
        let merchandiser = node.person("merchandiser").await;
        merchandiser.feature(id, node.own, node.shelf).await;
        let asked = format!("tenantId={}&topics=public", node.own);
        let mut open = Events::open(&shopper, &asked, None).await;
        let body = coat("99.50", 2).to_string();
        assert_eq!(deliver(&shopper, "b", "product.updated", &body).await.status(), 200);
        let frame = open.news().await;
        assert_eq!(frame.data["products"][0]["priceCents"], 9_950, "{:?}", frame.data);
        let page = shopper.get("/t/alder/p/net-oar-coat").await.text().await.unwrap();
        assert!(page.contains("99.50") && !page.contains("120.00"));

        assert_eq!(deliver(&shopper, "c", "product.deleted", r#"{"id":30}"#).await.status(), 200);
        settled(&node).await;
        assert_eq!(shopper.get("/t/alder/p/net-oar-coat").await.status(), 404);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn order_repetition_and_shared_ids_do_not_matter() {
    on_each(|node| async move {
        connected(&node);
        let shop = node.nobody();
        let send = async |id: &str, body: &Value| {
            let answer = deliver(&shop, id, "product.updated", &body.to_string()).await;
            assert_eq!(answer.status(), 200);
        };
        send("one", &coat("30.00", 30)).await;
        send("two", &coat("20.00", 20)).await;
        send("one", &coat("30.00", 30)).await;
        settled(&node).await;
        assert_eq!(price(&node, "NOC").await, Some(3_000));
        // Another event of the same second has the same id.
        let other = json!({"id": 31, "name": "Oar", "status": "publish", "sku": "OAR", "type": "simple",
            "regular_price": "9", "date_modified_gmt": "2026-11-21T00:00:30"});
        send("one", &other).await;
        settled(&node).await;
        assert_eq!(price(&node, "OAR").await, Some(900));
        // Gone, and an older word does not raise it.
        deliver(&shop, "end", "product.deleted", r#"{"id":30}"#).await;
        settled(&node).await;
        send("late", &coat("40.00", 40)).await;
        settled(&node).await;
        assert_eq!(price(&node, "NOC").await, None);
        let received = node.store.received(node.own, 20).await.unwrap();
        let outcomes: Vec<&str> =
            received.iter().rev().filter_map(|it| it.outcome.as_deref()).collect();
        assert_eq!(outcomes, ["news", "older", "news", "news", "older"]);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn only_the_shop_is_believed_and_whatever_it_signed_is_taken() {
    on_each(|node| async move {
        connected(&node);
        let shop = node.nobody();
        let form = "application/x-www-form-urlencoded";
        let ping = shop.ask("POST", PATH).header("content-type", form).body("webhook_id=12");
        assert_eq!(ping.send().await.unwrap().status(), 200);

        let body = coat("1.00", 1).to_string();
        let unsigned = |query: &str, signature: &str| {
            let request = shop.ask("POST", &format!("{PATH}{query}"));
            let request = request.header("x-wc-webhook-signature", signature).body(body.clone());
            async move { request.send().await.unwrap() }
        };
        let own = format!("?tenantId={}", node.own);
        for signature in ["", "bm9wZQ==", "%%%"] {
            let refused = unsigned(&own, signature).await;
            assert_eq!(refused.status(), 401);
            assert_eq!(problem(refused).await["type"], "urn:etalage:problem:unauthenticated");
        }
        // Somebody else's shop, signed with ours; one that is not connected; none at all.
        assert_eq!(
            unsigned(&format!("?tenantId={}", node.foreign), &sign(&body)).await.status(),
            401
        );
        assert_eq!(unsigned("?tenantId=nobody", &sign(&body)).await.status(), 404);
        assert_eq!(unsigned("", &sign(&body)).await.status(), 422);
        assert_eq!(unsigned(&own, &sign(&body)).await.status(), 200);

        let gone = r#"{"code":"woocommerce_rest_product_invalid_id","message":"x"}"#;
        for (id, body) in [("q", gone), ("r", "[1"), ("s", "null")] {
            assert_eq!(deliver(&shop, id, "product.updated", body).await.status(), 200);
        }
        let order = r#"{"id":5,"line_items":[]}"#;
        assert_eq!(deliver(&shop, "o", "order.created", order).await.status(), 200);
        settled(&node).await;
        let received = node.store.received(node.own, 20).await.unwrap();
        let unreadable =
            received.iter().filter(|it| it.outcome.as_deref() == Some("unreadable")).count();
        assert_eq!((received.len(), unreadable), (4, 3), "an order is not kept");
        assert_eq!(price(&node, "NOC").await, Some(100));
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_product_is_kept_with_its_reason() {
    on_each(|node| async move {
        connected(&node);
        let shop = node.nobody();
        deliver(&shop, "a", "product.updated", &coat("10.00", 1).to_string()).await;
        settled(&node).await;
        deliver(&shop, "b", "product.updated", &coat("ten", 2).to_string()).await;
        settled(&node).await;
        assert_eq!(price(&node, "NOC").await, Some(1_000), "what was shown stays");
        let quarantined = node.store.quarantined(node.own, 10).await.unwrap();
        let reason = &quarantined[0].reasons[0];
        assert_eq!((reason.field.as_str(), reason.original.as_str()), ("price", "ten"));
        deliver(&shop, "c", "product.updated", &coat("11.00", 3).to_string()).await;
        settled(&node).await;
        assert_eq!(node.store.quarantined(node.own, 10).await.unwrap(), []);
        assert_eq!(price(&node, "NOC").await, Some(1_100));
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn variations_and_sales_follow_by_themselves() {
    on_each(|node| async move {
        connected(&node);
        let shop = node.nobody();
        let now = node.app.engine.clock().now();
        let moment = |seconds: i64| {
            let at = Timestamp(now.0 + seconds * 1_000).to_rfc3339();
            at[..19].to_owned()
        };
        let parent = json!({"id": 40, "name": "Jumper", "slug": "jumper", "type": "variable",
            "status": "publish", "sku": "JMP", "price": "1", "variations": [41, 42],
            "attributes": [{"name": "Colour", "variation": true, "options": ["Red", "Blue"]}],
            "date_modified_gmt": moment(-60)});
        let variation = |id: i64, colour: &str, sale_to: &str| {
            json!({"id": id, "type": "variation", "parent_id": 40, "status": "publish",
                "sku": format!("JMP-{colour}"), "regular_price": "60", "sale_price": "45",
                "date_on_sale_to_gmt": sale_to, "attributes": [{"name": "Colour", "option": colour}],
                "image": {"src": format!("https://tide.example/{colour}.png")},
                "date_modified_gmt": moment(-60)})
        };
        // They come before what they belong to.
        for body in [variation(42, "Blue", &moment(2)), variation(41, "Red", &moment(2)), parent] {
            let id = body["id"].to_string();
            deliver(&shop, &id, "product.updated", &body.to_string()).await;
        }
        settled(&node).await;
        assert_eq!(price(&node, "JMP").await, Some(4_500));
        let id: ProductId = node.store.product_id_by_sku(node.own, "JMP").await.unwrap().unwrap();
        let product = node.store.products(node.own, &[id]).await.unwrap().remove(0);
        let pictures: Vec<_> =
            product.variants.iter().map(|variant| variant.image_url.as_deref()).collect();
        assert_eq!(pictures.len(), 2);
        assert!(pictures.contains(&Some("https://tide.example/Red.png")));

        // The sale ends, and nobody says so.
        for _ in 0..100 {
            if price(&node, "JMP").await == Some(6_000) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(price(&node, "JMP").await, Some(6_000));

        deliver(&shop, "end", "product.deleted", r#"{"id":41}"#).await;
        settled(&node).await;
        let product = node.store.products(node.own, &[id]).await.unwrap().remove(0);
        assert_eq!(product.variants.len(), 1);
        node.stop().await;
    })
    .await;
}
