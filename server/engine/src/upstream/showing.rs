//! How following a shop system does, for whoever watches.

use super::desk::not_asked;
use super::{ShopSecrets, database};
use crate::woo::mysql;
use crate::woo::sync::{KIND, Progress, SyncState, Wish};
use crate::{Engine, inventory, to_problem};
use contract::source::{
    DeliveryLine, Doing, Fault, LagStep, QuarantineLine, SourceConnection, SourceCounts,
    SourceDesk, SourceKind,
};
use contract::{Problem, Result, Tenant, TenantId};
use store::Connection;
use store::upstream::{Quarantined, Received};

/// Lines shown of each list.
const LINES: i64 = 50;
/// Deliveries the lag is counted over.
const COUNTED: i64 = 1000;
/// In milliseconds.
const LAG_STEPS: [i64; 8] = [100, 250, 500, 1_000, 2_000, 5_000, 30_000, 300_000];

impl Engine {
    /// How it does. Who may see that is the caller's to say.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn source(&self, tenant: &Tenant) -> Result<SourceDesk> {
        let (store, tenant) = (&self.store, tenant.id);
        let counts = store.upstream_counts(tenant).await.map_err(to_problem)?;
        let received = store.received(tenant, COUNTED).await.map_err(to_problem)?;
        let failed = store.failed_deliveries(tenant, LINES).await.map_err(to_problem)?;
        let quarantine = store.quarantined(tenant, LINES).await.map_err(to_problem)?;
        let connection = self.connection(tenant).await?;
        Ok(SourceDesk {
            now: self.clock.now(),
            connection: connection.map(|connection| self.shown(tenant, &connection)),
            counts: SourceCounts {
                waiting: counts.waiting,
                stirred: counts.stirred,
                shown: counts.shown,
                refused: counts.refused,
            },
            lag: lag(&received),
            deliveries: received.into_iter().take(LINES as usize).map(line).collect(),
            failed: failed.into_iter().map(line).collect(),
            quarantine: quarantine.into_iter().map(quarantined).collect(),
        })
    }

    /// Has everything compared, and what differs mended, as soon as may be.
    ///
    /// # Errors
    /// `conflict` where this node follows nothing that can be asked.
    pub fn compare_source(&self, tenant: TenantId) -> Result<(), Problem> {
        if let Some(inventory) = self.inventory(tenant) {
            inventory.want_comparing();
            return Ok(());
        }
        let (shop, database) = (self.followed(tenant), self.databases.of(tenant));
        if shop.is_none() && database.is_none() {
            return Err(not_asked());
        }
        if let Some(database) = database {
            database.wanted.notify_one();
        }
        if let Some(shop) = shop {
            shop.wishes.add(Wish { reconcile: true, webhooks: false });
        }
        Ok(())
    }

    /// Of several the one that tells most: a shop that is asked, then its database, then one that is
    /// only heard.
    pub(super) async fn connection(&self, tenant: TenantId) -> Result<Option<Connection>> {
        let all = self.store.connections(tenant).await.map_err(to_problem)?;
        let rank = |it: &Connection| match it.kind.as_str() {
            KIND => 2 * u8::from(self.opened(tenant, it).is_none_or(|it| it.key.is_none())),
            mysql::KIND => 1,
            _ => 3,
        };
        Ok(all.into_iter().min_by_key(rank))
    }

    pub(super) fn opened(&self, tenant: TenantId, connection: &Connection) -> Option<ShopSecrets> {
        let seal = self.options.seal.as_ref()?;
        ShopSecrets::open(seal, tenant, &connection.sealed).ok()
    }

    fn shown(&self, tenant: TenantId, connection: &Connection) -> SourceConnection {
        if connection.kind == inventory::KIND {
            return inventory::shown(self, tenant, connection);
        }
        if connection.kind == mysql::KIND {
            return database::shown(self, tenant, connection);
        }
        let state = SyncState::of(connection);
        let sync = self.followed(tenant);
        let here = sync.as_ref().map(|sync| *sync.progress.borrow());
        let secrets = self.opened(tenant, connection);
        let has_hooks = sync.as_ref().is_some_and(|sync| sync.hooking.is_some());
        SourceConnection {
            is_asked: secrets.as_ref().is_some_and(|secrets| secrets.key.is_some()),
            is_open: secrets.is_some(),
            webhooks: has_hooks.then(|| state.webhooks.clone()),
            ..standing(SourceKind::WooCommerce, connection, &state, here, state.progress())
        }
    }
}

