//! The handle over HTTP, for tests that are not in Rust: everything below `/_control`.

use crate::rest::Served;
use crate::{Change, Fault, Keys, ShopClock};
use axum::extract::{Query, State as Held};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use contract::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

pub fn router(served: Served) -> Router {
    Router::new()
        .route("/_control/change", post(change))
        .route("/_control/fault", post(fault).delete(heal))
        .route("/_control/clock", post(clock))
        .route("/_control/keys", get(keys).post(set_keys))
        .route("/_control/fill", post(fill))
        .route("/_control/webhooks", get(webhooks).delete(disable))
        .route("/_control/deliveries", get(deliveries).post(hold))
        .route("/_control/requests", get(requests))
        .route("/_control/settled", post(settled))
        .with_state(served)
}

async fn change(Held(served): Held<Served>, Json(change): Json<Change>) -> Json<Value> {
    Json(json!({ "id": served.shop.apply(change) }))
}

async fn fault(Held(served): Held<Served>, Json(fault): Json<Fault>) {
    served.shop.fault(fault);
}

async fn heal(Held(served): Held<Served>) {
    served.shop.heal();
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SetClock {
    /// Ahead of the machine's, in seconds.
    Ahead(i64),
    Stopped(String),
}

async fn clock(Held(served): Held<Served>, Json(set): Json<SetClock>) -> StatusCode {
    let clock = match set {
        SetClock::Ahead(seconds) => Some(ShopClock::Ahead(seconds)),
        SetClock::Stopped(at) => Timestamp::parse(&at).map(ShopClock::Stopped),
    };
    let Some(clock) = clock else {
        return StatusCode::BAD_REQUEST;
    };
    served.shop.set_clock(clock);
    StatusCode::OK
}

async fn keys(Held(served): Held<Served>) -> Json<Keys> {
    Json(served.shop.keys())
}

async fn set_keys(Held(served): Held<Served>, Json(keys): Json<Keys>) {
    served.shop.set_keys(keys);
}

#[derive(Deserialize)]
struct Fill {
    products: usize,
}

async fn fill(Held(served): Held<Served>, Json(fill): Json<Fill>) {
    served.shop.generate(fill.products);
}

async fn webhooks(Held(served): Held<Served>) -> Json<Value> {
    let all = served.shop.webhooks();
    Json(all.iter().map(|webhook| webhook.to_json(0)).collect())
}

async fn disable(Held(served): Held<Served>) {
    served.shop.disable_webhooks();
}

async fn deliveries(Held(served): Held<Served>) -> Json<Value> {
    Json(json!(served.shop.take_sent()))
}

#[derive(Deserialize)]
struct Hold {
    held: bool,
}

async fn hold(Held(served): Held<Served>, Json(hold): Json<Hold>) {
    served.shop.hold_deliveries(hold.held);
}

async fn requests(Held(served): Held<Served>) -> Json<Value> {
    Json(json!(served.shop.take_requests()))
}

#[derive(Deserialize)]
struct Patience {
    #[serde(default = "seconds")]
    seconds: u64,
}

fn seconds() -> u64 {
    10
}

async fn settled(Held(served): Held<Served>, Query(patience): Query<Patience>) -> StatusCode {
    match served.shop.settled(Duration::from_secs(patience.seconds)).await {
        true => StatusCode::OK,
        false => StatusCode::REQUEST_TIMEOUT,
    }
}
