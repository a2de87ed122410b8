//! The engine: what one process holds in memory, and the tasks that keep it true.

use crate::bus::Bus;
use crate::categories::Categories;
use crate::critical::{Access, Slot, Tenants, load_placements};
use crate::hub::Hub;
use crate::inventory::Inventories;
use crate::keys::{self, ApiKeys};
use crate::pictures::{self, Finding, PictureOptions, Pictures};
use crate::provider::ProductProvider;
use crate::seal::Seal;
use crate::search::Search;
use crate::sitemap::Sitemaps;
use crate::trade::letters::Post;
use crate::trade::{self, Authorities, Systems};
use crate::upstream::{Databases, Upstreams};
use crate::view::View;
use crate::window::{Placements, Products};
use crate::{Accounts, to_problem};
use contract::ports::Clock;
use contract::statistics::FeedStatistics;
use contract::{Problem, Seq, ShopWindow, Tenant, TenantId, Timestamp};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use store::Store;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a reader waits for the position it names.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct EngineOptions {
    /// Products the provider remembers, over all tenants.
    pub provider_capacity: u64,
    /// How often the feed is looked at when nobody says there is something new.
    pub poll: Duration,
    /// How long a stream may be silent before it is told where it is.
    pub heartbeat: Duration,
    /// How long a write waits for this node's views before it answers all the same.
    pub settle: Duration,
    /// How long an order waits for the system behind its shop before whoever placed it is told that it
    /// is on its way.
    pub agreement: Duration,
    /// Where the search index keeps its scratch folder; the system's temporary folder when none.
    pub search_folder: Option<PathBuf>,
    pub pictures: PictureOptions,
    /// Tells other nodes of changes and hears of theirs.
    pub bus: Option<Arc<Bus>>,
    /// What shop systems' secrets are sealed with.
    pub seal: Option<Seal>,
    /// What the outside knows this house by, without a slash at the end.
    pub base_url: Option<String>,
    /// Hosts of shop systems that may stand in the operator's own networks.
    pub own_hosts: Vec<String>,
    /// Sends letters to customers; without, they are kept to be read.
    pub post: Option<Arc<Post>>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            provider_capacity: 200_000,
            poll: Duration::from_secs(1),
            heartbeat: Duration::from_secs(15),
            settle: Duration::from_secs(5),
            agreement: Duration::from_secs(6),
            search_folder: None,
            pictures: PictureOptions::default(),
            bus: None,
            seal: None,
            base_url: None,
            own_hosts: vec![],
            post: None,
        }
    }
}

/// A feed as one node follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedPosition {
    pub tenant: TenantId,
    /// This node's reads reflect it up to here.
    pub applied: Seq,
    /// The last known end.
    pub head: Seq,
}

/// What this node knows of one tenant.
pub(crate) struct Shelves {
    pub placements: Slot<Placements>,
    window: Mutex<KnownWindow>,
    /// The window as open pages were last told of it; none when they were told nothing.
    announced: Mutex<Option<Arc<ShopWindow>>>,
    /// The last schedule boundary the feed told of: this node's clock may be behind it.
    reached: AtomicI64,
    /// The position this node's views have reached.
    pub applied: watch::Sender<Seq>,
    /// The end of the feed when it was last looked at.
    pub head: AtomicI64,
    pub last_event_at: Mutex<Option<Timestamp>>,
}

/// The window as last computed.
#[derive(Clone, Default)]
pub(crate) struct KnownWindow {
    /// Counts what it was made from.
    generation: u64,
    /// The position of the change that began this generation: what is computed from here on shows
    /// at least that.
    since: Seq,
    window: Option<Arc<ShopWindow>>,
}

