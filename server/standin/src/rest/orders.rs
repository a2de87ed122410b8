//! Orders.

use super::list::{Asked, invalid, page};
use super::{Served, answer, refusal, sick};
use crate::fault::OrderIll;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State as Held};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use contract::Timestamp;
use serde_json::{Map, Value};

type Fields = Map<String, Value>;

pub async fn list(
    Held(served): Held<Served>,
    uri: Uri,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let asked = Asked::new(query);
    let wanted = match asked.page() {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    let state = served.shop.state();
    let is_gmt = matches!(asked.one("dates_are_gmt"), Some("true" | "1"));
    let offset = if is_gmt { 0 } else { state.goods.offset_minutes * 60 };
    let after = match asked.one("after").map(|text| text.get(..19).and_then(Timestamp::parse)) {
        Some(None) => return invalid("after"),
        Some(Some(at)) => Some(at.plus_seconds(-offset)),
        None => None,
    };
    let statuses = asked.many("status");
    let shown = state.orders.iter().filter(|(_, order)| {
        after.is_none_or(|after| order.created > after)
            && (statuses.is_empty()
                || statuses.contains(&"any")
                || statuses.contains(&order.status.as_str()))
    });
    let mut all: Vec<Value> = shown.map(|(id, order)| order.to_json(*id, &state)).collect();
    let total = all.len();
    if !asked.ascends() {
        all.reverse();
    }
    page(&state, &asked, &uri, wanted.of(all.into_iter()), total)
}

fn not_found() -> Response {
    refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
}

pub async fn one(Held(served): Held<Served>, Path(id): Path<i64>) -> Response {
    let state = served.shop.state();
    state.orders.get(&id).map_or_else(not_found, |order| answer(&order.to_json(id, &state)))
}

pub async fn create(Held(served): Held<Served>, Json(fields): Json<Fields>) -> Response {
    let ill = served.shop.state().faults.of_order();
    if let Some(OrderIll::Refused(status)) = ill {
        return match status {
            500.. => sick(status, None),
            _ => refusal(status, "rest_invalid_param", "Invalid parameter(s): billing"),
        };
    }
    let mut made = {
        let mut state = served.shop.state();
        let lines = fields.get("line_items").and_then(Value::as_array).into_iter().flatten();
        let named = lines.filter_map(|line| line["product_id"].as_i64());
        if named.into_iter().any(|id| !state.goods.things.contains_key(&id)) {
            return refusal(400, "woocommerce_rest_invalid_product_id", "Invalid product ID.");
        }
        let id = state.put_order(fields);
        answer(&state.orders[&id].to_json(id, &state))
    };
    *made.status_mut() = StatusCode::CREATED;
    served.shop.woken.notify_one();
    match ill {
        Some(OrderIll::Lost) => lose(&mut made),
        Some(OrderIll::Late(by)) => tokio::time::sleep(by).await,
        _ => {}
    }
    made
}

/// The line breaks before the answer has come over.
fn lose(answer: &mut Response) {
    let broken = Err::<Bytes, _>(std::io::Error::other("the line broke"));
    *answer.body_mut() = Body::from_stream(tokio_stream::iter([broken]));
}

pub async fn update(
    Held(served): Held<Served>,
    Path(id): Path<i64>,
    Json(mut fields): Json<Fields>,
) -> Response {
    let mut state = served.shop.state();
    if !state.orders.contains_key(&id) {
        return not_found();
    }
    if let Some(Value::String(status)) = fields.remove("status") {
        state.set_order_status(id, &status);
    }
    if let Some(order) = state.orders.get_mut(&id) {
        order.own.append(&mut fields);
    }
    served.shop.woken.notify_one();
    answer(&state.orders[&id].to_json(id, &state))
}
