//! A whole shop behind the window: followed over REST, heard by its webhooks, compared now and then.

use crate::events::Events;
use crate::harness::Node;
use engine::woo::client::{ClientOptions, Keys, ShopClient};
use engine::woo::sync::{KIND, SyncState};
use engine::{ShopSecrets, SystemClock};
use serde_json::json;
use standin::mariadb::Database;
use standin::{Fault, Shop, tables};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::testing::databases;

const KEY: &str = "7f00000000000000000000000000000000000000000000000000000000000001";
const SECRET: &str = "tide & time";

/// Waits until something is so.
pub async fn wait<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn price(node: &Node, sku: &str) -> Option<i64> {
    let id = node.store.product_id_by_sku(node.own, sku).await.unwrap()?;
    let products = node.store.products(node.own, &[id]).await.unwrap();
    products.first().map(|product| product.price_cents)
}

async fn state(node: &Node) -> Option<SyncState> {
    let connections = node.store.connections(node.own).await.unwrap();
    let connection = connections.into_iter().find(|it| it.kind == KIND)?;
    serde_json::from_str(&connection.state).ok()
}

/// The environment's variables as flags.
pub fn flags(address: &str, keys: &standin::Keys) -> Vec<String> {
    let flags = [
        ("--wc-api-url", address),
        ("--wc-api-key", &keys.key),
        ("--wc-api-secret", &keys.secret),
        ("--wc-webhook-secret", SECRET),
        ("--secret-key", KEY),
    ];
    flags.into_iter().flat_map(|(flag, value)| [flag.to_owned(), value.to_owned()]).collect()
}

#[tokio::test]
async fn the_window_follows_a_shop_that_was_named_at_the_start() {
    for database in databases().await {
        let shop = Shop::new();
        shop.generate(120);
        let bowl = shop
            .put_product(json!({"name": "Tide Bowl", "sku": "TB-1", "slug": "tide-bowl",
            "regular_price": "12.00", "status": "publish"}));
        let serving = shop.serve(0).await.unwrap();
        let flags = flags(&serving.address, &shop.keys());
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags).await;

        wait("the first sync ends", || async { price(&node, "TB-1").await == Some(1_200) }).await;
        wait("everything is shown", || async {
            let counts = node.store.upstream_counts(node.own).await.unwrap();
            counts.shown >= 121 && counts.refused == 0
        })
        .await;
        let is_synced = || async { state(&node).await.is_some_and(|it| it.well_at.is_some()) };
        wait("its end is noted", is_synced).await;

        // The shop speaks by itself from here on.
        let keys = Keys { key: shop.keys().key.clone(), secret: shop.keys().secret.clone() };
        let options = ClientOptions { reach: None, ..ClientOptions::default() };
        let clock = Arc::new(SystemClock);
        let client = ShopClient::new(&serving.address, keys, options, clock).unwrap();
        let delivery = format!("{}/api/webhooks/product-update?tenantId={}", node.base, node.own);
        for topic in ["product.created", "product.updated", "product.deleted"] {
            let hook = json!({"topic": topic, "delivery_url": delivery, "secret": SECRET});
            client.create("webhooks", &hook).await.unwrap();
        }
        let shopper = node.nobody();
        let id = node.store.product_id_by_sku(node.own, "TB-1").await.unwrap().unwrap();
        let merchandiser = node.person("merchandiser").await;
        merchandiser.feature(id, node.own, node.shelf).await;
        let asked = format!("tenantId={}&topics=public", node.own);
        let mut open = Events::open(&shopper, &asked, None).await;
        shop.advance(5);
        shop.set_price(bowl, "9.50");
        loop {
            let frame = open.news().await;
            if frame.name == "products" && frame.data["products"][0]["priceCents"] == 950 {
                break;
            }
        }
        let page = shopper.get("/t/alder/p/tide-bowl").await.text().await.unwrap();
        assert!(page.contains("9.50"));
        assert!(shop.webhooks().iter().all(|hook| hook.status == "active"));
        // Somebody kept an old delivery of another day: the shop is asked, and knows better.
        let forged = format!("{{\"id\":{bowl}}}");
        let request =
            shopper.ask("POST", &format!("/api/webhooks/product-update?tenantId={}", node.own));
        let request = request.header("x-wc-webhook-topic", "product.deleted");
        let request = request.header("x-wc-webhook-delivery-id", "kept");
        let signed = request.header("x-wc-webhook-signature", standin::signature(SECRET, &forged));
        assert_eq!(signed.body(forged).send().await.unwrap().status(), 200);
        wait("it is worked off", || async {
            let received = node.store.received(node.own, 50).await.unwrap();
            received.iter().all(|it| it.worked_at.is_some())
        })
        .await;
        assert_eq!(price(&node, "TB-1").await, Some(950));

        shop.trash(bowl);
        wait("what was trashed has gone", || async { price(&node, "TB-1").await.is_none() }).await;
        drop(open);
        node.stop().await;
    }
}

