//! Counts connections: so many in all, so many per address.

use super::ServeOptions;
use crate::security::address::{TrustedProxies, limit_key};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Refusals spoken at the same time; beyond that a connection is closed without a word.
const REFUSALS: usize = 32;

#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    most: usize,
    places: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
    per_address: usize,
    exempt: TrustedProxies,
    counts: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection's place; free again when dropped.
pub struct Pass {
    gate: Gate,
    counted: Option<IpAddr>,
    _place: OwnedSemaphorePermit,
}

impl Gate {
    pub fn new(options: &ServeOptions) -> Self {
        let most = options.connections.clamp(1, Semaphore::MAX_PERMITS);
        Self(Arc::new(Inner {
            most,
            places: Arc::new(Semaphore::new(most)),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
            per_address: options.connections_per_address,
            exempt: options.trusted_proxies.clone(),
            counts: Mutex::default(),
        }))
    }

    pub fn enter(&self, peer: IpAddr) -> Option<Pass> {
        let place = self.0.places.clone().try_acquire_owned().ok()?;
        let limited = self.0.per_address > 0 && !self.0.exempt.trusts(peer);
        let counted = limited.then(|| limit_key(peer));
        if let Some(key) = counted {
            let mut counts = self.counts();
            let count = counts.entry(key).or_default();
            if *count >= self.0.per_address {
                return None;
            }
            *count += 1;
        }
        Some(Pass { gate: self.clone(), counted, _place: place })
    }

    pub fn refusal(&self) -> Option<OwnedSemaphorePermit> {
        self.0.refusals.clone().try_acquire_owned().ok()
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.0.most - self.0.places.available_permits()
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let Some(key) = self.counted else { return };
        let mut counts = self.gate.counts();
        if let Some(count) = counts.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&key);
            }
        }
    }
}
