//! `etalage holds`.

use crate::config::Config;
use crate::node;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use contract::Tenant;
use serde_json::json;
use store::{Store, Verified};

#[derive(Args)]
pub struct Holds {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Make every hold from its history again, and compare it, the orders and the counts with that.
    /// Ends with 1 where something differs.
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    config: Config,
    /// One shop, by slug or id; all of them, when left out.
    #[arg(long, visible_alias = "tenant")]
    shop: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Holds {
    pub async fn run(self) -> anyhow::Result<()> {
        let Deed::Verify(verify) = self.deed;
        let store = node::open_store(&verify.config).await?;
        let found = verify.run(&store).await;
        store.close().await;
        let found = found?;
        super::say(&verify.told(&found)?);
        match found.iter().map(|(_, found)| found.discrepancies.len()).sum::<usize>() {
            0 => Ok(()),
            1 => bail!("One thing differs"),
            count => bail!("{count} things differ"),
        }
    }
}

impl Verify {
    async fn run(&self, store: &Store) -> anyhow::Result<Vec<(Tenant, Verified)>> {
        let mut found = Vec::new();
        for tenant in store.tenants().await? {
            let named = |shop: &String| *shop == tenant.slug || *shop == tenant.id.to_string();
            if self.shop.as_ref().is_none_or(named) {
                let verified = store.verify_holds(tenant.id).await?;
                found.push((tenant, verified));
            }
        }
        if let (Some(shop), true) = (&self.shop, found.is_empty()) {
            return Err(anyhow::Error::msg(format!("There is no shop {shop}")))
                .context("Nothing was verified");
        }
        Ok(found)
    }

    fn told(&self, found: &[(Tenant, Verified)]) -> anyhow::Result<String> {
        if self.json {
            let shop = |(tenant, found): &(Tenant, Verified)| {
                let differs: Vec<&str> =
                    found.discrepancies.iter().map(|it| it.what.as_str()).collect();
                json!({ "shop": tenant.slug, "holds": found.holds, "events": found.events, "differs": differs })
            };
            return Ok(serde_json::to_string_pretty(&found.iter().map(shop).collect::<Vec<_>>())?);
        }
        let mut lines = Vec::new();
        for (tenant, found) in found {
            let Verified { holds, events, discrepancies } = found;
            let verdict =
                if discrepancies.is_empty() { "all as it should be" } else { "NOT RIGHT" };
            lines.push(format!("{}: {holds} holds, {events} events: {verdict}", tenant.slug));
            lines.extend(discrepancies.iter().map(|it| format!("  {}", it.what)));
        }
        Ok(lines.join("\n"))
    }
}
