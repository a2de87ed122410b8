//! The shop system behind a shop, in the hands of one person.

use super::ShopSecrets;
use super::following::client;
use crate::accounts::{Actor, random_hex};
use crate::inventory;
use crate::woo::sync::{KIND, Wish};
use crate::woo::{ShopError, shop_address};
use crate::{Engine, to_problem};
use async_trait::async_trait;
use contract::ports::Sourcing;
use contract::source::{Retry, ShopDraft, ShopFound, SourceDesk};
use contract::{Permission, Problem, ProblemKind, Result, Tenant};
use std::sync::Arc;
use store::upstream::{DeliveryId, Root};
use store::{ForgetSayings, RemoveConnection, RetryDeliveries, StirProducts};

struct SourceRoom {
    engine: Arc<Engine>,
    tenant: Arc<Tenant>,
    actor: Actor,
    /// Of the person, and where they are: for asking for their password again.
    email: String,
    client: String,
}

impl Engine {
    /// What stands behind a shop, for someone who may say so. `email` and `client` are those limits
    /// of wrong passwords are counted by.
    pub fn sourcing(
        self: &Arc<Self>,
        tenant: Arc<Tenant>,
        actor: Actor,
        email: String,
        client: String,
    ) -> Result<Arc<dyn Sourcing>> {
        self.authorize(actor.user_id, &tenant, Permission::SourcesManage)?;
        Ok(Arc::new(SourceRoom { engine: self.clone(), tenant, actor, email, client }))
    }
}

impl SourceRoom {
    /// Each method asks anew: a role may have been taken since.
    fn may(&self) -> Result<()> {
        self.engine.authorize(self.actor.user_id, &self.tenant, Permission::SourcesManage)
    }

    async fn confirm(&self, password: &str) -> Result<()> {
        let told = self.engine.accounts().sign_in(&self.email, password, &self.client).await;
        told.map(|_| ()).map_err(|problem| match problem.kind {
            ProblemKind::Unauthenticated => {
                Problem::invalid("password", "This is not your password.")
            }
            _ => problem,
        })
    }

    /// With the address as it is kept, and whether its host is one the operator named.
    fn secrets(&self, draft: &ShopDraft) -> Result<(String, ShopSecrets)> {
        let field = |field: &str, title: &str| Problem::invalid(field, title);
        let url = shop_address(&draft.address).map_err(|_| {
            field(
                "address",
                "Write the shop's address as a browser shows it, such as https://shop.example.",
            )
        })?;
        let (key, secret) = (draft.key.trim(), draft.secret.trim());
        if key.is_empty() || key.len() > 200 {
            return Err(field(
                "key",
                "The key begins with ck_. The shop shows it once, when it is made.",
            ));
        }
        if secret.is_empty() || secret.len() > 200 {
            return Err(field(
                "secret",
                "The secret begins with cs_. The shop shows it with the key.",
            ));
        }
        let key = Some((key.to_owned(), secret.to_owned()));
        let secrets = ShopSecrets { key, webhook_secrets: vec![], is_operators: false };
        Ok((url.to_string().trim_end_matches('/').to_owned(), secrets))
    }

    async fn try_out(&self, address: &str, secrets: &ShopSecrets) -> Result<ShopFound> {
        let client = client(&self.engine, address, secrets).expect("there are keys");
        let client = client.map_err(said)?;
        let products = client.page("products", &[], 1).await.map_err(said)?;
        let hooks = client.page("webhooks", &[], 1).await;
        let money = client.one("data/currencies/current").await.ok().flatten();
        let currency = money.and_then(|money| Some(money["code"].as_str()?.to_owned()));
        let found = ShopFound { products: products.total, currency, has_webhooks: hooks.is_ok() };
        match &found.currency {
            Some(currency) if currency != self.tenant.currency.code() => {
                let title = format!(
                    "That shop sells in {currency}, this one in {}. Prices would be wrong.",
                    self.tenant.currency.code()
                );
                Err(Problem::invalid("address", title))
            }
            _ => Ok(found),
        }
    }
}

/// What a merchant can do about it.
fn said(error: ShopError) -> Problem {
    let (field, title) = match &error {
        ShopError::Keys { .. } => (
            "key",
            "The shop refuses these keys. Make a pair there that may read and write.".into(),
        ),
        ShopError::Moved { to } => {
            ("address", format!("The shop answers at {to}. Enter that address."))
        }
        ShopError::NotAShop => (
            "address",
            "What answers there is not WooCommerce, or its permalinks are set to Plain.".into(),
        ),
        ShopError::Address(_) => ("address", "That address is not to be reached from here.".into()),
        ShopError::Away { said, .. } => ("address", format!("Nobody answers there: {said}.")),
        _ => ("address", format!("It did not work: {error}.")),
    };
    Problem::invalid(field, title)
}

