//! Serves pages: the shoppers' from the page cache, the admin's afresh.

use crate::page_cache::{PageKey, RenderedPage};
use crate::sessions::{Nobody, Visitor};
use crate::state::App;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use contract::Seq;
use contract::ports::{PageRecord, PageTag, Services, Visit};
use contract::{Problem, TenantId};
use engine::{View, ViewChange};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, Uri};
use leptos::prelude::provide_context;
use std::sync::Arc;

/// Parameters shoppers' pages read. Everything else in an address is not theirs.
const PARAMETERS: &[&str] = &["page", "variant"];

/// A page that is the same for everyone: from the cache, or rendered once for all who ask.
pub async fn cached(State(app): State<App>, request: Request) -> Response {
    let uri = request.uri().clone();
    if let Err(problem) = wait_for_named_position(&app, &uri).await {
        return crate::problem::ApiError(problem).into_response();
    }
    let key = PageKey::new(uri.path(), uri.query(), PARAMETERS);
    let now = app.engine.clock().now();
    if let Some(entry) = app.pages.get(&key, now) {
        return entry.respond(request.headers());
    }
    let entry = app
        .pages
        .get_or_render(&key, now, || async {
            let record = Arc::new(PageRecord::default());
            // No cookie goes in, so nothing of a visitor can come out.
            let plain = axum::http::Request::get(key.as_str());
            let plain = plain.body(axum::body::Body::empty()).unwrap_or_default();
            let response = render(&app, plain, Arc::new(Nobody), record.clone()).await;
            RenderedPage::read(response, &record).await
        })
        .await;
    entry.respond(request.headers())
}

/// A page for one person, never kept.
pub async fn personal(State(app): State<App>, visitor: Visitor, request: Request) -> Response {
    let mut response = render(&app, request, Arc::new(visitor), Arc::default()).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A call of one of our own pages.
pub async fn server_function(
    State(app): State<App>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let services = services(&app, Arc::new(visitor), Arc::default());
    let provide = move || provide_context(services.clone());
    let mut response =
        leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An address nothing is at: the page that says so, with 404.
pub async fn missing(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path.starts_with("/fn/") {
        return crate::problem::ApiError(Problem::not_found("address")).into_response();
    }
    cached(State(app), request).await
}

fn services(app: &App, visit: Arc<dyn Visit>, record: Arc<PageRecord>) -> Services {
    Services { directory: app.engine.directory(record), visit, clock: app.engine.clock().clone() }
}

async fn render(
    app: &App,
    request: Request,
    visit: Arc<dyn Visit>,
    record: Arc<PageRecord>,
) -> Response {
    let services = services(app, visit, record);
    let origin = app::PublicOrigin::new(origin(app));
    let options = app.leptos.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(services.clone());
            provide_context(origin.clone());
        },
        move || app::shell(options.clone()),
    );
    handler(request).await.into_response()
}

/// Scheme and authority of canonical addresses. Never what the request's `Host` says: pages are
/// kept for everyone.
fn origin(app: &App) -> String {
    let scheme = if app.config.is_secure() { "https" } else { "http" };
    let configured = app.config.http.base_url.clone();
    configured.unwrap_or_else(|| format!("{scheme}://{}", app.config.http.address))
}

/// A request may name the position it needs, as `seq=` or after a write on another node.
async fn wait_for_named_position(app: &App, uri: &Uri) -> Result<(), Problem> {
    let Some(seq) = named_position(uri) else {
        return Ok(());
    };
    let path = uri.path();
    let path = path.strip_prefix("/directory").unwrap_or(path);
    let Some(slug) = path.strip_prefix("/t/").and_then(|p| p.split('/').next()) else {
        return Ok(());
    };
    let tenant = app.engine.tenant(slug)?.id;
    crate::api::reach(app, tenant, Some(seq)).await
}

fn named_position(uri: &Uri) -> Option<Seq> {
    let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
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
        if !change.paths.is_empty() {
            self.0.invalidate_paths(&change.paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_from_the_address() {
        let position = |text: &str| named_position(&text.parse().unwrap());
        assert_eq!(position("/t/a?seq=7"), Some(Seq(7)));
        assert_eq!(position("/t/a?page=2&seq=7"), Some(Seq(7)));
        assert_eq!(position("/t/a?seq=x"), None);
        assert_eq!(position("/t/a"), None);
    }
}
