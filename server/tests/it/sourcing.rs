//! The page of the admin that connects a shop and watches over it, as its own program calls it.

use crate::harness::{Node, PASSWORD, Person};
use contract::source::{Doing, SourceDesk, SourceKind};
use serde_json::{Value, json};
use standin::mariadb::Database;
use standin::{Keys, Shop, tables};
use std::time::{Duration, Instant};
use store::testing::databases;

const KEY: &str = "7f00000000000000000000000000000000000000000000000000000000000001";
const FLAGS: [&str; 6] =
    ["--secret-key", KEY, "--source-hosts", "127.0.0.1:*", "--base-url", "{base}"];

pub async fn call(person: &Person, function: &str, mut body: Value) -> Result<Value, Value> {
    body["tenant"] = json!("alder");
    let path = format!("/fn/source/{function}");
    let response = person.ask("POST", &path).header("accept", "application/json").json(&body);
    let response = response.send().await.unwrap();
    let is_well = response.status().is_success();
    let text = response.text().await.unwrap();
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    if is_well { Ok(value) } else { Err(value) }
}

pub async fn look(person: &Person) -> SourceDesk {
    serde_json::from_value(call(person, "look", json!({})).await.unwrap()).unwrap()
}

async fn wait(person: &Person, what: &str, is_so: impl Fn(&SourceDesk) -> bool) -> SourceDesk {
    let begun = Instant::now();
    loop {
        let desk = look(person).await;
        if is_so(&desk) {
            return desk;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}: {desk:?}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

fn draft(address: &str, keys: &Keys) -> Value {
    json!({ "address": address, "key": keys.key, "secret": keys.secret })
}

fn statuses(desk: &SourceDesk) -> Vec<&str> {
    let webhooks = desk.connection.as_ref().and_then(|it| it.webhooks.as_ref());
    let hooks = webhooks.map(|it| it.hooks.as_slice()).unwrap_or_default();
    hooks.iter().map(|hook| hook.status.as_deref().unwrap_or("missing")).collect()
}

fn has(told: &Result<Value, Value>, words: &str) -> bool {
    told.as_ref().is_err_and(|told| told.to_string().contains(words))
}

#[tokio::test]
async fn a_shop_is_connected_watched_and_let_go() {
    for database in databases().await {
        let shop = Shop::new();
        shop.generate(30);
        let bowl = shop.put_product(json!({"name": "Tide Bowl", "sku": "TB-1",
            "regular_price": "12.00", "status": "publish"}));
        let serving = shop.serve(0).await.unwrap();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &FLAGS).await;
        let owner = node.person("tenant_admin").await;

        // What is wrong is said, and nothing is kept.
        assert!(look(&owner).await.connection.is_none());
        let right = draft(&serving.address, &shop.keys());
        let wrong = json!({ "address": serving.address, "key": "ck_other", "secret": "cs_other" });
        assert!(has(&call(&owner, "test", json!({ "draft": wrong })).await, "refuses these keys"));
        let nowhere = json!({ "address": "http://127.0.0.1:9", "key": "ck", "secret": "cs" });
        assert!(has(&call(&owner, "test", json!({ "draft": nowhere })).await, "Nobody answers"));
        let inner = json!({ "address": "http://10.0.0.7", "key": "ck", "secret": "cs" });
        assert!(has(&call(&owner, "test", json!({ "draft": inner })).await, "not to be reached"));
        shop.set_currency("USD");
        let told = call(&owner, "test", json!({ "draft": right })).await;
        assert!(has(&told, "sells in USD, this one in EUR"), "{told:?}");
        shop.set_currency("EUR");
        let found = call(&owner, "test", json!({ "draft": right })).await.unwrap();
        assert_eq!(found, json!({ "products": 31, "currency": "EUR", "hasWebhooks": true }));
        let told =
            call(&owner, "connect", json!({ "draft": right, "password": "guessed it" })).await;
        assert!(has(&told, "not your password"), "{told:?}");
        assert!(look(&owner).await.connection.is_none());
        assert!(shop.webhooks().is_empty());

        let connected = json!({ "draft": right, "password": PASSWORD });
        let connected = call(&owner, "connect", connected).await.unwrap();
        assert!(
            !connected.to_string().contains(&shop.keys().secret),
            "secrets stay where they are"
        );
        let desk = wait(&owner, "everything is on show", |desk| {
            desk.counts.shown >= 31
                && desk.connection.as_ref().is_some_and(|it| it.is_complete && it.well_at.is_some())
        })
        .await;
        assert_eq!(statuses(&desk), ["active"; 4]);
        assert_eq!(desk.connection.unwrap().doing, Doing::Nothing);

        // The webhooks it made tell, and how long that took is known.
        shop.advance(5);
        shop.set_price(bowl, "9.50");
        let desk = wait(&owner, "the change is on show", |desk| {
            desk.deliveries.iter().any(|line| line.shown_after.is_some())
        })
        .await;
        let line = &desk.deliveries[0];
        assert_eq!((line.topic.as_str(), line.product), ("product.updated", Some(bowl)));
        assert_eq!(line.outcome.as_deref(), Some("news"));
        assert!(desk.lag.iter().map(|step| step.from_arrival).sum::<u32>() >= 1);

        // What cannot be made says why; once it is mended in the shop it is tried again.
        shop.set_price(bowl, "twelve");
        let desk = wait(&owner, "it is in quarantine", |desk| !desk.quarantine.is_empty()).await;
        let line = &desk.quarantine[0];
        assert_eq!((line.product, line.name.as_deref()), (bowl, Some("Tide Bowl")));
        assert_eq!(line.sku.as_deref(), Some("TB-1"), "what was shown stays");
        assert_eq!(line.faults[0].original, "twelve");
        let tried = call(&owner, "retry", json!({ "what": { "product": bowl } })).await.unwrap();
        assert_eq!(tried, json!(1));
        wait(&owner, "it is refused again", |desk| {
            desk.counts.stirred == 0 && desk.counts.refused == 1
        })
        .await;
        shop.advance(5);
        shop.set_price(bowl, "9.00");
        wait(&owner, "it is on show again", |desk| desk.quarantine.is_empty()).await;

        // A delivery nobody understands, and one more try.
        let odd = "[\"no product\"]";
        let secret = node.app.engine.webhook_secrets(node.own).remove(0);
        let hook = format!("/api/webhooks/product-update?tenantId={}", node.own);
        let request = node.nobody().ask("POST", &hook).header("x-wc-webhook-delivery-id", "odd");
        let request = request.header("x-wc-webhook-signature", standin::signature(&secret, odd));
        assert_eq!(request.body(odd).send().await.unwrap().status(), 200);
        let desk = wait(&owner, "it is kept apart", |desk| desk.failed.len() == 1).await;
        let id = desk.failed[0].id;
        let tried = call(&owner, "retry", json!({ "what": { "delivery": id } })).await.unwrap();
        assert_eq!(tried, json!(1));
        wait(&owner, "and comes to nothing again", |desk| desk.failed.len() == 1).await;

        // The shop gave up on its webhooks; they are woken.
        shop.disable_webhooks();
        call(&owner, "mend-webhooks", json!({})).await.unwrap();
        let desk = wait(&owner, "they are woken", |desk| {
            let webhooks = desk.connection.as_ref().and_then(|it| it.webhooks.as_ref());
            webhooks.is_some_and(|it| it.revived_at.is_some())
        })
        .await;
        assert_eq!(statuses(&desk), ["active"; 4]);
        assert!(shop.webhooks().iter().all(|hook| hook.status == "active"));

        // What nobody told is found by comparing, and mended.
        shop.fault(standin::Fault::DropDeliveries { times: 10 });
        shop.set_price(bowl, "7.00");
        call(&owner, "compare", json!({})).await.unwrap();
        let desk = wait(&owner, "it was compared", |desk| {
            desk.connection.as_ref().is_some_and(|it| it.drift.is_some())
        })
        .await;
        assert_eq!(desk.connection.unwrap().drift.unwrap().changed, 1);

        // Without it, what it brought stays.
        let told = call(&owner, "disconnect", json!({ "password": "guessed it" })).await;
        assert!(has(&told, "not your password"));
        call(&owner, "disconnect", json!({ "password": PASSWORD })).await.unwrap();
        assert!(shop.webhooks().is_empty());
        let desk = look(&owner).await;
        assert!(desk.connection.is_none() && desk.counts.shown >= 31);
        assert!(has(&call(&owner, "compare", json!({})).await, "No shop is connected"));
        node.stop().await;
    }
}

#[tokio::test]
async fn a_shop_whose_keys_only_read_is_followed_without_webhooks() {
    for database in databases().await {
        let shop = Shop::new();
        shop.generate(5);
        shop.set_keys(Keys { permissions: "read".into(), ..shop.keys() });
        let serving = shop.serve(0).await.unwrap();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &FLAGS).await;
        let owner = node.person("tenant_admin").await;
        let right = draft(&serving.address, &shop.keys());
        let connect = json!({ "draft": right, "password": PASSWORD });
        call(&owner, "connect", connect).await.unwrap();
        let desk = wait(&owner, "everything is on show", |desk| desk.counts.shown == 5).await;
        let webhooks = desk.connection.unwrap().webhooks.unwrap();
        assert!(webhooks.trouble.is_some_and(|said| said.contains("refuses the keys")));
        assert!(shop.webhooks().is_empty());
        node.stop().await;
    }
}

