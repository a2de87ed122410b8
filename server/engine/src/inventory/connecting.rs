//! Which back office stands behind which shop.

use super::client::InventoryClient;
use super::sync::{InventoryState, InventorySync};
use crate::pictures::Reach;
use crate::seal::Seal;
use crate::trade::while_somebody_waits;
use crate::upstream::http::ClientOptions;
use crate::upstream::{Ledger, standing, teller};
use crate::{Engine, to_problem};
use contract::source::{SourceConnection, SourceKind};
use contract::{Problem, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Connection, ForgetSayings, Origin, RemoveConnection, SaveConnection};
use tokio_util::task::AbortOnDropHandle;

/// The kind of a connection to a system that speaks the inventory protocol.
pub const KIND: &str = "inventory";

/// What is sealed of a connection.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventorySecrets {
    pub key: String,
    /// The operator named it, so it may stand in a network of their own.
    pub is_operators: bool,
}

fn purpose(tenant: TenantId) -> String {
    format!("inventory of {tenant}")
}

impl InventorySecrets {
    fn open(seal: &Seal, tenant: TenantId, sealed: &str) -> Result<Self, String> {
        let bytes = seal.open(&purpose(tenant), sealed).map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}

/// The back offices this node follows, or is ready to follow when another one goes.
#[derive(Default)]
pub(crate) struct Inventories(RwLock<HashMap<TenantId, Arc<InventorySync>>>);

impl Inventories {
    fn insert(&self, tenant: TenantId, sync: Arc<InventorySync>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, sync);
    }

    pub fn all(&self) -> Vec<(TenantId, Arc<InventorySync>)> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(tenant, sync)| (*tenant, sync.clone())).collect()
    }

    pub fn remove(&self, tenant: TenantId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}

impl Engine {
    /// The back office behind a shop, where there is one.
    pub fn inventory(&self, tenant: TenantId) -> Option<Arc<InventorySync>> {
        self.inventories.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    /// Has a back office stand behind a shop, unless it is known to already, in the place of whatever
    /// stood there. It is followed from now on, by one node at a time.
    ///
    /// # Errors
    /// `invalid` where the address is none, `unavailable` where secrets cannot be kept, and those of
    /// the store.
    pub async fn connect_inventory(
        &self,
        tenant: TenantId,
        origin: Origin,
        address: String,
        secrets: &InventorySecrets,
    ) -> Result<(), Problem> {
        let seal = self.options.seal.as_ref().ok_or_else(Problem::unavailable)?;
        let address = InventoryClient::new(
            &address,
            String::new(),
            ClientOptions { reach: None, ..ClientOptions::default() },
            self.clock.clone(),
        );
        let address = address.map_err(|error| Problem::invalid("/address", error.to_string()))?;
        let address = address.base().to_string();
        let known = self.store.connections(tenant).await.map_err(to_problem)?;
        let is_same = |it: &Connection| {
            let opened = InventorySecrets::open(seal, tenant, &it.sealed);
            it.kind == KIND && it.address == address && opened.as_ref() == Ok(secrets)
        };
        if known.iter().any(is_same) {
            return Ok(());
        }
        if !known.iter().any(|it| it.kind == KIND) {
            self.make_room(tenant, &origin, known, true).await?;
        } else {
            // Another key may be another shop's at the same address: it is read from the beginning,
            // and compared then.
            let (origin, kind) = (origin.clone(), KIND.to_owned());
            let remove = RemoveConnection { tenant, origin, kind };
            self.store.write(remove).await.map_err(to_problem)?;
        }
        let bytes = serde_json::to_vec(secrets).expect("texts can be written");
        let sealed = seal.seal(&purpose(tenant), &bytes);
        let save = SaveConnection { tenant, origin, kind: KIND.to_owned(), address, sealed };
        self.store.write(save).await.map_err(to_problem)?;
        self.connected.notify_one();
        Ok(())
    }

    /// Ends what stood behind a shop and forgets what it said: one source speaks for a shop. Its
    /// products stay, and are the next source's as soon as that names them.
    pub(crate) async fn make_room(
        &self,
        tenant: TenantId,
        origin: &Origin,
        connections: Vec<Connection>,
        by_sku: bool,
    ) -> Result<(), Problem> {
        for Connection { kind, address, .. } in connections {
            tracing::info!(%tenant, kind, address, "Another source takes this one's place.");
            let remove = RemoveConnection { tenant, origin: origin.clone(), kind };
            self.store.write(remove).await.map_err(to_problem)?;
        }
        let forget = ForgetSayings { tenant, by_sku, at: origin.at };
        self.store.write(forget).await.map_err(to_problem)?;
        Ok(())
    }
}

/// Follows it as long as the answer is held.
pub(crate) fn begin(
    engine: &Arc<Engine>,
    tenant: TenantId,
    connection: &Connection,
) -> Option<AbortOnDropHandle<()>> {
    let opened = match &engine.options.seal {
        Some(seal) => InventorySecrets::open(seal, tenant, &connection.sealed),
        None => Err("there is no key".to_owned()),
    };
    let opened = opened.inspect_err(|error| {
        tracing::error!(%tenant, address = connection.address, error, "A back office's key cannot be opened; connect it anew, or give this node the key it was sealed with.");
    });
    let InventorySecrets { key, is_operators } = opened.ok()?;
    let reach = (!is_operators).then_some(Reach::Public);
    let options = ClientOptions { reach, ..ClientOptions::default() };
    let (address, clock) = (&connection.address, &engine.clock);
    let office = while_somebody_waits(options.clone());
    // What cannot be asked is told below.
    let _ = engine.begin_to_ask(tenant, address, key.clone(), office);
    let client = InventoryClient::new(address, key, options, clock.clone());
    let client = client.inspect_err(|error| {
        tracing::error!(%tenant, %error, "A back office cannot be asked.");
    });
    let ledger = Ledger::new(engine, tenant, KIND, connection.connected_at);
    let known = InventoryState::of(connection);
    let said = teller(engine);
    let sync = Arc::new(InventorySync::new(client.ok()?, ledger, known, said));
    engine.inventories.insert(tenant, sync.clone());
    tracing::info!(%tenant, address = connection.address, "A back office is followed.");
    Some(AbortOnDropHandle::new(tokio::spawn(async move { sync.run().await })))
}

/// As the admin's page of sources shows it.
pub(crate) fn shown(
    engine: &Engine,
    tenant: TenantId,
    connection: &Connection,
) -> SourceConnection {
    let state = InventoryState::of(connection);
    let here = engine.inventory(tenant).map(|sync| *sync.progress().borrow());
    let opens = |seal| InventorySecrets::open(seal, tenant, &connection.sealed).is_ok();
    SourceConnection {
        is_open: engine.options.seal.as_ref().is_some_and(opens),
        ..standing(SourceKind::Inventory, connection, &state.shared(), here, state.progress())
    }
}
