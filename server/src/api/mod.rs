//! The HTTP API: one file per area, each endpoint with its description.
//!
//! To add an endpoint: write it with `#[utoipa::path]`, name it in [`description::Api`] and give
//! it a line in `routes.rs` saying who may call it. Tests fail while one of the three is missing.

pub mod description;
pub mod events;
pub mod featured;
pub mod health;
pub mod products;
pub mod revalidate;

use crate::state::App;
use contract::{Problem, Seq, TenantId};
use serde::Deserialize;
use std::time::Duration;

/// Which shop a question is about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Id or slug. May be left out by who works for one shop only.
    pub tenant_id: Option<String>,
    /// The position the answer must reflect, as after a change at another node.
    pub seq: Option<i64>,
}

/// How long a request waits for the position it names.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Waits until this node's reads reflect `seq`, if one is named.
pub async fn reach(app: &App, tenant: TenantId, seq: Option<Seq>) -> Result<(), Problem> {
    let Some(seq) = seq else {
        return Ok(());
    };
    let reached = app.engine.reached(tenant, seq);
    match tokio::time::timeout(LONGEST_WAIT, reached).await {
        Ok(true) => Ok(()),
        _ => Err(Problem::unavailable()),
    }
}
