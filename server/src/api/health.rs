//! Whether the node lives, and whether it can serve.

use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// What `/readyz` says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Readiness {
    pub ready: bool,
    pub checks: Vec<Check>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    /// In words.
    pub detail: &'static str,
}

/// Is the process alive
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = String, example = "ok")))]
pub async fn healthz() -> &'static str {
    "ok"
}

/// Can the node serve
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses((status = 200, body = Readiness), (status = 503, description = "Says what is wrong.", body = Readiness)),
)]
pub async fn readyz(State(app): State<App>) -> impl IntoResponse {
    let ping = tokio::time::timeout(Duration::from_secs(2), app.engine.store().ping()).await;
    let database = matches!(ping, Ok(Ok(())));
    let following = app.engine.is_following();
    let stopping = app.stop.is_cancelled();
    let ready = database && following && !stopping;
    let mut checks = vec![
        Check {
            name: "database",
            ok: database,
            detail: if database {
                "answers"
            } else {
                "does not answer; pages are served from memory"
            },
        },
        Check {
            name: "feed",
            ok: following,
            detail: if following {
                "is followed"
            } else {
                "cannot be followed; pages show what was true before"
            },
        },
        Check {
            name: "shutdown",
            ok: !stopping,
            detail: if stopping { "the node is stopping" } else { "not stopping" },
        },
    ];
    // Without it the node is slower to hear of others, and serves on.
    if let Some(bus) = app.engine.bus() {
        let (name, ok) = ("redis", bus.is_connected());
        let detail = if ok {
            "tells of changes at other nodes"
        } else {
            "is gone; degraded: the feed is looked at every second"
        };
        checks.push(Check { name, ok, detail });
    }
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}
