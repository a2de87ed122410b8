//! Orders, and what they take from the count.
//!
//! WooCommerce counts down when an order is paid, or set to a status that means it is sold. One that
//! is pending takes nothing from `stock_quantity`.

use crate::change::Change;
use crate::clock::wordpress;
use crate::shop::State;
use contract::Timestamp;
use serde_json::{Map, Value, json};

/// What counts as sold.
const TAKEN: [&str; 3] = ["processing", "on-hold", "completed"];

#[derive(Clone, Debug)]
pub struct Order {
    pub status: String,
    pub created: Timestamp,
    /// What was sent, but for what has a place of its own.
    pub own: Map<String, Value>,
    /// Whether its pieces were taken from the count.
    pub is_taken: bool,
}

impl Order {
    pub(crate) fn to_json(&self, id: i64, state: &State) -> Value {
        let offset = state.goods.offset_minutes;
        let mut fields = self.own.clone();
        let number = |value: &Value| -> f64 {
            value.as_str().and_then(|it| it.parse().ok()).or(value.as_f64()).unwrap_or_default()
        };
        let mut total = 0.0;
        let lines = fields.get_mut("line_items").and_then(Value::as_array_mut);
        for (at, line) in lines.into_iter().flatten().enumerate() {
            let (quantity, of_line) = (number(&line["quantity"]), number(&line["total"]));
            total += of_line;
            line["id"] = json!(id * 100 + at as i64);
            line["price"] = json!(of_line / quantity.max(1.0));
        }
        let metas = fields.get_mut("meta_data").and_then(Value::as_array_mut);
        for (at, meta) in metas.into_iter().flatten().enumerate() {
            meta["id"] = json!(id * 100 + at as i64);
        }
        let key = format!("wc_order_{id}");
        let pay = format!("{}/checkout/order-pay/{id}/?pay_for_order=true&key={key}", state.home);
        let told = json!({
            "id": id, "parent_id": 0, "number": id.to_string(), "status": self.status,
            "currency": state.currency.as_deref().unwrap_or("EUR"),
            "date_created": wordpress(self.created, offset),
            "date_created_gmt": wordpress(self.created, 0),
            "total": format!("{total:.2}"), "order_key": key, "payment_url": pay,
            "created_via": "rest-api",
        });
        fields.extend(told.as_object().cloned().unwrap_or_default());
        Value::Object(fields)
    }

    /// Which thing's count a line is of, and how many pieces.
    fn pieces(&self, state: &State) -> Vec<(i64, i64)> {
        let lines = self.own.get("line_items").and_then(Value::as_array).into_iter().flatten();
        let piece = |line: &Value| {
            let id = |name: &str| line[name].as_i64().filter(|id| *id > 0);
            let sold = id("variation_id").or(id("product_id"))?;
            let thing = state.goods.things.get(&sold)?;
            let managed = thing.own.get("manage_stock");
            let counted = match managed.and_then(Value::as_str) {
                Some("parent") => thing.parent(),
                _ => managed.and_then(Value::as_bool).filter(|it| *it).map(|_| sold)?,
            };
            Some((counted, line["quantity"].as_i64()?))
        };
        lines.filter_map(piece).collect()
    }
}

impl State {
    pub(crate) fn put_order(&mut self, mut fields: Map<String, Value>) -> i64 {
        let is_paid = fields.remove("set_paid") == Some(json!(true));
        let said = fields.remove("status");
        let status = match is_paid {
            true => "processing",
            false => said.as_ref().and_then(Value::as_str).unwrap_or("pending"),
        };
        let (status, created, id) = (status.to_owned(), self.goods.now(), self.goods.new_id());
        let order = Order { status: "pending".into(), created, own: fields, is_taken: false };
        self.orders.insert(id, order);
        self.set_order_status(id, &status);
        id
    }

    pub(crate) fn set_order_status(&mut self, id: i64, status: &str) {
        let Some(order) = self.orders.get_mut(&id) else { return };
        order.status = status.to_owned();
        let (was, is) = (order.is_taken, TAKEN.contains(&status));
        order.is_taken = is;
        if was == is {
            return;
        }
        for (thing, quantity) in self.orders[&id].pieces(self) {
            let own = self.goods.things.get(&thing).map(|it| &it.own["stock_quantity"]);
            let before = own.and_then(Value::as_i64).unwrap_or_default();
            let quantity = if is { before - quantity } else { before + quantity };
            self.apply(Change::SetStock { id: thing, quantity });
        }
    }
}
