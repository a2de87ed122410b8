//! What every handler can reach.

use crate::board_streams::BoardStreams;
use crate::config::Config;
use crate::page_cache::PageCache;
use crate::pages::Reference;
use crate::security::address::ClientAddress;
use crate::security::rate::RateLimit;
use crate::sessions::Visitor;
use crate::stream::StreamSlots;
use crate::telemetry::Requests;
use crate::trace::TraceId;
use crate::visitors::{VisitorCookies, Whose};
use axum::extract::{FromRef, FromRequestParts};
use contract::{ApiKeyId, Problem};
use engine::{Engine, TestClock};
use http::request::Parts;
use leptos::prelude::LeptosOptions;
use std::ops::Deref;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_sessions::Session;

#[derive(Clone)]
pub struct App(Arc<Node>);

/// One node's parts.
pub struct Node {
    pub engine: Arc<Engine>,
    pub pages: Arc<PageCache>,
    /// What all pages have in common.
    pub reference: Reference,
    pub streams: StreamSlots,
    pub board_streams: BoardStreams,
    pub visitors: VisitorCookies,
    pub requests: RateLimit,
    /// Searches are worth more than other requests.
    pub searches: RateLimit,
    /// By key, whatever the address.
    pub keyed: RateLimit<ApiKeyId>,
    /// Counted where every request passes.
    pub answered: Arc<Requests>,
    pub config: Config,
    pub leptos: LeptosOptions,
    /// Cancelled when the node is asked to stop.
    pub stop: CancellationToken,
    /// Present only where tests may move the clock.
    pub test_clock: Option<Arc<TestClock>>,
}

impl App {
    pub fn new(parts: Node) -> Self {
        Self(Arc::new(parts))
    }

    /// A request's bearer, its session read only when somebody asks.
    pub fn visitor(
        &self,
        session: Session,
        whose: Whose,
        address: String,
        trace: TraceId,
    ) -> Visitor {
        let pages = self.pages.clone();
        Visitor {
            engine: self.engine.clone(),
            session,
            whose: Arc::new(whose),
            board_streams: self.board_streams.clone(),
            address,
            trace_id: trace.to_string(),
            page_cache: Arc::new(move || pages.statistics()),
        }
    }
}

impl Deref for App {
    type Target = Node;
    fn deref(&self) -> &Node {
        &self.0
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = crate::problem::ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let session =
            Session::from_request_parts(parts, app).await.map_err(|_| Problem::internal())?;
        let address =
            ClientAddress::from_request_parts(parts, app).await.map_err(|_| Problem::internal())?;
        let whose = Whose::of_request(app.visitors.clone(), &parts.headers);
        Ok(app.visitor(session, whose, address.limit_key().to_string(), TraceId::current()))
    }
}
