//! Keeps every connected shop followed by this node, or ready to be when another one goes.

use super::ledger::Ledger;
use super::{Upstream, database};
use crate::accounts::random_hex;
use crate::inventory;
use crate::pictures::Reach;
use crate::seal::Seal;
use crate::trade::{ShopLines, System, while_somebody_waits};
use crate::woo::client::{ClientOptions, Keys, ShopClient};
use crate::woo::mysql;
use crate::woo::sync::{Hooking, KIND, Progress, ShopSync, SyncState, Wishes};
use crate::woo::{ShopError, count_what_waits, shop_address};
use crate::{Engine, to_problem};
use contract::{Problem, TenantId, Timestamp};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::{Connection, Origin, SaveConnection};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// How often is looked whether a shop was connected, or is no longer: another node may have done it.
const PAUSE: Duration = Duration::from_secs(10);

/// What is sealed of a connection.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopSecrets {
    /// For its REST interface; without, only what it says by itself is heard.
    pub key: Option<(String, String)>,
    /// What it signs its webhooks with.
    pub webhook_secrets: Vec<String>,
    /// The operator named it, so it may stand in a network of their own.
    pub is_operators: bool,
}

fn purpose(tenant: TenantId) -> String {
    format!("shop of {tenant}")
}

impl ShopSecrets {
    pub(super) fn open(seal: &Seal, tenant: TenantId, sealed: &str) -> Result<Self, String> {
        let bytes = seal.open(&purpose(tenant), sealed).map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }
}

impl Engine {
    /// Has a WooCommerce stand behind a shop, unless it is known to already. It is followed from now
    /// on, by one node at a time.
    ///
    /// # Errors
    /// `unavailable` where secrets cannot be kept, and those of the store.
    pub async fn connect_shop(
        &self,
        tenant: TenantId,
        origin: Origin,
        address: String,
        secrets: &ShopSecrets,
    ) -> Result<(), Problem> {
        let url = shop_address(&address);
        let url = url.map_err(|error| Problem::invalid("address", error.to_string()))?;
        let address = url.as_str().trim_end_matches('/').to_owned();
        let known = self.store.connections(tenant).await.map_err(to_problem)?;
        let known = known.into_iter().find(|it| it.kind == KIND && it.address == address);
        let known = known.and_then(|known| self.opened(tenant, &known));
        let mut secrets = secrets.clone();
        if secrets.webhook_secrets.is_empty() {
            // Those that are signed with what the shop was told before go on being heard.
            secrets.webhook_secrets = known.map(|known| known.webhook_secrets).unwrap_or_default();
        }
        if secrets.webhook_secrets.is_empty() {
            secrets.webhook_secrets.push(random_hex(32));
        }
        let bytes = serde_json::to_vec(&secrets).expect("texts can be written");
        self.keep_connection(tenant, origin, KIND, address, &purpose(tenant), &bytes).await
    }

    /// Whether somebody connected a WooCommerce at the page of this shop: what they entered is newer
    /// than what the environment says.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_connected_by_hand(&self, tenant: TenantId) -> Result<bool, Problem> {
        let known = self.store.connections(tenant).await.map_err(to_problem)?;
        let known = known.iter().find(|it| it.kind == KIND);
        let opened = known.and_then(|known| self.opened(tenant, known));
        Ok(opened.is_some_and(|secrets| !secrets.is_operators))
    }

    /// Keeps a connection of any kind, with its secrets sealed, unless it is known to already.
    pub(super) async fn keep_connection(
        &self,
        tenant: TenantId,
        origin: Origin,
        kind: &str,
        address: String,
        purpose: &str,
        secrets: &[u8],
    ) -> Result<(), Problem> {
        let seal = self.options.seal.as_ref().ok_or_else(Problem::unavailable)?;
        let known = self.store.connections(tenant).await.map_err(to_problem)?;
        let is_same = |it: &Connection| {
            let is_its = it.kind == kind && it.address == address;
            is_its && seal.open(purpose, &it.sealed).is_ok_and(|bytes| bytes == secrets)
        };
        if known.iter().any(is_same) {
            return Ok(());
        }
        if known.iter().any(|it| it.kind == inventory::KIND) {
            self.make_room(tenant, &origin, known, false).await?;
        }
        let (kind, sealed) = (kind.to_owned(), seal.seal(purpose, secrets));
        let save = SaveConnection { tenant, origin, kind, address, sealed };
        self.store.write(save).await.map_err(to_problem)?;
        self.connected.notify_one();
        Ok(())
    }
}

