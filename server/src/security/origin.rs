//! A change must come from a page of our own, or from a program that shows a key and no cookie.
//! SameSite cookies are the second line; this is the first, before any handler runs.

use axum::extract::Request;
use contract::{Problem, ProblemKind};
use http::header::{COOKIE, HOST, ORIGIN};
use http::{HeaderValue, Method};
use std::sync::Arc;

/// The origin this shop is reached at; without one, whatever `Host` says.
#[derive(Clone, Debug, Default)]
pub struct OwnOrigin(Option<Arc<str>>);

impl OwnOrigin {
    /// `base_url` is scheme and authority, as the configuration keeps it.
    pub fn new(base_url: Option<&str>) -> Self {
        Self(base_url.map(Arc::from))
    }

    /// `forbidden` for a change from elsewhere.
    pub fn admit(&self, request: &Request) -> Result<(), Problem> {
        if self.allows(request) {
            return Ok(());
        }
        tracing::warn!(
            method = request.method().as_str(),
            path = request.uri().path(),
            "A change from another site was refused"
        );
        let title =
            "This request did not come from a page of this shop. Reload the page and try again.";
        Err(Problem::new(ProblemKind::Forbidden, title))
    }

    /// Whether a request may change something.
    fn allows<B>(&self, request: &http::Request<B>) -> bool {
        let headers = request.headers();
        if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
            return true;
        }
        // Browsers set it and no page can.
        if let Some(site) = headers.get("sec-fetch-site") {
            return site == "same-origin" || site == "none";
        }
        match headers.get(ORIGIN) {
            Some(origin) => self.is(origin, request),
            // No browser of the last years sends a change without either: a program, then, which
            // has no business with a cookie.
            None => !headers.contains_key(COOKIE),
        }
    }

    fn is<B>(&self, origin: &HeaderValue, request: &http::Request<B>) -> bool {
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        if let Some(own) = &self.0 {
            return origin.eq_ignore_ascii_case(own);
        }
        // HTTP/2 has the authority in the address.
        let authority = request.uri().authority().map(|at| at.as_str());
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let claimed = origin.split_once("://").map(|(_, authority)| authority);
        match (claimed, authority.or(host)) {
            (Some(claimed), Some(host)) => claimed.eq_ignore_ascii_case(host),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(base_url: Option<&str>, method: Method, headers: &[(&str, &str)]) -> bool {
        let mut request = http::Request::builder().method(method).uri("/x");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        OwnOrigin::new(base_url).allows(&request.body(()).unwrap())
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        let post = |headers: &[_]| allowed(None, Method::POST, headers);
        let host = ("host", "shop.example:3000");
        let cookie = ("cookie", "session=1");
        assert!(post(&[host, cookie, ("sec-fetch-site", "same-origin")]));
        assert!(!post(&[host, cookie, ("sec-fetch-site", "cross-site")]));
        assert!(!post(&[host, cookie, ("sec-fetch-site", "same-site")]));
        assert!(post(&[host, cookie, ("origin", "http://shop.example:3000")]));
        assert!(!post(&[host, cookie, ("origin", "http://shop.example")]));
        assert!(!post(&[host, ("origin", "https://evil.example")]));
        assert!(!post(&[host, ("origin", "null")]));
        assert!(!post(&[host, cookie]));
        assert!(post(&[host]));
    }

    #[test]
    fn the_base_url_counts_when_it_is_known() {
        let put = |origin| {
            let headers = [("host", "inside"), ("origin", origin)];
            allowed(Some("https://shop.example"), Method::PUT, &headers)
        };
        assert!(put("https://shop.example"));
        assert!(!put("http://shop.example"));
        assert!(!put("https://inside"));
    }

    #[test]
    fn reading_is_free() {
        let foreign = [("sec-fetch-site", "cross-site"), ("cookie", "session=1")];
        assert!(allowed(None, Method::GET, &foreign));
        assert!(allowed(None, Method::HEAD, &foreign));
        assert!(!allowed(None, Method::DELETE, &foreign));
    }
}
