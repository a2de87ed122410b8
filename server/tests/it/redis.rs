//! Two nodes that tell each other through a real Redis, which comes and goes.

use crate::events::Events;
use crate::harness::{Node, Person, draft};
use serde_json::Value;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::UpsertProducts;
use store::testing::{TestDatabase, databases};

/// A private server on a port of its own.
struct Redis {
    port: u16,
    folder: tempfile::TempDir,
    child: Option<Child>,
}

impl Redis {
    /// None, loudly, where there is no such program; with `CI` set that fails.
    fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            let line = "SKIP: no redis-server on this machine";
            assert!(std::env::var_os("CI").is_none(), "{line}");
            eprintln!("{line}");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut redis = Self { port, folder: tempfile::tempdir().unwrap(), child: None };
        redis.revive();
        Some(redis)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn revive(&mut self) {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--save", "", "--bind", "127.0.0.1"]);
        command.arg("--dir").arg(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
        self.child = Some(command.spawn().unwrap());
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn two(redis: &Redis, database: TestDatabase, poll_ms: &str) -> (Node, Node) {
    two_with(redis, database, poll_ms, &[]).await
}

async fn two_with(
    redis: &Redis,
    database: TestDatabase,
    poll_ms: &str,
    more: &[&str],
) -> (Node, Node) {
    let url = redis.url();
    let flags = ["--redis-url", &url, "--redis-prefix", "test:", "--feed-poll-ms", poll_ms];
    let flags = [&flags[..], more].concat();
    let database_url = database.url.clone();
    let here = Node::start_at(database, &database_url, &flags).await;
    let there = here.beside_with(&flags).await;
    for node in [&here, &there] {
        connected(node, true).await;
    }
    (here, there)
}

async fn connected(node: &Node, wanted: bool) {
    let begun = Instant::now();
    while node.app.engine.bus().unwrap().is_connected() != wanted {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "Redis stays {}connected",
            if wanted { "dis" } else { "" }
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn redis_check(person: &Person) -> Value {
    let answer = person.get("/readyz").await;
    assert_eq!(answer.status(), 200, "a node without Redis serves on");
    let answer: Value = answer.json().await.unwrap();
    let checks = answer["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == "redis").unwrap()["ok"].clone()
}

#[tokio::test]
async fn a_change_is_told_to_other_nodes_at_once() {
    for database in databases().await {
        let Some(redis) = Redis::start() else {
            return;
        };
        // Nobody would look by themselves within this test.
        let (here, there) = two(&redis, database, "600000").await;
        let shopper = there.nobody();
        let asked = format!("tenantId={}&topics=public", there.own);
        let mut stream = Events::open(&shopper, &asked, None).await;
        let merchandiser = here.person("merchandiser").await;
        let product = here.product(here.own, "alder-1").await;
        let seq = merchandiser.feature(product, here.own, here.shelf).await;
        let frame = stream.news().await;
        assert_eq!((frame.name.as_str(), frame.id), ("window", seq));
        assert!(there.app.engine.bus().unwrap().heard() > 0);
        assert_eq!(redis_check(&shopper).await, true);
        drop(stream);
        there.stop().await;
        here.stop().await;
    }
}

#[tokio::test]
async fn a_webhook_taken_by_one_node_changes_pages_and_streams_of_the_other() {
    let Some(redis) = Redis::start() else { return };
    let secret = "tide & time";
    let connected = [
        ("--wc-api-url", "https://tide.example"),
        ("--wc-webhook-secret", secret),
        ("--secret-key", "7f00000000000000000000000000000000000000000000000000000000000001"),
    ];
    let connected: Vec<&str> = connected.iter().flat_map(|(flag, value)| [*flag, *value]).collect();
    for database in databases().await {
        let (here, there) = two_with(&redis, database, "60000", &connected).await;
        let begun = Instant::now();
        let in_time = || assert!(begun.elapsed() < Duration::from_secs(20), "it takes too long");
        while here.app.engine.webhook_secrets(here.own).is_empty() {
            in_time();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let shopper = there.nobody();
        let asked = format!("tenantId={}&topics=public", there.own);
        let mut open = Events::open(&shopper, &asked, None).await;
        for (second, price) in [(1, "12.00"), (2, "9.50")] {
            let body = serde_json::json!({
                "id": 30, "name": "Tide Bowl", "slug": "tide-bowl", "sku": "TB-1", "type": "simple",
                "status": "publish", "regular_price": price, "stock_status": "instock",
                "date_modified_gmt": format!("2026-11-21T00:00:{second:02}"),
            })
            .to_string();
            let path = format!("/api/webhooks/product-update?tenantId={}", here.own);
            let request = here.nobody().ask("POST", &path);
            let request = request.header("x-wc-webhook-delivery-id", price);
            let signature = standin::signature(secret, &body);
            let request = request.header("x-wc-webhook-signature", signature);
            assert_eq!(request.body(body).send().await.unwrap().status(), 200);
            loop {
                // The first makes a product, which no open page shows yet.
                let page = shopper.get("/t/alder/p/tide-bowl").await;
                if page.status() == 200 && page.text().await.unwrap().contains(price) {
                    break;
                }
                in_time();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        loop {
            let frame = open.news().await;
            if frame.name == "products" && frame.data["products"][0]["priceCents"] == 950 {
                break;
            }
        }
        drop(open);
        here.stop().await;
        there.stop().await;
    }
}

#[tokio::test]
async fn a_redis_that_dies_twenty_times_costs_nothing_but_moments() {
    for database in databases().await {
        let Some(mut redis) = Redis::start() else {
            return;
        };
        let (here, there) = two(&redis, database, "200").await;
        let asked = format!("tenantId={}&topics=public", there.own);
        let shopper = there.nobody();
        let mut stream = Events::open(&shopper, &asked, None).await;
        let mut changes = 0;
        for round in 0..20 {
            for _ in 0..5 {
                changes += 1;
                let mut changed = draft("alder-1", "alder piece 1");
                changed.price_cents = 10_000 + changes;
                let command = UpsertProducts {
                    tenant: here.own,
                    origin: server::cli::origin("test"),
                    drafts: vec![changed],
                };
                here.store.write(command).await.unwrap();
            }
            redis.kill();
            // Now and then it is back before anybody noticed.
            tokio::time::sleep(Duration::from_millis(20 * (round % 4))).await;
            redis.revive();
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        let (mut last_seq, mut last_price) = (0, 0);
        while last_price < 10_000 + changes {
            let frame = stream.news().await;
            assert_eq!(frame.name, "products");
            let price = frame.data["products"][0]["priceCents"].as_i64().unwrap();
            // A frame says how a product is when it is told, which may be news of the next already.
            assert!(frame.id > last_seq && price >= last_price, "in order, and none twice");
            (last_seq, last_price) = (frame.id, price);
        }
        for node in [&here, &there] {
            connected(node, true).await;
        }
        assert_eq!(redis_check(&shopper).await, true);
        drop(stream);
        there.stop().await;
        here.stop().await;
    }
}

#[tokio::test]
async fn a_redis_that_falls_silent_is_noticed() {
    let Some(redis) = Redis::start() else {
        return;
    };
    let (here, there) = two(&redis, store::testing::sqlite(), "100").await;
    let shopper = there.nobody();
    redis.signal("-STOP");
    connected(&there, false).await;
    assert_eq!(redis_check(&shopper).await, false);
    // Changes come all the same.
    let asked = format!("tenantId={}&topics=public", there.own);
    let mut stream = Events::open(&shopper, &asked, None).await;
    let merchandiser = here.person("merchandiser").await;
    let product = here.product(here.own, "alder-1").await;
    let seq = merchandiser.feature(product, here.own, here.shelf).await;
    assert_eq!(stream.news().await.id, seq);
    redis.signal("-CONT");
    connected(&there, true).await;
    drop(stream);
    there.stop().await;
    here.stop().await;
}
