//! The shop system behind a shop, in the hands of one person.

use super::following::client;
use super::{ShopSecrets, database};
use crate::accounts::{Actor, random_hex};
use crate::inventory;
use crate::woo::sync::{KIND, SyncState, Wish};
use crate::woo::{ShopError, mysql, shop_address};
use crate::{Engine, to_problem};
use async_trait::async_trait;
use contract::ports::Sourcing;
use contract::source::{
    DeliveryLine, Doing, Fault, LagStep, QuarantineLine, Retry, ShopDraft, ShopFound,
    SourceConnection, SourceCounts, SourceDesk, SourceKind,
};
use contract::{Permission, Problem, ProblemKind, Result, Tenant};
use std::sync::Arc;
use store::upstream::{DeliveryId, Quarantined, Received, Root};
use store::{Connection, RemoveConnection, RetryDeliveries, StirProducts};

/// Lines shown of each list.
const LINES: i64 = 50;
/// Deliveries the lag is counted over.
const COUNTED: i64 = 1000;
/// In milliseconds.
const LAG_STEPS: [i64; 8] = [100, 250, 500, 1_000, 2_000, 5_000, 30_000, 300_000];

struct SourceRoom {
    engine: Arc<Engine>,
    tenant: Arc<Tenant>,
    actor: Actor,
    /// Of the person, and where they are: for asking for their password again.
    email: String,
    client: String,
}

impl Engine {
    /// What stands behind a shop, for someone who may say so. `email` and `client` are those limits
    /// of wrong passwords are counted by.
    pub fn sourcing(
        self: &Arc<Self>,
        tenant: Arc<Tenant>,
        actor: Actor,
        email: String,
        client: String,
    ) -> Result<Arc<dyn Sourcing>> {
        self.authorize(actor.user_id, &tenant, Permission::SourcesManage)?;
        Ok(Arc::new(SourceRoom { engine: self.clone(), tenant, actor, email, client }))
    }
}

impl SourceRoom {
    /// Each method asks anew: a role may have been taken since.
    fn may(&self) -> Result<()> {
        self.engine.authorize(self.actor.user_id, &self.tenant, Permission::SourcesManage)
    }

    async fn confirm(&self, password: &str) -> Result<()> {
        let told = self.engine.accounts().sign_in(&self.email, password, &self.client).await;
        told.map(|_| ()).map_err(|problem| match problem.kind {
            ProblemKind::Unauthenticated => {
                Problem::invalid("password", "This is not your password.")
            }
            _ => problem,
        })
    }

    /// Of several the one that tells most: a shop that is asked, then its database, then one that is
    /// only heard.
    async fn connection(&self) -> Result<Option<Connection>> {
        let all = self.engine.store.connections(self.tenant.id).await.map_err(to_problem)?;
        let rank = |it: &Connection| match it.kind.as_str() {
            KIND => 2 * u8::from(self.opened(it).is_none_or(|it| it.key.is_none())),
            mysql::KIND => 1,
            _ => 3,
        };
        Ok(all.into_iter().min_by_key(rank))
    }

    fn opened(&self, connection: &Connection) -> Option<ShopSecrets> {
        let seal = self.engine.options.seal.as_ref()?;
        ShopSecrets::open(seal, self.tenant.id, &connection.sealed).ok()
    }

    /// With the address as it is kept, and whether its host is one the operator named.
    fn secrets(&self, draft: &ShopDraft) -> Result<(String, ShopSecrets)> {
        let field = |field: &str, title: &str| Problem::invalid(field, title);
        let url = shop_address(&draft.address).map_err(|_| {
            field(
                "address",
                "Write the shop's address as a browser shows it, such as https://shop.example.",
            )
        })?;
        let (key, secret) = (draft.key.trim(), draft.secret.trim());
        if key.is_empty() || key.len() > 200 {
            return Err(field(
                "key",
                "The key begins with ck_. The shop shows it once, when it is made.",
            ));
        }
        if secret.is_empty() || secret.len() > 200 {
            return Err(field(
                "secret",
                "The secret begins with cs_. The shop shows it with the key.",
            ));
        }
        let host = url.host_str().unwrap_or_default();
        let is_operators = self.engine.options.own_hosts.iter().any(|own| own == host);
        let key = Some((key.to_owned(), secret.to_owned()));
        let secrets = ShopSecrets { key, webhook_secrets: vec![], is_operators };
        Ok((url.to_string().trim_end_matches('/').to_owned(), secrets))
    }

