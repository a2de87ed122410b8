//! Serves pages: the shoppers' from the page cache, the admin's and each visitor's own afresh.

mod address;
mod own;
mod put_off;
mod reference;

pub use own::{own, own_form};
pub use reference::Reference;

use crate::page_cache::{Entry, PageKey, RenderedPage};
use crate::security::address::ClientAddress;
use crate::sessions::{Nobody, Visitor};
use crate::state::App;
pub(crate) use address::Address;
use app::{Posted, PublicOrigin, Reading, SharedHead};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::ports::{Directory, PageRecord, PageTag, Services, Visit};
use contract::{Currency, Language, Problem, Seq, TenantId};
use engine::{View, ViewChange};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, Method, Uri};
use leptos::prelude::provide_context;
use put_off::PutOff;
use std::sync::Arc;

/// A page that is the same for everyone: from the cache, or rendered once for all who ask.
pub async fn cached(State(app): State<App>, request: Request) -> Response {
    // Nothing is kept under an address that is not a page's own.
    if request.uri().query().is_none()
        && let Some(entry) =
            app.pages.get(&PageKey::new(request.uri().path()), app.engine.clock().now())
    {
        return entry.respond(request.headers()).await;
    }
    // Boxed, since it is rare: every request would carry room for it.
    let (asked, _) = request.into_parts();
    Box::pin(looked_up(app, asked)).await
}

async fn looked_up(app: App, asked: Parts) -> Response {
    let (path, query) = (asked.uri.path(), asked.uri.query());
    let missing = app.reference.missing(path);
    let Some(address) = Address::of_path(path) else {
        return missing.respond(&asked.headers).await;
    };
    // An unknown shop's page says so itself.
    let shop = address.shop().and_then(|shop| app.engine.tenant(shop).ok());
    let currency = shop.as_ref().map_or(Currency::EUR, |shop| shop.currency);
    let address = Address::parse(path, query, currency);
    let address = address.and_then(|address| match &shop {
        Some(shop) => address.of_shop(shop),
        None => Some(address.of_house()),
    });
    let Some(address) = address else {
        return missing.respond(&asked.headers).await;
    };
    if address.path() != path {
        return moved(address.path(), query);
    }
    if address.is_own() {
        // These have routes of their own, which know who is asking.
        return missing.respond(&asked.headers).await;
    }
    // A request may name the position it needs, as after a write on another node.
    if let Some(shop) = &shop
        && let Some(seq) = named_position(query)
        && let Err(problem) = app.engine.reach(shop.id, Some(seq)).await
    {
        return put_off(&app, &asked.uri, address.reading(), problem)
            .await
            .respond(&asked.headers)
            .await;
    }
    if !address.is_kept() {
        return afresh(&app, &address, &asked).await;
    }
    let key = PageKey::new(address.whole());
    let render = || async {
        let record = Arc::new(PageRecord::default());
        let directory = app.engine.directory(record.clone());
        // No cookie goes in, so nothing of a visitor can come out.
        let page = plain(&address.plain());
        let page = render(&app, page, address.reading(), directory, Arc::new(Nobody)).await;
        RenderedPage::read(page, &record, &app.reference.policy).await
    };
    let entry = app.pages.get_or_render(&key, app.engine.clock().now(), render).await;
    entry.respond(&asked.headers).await
}

/// A page with choices: the same for everyone, but made for each who asks.
async fn afresh(app: &App, address: &Address, asked: &Parts) -> Response {
    let said = asked.uri.query().unwrap_or_default();
    let pairs = said.split('&').filter(|pair| !pair.starts_with("seq="));
    if pairs.collect::<Vec<_>>().join("&") != address.query() {
        // As a form sends it; what is shared is the short one.
        return Redirect::to(&address.whole()).into_response();
    }
    let client = asked.extensions.get::<ClientAddress>().copied();
    let client = client.unwrap_or(ClientAddress::UNKNOWN).limit_key();
    if let Err(problem) = app.searches.check(&client) {
        return put_off(app, &asked.uri, address.reading(), problem)
            .await
            .respond(&asked.headers)
            .await;
    }
    let record = Arc::new(PageRecord::default());
    let directory = app.engine.directory(record.clone());
    let page = plain(&address.plain());
    let page = render(app, page, address.reading(), directory, Arc::new(Nobody)).await;
    let page = RenderedPage::read(page, &record, &app.reference.policy).await;
    Entry::new(page).respond(&asked.headers).await
}

