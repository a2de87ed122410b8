//! The systems this node can ask about stock, as it is connected to them.

use super::remote::{Office, Remote};
use crate::Engine;
use contract::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Clone)]
pub(crate) enum System {
    Office(Arc<Office>),
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

    /// Every shop whose stock a back office owns.
    pub(super) fn remotes(&self) -> Vec<Remote> {
        let remote = |(tenant, system)| match system {
            System::Office(office) => self.remote(tenant, office),
        };
        self.systems.all().into_iter().map(remote).collect()
    }
}
