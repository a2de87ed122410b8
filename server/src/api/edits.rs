//! Many changes of the board at once.

use super::About;
use crate::problem::{ApiError, ApiJson};
use crate::sessions::Visitor;
use axum::Json;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use contract::edit::{Clash, Edit};
use contract::problem::ProblemDocument;
use contract::{Receipt, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    /// At most 500; all are made, in this order, or none.
    edits: Vec<Edit>,
}

/// A problem document with what others have done since.
#[derive(Serialize, ToSchema)]
pub struct Conflict {
    #[serde(flatten)]
    pub document: ProblemDocument,
    /// Absent where the conflict is no placement's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Clash>,
}

/// Edit the board
///
/// Places, moves, schedules and removes products on shelves: all edits are made or none. An edit
/// that names the `revision` its author has `seen` is refused with 409 where somebody has changed
/// that placement since; the answer says who, and how it stands now.
#[utoipa::path(
    post,
    path = "/api/featured-products/edits",
    tag = "featured",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    request_body(content = EditRequest, example = json!({"edits": [
        {"typeId": 1, "productId": 7, "action": {"place": {"position": 0}}},
        {"typeId": 1, "productId": 8, "seen": 12, "action": {"move": {"to": 2, "position": 3}}},
        {"typeId": 1, "productId": 9, "seen": 4, "action": "remove"},
    ]})),
    responses(
        (status = 200, description = "All are made. Reads begun from now on show them.", body = Receipt),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such product, type, placement or shop here.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Somebody has changed one of them since.", body = Conflict, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn edit(
    visitor: Visitor,
    Query(about): Query<About>,
    ApiJson(request): ApiJson<EditRequest>,
) -> Result<Response, ApiError> {
    let desk = visitor.desk(about.tenant_id.as_deref()).await?;
    Ok(match desk.edit(request.edits).await {
        Ok(receipt) => Json(receipt).into_response(),
        Err(Refusal::Problem(problem)) => return Err(problem.into()),
        Err(refusal) => {
            let problem = refusal.problem();
            let Refusal::Clashes(conflicts) = refusal else { return Err(problem.into()) };
            let extend = |document| Conflict { document, conflicts };
            crate::problem::extended(&problem, problem.status(), extend)
        }
    })
}
