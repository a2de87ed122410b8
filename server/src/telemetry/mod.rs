//! `/metrics`, on the operators' own address.
//!
//! What is counted on the way of every request, and what a part of the node counts for itself, is
//! read here when somebody asks. Rarer things are emitted where they happen, through `metrics`.
//! To add a figure: let its part count it, and write it in [`Figures`].

mod requests;
mod text;

pub use requests::Requests;

use crate::serve::{ServeOptions, serve};
use crate::state::App;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contract::TenantId;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;
use text::Text;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Who watches a node: a handful at most.
const CONNECTIONS: usize = 64;
/// Emitted histograms are folded this often, also when nobody asks.
const UPKEEP: Duration = Duration::from_secs(5);
/// Commands in one transaction.
const BATCHES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Answers `/metrics` on `listener`, and nothing else, until `stop`.
pub async fn answer(
    app: App,
    listener: TcpListener,
    options: ServeOptions,
    stop: CancellationToken,
) -> std::io::Result<usize> {
    let emitted = emitted();
    let keeping = {
        let (emitted, stop) = (emitted.clone(), stop.clone());
        let keep = async move {
            let mut pause = tokio::time::interval(UPKEEP);
            loop {
                pause.tick().await;
                emitted.run_upkeep();
            }
        };
        tokio::spawn(stop.run_until_cancelled_owned(keep))
    };
    let router = Router::new().route("/metrics", get(metrics)).with_state((app, emitted));
    let options =
        ServeOptions { connections: CONNECTIONS, connections_per_address: 0, tls: None, ..options };
    let cut = serve(listener, router, options, stop).await;
    keeping.abort();
    cut
}

/// What is emitted through `metrics` anywhere in the process, from the first call on.
fn emitted() -> PrometheusHandle {
    static EMITTED: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let batches = Matcher::Full("etalage_store_batch_commands".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(batches, &BATCHES);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("Somebody else records this process's metrics; some will be missing.");
        }
        handle
    };
    EMITTED.get_or_init(install).clone()
}

