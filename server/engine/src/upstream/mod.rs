//! The shop systems behind the windows, as this node knows them.

mod breaker;
mod database;
mod desk;
mod following;
pub mod http;
mod lease;
mod ledger;
mod showing;

pub(crate) use database::Databases;
pub use following::ShopSecrets;
pub(crate) use following::{follow_shops, teller};
#[cfg(test)]
pub(crate) use lease::LEASE_SECONDS;
pub(crate) use lease::Lease;
pub use ledger::{Ledger, LedgerError};
pub(crate) use showing::standing;

use crate::woo::sync::{ShopSync, SyncState};
use crate::{Engine, to_problem};
use contract::{Problem, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::ReceiveDelivery;
use store::upstream::Delivery;

/// A shop system that may speak for a tenant.
#[derive(Clone, Default)]
pub struct Upstream {
    /// Where it can be asked.
    pub sync: Option<Arc<ShopSync>>,
    /// Its address, as its deliveries name it; none where only the tenant's name counts.
    pub address: Option<String>,
    /// What its deliveries are signed with; two while one is changed for another.
    pub webhook_secrets: Vec<String>,
}

#[derive(Default)]
pub(crate) struct Upstreams(RwLock<HashMap<TenantId, Upstream>>);

impl Upstreams {
    fn read<T>(&self, look: impl FnOnce(&HashMap<TenantId, Upstream>) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Addresses are the same with and without the slash at their end, and by either scheme.
fn same_shop(one: &str, other: &str) -> bool {
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches('/').to_ascii_lowercase();
        address.split_once("://").map_or(address.clone(), |(_, rest)| rest.to_owned())
    };
    bare(one) == bare(other)
}

impl Engine {
    /// Has a shop system speak for a tenant from now on.
    pub fn connect(&self, tenant: TenantId, upstream: Upstream) {
        let mut all = self.upstreams.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(tenant, upstream);
    }

    /// No shop system speaks for it any more.
    pub(crate) fn disconnect(&self, tenant: TenantId) {
        let mut all = self.upstreams.0.write().unwrap_or_else(PoisonError::into_inner);
        all.remove(&tenant);
        self.inventories.remove(tenant);
        self.systems.remove(tenant);
    }

    /// What deliveries for a tenant may be signed with; none where no shop system speaks for it.
    pub fn webhook_secrets(&self, tenant: TenantId) -> Vec<String> {
        self.upstreams.read(|all| {
            all.get(&tenant).map(|upstream| upstream.webhook_secrets.clone()).unwrap_or_default()
        })
    }

    /// The shop behind a tenant, where it can be asked.
    pub(crate) fn followed(&self, tenant: TenantId) -> Option<Arc<ShopSync>> {
        self.upstreams.read(|all| all.get(&tenant)?.sync.clone())
    }

    /// How following does where shops can be asked, as this node knows it.
    pub fn followed_states(&self) -> Vec<(TenantId, SyncState)> {
        let mut states: Vec<(TenantId, SyncState)> = self.upstreams.read(|all| {
            let state = |(tenant, upstream): (&TenantId, &Upstream)| {
                Some((*tenant, upstream.sync.as_ref()?.known.borrow().clone()))
            };
            all.iter().filter_map(state).collect()
        });
        let inventories = self.inventories.all();
        states.extend(inventories.into_iter().map(|(it, sync)| (it, sync.known().shared())));
        // A shop that is asked and read is counted once.
        let mut read = self.databases.states();
        read.retain(|(tenant, _)| !states.iter().any(|(it, _)| it == tenant));
        states.extend(read);
        states
    }

    /// The tenant whose shop system is at that address.
    pub fn tenant_of_source(&self, source: &str) -> Option<TenantId> {
        self.upstreams.read(|all| {
            let is_its = |upstream: &Upstream| {
                upstream.address.as_deref().is_some_and(|address| same_shop(address, source))
            };
            all.iter().find(|(_, upstream)| is_its(upstream)).map(|(tenant, _)| *tenant)
        })
    }

    /// Keeps a delivery, to be worked off right after. Answers whether it was a new one.
    pub async fn receive(&self, tenant: TenantId, delivery: Delivery) -> Result<bool, Problem> {
        let command = ReceiveDelivery { tenant, delivery, at: self.clock.now() };
        let is_new = self.store.write(command).await.map_err(to_problem)?.value;
        self.said.notify_one();
        Ok(is_new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_known_by_its_address_however_written() {
        assert!(same_shop("https://shop.test/", "http://Shop.test"));
        assert!(same_shop("https://shop.test/wp", "https://shop.test/wp/"));
        assert!(!same_shop("https://shop.test", "https://shop.test.evil"));
    }
}
