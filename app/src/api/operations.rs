//! How the node does.

use crate::AppError;
use contract::statistics::Statistics;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

#[server(name = ReadStatistics, prefix = "/fn", endpoint = "operations/statistics", input = Json, output = Json)]
pub async fn statistics() -> Result<Statistics, AppError> {
    let call = super::Call::of_request()?;
    let operations = call.told(call.visit().operations().await)?;
    call.told(operations.statistics().await)
}
