//! `/metrics`, on the operators' own address.
//!
//! What is counted on the way of every request, and what a part of the node counts for itself, is
//! read here when somebody asks. Rarer things are emitted where they happen, through `metrics`.
//! To add a figure: let its part count it, and write it in [`Figures`].

mod requests;
mod text;

pub use requests::{Answers, Requests};

use crate::serve::{ServeOptions, serve};
use crate::state::App;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contract::{TenantId, Timestamp};
use engine::woo::sync::SyncState;
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

/// Seconds a change of a shop is on its way.
const LAGS: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0];

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
        let mut builder = PrometheusBuilder::new();
        for (name, buckets) in [
            ("etalage_store_batch_commands", &BATCHES[..]),
            ("etalage_delivery_shown_seconds", &LAGS),
            ("etalage_source_lag_seconds", &LAGS),
        ] {
            let metric = Matcher::Full(name.to_owned());
            let with = builder.set_buckets_for_metric(metric, buckets);
            builder = with.expect("there are buckets");
        }
        let recorder = builder.build_recorder();
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
        self.sources();
        self.store();
    }

    /// What is known of shop systems that can be asked; deliveries are counted where they are worked
    /// off.
    fn sources(&mut self) {
        let engine = &self.app.engine;
        let (shops, now) = (engine.tenants(), engine.clock().now());
        let mut states = engine.followed_states();
        states.sort_unstable_by_key(|(tenant, _)| *tenant);
        let states: Vec<_> = states
            .iter()
            .filter_map(|(id, state)| {
                Some((shops.iter().find(|shop| shop.id == *id)?.slug.as_str(), state))
            })
            .collect();
        let mut family = |name: &str, about: &str, value: &dyn Fn(&SyncState) -> Option<f64>| {
            self.text.family(name, "gauge", about);
            for (shop, state) in &states {
                if let Some(value) = value(state) {
                    self.text.sample(name, &[("shop", shop)], value);
                }
            }
        };
        let since = |at: Timestamp| (now.0 - at.0).max(0) as f64 / 1000.0;
        family("etalage_source_age_seconds", "How old the mirror of the shop may be.", &|state| {
            state.well_at.map(since)
        });
        family("etalage_source_complete", "1 once all of the shop was read.", &|state| {
            Some(f64::from(u8::from(state.is_complete())))
        });
        family("etalage_source_in_trouble", "1 while the shop cannot be followed.", &|state| {
            Some(f64::from(u8::from(state.trouble.is_some())))
        });
        family(
            "etalage_source_drift_changed",
            "Things the last comparison found other than here, that nobody had told of.",
            &|state| state.drift.map(|drift| drift.changed as f64),
        );
        family(
            "etalage_source_drift_gone",
            "Things the last comparison found gone, that nobody had told of.",
            &|state| state.drift.map(|drift| drift.gone as f64),
        );
        family(
            "etalage_source_webhooks_active",
            "Webhooks in the shop that tell of products here.",
            &|state| state.webhooks.looked_at.map(|_| state.webhooks.active() as f64),
        );
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
