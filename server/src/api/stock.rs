//! The inventory protocol's other half: what can be had, what is set aside, what is ordered.

use super::inventory::Bearer;
use crate::problem::{ApiError, ApiJson, extended};
use crate::state::App;
use crate::trace::TraceId;
use axum::Json;
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use contract::problem::ProblemDocument;
use contract::protocol::{
    AvailabilityAnswer, AvailabilityAsked, ConfirmationAsked, ExtensionAsked, HoldAsked,
    OrderAnswer, OrderAsked,
};
use contract::{Denied, Hold, Problem, Shortage};
use engine::trade::Dealings;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

/// What a key's holder deals in; with the idempotency key of the request.
pub struct Dealing(Dealings);

impl FromRequestParts<App> for Dealing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let bearer = Bearer::from_request_parts(parts, app).await?.into_inner();
        let key = parts.headers.get("idempotency-key").map(HeaderValue::to_str);
        let key = key.transpose().map_err(|_| {
            Problem::invalid("Idempotency-Key", "An idempotency key is of plain characters.")
        })?;
        Ok(Self(app.engine.dealings(bearer, &TraceId::current().to_string(), key)?))
    }
}

/// A problem document with what is missing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Short {
    #[serde(flatten)]
    pub document: ProblemDocument,
    /// Absent where the conflict is another one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shortages: Vec<Shortage>,
}

fn denied(denied: Denied) -> Result<Response, ApiError> {
    let problem = denied.problem();
    let Denied::Short(shortages) = denied else { return Err(problem.into()) };
    let extend = |document| Short { document, shortages };
    Ok(extended(&problem, problem.status(), extend))
}

fn private(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Ask what can be had
///
/// Of whoever owns the stock, at this moment: nothing of it is remembered, and nothing is set aside.
/// An article without `free` is not counted and can be had in any number.
#[utoipa::path(
    post,
    path = "/api/availability",
    tag = "inventory",
    request_body(content = AvailabilityAsked, example = json!({"items": [{"sku": "MV-1001-M", "quantity": 2}]})),
    responses(
        (status = 200, body = AvailabilityAnswer, example = json!({
            "items": [{"sku": "MV-1001-M", "free": 12, "isSold": true}], "asOf": "2026-05-01T09:31:00.000Z"})),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `inventory:read`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Whoever owns the stock cannot be asked.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn availability(
    Dealing(dealings): Dealing,
    ApiJson(asked): ApiJson<AvailabilityAsked>,
) -> Result<Response, ApiError> {
    Ok(private(Json(dealings.availability(&asked).await?)))
}

/// Set pieces aside
///
/// All of them or none, for a while. Lines of one article are one. With an `Idempotency-Key` the same
/// request, however often it is made, is one hold.
#[utoipa::path(
    post,
    path = "/api/holds",
    tag = "inventory",
    params(("Idempotency-Key" = Option<String>, Header, description = "What this request is known by, at most 200 characters.")),
    request_body(content = HoldAsked, example = json!({"items": [{"sku": "MV-1001-M", "quantity": 1}], "customerId": "c-17", "minutes": 30})),
    responses(
        (status = 201, description = "They are set aside. In addresses the hold is named by its `code`.", body = Hold),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `holds:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Not everything can be had; nothing was set aside.", body = Short, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong, or the idempotency key belongs to another request.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Whoever owns the stock cannot be asked.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn hold(
    Dealing(dealings): Dealing,
    ApiJson(asked): ApiJson<HoldAsked>,
) -> Result<Response, ApiError> {
    match dealings.hold(&asked).await {
        Ok(hold) => Ok(private((StatusCode::CREATED, Json(hold)))),
        Err(why) => denied(why),
    }
}

/// Look at a hold
#[utoipa::path(
    get,
    path = "/api/holds/{code}",
    tag = "inventory",
    params(("code" = String, Path, description = "The hold's code.")),
    responses(
        (status = 200, body = Hold),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `holds:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "This key made no such hold.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn held(
    Dealing(dealings): Dealing,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    Ok(private(Json(dealings.held(&code).await?)))
}

/// Give a hold more time
///
/// Once.
#[utoipa::path(
    post,
    path = "/api/holds/{code}/extend",
    tag = "inventory",
    params(("code" = String, Path, description = "The hold's code.")),
    request_body(content = ExtensionAsked, example = json!({"minutes": 30})),
    responses(
        (status = 200, body = Hold),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `holds:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "This key made no such hold.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "It is over, or had more time already.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn extend(
    Dealing(dealings): Dealing,
    Path(code): Path<String>,
    ApiJson(asked): ApiJson<ExtensionAsked>,
) -> Result<Response, ApiError> {
    Ok(private(Json(dealings.extend(&code, asked.minutes).await?)))
}

/// Let go of a hold
///
/// One that is over already stays so.
#[utoipa::path(
    delete,
    path = "/api/holds/{code}",
    tag = "inventory",
    params(("code" = String, Path, description = "The hold's code.")),
    responses(
        (status = 204, description = "Its pieces can be had by others."),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `holds:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "This key made no such hold.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "It has been ordered.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn release(
    Dealing(dealings): Dealing,
    Path(code): Path<String>,
) -> Result<Response, ApiError> {
    dealings.release(&code).await?;
    Ok(private(StatusCode::NO_CONTENT))
}

/// Make an order of a hold
///
/// The same hold, however often it is confirmed, is one order.
#[utoipa::path(
    post,
    path = "/api/holds/{code}/confirm",
    tag = "inventory",
    params(
        ("code" = String, Path, description = "The hold's code."),
        ("Idempotency-Key" = Option<String>, Header, description = "What this request is known by, at most 200 characters."),
    ),
    request_body(content = ConfirmationAsked, example = json!({"customer": {"name": "Ines Vale", "email": "ines@example.com",
        "street": "12 Harbour Row", "postalCode": "EX1 1AA", "city": "Exmouth", "country": "GB"}})),
    responses(
        (status = 201, body = OrderAnswer),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `orders:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "This key made no such hold.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Its time is over, or the lines are not what is held.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong, or the idempotency key belongs to another request.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn confirm(
    Dealing(dealings): Dealing,
    Path(code): Path<String>,
    ApiJson(asked): ApiJson<ConfirmationAsked>,
) -> Result<Response, ApiError> {
    match dealings.confirm(&code, &asked).await {
        Ok(order) => Ok(private((StatusCode::CREATED, Json(order)))),
        Err(why) => denied(why),
    }
}

/// Order at once
///
/// Without holding first: everything, or nothing.
#[utoipa::path(
    post,
    path = "/api/orders",
    tag = "inventory",
    params(("Idempotency-Key" = Option<String>, Header, description = "What this request is known by, at most 200 characters.")),
    request_body(content = OrderAsked, example = json!({"items": [{"sku": "MV-1001-M", "quantity": 1}], "customer": {"name": "Ines Vale",
        "email": "ines@example.com", "street": "12 Harbour Row", "postalCode": "EX1 1AA", "city": "Exmouth", "country": "GB"}})),
    responses(
        (status = 201, body = OrderAnswer),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this; it needs `orders:write`.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Not everything can be had; nothing was ordered.", body = Short, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong, or the idempotency key belongs to another request.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Whoever owns the stock cannot be asked.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn order(
    Dealing(dealings): Dealing,
    ApiJson(asked): ApiJson<OrderAsked>,
) -> Result<Response, ApiError> {
    match dealings.order(&asked).await {
        Ok(order) => Ok(private((StatusCode::CREATED, Json(order)))),
        Err(why) => denied(why),
    }
}
