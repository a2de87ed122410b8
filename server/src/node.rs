//! Puts one node together: store, engine, caches, router; and takes it apart again.

use crate::assets::Assets;
use crate::board_streams::BoardStreams;
use crate::config::Config;
use crate::middleware::{Around, around};
use crate::page_cache::PageCache;
use crate::pages::{PagesView, Reference};
use crate::security::headers::SecurityHeaders;
use crate::security::origin::OwnOrigin;
use crate::security::rate::RateLimit;
use crate::state::{App, Node};
use crate::stream::StreamSlots;
use crate::visitors::VisitorCookies;
use crate::{api_docs, pages, routes, sessions};
use anyhow::Context;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use contract::ports::Clock;
use contract::{TenantId, Timestamp};
use engine::inventory::InventorySecrets;
use engine::seal::Seal;
use engine::{Engine, EngineOptions, ShopSecrets, SystemClock, TestClock};
use leptos::prelude::LeptosOptions;
use sha2::{Digest, Sha512};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{
    CommandValue, PRUNED_AT_ONCE, PruneBoard, PruneCarts, PruneExpired, PruneFeed, PruneInbox,
    PrunePictures, Store, StoreOptions,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;

/// Events always kept per tenant, however old.
const KEPT_EVENTS: i64 = 1_000;
/// The same of changes of the board.
const KEPT_CHANGES: i64 = 500;
/// What a product's pictures were found to be is kept so long after it has gone: it may come back.
const KEPT_PICTURES: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// So long it can be seen what became of a delivery, and one that is sent again is known.
const KEPT_DELIVERIES: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Somebody who comes back after a season begins anew.
const KEPT_CARTS: Duration = Duration::from_secs(120 * 24 * 60 * 60);
const HOUSEKEEPING: Duration = Duration::from_secs(10 * 60);
/// The same for what only this node holds.
const SWEEPING: Duration = Duration::from_secs(60);

/// Opens the database the configuration names. The data folder is made where the database stands
/// in it.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let url = config.database_url();
    if config.storage.database_url.is_none() {
        make_private(&config.storage.data).with_context(|| {
            format!("The data folder {} cannot be made", config.storage.data.display())
        })?;
    }
    let patience = config.database_patience();
    let options = StoreOptions { patience, ..StoreOptions::new(url) };
    Store::connect(options).await.context("The database cannot be opened")
}

