//! The shop as tests hold it.

use crate::change::{Change, Events};
use crate::fault::{Fault, Faults};
use crate::goods::{Goods, Taxonomy};
use crate::hook::{Delivery, Job, Queue, Webhook, delivery, ping};
use crate::order::Order;
use crate::render::Writer;
use crate::{clock::ShopClock, php};
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Requests and deliveries remembered.
const REMEMBERED: usize = 10_000;

/// The keys of the REST interface.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keys {
    pub key: String,
    pub secret: String,
    /// `read`, `write` or `read_write`.
    pub permissions: String,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            key: "ck_standin".into(),
            secret: "cs_standin".into(),
            permissions: "read_write".into(),
        }
    }
}

/// A delivery and what was answered; nothing where nobody did, or it was lost on the way.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    #[serde(flatten)]
    pub delivery: Delivery,
    pub status: Option<u16>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub goods: Goods,
    pub keys: Keys,
    /// An ISO code; euros where none was set.
    pub currency: Option<String>,
    pub home: String,
    pub webhooks: BTreeMap<i64, Webhook>,
    pub orders: BTreeMap<i64, Order>,
    pub queue: Queue,
    pub faults: Faults,
    pub nonces: HashSet<String>,
    pub requests: VecDeque<String>,
    pub sent: VecDeque<Sent>,
}

impl State {
    pub fn writer(&self) -> Writer<'_> {
        Writer { goods: &self.goods, home: &self.home }
    }

    fn tell(&mut self, events: Events) {
        for (word, thing) in events {
            let topic = format!("product.{}", word.as_str());
            let listening =
                self.webhooks.values().filter(|it| it.status == "active" && it.topic == topic);
            for webhook in listening {
                self.queue.push(Job::Tell { webhook: webhook.id, thing });
            }
        }
    }

    pub fn apply(&mut self, change: Change) -> i64 {
        let (id, events) = change.apply(&mut self.goods);
        self.tell(events);
        id
    }

    /// What is sent for a job; nothing where the webhook is gone or off.
    pub fn delivery(&self, job: &Job) -> Option<Delivery> {
        let (Job::Ping { webhook } | Job::Tell { webhook, .. }) = job;
        let webhook = self.webhooks.get(webhook).filter(|it| it.status == "active")?;
        let Job::Tell { thing, .. } = job else {
            return Some(ping(webhook));
        };
        let body = match self.goods.things.get(thing) {
            _ if webhook.topic == "product.deleted" => json!({ "id": thing }),
            Some(found) => self.writer().product(*thing, found),
            // Permanently deleted between the event and its delivery.
            None => {
                crate::rest::error_body(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
            }
        };
        Some(delivery(webhook, &self.home, php::encode(&body), self.goods.now()))
    }

    pub fn remember_request(&mut self, request: String) {
        self.requests.push_back(request);
        if self.requests.len() > REMEMBERED {
            self.requests.pop_front();
        }
    }

    pub fn remember_sent(&mut self, sent: Sent) {
        self.sent.push_back(sent);
        if self.sent.len() > REMEMBERED {
            self.sent.pop_front();
        }
    }
}

/// A WooCommerce shop. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    state: Arc<Mutex<State>>,
    pub(crate) woken: Arc<Notify>,
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("a product is an object, not {other}"),
    }
}

impl Shop {
    /// What it sells in, as an ISO code.
    pub fn set_currency(&self, code: &str) {
        self.state().currency = Some(code.to_owned());
    }

