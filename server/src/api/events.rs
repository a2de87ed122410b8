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
/// Server-sent events. `window` and `products` carry what changed as facts; `own` says that something
/// of the visitor's changed; `heartbeat` says how far the stream is, at its beginning and when nothing
/// else was said for 15 seconds; `reset` says that what came before cannot be replayed and the state is
/// to be taken anew. The id of an event is its position in the shop's feed: coming back with the last
/// one brings exactly what was missed.
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "live",
    params(
        ("tenantId" = String, Query, description = "The shop's id or slug."),
        ("topics" = Option<String>, Query, description = "`public`; `public,admin` for the management view's stream, which needs a role; or `own` for what is the visitor's whom the cookie names.", example = "public"),
        ("lastEventId" = Option<i64>, Query, description = "The position to begin after. The `Last-Event-ID` header wins."),
        ("seen" = Option<i64>, Query, description = "The highest position heard of, be it in part. One the feed never gave out brings a `reset`."),
    ),
    responses(
        (status = 200, description = "The stream.", content_type = "text/event-stream", body = String,
            example = "id: 17\nevent: heartbeat\ndata: {\"seq\":17,\"at\":\"2026-05-01T09:30:00.000Z\"}\n\n"),
        (status = 401, description = "The admin topic needs a session.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop, or for `own` no cart.", body = ProblemDocument, content_type = "application/problem+json"),
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
    let (audience, listening) = match topics(wish.topics.as_deref().unwrap_or("public"))? {
        Topic::Public => (Audience::Public, None),
        Topic::Admin => (Audience::Board, Some(visitor.listen(&tenant).await?)),
        Topic::Own => {
            let cart = visitor.cart(tenant.id).await?;
            (Audience::Cart(cart.ok_or_else(|| Problem::not_found("cart"))?), None)
        }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic {
    Public,
    /// The public one besides.
    Admin,
    /// Nothing besides.
    Own,
}

fn topics(asked: &str) -> Result<Topic, Problem> {
    let mut named: Vec<&str> = asked.split(',').map(str::trim).collect();
    named.sort_unstable();
    named.dedup();
    match named[..] {
        ["public"] => Ok(Topic::Public),
        ["admin"] | ["admin", "public"] => Ok(Topic::Admin),
        ["own"] => Ok(Topic::Own),
        _ => {
            let title = "Topics are public, admin with or without it, or own by itself.";
            Err(Problem::invalid("topics", title))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_choose_the_audience() {
        assert_eq!(topics("public"), Ok(Topic::Public));
        assert_eq!(topics("public, admin"), Ok(Topic::Admin));
        assert_eq!(topics("own"), Ok(Topic::Own));
        for odd in ["secrets", "", "own,public", "admin,own"] {
            assert_eq!(topics(odd).unwrap_err().field.as_deref(), Some("topics"), "{odd}");
        }
    }
}
