use super::*;
use crate::middleware::{Around, around};
use crate::trace::TRACE_ID;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::routing::{get, post};
use axum::{Router, middleware::from_fn_with_state};
use serde::Deserialize;
use std::sync::Arc;
use tower::ServiceExt;

#[derive(Deserialize)]
#[allow(dead_code, reason = "only its reading is of interest")]
struct Draft {
    name: String,
    places: Vec<Place>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only its reading is of interest")]
struct Place {
    position: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "only its reading is of interest")]
struct About {
    tenant_id: String,
    seq: Option<i64>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "only its reading is of interest")]
struct Item {
    id: i64,
}

fn app() -> Router {
    Router::new()
        .route("/api/drafts", post(|_: ApiJson<Draft>| async { "stored" }))
        .route("/api/about", get(|_: Query<About>| async { "about" }))
        .route("/api/items/{id}", get(|_: Path<Item>| async { "item" }))
        .route("/api/busy", get(|| async { ApiError(Problem::too_many_requests(7)) }))
        .route("/api/panic", get(|| async { panic!("internal detail") as &'static str }))
        .route("/panic", get(|| async { panic!("internal detail") as &'static str }))
        .route(
            "/api/leak",
            get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "internal detail") }),
        )
        .layer(DefaultBodyLimit::max(200))
        .layer(from_fn_with_state(Arc::<Around>::default(), around))
}

async fn ask(request: http::request::Builder, body: &str) -> (HeaderMap, u16, String) {
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 10_000).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    (parts.headers, parts.status.as_u16(), body)
}

/// Status, last part of the type, and field of the document, after checking its form.
async fn problem(request: http::request::Builder, body: &str) -> (u16, String, Option<String>) {
    let (headers, status, body) = ask(request, body).await;
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{body}");
    let document: ProblemDocument = serde_json::from_str(&body).unwrap();
    assert_eq!(document.status, status);
    assert_eq!(headers[TRACE_ID], document.trace_id.as_str());
    assert!(!body.contains("internal detail"));
    let kind = document.r#type.rsplit(':').next().unwrap().to_owned();
    (status, kind, document.field)
}

fn json() -> http::request::Builder {
    Request::post("/api/drafts").header(CONTENT_TYPE, "application/json; charset=utf-8")
}

#[tokio::test]
async fn json_says_what_is_wrong_with_it() {
    let refused = async |body| problem(json(), body).await;
    let field = |at: &str| (422, "invalid-field".to_owned(), Some(at.to_owned()));
    let malformed = (400, "malformed-request".to_owned(), None);
    assert_eq!(refused(r#"{"name": "#).await, malformed);
    assert_eq!(refused(r#"{"name": "a", "places": []} x"#).await, malformed);
    assert_eq!(refused("").await, malformed);
    assert_eq!(refused(r#"{"name": 3, "places": []}"#).await, field("/name"));
    assert_eq!(refused(r#"{"name": "a"}"#).await, field("/places"));
    let nested = r#"{"name": "a", "places": [{"position": 1}, {"position": -1}]}"#;
    assert_eq!(refused(nested).await, field("/places/1/position"));
    assert_eq!(refused(&format!(r#"{{"name":"{}"}}"#, "a".repeat(300))).await.0, 413);
    let plain = Request::post("/api/drafts").header(CONTENT_TYPE, "text/plain");
    assert_eq!(problem(plain, "{}").await.0, 415);
    let (_, status, _) = ask(json(), r#"{"name": "a", "places": []}"#).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn what_axum_refuses_is_a_document_too() {
    let get = async |path: &str| problem(Request::get(path), "").await;
    assert_eq!(get("/api/nothing").await.0, 404);
    assert_eq!(get("/api/leak").await.1, "internal");
    assert_eq!(get("/api/panic").await.1, "internal");
    let (headers, status, _) = ask(Request::get("/api/drafts"), "").await;
    assert_eq!((status, headers[ALLOW].as_bytes()), (405, &b"POST"[..]));
    let (headers, status, _) = ask(Request::get("/api/busy"), "").await;
    assert_eq!((status, headers[RETRY_AFTER].as_bytes()), (429, &b"7"[..]));
}

#[tokio::test]
async fn parameters_are_named_in_our_own_words() {
    let cases = [
        ("/api/items/x", "id", "`id` cannot be read."),
        ("/api/about", "tenantId", "Say what `tenantId` is."),
        ("/api/about?tenantId=a&tenantId=b", "tenantId", "Say only once what `tenantId` is."),
        ("/api/about?tenantId=a&seq=soon", "seq", "`seq` cannot be read."),
    ];
    for (path, field, title) in cases {
        let (_, status, body) = ask(Request::get(path), "").await;
        let document: ProblemDocument = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 400, "{path}");
        assert_eq!((document.field.as_deref(), &*document.title), (Some(field), title), "{path}");
    }
    // A value may say what it likes.
    let (_, _, body) = ask(Request::get("/api/items/missing%20field%20%60a%60"), "").await;
    assert!(body.contains("`id` cannot be read."), "{body}");
}

#[tokio::test]
async fn pages_stay_pages() {
    let (headers, status, body) = ask(Request::get("/panic"), "").await;
    assert_eq!((status, headers[CONTENT_TYPE].as_bytes()), (500, &b"text/html; charset=utf-8"[..]));
    assert!(body.contains(headers[TRACE_ID].to_str().unwrap()) && !body.contains("detail"));
    let (headers, status, _) = ask(Request::get("/nothing"), "").await;
    assert_eq!((status, headers.get(CONTENT_TYPE)), (404, None));
}
