//! The pages of what is a visitor's own: cart, checkout, orders, outfits. Rendered for whoever asks,
//! in the language of their address, and never kept.

use super::{Address, moved, plain, provided, services};
use crate::sessions::Visitor;
use crate::state::App;
use app::Posted;
use axum::extract::{Form, OriginalUri, State};
use axum::response::Response;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue, Uri};
use std::sync::Arc;

pub async fn own(
    State(app): State<App>,
    OriginalUri(asked): OriginalUri,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    page(app, visitor, asked, headers, None).await
}

/// A form of the page, sent to its own address: it leads on, or the page is shown again with what
/// was entered and what is wrong with it.
pub async fn own_form(
    State(app): State<App>,
    OriginalUri(asked): OriginalUri,
    visitor: Visitor,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    page(app, visitor, asked, headers, Some(Posted::new(fields))).await
}

async fn page(
    app: App,
    visitor: Visitor,
    asked: Uri,
    headers: HeaderMap,
    posted: Option<Posted>,
) -> Response {
    let (path, query) = (asked.path(), asked.query());
    let address = Address::of_path(path).and_then(|address| {
        match address.shop().and_then(|shop| app.engine.tenant(shop).ok()) {
            Some(shop) => address.of_shop(&shop),
            // An unknown shop's page says so itself.
            None => Some(address),
        }
    });
    let Some(address) = address else {
        return app.reference.missing(path).respond(&headers).await;
    };
    if address.path() != path && posted.is_none() {
        return moved(address.path(), query);
    }
    let request = match query {
        Some(query) => plain(&format!("{}?{query}", address.plain())),
        None => plain(&address.plain()),
    };
    let whose = visitor.whose.clone();
    let services = services(&app, app.engine.directory(Arc::default()), Arc::new(visitor));
    let mut response = provided(&app, request, address.reading(), services, posted).await;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    whose.remember(response.headers_mut());
    response
}
