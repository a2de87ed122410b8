//! `etalage key`.

use crate::config::Config;
use crate::node;
use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use contract::{ApiKey, ApiKeyId, KeyScope, Tenant, Timestamp};
use engine::keys::new_key;
use store::{RevokeApiKey, Store};

#[derive(Args)]
pub struct Key {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Give another system a key. It is printed once and kept nowhere.
    Create(Create),
    /// List a shop's keys.
    List(List),
    /// Make a key good for nothing, on every node within seconds.
    Revoke(Revoke),
}

#[derive(Args)]
struct Of {
    #[command(flatten)]
    config: Config,
    /// The shop, by slug or id.
    #[arg(long, visible_alias = "tenant")]
    shop: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    of: Of,
    /// What it is for, in words.
    #[arg(long)]
    name: String,
    /// What it opens: catalogue:read, inventory:read, holds:write, orders:write.
    #[arg(long = "scope", default_value = "catalogue:read", value_delimiter = ',', value_parser = scope)]
    scopes: Vec<KeyScope>,
    /// Days it is valid for; without, until it is revoked.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=36_500))]
    days: Option<i64>,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    of: Of,
}

#[derive(Args)]
struct Revoke {
    #[command(flatten)]
    of: Of,
    /// The key's number, or how it begins, as the list has it.
    key: String,
}

fn scope(text: &str) -> Result<KeyScope, String> {
    let known = || KeyScope::ALL.map(KeyScope::as_str).join(", ");
    KeyScope::parse(text).ok_or_else(|| format!("there is {}", known()))
}

impl Key {
    pub async fn run(self) -> anyhow::Result<()> {
        let of = match &self.deed {
            Deed::Create(Create { of, .. }) | Deed::List(List { of }) => of,
            Deed::Revoke(Revoke { of, .. }) => of,
        };
        let store = node::open_store(&of.config).await?;
        let done = match &self.deed {
            Deed::Create(create) => create.run(&store).await,
            Deed::List(list) => list.run(&store).await,
            Deed::Revoke(revoke) => revoke.run(&store).await,
        };
        store.close().await;
        super::say(&done?);
        Ok(())
    }
}

impl Of {
    async fn tenant(&self, store: &Store) -> anyhow::Result<Tenant> {
        let named = |shop: &Tenant| shop.slug == self.shop || shop.id.to_string() == self.shop;
        let found = store.tenants().await?.into_iter().find(named);
        found.with_context(|| format!("There is no shop {}", self.shop))
    }
}

impl Create {
    async fn run(&self, store: &Store) -> anyhow::Result<String> {
        let tenant = self.of.tenant(store).await?;
        let origin = super::origin("operator");
        let until = self.days.map(|days| origin.at.plus_seconds(days * 24 * 60 * 60));
        let made = new_key(tenant.id, origin, &self.name, self.scopes.clone(), until);
        let (key, command) = made.map_err(|problem| anyhow!(problem.title))?;
        let id = store.write(command).await?.value;
        if self.of.json {
            let made = serde_json::json!({ "id": id, "key": key });
            return Ok(serde_json::to_string_pretty(&made)?);
        }
        Ok(format!("{key}\nKeep it now: it is not shown again. Send it as X-API-Key."))
    }
}

impl List {
    async fn run(&self, store: &Store) -> anyhow::Result<String> {
        let keys = store.api_keys(self.of.tenant(store).await?.id).await?;
        if self.of.json {
            return Ok(serde_json::to_string_pretty(&keys)?);
        }
        let now = super::origin("operator").at;
        let lines: Vec<String> = keys.iter().map(|key| line(key, now)).collect();
        Ok(if lines.is_empty() { "There are no keys.".to_owned() } else { lines.join("\n") })
    }
}

impl Revoke {
    async fn run(&self, store: &Store) -> anyhow::Result<String> {
        let tenant = self.of.tenant(store).await?;
        let keys = store.api_keys(tenant.id).await?;
        let named = |key: &&ApiKey| key.prefix == self.key || key.id.to_string() == self.key;
        let Some(key) = keys.iter().find(named) else {
            bail!("The shop has no key {}", self.key);
        };
        let id: ApiKeyId = key.id;
        let origin = super::origin("operator");
        let is_news = store.write(RevokeApiKey { tenant: tenant.id, origin, id }).await?.value;
        if self.of.json {
            return Ok(serde_json::to_string_pretty(&serde_json::json!({ "revoked": is_news }))?);
        }
        let when = if is_news { "opens nothing any more" } else { "was revoked before" };
        Ok(format!("The key {} ({}…) {when}.", key.name, key.prefix))
    }
}

fn line(key: &ApiKey, now: Timestamp) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = key.last_used_at.map_or("never".to_owned(), Timestamp::to_rfc3339);
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {}", at.to_rfc3339()),
        (None, Some(until)) if until <= now => format!("expired {}", until.to_rfc3339()),
        (None, Some(until)) => format!("until {}", until.to_rfc3339()),
        (None, None) => "in force".to_owned(),
    };
    format!("{}\t{}…\t{}\t{}\tused {used}\t{state}", key.id, key.prefix, key.name, scopes.join(","))
}
