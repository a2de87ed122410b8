//! Webhooks: who is told, and what exactly is sent.

use crate::clock::wordpress;
use base64::Engine;
use contract::Timestamp;
use hmac::{Hmac, Mac};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;

const AGENT: &str = "WooCommerce/10.0.2 Hookshot (WordPress/6.7)";

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: i64,
    pub name: String,
    /// `active`, `paused` or `disabled`.
    pub status: String,
    pub topic: String,
    pub delivery_url: String,
    pub secret: String,
    pub failures: u32,
    /// Its ping was not answered with 200 yet.
    pub unpinged: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
}

impl Webhook {
    /// As REST writes it: never with its secret.
    pub fn to_json(&self, offset_minutes: i64) -> Value {
        let (resource, event) = self.topic.split_once('.').unwrap_or((&self.topic, ""));
        json!({
            "id": self.id, "name": self.name, "status": self.status, "topic": self.topic,
            "resource": resource, "event": event, "hooks": [], "delivery_url": self.delivery_url,
            "date_created": wordpress(self.created, offset_minutes),
            "date_created_gmt": wordpress(self.created, 0),
            "date_modified": wordpress(self.modified, offset_minutes),
            "date_modified_gmt": wordpress(self.modified, 0),
        })
    }

    /// Counts an answer. The seventh failure in a row disables it, whatever the documentation says.
    pub fn note(&mut self, status: Option<u16>) {
        if status.is_some_and(|status| (200..303).contains(&status)) {
            self.failures = 0;
        } else if self.failures > 5 {
            self.status = "disabled".into();
        } else {
            self.failures += 1;
        }
    }
}

/// Something a webhook is to tell of; what it says is read when it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    Ping { webhook: i64 },
    Tell { webhook: i64, thing: i64 },
}

/// In the order they came. What waits already is not queued again.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Job>,
    /// Taken out and not yet answered.
    pub sending: usize,
    pub held: bool,
}

impl Queue {
    pub fn push(&mut self, job: Job) {
        if !self.waiting.contains(&job) {
            self.waiting.push_back(job);
        }
    }

    pub fn take(&mut self, most: usize) -> Vec<Job> {
        if self.held {
            return vec![];
        }
        let jobs: Vec<Job> = self.waiting.drain(..most.min(self.waiting.len())).collect();
        self.sending += jobs.len();
        jobs
    }

    /// Puts back what came too early, where it was.
    pub fn give_back(&mut self, jobs: Vec<Job>) {
        self.sending -= jobs.len();
        jobs.into_iter().rev().for_each(|job| self.waiting.push_front(job));
    }

    pub fn is_idle(&self) -> bool {
        self.sending == 0 && (self.held || self.waiting.is_empty())
    }
}

/// A request as it leaves the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivery {
    pub webhook: i64,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// WordPress keeps the secret with its special characters as entities, and signs without.
pub fn signature(secret: &str, body: &str) -> String {
    let mut key = secret.to_owned();
    for (entity, meant) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#039;", "'"), ("&amp;", "&")]
    {
        key = key.replace(entity, meant);
    }
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key will do");
    base64::prelude::BASE64_STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
}

/// Of a webhook and a second: several deliveries share it.
fn delivery_id(webhook: i64, at: Timestamp) -> String {
    let digest = Sha256::digest(format!("{webhook}{}", at.0 / 1000));
    hex::encode(&digest[..16])
}

pub fn delivery(webhook: &Webhook, home: &str, body: String, at: Timestamp) -> Delivery {
    let (resource, event) = webhook.topic.split_once('.').unwrap_or((&webhook.topic, ""));
    let headers = [
        ("user-agent", AGENT.to_owned()),
        ("content-type", "application/json".to_owned()),
        ("x-wc-webhook-source", format!("{home}/")),
        ("x-wc-webhook-topic", webhook.topic.clone()),
        ("x-wc-webhook-resource", resource.to_owned()),
        ("x-wc-webhook-event", event.to_owned()),
        ("x-wc-webhook-signature", signature(&webhook.secret, &body)),
        ("x-wc-webhook-id", webhook.id.to_string()),
        ("x-wc-webhook-delivery-id", delivery_id(webhook.id, at)),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
    Delivery { webhook: webhook.id, url: webhook.delivery_url.clone(), headers, body }
}

/// Unsigned, and of another type than everything else.
pub fn ping(webhook: &Webhook) -> Delivery {
    let headers = vec![
        ("user-agent".to_owned(), AGENT.to_owned()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ];
    let body = format!("webhook_id={}", webhook.id);
    Delivery { webhook: webhook.id, url: webhook.delivery_url.clone(), headers, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_signs_as_it_was_typed() {
        assert_eq!(signature("a&amp;b", "{}"), signature("a&b", "{}"));
        assert_ne!(signature("a&b", "{}"), signature("ab", "{}"));
    }

    #[test]
    fn what_waits_already_is_not_queued_again() {
        let mut queue = Queue::default();
        let tell = |thing| Job::Tell { webhook: 1, thing };
        [7, 8, 7].into_iter().for_each(|thing| queue.push(tell(thing)));
        assert_eq!(queue.take(10), [tell(7), tell(8)]);
        queue.push(tell(7));
        assert!(!queue.is_idle());
        assert_eq!(queue.take(10), [tell(7)], "what is being sent says what was, not what is");
    }
}