#[tokio::test]
async fn an_end_that_a_silent_shop_cannot_confirm_waits_for_a_comparison() {
    for database in databases().await {
        let shop = Shop::new();
        let bowl = shop.put_product(json!({"name": "Tide Bowl", "sku": "TB-1",
            "regular_price": "12.00", "status": "publish"}));
        let serving = shop.serve(0).await.unwrap();
        let flags = flags(&serving.address, &shop.keys());
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags).await;
        let is_synced = || async { state(&node).await.is_some_and(|it| it.well_at.is_some()) };
        wait("the first sync ends", is_synced).await;
        wait("it is shown", || async { price(&node, "TB-1").await == Some(1_200) }).await;

        shop.fault(Fault::Hang { times: 1 });
        let end = format!("{{\"id\":{bowl}}}");
        let path = format!("/api/webhooks/product-update?tenantId={}", node.own);
        let request = node.nobody().ask("POST", &path);
        let request = request.header("x-wc-webhook-delivery-id", "end");
        let request = request.header("x-wc-webhook-signature", standin::signature(SECRET, &end));
        assert_eq!(request.body(end).send().await.unwrap().status(), 200);
        wait("it is worked off all the same", || async {
            let received = node.store.received(node.own, 5).await.unwrap();
            received.iter().any(|it| it.outcome.as_deref() == Some("unconfirmed"))
        })
        .await;
        assert_eq!(price(&node, "TB-1").await, Some(1_200), "what nobody confirmed is shown");
        node.stop().await;
    }
}

#[tokio::test]
async fn secrets_lie_sealed_and_are_those_of_the_environment() {
    for database in databases().await {
        let flags = ["--secret-key", KEY];
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &flags).await;
        let secrets = ShopSecrets {
            key: Some(("ck_visible".into(), "cs_visible".into())),
            webhook_secrets: vec!["hook_visible".into()],
            is_operators: true,
        };
        let connect = || {
            let address = "http://127.0.0.1:9".to_owned();
            node.app.engine.connect_shop(node.own, server::cli::origin("test"), address, &secrets)
        };
        connect().await.unwrap();
        let kept = node.store.connections(node.own).await.unwrap().remove(0);
        assert!(!kept.sealed.contains("visible"));
        connect().await.unwrap();
        let again = node.store.connections(node.own).await.unwrap().remove(0);
        assert_eq!(again.connected_at, kept.connected_at, "the same connection is not begun anew");
        wait("its webhooks are known", || async {
            node.app.engine.webhook_secrets(node.own) == ["hook_visible"]
        })
        .await;
        node.stop().await;
    }
}

async fn database_state(node: &Node) -> Option<SyncState> {
    let connections = node.store.connections(node.own).await.unwrap();
    let connection = connections.into_iter().find(|it| it.kind == engine::woo::mysql::KIND)?;
    serde_json::from_str(&connection.state).ok()
}

