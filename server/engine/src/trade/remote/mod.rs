//! Stock of a back office that speaks the inventory protocol: its count, its holds. What is held here
//! is a reference to that.
//!
//! - A hold is made there first and written here after. One that cannot be written here is let go of
//!   there, as is one whose answer was lost ([`undo`]). What a crash in between leaves there expires
//!   there: every hold has a time.
//! - The reference lapses a minute before the hold there: nothing is promised that the owner has let
//!   go. Times are lengths of the other's clock, counted from when it was asked by ours, so neither
//!   clock has to be right.
//! - A hold in the place of an earlier one is asked for beside it, so that one that cannot be had
//!   leaves the earlier one as it is. Only where the earlier one itself is in the way is it let go of
//!   first, and taken again if somebody else was quicker.
//! - What is let go of is so here first: an order that was placed in the same moment has won then, and
//!   nothing is taken from under it there.

mod client;
mod push;
mod refusal;
mod replacing;
mod undo;

pub(crate) use client::{Office, while_somebody_waits};

use super::embedded::put_in_order;
use super::{HoldWish, InventoryAuthority, new_code};
use crate::{to_denied, to_problem};
use async_trait::async_trait;
use contract::ports::Clock;
use contract::protocol::HoldAsked;
use contract::{Available, Denied, Hold, HoldState, Problem, Result, TenantId, Timestamp};
pub(crate) use refusal::OfficeError;
use std::sync::Arc;
use store::{
    Authority, ExtendHold, HoldRecord, OrderRecord, Origin, Owner, PlaceHold, Pushed, ReleaseHold,
    Store, StoreError,
};
use tokio_util::task::TaskTracker;
use undo::{Undo, What};

/// The reference lapses so long before the hold.
const MARGIN_MS: i64 = 60_000;

#[derive(Clone)]
pub(super) struct Remote {
    pub tenant: TenantId,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub office: Arc<Office>,
    pub tasks: TaskTracker,
}

/// When the reference to a hold lapses that was asked for then, by our clock. Of a short one half is
/// left.
pub(super) fn lapses_at(asked_at: Timestamp, there: &Hold) -> Timestamp {
    let length = (there.expires_at.0 - there.created_at.0).max(0);
    Timestamp(asked_at.0 + length - MARGIN_MS.min(length / 2))
}

