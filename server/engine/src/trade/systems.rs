//! The systems this node can ask about stock, as it is connected to them.

use super::embedded::Embedded;
use super::remote::{Office, Remote};
use super::woo::{ShopLines, Woo};
use crate::Engine;
use contract::{Tenant, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Clone)]
pub(crate) enum System {
    Office(Arc<Office>),
    /// A WooCommerce with keys: one that is only heard cannot be asked.
    Shop(ShopLines),
}

#[derive(Default)]
pub(crate) struct Systems(RwLock<HashMap<TenantId, System>>);

impl Systems {
    pub fn insert(&self, tenant: TenantId, system: System) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, system);
    }

    pub fn remove(&self, tenant: TenantId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    pub fn get(&self, tenant: TenantId) -> Option<System> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    fn all(&self) -> Vec<(TenantId, System)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(tenant, system)| (*tenant, system.clone())).collect()
    }
}

impl Engine {
    pub(super) fn remote(&self, tenant: TenantId, office: Arc<Office>) -> Remote {
        let (store, clock, tasks) = (self.store.clone(), self.clock.clone(), self.tasks.clone());
        Remote { tenant, store, clock, office, tasks }
    }

    pub(super) fn woo(&self, tenant: &Arc<Tenant>, lines: ShopLines) -> Woo {
        let here = Embedded { tenant: tenant.id, store: self.store.clone() };
        Woo { tenant: tenant.clone(), here, clock: self.clock.clone(), lines }
    }

    /// Every shop whose stock a back office owns.
    pub(super) fn remotes(&self) -> Vec<Remote> {
        let remote = |(tenant, system)| match system {
            System::Office(office) => Some(self.remote(tenant, office)),
            System::Shop(_) => None,
        };
        self.systems.all().into_iter().filter_map(remote).collect()
    }
}