    /// Empty, at `http://shop.example.test` until it is served.
    pub fn new() -> Self {
        let shop = Self::default();
        shop.state().home = "http://shop.example.test".into();
        shop
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has something happen. Answers the id of what was put.
    pub fn apply(&self, change: Change) -> i64 {
        let id = self.state().apply(change);
        self.woken.notify_one();
        id
    }

    pub fn fault(&self, fault: Fault) {
        if let Fault::ReverseDeliveries { .. } | Fault::DropDeliveries { .. } = fault {
            self.woken.notify_one();
        }
        self.state().faults.add(fault);
    }

    pub fn heal(&self) {
        self.state().faults.clear();
    }

    pub fn put_product(&self, product: Value) -> i64 {
        self.apply(Change::PutProduct { fields: fields(product) })
    }

    pub fn put_variation(&self, parent: i64, variation: Value) -> i64 {
        self.apply(Change::PutVariation { parent, fields: fields(variation) })
    }

    pub fn put_category(&self, category: Value) -> i64 {
        self.apply(Change::PutCategory { fields: fields(category) })
    }

    pub fn put_term(&self, taxonomy: Taxonomy, term: Value) -> i64 {
        self.state().goods.put_term(taxonomy, fields(term))
    }

    pub fn rename_category(&self, id: i64, name: &str) {
        self.apply(Change::RenameCategory { id, name: name.into() });
    }

    pub fn set_price(&self, id: i64, price: &str) {
        self.apply(Change::SetPrice { id, price: price.into() });
    }

    pub fn set_stock(&self, id: i64, quantity: i64) {
        self.apply(Change::SetStock { id, quantity });
    }

    pub fn trash(&self, id: i64) {
        self.apply(Change::Trash { id });
    }

    pub fn untrash(&self, id: i64) {
        self.apply(Change::Untrash { id });
    }

    pub fn delete_for_good(&self, id: i64) {
        self.apply(Change::DeleteForGood { id });
    }

    pub fn advance(&self, seconds: i64) {
        self.apply(Change::Advance { seconds });
    }

    pub fn set_clock(&self, clock: ShopClock) {
        self.state().goods.clock = clock;
    }

    pub fn now(&self) -> Timestamp {
        self.state().goods.now()
    }

    /// How far the shop's local time is ahead of GMT.
    pub fn set_offset(&self, minutes: i64) {
        self.state().goods.offset_minutes = minutes;
    }

    pub fn set_keys(&self, keys: Keys) {
        self.state().keys = keys;
    }

    pub fn keys(&self) -> Keys {
        self.state().keys.clone()
    }

    /// Every order, by id, as `/orders/{id}` shows it.
    pub fn orders(&self) -> Vec<Value> {
        let state = self.state();
        state.orders.iter().map(|(id, order)| order.to_json(*id, &state)).collect()
    }

    /// As a merchant or a payment sets it: an order that is paid takes its pieces from the count, one
    /// that is cancelled gives them back.
    pub fn set_order_status(&self, id: i64, status: &str) {
        self.state().set_order_status(id, status);
        self.woken.notify_one();
    }

    /// As `/products/{id}` shows it.
    pub fn product(&self, id: i64) -> Option<Value> {
        let state = self.state();
        let thing = state.goods.things.get(&id)?;
        Some(state.writer().product(id, thing))
    }

    /// Of products that a list would show.
    pub fn listed(&self) -> Vec<i64> {
        self.state().goods.listed.clone()
    }

    pub fn webhooks(&self) -> Vec<Webhook> {
        self.state().webhooks.values().cloned().collect()
    }

    /// As WooCommerce does after failures in a row.
    pub fn disable_webhooks(&self) {
        self.state().webhooks.values_mut().for_each(|it| it.status = "disabled".into());
    }

    /// Lets deliveries pile up, or go.
    pub fn hold_deliveries(&self, held: bool) {
        self.state().queue.held = held;
        self.woken.notify_one();
    }

    /// What was asked since the last call: method, path and query.
    pub fn take_requests(&self) -> Vec<String> {
        self.state().requests.drain(..).collect()
    }

    /// What was sent since the last call.
    pub fn take_sent(&self) -> Vec<Sent> {
        self.state().sent.drain(..).collect()
    }

    /// Waits until every delivery was answered. Answers whether that came about in time.
    pub async fn settled(&self, patience: Duration) -> bool {
        let idle = async {
            while !self.state().queue.is_idle() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(patience, idle).await.is_ok()
    }
}
