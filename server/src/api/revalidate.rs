//! Dropping cached pages.

use super::About;
use crate::problem::{ApiError, ApiJson};
use crate::sessions::Visitor;
use crate::state::App;
use axum::Json;
use axum::extract::{Query, State};
use contract::Problem;
use contract::featured::Receipt;
use contract::problem::ProblemDocument;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Entries of one request.
const MOST: usize = 100;

/// What to drop; nothing named drops every page of the shop.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Revalidation {
    /// Pages of the shop, such as `/t/{shop}`.
    #[serde(default)]
    pub paths: Vec<String>,
    /// `window`, `tenant`, `categories`, `product:{id}` or `category:{id}`.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Drop cached pages
///
/// On every node. Pages drop by themselves when what they show changes; this is for what changed
/// behind Etalage's back.
#[utoipa::path(
    post,
    path = "/api/revalidate",
    tag = "operation",
    params(("tenantId" = String, Query, description = "The shop's id or slug.")),
    request_body(content = Revalidation, example = json!({"tags": ["window"]})),
    responses(
        (status = 200, description = "Dropped.", body = Receipt),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A path or tag is not one of this shop's.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn revalidate(
    State(app): State<App>,
    visitor: Visitor,
    Query(about): Query<About>,
    ApiJson(wanted): ApiJson<Revalidation>,
) -> Result<Json<Receipt>, ApiError> {
    let actor = visitor.actor().await?;
    let tenant =
        about.tenant_id.ok_or_else(|| Problem::invalid("tenantId", "Say which shop is meant."))?;
    let tenant = app.engine.tenant(&tenant)?;
    if wanted.paths.len() + wanted.tags.len() > MOST {
        return Err(Problem::invalid("/paths", "At most a hundred paths and tags at once.").into());
    }
    Ok(Json(app.engine.revalidate(&tenant, &actor, wanted.paths, wanted.tags).await?))
}
