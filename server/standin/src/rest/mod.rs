//! REST v3, as far as it is read, and webhooks.

mod auth;
mod hooks;
mod list;
mod orders;
mod products;
mod terms;

use crate::fault::Ill;
use crate::shop::Shop;
use crate::{clock::http_date, php};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Held};
use axum::http::header::{CONTENT_TYPE, DATE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

/// What requests are answered with.
#[derive(Clone, Debug)]
pub struct Served {
    pub shop: Shop,
    /// Whether it is reached over TLS.
    pub secure: bool,
}

pub fn router(served: Served) -> Router {
    let products = Router::new()
        .route("/products", get(products::list))
        .route("/products/{id}", get(products::one))
        .route("/products/{id}/variations", get(products::variations))
        .route("/products/{id}/variations/{variation}", get(products::variation))
        .route("/products/categories", get(terms::categories))
        .route("/products/categories/{id}", get(terms::category))
        .route("/products/tags", get(terms::tags))
        .route("/products/attributes", get(terms::attributes))
        .route("/data/currencies/current", get(currency))
        .route("/orders", get(orders::list).post(orders::create))
        .route("/orders/{id}", get(orders::one).put(orders::update).post(orders::update))
        .route("/webhooks", get(hooks::list).post(hooks::create))
        .route(
            "/webhooks/{id}",
            get(hooks::one).put(hooks::update).post(hooks::update).delete(hooks::delete),
        )
        .fallback(unknown);
    Router::new()
        .nest("/wp-json/wc/v3", products)
        .layer(from_fn_with_state(served.clone(), auth::check))
        .layer(from_fn_with_state(served.clone(), weather))
        .with_state(served)
}

/// Bad days come before everything else, and every answer has the shop's own date.
async fn weather(Held(served): Held<Served>, request: Request, next: Next) -> Response {
    let ill = {
        let mut state = served.shop.state();
        state.remember_request(format!("{} {}", request.method(), request.uri()));
        state.faults.of_request()
    };
    let mut answer = match ill {
        Some(Ill::Status { status, retry_after }) => sick(status, retry_after),
        Some(Ill::Html) => axum::response::Html("<h1>Back in a minute</h1>").into_response(),
        Some(Ill::Late(by)) => {
            tokio::time::sleep(by).await;
            next.run(request).await
        }
        None => next.run(request).await,
    };
    if let Ok(date) = HeaderValue::from_str(&http_date(served.shop.now())) {
        answer.headers_mut().insert(DATE, date);
    }
    answer
}

fn sick(status: u16, retry_after: Option<u64>) -> Response {
    let mut answer = refusal(status, "internal_server_error", "There has been a critical error.");
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

async fn currency(Held(served): Held<Served>) -> Response {
    let code = served.shop.state().currency.clone().unwrap_or_else(|| "EUR".into());
    answer(&json!({ "code": code, "name": code, "symbol": "&curren;" }))
}

async fn unknown() -> Response {
    let message = "No route was found matching the URL and request method.";
    refusal(404, "rest_no_route", message)
}

pub fn error_body(status: u16, code: &str, message: &str) -> Value {
    json!({ "code": code, "message": message, "data": { "status": status } })
}

fn refusal(status: u16, code: &str, message: &str) -> Response {
    let mut answer = answer(&error_body(status, code, message));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    answer
}

fn answer(value: &Value) -> Response {
    let mut answer = Response::new(Body::from(php::encode(value)));
    let json = HeaderValue::from_static("application/json; charset=UTF-8");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}
