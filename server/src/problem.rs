//! The one place where failures become answers: RFC 9457 documents under `/api`.
//!
//! Handlers return [`ApiError`]; what axum refuses by itself, and what panics, is turned into the
//! same form by [`documents`].

use crate::serve::Lateness;
use crate::trace::TraceId;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use contract::problem::ProblemDocument;
use contract::{Problem, ProblemKind};
use futures::FutureExt;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use std::panic::AssertUnwindSafe;

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
/// Longer refusals than this are not axum's own.
const REFUSAL_BYTES: usize = 1024;

/// A problem as a handler's error; it carries the trace id of the request it answers.
#[derive(Debug)]
pub struct ApiError(pub Problem);

/// What an API handler returns.
pub type ApiResult<T> = Result<T, ApiError>;

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        document(&self.0, self.0.status())
    }
}

fn document(problem: &Problem, status: u16) -> Response {
    extended(problem, status, |document| document)
}

/// A problem document with members of its own (RFC 9457, 3.2). `status` may be finer than the
/// problem's own: an address that is too long is `too-large`, 414.
pub fn extended<T: serde::Serialize>(
    problem: &Problem,
    status: u16,
    extend: impl FnOnce(ProblemDocument) -> T,
) -> Response {
    let mut document = ProblemDocument::new(problem, TraceId::current().to_string());
    document.status = status;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(extend(document))).into_response();
    response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// Answers; under `/api` every failure is a problem document, and everywhere a body that came too late;
/// elsewhere a panic is a plain page. Both carry the id of the request.
pub async fn documents(
    request: Request,
    answer: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let path = request.uri().path();
    let api = path == "/api" || path.starts_with("/api/");
    let lateness = request.extensions().get::<Lateness>().cloned();
    let answered = AssertUnwindSafe(answer(request)).catch_unwind().await;
    let Ok(response) = answered else {
        // The panic hook has written what happened and where.
        let trace_id = TraceId::current();
        tracing::error!(%trace_id, "A request panicked and was answered with an error");
        return if api {
            ApiError(Problem::internal()).into_response()
        } else {
            let (status, page) = broken_page();
            (status, axum::response::Html(page)).into_response()
        };
    };
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if failed && lateness.is_some_and(|lateness| lateness.is_late()) {
        document(&problem_for(StatusCode::REQUEST_TIMEOUT), 408)
    } else if api && failed && !is_problem(&response) {
        rewrite(response).await
    } else {
        response
    }
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE) == Some(&PROBLEM_JSON)
}

/// Puts a document in the place of a bare refusal, keeping the headers that explain it.
async fn rewrite(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let status = parts.status.as_u16();
    let mut problem = problem_for(parts.status);
    if status == 400 && is_text(&parts.headers) {
        let words = axum::body::to_bytes(body, REFUSAL_BYTES).await.unwrap_or_default();
        name_parameter(&mut problem, &String::from_utf8_lossy(&words));
    }
    let mut answer = document(&problem, status);
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// Says in our own words which parameter axum's are about.
fn name_parameter(problem: &mut Problem, words: &str) {
    let Some((field, title)) = in_address(words).or_else(|| in_query(words)) else {
        return;
    };
    problem.field = Some(field.to_owned());
    problem.title = title;
}

fn in_address(words: &str) -> Option<(&str, String)> {
    let (field, _) =
        words.strip_prefix("Invalid URL: Cannot parse `")?.split_once("` with value ")?;
    Some((field, format!("`{field}` cannot be read.")))
}

fn in_query(words: &str) -> Option<(&str, String)> {
    let words = words.strip_prefix("Failed to deserialize query string: ")?;
    let of = |what| words.strip_prefix(what)?.split_once('`').map(|(field, _)| field);
    if let Some(field) = of("missing field `") {
        return Some((field, format!("Say what `{field}` is.")));
    }
    if let Some(field) = of("duplicate field `") {
        return Some((field, format!("Say only once what `{field}` is.")));
    }
    let (field, _) = words.split_once(": ")?;
    Some((field, format!("`{field}` cannot be read.")))
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"text/plain"))
}

fn problem_for(status: StatusCode) -> Problem {
    let of = |kind, title: &str| Problem::new(kind, title);
    match status.as_u16() {
        401 => Problem::unauthenticated(),
        403 => Problem::forbidden(),
        404 => of(ProblemKind::NotFound, "There is nothing at this address."),
        405 => of(
            ProblemKind::MethodNotAllowed,
            "This address does not know that method. `Allow` names those it does.",
        ),
        408 => of(ProblemKind::MalformedRequest, "The request took too long to arrive."),
        409 => Problem::conflict("The request contradicts the present state."),
        413 => of(ProblemKind::TooLarge, "The body of the request is too large."),
        414 => of(ProblemKind::TooLarge, "The address is too long."),
        415 => of(ProblemKind::UnsupportedMediaType, "Send the body as application/json."),
        422 => of(ProblemKind::InvalidField, "A field is not as it should be."),
        429 => Problem::too_many_requests(1),
        431 => of(ProblemKind::TooLarge, "The headers of the request are too large."),
        503 | 504 => Problem::unavailable(),
        400..500 => of(ProblemKind::MalformedRequest, "The request was not understood."),
        _ => Problem::internal(),
    }
}

/// What people see instead of a page that could not be made.
pub fn broken_page() -> (StatusCode, String) {
    let trace_id = TraceId::current();
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Something went wrong</title>\
         <h1>Something went wrong on our side</h1><p>It has been noted. Try again in a moment, or \
         quote <code>{trace_id}</code> when asking for help.</p><p><a href=\"/\">Back to the \
         start</a></p></html>"
    );
    (StatusCode::INTERNAL_SERVER_ERROR, page)
}

/// JSON that says what is wrong with it: 415 for another type, 400 when it cannot be read, 422
/// with a JSON pointer when a field is not as it should be.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(problem_for(StatusCode::UNSUPPORTED_MEDIA_TYPE).into());
        }
        let body = Bytes::from_request(request, state).await.map_err(unread)?;
        parse(&body).map(Self).map_err(ApiError)
    }
}

fn unread(rejection: BytesRejection) -> ApiError {
    ApiError(match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => problem_for(StatusCode::PAYLOAD_TOO_LARGE),
        _ => Problem::new(
            ProblemKind::MalformedRequest,
            "The body of the request did not arrive whole.",
        ),
    })
}

/// `application/json` and `application/…+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or("").trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // The way to what is wrong is only followed where something is.
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let malformed = |error: serde_json::Error| {
        let title = format!("The body is not valid JSON: {error}.");
        Problem::new(ProblemKind::MalformedRequest, title)
    };
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        use serde_json::error::Category;
        let path = pointer(error.path());
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => invalid(path, &inner.to_string()),
            Category::Syntax | Category::Eof | Category::Io => malformed(inner),
        }
    })?;
    json.end().map_err(malformed)?;
    Ok(value)
}

/// The words without their position, which means little once the field is named.
fn invalid(mut pointer: String, words: &str) -> Problem {
    let words = words.rsplit_once(" at line ").map_or(words, |(words, _)| words);
    if let Some(field) = missing_field(words) {
        pointer.push('/');
        pointer.push_str(&escape(field));
    }
    Problem::invalid(pointer, format!("This is not as it should be: {words}."))
}

fn missing_field(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once("missing field `")?;
    rest.split_once('`').map(|(field, _)| field)
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// RFC 6901; the whole document is the empty pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let step = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => escape(key),
            Segment::Enum { variant } => escape(variant),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&step);
    }
    pointer
}

#[cfg(test)]
mod tests;
