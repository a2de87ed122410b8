//! What a shop system sends by itself.

use crate::problem::ApiError;
use crate::security::address::ClientAddress;
use crate::state::App;
use crate::trace::TraceId;
use axum::Extension;
use axum::extract::{Query, State};
use bytes::Bytes;
use contract::problem::ProblemDocument;
use contract::{Problem, ProblemKind, TenantId};
use engine::woo::signature::is_signed;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::upstream::Delivery;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addressed {
    tenant_id: Option<String>,
}

/// Take a webhook of WooCommerce
///
/// Signed with the shop's own secret over the raw body. It is answered as soon as it is kept, and
/// worked off right after; what is signed and not understood is kept too, and answered with 200: a
/// shop that is refused a few times stops sending.
#[utoipa::path(
    post,
    path = "/api/webhooks/product-update",
    tag = "sources",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; without it `X-WC-Webhook-Source` says which."),
        ("X-WC-Webhook-Signature" = String, Header, description = "Base64 of HMAC-SHA256 over the body."),
    ),
    request_body(content = String, content_type = "application/json", description = "As WooCommerce writes it.", example = json!({"id": 30})),
    responses(
        (status = 200, description = "Kept, or a duplicate, or a ping."),
        (status = 401, description = "Not signed with the shop's secret.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop, or none that is connected.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many that were not signed.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn product_update(
    State(app): State<App>,
    client: Option<Extension<ClientAddress>>,
    Query(addressed): Query<Addressed>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signature = header("x-wc-webhook-signature").unwrap_or_default();
    if signature.is_empty() && is_ping(&body) {
        return Ok(StatusCode::OK);
    }
    let checked = tenant(&app, &addressed, header("x-wc-webhook-source")).and_then(|tenant| {
        let secrets = app.engine.webhook_secrets(tenant);
        match is_signed(&secrets, &body, signature) {
            true => Ok(tenant),
            false => Err(Problem::new(
                ProblemKind::Unauthenticated,
                "The delivery is not signed with this shop's secret.",
            )),
        }
    });
    let tenant = match checked {
        Ok(tenant) => tenant,
        Err(problem) => {
            // The shop itself is never held up: a sale of everything sends hundreds in a second.
            let client = client.map_or(ClientAddress::UNKNOWN, |Extension(client)| client);
            app.requests.check(&client.limit_key())?;
            tracing::warn!(client = %client.0, status = problem.status(), "A webhook was refused.");
            return Err(problem.into());
        }
    };
    let topic = header("x-wc-webhook-topic").unwrap_or_default();
    if !topic.is_empty() && !topic.starts_with("product.") {
        // Orders and customers are not mirrored, and what is not needed is not kept.
        tracing::debug!(%tenant, topic, "A delivery about something else was left alone.");
        return Ok(StatusCode::OK);
    }
    let delivery = Delivery {
        delivery_id: header("x-wc-webhook-delivery-id").unwrap_or_default().to_owned(),
        topic: topic.to_owned(),
        // What is not text is not JSON either, and PostgreSQL keeps no NUL.
        body: String::from_utf8_lossy(&body).replace('\0', "\u{fffd}"),
        trace_id: TraceId::current().to_string(),
    };
    let is_new = app.engine.receive(tenant, delivery).await?;
    tracing::debug!(%tenant, topic, is_new, "A delivery was kept.");
    Ok(StatusCode::OK)
}

/// What WooCommerce sends, unsigned, when a webhook is made: answered with anything but 200 it asks
/// again after each delivery.
fn is_ping(body: &[u8]) -> bool {
    let id = body.strip_prefix(b"webhook_id=");
    id.is_some_and(|id| !id.is_empty() && id.len() < 20 && id.iter().all(u8::is_ascii_digit))
}

fn tenant(app: &App, addressed: &Addressed, source: Option<&str>) -> Result<TenantId, Problem> {
    match (&addressed.tenant_id, source) {
        (Some(tenant), _) => Ok(app.engine.tenant(tenant)?.id),
        (None, Some(source)) => {
            app.engine.tenant_of_source(source).ok_or_else(|| Problem::not_found("shop"))
        }
        (None, None) => Err(Problem::invalid("tenantId", "Say which shop is meant.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_is_a_number_and_nothing_else() {
        assert!(is_ping(b"webhook_id=12"));
        assert!(!is_ping(b"webhook_id="));
        assert!(!is_ping(b"webhook_id=12&x=y"));
        assert!(!is_ping(b"{}"));
    }
}
