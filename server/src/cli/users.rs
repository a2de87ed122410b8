//! `etalage user`.

use crate::config::Config;
use crate::{demo, node};
use anyhow::{Context, bail};
use clap::Args;
use engine::accounts::hash_password;
use std::io::Read;
use store::{Grant, SaveUser, Scope};

/// The roles there are.
const ROLES: [&str; 5] = ["viewer", "merchandiser", "tenant_admin", "org_admin", "operator"];

#[derive(Args)]
pub struct User {
    #[command(flatten)]
    config: Config,
    /// The address they sign in with.
    email: String,
    /// Their name, as others see it.
    #[arg(long)]
    name: Option<String>,
    /// viewer, merchandiser, tenant_admin, org_admin or operator.
    #[arg(long, requires = "name")]
    role: Option<String>,
    /// The shop the role is for, by slug. Operators belong to the house, org admins to the shop's
    /// organisation.
    #[arg(long)]
    shop: Option<String>,
    /// Read a new password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub async fn run(self) -> anyhow::Result<()> {
        let store = node::open_store(&self.config).await?;
        let origin = demo::origin("operator");
        let hash = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text)?;
            Some(hash_password(text.trim_end_matches(['\r', '\n'])).map_err(anyhow::Error::new)?)
        } else {
            None
        };
        let known = store.user_by_email(&self.email.to_lowercase()).await?;
        let name = self.name.or(known.map(|user| user.name));
        let name = name.context("A new account needs --name")?;
        let save = SaveUser {
            origin: origin.clone(),
            email: self.email.to_lowercase(),
            name,
            password_hash: hash,
        };
        let user = store.write(save).await?.value;
        if let Some(role) = self.role {
            if !ROLES.contains(&role.as_str()) {
                bail!("There is no role {role}; there are {}", ROLES.join(", "));
            }
            let shops = store.tenants().await?;
            let shop = self.shop.as_deref().map(|slug| {
                let found = shops.iter().find(|shop| shop.slug == slug);
                found.with_context(|| format!("There is no shop {slug}"))
            });
            let scope = match (role.as_str(), shop.transpose()?) {
                ("operator", _) => Scope::House,
                ("org_admin", Some(shop)) => Scope::Organisation(
                    shop.organisation_id.context("That shop belongs to no organisation")?,
                ),
                (_, Some(shop)) => Scope::Tenant(shop.id),
                (_, None) => bail!("Say for which --shop"),
            };
            store.write(Grant { origin, user, role, scope }).await?;
        }
        store.close().await;
        super::say(&format!("Account {user} ({}) is as you said.", self.email));
        Ok(())
    }
}