    async fn try_out(&self, address: &str, secrets: &ShopSecrets) -> Result<ShopFound> {
        let client = client(&self.engine, address, secrets).expect("there are keys");
        let client = client.map_err(said)?;
        let products = client.page("products", &[], 1).await.map_err(said)?;
        let hooks = client.page("webhooks", &[], 1).await;
        let money = client.one("data/currencies/current").await.ok().flatten();
        let currency = money.and_then(|money| Some(money["code"].as_str()?.to_owned()));
        let found = ShopFound { products: products.total, currency, has_webhooks: hooks.is_ok() };
        match &found.currency {
            Some(currency) if currency != self.tenant.currency.code() => {
                let title = format!(
                    "That shop sells in {currency}, this one in {}. Prices would be wrong.",
                    self.tenant.currency.code()
                );
                Err(Problem::invalid("address", title))
            }
            _ => Ok(found),
        }
    }

    fn wish(&self, wish: Wish) -> Result<()> {
        if let Some(inventory) = self.engine.inventory(self.tenant.id)
            && wish.reconcile
        {
            inventory.want_comparing();
            return Ok(());
        }
        let database = self.engine.databases.of(self.tenant.id).filter(|_| wish.reconcile);
        if let Some(database) = &database {
            database.wanted.notify_one();
        }
        let shop = self.engine.followed(self.tenant.id);
        if shop.is_none() && database.is_some() {
            return Ok(());
        }
        let shop = shop.ok_or_else(|| {
            Problem::new(ProblemKind::Conflict, "No shop is connected that can be asked.")
        })?;
        shop.wishes.add(wish);
        tracing::info!(tenant = %self.tenant.slug, ?wish, actor = self.actor.name, "The shop is to be looked at.");
        Ok(())
    }

    fn shown(&self, connection: &Connection) -> SourceConnection {
        if connection.kind == inventory::KIND {
            return inventory::shown(&self.engine, self.tenant.id, connection);
        }
        if connection.kind == mysql::KIND {
            return database::shown(&self.engine, self.tenant.id, connection);
        }
        let state = SyncState::of(connection);
        let sync = self.engine.followed(self.tenant.id);
        let here = sync.as_ref().map(|sync| *sync.progress.borrow());
        let progress = here.filter(|it| it.doing != Doing::Nothing).unwrap_or(state.progress());
        let secrets = self.opened(connection);
        let has_hooks = sync.as_ref().is_some_and(|sync| sync.hooking.is_some());
        SourceConnection {
            kind: SourceKind::WooCommerce,
            address: connection.address.clone(),
            connected_at: connection.connected_at,
            is_asked: secrets.as_ref().is_some_and(|secrets| secrets.key.is_some()),
            is_open: secrets.is_some(),
            doing: progress.doing,
            done: progress.done,
            of: progress.of,
            is_complete: state.is_complete(),
            well_at: state.well_at,
            compared_at: state.reconciled_at,
            drift: state.drift,
            trouble: state.trouble,
            webhooks: has_hooks.then_some(state.webhooks),
        }
    }
}

