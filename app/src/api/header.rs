//! What a shop's front begins with.

use super::Refused;
use crate::AppError;
use contract::header::{Header, HeaderDesk};
use contract::{Receipt, Revision, Seq};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[server(prefix = "/fn", endpoint = "header/get", input = Json, output = Json)]
pub async fn get_header(tenant: String, at_least: Option<Seq>) -> Result<HeaderDesk, AppError> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.told(desk.header(at_least).await)
}

/// Sets the header, or takes it down.
#[server(prefix = "/fn", endpoint = "header/set", input = Json, output = Json)]
pub async fn set_header(
    tenant: String,
    header: Option<Header>,
    seen: Option<Revision>,
) -> Result<Receipt, Refused> {
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    call.done(desk.set_header(header, seen).await)
}
