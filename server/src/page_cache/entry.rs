//! One page as it is kept, and the answer made from it.

use super::compress::{Coding, Effort};
use crate::problem;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use contract::Timestamp;
use contract::ports::{PageRecord, PageTag, Shown};
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE,
    ETAG, IF_NONE_MATCH, SET_COOKIE, TRANSFER_ENCODING, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::hash::{DefaultHasher, Hasher};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use tokio::sync::OnceCell;

/// Rendered HTML larger than this is a mistake.
const LARGEST_PAGE: usize = 8 * 1024 * 1024;
/// Below this, the headers weigh more than compression saves.
const WORTH_PACKING: usize = 512;

/// What a render came to.
pub struct RenderedPage {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: Bytes,
    pub shown: Shown,
}

impl RenderedPage {
    /// Reads a response to its end, then asks the record what it showed: a page that streams goes
    /// on reading until then. `policy` goes with it, also with an answer that it is unchanged.
    pub async fn read(response: Response, record: &PageRecord, policy: &HeaderValue) -> Self {
        let (parts, body) = response.into_parts();
        let mut page = match axum::body::to_bytes(body, LARGEST_PAGE).await {
            Ok(html) => {
                Self { status: parts.status, headers: parts.headers, html, shown: record.shown() }
            }
            Err(_) => {
                tracing::error!("A rendered page broke off or is beyond all size, and is not sent");
                Self::broken()
            }
        };
        page.headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
        page
    }

    fn broken() -> Self {
        let (status, html) = problem::broken_page();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        Self { status, headers, html: html.into(), shown: Shown::default() }
    }
}

/// A page in memory. Its compressed forms are made when first asked for, unless it is sent once and
/// gone.
pub struct Entry {
    status: StatusCode,
    identity: Form,
    gzip: OnceCell<Form>,
    brotli: OnceCell<Form>,
    pub(super) shown: Shown,
    shared: bool,
    stored: bool,
    /// Asked for since the clock's hand last passed.
    touched: AtomicBool,
}

/// A representation with the headers it is sent with, complete.
struct Form {
    headers: HeaderMap,
    etag: HeaderValue,
    body: Bytes,
}

impl Entry {
    pub fn new(page: RenderedPage) -> Self {
        let RenderedPage { status, mut headers, html, shown } = page;
        let shared = !headers.contains_key(SET_COOKIE);
        let refused = headers.get(CACHE_CONTROL).is_some_and(|value| {
            value
                .to_str()
                .is_ok_and(|value| value.contains("no-store") || value.contains("private"))
        });
        for name in [CONTENT_LENGTH, TRANSFER_ENCODING, DATE] {
            headers.remove(name);
        }
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        // Browsers keep the page and ask whether it is still true.
        let mode = if shared && !refused { "no-cache" } else { "private, no-store" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(mode));
        Self {
            status,
            identity: Form::new(headers, html, Coding::Identity),
            gzip: OnceCell::new(),
            brotli: OnceCell::new(),
            shown,
            shared: shared && !refused,
            stored: shared && !refused && status == StatusCode::OK,
            touched: AtomicBool::new(false),
        }
    }

    /// Whether it may go to others than the one it was rendered for.
    pub(super) fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether it is worth keeping: addresses of things that do not exist are without number.
    pub(super) fn is_stored(&self) -> bool {
        self.stored
    }

    pub(super) fn is_valid(&self, now: Timestamp) -> bool {
        self.shown.valid_until.is_none_or(|end| now < end)
    }