impl Remote {
    /// Whoever asked may go away in the middle; what was taken there must be known here.
    async fn finish<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        self.tasks.spawn(store::carried(work)).await.map_err(|error| {
            tracing::error!(%error, "What was asked of a back office was not brought to its end.");
            Problem::internal()
        })
    }

    async fn take(self, origin: Origin, wish: HoldWish) -> Result<HoldRecord, Denied> {
        if let Some(made) = self.requested(&wish).await? {
            return Ok(made);
        }
        // What may have been taken for them before, and nobody heard of, is not to be in their way.
        self.office.undo(Some(&wish.owner), origin.at).await?;
        let known = if wish.replaces { self.known(&wish.owner).await? } else { vec![] };
        let earlier = self.earlier(&known);
        let mut kept = earlier.iter().filter(|it| it.hold.state_at(origin.at) == HoldState::Active);
        if let Some(same) = kept.find(|it| it.hold.items == wish.items) {
            return Ok(same.clone());
        }
        match self.ask(&wish, origin.at).await {
            Ok(there) => self.write(origin, wish, &there, &known).await,
            Err(OfficeError::Short(short)) => match self.requested(&wish).await? {
                // The same was asked for in the same moment, and took them.
                Some(made) => Ok(made),
                None => self.replace(origin, wish, earlier, short).await,
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Who asks the same again is to have what they asked for the first time.
    async fn requested(&self, wish: &HoldWish) -> Result<Option<HoldRecord>> {
        let Some(request) = &wish.request else { return Ok(None) };
        self.store.requested_hold(self.tenant, &wish.owner, request).await.map_err(to_problem)
    }

    /// Asks for a hold there. One that may have been made unheard is let go of later.
    async fn ask(&self, wish: &HoldWish, at: Timestamp) -> Result<Hold, OfficeError> {
        let HoldWish { owner, items, customer_id, minutes, .. } = wish;
        let asked = HoldAsked {
            items: items.clone(),
            customer_id: customer_id.clone(),
            minutes: Some(*minutes),
        };
        let key = new_code(at);
        let answer = self.office.hold(&key, &asked).await;
        if answer.as_ref().is_err_and(OfficeError::is_uncertain) {
            let until = super::until(at, minutes + 1);
            let what = What::Asked { key, asked };
            self.office.undoing.note(Undo { owner: owner.clone(), what, until });
        }
        answer
    }

    /// Notes here what is held there, in the place of what its owner has: `known` is that as it was
    /// before.
    async fn write(
        &self,
        origin: Origin,
        wish: HoldWish,
        there: &Hold,
        known: &[HoldRecord],
    ) -> Result<HoldRecord, Denied> {
        let (owner, replaces) = (wish.owner.clone(), wish.replaces);
        let command = PlaceHold {
            tenant: self.tenant,
            code: new_code(origin.at),
            expires_at: lapses_at(origin.at, there),
            origin,
            owner: wish.owner,
            customer_id: wish.customer_id,
            items: wish.items,
            authority: Authority::Inventory,
            remote_id: Some(there.code.clone()),
            request: wish.request,
            replaces: wish.replaces,
            counted: vec![],
        };
        let written = self.store.write(command).await.map(|done| *done.value);
        let is_this = |it: &HoldRecord| it.remote_id.as_deref() == Some(&there.code);
        match &written {
            Ok(record) if is_this(record) && replaces => {
                self.let_go_of_replaced(&owner, known).await
            }
            Ok(record) if is_this(record) => {}
            // It was there already, or it could not be written.
            _ => self.let_go_of(&owner, &there.code, there.expires_at).await,
        }
        written.map_err(to_denied)
    }

    async fn let_go(&self, held: &HoldRecord) {
        if let Some(code) = &held.remote_id {
            self.let_go_of(&held.owner, code, held.hold.expires_at).await;
        }
    }

    /// Now, or as soon as the office can be asked.
    async fn let_go_of(&self, owner: &Owner, code: &str, expires_at: Timestamp) {
        let Err(error) = self.office.release(code).await else { return };
        if error.is_passing() {
            let until = Timestamp(expires_at.0 + 2 * MARGIN_MS);
            let what = What::Made { code: code.to_owned() };
            self.office.undoing.note(Undo { owner: owner.clone(), what, until });
        }
    }

    async fn lengthen(self, origin: Origin, held: HoldRecord, minutes: i64) -> Result<HoldRecord> {
        let code = held.remote_id.as_deref().ok_or_else(Problem::internal)?;
        let state = held.hold.state_at(origin.at);
        if state != HoldState::Active {
            return Err(to_problem(StoreError::Over(state)));
        }
        let there = match self.office.extend(code, minutes).await {
            // Perhaps it was given more time, and the answer was lost.
            Err(OfficeError::Conflict(said)) => {
                let there = self.office.held(code).await.map_err(|error| error.problem())?;
                let longer = |it: &Hold| {
                    it.state == HoldState::Active
                        && lapses_at(held.hold.created_at, it) > held.hold.expires_at
                };
                there.filter(longer).ok_or(OfficeError::Conflict(said))
            }
            answer => answer,
        };
        let there = there.map_err(|error| error.problem())?;
        let command = ExtendHold {
            tenant: self.tenant,
            origin,
            owner: Some(held.owner),
            code: held.hold.code.clone(),
            expires_at: lapses_at(held.hold.created_at, &there),
        };
        let expires_at = command.expires_at;
        match self.store.write(command).await {
            Ok(done) => Ok(*done.value),
            // Whoever compares both sides was quicker.
            Err(error @ StoreError::Invalid { .. }) => {
                let now = self.store.hold(self.tenant, &held.hold.code).await;
                let now = now.map_err(to_problem)?;
                now.filter(|it| it.hold.expires_at >= expires_at).ok_or_else(|| to_problem(error))
            }
            Err(error) => Err(to_problem(error)),
        }
    }

    async fn give_up(self, origin: Origin, held: HoldRecord) -> Result<HoldRecord> {
        let command = ReleaseHold {
            tenant: self.tenant,
            origin,
            owner: Some(held.owner.clone()),
            code: held.hold.code.clone(),
        };
        let released = *self.store.write(command).await.map_err(to_problem)?.value;
        if held.hold.state == HoldState::Active {
            self.let_go(&held).await;
        }
        Ok(released)
    }

    /// Lets go of what is known to be left there for nobody.
    pub async fn sweep(&self) -> Result<(), OfficeError> {
        self.office.undo(None, self.clock.now()).await
    }
}

#[async_trait]
impl InventoryAuthority for Remote {
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>> {
        let said = self.office.available(skus).await.map_err(|error| error.problem())?;
        Ok(put_in_order(skus, said))
    }

    async fn hold(&self, origin: Origin, wish: HoldWish) -> Result<HoldRecord, Denied> {
        self.finish(self.clone().take(origin, wish)).await?
    }

    async fn extend(&self, origin: Origin, hold: &HoldRecord, minutes: i64) -> Result<HoldRecord> {
        self.finish(self.clone().lengthen(origin, hold.clone(), minutes)).await?
    }

    async fn release(&self, origin: Origin, hold: &HoldRecord) -> Result<HoldRecord> {
        self.finish(self.clone().give_up(origin, hold.clone())).await?
    }

    async fn push(&self, order: &OrderRecord) -> Pushed {
        self.confirm(order).await
    }
}