pub(super) fn not_asked() -> Problem {
    Problem::new(ProblemKind::Conflict, "No shop is connected that can be asked.")
}

#[async_trait]
impl Sourcing for SourceRoom {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    async fn look(&self) -> Result<SourceDesk> {
        self.may()?;
        self.engine.source(&self.tenant).await
    }

    async fn test(&self, draft: &ShopDraft) -> Result<ShopFound> {
        self.may()?;
        let (address, secrets) = self.secrets(draft)?;
        self.try_out(&address, &secrets).await
    }

    async fn connect(&self, draft: &ShopDraft, password: &str) -> Result<()> {
        self.may()?;
        let (address, mut secrets) = self.secrets(draft)?;
        self.confirm(password).await?;
        self.try_out(&address, &secrets).await?;
        // Deliveries that are on their way are signed with what the shop was told before.
        let before = self
            .engine
            .connection(self.tenant.id)
            .await?
            .filter(|before| before.address == address);
        let before = before.and_then(|before| self.engine.opened(self.tenant.id, &before));
        secrets.webhook_secrets = vec![random_hex(32)];
        secrets.webhook_secrets.extend(before.and_then(|it| it.webhook_secrets.into_iter().next()));
        let origin = self.engine.origin(&self.actor);
        self.engine.connect_shop(self.tenant.id, origin, address, &secrets).await
    }

    async fn disconnect(&self, password: &str) -> Result<()> {
        self.may()?;
        self.confirm(password).await?;
        let Some(connection) = self.engine.connection(self.tenant.id).await? else {
            return Ok(());
        };
        let (tenant, origin) = (self.tenant.id, self.engine.origin(&self.actor));
        let (store, at) = (&self.engine.store, origin.at);
        // Those are of the one that is asked, not of a database beside it.
        let shop = self.engine.followed(tenant).filter(|_| connection.kind == KIND);
        let kind = connection.kind.clone();
        let remove = RemoveConnection { tenant, origin, kind };
        store.write(remove).await.map_err(to_problem)?;
        if connection.kind == inventory::KIND {
            // Whatever stands there next knows products by other names.
            let forget = ForgetSayings { tenant, by_sku: false, at };
            store.write(forget).await.map_err(to_problem)?;
        }
        // Afterwards: no round makes them again.
        let removed = match &shop {
            Some(shop) => shop.remove_webhooks().await.map_err(|error| error.to_string()),
            None => Err("this node does not follow it".to_owned()),
        };
        if let Err(error) = removed
            && connection.kind == KIND
        {
            tracing::warn!(tenant = %self.tenant.slug, error, "The webhooks stay in the shop that is no longer connected.");
        }
        self.engine.connected.notify_one();
        Ok(())
    }

    async fn compare(&self) -> Result<()> {
        self.may()?;
        tracing::info!(tenant = %self.tenant.slug, actor = self.actor.name, "Everything is to be compared.");
        self.engine.compare_source(self.tenant.id)
    }

    async fn mend_webhooks(&self) -> Result<()> {
        self.may()?;
        let shop = self.engine.followed(self.tenant.id).ok_or_else(not_asked)?;
        tracing::info!(tenant = %self.tenant.slug, actor = self.actor.name, "The webhooks are to be looked after.");
        shop.wishes.add(Wish { reconcile: false, webhooks: true });
        Ok(())
    }

    async fn retry(&self, what: Retry) -> Result<u64> {
        self.may()?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let roots = match what {
            Retry::All => Some(None),
            Retry::Product(id) => Some(Some(vec![Root(id)])),
            Retry::Delivery(_) => None,
        };
        let only = match what {
            Retry::All => Some(None),
            Retry::Delivery(id) => Some(Some(DeliveryId(id))),
            Retry::Product(_) => None,
        };
        let mut tried = 0;
        if let Some(roots) = roots {
            let stir = StirProducts { tenant, roots };
            tried += store.write(stir).await.map_err(to_problem)?.value;
        }
        if let Some(only) = only {
            let retry = RetryDeliveries { tenant, only };
            tried += store.write(retry).await.map_err(to_problem)?.value;
        }
        tracing::info!(tenant = %self.tenant.slug, ?what, tried, actor = self.actor.name, "What failed is tried once more.");
        self.engine.said.notify_one();
        Ok(tried)
    }
}
