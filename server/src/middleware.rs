//! What stands around every handler, from the outside in: trace, client address, security headers,
//! problem documents, rate limit, origin check.
//!
//! One layer for all of them: each layer of a router is cloned and boxed for every request, with all
//! those inside of it, which cost more than what they do.

use crate::problem::{ApiError, documents};
use crate::security::address::TrustedProxies;
use crate::security::headers::SecurityHeaders;
use crate::security::origin::OwnOrigin;
use crate::security::rate::RateLimit;
use crate::sessions;
use crate::telemetry::Requests;
use crate::trace::Traced;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::Problem;
use std::sync::Arc;

#[derive(Default)]
pub struct Around {
    /// Where answers are counted.
    pub answered: Arc<Requests>,
    pub proxies: TrustedProxies,
    pub headers: SecurityHeaders,
    /// By address.
    pub limit: RateLimit,
    pub own_origin: OwnOrigin,
}

impl Around {
    /// What may not pass is refused before its handler, and before it counts for the session; a flood
    /// costs no more than this.
    fn admit(&self, request: &Request) -> Result<(), Problem> {
        self.limit.admit(request)?;
        self.own_origin.admit(request)
    }
}

/// Middleware, with [`Around`] as its state.
pub async fn around(
    State(around): State<Arc<Around>>,
    mut request: Request,
    next: Next,
) -> Response {
    // Every line and document below carries the id, and every answer is counted.
    let traced = Traced::begin(&around.answered, &mut request);
    let answer = async {
        // Whoever limits or logs must know whom.
        around.proxies.note_client(&mut request);
        // Refusals of all within become problem documents; panics stop here.
        documents(request, async |request| match around.admit(&request) {
            Ok(()) => next.run(request).await,
            Err(problem) => ApiError(problem).into_response(),
        })
        .await
    };
    let mut response = traced.id.scope(answer).await;
    if around.headers.strict_transport {
        sessions::secure_removal(response.headers_mut());
    }
    // On every answer, refusals included.
    around.headers.apply(response.headers_mut());
    traced.end(&mut response);
    response
}
