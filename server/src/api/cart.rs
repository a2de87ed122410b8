//! What every open page asks of its visitor's cart.

use crate::problem::ApiResult;
use crate::sessions::Visitor;
use axum::Json;
use axum::extract::Query;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use contract::ports::Visit;
use contract::problem::ProblemDocument;
use contract::{CartId, Seq};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shop {
    tenant_id: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CartCount {
    /// Pieces.
    #[schema(example = 3)]
    count: i64,
    /// Which cart it is; absent where there is none, nor anything to follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    cart: Option<CartId>,
    /// The feed position it is true at: where a stream with the topic `own` begins.
    seq: Seq,
}

/// How many pieces are in the visitor's cart
///
/// The visitor is the one the cookie names; without one the cart is empty.
#[utoipa::path(
    get,
    path = "/api/cart/count",
    tag = "cart",
    params(("tenantId" = String, Query, description = "The shop's id or slug.")),
    responses(
        (status = 200, description = "The number, and where the feed stands.", body = CartCount),
        (status = 404, description = "No such shop.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn count(visitor: Visitor, Query(shop): Query<Shop>) -> ApiResult<impl IntoResponse> {
    let shopping = visitor.shopping(&shop.tenant_id).await?;
    let (count, seq) = shopping.count().await?;
    let cart = visitor.cart(shopping.tenant().id).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(CartCount { count, cart, seq })))
}
