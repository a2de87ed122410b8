//! What is bought and sold: whose stock it is, holds, carts and orders.
//!
//! Stock is asked for at each operation, of the [`InventoryAuthority`] a shop has: its own tables
//! ([`embedded`]), or the system behind it. To add one: an implementation here, a line in
//! [`Authorities::of_kind`] and in [`Engine::stock`], and, where orders go there, its way to
//! [`push`](InventoryAuthority::push) them.
//!
//! - [`shopping`] is one visitor's own: cart, hold, orders, outfits.
//! - [`keyed`] is another system's own, which asks with a key.
//! - [`time`] lets go of what has lapsed.
//! - [`remote`] is stock of a back office; [`drift`] compares what is held of it with what it says.
//! - [`woo`] is stock of a WooCommerce: its count, our holds.
//! - [`push`] brings orders to the systems behind the shops.
//! - [`systems`] are those this node can ask.
//! - [`letters`] tells customers.
//! - [`rounds`] are for who keeps time themselves.

mod drift;
mod embedded;
mod keyed;
pub mod letters;
mod lines;
mod outfits;
mod push;
mod remote;
mod rounds;
mod shopping;
mod systems;
mod time;
mod woo;

pub(crate) use drift::keep_comparing;
pub use keyed::Dealings;
pub(crate) use push::keep_pushing;
pub(crate) use remote::while_somebody_waits;
pub use shopping::Shopper;
pub(crate) use systems::{System, Systems};
pub(crate) use time::keep_time;
pub(crate) use woo::ShopLines;

use crate::accounts::random_hex;
use crate::{Engine, to_problem};
use async_trait::async_trait;
use contract::{
    Available, Denied, Item, Problem, ProblemKind, Result, Tenant, TenantId, Timestamp,
};
use embedded::Embedded;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Authority, HoldRecord, OrderRecord, Origin, Owner, Pushed, Request, Store};

/// What somebody wants set aside.
#[derive(Clone, Debug)]
pub struct HoldWish {
    pub owner: Owner,
    /// Whom it is for, as the system that asks knows them.
    pub customer_id: Option<String>,
    /// Tidy ([`contract::stock::tidy`]).
    pub items: Vec<Item>,
    pub minutes: i64,
    pub request: Option<Request>,
    /// Lets go of what the owner holds already.
    pub replaces: bool,
}

/// Who owns a shop's stock. What it answers is true at the moment of the answer, and nothing is
/// remembered here. Where it cannot be reached, the answer is `unavailable`.
#[async_trait]
pub trait InventoryAuthority: Send + Sync {
    /// What can be had of these, in the order asked for.
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>>;
    /// Sets all of it aside, or nothing.
    async fn hold(&self, origin: Origin, wish: HoldWish) -> Result<HoldRecord, Denied>;
    /// Gives it more time, once.
    async fn extend(&self, origin: Origin, hold: &HoldRecord, minutes: i64) -> Result<HoldRecord>;
    /// Lets it go; one that has ended without an order stays so.
    async fn release(&self, origin: Origin, hold: &HoldRecord) -> Result<HoldRecord>;
    /// Brings an order to the system that owns the stock. Safe to repeat.
    async fn push(&self, order: &OrderRecord) -> Pushed;
}

/// Whose stock each shop's is, where it is not its own. Critical data: a shop that was just connected
/// must not be sold from our own tables.
#[derive(Default)]
pub(crate) struct Authorities(HashMap<TenantId, Authority>);

impl Authorities {
    pub async fn load(store: &Store) -> Result<Self> {
        let mut all = HashMap::new();
        for (tenant, kind) in store.connected_tenants().await.map_err(to_problem)? {
            all.insert(tenant, Self::of_kind(&kind));
        }
        Ok(Self(all))
    }

    /// A WooCommerce whose database is read is asked over REST all the same.
    fn of_kind(kind: &str) -> Authority {
        match kind {
            crate::inventory::KIND => Authority::Inventory,
            _ => Authority::WooCommerce,
        }
    }

    pub fn of(&self, tenant: TenantId) -> Authority {
        self.0.get(&tenant).copied().unwrap_or(Authority::Embedded)
    }
}

/// Whoever owns the stock cannot be asked.
pub(crate) fn cannot_tell() -> Problem {
    Problem {
        retry_after: Some(10),
        ..Problem::new(
            ProblemKind::Unavailable,
            "We cannot tell right now what is in stock. Nothing was reserved. Try again in a moment.",
        )
    }
}

/// The second it is made in, then 96 random bits, so that nobody finds another's: what is written
/// after each other stands beside each other in an index, and few of its pages are written anew.
pub(crate) fn new_code(at: Timestamp) -> String {
    let second = u32::try_from(at.0.div_euclid(1_000)).unwrap_or_default();
    format!("{second:08x}{}", random_hex(12))
}

/// An idempotency key with what was asked.
pub fn request(key: &str, asked: &impl serde::Serialize) -> Request {
    let asked = serde_json::to_vec(asked).unwrap_or_default();
    let hash = hex::encode(Sha256::digest(asked));
    Request { key: key.to_owned(), hash }
}

impl Engine {
    /// Whoever owns a shop's stock.
    ///
    /// # Errors
    /// `unavailable` where that is a system this node cannot ask.
    pub fn stock(&self, tenant: &Arc<Tenant>) -> Result<Arc<dyn InventoryAuthority>> {
        let id = tenant.id;
        match (self.authorities.get().of(id), self.systems.get(id)) {
            (Authority::Embedded, _) => {
                Ok(Arc::new(Embedded { tenant: id, store: self.store.clone() }))
            }
            (Authority::Inventory, Some(System::Office(office))) => {
                Ok(Arc::new(self.remote(id, office)))
            }
            (Authority::WooCommerce, Some(System::Shop(lines))) => {
                Ok(Arc::new(self.woo(tenant, lines)))
            }
            // One that is only heard, or only read, and one this node has not begun with yet.
            (Authority::WooCommerce | Authority::Inventory, _) => Err(cannot_tell()),
        }
    }

    /// The cart a visitor has, if any: what their stream is about.
    pub async fn cart_of(
        &self,
        tenant: TenantId,
        visitor: &str,
    ) -> Result<Option<contract::CartId>> {
        self.store.cart_of(tenant, visitor).await.map_err(to_problem)
    }

    /// A key this house made for itself, for one purpose, the same on all its nodes: 32 random bytes
    /// as hexadecimal digits.
    pub async fn house_key(&self, purpose: &str) -> Result<String> {
        let offered = random_hex(32);
        let ensure = store::EnsureHouseKey { purpose: purpose.to_owned(), offered };
        Ok(self.store.write(ensure).await.map_err(to_problem)?.value)
    }

    pub(crate) fn trade_origin(&self, actor: &str, producer: &str, trace_id: &str) -> Origin {
        Origin {
            actor: actor.to_owned(),
            user_id: None,
            trace_id: trace_id.to_owned(),
            producer_id: producer.to_owned(),
            at: self.clock.now(),
        }
    }
}

pub(crate) fn until(now: Timestamp, minutes: i64) -> Timestamp {
    now.plus_seconds(minutes.saturating_mul(60))
}

#[cfg(test)]
mod tests;
