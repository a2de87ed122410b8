//! Stock in our own tables.

use super::{HoldWish, InventoryAuthority, new_code, until};
use crate::{to_denied, to_problem};
use async_trait::async_trait;
use contract::{Available, Denied, Result, TenantId};
use std::collections::HashMap;
use store::{
    Article, Authority, ExtendHold, HoldRecord, OrderRecord, Origin, PlaceHold, Pushed,
    ReleaseHold, Store,
};

pub(super) struct Embedded {
    pub tenant: TenantId,
    pub store: Store,
}

/// In the order asked for; what nothing is known of is not sold.
pub(super) fn in_order(skus: &[String], articles: &[Article]) -> Vec<Available> {
    let one = |sku: &String| {
        let article = articles.iter().find(|article| article.sku == *sku);
        Available {
            sku: sku.clone(),
            free: article.map_or(Some(0), |article| article.free),
            is_sold: article.is_some_and(|article| article.is_sold),
        }
    };
    skus.iter().map(one).collect()
}

/// The same of what another system said.
pub(super) fn put_in_order(skus: &[String], said: Vec<Available>) -> Vec<Available> {
    let mut said: HashMap<String, Available> =
        said.into_iter().map(|it| (it.sku.clone(), it)).collect();
    let unknown = |sku: &String| Available { sku: sku.clone(), free: Some(0), is_sold: false };
    skus.iter().map(|sku| said.remove(sku).unwrap_or_else(|| unknown(sku))).collect()
}

#[async_trait]
impl InventoryAuthority for Embedded {
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>> {
        let articles = self.store.articles(self.tenant, skus).await.map_err(to_problem)?;
        Ok(in_order(skus, &articles))
    }

    async fn hold(&self, origin: Origin, wish: HoldWish) -> Result<HoldRecord, Denied> {
        let command = PlaceHold {
            tenant: self.tenant,
            code: new_code(origin.at),
            expires_at: until(origin.at, wish.minutes),
            origin,
            owner: wish.owner,
            customer_id: wish.customer_id,
            items: wish.items,
            authority: Authority::Embedded,
            remote_id: None,
            request: wish.request,
            replaces: wish.replaces,
            counted: vec![],
        };
        Ok(*self.store.write(command).await.map_err(to_denied)?.value)
    }

    async fn extend(&self, origin: Origin, hold: &HoldRecord, minutes: i64) -> Result<HoldRecord> {
        let command = ExtendHold {
            tenant: self.tenant,
            origin,
            owner: Some(hold.owner.clone()),
            code: hold.hold.code.clone(),
            expires_at: until(hold.hold.expires_at, minutes),
        };
        Ok(*self.store.write(command).await.map_err(to_problem)?.value)
    }

    async fn release(&self, origin: Origin, hold: &HoldRecord) -> Result<HoldRecord> {
        let command = ReleaseHold {
            tenant: self.tenant,
            origin,
            owner: Some(hold.owner.clone()),
            code: hold.hold.code.clone(),
        };
        Ok(*self.store.write(command).await.map_err(to_problem)?.value)
    }

    async fn push(&self, _order: &OrderRecord) -> Pushed {
        Pushed::Rejected { said: "This shop's orders are kept here.".into() }
    }
}
