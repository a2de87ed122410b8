//! The HTTP API: one file per area, each endpoint with its description.
//!
//! To add an endpoint: write it with `#[utoipa::path]`, name it in [`description::Api`] and give
//! it a line in `routes.rs` saying who may call it. Tests fail while one of the three is missing.

pub mod cart;
pub mod description;
pub mod edits;
pub mod events;
pub mod featured;
pub mod health;
pub mod inventory;
mod paging;
pub mod products;
pub mod revalidate;
pub mod search;
pub mod stock;
pub mod stock_table;
pub mod table;
pub mod webhooks;

use serde::Deserialize;

/// Which shop a question is about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Id or slug. May be left out by who works for one shop only.
    pub tenant_id: Option<String>,
    /// The position the answer must reflect, as after a change at another node.
    pub seq: Option<i64>,
}