pub struct Engine {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) options: EngineOptions,
    pub(crate) provider: Arc<ProductProvider>,
    pub(crate) categories: Arc<Categories>,
    pub(crate) search: Arc<Search>,
    pub(crate) pictures: Arc<Pictures>,
    pub(crate) sitemaps: Sitemaps,
    pub(crate) hub: Hub,
    pub(crate) tenants: Slot<Tenants>,
    pub(crate) access: Slot<Access>,
    pub(crate) keys: ApiKeys,
    /// Whose stock it is, by shop.
    pub(crate) authorities: Slot<Authorities>,
    pub(crate) views: OnceLock<Vec<Arc<dyn View>>>,
    /// Wakes the boundary timer when a schedule changed.
    pub(crate) rescheduled: Notify,
    /// Somebody knows that the feed has grown elsewhere.
    pub(crate) grown: Notify,
    pub(crate) upstreams: Upstreams,
    pub(crate) inventories: Inventories,
    pub(crate) databases: Databases,
    /// Those that own shops' stock.
    pub(crate) systems: Systems,
    /// A shop system said something.
    pub(crate) said: Notify,
    /// One was connected, or is no longer.
    pub(crate) connected: Notify,
    /// An order waits to be brought to the system behind its shop.
    pub(crate) ordered: Notify,
    /// A letter waits to be sent.
    pub(crate) written: Notify,
    /// Of this node, for leases.
    pub(crate) name: String,
    /// Whether the last look at the feed succeeded.
    pub(crate) following: AtomicBool,
    accounts: Accounts,
    /// What was found in pictures, for the task that writes it down.
    found: Mutex<Option<mpsc::Receiver<Finding>>>,
    shelves: RwLock<HashMap<TenantId, Arc<Shelves>>>,
    pub(crate) tasks: TaskTracker,
    stop: CancellationToken,
}

impl Engine {
    /// Loads the critical data. The tasks begin with [`run`](Self::run), once views are known.
    pub async fn load(
        store: Store,
        clock: Arc<dyn Clock>,
        options: EngineOptions,
    ) -> Result<Arc<Self>, Problem> {
        let (pictures, found) =
            Pictures::open(options.pictures.clone(), clock.clone()).map_err(|error| {
                tracing::error!(%error, folder = %options.pictures.folder.display(), "The folder for pictures cannot be used.");
                Problem::unavailable()
            })?;
        let provider =
            ProductProvider::new(store.clone(), clock.clone(), options.provider_capacity)
                .showing(pictures.sources());
        let provider = Arc::new(provider);
        let engine = Arc::new(Self {
            accounts: Accounts::new(store.clone(), clock.clone()),
            tenants: Slot::new(Tenants::default()),
            access: Slot::new(Access::default()),
            keys: ApiKeys::default(),
            authorities: Slot::default(),
            provider,
            categories: Arc::default(),
            search: Arc::new(Search::new(options.search_folder.clone())),
            pictures: Arc::new(pictures),
            sitemaps: Sitemaps::default(),
            found: Mutex::new(Some(found)),
            hub: Hub::default(),
            views: OnceLock::new(),
            rescheduled: Notify::new(),
            grown: Notify::new(),
            upstreams: Upstreams::default(),
            inventories: Inventories::default(),
            databases: Databases::default(),
            systems: Systems::default(),
            said: Notify::new(),
            connected: Notify::new(),
            ordered: Notify::new(),
            written: Notify::new(),
            name: crate::accounts::random_hex(8),
            following: AtomicBool::new(true),
            shelves: RwLock::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            store,
            clock,
            options,
        });
        // The positions first: what commits in between is then followed, not missed.
        for (tenant, seq) in engine.store.feed_heads().await.map_err(to_problem)? {
            engine.open_shop(tenant, seq).await?;
        }
        engine.tenants.set(Tenants::load(&engine.store).await?);
        engine.access.set(Access::load(&engine.store).await?);
        engine.keys.known.set(keys::Known::load(&engine.store).await?);
        engine.authorities.set(Authorities::load(&engine.store).await?);
        Ok(engine)
    }

