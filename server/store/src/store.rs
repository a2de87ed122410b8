//! The handle everything else holds.

use crate::patience::within;
use crate::queue::{Inbox, Job, Rhythm};
use crate::upstream::{
    DeliveryId, Kind, KnownProduct, Quarantined, Received, Root, Stirred, UpstreamCounts, Waiting,
};
use crate::{
    AccessRow, ApiKeyRecord, Article, CartRecord, ChangedProduct, Command, CommandValue,
    Connection, DueMail, Event, Featured, HoldHistory, HoldRecord, OrderRecord, OutfitRecord,
    Owner, PictureRecord, Request, Result, SitemapPart, SitemapProduct, StockRow, StoreError,
    UserRecord, Verified, postgres, sqlite,
};
use contract::edit::{BoardChange, Step};
use contract::featured::AuditEntry;
use contract::presence::Present;
use contract::search::Synonyms;
use contract::stockroom::{Correction, Letter, OrderQuery, StockQuery};
use contract::table::{SavedFilter, TableQuery};
use contract::{
    ApiKey, CartId, Category, CategoryId, FeaturedTypeId, HoldId, OrderId, ProductId, Revision,
    Seq, ShelfRule, Tenant, TenantId, Timestamp, UniversalProduct, UserId,
};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Where the data is, and how much is done at once.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:<path>` or `postgres://...`.
    pub url: String,
    /// Connections that read.
    pub readers: u32,
    /// Commands that wait for a writer before callers wait.
    pub queue: usize,
    /// The most commands in one transaction.
    pub batch: usize,
    /// How long a read may take, and a batch of changes on a database over the network, before the
    /// database counts as gone.
    pub patience: Duration,
    /// Where a simulation goes between one step and the next.
    #[cfg(feature = "testing")]
    pub steps: Option<Arc<dyn crate::testing::Steps>>,
}

impl StoreOptions {
    /// With four readers, 1024 waiting commands, 256 in a batch, and ten seconds.
    pub fn new(url: impl Into<String>) -> Self {
        let patience = Duration::from_secs(10);
        Self {
            url: url.into(),
            readers: 4,
            queue: 1024,
            batch: 256,
            patience,
            #[cfg(feature = "testing")]
            steps: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    Sqlite,
    Postgres,
}

/// A command's answer, and where its feed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed<T> {
    /// The position of the command's last event in its tenant's feed; without an event, where the
    /// feed stood then. Commands about accounts and the list of shops belong to the house. Zero for
    /// commands without a feed (sessions, limits, leases).
    pub seq: Seq,
    pub value: T,
}

/// The database. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    reads: Reads,
    queues: Vec<mpsc::Sender<Job>>,
    commits: Arc<watch::Sender<u64>>,
    writers: TaskTracker,
    stop: CancellationToken,
    patience: Duration,
    #[cfg(feature = "testing")]
    steps: Option<Arc<dyn crate::testing::Steps>>,
}

enum Reads {
    Sqlite(sqlite::body::Reads),
    Postgres(postgres::body::Reads),
}

impl Store {
    /// Opens the database, creates it where it is a file that is not there, brings its tables up to
    /// date, and starts the writer. Must be called within a Tokio runtime.
    pub async fn connect(options: StoreOptions) -> Result<Self> {
        let stop = CancellationToken::new();
        let commits = Arc::new(watch::Sender::new(0));
        let inboxes = |writers: usize| -> (Vec<mpsc::Sender<Job>>, Vec<Inbox>) {
            let queue = || mpsc::channel(options.queue.max(1));
            let queues = std::iter::repeat_with(queue).take(writers);
            let inbox = |jobs| Inbox {
                jobs,
                batch: options.batch.max(1),
                rhythm: Rhythm::default(),
                patience: options.patience,
                stop: stop.clone(),
                commits: commits.clone(),
                #[cfg(feature = "testing")]
                steps: options.steps.clone(),
            };
            queues.map(|(sender, jobs)| (sender, inbox(jobs))).unzip()
        };
        let tasks = TaskTracker::new();
        let (reads, queues) = if options.url.starts_with("sqlite:") {
            let (queues, inboxes) = inboxes(sqlite::WRITERS);
            let (reads, writers) = sqlite::body::open(&options, inboxes).await?;
            for writer in writers {
                apart(tasks.track_future(writer.run())).map_err(sqlx::Error::Io)?;
            }
            (Reads::Sqlite(reads), queues)
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            let (queues, inboxes) = inboxes(postgres::WRITERS);
            let (reads, writers) = postgres::body::open(&options, inboxes).await?;
            for writer in writers {
                tasks.spawn(writer.run());
            }
            (Reads::Postgres(reads), queues)
        } else {
            let reason = "begins with sqlite: or postgres:";
            return Err(StoreError::Invalid { field: "url", reason });
        };
        tasks.close();
        let patience = options.patience;
        Ok(Self(Arc::new(Inner {
            reads,
            queues,
            commits,
            writers: tasks,
            stop,
            patience,
            #[cfg(feature = "testing")]
            steps: options.steps,
        })))
    }