/// To the page's own address; what else was asked for comes along.
fn moved(path: String, query: Option<&str>) -> Response {
    let whole = match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut response = Redirect::permanent(&whole).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The page as it is while its shop cannot answer: it says so, and offers to try again.
async fn put_off(app: &App, asked: &Uri, reading: Reading, problem: Problem) -> Entry {
    let asked = asked.path_and_query().map_or("/", |asked| asked.as_str());
    let asked = if reading.is_prefixed { Language::split(asked).1 } else { asked };
    let page =
        render(app, plain(asked), reading, Arc::new(PutOff(problem)), Arc::new(Nobody)).await;
    let page = RenderedPage::read(page, &PageRecord::default(), &app.reference.policy).await;
    Entry::new(page)
}

/// A page for one person, never kept.
pub async fn personal(State(app): State<App>, visitor: Visitor, request: Request) -> Response {
    let directory = app.engine.directory(Arc::default());
    let visitor = Arc::new(visitor);
    let mut response = render(&app, request, Reading::default(), directory, visitor).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A call of one of our own pages.
pub async fn server_function(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let whose = visitor.whose.clone();
    let services = services(&app, app.engine.directory(Arc::default()), Arc::new(visitor));
    let provide = move || provide_context(services.clone());
    let mut response =
        leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    whose.remember(response.headers_mut());
    response
}

/// An address nothing is at, or a page's in another way of writing.
pub async fn missing(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path.starts_with("/fn/") {
        return crate::problem::ApiError(Problem::not_found("address")).into_response();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return cached(State(app), request).await;
    }
    app.reference.missing(path).respond(request.headers()).await
}

fn services(app: &App, directory: Arc<dyn Directory>, visit: Arc<dyn Visit>) -> Services {
    Services { directory, visit, clock: app.engine.clock().clone() }
}

/// A request for a page with nothing of whoever asks.
fn plain(address: &str) -> Request {
    let plain = axum::http::Request::get(address);
    plain.body(axum::body::Body::empty()).unwrap_or_default()
}

async fn render(
    app: &App,
    request: Request,
    reading: Reading,
    directory: Arc<dyn Directory>,
    visit: Arc<dyn Visit>,
) -> Response {
    provided(app, request, reading, services(app, directory, visit), None).await
}

/// The page with what it is made of, and what a form of it brought.
async fn provided(
    app: &App,
    request: Request,
    reading: Reading,
    services: Services,
    posted: Option<Posted>,
) -> Response {
    let origin = public_origin(app);
    let provide = move || {
        provide_context(services.clone());
        provide_context(origin.clone());
        provide_context(reading);
        if let Some(posted) = &posted {
            provide_context(posted.clone());
        }
    };
    document(&app.reference.head, request, provide).await
}

async fn document(
    head: &SharedHead,
    request: Request,
    provide: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let head = head.clone();
    let shell = move || app::shell(head.clone());
    let handler = leptos_axum::render_app_async_with_context(provide, shell);
    handler(request).await.into_response()
}

/// Scheme and authority of canonical addresses. Never what the request's `Host` says: pages are
/// kept for everyone.
pub(crate) fn public_origin(app: &App) -> PublicOrigin {
    let scheme = if app.config.is_secure() { "https" } else { "http" };
    let configured = app.config.http.base_url.clone();
    let origin = configured.unwrap_or_else(|| format!("{scheme}://{}", app.config.http.address));
    PublicOrigin::new(origin)
}

fn named_position(query: Option<&str>) -> Option<Seq> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == "seq")?.1.parse().ok()
}

/// The page cache as a view of the feed.
pub struct PagesView(pub Arc<crate::page_cache::PageCache>);

impl View for PagesView {
    fn apply(&self, change: &ViewChange) {
        if change.everything {
            let tenant = change.tenant;
            let all = if tenant == TenantId::HOUSE {
                PageTag::Directory
            } else {
                PageTag::Tenant(tenant)
            };
            self.0.invalidate(&[all], change.seq);
        }
        self.0.invalidate(&change.tags, change.seq);
        self.0.follow(change.tenant, change.seq);
        let own = |path: &String| {
            let path = path.split('?').next().unwrap_or_default();
            Some(Address::of_path(path)?.paths())
        };
        let paths: Vec<String> = change.paths.iter().filter_map(own).flatten().collect();
        if !paths.is_empty() {
            self.0.invalidate_paths(&paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_from_the_address() {
        assert_eq!(named_position(Some("seq=7")), Some(Seq(7)));
        assert_eq!(named_position(Some("page=2&seq=7")), Some(Seq(7)));
        assert_eq!(named_position(Some("seq=x")), None);
        assert_eq!(named_position(None), None);
    }
}
