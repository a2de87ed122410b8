//! The webhooks in the shop that tell of products here: made where they are missing, woken where the
//! shop gave up on them.

use super::{ShopSync, SyncError, SyncState};
use crate::woo::ShopError;
use contract::Timestamp;
use contract::source::{Webhook, Webhooks};
use serde_json::{Value, json};

/// What the shop is to tell of.
pub const TOPICS: [&str; 4] =
    ["product.created", "product.updated", "product.deleted", "product.restored"];

/// Where webhooks are to go, and what the shop signs them with.
#[derive(Clone)]
pub struct Hooking {
    pub delivery_url: String,
    pub secret: String,
}

fn text<'a>(hook: &'a Value, field: &str) -> &'a str {
    hook[field].as_str().unwrap_or_default()
}

impl ShopSync {
    pub(super) fn webhooks_due(&self, state: &SyncState, now: Timestamp) -> bool {
        self.hooking.is_some() && state.webhooks_due(self.ledger.connected_at, now)
    }

    /// A shop whose keys only read, or that is away, is followed all the same: what keeps its
    /// webhooks from being looked after stands with them.
    pub(super) async fn look_after_webhooks(
        &self,
        state: &mut SyncState,
        wakes_paused: bool,
    ) -> Result<(), SyncError> {
        let Some(hooking) = &self.hooking else {
            return Ok(());
        };
        let is_told = state.webhooks_of == Some(self.ledger.connected_at);
        let looked_at = Some(self.ledger.clock.now());
        let revived_at = state.webhooks.revived_at;
        state.webhooks_of = Some(self.ledger.connected_at);
        state.webhooks = match self.webhooks(hooking, is_told, wakes_paused).await {
            Ok((hooks, any_revived)) => {
                let revived_at = if any_revived { looked_at } else { revived_at };
                Webhooks { looked_at, hooks, revived_at, trouble: None }
            }
            Err(error) => {
                tracing::warn!(tenant = %self.ledger.tenant, %error, "The shop's webhooks cannot be looked after.");
                let hooks = state.webhooks.hooks.clone();
                Webhooks { looked_at, hooks, revived_at, trouble: Some(error.to_string()) }
            }
        };
        Ok(())
    }

    /// Ours, after whatever had to be done; and whether one had been disabled.
    async fn webhooks(
        &self,
        hooking: &Hooking,
        is_told: bool,
        wakes_paused: bool,
    ) -> Result<(Vec<Webhook>, bool), ShopError> {
        let all = self.client.all("webhooks", &[]).await?;
        let is_ours = |hook: &&Value| text(hook, "delivery_url") == hooking.delivery_url;
        let ours: Vec<&Value> = all.iter().filter(is_ours).collect();
        let (mut hooks, mut any_revived) = (Vec::new(), false);
        for topic in TOPICS {
            let known = ours.iter().find(|hook| text(hook, "topic") == topic);
            let answer = match known {
                None => {
                    tracing::info!(tenant = %self.ledger.tenant, topic, "A webhook is made in the shop.");
                    self.client.create("webhooks", &hooking.hook(topic)).await?
                }
                Some(hook) => {
                    let status = text(hook, "status");
                    let wakes = status == "disabled" || (wakes_paused && status == "paused");
                    if wakes {
                        tracing::warn!(tenant = %self.ledger.tenant, topic, status, "A webhook of the shop is woken.");
                        any_revived = true;
                    } else if is_told {
                        hooks.push(seen(hook));
                        continue;
                    }
                    let secret = hooking.secret.as_str();
                    let update = match wakes {
                        true => json!({"status": "active", "secret": secret}),
                        false => json!({"secret": secret}),
                    };
                    let path = format!("webhooks/{}", hook["id"]);
                    self.client.update(&path, &update).await?
                }
            };
            hooks.push(seen(&answer));
        }
        Ok((hooks, any_revived))
    }

    /// Takes ours out of the shop.
    ///
    /// # Errors
    /// Whatever kept the shop from answering; some may be gone by then.
    pub(crate) async fn remove_webhooks(&self) -> Result<(), ShopError> {
        let Some(hooking) = &self.hooking else {
            return Ok(());
        };
        for hook in self.client.all("webhooks", &[]).await? {
            if text(&hook, "delivery_url") == hooking.delivery_url {
                self.client.delete(&format!("webhooks/{}", hook["id"])).await?;
            }
        }
        Ok(())
    }
}

impl Hooking {
    fn hook(&self, topic: &str) -> Value {
        json!({
            "name": format!("Etalage: {topic}"), "topic": topic, "status": "active",
            "delivery_url": self.delivery_url, "secret": self.secret,
        })
    }
}

fn seen(hook: &Value) -> Webhook {
    let status = text(hook, "status");
    let status = (!status.is_empty()).then(|| status.chars().take(20).collect());
    Webhook { topic: text(hook, "topic").chars().take(60).collect(), status }
}