#[tokio::test]
async fn the_window_follows_a_shop_by_its_database() {
    let Some(theirs) = Database::of_tests().await else {
        return;
    };
    theirs.run(&tables::empty("wp_")).await;
    theirs.run(&tables::large("wp_", 40)).await;
    let reader = theirs.user("SELECT").await;
    let database = store::testing::sqlite();
    let url = database.url.clone();
    let flags =
        ["--wc-database-url", &reader, "--wc-api-url", "https://shop.test", "--secret-key", KEY];
    let node = Node::start_at(database, &url, &flags).await;
    wait("everything is shown", || async {
        let counts = node.store.upstream_counts(node.own).await.unwrap();
        counts.shown == 40 && counts.refused == 0
    })
    .await;
    wait("its end is noted", || async {
        database_state(&node).await.is_some_and(|it| it.well_at.is_some())
    })
    .await;
    let page = node.nobody().get("/t/alder/p/invented-thing-7").await.text().await.unwrap();
    assert!(page.contains("It keeps warm") && page.contains("Colour 3"));
    // What is kept of where it is tells nobody how to come in.
    let connections = node.store.connections(node.own).await.unwrap();
    assert_eq!(connections.len(), 2, "beside what it tells by itself");
    for connection in connections {
        assert!(!format!("{}{}", connection.address, connection.state).contains("word"));
    }
    node.stop().await;
    theirs.drop().await;
}

/// What a command came to, said and logged.
fn ask(database: &str, arguments: &[&str]) -> (bool, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_etalage"));
    command.args(arguments).args(["--database-url", database, "--secret-key", KEY]);
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn a_shop_is_brought_in_from_its_database_by_the_command_line() {
    let Some(theirs) = Database::of_tests().await else {
        return;
    };
    theirs.run(&tables::empty("kontor_")).await;
    theirs.run(&tables::large("kontor_", 12)).await;
    theirs
        .run("UPDATE kontor_options SET option_value = 'SEK' WHERE option_name = 'woocommerce_currency'")
        .await;
    let database = store::testing::sqlite();
    let (store, url) = (database.store().await, database.url.clone());
    let reader = theirs.user("SELECT").await;
    let command = async |words: &'static [&'static str], prefix: &'static str| {
        let (url, reader) = (url.clone(), reader.clone());
        let run = move || {
            let theirs = ["--wc-database-url", &reader, "--wc-table-prefix", prefix];
            ask(&url, &[words, &theirs[..], &["--shop", "tide", "--json"]].concat())
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    };
    let import =
        async |prefix| command(&["import", "woo-mysql", "--create-shop", "Tide"], prefix).await;
    let (is_done, _, said) = import("wp_").await;
    assert!(!is_done && said.contains("is the prefix right?") && !said.contains("word"), "{said}");
    assert!(store.tenants().await.unwrap().is_empty(), "and nothing was made for it");
    let (is_done, report, said) = import("kontor_").await;
    assert!(is_done, "{said}");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["read"], &report["created"]), (&json!(12), &json!(12)), "{report}");
    let shops = store.tenants().await.unwrap();
    assert_eq!(shops[0].currency.code(), "SEK");
    // From then on it can be followed.
    theirs.run("DELETE FROM kontor_posts WHERE ID = 20 OR post_parent = 20").await;
    let (is_done, desk, said) = command(&["source", "connect", "--compare"], "kontor_").await;
    assert!(is_done, "{said}");
    let desk: serde_json::Value = serde_json::from_str(&desk).unwrap();
    assert_eq!(desk["connection"]["kind"], "woo-mysql", "{desk}");
    assert_eq!((&desk["counts"]["shown"], &desk["counts"]["stirred"]), (&json!(11), &json!(0)));
    store.close().await;
    theirs.drop().await;
}
