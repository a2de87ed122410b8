//! What browsers are told to refuse. One strict policy for all pages and one for what is no page, a
//! relaxed one for the API documentation; a response that brings its own policy keeps it.

pub use super::scripts::script_hashes;

use http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

const REST: &str = "; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data: https:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For answers that are not pages.
const BARE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; frame-ancestors 'none'");

/// For the API documentation, whose viewer writes style elements.
pub const DOCS_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// The policy of every page: it allows the scripts of this one and no others. `reference` shows
/// nothing of any shop, so a script that found its way into a page with somebody's words is not
/// among them.
pub fn page_policy(reference: &[u8]) -> HeaderValue {
    let hashes = script_hashes(reference);
    let mut policy = String::with_capacity(420 + hashes.len() * 54);
    policy.push_str("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    for hash in hashes {
        policy.push(' ');
        policy.push_str(&hash);
    }
    policy.push_str(REST);
    HeaderValue::from_str(&policy).expect("base64 and fixed words are a header value")
}

/// The headers that are the same on every answer.
#[derive(Clone, Debug)]
pub struct SecurityHeaders {
    /// See [`page_policy`].
    pub page_policy: HeaderValue,
    /// Tell browsers to come back over TLS only.
    pub strict_transport: bool,
}

impl SecurityHeaders {
    /// Adds those that are not there yet.
    pub fn apply(&self, headers: &mut HeaderMap) {
        if !headers.contains_key(CONTENT_SECURITY_POLICY) {
            let policy = if is_page(headers) { self.page_policy.clone() } else { BARE };
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        let mut add = |name: HeaderName, value: &'static str| {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        };
        add(X_CONTENT_TYPE_OPTIONS, "nosniff");
        add(REFERRER_POLICY, "strict-origin-when-cross-origin");
        add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        add(
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        );
        if self.strict_transport {
            add(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
    }
}

impl Default for SecurityHeaders {
    fn default() -> Self {
        Self { page_policy: BARE, strict_transport: false }
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::middleware::{Around, around};
    use axum::body::Body;
    use axum::extract::Request;
    use axum::response::Html;
    use axum::routing::get;
    use axum::{Router, middleware::from_fn_with_state};
    use std::sync::Arc;
    use tower::ServiceExt;

    async fn headers(path: &str) -> HeaderMap {
        let page = || async { Html("<script>a</script><p><script>b</script>") };
        let headers = SecurityHeaders {
            page_policy: page_policy(b"<script>a</script>"),
            strict_transport: true,
        };
        let app = Router::new()
            .route("/page", get(page))
            .route("/json", get(|| async { axum::Json(1) }))
            .route("/own", get(|| async { ([(CONTENT_SECURITY_POLICY, "x")], Html("")) }))
            .layer(from_fn_with_state(Arc::new(Around { headers, ..Around::default() }), around));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        response.headers().clone()
    }

    #[tokio::test]
    async fn pages_allow_our_own_scripts_only() {
        let policy =
            |headers: HeaderMap| headers[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let [a] = &script_hashes(b"<script>a</script>")[..] else { panic!("one script") };
        let page = policy(headers("/page").await);
        assert!(page.contains(&format!("'wasm-unsafe-eval' {a}; style-src 'self'")), "{page}");
        assert!(!page.contains("script-src 'self' 'unsafe"));
        assert_eq!(policy(headers("/json").await), BARE);
        assert_eq!(policy(headers("/own").await), "x");
    }

    #[tokio::test]
    async fn every_answer_has_the_rest() {
        let headers = headers("/json").await;
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[REFERRER_POLICY], "strict-origin-when-cross-origin");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
