//! `etalage source`: what stands behind a shop.

use crate::config::Config;
use crate::node;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use contract::source::{Doing, SourceConnection, SourceDesk};
use contract::{Tenant, TenantId};
use engine::{Engine, ShopSecrets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::time::Duration;

const PACE: Duration = Duration::from_millis(200);
/// Looks after which nothing more is expected to begin.
const IDLE: u32 = 15;

#[derive(Args)]
pub struct Source {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// How following the shop does.
    Show(Show),
    /// Have a WooCommerce stand behind the shop, with the keys of WC_API_URL, WC_API_KEY and
    /// WC_API_SECRET, or else by the database of WC_DATABASE_URL, and read all of it.
    Connect(Follow),
    /// Do what is due, and show how far it has come.
    Sync(Follow),
}

#[derive(Args)]
struct Show {
    #[command(flatten)]
    config: Config,
    /// By slug.
    #[arg(long)]
    shop: String,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Follow {
    #[command(flatten)]
    config: Config,
    /// By slug.
    #[arg(long)]
    shop: String,
    /// Compare everything as well, and mend what differs.
    #[arg(long)]
    compare: bool,
    /// Print how it does afterwards as JSON.
    #[arg(long)]
    json: bool,
}

impl Source {
    pub async fn run(self) -> anyhow::Result<()> {
        match self.task {
            Task::Show(show) => {
                super::log(&show.config);
                let engine = engine(&show.config).await?;
                let told = tell(&engine, &*tenant(&engine, &show.shop)?, show.json).await;
                close(engine).await;
                told
            }
            Task::Connect(follow) => follow.run(true).await,
            Task::Sync(follow) => follow.run(false).await,
        }
    }
}

async fn engine(config: &Config) -> anyhow::Result<Arc<Engine>> {
    let store = node::open_store(config).await?;
    node::load(config, store, Arc::new(engine::SystemClock)).await
}

async fn close(engine: Arc<Engine>) {
    engine.stop().await;
    engine.store().close().await;
}

fn tenant(engine: &Engine, slug: &str) -> anyhow::Result<Arc<Tenant>> {
    engine.tenant(slug).ok().with_context(|| format!("There is no shop {slug}"))
}

impl Follow {
    async fn run(self, connects: bool) -> anyhow::Result<()> {
        super::log(&self.config);
        let engine = engine(&self.config).await?;
        let done = self.follow(&engine, connects).await;
        close(engine).await;
        done
    }

    async fn follow(&self, engine: &Arc<Engine>, connects: bool) -> anyhow::Result<()> {
        let shop = tenant(engine, &self.shop)?;
        if connects {
            self.connect(engine, shop.id).await?;
        }
        let Some(before) = engine.source(&shop).await?.connection else {
            bail!(
                "No shop system stands behind {}; `etalage source connect` connects one",
                self.shop
            );
        };
        if !before.is_asked {
            bail!("The shop behind {} cannot be asked: there are no keys for it", self.shop);
        }
        engine.run_sources();
        let bar = bar();
        let outcome = self.watch(engine, &shop, &before, &bar).await;
        bar.finish_and_clear();
        outcome?;
        tell(engine, &shop, self.json).await
    }

    async fn connect(&self, engine: &Engine, tenant: TenantId) -> anyhow::Result<()> {
        let sources = &self.config.sources;
        if let Some(address) = sources.database()?.filter(|_| sources.wc_api_url.is_none()) {
            let origin = super::origin("etalage source connect");
            return Ok(engine.connect_database(tenant, origin, &address).await?);
        }
        let address = sources.wc_api_url.clone().context("WC_API_URL says where the shop is")?;
        let key = sources.wc_api_key.clone().zip(sources.wc_api_secret.clone());
        let secrets = ShopSecrets {
            key: Some(key.context("WC_API_KEY and WC_API_SECRET are its keys")?),
            webhook_secrets: sources.wc_webhook_secret.iter().cloned().collect(),
            is_operators: true,
        };
        let origin = super::origin("etalage source connect");
        Ok(engine.connect_shop(tenant, origin, address, &secrets).await?)
    }

    /// Until all that was due is done, whichever node does it.
    async fn watch(
        &self,
        engine: &Engine,
        shop: &Tenant,
        before: &SourceConnection,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let (mut is_asked, mut idle) = (!self.compare, 0);
        loop {
            tokio::time::sleep(PACE).await;
            let desk = engine.source(shop).await?;
            let connection = desk.connection.as_ref().context("It was disconnected meanwhile")?;
            show(bar, &desk, connection);
            let is_new = |trouble: &&contract::source::Trouble| {
                before.trouble.as_ref().is_none_or(|known| known.at != trouble.at)
            };
            if let Some(trouble) = connection.trouble.as_ref().filter(is_new) {
                bail!("{}", trouble.said);
            }
            // It can be asked for once this process follows the shop.
            is_asked = is_asked || engine.compare_source(shop.id).is_ok();
            let is_compared = !self.compare || connection.compared_at != before.compared_at;
            let is_made = desk.counts.stirred == 0 && desk.counts.waiting == 0;
            // Where nothing was due nothing begins.
            idle = if connection.doing == Doing::Nothing { idle + 1 } else { 0 };
            let is_well = connection.is_complete
                && (connection.well_at != before.well_at || (!self.compare && idle > IDLE));
            if is_asked && is_compared && is_well && is_made {
                return Ok(());
            }
        }
    }
}

/// Drawn on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = "{bar:32} {pos}/{len} {msg}, {elapsed}";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is fixed"));
    bar
}

fn show(bar: &ProgressBar, desk: &SourceDesk, connection: &SourceConnection) {
    let words = match connection.doing {
        Doing::FirstSync => "read",
        Doing::Changes => "changes read",
        Doing::Categories => "categories read",
        Doing::Reconciling => "compared",
        Doing::Nothing => "made",
    };
    match connection.doing {
        Doing::Nothing => {
            bar.set_length((desk.counts.shown + desk.counts.stirred).unsigned_abs());
            bar.set_position(desk.counts.shown.unsigned_abs());
        }
        _ => {
            bar.set_length(connection.of.unwrap_or_default());
            bar.set_position(connection.done);
        }
    }
    bar.set_message(words);
}

async fn tell(engine: &Engine, shop: &Tenant, json: bool) -> anyhow::Result<()> {
    let desk = engine.source(shop).await?;
    if json {
        super::say(&serde_json::to_string_pretty(&desk)?);
        return Ok(());
    }
    let counts = desk.counts;
    let Some(connection) = desk.connection else {
        super::say(&format!("No shop system stands behind {}.", shop.name));
        return Ok(());
    };
    let age = connection.well_at.map(|at| (desk.now.0 - at.0).max(0) / 1000);
    let age = age.map_or("not read yet".to_owned(), |age| format!("true {age} s ago"));
    super::say(&format!("{}: {}, {age}", shop.name, connection.address));
    super::say(&format!(
        "{} on show, {} to be made, {} in quarantine",
        counts.shown,
        counts.stirred + counts.waiting,
        counts.refused
    ));
    if let Some(drift) = connection.drift {
        let (changed, gone) = (drift.changed, drift.gone);
        super::say(&format!("The last comparison found {changed} changed and {gone} gone"));
    }
    for hook in connection.webhooks.iter().flat_map(|webhooks| &webhooks.hooks) {
        let status = hook.status.as_deref().unwrap_or("missing");
        super::say(&format!("Webhook {}: {status}", hook.topic));
    }
    for line in &desk.quarantine {
        for fault in &line.faults {
            let (product, field, reason) = (line.product, &fault.field, &fault.reason);
            super::say(&format!("Quarantine {product}: {field} {reason}: {}", fault.original));
        }
    }
    if let Some(trouble) = connection.trouble {
        super::say(&format!("Trouble: {}", trouble.said));
    }
    Ok(())
}
