//! Who follows a shop, and how far they have come: a lease, and what is noted with the connection.

use super::lease::Lease;
use crate::Engine;
use contract::ports::Clock;
use contract::{TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use store::{Connection, NoteSync, Store, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is connected anew, or not any more: this one has nothing to do.
    #[error("the shop is connected otherwise now")]
    Replaced,
    /// Another node has taken over.
    #[error("another node follows the shop")]
    Elsewhere,
}

/// One connection, as the node that follows it keeps it.
pub struct Ledger {
    pub tenant: TenantId,
    /// Of the connection.
    pub kind: &'static str,
    /// Tells it from one that took its place.
    pub connected_at: Timestamp,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    /// This node, for leases.
    pub holder: String,
}

impl Ledger {
    /// Of a connection, as this node follows it.
    pub(crate) fn new(
        engine: &Engine,
        tenant: TenantId,
        kind: &'static str,
        connected_at: Timestamp,
    ) -> Self {
        let (store, clock, holder) =
            (engine.store.clone(), engine.clock.clone(), engine.name.clone());
        Self { tenant, kind, connected_at, store, clock, holder }
    }

    fn lease(&self) -> Lease {
        Lease {
            name: format!("sync-{}-{}", self.kind, self.tenant),
            holder: self.holder.clone(),
            store: self.store.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Takes or renews the lease. Answers whether it is this node's to do.
    pub async fn hold(&self) -> Result<bool, LedgerError> {
        Ok(self.lease().hold().await?)
    }

    pub async fn release(&self) -> Result<(), LedgerError> {
        Ok(self.lease().release().await?)
    }

    /// Does something and renews the lease all the while. Whether it is lost is seen between two
    /// pages.
    pub async fn holding<T>(&self, work: impl Future<Output = T>) -> T {
        self.lease().holding(work).await
    }

    /// Between two pages: whether it is still this node's to do.
    ///
    /// # Errors
    /// [`LedgerError::Elsewhere`] where it is not.
    pub async fn go_on(&self) -> Result<(), LedgerError> {
        if self.hold().await? { Ok(()) } else { Err(LedgerError::Elsewhere) }
    }

    /// How far it has come.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`], and those of the store.
    pub async fn state<S: DeserializeOwned + Default>(&self) -> Result<S, LedgerError> {
        let all = self.store.connections(self.tenant).await?;
        let is_this =
            |it: &Connection| it.kind == self.kind && it.connected_at == self.connected_at;
        let connection = all.into_iter().find(is_this).ok_or(LedgerError::Replaced)?;
        Ok(serde_json::from_str(&connection.state).unwrap_or_else(|error| {
            tracing::warn!(tenant = %self.tenant, %error, "How far following had come cannot be read; it begins anew.");
            S::default()
        }))
    }

    /// # Errors
    /// [`LedgerError::Replaced`], and those of the store.
    pub async fn note(&self, state: &impl Serialize) -> Result<(), LedgerError> {
        let note = NoteSync {
            tenant: self.tenant,
            kind: self.kind.into(),
            connected_at: self.connected_at,
            state: serde_json::to_string(state).expect("a state can be written"),
            at: self.clock.now(),
        };
        if self.store.write(note).await?.value { Ok(()) } else { Err(LedgerError::Replaced) }
    }
}
