//! `etalage import`.

use crate::config::Config;
use crate::node;
use anyhow::{Context, bail};
use clap::Args;
use contract::ports::Clock;
use contract::{Currency, Language, Tenant};
use engine::SystemClock;
use engine::import::{
    ColumnMapping, ImportOptions, ImportReport, OpenError, Progress, SourceSpec, StoreSink, run,
};
use engine::woo::mysql;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use store::{SaveTenant, Store, TenantDraft};

#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    config: Config,
    /// A .csv, .tsv, .json, .ndjson or .jsonl file, generated:COUNT for invented products, or
    /// woo-mysql for the WooCommerce whose database WC_DATABASE_URL names.
    source: ImportSource,
    /// The shop they belong to, by slug.
    #[arg(long)]
    shop: String,
    /// A JSON file that names the columns or keys, where no built-in mapping fits.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Make the shop, under this name, when it is missing.
    #[arg(long, value_name = "NAME")]
    create_shop: Option<String>,
    /// The new shop's currency; without it that of the database, or EUR.
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// The new shop's locale, for example en-IE.
    #[arg(long, default_value = "en-IE")]
    locale: String,
    /// What the new shop's pages can be read in besides its own language, for example de.
    #[arg(long, value_delimiter = ',', value_parser = language)]
    languages: Vec<Language>,
    /// How long what is set aside is held in the new shop.
    #[arg(long, value_name = "MINUTES", default_value_t = contract::hold::HOLD_MINUTES,
        value_parser = clap::value_parser!(i64).range(contract::hold::HOLD_MINUTES_RANGE))]
    hold_minutes: i64,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

/// Where products come from.
#[derive(Clone)]
enum ImportSource {
    Spec(SourceSpec),
    WooMysql,
}

impl FromStr for ImportSource {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        Ok(if text == "woo-mysql" { Self::WooMysql } else { Self::Spec(text.parse()?) })
    }
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::parse(text).ok_or_else(|| "a currency is three capital letters".to_owned())
}

pub(super) fn language(code: &str) -> Result<Language, String> {
    let known = || Language::ALL.map(Language::code).join(", ");
    Language::parse(code).ok_or_else(|| format!("pages can be read in {}", known()))
}

impl Import {
    pub async fn run(self) -> anyhow::Result<()> {
        super::log(&self.config);
        match &self.source {
            ImportSource::Spec(spec) => self.file(spec).await,
            ImportSource::WooMysql => self.database().await,
        }
    }

    async fn file(&self, spec: &SourceSpec) -> anyhow::Result<()> {
        let mapping: Option<ColumnMapping> = match &self.mapping {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                Some(serde_json::from_str(&text).context("The mapping cannot be understood")?)
            }
            None => None,
        };
        // A file that cannot be read costs nobody a shop.
        let source = spec.open(mapping)?;
        let store = node::open_store(&self.config).await?;
        let shop = self.shop(&store, None).await?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let options = ImportOptions { currency: shop.currency, now: clock.now() };
        let mut sink = StoreSink::new(store.clone(), shop.id, super::origin("import"), clock);
        let bar = bar();
        let outcome = run(&mut sink, source, options, &mut |progress| show(&bar, &progress)).await;
        bar.finish_and_clear();
        store.close().await;
        match outcome {
            Ok(report) => self.tell(&report),
            Err(interrupted) => {
                self.tell(&interrupted.report)?;
                Err(interrupted.into())
            }
        }
    }

    async fn database(&self) -> anyhow::Result<()> {
        let address = self.config.sources.database()?;
        let address = address.context("WC_DATABASE_URL names the database, and is not set")?;
        // Nor does a database that cannot be read.
        let theirs = mysql::currency(&address).await?;
        let store = node::open_store(&self.config).await?;
        let shop = self.shop(&store, theirs).await?;
        let bar = bar();
        let mut showing = |progress: Progress| show(&bar, &progress);
        let clock = Arc::new(SystemClock);
        let outcome = mysql::import(&store, clock, &shop, &address, &mut showing).await;
        bar.finish_and_clear();
        store.close().await;
        self.tell(&outcome?)
    }

    /// `theirs` is what the source's prices are in.
    async fn shop(&self, store: &Store, theirs: Option<Currency>) -> anyhow::Result<Tenant> {
        let find = async || -> anyhow::Result<Option<Tenant>> {
            Ok(store.tenants().await?.into_iter().find(|shop| shop.slug == self.shop))
        };
        if let Some(shop) = find().await? {
            return Ok(shop);
        }
        let Some(name) = &self.create_shop else {
            bail!("There is no shop {}; --create-shop NAME makes it", self.shop);
        };
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let number = self.shop.bytes().all(|b| b.is_ascii_digit());
        if number || !self.shop.bytes().all(plain) {
            bail!("A shop's slug is made of a to z, 0 to 9 and -, and is not a number alone");
        }
        let tenant = TenantDraft {
            currency: self.currency.or(theirs).unwrap_or(Currency::EUR),
            locale: self.locale.clone(),
            languages: self.languages.clone(),
            hold_minutes: self.hold_minutes,
            ..TenantDraft::named(&self.shop, name)
        };
        store.write(SaveTenant { origin: super::origin("import"), tenant }).await?;
        find().await?.context("The shop was made and is gone again")
    }

    /// Refusals are not a failure; an import that could take nothing at all is.
    fn tell(&self, report: &ImportReport) -> anyhow::Result<()> {
        match self.json {
            true => super::say(&serde_json::to_string_pretty(report)?),
            false => super::say(&report.to_string()),
        }
        let taken = report.created + report.updated + report.unchanged + report.stale;
        if taken == 0 && report.refused_count > 0 {
            bail!("Nothing could be taken");
        }
        if let Some(reason) = &report.broke_off {
            bail!("The source ended early: {reason}");
        }
        Ok(())
    }
}

/// Drawn on a terminal only.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = "{bar:32} {pos}/{len} products, {per_sec}, {eta} left {msg}";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is fixed"));
    bar
}

fn show(bar: &ProgressBar, progress: &Progress) {
    if let Some(total) = progress.total {
        bar.set_length(total);
    }
    bar.set_position(progress.read);
    if progress.refused > 0 {
        bar.set_message(format!("({} refused)", progress.refused));
    }
}
