//! Lets tests move the clock over HTTP. Only in builds with the feature `test-clock`, which an
//! optimised build refuses.

use crate::state::App;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;

#[cfg(all(feature = "test-clock", not(debug_assertions)))]
compile_error!("test-clock is for tests; a release build must not carry it");

/// `POST /api/test/clock/{milliseconds}` sets the clock forward.
pub fn router() -> Router<App> {
    Router::new().route("/api/test/clock/{milliseconds}", post(advance))
}

async fn advance(State(app): State<App>, Path(milliseconds): Path<i64>) -> StatusCode {
    match &app.test_clock {
        Some(clock) => {
            clock.advance(milliseconds);
            StatusCode::NO_CONTENT
        }
        None => StatusCode::NOT_FOUND,
    }
}
