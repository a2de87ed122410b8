//! `etalage shop`.

use super::import::language;
use crate::config::Config;
use crate::node;
use anyhow::Context;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use contract::Language;
use contract::hold::HOLD_MINUTES_RANGE;
use jiff::tz::TimeZone;
use store::{SaveTenant, Store, TenantDraft};

#[derive(Args)]
pub struct Shop {
    #[command(flatten)]
    config: Config,
    /// The shop, by slug.
    shop: String,
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,
    /// One line under the name.
    #[arg(long)]
    tagline: Option<String>,
    /// A paragraph or two for its profile.
    #[arg(long)]
    about: Option<String>,
    /// The address of its logo, on this server or a picture host; empty for none.
    #[arg(long, value_name = "URL")]
    logo: Option<String>,
    /// Its colour, for example #0b7a75; made darker or lighter where it could not be read.
    #[arg(long, value_name = "#RRGGBB", value_parser = colour)]
    accent: Option<String>,
    /// The clock its schedules and hours go by, for example Europe/Lisbon.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    time_zone: Option<String>,
    /// How it writes prices and dates, and in what language, for example en-IE.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    locale: Option<String>,
    /// What its pages can be read in besides its own language, for example de,ar.
    #[arg(long, value_delimiter = ',', value_parser = language)]
    languages: Option<Vec<Language>>,
    /// How long what is set aside is held.
    #[arg(long, value_name = "MINUTES",
        value_parser = clap::value_parser!(i64).range(HOLD_MINUTES_RANGE))]
    hold_minutes: Option<i64>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn colour(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err("a colour is # and six digits of 0 to f".to_owned()),
    }
}

fn zone(name: &str) -> Result<String, String> {
    TimeZone::get(name).map_err(|_| "no such time zone is known".to_owned())?;
    Ok(name.to_owned())
}

impl Shop {
    /// Changes what was asked for, and tells how the shop is then.
    pub async fn run(self) -> anyhow::Result<()> {
        let store = node::open_store(&self.config).await?;
        let saved = self.save(&store).await;
        store.close().await;
        let shop = saved?;
        super::say(&match self.json {
            true => serde_json::to_string_pretty(&shop)?,
            false => lines(&shop),
        });
        Ok(())
    }

    async fn save(&self, store: &Store) -> anyhow::Result<TenantDraft> {
        let found = store.tenants().await?.into_iter().find(|shop| shop.slug == self.shop);
        let before = TenantDraft::from(found.context("There is no such shop")?);
        let or = |new: &Option<String>, old| new.clone().unwrap_or(old);
        let logo = self.logo.clone().map(|logo| Some(logo).filter(|logo| !logo.is_empty()));
        let tenant = TenantDraft {
            name: or(&self.name, before.name),
            tagline: or(&self.tagline, before.tagline),
            about: or(&self.about, before.about),
            logo_url: logo.unwrap_or(before.logo_url),
            accent: or(&self.accent, before.accent),
            time_zone: or(&self.time_zone, before.time_zone),
            locale: or(&self.locale, before.locale),
            languages: self.languages.clone().unwrap_or(before.languages),
            hold_minutes: self.hold_minutes.unwrap_or(before.hold_minutes),
            ..before
        };
        let origin = super::origin("operator");
        store.write(SaveTenant { origin, tenant: tenant.clone() }).await?;
        Ok(tenant)
    }
}

fn lines(shop: &TenantDraft) -> String {
    let languages: Vec<&str> = shop.languages.iter().map(|language| language.code()).collect();
    let minutes = shop.hold_minutes.to_string();
    let of = [
        ("shop", shop.slug.as_str()),
        ("name", &shop.name),
        ("tagline", &shop.tagline),
        ("about", &shop.about),
        ("logo", shop.logo_url.as_deref().unwrap_or_default()),
        ("accent", &shop.accent),
        ("currency", shop.currency.code()),
        ("locale", &shop.locale),
        ("languages", &languages.join(",")),
        ("time zone", &shop.time_zone),
        ("hold minutes", &minutes),
    ];
    of.map(|(name, value)| format!("{name}\t{value}")).join("\n")
}