    pub fn tags(&self) -> &[PageTag] {
        &self.shown.tags
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The page as rendered.
    pub fn html(&self) -> &Bytes {
        &self.identity.body
    }

    /// What it counts against the bound, compressed forms included before they are made.
    pub(super) fn weight(&self) -> usize {
        self.identity.body.len() * 5 / 4 + 64 * self.shown.tags.len() + 2048
    }

    pub(super) fn bytes(&self) -> u64 {
        let forms = [Some(&self.identity), self.gzip.get(), self.brotli.get()];
        forms.into_iter().flatten().map(|form| form.body.len() as u64).sum()
    }

    pub(super) fn touch(&self) {
        // Read first: a popular page's flag is set already, and a write would make every
        // processor fetch the line anew.
        if !self.touched.load(Relaxed) {
            self.touched.store(true, Relaxed);
        }
    }

    pub(super) fn untouch(&self) -> bool {
        self.touched.swap(false, Relaxed)
    }

    /// The answer to a request with these headers: the form it takes, or 304.
    pub async fn respond(&self, request: &HeaderMap) -> Response {
        let form = self.form(Coding::accepted(request)).await;
        if self.status == StatusCode::OK && is_known(request, &form.etag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            let headers = response.headers_mut();
            *headers = form.headers.clone();
            for name in [CONTENT_TYPE, CONTENT_ENCODING] {
                headers.remove(name);
            }
            return response;
        }
        let mut response = Response::new(Body::from(form.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = form.headers.clone();
        response
    }

    async fn form(&self, coding: Coding) -> &Form {
        let cell = match coding {
            Coding::Brotli => &self.brotli,
            Coding::Gzip => &self.gzip,
            Coding::Identity => return &self.identity,
        };
        if !self.stored || self.identity.body.len() < WORTH_PACKING {
            return &self.identity;
        }
        match cell.get() {
            Some(form) => form,
            // Boxed, since it is rare: every request would carry room for it.
            None => Box::pin(self.pack(cell, coding)).await,
        }
    }

    /// Packs the page once for all who wait, on a thread that may take its time.
    async fn pack<'a>(&'a self, cell: &'a OnceCell<Form>, coding: Coding) -> &'a Form {
        let packed = cell.get_or_try_init(|| {
            let (headers, plain) = (self.identity.headers.clone(), self.identity.body.clone());
            tokio::task::spawn_blocking(move || {
                Form::new(headers, coding.encode(&plain, Effort::Page), coding)
            })
        });
        // It fails only when the node is stopping.
        packed.await.unwrap_or(&self.identity)
    }
}

impl Form {
    fn new(mut headers: HeaderMap, body: Bytes, coding: Coding) -> Self {
        // Room for what middleware adds to each copy.
        headers.reserve(8);
        if let Some(name) = coding.name() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        let etag = etag(&body);
        headers.insert(ETAG, etag.clone());
        Self { headers, etag, body }
    }
}

/// Strong: the hash of exactly the bytes sent, so each coding has its own.
pub(crate) fn etag(body: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    let text = format!("\"{:016x}-{:x}\"", hasher.finish(), body.len());
    HeaderValue::from_str(&text).expect("hexadecimal digits are a header value")
}

/// Whether `If-None-Match` names this representation, be it weakly.
pub(crate) fn is_known(request: &HeaderMap, etag: &HeaderValue) -> bool {
    const NAME: HeaderName = IF_NONE_MATCH;
    fn strong(tag: &[u8]) -> &[u8] {
        tag.strip_prefix(b"W/").unwrap_or(tag)
    }
    request.get_all(NAME).iter().any(|line| {
        let mut named = line.as_bytes().split(|b| *b == b',').map(<[u8]>::trim_ascii);
        named.any(|named| named == b"*" || strong(named) == strong(etag.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::ACCEPT_ENCODING;
    use std::sync::Arc;

    fn page(headers: &[(HeaderName, &'static str)]) -> Entry {
        let headers = headers.iter().map(|(n, v)| (n.clone(), HeaderValue::from_static(v)));
        Entry::new(RenderedPage {
            status: StatusCode::OK,
            headers: headers.collect(),
            html: Bytes::from("<p>words</p>".repeat(100)),
            shown: Shown::default(),
        })
    }

    async fn ask(entry: &Entry, headers: &[(HeaderName, &str)]) -> Response {
        let headers = headers.iter().map(|(n, v)| (n.clone(), v.parse().unwrap()));
        entry.respond(&headers.collect()).await
    }

    #[tokio::test]
    async fn each_client_gets_its_coding_and_not_twice() {
        let entry = page(&[(CONTENT_TYPE, "text/html")]);
        let mut tags = Vec::new();
        for accept in ["br, gzip", "gzip", "identity"] {
            let response = ask(&entry, &[(ACCEPT_ENCODING, accept)]).await;
            let headers = response.headers().clone();
            let coding = headers.get(CONTENT_ENCODING).map(|c| c.to_str().unwrap());
            assert_eq!(coding.unwrap_or("identity"), accept.split(',').next().unwrap());
            assert_eq!(headers[VARY], "accept-encoding");
            assert_eq!(headers[CACHE_CONTROL], "no-cache");
            let etag = headers[ETAG].to_str().unwrap().to_owned();
            let again = [(ACCEPT_ENCODING, accept), (IF_NONE_MATCH, &format!("\"x\", W/{etag}"))];
            let again = ask(&entry, &again).await;
            assert_eq!(again.status(), 304);
            assert_eq!(again.headers()[ETAG], etag.as_str());
            assert!(!again.headers().contains_key(CONTENT_TYPE));
            tags.push(etag);
        }
        assert_eq!(ask(&entry, &[(IF_NONE_MATCH, &tags[0])]).await.status(), 200);
        tags.dedup();
        assert_eq!(tags.len(), 3);
    }

    #[tokio::test]
    async fn a_rendered_response_is_read_to_its_end() {
        let record = PageRecord::default();
        record.tag(PageTag::Directory);
        let policy = HeaderValue::from_static("policy");
        let page = Response::new(Body::from("<script>a</script>"));
        let page = RenderedPage::read(page, &record, &policy).await;
        assert_eq!(page.headers[CONTENT_SECURITY_POLICY], policy);
        assert_eq!(page.shown.tags, [PageTag::Directory]);
        let broken = Body::from_stream(futures::stream::once(async { Err::<Bytes, _>("broken") }));
        let page = RenderedPage::read(Response::new(broken), &record, &policy).await;
        assert_eq!((page.status.as_u16(), &page.headers[CONTENT_SECURITY_POLICY]), (500, &policy));
        assert!(!Entry::new(page).is_stored());
    }

    /// On one thread: whatever it packs itself keeps everything else waiting.
    #[tokio::test]
    async fn packing_is_done_once_and_elsewhere() {
        let mut page = page(&[]);
        let words = (0..400_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string());
        page.identity.body = words.collect::<Vec<_>>().join(" ").into();
        let page = Arc::new(page);
        let asking: Vec<_> = (0..20)
            .map(|_| {
                let page = page.clone();
                tokio::spawn(async move { page.form(Coding::Gzip).await.body.as_ptr() as usize })
            })
            .collect();
        let mut meanwhile = 0;
        while !asking.iter().all(tokio::task::JoinHandle::is_finished) {
            tokio::task::yield_now().await;
            meanwhile += 1;
        }
        assert!(meanwhile > 50, "{meanwhile}");
        let packed = futures::future::try_join_all(asking).await.unwrap();
        assert!(packed.iter().all(|at| *at == packed[0]));
    }

    #[tokio::test]
    async fn what_is_not_kept_is_not_packed() {
        let missing = Entry { status: StatusCode::NOT_FOUND, stored: false, ..page(&[]) };
        let answer = ask(&missing, &[(ACCEPT_ENCODING, "br")]).await;
        assert!(!answer.headers().contains_key(CONTENT_ENCODING));
    }

    #[tokio::test]
    async fn what_is_personal_is_not_shared() {
        assert!(page(&[]).is_stored());
        let cookie = page(&[(SET_COOKIE, "a=b")]);
        assert!(!cookie.is_shared() && !cookie.is_stored());
        assert_eq!(ask(&cookie, &[]).await.headers()[CACHE_CONTROL], "private, no-store");
        assert!(!page(&[(CACHE_CONTROL, "no-store")]).is_stored());
    }
}