#[tokio::test]
async fn a_database_behind_the_shop_is_watched_over_too() {
    let Some(theirs) = Database::of_tests().await else {
        return;
    };
    theirs.run(&tables::empty("wp_")).await;
    theirs.run(&tables::large("wp_", 8)).await;
    let reader = theirs.user("SELECT").await;
    let database = store::testing::sqlite();
    let url = database.url.clone();
    let flags = [&FLAGS[..2], &["--wc-database-url", &reader]].concat();
    let node = Node::start_at(database, &url, &flags).await;
    let owner = node.person("tenant_admin").await;
    let is_read = |desk: &SourceDesk| {
        desk.counts.shown == 8 && desk.connection.as_ref().is_some_and(|it| it.well_at.is_some())
    };
    let desk = wait(&owner, "everything is read", is_read).await;
    let connection = desk.connection.unwrap();
    assert_eq!(connection.kind, SourceKind::WooMysql);
    assert!(connection.is_asked && connection.is_open && connection.is_complete);
    assert!(connection.webhooks.is_none() && !connection.address.contains("word"));
    theirs.run("DELETE FROM wp_posts WHERE ID IN (10, 11, 12, 13, 14, 15)").await;
    call(&owner, "compare", json!({})).await.unwrap();
    let is_compared = |desk: &SourceDesk| {
        let drift = desk.connection.as_ref().and_then(|it| it.drift);
        desk.counts.shown == 7 && drift.is_some_and(|drift| drift.gone == 6)
    };
    wait(&owner, "what was deleted is gone", is_compared).await;
    let told = call(&owner, "disconnect", json!({ "password": PASSWORD })).await;
    told.unwrap();
    assert!(look(&owner).await.connection.is_none());
    node.stop().await;
    theirs.drop().await;
}

#[tokio::test]
async fn what_was_entered_at_the_page_goes_before_the_environment() {
    for database in databases().await {
        let shop = Shop::new();
        shop.generate(3);
        let serving = shop.serve(0).await.unwrap();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &FLAGS).await;
        let owner = node.person("tenant_admin").await;
        let right = draft(&serving.address, &shop.keys());
        let connect = json!({ "draft": right, "password": PASSWORD });
        call(&owner, "connect", connect).await.unwrap();
        let kept = node.store.connections(node.own).await.unwrap().remove(0);
        let named = [
            ["--secret-key", KEY],
            ["--wc-api-url", &serving.address],
            ["--wc-api-key", "ck_of_yesterday"],
            ["--wc-api-secret", "cs_of_yesterday"],
        ];
        let other = node.beside_with(&named.concat()).await;
        let now = node.store.connections(node.own).await.unwrap().remove(0);
        assert_eq!((now.connected_at, now.sealed), (kept.connected_at, kept.sealed));
        other.stop().await;
        node.stop().await;
    }
}