    pub fn kind(&self) -> StoreKind {
        match &self.0.reads {
            Reads::Sqlite(_) => StoreKind::Sqlite,
            Reads::Postgres(_) => StoreKind::Postgres,
        }
    }

    /// The SELECT statements reads have sent so far.
    pub fn statements(&self) -> u64 {
        match &self.0.reads {
            Reads::Sqlite(reads) => reads.statements(),
            Reads::Postgres(reads) => reads.statements(),
        }
    }

    /// Makes a change. It is durable, with its events, when this answers.
    ///
    /// Once the command is queued it is done whether or not the caller still waits. A caller that
    /// leaves while the queue is full has changed nothing. Who waits for very long is told that the
    /// database is not available, as when it is lost during a commit.
    pub async fn write<C: CommandValue>(&self, command: C) -> Result<Committed<C::Output>> {
        self.step().await;
        let written = self.write_now(command).await;
        self.step().await;
        written
    }

    /// Between one thing and the next a simulation lets others go first.
    async fn step(&self) {
        #[cfg(feature = "testing")]
        if let Some(steps) = &self.0.steps {
            steps.pause().await;
        }
    }

    async fn write_now<C: CommandValue>(&self, command: C) -> Result<Committed<C::Output>> {
        let command: Command = command.into();
        let queue = &self.0.queues[command.shard(self.0.queues.len())];
        let (reply, answer) = oneshot::channel();
        let job = Job { command, reply };
        let done = async {
            queue.send(job).await.map_err(|_| StoreError::Closed)?;
            answer.await.map_err(|_| StoreError::Closed)?
        };
        // A batch on a connection that fell silent, a new connection, and the batch once more.
        let Committed { seq, value } = within(self.0.patience.saturating_mul(3), done).await?;
        let mismatch =
            |other| StoreError::corrupt(format!("a reply of another command: {other:?}"));
        let value = C::Output::try_from(value).map_err(mismatch)?;
        Ok(Committed { seq, value })
    }

    /// Commands that wait for a writer.
    pub fn queued(&self) -> usize {
        let waiting = |queue: &mpsc::Sender<Job>| queue.max_capacity() - queue.capacity();
        self.0.queues.iter().map(waiting).sum()
    }

    /// Changes after each commit of this process that appended events.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.subscribe()
    }

    /// Writes what is queued, then lets go of the database.
    pub async fn close(&self) {
        let readers = async {
            match &self.0.reads {
                Reads::Sqlite(reads) => reads.close().await,
                Reads::Postgres(reads) => reads.close().await,
            }
        };
        if tokio::time::timeout(self.0.patience, readers).await.is_err() {
            tracing::warn!("The database did not say goodbye.");
        }
        // The writer last: on SQLite the last to leave folds the log into the database.
        self.0.stop.cancel();
        self.0.writers.wait().await;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The writers finish what is queued and end; nobody can add to it any more.
        self.stop.cancel();
    }
}

/// Runs a task on a thread of its own. SQLite answers from another thread, some twenty times in a
/// transaction; a worker of the runtime that waits for it would go through its queues each time, and
/// wake its neighbours.
fn apart(task: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    thread::Builder::new().name("writer".into()).spawn(move || runtime.block_on(task))?;
    Ok(())
}

