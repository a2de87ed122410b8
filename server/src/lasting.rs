//! Files made from what a shop is: kept by whoever asks for a while, and known by a tag.

use crate::page_cache::is_known;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, StatusCode};

/// What is said of a file besides its content.
pub(crate) struct Lasting {
    pub kind: HeaderValue,
    /// For how long, as `Cache-Control` says it.
    pub lifetime: HeaderValue,
    pub tag: HeaderValue,
}

impl Lasting {
    /// Whether the asker has it.
    pub(crate) fn is_known(&self, asked: &HeaderMap) -> bool {
        is_known(asked, &self.tag)
    }

    /// The file, or word that the asker has it.
    pub(crate) fn respond(self, asked: &HeaderMap, body: impl Into<Body>) -> Response {
        let known = self.is_known(asked);
        let lasting = [(CACHE_CONTROL, self.lifetime), (ETAG, self.tag)];
        match known {
            true => (StatusCode::NOT_MODIFIED, lasting).into_response(),
            false => (lasting, [(CONTENT_TYPE, self.kind)], body.into()).into_response(),
        }
    }
}
