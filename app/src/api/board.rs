//! The featured board.

use super::Refused;
use crate::AppError;
use contract::edit::{Edit, Turn, Turned};
use contract::featured::{Board, FeaturedTypeDraft, Receipt};
use contract::presence::Present;
use contract::product::ProductPage;
use contract::{FeaturedTypeId, Seq, Timestamp};
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

/// Does all of these edits, or none.
#[server(prefix = "/fn", endpoint = "board/edit", input = Json, output = Json)]
pub async fn edit_board(tenant: String, edits: Vec<Edit>) -> Result<Receipt, Refused> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.done(desk.edit(edits).await)
}

/// Says that the caller is at the board, on this shelf; answers who else is.
#[server(prefix = "/fn", endpoint = "board/present", input = Json, output = Json)]
pub async fn at_board(
    tenant: String,
    shelf: Option<FeaturedTypeId>,
) -> Result<Vec<Present>, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.at_board(shelf).await)
}

/// Takes changes back.
#[server(prefix = "/fn", endpoint = "board/turn", input = Json, output = Json)]
pub async fn turn_board(tenant: String, turn: Turn) -> Result<Turned, Refused> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.done(desk.turn(turn).await)
}

/// The moments these fields name by the shop's clock; none where that cannot be read, or is empty.
#[server(prefix = "/fn", endpoint = "board/read-moments", input = Json, output = Json)]
pub async fn read_moments(
    tenant: String,
    texts: Vec<String>,
) -> Result<Vec<Option<Timestamp>>, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    let clock = crate::admin::board::clock::Clock::new(&desk.tenant().time_zone);
    let read = |text: &String| clock.read(text).ok().flatten();
    Ok(texts.iter().take(2).map(read).collect())
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

/// Puts a type before another one; last in the window, when none is named.
#[server(prefix = "/fn", endpoint = "board/move-type", input = Json, output = Json)]
pub async fn move_type(
    tenant: String,
    id: FeaturedTypeId,
    before: Option<FeaturedTypeId>,
) -> Result<Receipt, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.move_type(id, before).await)
}
