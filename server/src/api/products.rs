//! Product facts for open pages.

use crate::problem::ApiError;
use crate::state::App;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use contract::problem::ProblemDocument;
use contract::{Problem, ProductId, Seq, UniversalProduct};
use serde::Deserialize;

/// Products asked for at once.
const MOST: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    tenant_id: String,
    ids: String,
    seq: Option<i64>,
}

/// Products by id, as summaries
///
/// What an open page asks for when a change touched more products than one frame describes.
#[utoipa::path(
    get,
    path = "/api/products/live",
    tag = "products",
    params(
        ("tenantId" = String, Query, description = "The shop's id or slug."),
        ("ids" = String, Query, description = "Up to 100 product ids, separated by commas.", example = "1,2,3"),
        ("seq" = Option<i64>, Query, description = "The position the answer must reflect."),
    ),
    responses(
        (status = 200, description = "Those that exist.", body = Vec<UniversalProduct>),
        (status = 404, description = "No such shop.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "The ids cannot be read.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn live(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, ApiError> {
    let ids: Option<Vec<ProductId>> =
        wanted.ids.split(',').map(|id| id.trim().parse().ok()).collect();
    let ids = ids.filter(|ids| (1..=MOST).contains(&ids.len())).ok_or_else(|| {
        Problem::invalid("ids", "Give one to a hundred product ids, separated by commas.")
    })?;
    let shop = app.engine.storefront(&wanted.tenant_id, Default::default())?;
    app.engine.reach(shop.tenant().id, wanted.seq.map(Seq)).await?;
    let products = shop.products(&ids).await?;
    let products: Vec<UniversalProduct> =
        products.iter().map(|product| (**product).clone()).collect();
    Ok(([(CACHE_CONTROL, "no-cache")], Json(products)))
}
