//! The live stream.

use crate::board_streams::Listening;
use crate::problem::ApiError;
use crate::security::address::ClientAddress;
use crate::sessions::Visitor;
use crate::state::App;
use crate::stream::{self, StreamGuard, StreamPermit};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use contract::problem::ProblemDocument;
use contract::{Problem, Seq};
use engine::Audience;
use serde::Deserialize;
use std::sync::atomic::Ordering::Relaxed;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wish {
    tenant_id: Option<String>,
    topics: Option<String>,
    last_event_id: Option<String>,
    seen: Option<i64>,
}

/// Follow a shop live
///
/// Server-sent events. `window` and `products` carry what changed as facts; `heartbeat` says how
/// far the stream is; `reset` says that what came before cannot be replayed and the state is to be
/// taken anew. The id of an event is its position in the shop's feed: coming back with the last
/// one brings exactly what was missed.
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "live",
    params(
        ("tenantId" = String, Query, description = "The shop's id or slug."),
        ("topics" = Option<String>, Query, description = "`public`, or `public,admin` for the management view's stream, which needs a role.", example = "public"),
        ("lastEventId" = Option<i64>, Query, description = "The position to begin after. The `Last-Event-ID` header wins."),
        ("seen" = Option<i64>, Query, description = "The highest position heard of, be it in part. One the feed never gave out brings a `reset`."),
    ),
    responses(
        (status = 200, description = "The stream.", content_type = "text/event-stream", body = String,
            example = "id: 17\nevent: heartbeat\ndata: {\"seq\":17,\"at\":\"2026-05-01T09:30:00.000Z\"}\n\n"),
        (status = 401, description = "The admin topic needs a session.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams from this address.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn events(
    State(app): State<App>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let tenant =
        wish.tenant_id.ok_or_else(|| Problem::invalid("tenantId", "Say which shop is meant."))?;
    let tenant = app.engine.tenant(&tenant)?;
    let audience = audience(wish.topics.as_deref().unwrap_or("public"))?;
    let listening = match audience {
        Audience::Public | Audience::Cart(_) => None,
        Audience::Board => Some(visitor.listen(&tenant).await?),
    };
    let slot = app.streams.acquire(address)?;
    let header = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    // A position that cannot be read is one nobody gave out: the stream begins with a reset.
    let last = header
        .or(wish.last_event_id.as_deref())
        .map(|text| text.parse().ok().filter(|seq| *seq >= 0).map_or(Seq(i64::MAX), Seq));
    let subscription =
        app.engine.join_stream(tenant.id, audience, last, wish.seen.map(Seq)).await?;
    // When the node stops, the hub ends them all.
    let end = listening.as_ref().map(|listening| listening.end().clone());
    let guard = Open::new(app.clone(), slot, listening);
    Ok(stream::respond(subscription, end, guard))
}

/// One open stream: its slot, and its place in the counters.
struct Open {
    app: App,
    _slot: StreamPermit,
    _listening: Option<Listening>,
}

impl Open {
    fn new(app: App, slot: StreamPermit, listening: Option<Listening>) -> Self {
        let counters = app.engine.hub().counters();
        counters.open.fetch_add(1, Relaxed);
        counters.opened.fetch_add(1, Relaxed);
        Self { app, _slot: slot, _listening: listening }
    }
}

impl StreamGuard for Open {
    fn lagged(&mut self) {
        self.app.engine.hub().counters().closed_slow.fetch_add(1, Relaxed);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.app.engine.hub().counters().open.fetch_sub(1, Relaxed);
    }
}

fn audience(topics: &str) -> Result<Audience, Problem> {
    let mut audience = Audience::Public;
    for topic in topics.split(',') {
        match topic.trim() {
            "public" => {}
            "admin" => audience = Audience::Board,
            _ => return Err(Problem::invalid("topics", "Topics are public and admin.")),
        }
    }
    Ok(audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_choose_the_audience() {
        assert_eq!(audience("public"), Ok(Audience::Public));
        assert_eq!(audience("public,admin"), Ok(Audience::Board));
        assert_eq!(audience("secrets").unwrap_err().field.as_deref(), Some("topics"));
    }
}
