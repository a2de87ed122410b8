//! Featured products: the merchandiser's changes, the management view, the public view.

use super::About;
use crate::problem::{ApiError, ApiJson};
use crate::sessions::Visitor;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use contract::featured::{Board, FeatureRequest, Receipt};
use contract::problem::ProblemDocument;
use contract::{FeaturedTypeId, Problem, ProductId, Seq, ShopWindow};
use serde::Deserialize;

/// A product, as the address names it.
#[derive(Deserialize)]
pub struct Item {
    id: ProductId,
}

/// A product under a type, as the address names them.
#[derive(Deserialize)]
pub struct Placed {
    id: ProductId,
    r#type: FeaturedTypeId,
}

/// Feature a product
///
/// Puts the product on the shelf of a featured type. Where it stands there already, it is moved or
/// rescheduled; the same request twice changes nothing.
#[utoipa::path(
    post,
    path = "/api/items/{id}/featured-types",
    tag = "featured",
    params(
        ("id" = i64, Path, description = "The product."),
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    request_body(content = FeatureRequest, example = json!({"typeId": 1, "position": 0, "endsAt": "2026-12-24T18:00:00Z"})),
    responses(
        (status = 200, description = "On the shelf. Reads begun from now on show it.", body = Receipt),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such product, type or shop here.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn feature(
    visitor: Visitor,
    Path(Item { id }): Path<Item>,
    Query(about): Query<About>,
    ApiJson(request): ApiJson<FeatureRequest>,
) -> Result<Json<Receipt>, ApiError> {
    let desk = visitor.desk(about.tenant_id.as_deref()).await?;
    Ok(Json(desk.feature(id, request).await?))
}

/// Unfeature a product
#[utoipa::path(
    delete,
    path = "/api/items/{id}/featured-types/{type}",
    tag = "featured",
    params(
        ("id" = i64, Path, description = "The product."),
        ("type" = i64, Path, description = "The featured type it leaves."),
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    responses(
        (status = 200, description = "Off the shelf. Reads begun from now on show it.", body = Receipt),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "It does not stand there.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn unfeature(
    visitor: Visitor,
    Path(Placed { id, r#type }): Path<Placed>,
    Query(about): Query<About>,
) -> Result<Json<Receipt>, ApiError> {
    let desk = visitor.desk(about.tenant_id.as_deref()).await?;
    Ok(Json(desk.unfeature(id, r#type).await?))
}

/// The management view
///
/// Everything placed, on show or not, and why not.
#[utoipa::path(
    get,
    path = "/api/featured-products/management",
    tag = "featured",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
        ("seq" = Option<i64>, Query, description = "The position the answer must reflect, as a change at another node was answered with."),
    ),
    responses(
        (status = 200, body = Board),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop here.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn management(
    visitor: Visitor,
    Query(about): Query<About>,
) -> Result<impl IntoResponse, ApiError> {
    let desk = visitor.desk(about.tenant_id.as_deref()).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(desk.board(about.seq.map(Seq)).await?)))
}

/// The public view
///
/// Every shelf on show, as shoppers see it now.
#[utoipa::path(
    get,
    path = "/api/featured-products/public",
    tag = "featured",
    params(
        ("tenantId" = String, Query, description = "The shop's id or slug."),
        ("seq" = Option<i64>, Query, description = "The position the answer must reflect, as a change at another node was answered with."),
    ),
    responses(
        (status = 200, body = ShopWindow),
        (status = 404, description = "No such shop.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn public(
    State(app): State<App>,
    Query(about): Query<About>,
) -> Result<impl IntoResponse, ApiError> {
    let tenant =
        about.tenant_id.ok_or_else(|| Problem::invalid("tenantId", "Say which shop is meant."))?;
    let tenant = app.engine.tenant(&tenant)?;
    app.engine.reach(tenant.id, about.seq.map(Seq)).await?;
    let shop = app.engine.storefront(&tenant.slug, Default::default())?;
    let window = shop.window().await?;
    Ok(([(CACHE_CONTROL, "no-cache")], Json((*window).clone())))
}
