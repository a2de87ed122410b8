//! The shop system behind a shop: how it does, and what can be done about it.

use crate::AppError;
use contract::source::{Retry, ShopDraft, ShopFound, SourceDesk};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[server(prefix = "/fn", endpoint = "source/look", input = Json, output = Json)]
pub async fn look_at_source(tenant: String) -> Result<SourceDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.look().await)
}

/// Asks a shop with these keys, and keeps nothing.
#[server(prefix = "/fn", endpoint = "source/test", input = Json, output = Json)]
pub async fn test_shop(tenant: String, draft: ShopDraft) -> Result<ShopFound, AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.test(&draft).await)
}

/// Has the shop stand behind this one from now on.
#[server(prefix = "/fn", endpoint = "source/connect", input = Json, output = Json)]
pub async fn connect_shop(
    tenant: String,
    draft: ShopDraft,
    password: String,
) -> Result<SourceDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.connect(&draft, &password).await)?;
    call.told(room.look().await)
}

#[server(prefix = "/fn", endpoint = "source/disconnect", input = Json, output = Json)]
pub async fn disconnect_shop(tenant: String, password: String) -> Result<SourceDesk, AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.disconnect(&password).await)?;
    call.told(room.look().await)
}

/// Has everything compared, and what differs mended.
#[server(prefix = "/fn", endpoint = "source/compare", input = Json, output = Json)]
pub async fn compare_shop(tenant: String) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.compare().await)
}

#[server(prefix = "/fn", endpoint = "source/mend-webhooks", input = Json, output = Json)]
pub async fn mend_webhooks(tenant: String) -> Result<(), AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.mend_webhooks().await)
}

/// Tries what failed once more; answers how much of it.
#[server(prefix = "/fn", endpoint = "source/retry", input = Json, output = Json)]
pub async fn retry_source(tenant: String, what: Retry) -> Result<u64, AppError> {
    let call = super::Call::of_request()?;
    let room = call.room(&tenant).await?;
    call.told(room.retry(what).await)
}
