//! What an operator's collector reads.

use crate::events::Events;
use crate::harness::{Node, Person, on_each};
use server::serve::ServeOptions;
use std::collections::HashMap;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The operators' address of a node.
struct Watched {
    operator: Person,
    stop: CancellationToken,
    answering: JoinHandle<std::io::Result<usize>>,
}

impl Watched {
    async fn begin(node: &Node) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let options = ServeOptions::from_config(&node.app.config).unwrap();
        let answer = server::telemetry::answer(node.app.clone(), listener, options, stop.clone());
        Self { operator: Person::at(&base), stop, answering: tokio::spawn(answer) }
    }

    /// Every sample by its name and labels.
    async fn read(&self) -> HashMap<String, f64> {
        let response = self.operator.get("/metrics").await;
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
        let text = response.text().await.unwrap();
        let mut samples = HashMap::new();
        let mut described: Vec<&str> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(about) = line.strip_prefix("# ") {
                described.extend(about.strip_prefix("TYPE ").and_then(|t| t.split(' ').next()));
                continue;
            }
            let (name, value) = line.rsplit_once(' ').expect(line);
            let family = name.split('{').next().unwrap();
            assert!(described.iter().any(|known| family.starts_with(known)), "{line}");
            assert!(family.starts_with("etalage_"), "{line}");
            let before = samples.insert(name.to_owned(), value.parse().expect(line));
            assert!(before.is_none(), "{name} is there twice");
        }
        samples
    }

    async fn end(self) {
        self.stop.cancel();
        self.answering.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn figures_are_on_the_operators_address_only() {
    on_each(|node| async move {
        let watched = Watched::begin(&node).await;
        let (shopper, merchandiser) = (node.nobody(), node.person("merchandiser").await);
        let public = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        stream.next().await.unwrap();
        let product = node.product(node.own, "alder-1").await;
        let seq = merchandiser.feature(product, node.own, node.shelf).await;
        stream.news().await;
        for _ in 0..3 {
            assert_eq!(shopper.get("/t/alder").await.status(), 200);
        }
        assert_eq!(shopper.get("/t/nowhere").await.status(), 404);
        assert_eq!(shopper.get("/metrics").await.status(), 404);
        assert_eq!(watched.operator.get("/healthz").await.status(), 404);

        let figures = watched.read().await;
        let figure = |name: &str| *figures.get(name).unwrap_or_else(|| panic!("no {name}"));
        let page = "route=\"/t/{tenant}\"";
        assert_eq!(figure(&format!("etalage_http_requests_total{{{page},status=\"2xx\"}}")), 3.0);
        assert_eq!(figure(&format!("etalage_http_requests_total{{{page},status=\"4xx\"}}")), 1.0);
        assert_eq!(figure(&format!("etalage_http_request_seconds_count{{{page}}}")), 4.0);
        let all = format!("etalage_http_request_seconds_bucket{{{page},le=\"+Inf\"}}");
        assert_eq!(figure(&all), 4.0);
        assert!(figure(&format!("etalage_http_request_seconds_sum{{{page}}}")) > 0.0);
        let write = "route=\"/api/items/{id}/featured-types\",status=\"2xx\"";
        assert_eq!(figure(&format!("etalage_http_requests_total{{{write}}}")), 1.0);

        assert_eq!(figure("etalage_page_cache_hits_total"), 2.0);
        assert_eq!(figure("etalage_page_cache_pages"), 1.0);
        assert!(figure("etalage_page_cache_bytes") > 0.0);
        assert!(figure("etalage_provider_loads_total") >= 1.0);
        assert_eq!(figure("etalage_streams_open"), 1.0);
        assert!(figure("etalage_frames_sent_total") >= 1.0);
        assert_eq!(figure("etalage_feed_followed"), 1.0);
        assert_eq!(figure("etalage_feed_position{shop=\"alder\"}"), seq as f64);
        assert_eq!(figure("etalage_feed_behind_events{shop=\"alder\"}"), 0.0);
        assert_eq!(figure("etalage_store_queued_commands"), 0.0);
        assert!(figure("etalage_store_batch_commands_count") >= 1.0);
        // Nobody's name, address or session.
        assert!(!figures.keys().any(|name| name.contains("example.test")));
        drop(stream);
        watched.end().await;
        node.stop().await;
    })
    .await;
}
