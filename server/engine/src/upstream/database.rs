//! A shop that is followed by its database.

use super::Ledger;
use super::following::teller;
use super::showing::standing;
use crate::Engine;
use crate::woo::mysql::{DatabaseAddress, DatabaseSync, KIND};
use crate::woo::sync::{Progress, SyncState};
use contract::source::{SourceConnection, SourceKind};
use contract::{Problem, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Connection, Origin};
use tokio::sync::{Notify, watch};
use tokio_util::task::AbortOnDropHandle;

/// The databases this node follows, or would.
#[derive(Default)]
pub(crate) struct Databases(RwLock<HashMap<TenantId, Arc<DatabaseSync>>>);

impl Databases {
    pub(super) fn forget(&self, tenant: TenantId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }

    pub(super) fn of(&self, tenant: TenantId) -> Option<Arc<DatabaseSync>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    pub(super) fn states(&self) -> Vec<(TenantId, SyncState)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(tenant, sync)| (*tenant, sync.known.borrow().clone())).collect()
    }
}

/// What is sealed of such a connection. Only operators make one: its host is not looked at.
#[derive(Serialize, Deserialize)]
struct DatabaseSecrets {
    url: String,
    prefix: String,
}

fn purpose(tenant: TenantId) -> String {
    format!("shop database of {tenant}")
}

impl Engine {
    /// Has a shop follow the WooCommerce whose tables are in that database, unless it does already.
    ///
    /// # Errors
    /// `unavailable` where secrets cannot be kept, and those of the store.
    pub async fn connect_database(
        &self,
        tenant: TenantId,
        origin: Origin,
        address: &DatabaseAddress,
    ) -> Result<(), Problem> {
        let (url, prefix) = (address.url().to_owned(), address.prefix().to_owned());
        let secrets = serde_json::to_vec(&DatabaseSecrets { url, prefix });
        let secrets = secrets.expect("texts can be written");
        let (shown, purpose) = (address.to_string(), purpose(tenant));
        self.keep_connection(tenant, origin, KIND, shown, &purpose, &secrets).await
    }
}

fn open(
    engine: &Engine,
    tenant: TenantId,
    connection: &Connection,
) -> Result<DatabaseAddress, String> {
    let seal = engine.options.seal.as_ref().ok_or("there is no key")?;
    let bytes = seal.open(&purpose(tenant), &connection.sealed).map_err(|it| it.to_string())?;
    let secrets: DatabaseSecrets =
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    DatabaseAddress::new(&secrets.url, &secrets.prefix).map_err(|error| error.to_string())
}

pub(super) fn begin(
    engine: &Arc<Engine>,
    tenant: TenantId,
    connection: Connection,
) -> Option<AbortOnDropHandle<()>> {
    let address = match open(engine, tenant, &connection) {
        Ok(address) => address,
        Err(error) => {
            tracing::error!(%tenant, address = connection.address, error, "A shop's database cannot be reached for want of its secrets; connect it anew, or give this node the key they were sealed with.");
            return None;
        }
    };
    let sync = DatabaseSync {
        address,
        ledger: Ledger::new(engine, tenant, KIND, connection.connected_at),
        said: teller(engine),
        progress: watch::Sender::new(Progress::default()),
        known: watch::Sender::new(SyncState::of(&connection)),
        wanted: Notify::new(),
    };
    let sync = Arc::new(sync);
    let mut all = engine.databases.0.write().unwrap_or_else(PoisonError::into_inner);
    all.insert(tenant, sync.clone());
    drop(all);
    tracing::info!(%tenant, address = connection.address, "A shop is followed by its database.");
    Some(AbortOnDropHandle::new(tokio::spawn(async move { sync.run().await })))
}

/// As the admin's page of sources shows it.
pub(super) fn shown(
    engine: &Engine,
    tenant: TenantId,
    connection: &Connection,
) -> SourceConnection {
    let state = SyncState::of(connection);
    let here = engine.databases.of(tenant).map(|sync| *sync.progress.borrow());
    SourceConnection {
        is_open: open(engine, tenant, connection).is_ok(),
        ..standing(SourceKind::WooMysql, connection, &state, here, state.progress())
    }
}
