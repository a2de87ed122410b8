//! Pictures in the widths pages ask for.

use crate::lasting::Lasting;
use crate::problem::ApiError;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use contract::{Problem, ProductId, TenantId};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue};

const WEBP: HeaderValue = HeaderValue::from_static("image/webp");
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
            let tag = HeaderValue::try_from(format!("\"{}\"", file.tag));
            let tag = tag.expect("hexadecimal digits are a header value");
            let lifetime = HeaderValue::from_static(lifetime);
            Lasting { kind: WEBP, lifetime, tag }.respond(&headers, file.body)
        }
        Err(problem) => {
            let lifetime = if problem.status() == 404 { BRIEFLY } else { "no-store" };
            let mut response = ApiError(problem).into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
            response
        }
    }
}
