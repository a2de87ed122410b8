//! `etalage user`.

use crate::config::Config;
use crate::node;
use anyhow::{Context, bail};
use clap::Args;
use contract::UserId;
use engine::accounts::{LONGEST_EMAIL, hash_password};
use std::io::Read;
use store::{Grant, SaveUser, Scope, Store};

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
    /// Read a new password from standard input. It ends the sessions begun with the old one.
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub async fn run(self) -> anyhow::Result<()> {
        if self.email.len() > LONGEST_EMAIL {
            bail!("No address is longer than {LONGEST_EMAIL} bytes");
        }
        let hash = match self.password_stdin {
            true => Some(read_password()?),
            false => None,
        };
        let store = node::open_store(&self.config).await?;
        let saved = self.save(&store, hash).await;
        store.close().await;
        super::say(&format!("Account {} ({}) is as you said.", saved?, self.email));
        Ok(())
    }

    /// Nothing is written unless all of it can be.
    async fn save(&self, store: &Store, password_hash: Option<String>) -> anyhow::Result<UserId> {
        let origin = super::origin("operator");
        let email = self.email.to_lowercase();
        let known = store.user_by_email(&email).await?;
        let name = self.name.clone().or(known.map(|user| user.name));
        let name = name.context("A new account needs --name")?;
        let role = match &self.role {
            Some(role) => Some((role.clone(), self.scope(role, store).await?)),
            None => None,
        };
        let save = SaveUser { origin: origin.clone(), email, name, password_hash };
        let user = store.write(save).await?.value;
        if let Some((role, scope)) = role {
            store.write(Grant { origin, user, role, scope }).await?;
        }
        Ok(user)
    }

    /// Where the role is to hold.
    async fn scope(&self, role: &str, store: &Store) -> anyhow::Result<Scope> {
        if !ROLES.contains(&role) {
            bail!("There is no role {role}; there are {}", ROLES.join(", "));
        }
        let shops = store.tenants().await?;
        let shop = self.shop.as_deref().map(|slug| {
            let found = shops.iter().find(|shop| shop.slug == slug);
            found.with_context(|| format!("There is no shop {slug}"))
        });
        Ok(match (role, shop.transpose()?) {
            ("operator", _) => Scope::House,
            ("org_admin", Some(shop)) => Scope::Organisation(
                shop.organisation_id.context("That shop belongs to no organisation")?,
            ),
            (_, Some(shop)) => Scope::Tenant(shop.id),
            (_, None) => bail!("Say for which --shop"),
        })
    }
}

fn read_password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    hash_password(text.trim_end_matches(['\r', '\n'])).map_err(anyhow::Error::new)
}
