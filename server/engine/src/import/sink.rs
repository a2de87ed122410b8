//! Where drafts go.

use crate::to_problem;
use async_trait::async_trait;
use contract::draft::ProductDraft;
use contract::ports::Clock;
use contract::{Result, TenantId};
use std::sync::Arc;
use store::{Origin, Store, UpsertProducts};

/// The most drafts handed to a sink at once.
pub const BATCH: usize = store::PRODUCTS_PER_COMMAND;

/// Takes drafts into a catalogue. Taking the same ones again changes nothing.
#[async_trait]
pub trait Sink: Send {
    /// At most [`BATCH`] drafts, no two with the same SKU. An error ends the import.
    async fn take(&mut self, drafts: Vec<ProductDraft>) -> Result<SinkOutcome>;
}

/// What became of the drafts of one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SinkOutcome {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub stale: u64,
}

/// The catalogue of one tenant.
pub struct StoreSink {
    store: Store,
    tenant: TenantId,
    /// `at` is set anew for each batch.
    origin: Origin,
    clock: Arc<dyn Clock>,
}

impl StoreSink {
    pub fn new(store: Store, tenant: TenantId, origin: Origin, clock: Arc<dyn Clock>) -> Self {
        Self { store, tenant, origin, clock }
    }
}

#[async_trait]
impl Sink for StoreSink {
    async fn take(&mut self, drafts: Vec<ProductDraft>) -> Result<SinkOutcome> {
        self.origin.at = self.clock.now();
        let command = UpsertProducts { tenant: self.tenant, origin: self.origin.clone(), drafts };
        let outcome = self.store.write(command).await.map_err(to_problem)?.value;
        Ok(SinkOutcome {
            created: outcome.created.into(),
            updated: outcome.updated.into(),
            unchanged: outcome.unchanged.into(),
            stale: outcome.stale.into(),
        })
    }
}
