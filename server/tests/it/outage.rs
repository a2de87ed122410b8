//! The database goes away under a running node, and comes back.

use crate::events::Events;
use crate::harness::{Node, Person, problem};
use crate::line::Line;
use contract::ProductId;
use reqwest::Response;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Longer than everything that is bounded takes with a patience of two seconds.
const SOON: Duration = Duration::from_secs(12);

struct Scene {
    node: Node,
    line: Line,
    shopper: Person,
    merchandiser: Person,
    stream: Events,
}

impl Scene {
    /// Nothing without a PostgreSQL server.
    async fn set() -> Option<Self> {
        let database = store::testing::postgres().await?;
        let line = Line::to(&database).await;
        let flags = ["--database-seconds", "2", "--feed-poll-ms", "200"];
        let node = Node::start_at(database, &line.url, &flags).await;
        let shopper = node.nobody();
        let merchandiser = node.person("merchandiser").await;
        let public = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        assert_eq!(stream.next().await.unwrap().name, "heartbeat");
        let product = node.product(node.own, "alder-1").await;
        merchandiser.feature(product, node.own, node.shelf).await;
        assert_eq!(stream.news().await.name, "window");
        // This page is kept; the others are not.
        assert_eq!(shopper.get("/t/alder").await.status(), 200);
        assert_eq!(shopper.get("/readyz").await.status(), 200);
        Some(Self { node, line, shopper, merchandiser, stream })
    }

    async fn feature(&self, n: u32) -> Response {
        // Ids are dense from the first product on; the database cannot be asked.
        let product = ProductId(i64::from(n));
        let path = format!("/api/items/{product}/featured-types?tenantId={}", self.node.own);
        self.merchandiser.post(&path, json!({ "typeId": self.node.shelf })).await
    }

    /// Everything that needs the database says so in time; everything else goes on.
    async fn without_database(&self, n: u32) {
        let tenant = self.node.own;
        // What was shown before is known with what stands near it, and could be shown again.
        self.node.app.engine.provider().invalidate_all();
        refused(self.feature(n)).await;
        let board = format!("/api/featured-products/management?tenantId={tenant}");
        refused(self.merchandiser.get(&board)).await;
        let facts = format!("/api/products/live?tenantId=birch&ids={}", 30 + n);
        refused(self.shopper.get(&facts)).await;

        let begun = Instant::now();
        let page = self.shopper.get(&format!("/t/birch/p/birch-piece-{n}")).await;
        assert_eq!(page.status(), 503);
        assert!(page.headers().contains_key("retry-after"));
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(begun.elapsed() < SOON);
        let stranger = self.node.nobody();
        let told = stranger.sign_in("viewer@example.test", crate::harness::PASSWORD).await;
        assert_eq!(told.headers()["location"], "/admin/login?problem=unavailable");

        let page = self.shopper.get("/t/alder").await;
        assert_eq!(page.status(), 200);
        assert!(page.text().await.unwrap().contains("alder piece 1"));
        let public = format!("/api/featured-products/public?tenantId={tenant}");
        assert!(self.shopper.json(&public).await.to_string().contains("alder-1"));
        assert_eq!(self.shopper.get("/healthz").await.status(), 200);
        let readiness = self.readiness(503).await;
        assert_eq!(readiness["ready"], false);
        for (name, words) in [("database", "does not answer"), ("feed", "cannot be followed")] {
            let checks = readiness["checks"].as_array().unwrap();
            let check = checks.iter().find(|check| check["name"] == name).unwrap();
            assert_eq!(check["ok"], false, "{readiness}");
            assert!(check["detail"].as_str().unwrap().contains(words), "{readiness}");
        }
    }

    /// Asks until it answers this.
    async fn readiness(&self, status: u16) -> Value {
        let deadline = Instant::now() + 3 * SOON;
        loop {
            let response = self.shopper.get("/readyz").await;
            let answered = response.status();
            let readiness: Value = response.json().await.unwrap();
            let feed = readiness["checks"][1]["ok"] == (status == 200);
            if answered == status && feed {
                return readiness;
            }
            assert!(Instant::now() < deadline, "{readiness}");
            tokio::task::yield_now().await;
        }
    }

    /// Everything works as before, on what was open all the time.
    async fn with_database_again(&mut self, n: u32) {
        self.readiness(200).await;
        let deadline = Instant::now() + SOON;
        let seq = loop {
            let response = self.feature(n).await;
            if response.status() == 200 {
                break response.json::<Value>().await.unwrap()["seq"].as_i64().unwrap();
            }
            // A connection that fell silent is found out by whoever uses it first.
            problem(response).await;
            assert!(Instant::now() < deadline);
        };
        let frame = loop {
            let frame = self.stream.news().await;
            if frame.id >= seq {
                break frame;
            }
        };
        assert_eq!((frame.name.as_str(), frame.id), ("window", seq));
        let page = self.shopper.get("/t/alder").await.text().await.unwrap();
        assert!(page.contains(&format!("alder piece {n}")));
        let page = self.shopper.get(&format!("/t/birch/p/birch-piece-{n}")).await;
        assert_eq!(page.status(), 200);
        let board = format!("/api/featured-products/management?tenantId={}", self.node.own);
        assert!(self.merchandiser.json(&board).await.to_string().contains(&format!("alder-{n}")));
        self.node.person("viewer").await;
        assert!(self.node.app.engine.is_following());
    }
}

async fn refused(asked: impl Future<Output = Response>) {
    let begun = Instant::now();
    let response = asked.await;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    let document = problem(response).await;
    assert_eq!(document["type"], "urn:etalage:problem:unavailable");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_outlives_its_database_being_gone() {
    let Some(mut scene) = Scene::set().await else { return };
    for n in [2, 3] {
        scene.line.cut().await;
        scene.without_database(n).await;
        scene.line.mend().await;
        scene.with_database_again(n).await;
    }
    scene.node.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_outlives_its_database_falling_silent() {
    let Some(mut scene) = Scene::set().await else { return };
    for n in [2, 3] {
        scene.line.fall_silent();
        scene.without_database(n).await;
        // Many at once, and nobody waits for ever.
        let many = (4..24).map(|n| refused(scene.feature(n)));
        futures::future::join_all(many).await;
        scene.line.mend().await;
        scene.with_database_again(n).await;
    }
    // Stopping does not wait for it either.
    scene.line.fall_silent();
    let begun = Instant::now();
    scene.node.stop().await;
    assert!(begun.elapsed() < 2 * SOON);
}