/// What all kinds have in common. `here` is what this node is doing, `noted` how far some node was.
pub(crate) fn standing(
    kind: SourceKind,
    connection: &Connection,
    state: &SyncState,
    here: Option<Progress>,
    noted: Progress,
) -> SourceConnection {
    let progress = here.filter(|it| it.doing != Doing::Nothing).unwrap_or(noted);
    SourceConnection {
        kind,
        address: connection.address.clone(),
        connected_at: connection.connected_at,
        is_asked: true,
        is_open: false,
        doing: progress.doing,
        done: progress.done,
        of: progress.of,
        is_complete: state.is_complete(),
        well_at: state.well_at,
        compared_at: state.reconciled_at,
        drift: state.drift,
        trouble: state.trouble.clone(),
        webhooks: None,
    }
}

fn line(received: Received) -> DeliveryLine {
    let shown = received.way.shown_at;
    DeliveryLine {
        id: received.id.0,
        topic: received.topic,
        trace_id: received.trace_id,
        received_at: received.received_at,
        product: received.root.map(|root| root.0).filter(|root| *root > 0),
        outcome: received.outcome,
        detail: received.detail,
        shown_after: shown.map(|shown| (shown.0 - received.received_at.0).max(0)),
    }
}

fn quarantined(product: Quarantined) -> QuarantineLine {
    let content: Option<serde_json::Value> =
        product.content.as_deref().and_then(|content| serde_json::from_str(content).ok());
    let name = content.as_ref().and_then(|content| content["name"].as_str());
    let fault = |reason: store::upstream::Reason| Fault {
        field: reason.field,
        reason: reason.reason,
        original: reason.original,
    };
    QuarantineLine {
        product: product.root.0,
        name: name
            .filter(|name| !name.trim().is_empty())
            .map(|name| name.chars().take(120).collect()),
        sku: product.sku,
        since: product.since,
        faults: product.reasons.into_iter().map(fault).collect(),
    }
}

/// How many took up to so long. The shop's clock tells seconds and may be off: less than nothing is
/// nothing.
fn lag(received: &[Received]) -> Vec<LagStep> {
    let mut steps: Vec<LagStep> = LAG_STEPS
        .into_iter()
        .map(Some)
        .chain([None])
        .map(|up_to| LagStep { up_to, from_shop: 0, from_arrival: 0 })
        .collect();
    let step = |millis: i64| LAG_STEPS.iter().take_while(|most| millis > **most).count();
    for received in received {
        let Some(shown) = received.way.shown_at else { continue };
        steps[step(shown.0 - received.received_at.0)].from_arrival += 1;
        if let Some(changed) = received.way.changed_at {
            steps[step(shown.0 - changed.0)].from_shop += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;
    use store::upstream::{DeliveryId, Way};

    fn received(changed: Option<i64>, received: i64, shown: Option<i64>) -> Received {
        Received {
            id: DeliveryId(1),
            topic: "product.updated".into(),
            trace_id: "t".into(),
            received_at: Timestamp(received),
            worked_at: Some(Timestamp(received)),
            outcome: None,
            detail: None,
            root: None,
            way: Way { changed_at: changed.map(Timestamp), shown_at: shown.map(Timestamp) },
        }
    }

    #[test]
    fn lags_are_counted_where_something_was_shown() {
        let steps = lag(&[
            received(Some(0), 900, Some(1_000)),
            received(Some(5_000), 1_000, Some(1_101)),
            received(None, 0, Some(900_000)),
            received(Some(0), 0, None),
        ]);
        let counted = |of: fn(&LagStep) -> u32| steps.iter().map(of).collect::<Vec<_>>();
        assert_eq!(counted(|step| step.from_arrival), [1, 1, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(counted(|step| step.from_shop), [1, 0, 0, 1, 0, 0, 0, 0, 0]);
        assert_eq!(steps.last().unwrap().up_to, None);
    }
}
