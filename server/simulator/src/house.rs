//! A house: one shop in a file, its node opened again after each crash.

use crate::steps::{Side, Turns};
use contract::draft::{ProductDraft, VariantDraft};
use contract::ports::{Clock, Shopping};
use contract::product::VariantAttribute;
use contract::{Availability, KeyScope, TenantId, Timestamp};
use engine::keys::new_key;
use engine::trade::{Dealings, Shopper};
use engine::{Engine, EngineOptions, KeyBearer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Duration;
use store::{Origin, SaveTenant, Store, StoreOptions, TenantDraft, UpsertProducts};

/// Counted articles with what there is of each at the beginning.
pub const ARTICLES: [(&str, i64); 6] =
    [("COAT-S", 2), ("COAT-M", 7), ("HAT", 3), ("LAMP", 40), ("RING", 1), ("TEA", 400)];
/// One that nobody counts.
pub const UNCOUNTED: &str = "VOUCHER";

/// Time that passes when it is told to.
#[derive(Clone)]
pub struct Hand {
    time: Arc<AtomicI64>,
    /// What this clock is ahead by.
    ahead: i64,
}

impl Hand {
    pub fn new() -> Self {
        Self { time: Arc::new(AtomicI64::new(1_700_000_000_000)), ahead: 0 }
    }

    /// Another clock of the same time.
    pub fn ahead(&self, milliseconds: i64) -> Self {
        Self { time: self.time.clone(), ahead: milliseconds }
    }

    /// What this clock shows when one that is not ahead shows that.
    pub fn by_it(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0 + self.ahead)
    }

    pub fn advance(&self, milliseconds: i64) {
        self.time.fetch_add(milliseconds, Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.time.load(Relaxed) + self.ahead)
    }
}

/// Somebody whose browser has a cookie.
struct Known(String);

impl Shopper for Known {
    fn known(&self) -> Option<String> {
        Some(self.0.clone())
    }

    fn become_known(&self) -> String {
        self.0.clone()
    }
}

pub struct House {
    side: Side,
    folder: PathBuf,
    turns: Turns,
    pub clock: Hand,
    pub engine: Arc<Engine>,
    pub store: Store,
    pub tenant: TenantId,
    pub keys: Vec<String>,
    pub bearers: Vec<KeyBearer>,
}

impl House {
    pub async fn found(
        side: Side,
        folder: &Path,
        turns: &Turns,
        clock: Hand,
        systems: usize,
    ) -> anyhow::Result<Self> {
        let store = open(side, folder, turns).await?;
        let origin = origin(clock.now());
        let tenant = TenantDraft::named("tide", "Tide");
        let save = SaveTenant { origin: origin.clone(), tenant };
        let tenant = store.write(save).await?.value;
        let upsert = UpsertProducts { tenant, origin: origin.clone(), drafts: drafts(|_, n| n) };
        store.write(upsert).await?;
        let mut keys = Vec::new();
        for n in 0..systems {
            let name = format!("System {n}");
            let (key, command) =
                new_key(tenant, origin.clone(), &name, KeyScope::ALL.to_vec(), None)?;
            store.write(command).await?;
            keys.push(key);
        }
        let engine = load(&store, &clock).await?;
        let bearers = present(&engine, &keys).await?;
        let (folder, turns) = (folder.to_owned(), turns.clone());
        Ok(Self { side, folder, turns, clock, engine, store, tenant, keys, bearers })
    }

    /// What was in memory is gone; what was committed is there.
    pub async fn open_again(&mut self) -> anyhow::Result<()> {
        self.store.close().await;
        self.store = open(self.side, &self.folder, &self.turns).await?;
        self.engine = load(&self.store, &self.clock).await?;
        self.bearers = present(&self.engine, &self.keys).await?;
        Ok(())
    }

    pub fn visitor(&self, n: usize) -> anyhow::Result<Arc<dyn Shopping>> {
        Ok(self.engine.shopping("tide", Arc::new(Known(format!("visitor-{n}"))), "0")?)
    }

    pub fn system(&self, n: usize, request: Option<&str>) -> anyhow::Result<Dealings> {
        Ok(self.engine.dealings(self.bearers[n].clone(), "0", request)?)
    }

    pub fn origin(&self) -> Origin {
        origin(self.clock.now())
    }

    /// Counts an article again, as its source would: so many are there and not sold.
    pub async fn count(&self, sku: &str, there: i64) -> anyhow::Result<()> {
        let drafts = drafts(|known, _| if known == sku { there } else { -1 });
        let changed = drafts.into_iter().filter(|draft| draft.sku == sku).collect();
        let upsert = UpsertProducts { tenant: self.tenant, origin: self.origin(), drafts: changed };
        self.store.write(upsert).await?;
        Ok(())
    }
}

fn origin(at: Timestamp) -> Origin {
    Origin {
        actor: "simulator".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "simulator".into(),
        at,
    }
}

fn draft(sku: &str, stock: Option<i64>) -> ProductDraft {
    ProductDraft { stock, ..ProductDraft::named(sku, &format!("Thing {sku}"), 1_000) }
}

/// What the shop sells, with as many of one article as its source says there are.
fn drafts(said: impl Fn(&str, i64) -> i64) -> Vec<ProductDraft> {
    let mut coat = draft("COAT", None);
    let mut drafts = vec![draft(UNCOUNTED, None)];
    for (sku, stock) in ARTICLES {
        let stock = Some(said(sku, stock));
        if let Some(size) = sku.strip_prefix("COAT-") {
            coat.variants.push(VariantDraft {
                sku: sku.into(),
                price_cents: 1_000,
                compare_at_cents: None,
                stock,
                availability: Availability::InStock,
                attributes: vec![VariantAttribute { name: "Size".into(), value: size.into() }],
                image: None,
            });
        } else {
            drafts.push(draft(sku, stock));
        }
    }
    drafts.push(coat);
    drafts
}

/// Shows the keys once. That a key was used is written down behind everybody's back: nobody has a turn
/// before that is done.
async fn present(engine: &Arc<Engine>, keys: &[String]) -> anyhow::Result<Vec<KeyBearer>> {
    let bearers = keys.iter().map(|key| engine.key_bearer(key));
    let bearers = bearers.collect::<Result<Vec<_>, _>>()?;
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
    // What was queued before it is written when this is answered.
    engine.house_key("simulator").await?;
    Ok(bearers)
}

async fn open(side: Side, folder: &Path, turns: &Turns) -> anyhow::Result<Store> {
    let file = match side {
        Side::House => "house.db",
        Side::Office => "office.db",
    };
    let options = StoreOptions {
        readers: 1,
        patience: Duration::from_secs(60),
        steps: Some(Arc::new(turns.door(side))),
        ..StoreOptions::new(format!("sqlite:{}", folder.join(file).display()))
    };
    Ok(Store::connect(options).await?)
}

async fn load(store: &Store, clock: &Hand) -> anyhow::Result<Arc<Engine>> {
    // Nobody waits by the clock on the wall.
    let options = EngineOptions { agreement: Duration::ZERO, ..EngineOptions::default() };
    Ok(Engine::load(store.clone(), Arc::new(clock.clone()), options).await?)
}
