//! One round of each thing that goes on by itself, for who has the clock in hand: a simulation.
//! [`Engine::run`] goes round by the clock on the wall.

use super::remote::{Office, OfficeError};
use super::{System, drift, push, time, while_somebody_waits};
use crate::upstream::http::ClientOptions;
use crate::{Engine, to_problem};
use contract::{HoldId, Problem, Result, TenantId};
use std::sync::Arc;
use std::time::Duration;

impl Engine {
    /// Has a back office be asked for a shop's stock from now on.
    pub(crate) fn begin_to_ask(
        &self,
        tenant: TenantId,
        address: &str,
        key: String,
        options: ClientOptions,
    ) -> Result<(), OfficeError> {
        let office = Office::new(address, key, options, self.clock.clone())?;
        self.systems.insert(tenant, System::Office(Arc::new(office)));
        Ok(())
    }

    /// The same of a connected shop whose products nobody follows, at any address, with so long for an
    /// answer.
    ///
    /// # Errors
    /// `invalid` where the address is none.
    pub fn ask_office(
        &self,
        tenant: TenantId,
        address: &str,
        key: String,
        deadline: Duration,
    ) -> Result<()> {
        let options = while_somebody_waits(ClientOptions { reach: None, ..Default::default() });
        self.begin_to_ask(tenant, address, key, ClientOptions { deadline, ..options })
            .map_err(|error| Problem::invalid("/address", error.to_string()))
    }

    /// Lets go of what has lapsed.
    pub async fn expire_holds(&self, tenant: TenantId) {
        time::expire(self, tenant).await;
    }

    /// Brings the orders whose turn it is to the system behind the shop.
    pub async fn bring_orders(&self, tenant: TenantId) {
        push::push_once(self, tenant).await;
    }

    /// Lets go of what nobody wants at the back office, then compares what is held of its stock with
    /// what it says: one hold after the other.
    ///
    /// # Errors
    /// Those of the store. What cannot be asked is left for the next round.
    pub async fn compare_holds(&self, tenant: TenantId) -> Result<()> {
        for remote in self.remotes().into_iter().filter(|remote| remote.tenant == tenant) {
            if let Err(error) = remote.sweep().await {
                tracing::debug!(%tenant, %error, "What is not wanted at a back office waits there.");
                continue;
            }
            let mut after = HoldId(0);
            loop {
                after = drift::compare(self, &remote, after, 1).await.map_err(to_problem)?;
                if after == HoldId(0) {
                    break;
                }
            }
        }
        Ok(())
    }
}
