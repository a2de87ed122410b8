//! One id for everything a request causes, from the first log line to the last event.

use crate::telemetry::{Answers, Requests};
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::convert::Infallible;
use std::fmt;
use std::time::{Duration, Instant};

/// Where a caller finds the id of what it asked for.
pub const TRACE_ID: HeaderName = HeaderName::from_static("trace-id");

tokio::task_local! {
    static CURRENT: TraceId;
}

/// 128 bits as W3C Trace Context has them; 32 hexadecimal digits in text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(u128);

impl TraceId {
    /// A fresh random id.
    pub fn random() -> Self {
        Self(rand::random::<u128>().max(1))
    }

    /// The id of the request this task answers; a fresh one outside of any.
    pub fn current() -> Self {
        CURRENT.try_with(|id| *id).unwrap_or_else(|_| Self::random())
    }

    /// Runs a future under this id, as a job does that goes on with a request's work.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// `traceparent: 00-{trace}-{span}-{flags}`; anything else is as good as none.
    fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get("traceparent")?.to_str().ok()?;
        let hex = |part: &str, length: usize| {
            let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            part.len() == length && part.bytes().all(digits)
        };
        let mut parts = text.splitn(4, '-');
        let (version, trace) = (parts.next()?, parts.next()?);
        let (span, flags) = (parts.next()?, parts.next()?);
        // Later versions may say more behind the flags.
        let known = flags.len() == 2 || (version != "00" && flags.as_bytes().get(2) == Some(&b'-'));
        let valid = hex(version, 2)
            && version != "ff"
            && hex(trace, 32)
            && hex(span, 16)
            && span.bytes().any(|b| b != b'0')
            && known
            && hex(flags.get(..2)?, 2);
        let id = u128::from_str_radix(trace, 16).ok()?;
        (valid && id != 0).then_some(Self(id))
    }

    fn header_value(self) -> HeaderValue {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 32];
        for (at, byte) in self.0.to_be_bytes().into_iter().enumerate() {
            text[at * 2] = DIGITS[usize::from(byte >> 4)];
            text[at * 2 + 1] = DIGITS[usize::from(byte & 15)];
        }
        HeaderValue::from_bytes(&text).expect("hexadecimal digits are a header value")
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<S: Sync> FromRequestParts<S> for TraceId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get().copied();
        Ok(known.unwrap_or_else(Self::current))
    }
}

/// A request that is being answered.
pub struct Traced<'a> {
    pub id: TraceId,
    began: Instant,
    line: Option<Line>,
    answers: &'a Answers,
}

impl<'a> Traced<'a> {
    /// Gives the request its id.
    pub fn begin(answered: &'a Requests, request: &mut Request) -> Self {
        let began = Instant::now();
        let id = TraceId::from_headers(request.headers()).unwrap_or_else(TraceId::random);
        request.extensions_mut().insert(id);
        let line = Line::of(request);
        let answers = answered.to(request.extensions().get().map(MatchedPath::as_str));
        Self { id, began, line, answers }
    }

    /// Says the id, counts the answer and writes one line of it.
    pub fn end(self, response: &mut Response) {
        response.headers_mut().insert(TRACE_ID, self.id.header_value());
        let (status, took) = (response.status().as_u16(), self.began.elapsed());
        self.answers.note(status, took);
        if let Some(line) = self.line {
            line.write(self.id, status, took);
        }
    }
}

/// What the log says about a request; the path as its template, so that lines can be counted.
struct Line {
    method: http::Method,
    template: Option<MatchedPath>,
    path: String,
    quiet: bool,
}

impl Line {
    /// Nothing when nobody listens: a page from the cache costs less than its log line.
    fn of(request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let quiet = ["/pkg/", "/demo/", "/favicon"].iter().any(|at| path.starts_with(at));
        let heard = match quiet {
            true => tracing::enabled!(tracing::Level::DEBUG),
            false => tracing::enabled!(tracing::Level::WARN),
        };
        let template = request.extensions().get::<MatchedPath>().cloned();
        heard.then(|| Self {
            method: request.method().clone(),
            path: if template.is_some() { String::new() } else { path.to_owned() },
            template,
            quiet,
        })
    }

    fn write(&self, id: TraceId, status: u16, took: Duration) {
        let method = self.method.as_str();
        let path = self.template.as_ref().map_or(self.path.as_str(), MatchedPath::as_str);
        let ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(method, path, status, ms, trace_id = %id,
                    "{method} {path} was answered {status} in {ms} ms")
            };
        }
        match status {
            500.. => line!(warn),
            _ if self.quiet => line!(debug),
            _ => line!(info),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::middleware::{Around, around};
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use std::sync::Arc;
    use tower::ServiceExt;

    fn from(traceparent: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("traceparent", traceparent.parse().unwrap());
        TraceId::from_headers(&headers).map(|id| id.to_string())
    }

    #[test]
    fn takes_only_a_valid_parent() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(from(&format!("00-{id}-00f067aa0ba902b7-01")).as_deref(), Some(id));
        assert_eq!(from(&format!("cc-{id}-00f067aa0ba902b7-01-what")).as_deref(), Some(id));
        for wrong in [
            format!("ff-{id}-00f067aa0ba902b7-01"),
            format!("00-{id}-0000000000000000-01"),
            format!("00-{id}-00f067aa0ba902b7-01-what"),
            format!("00-{}-00f067aa0ba902b7-01", id.to_uppercase()),
            format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
            format!("00-{id}-00f067aa0ba902b7"),
            "nonsense".to_owned(),
        ] {
            assert_eq!(from(&wrong), None, "{wrong}");
        }
    }

    #[tokio::test]
    async fn the_same_id_stands_everywhere() {
        let seen = |id: TraceId| async move { format!("{id} {}", TraceId::current()) };
        let app = Router::new()
            .route("/", get(seen))
            .layer(from_fn_with_state(Arc::<Around>::default(), around));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let header = response.headers()[TRACE_ID].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(body, format!("{header} {header}"));
        assert_eq!(header.len(), 32);
    }
}