/// One shop, as long as this is held.
struct Followed {
    connected_at: Timestamp,
    _task: Option<AbortOnDropHandle<()>>,
}

/// A shop and the kind of its connection: it may have one of each.
type Line = (TenantId, String);

pub(crate) async fn follow_shops(engine: Arc<Engine>) {
    let mut followed: HashMap<Line, Followed> = HashMap::new();
    loop {
        if let Err(problem) = look(&engine, &mut followed).await {
            tracing::warn!(title = %problem.title, "The connected shops cannot be read; trying again.");
        }
        tokio::select! {
            () = engine.connected.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn look(engine: &Arc<Engine>, followed: &mut HashMap<Line, Followed>) -> Result<(), Problem> {
    let connected = engine.store.connected_tenants().await.map_err(to_problem)?;
    let lines: HashSet<Line> = connected.into_iter().collect();
    followed.retain(|line, _| {
        let stays = lines.contains(line);
        if !stays {
            end(engine, line);
        }
        stays
    });
    for line in lines {
        let (tenant, kind) = &line;
        if let Ok(tenant) = engine.tenant(&tenant.to_string()) {
            count_what_waits(engine, &tenant).await?;
        }
        let connections = engine.store.connections(*tenant).await.map_err(to_problem)?;
        let Some(connection) = connections.into_iter().find(|it| it.kind == *kind) else {
            continue;
        };
        let known = followed.get(&line).map(|it| it.connected_at);
        if known != Some(connection.connected_at) {
            let connected_at = connection.connected_at;
            // The old one ends before the new one begins, and also where that cannot.
            followed.remove(&line);
            end(engine, &line);
            let task = match kind.as_str() {
                KIND => begin(engine, *tenant, connection),
                mysql::KIND => database::begin(engine, *tenant, connection),
                inventory::KIND => inventory::begin(engine, *tenant, &connection),
                // Of a newer version.
                _ => None,
            };
            followed.insert(line, Followed { connected_at, _task: task });
        }
    }
    Ok(())
}

/// What this node knew besides following it.
fn end(engine: &Engine, (tenant, kind): &Line) {
    match kind.as_str() {
        KIND | inventory::KIND => engine.disconnect(*tenant),
        mysql::KIND => engine.databases.forget(*tenant),
        _ => {}
    }
}

fn begin(
    engine: &Arc<Engine>,
    tenant: TenantId,
    connection: Connection,
) -> Option<AbortOnDropHandle<()>> {
    let opened = match &engine.options.seal {
        Some(seal) => ShopSecrets::open(seal, tenant, &connection.sealed),
        None => Err("there is no key".to_owned()),
    };
    let secrets = match opened {
        Ok(secrets) => secrets,
        Err(error) => {
            tracing::error!(%tenant, address = connection.address, error, "A shop's secrets cannot be opened; connect it anew, or give this node the key they were sealed with.");
            return None;
        }
    };
    let hooking = hooking(engine, tenant, &connection.address, &secrets);
    let sync = client(engine, &connection.address, &secrets).and_then(|client| {
        let client = client.inspect_err(|error| {
            tracing::error!(%tenant, %error, "A shop cannot be asked.");
        });
        Some(Arc::new(following(engine, tenant, &connection, client.ok()?, hooking)))
    });
    let asked = client_with(engine, &connection.address, &secrets, while_somebody_waits);
    if let (Some(sync), Some(Ok(asked))) = (&sync, asked) {
        let lines = ShopLines { asked: Arc::new(asked), ordered: sync.client.clone() };
        engine.systems.insert(tenant, System::Shop(lines));
    }
    let (address, webhook_secrets) = (Some(connection.address.clone()), secrets.webhook_secrets);
    engine.connect(tenant, Upstream { sync: sync.clone(), address, webhook_secrets });
    let sync = sync?;
    tracing::info!(%tenant, address = connection.address, "A shop is followed.");
    Some(AbortOnDropHandle::new(tokio::spawn(async move { sync.run().await })))
}

/// Who asks the shop at that address, where there are keys for it.
pub(super) fn client(
    engine: &Engine,
    address: &str,
    secrets: &ShopSecrets,
) -> Option<Result<ShopClient, ShopError>> {
    client_with(engine, address, secrets, |options| options)
}

fn client_with(
    engine: &Engine,
    address: &str,
    secrets: &ShopSecrets,
    within: impl FnOnce(ClientOptions) -> ClientOptions,
) -> Option<Result<ShopClient, ShopError>> {
    let (key, secret) = secrets.key.clone()?;
    let is_named = secrets.is_operators || is_own(&engine.options.own_hosts, address);
    let reach = (!is_named).then_some(Reach::Public);
    let options = within(ClientOptions { reach, ..ClientOptions::default() });
    Some(ShopClient::new(address, Keys { key, secret }, options, engine.clock.clone()))
}

/// Where this house's own address is known, and the shop can be expected to reach it.
fn hooking(
    engine: &Engine,
    tenant: TenantId,
    address: &str,
    secrets: &ShopSecrets,
) -> Option<Hooking> {
    let base = engine.options.base_url.as_deref()?;
    if is_here(base) && !is_here(address) {
        return None;
    }
    let tenant = engine.tenant(&tenant.to_string()).ok()?;
    let delivery_url = format!("{base}/api/webhooks/product-update?tenantId={}", tenant.slug);
    let secret = secrets.webhook_secrets.first()?.clone();
    Some(Hooking { delivery_url, secret })
}

/// Whether the operator named that machine: as `host`, where it is asked at its usual port, as
/// `host:port`, or as `host:*`.
fn is_own(own_hosts: &[String], address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let host = url.host_str().unwrap_or_default();
    let named = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let any = format!("{host}:*");
    let is_it = |own: &str| own.eq_ignore_ascii_case(&named) || own.eq_ignore_ascii_case(&any);
    own_hosts.iter().any(|own| is_it(own.trim()))
}

/// Whether nobody else can mean the same by it.
fn is_here(address: &str) -> bool {
    let host = Url::parse(address).ok().and_then(|url| Some(url.host_str()?.to_owned()));
    host.is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]")
}

fn following(
    engine: &Arc<Engine>,
    tenant: TenantId,
    connection: &Connection,
    client: ShopClient,
    hooking: Option<Hooking>,
) -> ShopSync {
    ShopSync {
        client: Arc::new(client),
        ledger: Ledger::new(engine, tenant, KIND, connection.connected_at),
        said: teller(engine),
        progress: watch::Sender::new(Progress::default()),
        known: watch::Sender::new(SyncState::of(connection)),
        wishes: Wishes::default(),
        hooking,
    }
}

/// Tells the engine that products are to be made anew.
pub(crate) fn teller(engine: &Arc<Engine>) -> Box<dyn Fn() + Send + Sync> {
    // The engine holds who tells; they must not hold the engine.
    let told = Arc::downgrade(engine);
    Box::new(move || {
        if let Some(engine) = told.upgrade() {
            engine.said.notify_one();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn a_machine_of_the_operators_is_known_by_host_and_port() {
        let own = ["Shop.Lan".to_owned(), "10.0.0.7:8080".to_owned()];
        assert!(is_own(&own, "https://shop.lan/store"));
        assert!(is_own(&own, "http://10.0.0.7:8080"));
        assert!(is_own(&["10.0.0.8:*".to_owned()], "http://10.0.0.8:41234"));
        for other in ["http://shop.lan:6379", "http://10.0.0.7", "http://10.0.0.7:22", "x"] {
            assert!(!is_own(&own, other), "{other}");
        }
    }
}
