//! An order is created in the shop, once.
//!
//! WooCommerce knows no idempotency keys: the order carries its code with it, and before one is created
//! it is looked for. An answer that was lost is given time: the shop may still be at it, and looking too
//! early would find nothing.

use super::Woo;
use super::sold::{Sold, sold};
use crate::to_problem;
use crate::trade::push::later;
use crate::woo::ShopError;
use contract::{Customer, OrderLine};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{Authority, BeginPush, OrderRecord, Pushed};

/// What an order is known by there.
const MARK: &str = "_etalage_order";
/// Longer than a shop works at an order before its own host stops it.
const SETTLING_SECONDS: u64 = 60;
/// What an order may be dated before it was placed here.
const LEEWAY_SECONDS: i64 = 10 * 60;

impl Woo {
    pub(super) async fn bring(&self, record: &OrderRecord) -> Pushed {
        if record.authority != Authority::WooCommerce {
            let said = "The system this was ordered from does not stand behind the shop any more.";
            return Pushed::Rejected { said: said.into() };
        }
        match self.look_for(record).await {
            Ok(Some(found)) => return done(record, &found),
            Ok(None) => {}
            Err(error) => return self.failed(record, &error, None),
        }
        let skus: Vec<String> = record.order.lines.iter().map(|line| line.sku.clone()).collect();
        let sold = match sold(&self.here.store, &self.tenant, &skus, self.clock.now()).await {
            Ok(sold) => sold,
            Err(problem) => {
                return later(self.clock.now(), &record.order, &problem.title, None);
            }
        };
        // Should this node end in the middle, the next one looks for it when it can be found.
        let begin = BeginPush {
            tenant: self.tenant.id,
            order: record.order.code.clone(),
            next_at: self.clock.now().plus_seconds(SETTLING_SECONDS.cast_signed()),
        };
        if let Err(error) = self.here.store.write(begin).await {
            let said = to_problem(error).title;
            return later(self.clock.now(), &record.order, &said, None);
        }
        match self.lines.ordered.create("orders", &written(record, &sold)).await {
            Ok(made) => done(record, &made),
            Err(error) => self.failed(record, &error, Some(SETTLING_SECONDS)),
        }
    }

    /// The order that is this one, and nothing else of it: of several, the first counts.
    async fn look_for(&self, record: &OrderRecord) -> Result<Option<Value>, ShopError> {
        let client = &self.lines.ordered;
        // Its answer tells what its clock shows.
        client.page("orders", &[("_fields", "id".to_owned())], 1).await?;
        let ahead = client.shop_time().0 - self.clock.now().0;
        let mut since = record.order.placed_at.plus_seconds(-LEEWAY_SECONDS);
        since.0 += ahead;
        let query = [
            ("after", since.to_rfc3339()),
            ("dates_are_gmt", "true".to_owned()),
            ("orderby", "id".to_owned()),
            ("order", "asc".to_owned()),
            ("_fields", "id,status,total,payment_url,meta_data".to_owned()),
        ];
        let is_this = |order: &Value| {
            let metas = order["meta_data"].as_array().into_iter().flatten();
            let mut marks = metas.filter(|meta| meta["key"] == MARK);
            marks.any(|meta| meta["value"] == record.order.code.as_str())
        };
        let all = client.all("orders", &query).await?;
        let mut found = all.into_iter().filter(is_this);
        let first = found.next();
        for another in found.filter(|order| order["status"] != "cancelled") {
            let id = another["id"].as_i64().unwrap_or_default();
            tracing::warn!(tenant = %self.tenant.slug, order = id, "A shop has an order twice; the later one is cancelled.");
            client.update(&format!("orders/{id}"), &json!({ "status": "cancelled" })).await?;
        }
        Ok(first)
    }

    fn failed(&self, record: &OrderRecord, error: &ShopError, settling: Option<u64>) -> Pushed {
        let wait = match error {
            ShopError::Away { retry_after, .. } => (*retry_after).max(settling),
            ShopError::NotAShop | ShopError::TooLong { .. } => settling,
            ShopError::Resting { .. }
            | ShopError::Keys { .. }
            | ShopError::Moved { .. }
            | ShopError::Address(_) => None,
            ShopError::Rejected { .. } | ShopError::Unknown { .. } => {
                return Pushed::Rejected { said: error.to_string() };
            }
        };
        later(self.clock.now(), &record.order, &error.to_string(), wait)
    }
}

fn done(record: &OrderRecord, there: &Value) -> Pushed {
    let Some(id) = there["id"].as_i64() else {
        return Pushed::Rejected {
            said: "The shop took an order without giving it a number.".into(),
        };
    };
    let ours = record.order.currency.decimal(record.order.total_cents);
    if there["total"].as_str().is_some_and(|theirs| theirs != ours) {
        tracing::warn!(order = record.order.number, remote_id = id, total = %there["total"], ours, "The shop adds something to an order: taxes or fees.");
    }
    let payment_url = there["payment_url"].as_str().filter(|url| url.starts_with("http"));
    Pushed::Done { remote_id: id.to_string(), payment_url: payment_url.map(str::to_owned) }
}

/// As WooCommerce takes it.
fn written(record: &OrderRecord, sold: &HashMap<String, Sold>) -> Value {
    let order = &record.order;
    let line = |line: &OrderLine| {
        let total = order.currency.decimal(line.total_cents());
        let mut written = json!({
            "name": line.name, "quantity": line.quantity, "subtotal": total, "total": total,
        });
        match sold.get(&line.sku) {
            Some(Sold { product, variation }) => {
                written["product_id"] = json!(product);
                if let Some(variation) = variation {
                    written["variation_id"] = json!(variation);
                }
            }
            // It has left the catalogue since: the shop may still know it by its number.
            None => written["sku"] = json!(line.sku),
        }
        written
    };
    let mut billing = address(&order.customer);
    billing["email"] = json!(order.customer.email);
    json!({
        "status": "pending",
        "set_paid": false,
        "currency": order.currency.code(),
        "billing": billing,
        "shipping": address(&order.customer),
        "customer_note": order.customer.note,
        "line_items": order.lines.iter().map(line).collect::<Vec<Value>>(),
        "meta_data": [{ "key": MARK, "value": order.code }],
    })
}

fn address(customer: &Customer) -> Value {
    // It has two fields for a name; the last word is the safest to part.
    let (first, last) = customer.name.rsplit_once(' ').unwrap_or(("", &customer.name));
    json!({
        "first_name": first,
        "last_name": last,
        "address_1": customer.street,
        "address_2": customer.extra,
        "city": customer.city,
        "postcode": customer.postal_code,
        "country": customer.country,
        "phone": customer.phone,
    })
}
