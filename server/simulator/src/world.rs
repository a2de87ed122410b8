//! The house: one shop in a file, its node opened again after each crash.

use crate::steps::Turns;
use contract::draft::{ProductDraft, VariantDraft};
use contract::ports::{Clock, Shopping};
use contract::product::VariantAttribute;
use contract::{Availability, Currency, KeyScope, TenantId, Timestamp};
use engine::keys::new_key;
use engine::trade::{Dealings, Shopper};
use engine::{Engine, EngineOptions, KeyBearer};
use std::path::PathBuf;
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
pub struct Hand(AtomicI64);

impl Hand {
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Relaxed))
    }
}

pub struct World {
    folder: PathBuf,
    turns: Turns,
    pub clock: Arc<Hand>,
    pub engine: Arc<Engine>,
    pub store: Store,
    pub tenant: TenantId,
    keys: Vec<String>,
    bearers: Vec<KeyBearer>,
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

fn draft(sku: &str, stock: Option<i64>) -> ProductDraft {
    ProductDraft {
        sku: sku.into(),
        name: format!("Thing {sku}"),
        slug: sku.to_lowercase(),
        description: String::new(),
        price_cents: 1_000,
        compare_at_cents: None,
        currency: Currency::EUR,
        stock,
        availability: Availability::InStock,
        images: vec![],
        category_path: vec![],
        attributes: vec![],
        variants: vec![],
        source_updated_at: None,
    }
}

/// What the shop sells, with as many of one article as its source says there are.
pub fn drafts(said: impl Fn(&str, i64) -> i64) -> Vec<ProductDraft> {
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

impl World {
    pub async fn found(folder: PathBuf, turns: Turns, systems: usize) -> anyhow::Result<Self> {
        let clock = Arc::new(Hand(AtomicI64::new(1_700_000_000_000)));
        let store = open(&folder, &turns).await?;
        let tenant = TenantDraft {
            slug: "tide".into(),
            name: "Tide".into(),
            tagline: String::new(),
            about: String::new(),
            organisation: None,
            logo_url: None,
            accent: "#000000".into(),
            currency: Currency::EUR,
            locale: "en-IE".into(),
            languages: vec![],
            time_zone: "Europe/Dublin".into(),
            hold_minutes: 30,
        };
        let origin = origin(clock.now());
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
        Ok(Self { folder, turns, clock, engine, store, tenant, keys, bearers })
    }

    /// What was in memory is gone; what was committed is there.
    pub async fn crash(&mut self) -> anyhow::Result<()> {
        self.turns.reset();
        self.store.close().await;
        self.store = open(&self.folder, &self.turns).await?;
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

    pub async fn close(self) {
        self.store.close().await;
    }
}

pub fn origin(at: Timestamp) -> Origin {
    Origin {
        actor: "simulator".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "simulator".into(),
        at,
    }
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

async fn open(folder: &std::path::Path, turns: &Turns) -> anyhow::Result<Store> {
    let url = format!("sqlite:{}", folder.join("house.db").display());
    let options = StoreOptions {
        readers: 1,
        patience: Duration::from_secs(60),
        steps: Some(Arc::new(turns.clone())),
        ..StoreOptions::new(url)
    };
    Ok(Store::connect(options).await?)
}

async fn load(store: &Store, clock: &Arc<Hand>) -> anyhow::Result<Arc<Engine>> {
    Ok(Engine::load(store.clone(), clock.clone(), EngineOptions::default()).await?)
}
