//! Pictures in the widths pages ask for.

use crate::page_cache::is_known;
use crate::problem::ApiError;
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use contract::{Problem, ProductId, TenantId};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The address names what was found.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// It names the source only, where something else may stand tomorrow.
const A_WHILE: &str = "public, max-age=300";
/// As long as a failure is remembered here.
const BRIEFLY: &str = "public, max-age=60";

/// A file of `/pictures/{tenant}/{product}/{key}/{width}.webp`, as pages name them.
pub async fn picture(
    State(app): State<App>,
    Path((tenant, product, key, file)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let asked = async {
        let width = file.strip_suffix(".webp").and_then(|width| width.parse().ok());
        let asked = (tenant.parse().ok(), product.parse().ok(), width);
        let (Some(tenant), Some(product), Some(width)) = asked else {
            return Err(Problem::not_found("picture"));
        };
        let (tenant, product) = (TenantId(tenant), ProductId(product));
        let pictures = app.engine.pictures();
        pictures.file(app.engine.provider(), tenant, product, &key, width).await
    };
    match asked.await {
        Ok(file) => {
            let lifetime = if file.is_lasting { FOREVER } else { A_WHILE };
            respond(file.body.into(), &file.tag, lifetime, &headers)
        }
        Err(problem) => {
            let lifetime = if problem.status() == 404 { BRIEFLY } else { "no-store" };
            let mut response = ApiError(problem).into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
            response
        }
    }
}

fn respond(body: Body, tag: &str, lifetime: &'static str, asked: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        let is_known = is_known(asked, &tag);
        headers.insert(ETAG, tag);
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/webp"));
    *response.body_mut() = body;
    response
}
