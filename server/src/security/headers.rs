//! What browsers are told to refuse. Strict for pages and the API, one relaxed policy for the API
//! documentation; a response that brings its own policy keeps it.

pub use super::scripts::{marked_script_hashes, script_hashes};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::Arc;

/// A page larger than this is a fault, not a page.
const PAGE_BYTES: usize = 16 * 1024 * 1024;

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

/// Put into a response's extensions by a renderer that gives its own scripts this nonce: only
/// they get into the page's policy. The nonce itself is none of the policy's sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptMark(pub Arc<str>);

/// The policy of a finished page, to be computed once and kept with it.
pub fn page_policy(html: &[u8], mark: Option<&ScriptMark>) -> HeaderValue {
    let hashes = match mark {
        Some(ScriptMark(nonce)) => marked_script_hashes(html, nonce),
        None => script_hashes(html),
    };
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
#[derive(Clone, Copy, Debug)]
pub struct SecurityHeaders {
    /// Tell browsers to come back over TLS only.
    pub strict_transport: bool,
}

impl SecurityHeaders {
    /// Adds those that are not there yet.
    pub fn apply(self, headers: &mut HeaderMap) {
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

/// Middleware, with [`SecurityHeaders`] as its state. A page without a policy is read to its end
/// and gets one made from its own scripts.
pub async fn secure(
    State(security): State<SecurityHeaders>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    if !response.headers().contains_key(CONTENT_SECURITY_POLICY) {
        if is_page(response.headers()) {
            response = with_page_policy(response).await;
        } else {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, BARE);
        }
    }
    security.apply(response.headers_mut());
    response
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

async fn with_page_policy(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(html) = axum::body::to_bytes(body, PAGE_BYTES).await else {
        tracing::error!("A page could not be read to its end and was not sent");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = page_policy(&html, parts.extensions.get());
    parts.headers.insert(CONTENT_SECURITY_POLICY, policy);
    parts.headers.insert(CONTENT_LENGTH, html.len().into());
    Response::from_parts(parts, Body::from(html))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::Html;
    use axum::routing::get;
    use axum::{Router, middleware};
    use tower::ServiceExt;

    async fn headers(path: &str) -> HeaderMap {
        let marked = || async {
            let mark = axum::Extension(ScriptMark("ours".into()));
            (mark, Html("<script nonce=ours>a</script><script>b</script>"))
        };
        let app = Router::new()
            .route("/page", get(|| async { Html("<script>a</script>") }))
            .route("/marked", get(marked))
            .route("/json", get(|| async { axum::Json(1) }))
            .route("/own", get(|| async { ([(CONTENT_SECURITY_POLICY, "x")], Html("")) }))
            .layer(middleware::from_fn_with_state(
                SecurityHeaders { strict_transport: true },
                secure,
            ));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        response.headers().clone()
    }

    #[tokio::test]
    async fn pages_allow_their_own_scripts_only() {
        let policy =
            |headers: HeaderMap| headers[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let [a] = &script_hashes(b"<script>a</script>")[..] else { panic!("one script") };
        let page = policy(headers("/page").await);
        assert!(page.contains(&format!("'wasm-unsafe-eval' {a}; style-src 'self'")), "{page}");
        assert_eq!(page, policy(headers("/marked").await));
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