async fn metrics(
    State((app, emitted)): State<(App, PrometheusHandle)>,
) -> ([(http::HeaderName, &'static str); 2], String) {
    let mut text = Text::default();
    Figures { app: &app, text: &mut text }.write();
    let mut text = text.into_string();
    text.push_str(&emitted.render());
    ([(CONTENT_TYPE, "text/plain; version=0.0.4"), (CACHE_CONTROL, "no-store")], text)
}

/// Everything the node's parts count for themselves.
struct Figures<'a> {
    app: &'a App,
    text: &'a mut Text,
}

impl Figures<'_> {
    fn write(&mut self) {
        self.text.family("etalage_build_info", "gauge", "The program's version.");
        self.text.sample("etalage_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
        self.requests();
        self.page_cache();
        self.provider();
        self.streams();
        self.feed();
        self.store();
    }

    fn requests(&mut self) {
        let (text, routes) = (&mut *self.text, self.app.answered.by_route());
        let name = "etalage_http_requests_total";
        text.family(name, "counter", "Requests answered, by route and class of status.");
        for (route, answers) in &routes {
            for (class, count) in answers.classes() {
                text.sample(name, &[("route", route), ("status", &class)], count);
            }
        }
        let name = "etalage_http_request_seconds";
        text.family(name, "histogram", "Time to the head of the answer.");
        for (route, answers) in &routes {
            let (counts, all) = answers.cumulative();
            if all == 0 {
                continue;
            }
            let bucket = format!("{name}_bucket");
            for (bound, count) in requests::BOUNDS.iter().zip(counts) {
                let bound = bound.as_secs_f64().to_string();
                text.sample(&bucket, &[("route", route), ("le", &bound)], count);
            }
            text.sample(&bucket, &[("route", route), ("le", "+Inf")], all);
            text.sample(&format!("{name}_sum"), &[("route", route)], answers.seconds());
            text.sample(&format!("{name}_count"), &[("route", route)], all);
        }
    }

    fn page_cache(&mut self) {
        let (text, pages) = (&mut *self.text, self.app.pages.statistics());
        text.counter("etalage_page_cache_hits_total", "Pages answered from memory.", pages.hits);
        text.counter("etalage_page_cache_misses_total", "Pages rendered.", pages.misses);
        text.counter(
            "etalage_page_cache_invalidations_total",
            "Pages dropped because what they show changed.",
            pages.invalidations,
        );
        text.gauge("etalage_page_cache_pages", "Pages held.", pages.entries);
        text.gauge("etalage_page_cache_bytes", "Bytes of pages held.", pages.bytes);
    }

    fn provider(&mut self) {
        let (text, provider) = (&mut *self.text, self.app.engine.provider().statistics());
        text.counter("etalage_provider_hits_total", "Products found in memory.", provider.hits);
        text.counter("etalage_provider_misses_total", "Products looked up.", provider.misses);
        text.counter(
            "etalage_provider_loads_total",
            "Batched reads of products; several misses share one.",
            provider.loads,
        );
        text.counter(
            "etalage_provider_invalidations_total",
            "Products forgotten because they changed.",
            provider.invalidations,
        );
        text.gauge("etalage_provider_products", "Products held.", provider.entries);
    }

    fn streams(&mut self) {
        let (text, streams) = (&mut *self.text, self.app.engine.hub().statistics());
        text.gauge("etalage_streams_open", "Event streams open.", streams.open);
        text.counter("etalage_streams_opened_total", "Event streams begun.", streams.opened);
        text.counter(
            "etalage_frames_sent_total",
            "Frames handed to open streams, each counted once per stream.",
            streams.delivered,
        );
        text.counter(
            "etalage_frames_replayed_total",
            "Frames sent again to streams that came back.",
            streams.replayed,
        );
        text.counter(
            "etalage_streams_reset_total",
            "Streams that came back too late and began anew.",
            streams.resets,
        );
        text.counter(
            "etalage_streams_closed_slow_total",
            "Streams ended because their reader fell behind.",
            streams.closed_slow,
        );
    }

    fn feed(&mut self) {
        let engine = &self.app.engine;
        let shops = engine.tenants();
        let mut positions = engine.positions();
        positions.sort_unstable_by_key(|position| position.tenant);
        let shop = |tenant: TenantId| {
            let known = shops.iter().find(|shop| shop.id == tenant);
            known.map_or_else(|| "house".to_owned(), |shop| shop.slug.clone())
        };
        let text = &mut *self.text;
        let followed = u8::from(engine.is_following());
        text.gauge("etalage_feed_followed", "1 while the change feed can be read.", followed);
        if let Some(bus) = engine.bus() {
            let connected = u8::from(bus.is_connected());
            text.gauge(
                "etalage_redis_connected",
                "1 while Redis carries words both ways.",
                connected,
            );
            text.counter("etalage_redis_heard_total", "Words of other nodes.", bus.heard());
        }
        let name = "etalage_feed_position";
        text.family(name, "gauge", "The position this node's reads have reached.");
        for position in &positions {
            text.sample(name, &[("shop", &shop(position.tenant))], position.applied.0);
        }
        let name = "etalage_feed_behind_events";
        text.family(name, "gauge", "Events this node knows of and has not applied yet.");
        for position in &positions {
            let behind = position.head.0 - position.applied.0;
            text.sample(name, &[("shop", &shop(position.tenant))], behind);
        }
    }

    fn store(&mut self) {
        let (text, store) = (&mut *self.text, self.app.engine.store());
        text.gauge(
            "etalage_store_queued_commands",
            "Changes waiting to be written.",
            store.queued(),
        );
        text.counter("etalage_store_reads_total", "Reads of the database.", store.statements());
    }
}