    /// Starts following the feed. `views` are brought up to date in this order.
    pub fn run(self: &Arc<Self>, views: Vec<Arc<dyn View>>) {
        // Pages are made from the tree of categories.
        let mut all: Vec<Arc<dyn View>> = vec![self.categories.clone(), self.search.clone()];
        all.extend(views);
        all.push(Arc::new(pictures::Stirred(self.pictures.clone())));
        if self.views.set(all).is_err() {
            return;
        }
        let until_stop = |task: futures::future::BoxFuture<'static, ()>| {
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                stop.run_until_cancelled(task).await;
            });
        };
        until_stop(Box::pin(crate::follower::follow(self.clone())));
        until_stop(Box::pin(crate::boundary::keep_time(self.clone())));
        until_stop(Box::pin(crate::search::keep(self.clone())));
        until_stop(Box::pin(crate::woo::keep_working(self.clone())));
        until_stop(Box::pin(crate::upstream::follow_shops(self.clone())));
        until_stop(Box::pin(trade::keep_time(self.clone())));
        until_stop(Box::pin(trade::keep_pushing(self.clone())));
        until_stop(Box::pin(trade::keep_comparing(self.clone())));
        until_stop(Box::pin(trade::letters::keep_sending(self.clone())));
        if let Some(bus) = &self.options.bus {
            until_stop(Box::pin(bus.clone().keep(self.clone())));
        }
        until_stop(Box::pin(pictures::prepare(self.clone())));
        if let Some(found) = self.found.lock().unwrap_or_else(PoisonError::into_inner).take() {
            until_stop(Box::pin(pictures::write_down(self.clone(), found)));
        }
        let engine = self.clone();
        until_stop(Box::pin(async move {
            loop {
                let due = engine.hub.beat(engine.clock.now(), engine.options.heartbeat);
                tokio::time::sleep_until(due.into()).await;
            }
        }));
        self.tasks.close();
    }

    /// Does nothing but follow what stands behind the shops: for a program that serves nobody.
    pub fn run_sources(self: &Arc<Self>) {
        let until_stop = |task: futures::future::BoxFuture<'static, ()>| {
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                stop.run_until_cancelled(task).await;
            });
        };
        until_stop(Box::pin(crate::woo::keep_working(self.clone())));
        until_stop(Box::pin(crate::upstream::follow_shops(self.clone())));
        self.tasks.close();
    }

    /// Ends the tasks; the store is closed by its owner.
    pub async fn stop(&self) {
        self.stop.cancel();
        // One that was never run has none to wait for.
        self.tasks.close();
        self.tasks.wait().await;
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn provider(&self) -> &Arc<ProductProvider> {
        &self.provider
    }

    pub fn pictures(&self) -> &Pictures {
        &self.pictures
    }

    /// The line to other nodes, where there is one.
    pub fn bus(&self) -> Option<&Bus> {
        self.options.bus.as_deref()
    }

    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// A shop by slug or id.
    pub fn tenant(&self, slug_or_id: &str) -> Result<Arc<Tenant>, Problem> {
        self.tenants.get().find(slug_or_id).cloned().ok_or_else(|| Problem::not_found("shop"))
    }

    /// Every shop, by name.
    pub fn tenants(&self) -> Vec<Arc<Tenant>> {
        self.tenants.get().by_name()
    }

    /// The position this node's reads have reached.
    pub fn applied(&self, tenant: TenantId) -> Seq {
        self.shelves(tenant).map(|shelves| *shelves.applied.borrow()).unwrap_or_default()
    }

    /// Whether the feed could be read when it was last looked at; if not, what this node shows is
    /// what was true before.
    pub fn is_following(&self) -> bool {
        self.following.load(Relaxed)
    }

    /// Where this node stands in every feed it follows.
    pub fn positions(&self) -> Vec<FeedPosition> {
        let positions = self.shops().into_iter().map(|(tenant, shelves)| {
            let applied = *shelves.applied.borrow();
            let head = Seq(shelves.head.load(Relaxed)).max(applied);
            FeedPosition { tenant, applied, head }
        });
        positions.collect()
    }

    /// Waits until this node's reads reflect the feed up to `seq`. Answers whether they do.
    pub async fn settled(&self, tenant: TenantId, seq: Seq) -> bool {
        let Some(shelves) = self.shelves(tenant) else {
            return false;
        };
        let mut applied = shelves.applied.subscribe();
        let reached = applied.wait_for(|position| *position >= seq);
        let reached = tokio::time::timeout(self.options.settle, reached).await;
        matches!(reached, Ok(Ok(_)))
    }

    /// Waits for a position a reader names, as another node has given it out: the feed is looked at
    /// right away, not at the next poll.
    ///
    /// # Errors
    /// `unavailable` when this node does not get there in time.
    pub async fn reach(&self, tenant: TenantId, seq: Option<Seq>) -> Result<(), Problem> {
        let Some(seq) = seq.filter(|seq| self.applied(tenant) < *seq) else {
            return Ok(());
        };
        self.grown.notify_one();
        match tokio::time::timeout(LONGEST_WAIT, self.settled(tenant, seq)).await {
            Ok(true) => Ok(()),
            _ => Err(Problem::unavailable()),
        }
    }

    pub(crate) fn shelves(&self, tenant: TenantId) -> Option<Arc<Shelves>> {
        self.shelves.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    pub(crate) fn shops(&self) -> Vec<(TenantId, Arc<Shelves>)> {
        let shelves = self.shelves.read().unwrap_or_else(PoisonError::into_inner);
        shelves.iter().map(|(tenant, shelves)| (*tenant, shelves.clone())).collect()
    }

    /// Begins to hold a tenant in memory, true up to `seq`.
    pub(crate) async fn open_shop(
        &self,
        tenant: TenantId,
        seq: Seq,
    ) -> Result<Arc<Shelves>, Problem> {
        let mut placements = load_placements(&self.store, tenant).await?;
        let last = self.store.feed_after(tenant, Seq((seq.0 - 1).max(0)), 1).await;
        let last_event_at = last.ok().and_then(|events| events.first().map(|event| event.at));
        placements.changed_at = last_event_at.unwrap_or_else(|| self.clock.now());
        let shelves = Arc::new(Shelves {
            placements: Slot::new(placements),
            window: Mutex::default(),
            announced: Mutex::default(),
            reached: AtomicI64::new(i64::MIN),
            applied: watch::Sender::new(seq),
            head: AtomicI64::new(seq.0),
            last_event_at: Mutex::new(last_event_at),
        });
        let mut all = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        Ok(all.entry(tenant).or_insert(shelves).clone())
    }

    /// The products placed anywhere in a shop.
    pub(crate) async fn placed_products(
        &self,
        tenant: TenantId,
        placements: &Placements,
    ) -> Result<Products, Problem> {
        let products = self.provider.get_many(tenant, &placements.product_ids()).await?;
        Ok(products.into_iter().map(|product| (product.id, product)).collect())
    }

    /// The window as it stands now.
    pub(crate) async fn window(&self, tenant: TenantId) -> Result<Arc<ShopWindow>, Problem> {
        let shelves = self.shelves(tenant).ok_or_else(|| Problem::not_found("shop"))?;
        let now = self.clock.now().max(Timestamp(shelves.reached.load(Relaxed)));
        let known = shelves.known_window();
        if let Some(window) = known.window
            && window.valid_until.is_none_or(|until| now < until)
        {
            return Ok(window);
        }
        let seq = known.since.max(*shelves.applied.borrow());
        let placements = shelves.placements.get();
        let products = self.placed_products(tenant, &placements).await?;
        let window = Arc::new(placements.window(tenant, seq, &products, now));
        shelves.remember_window(known.generation, &window);
        Ok(window)
    }

    pub(crate) fn feed_statistics(&self) -> Vec<FeedStatistics> {
        let tenants = self.tenants.get();
        let mut all: Vec<_> = self
            .shops()
            .into_iter()
            .map(|(tenant_id, shelves)| FeedStatistics {
                tenant_id,
                tenant: tenants
                    .by_id
                    .get(&tenant_id)
                    .map_or_else(|| "House".to_owned(), |tenant| tenant.name.clone()),
                seq: *shelves.applied.borrow(),
                last_event_at: *shelves
                    .last_event_at
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner),
            })
            .collect();
        all.sort_by_key(|feed| feed.tenant_id);
        all
    }
}

impl Shelves {
    fn known_window(&self) -> KnownWindow {
        self.window.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps a window unless what it was made from changed meanwhile.
    fn remember_window(&self, generation: u64, window: &Arc<ShopWindow>) {
        let mut known = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if known.generation == generation {
            known.window = Some(window.clone());
        }
    }

    pub fn announced(&self) -> Option<Arc<ShopWindow>> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn announce(&self, window: Option<Arc<ShopWindow>>) {
        *self.announced.lock().unwrap_or_else(PoisonError::into_inner) = window;
    }

    /// A schedule boundary was reached, by some node's clock.
    pub fn reach(&self, boundary: Timestamp) {
        self.reached.fetch_max(boundary.0, Relaxed);
    }

    /// What the window was made from changed, at `seq`.
    pub fn forget_window(&self, seq: Seq) {
        let mut known = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        *known = KnownWindow { generation: known.generation + 1, since: seq, window: None };
    }
}
