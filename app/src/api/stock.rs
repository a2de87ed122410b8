//! A shop's counts, holds, orders and letters, for those who look after them.

use crate::AppError;
use contract::stockroom::{
    ArticleDesk, CountDraft, HoldDesk, HoldPage, Inventory, Mending, OrderDesk, OrderPage,
    OrderQuery, Outbox, StockQuery,
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[server(prefix = "/fn", endpoint = "stock/inventory", input = Json, output = Json)]
pub async fn read_inventory(
    tenant: String,
    asked: StockQuery,
    page: u32,
) -> Result<Inventory, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.inventory(&asked, page).await)
}

#[server(prefix = "/fn", endpoint = "stock/article", input = Json, output = Json)]
pub async fn read_article(tenant: String, sku: String) -> Result<ArticleDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.article(&sku).await)
}

#[server(prefix = "/fn", endpoint = "stock/correct", input = Json, output = Json)]
pub async fn correct_count(tenant: String, draft: CountDraft) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.correct(draft).await)
}

#[server(prefix = "/fn", endpoint = "stock/holds", input = Json, output = Json)]
pub async fn read_holds(tenant: String, page: u32) -> Result<HoldPage, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.holds(page).await)
}

#[server(prefix = "/fn", endpoint = "stock/hold", input = Json, output = Json)]
pub async fn read_hold(tenant: String, code: String) -> Result<HoldDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.hold(&code).await)
}

/// Lets pieces go.
#[server(name = ReleaseAnyHold, prefix = "/fn", endpoint = "stock/release", input = Json, output = Json)]
pub async fn release_any_hold(tenant: String, code: String) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.release(&code).await)
}

#[server(prefix = "/fn", endpoint = "stock/orders", input = Json, output = Json)]
pub async fn read_orders(
    tenant: String,
    asked: OrderQuery,
    page: u32,
) -> Result<OrderPage, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.orders(&asked, page).await)
}

#[server(prefix = "/fn", endpoint = "stock/order", input = Json, output = Json)]
pub async fn read_order(tenant: String, code: String) -> Result<OrderDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.order(&code).await)
}

/// Sends a rejected order once more.
#[server(prefix = "/fn", endpoint = "stock/mend", input = Json, output = Json)]
pub async fn mend_order(tenant: String, mending: Mending) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.mend(mending).await)
}

#[server(prefix = "/fn", endpoint = "stock/outbox", input = Json, output = Json)]
pub async fn read_outbox(tenant: String, page: u32) -> Result<Outbox, AppError> {
    let call = super::Call::of_request()?;
    let room = call.stockroom(&tenant).await?;
    call.told(room.outbox(page).await)
}
