//! A hold in the place of an earlier one that is in its way.

use super::{HoldWish, MARGIN_MS, Remote};
use crate::to_problem;
use contract::{Denied, HoldState, Result, Shortage, Timestamp};
use store::{HoldRecord, Origin, Owner, ReleaseHold};

impl Remote {
    /// An owner's latest references, whatever became of them.
    pub(super) async fn known(&self, owner: &Owner) -> Result<Vec<HoldRecord>> {
        let all = self.store.holds_of(self.tenant, owner).await.map_err(to_problem)?;
        Ok(all.into_iter().filter(|it| it.remote_id.is_some()).collect())
    }

    /// What an owner has that may keep its pieces there, also in the minute after the reference here
    /// lapsed.
    pub(super) fn earlier(&self, known: &[HoldRecord]) -> Vec<HoldRecord> {
        let now = self.clock.now();
        let lately = |at: Timestamp| now.0 < at.0 + MARGIN_MS;
        let may_keep = |held: &HoldRecord| match held.hold.state {
            HoldState::Active | HoldState::Expired => lately(held.hold.expires_at),
            _ => false,
        };
        known.iter().filter(|it| may_keep(it)).cloned().collect()
    }

    /// Lets go there of what ended here meanwhile without an order: in the place of what was known, or
    /// of what somebody who shares the cart held in the same moment.
    pub(super) async fn let_go_of_replaced(&self, owner: &Owner, known: &[HoldRecord]) {
        let now = match self.known(owner).await {
            Ok(now) => now,
            Err(problem) => {
                tracing::warn!(
                    title = problem.title,
                    "What was replaced stays at a back office until its time is over."
                );
                return;
            }
        };
        let is_over = |held: &HoldRecord| !held.hold.state.keeps();
        let was_over = |held: &HoldRecord| {
            known.iter().any(|it| it.hold.code == held.hold.code && is_over(it))
        };
        for held in &now {
            if is_over(held) && held.hold.order.is_none() && !was_over(held) {
                self.let_go(held).await;
            }
        }
    }

    /// There is too little beside what the owner has. Where that would do, it is let go of.
    pub(super) async fn replace(
        &self,
        origin: Origin,
        wish: HoldWish,
        earlier: Vec<HoldRecord>,
        short: Vec<Shortage>,
    ) -> Result<HoldRecord, Denied> {
        let missing = missing(&short, &earlier);
        if earlier.is_empty() || !missing.is_empty() {
            return Err(Denied::Short(if missing.is_empty() { short } else { missing }));
        }
        let mut kept = earlier.iter().filter(|it| it.hold.state_at(origin.at) == HoldState::Active);
        for kept in kept.clone() {
            // Here first: what an order was placed with in the same moment keeps its pieces there.
            let release = ReleaseHold {
                tenant: self.tenant,
                origin: origin.clone(),
                owner: Some(kept.owner.clone()),
                code: kept.hold.code.clone(),
            };
            self.store.write(release).await.map_err(to_problem)?;
        }
        for held in &earlier {
            self.let_go(held).await;
        }
        let known = self.known(&wish.owner).await?;
        match self.ask(&wish, origin.at).await {
            Ok(there) => self.write(origin, wish, &there, &known).await,
            Err(error) => {
                if let Some(kept) = kept.next() {
                    self.take_back(origin, kept, &known).await;
                }
                Err(error.into())
            }
        }
    }

    /// Somebody was quicker, or the office has fallen silent: what was kept is taken again, for the
    /// time it had left. Where that cannot be had either, nothing is held.
    async fn take_back(&self, origin: Origin, kept: &HoldRecord, known: &[HoldRecord]) {
        let left = kept.hold.expires_at.0 - origin.at.0 + MARGIN_MS;
        let wish = HoldWish {
            owner: kept.owner.clone(),
            customer_id: kept.hold.customer_id.clone(),
            items: kept.hold.items.clone(),
            minutes: (left / 60_000).max(1),
            request: None,
            replaces: true,
        };
        let Ok(there) = self.ask(&wish, origin.at).await else { return };
        if let Err(error) = self.write(origin, wish, &there, known).await {
            tracing::warn!(title = error.problem().title, "A hold could not be taken again.");
        }
    }
}

/// What is still missing where the owner's own pieces come back.
fn missing(short: &[Shortage], earlier: &[HoldRecord]) -> Vec<Shortage> {
    let own = |sku: &str| -> i64 {
        let items = earlier.iter().flat_map(|held| &held.hold.items);
        items.filter(|item| item.sku == sku).map(|item| item.quantity).sum()
    };
    let with_own = |it: &Shortage| Shortage { free: it.free + own(&it.sku), ..it.clone() };
    short.iter().map(with_own).filter(|it| it.free < it.wanted).collect()
}
