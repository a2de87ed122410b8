//! Stock of a WooCommerce: its count, our holds.
//!
//! WooCommerce has no holds over REST, so pieces are set aside here, of what it counts at that moment:
//! a count that was asked for before pieces left for the shop is not believed, and asked for again. Its
//! count knows nothing of orders that wait for their payment, which its own checkout honours for an
//! hour; so do we.
//!
//! - [`sold`] is by which ids the shop knows what is sold here.
//! - [`count`] asks for what it has of that.
//! - [`order`] brings orders there.

mod count;
mod order;
mod sold;

use super::embedded::{Embedded, in_order};
use super::{HoldWish, InventoryAuthority, cannot_tell, new_code, until};
use crate::woo::ShopError;
use crate::woo::client::ShopClient;
use crate::{to_denied, to_problem};
use async_trait::async_trait;
use contract::ports::Clock;
use contract::{Available, Denied, Problem, Result, Shortage, Tenant};
use count::Counts;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Authority, Counted, HoldRecord, OrderRecord, Origin, PlaceHold, Pushed, StoreError};

/// One that cannot keep up with pieces leaving is not waited for.
const ATTEMPTS: usize = 3;

/// A shop with keys, as it is asked about stock and brought orders.
#[derive(Clone)]
pub(crate) struct ShopLines {
    /// While somebody waits.
    pub asked: Arc<ShopClient>,
    /// With time: an order there may take as long as its plug-ins like.
    pub ordered: Arc<ShopClient>,
}

pub(super) struct Woo {
    pub tenant: Arc<Tenant>,
    /// Holds are our own.
    pub here: Embedded,
    pub clock: Arc<dyn Clock>,
    pub lines: ShopLines,
}

fn unanswered(error: &ShopError) -> Problem {
    tracing::warn!(%error, "A shop cannot be asked what it has.");
    cannot_tell()
}

impl Woo {
    /// What each wish is counted by: said, less what waits there for its payment.
    async fn counted(&self, wish: &HoldWish) -> Result<Vec<Counted>, Denied> {
        let asked_at = self.clock.now();
        let skus: Vec<String> = wish.items.iter().map(|item| item.sku.clone()).collect();
        let counts = self.count(&skus).await?;
        let counted: Vec<Counted> = skus.iter().filter_map(|it| counts.of(it, asked_at)).collect();
        // What is sold before it is there is not counted here, and may be there.
        let short = wish.items.iter().filter_map(|item| {
            let said = counted.iter().find(|counted| counted.sku == item.sku)?.said;
            let free = said.filter(|said| *said < item.quantity)?.max(0);
            Some(Shortage { sku: item.sku.clone(), wanted: item.quantity, free })
        });
        let short: Vec<Shortage> = short.collect();
        if short.is_empty() { Ok(counted) } else { Err(Denied::Short(short)) }
    }

    async fn held(&self, counts: &Counts) -> Result<HashMap<String, i64>> {
        let skus: Vec<String> = counts.skus().cloned().collect();
        let rows = self.here.store.stock_of(self.tenant.id, &skus).await.map_err(to_problem)?;
        Ok(rows.into_iter().map(|row| (row.sku, row.held)).collect())
    }
}

#[async_trait]
impl InventoryAuthority for Woo {
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>> {
        let asked_at = self.clock.now();
        let counts = self.count(skus).await?;
        let held = self.held(&counts).await?;
        let articles = self.here.store.articles(self.tenant.id, skus).await.map_err(to_problem)?;
        let mut available = in_order(skus, &articles);
        for one in available.iter_mut().filter(|it| it.is_sold) {
            let Some(counted) = counts.of(&one.sku, asked_at) else { continue };
            let kept = counted.pool.iter().chain([&counted.sku]).filter_map(|it| held.get(it));
            let kept: i64 = kept.sum();
            one.free = counted.said.map(|said| (said - kept).max(0));
        }
        Ok(available)
    }

    async fn hold(&self, origin: Origin, wish: HoldWish) -> Result<HoldRecord, Denied> {
        let mut command = PlaceHold {
            tenant: self.tenant.id,
            code: new_code(origin.at),
            expires_at: until(origin.at, wish.minutes),
            origin,
            owner: wish.owner.clone(),
            customer_id: wish.customer_id.clone(),
            items: wish.items.clone(),
            authority: Authority::WooCommerce,
            remote_id: None,
            request: wish.request.clone(),
            replaces: wish.replaces,
            counted: vec![],
        };
        for _ in 0..ATTEMPTS {
            command.counted = self.counted(&wish).await?;
            match self.here.store.write(command.clone()).await {
                Ok(done) => return Ok(*done.value),
                // Pieces have left while it was asked.
                Err(StoreError::Stale) => {}
                Err(error) => return Err(to_denied(error)),
            }
        }
        Err(cannot_tell().into())
    }

    async fn extend(&self, origin: Origin, hold: &HoldRecord, minutes: i64) -> Result<HoldRecord> {
        self.here.extend(origin, hold, minutes).await
    }

    async fn release(&self, origin: Origin, hold: &HoldRecord) -> Result<HoldRecord> {
        self.here.release(origin, hold).await
    }

    async fn push(&self, order: &OrderRecord) -> Pushed {
        self.bring(order).await
    }
}