/// A folder only its owner may look into; one that is there stays as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// The engine as configured, with nothing running yet.
pub async fn load(
    config: &Config,
    store: Store,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Arc<Engine>> {
    let options = EngineOptions {
        poll: config.feed_poll(),
        search_folder: config.storage.search_folder.clone(),
        pictures: config.pictures(),
        bus: config.bus()?,
        seal: seal(config)?,
        base_url: config.http.base_url.clone(),
        own_hosts: config.sources.source_hosts.clone(),
        post: config.post()?,
        ..EngineOptions::default()
    };
    Engine::load(store, clock, options).await.context("The engine cannot start")
}

/// Loads the engine and starts it. `test_clock` lets tests move time.
pub async fn start(
    config: Config,
    leptos: LeptosOptions,
    store: Store,
    test_clock: bool,
    stop: CancellationToken,
) -> anyhow::Result<App> {
    // Whoever came first has set it; it is the same one.
    let _ = any_spawner::Executor::init_tokio();
    let test_clock = test_clock.then(|| Arc::new(TestClock::default()));
    let clock: Arc<dyn Clock> = match &test_clock {
        Some(clock) => clock.clone(),
        None => Arc::new(SystemClock),
    };
    let engine = load(&config, store, clock).await?;
    connect_first(&engine, &config).await?;
    let visitor_key = visitor_key(&engine).await?;
    let pages = Arc::new(PageCache::new(config.storage.page_cache_bytes));
    engine.run(vec![Arc::new(PagesView(pages.clone()))]);
    let app = App::new(Node {
        streams: StreamSlots::new(config.limits.streams_per_address),
        board_streams: BoardStreams::new(stop.clone()),
        visitors: VisitorCookies::new(&visitor_key, config.is_secure()),
        requests: RateLimit::per_second(
            config.limits.requests_per_second,
            config.limits.request_burst,
        ),
        searches: RateLimit::per_second(
            config.limits.searches_per_second,
            config.limits.searches_per_second.saturating_mul(10),
        ),
        keyed: RateLimit::per_second(
            config.limits.key_requests_per_second,
            config.limits.key_requests_per_second.saturating_mul(10),
        ),
        reference: Reference::render(&leptos).await,
        answered: Arc::default(),
        leptos,
        engine,
        pages,
        config,
        stop,
        test_clock,
    });
    tokio::spawn(keep_house(app.clone()));
    tokio::spawn({
        let app = app.clone();
        async move {
            app.stop.cancelled().await;
            app.engine.hub().stop();
        }
    });
    tokio::spawn(app.board_streams.clone().keep_checking(app.engine.clone()));
    Ok(app)
}

/// Has the shop system the environment names stand behind the first shop.
async fn connect_first(engine: &Engine, config: &Config) -> anyhow::Result<()> {
    let sources = &config.sources;
    let database = sources.database().context("WC_DATABASE_URL cannot be used")?;
    if !sources.is_named() {
        return Ok(());
    }
    let Some(tenant) = engine.tenants().iter().map(|tenant| tenant.id).min() else {
        tracing::warn!("A source is named, and there is no shop for it yet.");
        return Ok(());
    };
    let mut origin = crate::cli::origin("environment");
    origin.at = engine.clock().now();
    if let Some((address, key)) = sources.upstream_url.clone().zip(sources.upstream_key.clone())
        && !sources.names_a_shop()
    {
        let secrets = InventorySecrets { key, is_operators: true };
        let connected = engine.connect_inventory(tenant, origin, address, &secrets).await;
        return connected.context("The back office ETALAGE_UPSTREAM_URL names cannot be connected");
    }
    let by_hand = engine.is_connected_by_hand(tenant).await;
    if by_hand.context("What stands behind the first shop cannot be read")? {
        tracing::info!(
            "The first shop was connected at its page; that goes before the environment."
        );
    } else if let Some(address) = sources.wc_api_url.clone() {
        let secrets = ShopSecrets {
            key: sources.wc_api_key.clone().zip(sources.wc_api_secret.clone()),
            webhook_secrets: sources.wc_webhook_secret.iter().cloned().collect(),
            is_operators: true,
        };
        let connected = engine.connect_shop(tenant, origin.clone(), address, &secrets).await;
        connected.context("The shop WC_API_URL names cannot be connected")?;
    }
    if let Some(address) = database {
        let connected = engine.connect_database(tenant, origin, &address).await;
        connected.context("The database WC_DATABASE_URL names cannot be connected")?;
    }
    Ok(())
}

/// What the cookies of visitors are signed with.
async fn visitor_key(engine: &Engine) -> anyhow::Result<[u8; 64]> {
    let key = engine.house_key("visitors").await;
    // As long as the signature wants it; no more random than it was.
    Ok(Sha512::digest(key.context("The key of visitors' cookies cannot be had")?).into())
}

/// What secrets of others are sealed with: the key that was given, or one of this node's own.
fn seal(config: &Config) -> anyhow::Result<Option<Seal>> {
    let key = match &config.sources.secret_key {
        Some(key) => Some(key.clone()),
        // With a database elsewhere there may be other nodes, which have to have the same.
        None => {
            let is_alone = config.storage.database_url.is_none();
            own_key(&config.storage.data, is_alone || config.sources.is_named())?
        }
    };
    let seal = key.map(|key| Seal::from_text(&key)).transpose();
    seal.context("ETALAGE_SECRET_KEY, or the key in the data folder, cannot be used")
}

fn own_key(folder: &Path, is_needed: bool) -> anyhow::Result<Option<String>> {
    let file = folder.join("secret.key");
    let unusable = || format!("The key in {} cannot be used", file.display());
    match std::fs::read_to_string(&file) {
        Ok(key) => return Ok(Some(key)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && is_needed => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(unusable),
    }
    make_private(folder).with_context(unusable)?;
    let key = engine::accounts::random_hex(32);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(&file).and_then(|mut it| std::io::Write::write_all(&mut it, key.as_bytes()));
    written.with_context(unusable)?;
    Ok(Some(key))
}

/// Ends the node's work; what was acknowledged is in the database.
pub async fn finish(app: &App) {
    app.engine.stop().await;
    app.engine.store().close().await;
}

/// The names of the browser's files: their hashes stand in `hash.txt` beside the program.
pub fn leptos_options(config: &Config) -> LeptosOptions {
    let hashed = std::env::var_os("LEPTOS_HASH_FILES").is_some_and(|value| value == "true");
    let text =
        |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    LeptosOptions::builder()
        .output_name(text("LEPTOS_OUTPUT_NAME", "etalage"))
        .site_root(text("LEPTOS_SITE_ROOT", "target/site"))
        .site_pkg_dir(text("LEPTOS_SITE_PKG_DIR", "pkg"))
        .site_addr(config.http.address)
        .hash_files(hashed)
        .build()
}

/// The whole router.
pub fn router(app: &App) -> anyhow::Result<Router> {
    let config = &app.config;
    let outside = Around {
        answered: app.answered.clone(),
        proxies: config.trusted_proxies(),
        headers: SecurityHeaders {
            page_policy: app.reference.policy.clone(),
            strict_transport: config.is_secure(),
        },
        limit: app.requests.clone(),
        own_origin: OwnOrigin::new(config.http.base_url.as_deref()),
    };
    // Bodies are bounded before anything reads them.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::new(outside), around))
        .layer(DefaultBodyLimit::max(config.limits.body_bytes));
    let root = Path::new(&*app.leptos.site_root);
    let assets = Assets::load(root)
        .with_context(|| format!("The site's files cannot be read from {}", root.display()))?;
    let mut router = routes::router(true)
        // Reads the cookie only when a handler asks.
        .layer(sessions::layer(&app.engine, config.is_secure()))
        .merge(routes::router(false))
        .fallback(pages::missing);
    if app.test_clock.is_some() {
        router = router.merge(crate::test_clock::router());
    }
    Ok(router
        .with_state(app.clone())
        .merge(assets.router())
        .merge(api_docs::viewer())
        .layer(layers))
}

/// Forgets rows of one kind, as many at a time as do not hold others up.
async fn forget<C>(store: &Store, tenant: TenantId, prune: C)
where
    C: CommandValue<Output = u64> + Clone,
{
    loop {
        match store.write(prune.clone()).await {
            Ok(committed) if committed.value >= PRUNED_AT_ONCE.unsigned_abs() => {}
            Ok(_) => return,
            Err(error) => {
                let command = prune.into().name();
                tracing::warn!(%error, %tenant, command, "What is old could not be removed; trying again later.");
                return;
            }
        }
    }
}

/// Lets go of what has expired.
async fn keep_house(app: App) {
    let mut pause = tokio::time::interval(HOUSEKEEPING);
    let mut sweep = tokio::time::interval(SWEEPING);
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = sweep.tick() => {
                app.requests.sweep();
                app.searches.sweep();
                app.keyed.sweep();
            }
            _ = pause.tick() => prune(&app).await,
        }
    }
}

