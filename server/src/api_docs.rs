//! The API's description and its viewer. The viewer's files come with the program; it has a
//! policy of its own, because it writes style elements.

use crate::security::headers::DOCS_POLICY;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub const VIEWER: &str = "/api/docs";
pub const DESCRIPTION: &str = "/api/openapi.json";

/// The description itself, to be routed at [`DESCRIPTION`]; encoded once.
pub fn openapi<S: Clone + Send + Sync + 'static>(description: &OpenApi) -> MethodRouter<S> {
    let json = serde_json::to_vec(description).expect("a description is plain data");
    let json = Bytes::from(json);
    const TYPE: HeaderValue = HeaderValue::from_static("application/json");
    get(|| async move { ([(CONTENT_TYPE, TYPE)], json) })
}

/// Serves the viewer at [`VIEWER`]; it reads [`DESCRIPTION`].
pub fn viewer<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let config = Config::from(DESCRIPTION)
        .display_request_duration(true)
        .try_it_out_enabled(true)
        .validator_url("none");
    Router::from(SwaggerUi::new(VIEWER).config(config)).layer(from_fn(relaxed))
}

async fn relaxed(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, DOCS_POLICY);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use tower::ServiceExt;

    async fn ask(path: &str) -> (Response<()>, String) {
        let description = utoipa::openapi::OpenApiBuilder::new().build();
        let app = viewer::<()>().route(DESCRIPTION, openapi(&description));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        (Response::from_parts(parts, ()), String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_viewer_finds_the_description() {
        let (page, html) = ask("/api/docs/").await;
        assert_eq!(page.status(), 200);
        assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], DOCS_POLICY);
        // The policy allows no inline script, and the viewer needs none.
        assert!(crate::security::headers::script_hashes(html.as_bytes()).is_empty());
        let (_, setup) = ask("/api/docs/swagger-initializer.js").await;
        assert!(setup.contains(DESCRIPTION));
        assert_eq!(ask("/api/docs/swagger-ui.css").await.0.status(), 200);
        let (description, json) = ask(DESCRIPTION).await;
        assert!(description.headers().get(CONTENT_SECURITY_POLICY).is_none());
        assert!(json.contains("\"openapi\":\"3."));
        assert_eq!(ask("/api/docs").await.0.status(), 303);
    }
}
