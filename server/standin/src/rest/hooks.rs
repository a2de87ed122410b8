//! Webhooks over REST.

use super::list::{Asked, page};
use super::{Served, answer, refusal};
use crate::hook::{Job, Webhook};
use crate::shop::State;
use axum::Json;
use axum::extract::{Path, Query, State as Held};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

/// Topics this version has.
const EVENTS: [&str; 5] = ["created", "updated", "deleted", "restored", "published"];
const RESOURCES: [&str; 4] = ["product", "order", "coupon", "customer"];

#[derive(Deserialize)]
pub struct Draft {
    name: Option<String>,
    topic: Option<String>,
    delivery_url: Option<String>,
    secret: Option<String>,
    status: Option<String>,
}

fn not_found() -> Response {
    refusal(404, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
}

fn is_topic(topic: &str) -> bool {
    topic.split_once('.').is_some_and(|(resource, event)| {
        resource == "action" || (RESOURCES.contains(&resource) && EVENTS.contains(&event))
    })
}

/// What is wrong with it, if anything.
fn fault(draft: &Draft) -> Option<Response> {
    if draft.topic.as_deref().is_some_and(|topic| !is_topic(topic)) {
        let message = "Webhook topic must be valid.";
        return Some(refusal(400, "woocommerce_rest_shop_webhook_invalid_topic", message));
    }
    if draft.delivery_url.as_deref().is_some_and(|url| !url.starts_with("http")) {
        let message = "Webhook delivery URL must be a valid URL starting with http:// or https://.";
        return Some(refusal(400, "woocommerce_rest_shop_webhook_invalid_delivery_url", message));
    }
    let known = |status: &str| ["active", "paused", "disabled"].contains(&status);
    draft.status.as_deref().is_some_and(|status| !known(status)).then(|| {
        let message = "Invalid parameter(s): status";
        refusal(400, "rest_invalid_param", message)
    })
}

fn show(state: &State, webhook: &Webhook) -> Response {
    answer(&webhook.to_json(state.goods.offset_minutes))
}

pub async fn list(
    Held(served): Held<Served>,
    uri: Uri,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let asked = Asked::new(query);
    let state = served.shop.state();
    let wanted = match asked.page() {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    let status = asked.one("status").filter(|status| *status != "all");
    let shown = state.webhooks.values().filter(|it| status.is_none_or(|one| it.status == one));
    let mut all: Vec<_> = shown.map(|it| it.to_json(state.goods.offset_minutes)).collect();
    let total = all.len();
    if !asked.ascends() {
        all.reverse();
    }
    page(&state, &asked, &uri, wanted.of(all.into_iter()), total)
}

pub async fn one(Held(served): Held<Served>, Path(id): Path<i64>) -> Response {
    let state = served.shop.state();
    state.webhooks.get(&id).map_or_else(not_found, |webhook| show(&state, webhook))
}

pub async fn create(Held(served): Held<Served>, Json(draft): Json<Draft>) -> Response {
    if let Some(refusal) = fault(&draft) {
        return refusal;
    }
    let (Some(topic), Some(delivery_url)) = (draft.topic, draft.delivery_url) else {
        return refusal(400, "rest_missing_callback_param", "Missing parameter(s): topic");
    };
    let mut state = served.shop.state();
    let id = state.webhooks.keys().next_back().copied().unwrap_or_default() + 1;
    let now = state.goods.now();
    let webhook = Webhook {
        id,
        name: draft.name.unwrap_or_else(|| "Webhook created".into()),
        status: draft.status.unwrap_or_else(|| "active".into()),
        topic,
        delivery_url,
        secret: draft.secret.unwrap_or_else(|| format!("made-up-{id}")),
        failures: 0,
        unpinged: true,
        created: now,
        modified: now,
    };
    let mut answer = show(&state, &webhook);
    *answer.status_mut() = StatusCode::CREATED;
    state.webhooks.insert(id, webhook);
    state.queue.push(Job::Ping { webhook: id });
    served.shop.woken.notify_one();
    answer
}

pub async fn update(
    Held(served): Held<Served>,
    Path(id): Path<i64>,
    Json(draft): Json<Draft>,
) -> Response {
    if let Some(refusal) = fault(&draft) {
        return refusal;
    }
    let mut state = served.shop.state();
    let now = state.goods.now();
    let Some(webhook) = state.webhooks.get_mut(&id) else {
        return not_found();
    };
    let set = |field: &mut String, given: Option<String>| {
        if let Some(given) = given {
            *field = given;
        }
    };
    set(&mut webhook.name, draft.name);
    set(&mut webhook.topic, draft.topic);
    set(&mut webhook.delivery_url, draft.delivery_url);
    set(&mut webhook.secret, draft.secret);
    if draft.status.as_deref() == Some("active") {
        webhook.failures = 0;
    }
    set(&mut webhook.status, draft.status);
    webhook.modified = now;
    state.webhooks.get(&id).map_or_else(not_found, |webhook| show(&state, webhook))
}

/// WooCommerce wants `force=true`: webhooks have no trash.
pub async fn delete(
    Held(served): Held<Served>,
    Path(id): Path<i64>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    if Asked::new(query).one("force") != Some("true") {
        let message = "Webhooks do not support trashing.";
        return refusal(501, "woocommerce_rest_trash_not_supported", message);
    }
    let mut state = served.shop.state();
    let Some(webhook) = state.webhooks.remove(&id) else {
        return not_found();
    };
    show(&state, &webhook)
}