/// What a merchant can do about it.
fn said(error: ShopError) -> Problem {
    let (field, title) = match &error {
        ShopError::Keys { .. } => (
            "key",
            "The shop refuses these keys. Make a pair there that may read and write.".into(),
        ),
        ShopError::Moved { to } => {
            ("address", format!("The shop answers at {to}. Enter that address."))
        }
        ShopError::NotAShop => (
            "address",
            "What answers there is not WooCommerce, or its permalinks are set to Plain.".into(),
        ),
        ShopError::Address(_) => ("address", "That address is not to be reached from here.".into()),
        ShopError::Away { said, .. } => ("address", format!("Nobody answers there: {said}.")),
        _ => ("address", format!("It did not work: {error}.")),
    };
    Problem::invalid(field, title)
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

#[async_trait]
impl Sourcing for SourceRoom {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    async fn look(&self) -> Result<SourceDesk> {
        self.may()?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let counts = store.upstream_counts(tenant).await.map_err(to_problem)?;
        let received = store.received(tenant, COUNTED).await.map_err(to_problem)?;
        let failed = store.failed_deliveries(tenant, LINES).await.map_err(to_problem)?;
        let quarantine = store.quarantined(tenant, LINES).await.map_err(to_problem)?;
        let connection = self.connection().await?;
        Ok(SourceDesk {
            now: self.engine.clock.now(),
            connection: connection.map(|connection| self.shown(&connection)),
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

    async fn test(&self, draft: &ShopDraft) -> Result<ShopFound> {
        self.may()?;
        let (address, secrets) = self.secrets(draft)?;
        self.try_out(&address, &secrets).await
    }

    async fn connect(&self, draft: &ShopDraft, password: &str) -> Result<()> {
        self.may()?;
        let (address, mut secrets) = self.secrets(draft)?;
        self.confirm(password).await?;
        self.try_out(&address, &secrets).await?;
        // Deliveries that are on their way are signed with what the shop was told before.
        let before = self.connection().await?.filter(|before| before.address == address);
        let before = before.and_then(|before| self.opened(&before));
        secrets.webhook_secrets = vec![random_hex(32)];
        secrets.webhook_secrets.extend(before.and_then(|it| it.webhook_secrets.into_iter().next()));
        let origin = self.engine.origin(&self.actor);
        self.engine.connect_shop(self.tenant.id, origin, address, &secrets).await
    }

    async fn disconnect(&self, password: &str) -> Result<()> {
        self.may()?;
        self.confirm(password).await?;
        let Some(connection) = self.connection().await? else {
            return Ok(());
        };
        if connection.kind == KIND
            && let Some(shop) = self.engine.followed(self.tenant.id)
            && let Err(error) = shop.remove_webhooks().await
        {
            tracing::warn!(tenant = %self.tenant.slug, %error, "The webhooks stay in the shop that is no longer connected.");
        }
        let (tenant, origin) = (self.tenant.id, self.engine.origin(&self.actor));
        let remove = RemoveConnection { tenant, origin, kind: connection.kind };
        self.engine.store.write(remove).await.map_err(to_problem)?;
        self.engine.connected.notify_one();
        Ok(())
    }

    async fn compare(&self) -> Result<()> {
        self.may()?;
        self.wish(Wish { reconcile: true, webhooks: false })
    }

    async fn mend_webhooks(&self) -> Result<()> {
        self.may()?;
        self.wish(Wish { reconcile: false, webhooks: true })
    }

    async fn retry(&self, what: Retry) -> Result<u64> {
        self.may()?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let roots = match what {
            Retry::All => Some(None),
            Retry::Product(id) => Some(Some(vec![Root(id)])),
            Retry::Delivery(_) => None,
        };
        let only = match what {
            Retry::All => Some(None),
            Retry::Delivery(id) => Some(Some(DeliveryId(id))),
            Retry::Product(_) => None,
        };
        let mut tried = 0;
        if let Some(roots) = roots {
            let stir = StirProducts { tenant, roots };
            tried += store.write(stir).await.map_err(to_problem)?.value;
        }
        if let Some(only) = only {
            let retry = RetryDeliveries { tenant, only };
            tried += store.write(retry).await.map_err(to_problem)?.value;
        }
        tracing::info!(tenant = %self.tenant.slug, ?what, tried, actor = self.actor.name, "What failed is tried once more.");
        self.engine.said.notify_one();
        Ok(tried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Timestamp;
    use store::upstream::Way;

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
