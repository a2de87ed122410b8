//! The featured board.

use super::Refused;
use crate::AppError;
use contract::edit::{Edit, Turn, Turned};
use contract::featured::{Board, FeatureRequest, FeaturedTypeDraft, Receipt};
use contract::product::ProductPage;
use contract::{FeaturedTypeId, ProductId, Seq, Timestamp};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[server(prefix = "/fn", endpoint = "board/get", input = Json, output = Json)]
pub async fn get_board(tenant: String, at_least: Option<Seq>) -> Result<Board, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.board(at_least).await)
}

#[server(prefix = "/fn", endpoint = "board/find-products", input = Json, output = Json)]
pub async fn find_products(
    tenant: String,
    query: String,
    page: u32,
) -> Result<ProductPage, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.find_products(&query, page).await)
}

#[server(prefix = "/fn", endpoint = "board/feature", input = Json, output = Json)]
pub async fn feature(
    tenant: String,
    product: ProductId,
    request: FeatureRequest,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.feature(product, request).await)
}

#[server(prefix = "/fn", endpoint = "board/unfeature", input = Json, output = Json)]
pub async fn unfeature(
    tenant: String,
    product: ProductId,
    featured_type: FeaturedTypeId,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.unfeature(product, featured_type).await)
}

#[server(prefix = "/fn", endpoint = "board/reorder", input = Json, output = Json)]
pub async fn reorder(
    tenant: String,
    featured_type: FeaturedTypeId,
    order: Vec<ProductId>,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.reorder(featured_type, order).await)
}

#[server(prefix = "/fn", endpoint = "board/schedule", input = Json, output = Json)]
pub async fn schedule(
    tenant: String,
    product: ProductId,
    featured_type: FeaturedTypeId,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.schedule(product, featured_type, starts_at, ends_at).await)
}

/// Does all of these edits, or none.
#[server(name = EditBoard, prefix = "/fn", endpoint = "board/edit", input = Json, output = Json)]
pub async fn edit(tenant: String, edits: Vec<Edit>) -> Result<Receipt, Refused> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.done(desk.edit(edits).await)
}

/// Takes changes back.
#[server(name = TurnBoard, prefix = "/fn", endpoint = "board/turn", input = Json, output = Json)]
pub async fn turn(tenant: String, turn: Turn) -> Result<Turned, Refused> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.done(desk.turn(turn).await)
}

/// Creates a type, or changes the one named.
#[server(prefix = "/fn", endpoint = "board/save-type", input = Json, output = Json)]
pub async fn save_type(
    tenant: String,
    id: Option<FeaturedTypeId>,
    draft: FeaturedTypeDraft,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    let (_, receipt) = call.told(desk.save_type(id, draft).await)?;
    Ok(receipt)
}

#[server(prefix = "/fn", endpoint = "board/delete-type", input = Json, output = Json)]
pub async fn delete_type(tenant: String, id: FeaturedTypeId) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.delete_type(id).await)
}