async fn prune(app: &App) {
    let now = app.engine.clock().now();
    let store = app.engine.store();
    if let Err(error) = store.write(PruneExpired { now }).await {
        tracing::warn!(%error, "Expired sessions could not be removed; trying again later.");
    }
    let ago = |age: Duration| {
        Timestamp(now.0.saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX)))
    };
    let (events, changes) = (app.config.feed_retention(), app.config.board_history());
    for feed in app.engine.positions() {
        let tenant = feed.tenant;
        let prune = PruneFeed { tenant, before: ago(events), keep: KEPT_EVENTS };
        forget(store, tenant, prune).await;
        let prune = PruneBoard { tenant, before: ago(changes), keep: KEPT_CHANGES };
        forget(store, tenant, prune).await;
        let prune = PrunePictures { tenant, gone_before: ago(KEPT_PICTURES) };
        forget(store, tenant, prune).await;
        let prune = PruneInbox { tenant, before: ago(KEPT_DELIVERIES) };
        forget(store, tenant, prune).await;
        let prune = PruneCarts { tenant, before: ago(KEPT_CARTS) };
        forget(store, tenant, prune).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    async fn the_data_folder_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("shop/data");
        let config = Config::from_flags(&["--data", &data.to_string_lossy()]).unwrap();
        open_store(&config).await.unwrap().close().await;
        assert!(data.join("etalage.db").exists());
        let mode = std::fs::metadata(&data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        // A database elsewhere needs no folder.
        let other = folder.path().join("other");
        let url = format!("sqlite:{}", folder.path().join("own.db").display());
        let flags = ["--data", &other.to_string_lossy(), "--database-url", &url];
        open_store(&Config::from_flags(&flags).unwrap()).await.unwrap().close().await;
        assert!(!other.exists());
    }
}