macro_rules! reads {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Store {
            $($(#[$doc])*
            pub async fn $name(&self, $($argument: $type),*) -> Result<$answer> {
                self.step().await;
                within(self.0.patience, async {
                    match &self.0.reads {
                        Reads::Sqlite(reads) => reads.$name($($argument),*).await,
                        Reads::Postgres(reads) => reads.$name($($argument),*).await,
                    }
                })
                .await
            })*
        }
    };
}

reads! {
    tenants() -> Vec<Tenant>;

    /// Where every feed stands, the house's included: one statement.
    feed_heads() -> Vec<(TenantId, Seq)>;
    feed_head(tenant: TenantId) -> Seq;
    /// The oldest position a replay can begin after: every event behind it is still there.
    feed_floor(tenant: TenantId) -> Seq;
    /// The events after a position, oldest first. A hole is [`StoreError::Corrupt`]; so is a
    /// position below the floor, which is to be asked for first.
    feed_after(tenant: TenantId, after: Seq, limit: i64) -> Vec<Event>;

    /// Whole products in the order asked for; those not in the catalogue are left out. Two
    /// statements, however many.
    products(tenant: TenantId, ids: &[ProductId]) -> Vec<UniversalProduct>;
    product_id_by_slug(tenant: TenantId, slug: &str) -> Option<ProductId>;
    product_id_by_sku(tenant: TenantId, sku: &str) -> Option<ProductId>;
    /// With the number of products directly in each; parents before children, then by name.
    categories(tenant: TenantId) -> Vec<Category>;
    /// One page by name; how many there are, [`categories`](Self::categories) says.
    category_products(tenant: TenantId, categories: &[CategoryId], limit: i64, offset: i64)
        -> Vec<ProductId>;
    /// Products with every word in name or SKU, whatever the case: one page by name, and how many
    /// there are. Nothing asked finds everything.
    find_products(tenant: TenantId, query: &str, limit: i64, offset: i64)
        -> (Vec<ProductId>, i64);
    /// A part of the table of products, and how long it is; what has no value in the column it is
    /// ordered by comes last. The categories are those asked for, with all below them.
    product_table(tenant: TenantId, table: &TableQuery, categories: Option<&[CategoryId]>,
        limit: i64, offset: i64) -> (Vec<ProductId>, i64);
    /// By name.
    saved_filters(tenant: TenantId, user: UserId) -> Vec<SavedFilter>;
    /// By id, from the first after `after`.
    all_product_ids(tenant: TenantId, after: ProductId, limit: i64) -> Vec<ProductId>;

    /// Those that changed at that moment or later, those that have gone included: by moment, then
    /// id, from the first after `after`, which is both of the last one read.
    changed_products(tenant: TenantId, since: Timestamp, after: (Timestamp, ProductId), limit: i64)
        -> Vec<ChangedProduct>;
    /// Those with one of these SKUs, by id.
    product_ids_by_skus(tenant: TenantId, skus: &[String]) -> Vec<ProductId>;

    /// The same with what a sitemap says of them.
    sitemap_products(tenant: TenantId, after: ProductId, limit: i64) -> Vec<SitemapProduct>;
    /// All products in parts of `size`, by id.
    sitemap_parts(tenant: TenantId, size: i64) -> Vec<SitemapPart>;

    /// Deliveries not worked off yet, the oldest first, from the first after `after`.
    inbox(tenant: TenantId, after: DeliveryId, limit: i64) -> Vec<Waiting>;
    /// Those with deliveries or products that wait for work by now.
    busy_tenants(now: Timestamp) -> Vec<TenantId>;
    /// The latest first.
    received(tenant: TenantId, limit: i64) -> Vec<Received>;
    /// Those nobody understood, and those the shop did not confirm, the latest first.
    failed_deliveries(tenant: TenantId, limit: i64) -> Vec<Received>;
    /// Products to be made anew, by root from the first after `after`, with all that is kept of
    /// each.
    stirred(tenant: TenantId, after: Root, limit: i64, now: Timestamp) -> Vec<Stirred>;
    /// The products shown under these SKUs, with all that is kept of each.
    families(tenant: TenantId, skus: &[String]) -> Vec<Stirred>;
    /// What is kept of the shop system's categories, by id.
    upstream_categories(tenant: TenantId) -> Vec<(i64, String)>;
    /// Things that are not gone, by id from the first after `after`, with what they belong to.
    upstream_present(tenant: TenantId, kind: Kind, after: i64, limit: i64) -> Vec<(i64, Root)>;
    /// Those of the same kind that belong to these and are not gone, by id.
    upstream_members(tenant: TenantId, kind: Kind, roots: &[Root]) -> Vec<(i64, Root)>;
    /// Products that are shown or were said to be there, by root from the first after `after`.
    known_products(tenant: TenantId, after: Root, limit: i64) -> Vec<KnownProduct>;
    /// The shop systems behind a shop, by kind.
    connections(tenant: TenantId) -> Vec<Connection>;
    /// Every connection there is, with its kind.
    connected_tenants() -> Vec<(TenantId, String)>;
    /// The latest first.
    quarantined(tenant: TenantId, limit: i64) -> Vec<Quarantined>;
    upstream_counts(tenant: TenantId) -> UpstreamCounts;

    /// A shop's keys, also those that were revoked, by id.
    api_keys(tenant: TenantId) -> Vec<ApiKey>;
    /// Every key of every shop that was not revoked.
    api_key_records() -> Vec<ApiKeyRecord>;

    /// What is sold under these SKUs, and how many are free, in one statement. By SKU; those nothing is
    /// known of are left out.
    articles(tenant: TenantId, skus: &[String]) -> Vec<Article>;
    /// How many of these are held, also of those that are not counted now.
    stock_of(tenant: TenantId, skus: &[String]) -> Vec<StockRow>;
    /// Counted articles by SKU, from the first after `after`.
    stock_counts(tenant: TenantId, after: &str, limit: i64) -> Vec<StockRow>;
    hold(tenant: TenantId, code: &str) -> Option<HoldRecord>;
    /// The hold that request made, if any. [`StoreError::KeyReused`] where it asked for something else.
    requested_hold(tenant: TenantId, owner: &Owner, request: &Request) -> Option<HoldRecord>;
    /// The latest first, at most 20.
    holds_of(tenant: TenantId, owner: &Owner) -> Vec<HoldRecord>;
    /// Those that keep pieces, by id from the first after `after`.
    kept_holds(tenant: TenantId, after: HoldId, limit: i64) -> Vec<HoldRecord>;
    /// Those with holds that have lapsed.
    lapsed_tenants(now: Timestamp) -> Vec<TenantId>;
    /// Compares every hold with its history, and the counts with the holds.
    verify_holds(tenant: TenantId) -> Verified;
    cart_of(tenant: TenantId, visitor: &str) -> Option<CartId>;
    cart(tenant: TenantId, visitor: &str) -> Option<CartRecord>;
    order(tenant: TenantId, code: &str) -> Option<OrderRecord>;
    order_by_id(tenant: TenantId, id: OrderId) -> Option<OrderRecord>;
    /// The latest first.
    orders_of(tenant: TenantId, visitor: &str, limit: i64) -> Vec<OrderRecord>;
    /// The latest first, from the first before `before`.
    orders(tenant: TenantId, before: OrderId, limit: i64) -> Vec<OrderRecord>;
    /// Those that wait to be pushed, and those that were rejected, the oldest first.
    orders_on_their_way(tenant: TenantId) -> Vec<OrderRecord>;
    /// The oldest that waits to be pushed.
    next_to_push(tenant: TenantId) -> Option<OrderRecord>;
    tenants_to_push() -> Vec<TenantId>;
    /// A page of the counted articles that fit, and how many there are: by SKU, or what runs out first.
    inventory(tenant: TenantId, asked: &StockQuery, limit: i64, offset: i64)
        -> (Vec<StockRow>, i64);
    stock_count(tenant: TenantId, sku: &str) -> Option<StockRow>;
    /// Of one article, the latest first.
    corrections(tenant: TenantId, sku: &str, limit: i64) -> Vec<Correction>;
    /// The latest of each of these articles, by SKU.
    last_corrections(tenant: TenantId, skus: &[String]) -> Vec<(String, Correction)>;
    /// Those that keep pieces, the first to lapse first, and how many there are.
    holds_by_end(tenant: TenantId, limit: i64, offset: i64) -> (Vec<HoldRecord>, i64);
    /// Those that keep pieces of an article, the first to lapse first.
    kept_with(tenant: TenantId, sku: &str, limit: i64) -> Vec<HoldRecord>;
    hold_history(tenant: TenantId, code: &str) -> Option<HoldHistory>;
    /// A page of the orders that fit, and how many there are: the latest first, those on their way
    /// the oldest first.
    order_table(tenant: TenantId, asked: &OrderQuery, limit: i64, offset: i64)
        -> (Vec<OrderRecord>, i64);
    /// Among the latest orders those that have an article, the latest first.
    orders_with(tenant: TenantId, sku: &str, limit: i64) -> Vec<OrderRecord>;
    /// How many wait to be pushed, and how many were rejected.
    push_counts(tenant: TenantId) -> (i64, i64);
    /// A page of the letters, the latest first, and how many there are.
    letters(tenant: TenantId, limit: i64, offset: i64) -> (Vec<Letter>, i64);
    /// The letters about an order, in their order.
    letters_of(tenant: TenantId, order: OrderId) -> Vec<Letter>;
    /// Letters whose turn it is.
    due_mails(now: Timestamp, limit: i64) -> Vec<DueMail>;
    outfit(tenant: TenantId, code: &str) -> Option<OutfitRecord>;
    /// A visitor's own, the latest first.
    outfits_of(tenant: TenantId, visitor: &str) -> Vec<OutfitRecord>;

    /// What is known of the pictures with these keys; nothing of those nobody looked at.
    pictures(tenant: TenantId, keys: &[String]) -> Vec<PictureRecord>;

    /// Types by order, then id; assignments by type, then position. Products that left the catalogue
    /// keep their place and are among them. One statement.
    featured(tenant: TenantId) -> Featured;
    /// What a rule adds to a shelf, in order: products that can be shown and are not placed there.
    rule_products(tenant: TenantId, shelf: FeaturedTypeId, rule: &ShelfRule) -> Vec<ProductId>;
    /// What a change of the board did.
    board_changes(tenant: TenantId, revision: Revision) -> Option<Vec<BoardChange>>;
    /// What each later one did, the latest first.
    board_changes_after(tenant: TenantId, revision: Revision, limit: i64)
        -> Vec<Vec<BoardChange>>;
    /// What somebody can take back, and do again.
    board_steps(tenant: TenantId, user: UserId) -> (Option<Step>, Option<Step>);
    /// Those who have shown since then that they are at the board.
    present(tenant: TenantId, since: Timestamp) -> Vec<Present>;
    /// The latest first.
    audit(tenant: TenantId, limit: i64) -> Vec<AuditEntry>;

    /// What the shop's search takes for each other, the oldest group first.
    synonyms(tenant: TenantId) -> Vec<Synonyms>;

    user_by_email(email: &str) -> Option<UserRecord>;
    user(id: UserId) -> Option<UserRecord>;
    /// Those there are: one statement, however many.
    users_among(ids: &[UserId]) -> Vec<UserRecord>;
    users() -> Vec<UserRecord>;
    /// Every role everybody holds.
    access() -> Vec<AccessRow>;

    /// The data of a session that has not lapsed.
    session(id: &str, now: Timestamp) -> Option<String>;
    /// Those of the sessions that have neither ended nor lapsed: one statement, however many.
    sessions_among(ids: &[String], now: Timestamp) -> Vec<String>;
    /// Counted since then, that moment included.
    attempts(key: &str, since: Timestamp) -> i64;
    /// Products in the catalogue, and assignments.
    counts(tenant: TenantId) -> (i64, i64);
    /// Whether the database answers.
    ping() -> ();
}
