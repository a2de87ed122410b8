//! Follows a shop over REST: everything once, then what changed, and now and then all ids anew.
//!
//! Webhooks make it fast; this makes it true. One round ([`ShopSync::turn`]) does whatever is due, on
//! one node at a time by a lease, and notes after each page how far it came, so that the next one goes
//! on there, after a crash as well. What the shop answers goes through the same sayings as what it
//! tells by itself.

mod hooks;
mod reading;
mod reconcile;
mod state;

pub use hooks::{Hooking, TOPICS};
pub use state::{Cursor, Doing, Drift, FirstSync, Progress, SyncState, Trouble};

use super::ShopError;
use super::client::ShopClient;
use crate::upstream::{Ledger, LedgerError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::StoreError;
use store::upstream::Kind;
use tokio::sync::{Notify, watch};

/// The kind of a connection to WooCommerce over REST.
pub const KIND: &str = "woocommerce";

/// Changes are asked for from so long before: shops' clocks know seconds, and a change may be dated
/// before it can be seen.
const OVERLAP_SECONDS: i64 = 3 * 60;
/// How often is looked whether something is due.
const PACE: Duration = Duration::from_secs(10);
/// While another node is at it, or was when it was killed.
const SHORT_PACE: Duration = Duration::from_secs(2);
/// After an answer that will not be another one by itself.
const LONG_PACE: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Shop(#[from] ShopError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What a round came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// All that was due is done.
    Done,
    /// Another node does it.
    Elsewhere,
}

/// What somebody asked for besides what is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Compare everything.
    pub reconcile: bool,
    /// Look after the webhooks, and wake those that are paused as well.
    pub webhooks: bool,
}

impl Wish {
    fn and(self, other: Self) -> Self {
        Self {
            reconcile: self.reconcile || other.reconcile,
            webhooks: self.webhooks || other.webhooks,
        }
    }

    fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// What is asked for and not done yet.
#[derive(Default)]
pub struct Wishes {
    wish: Mutex<Wish>,
    told: Notify,
}

impl Wishes {
    /// Asks for something, to be done as soon as may be.
    pub fn add(&self, wish: Wish) {
        let mut all = self.wish();
        *all = all.and(wish);
        drop(all);
        self.told.notify_one();
    }

    fn wish(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One shop being followed.
pub struct ShopSync {
    pub client: Arc<ShopClient>,
    pub ledger: Ledger,
    /// Told when products are to be made anew.
    pub said: Box<dyn Fn() + Send + Sync>,
    pub progress: watch::Sender<Progress>,
    /// As it was last read or noted by this node.
    pub known: watch::Sender<SyncState>,
    pub wishes: Wishes,
    /// The webhooks there are to be in the shop, where it can be told of them.
    pub hooking: Option<Hooking>,
}

impl ShopSync {
    /// Goes on until it is dropped, or the shop is connected otherwise.
    pub async fn run(&self) {
        loop {
            let wish = std::mem::take(&mut *self.wishes.wish());
            let turned = self.turn_with(wish).await;
            if !matches!(turned, Ok(Turn::Done)) {
                // What was wanted and could not be done now is still wanted.
                let mut all = self.wishes.wish();
                *all = all.and(wish);
            }
            let pace = match turned {
                Ok(Turn::Elsewhere) => SHORT_PACE,
                Ok(Turn::Done) => PACE,
                Err(SyncError::Ledger(LedgerError::Replaced)) => return,
                Err(SyncError::Shop(error)) if !error.is_passing() => LONG_PACE,
                Err(_) => PACE,
            };
            tokio::select! {
                () = self.wishes.told.notified() => {}
                () = tokio::time::sleep(pace) => {}
            }
        }
    }

    /// Does what is due.
    ///
    /// # Errors
    /// Whatever kept it from being done. It stands in the state as well, and the next round goes on
    /// from where this one came.
    pub async fn turn(&self) -> Result<Turn, SyncError> {
        self.turn_with(Wish::default()).await
    }

    /// Compares everything now, whatever is due.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub async fn reconcile_now(&self) -> Result<Turn, SyncError> {
        self.turn_with(Wish { reconcile: true, ..Wish::default() }).await
    }

    async fn turn_with(&self, wish: Wish) -> Result<Turn, SyncError> {
        let state = self.state().await?;
        let now = self.ledger.clock.now();
        if wish.is_nothing() && !state.is_due(now) && !self.webhooks_due(&state, now) {
            return Ok(Turn::Done);
        }
        if !self.ledger.hold().await? {
            return Ok(Turn::Elsewhere);
        }
        // As the last node left it.
        let mut state = self.state().await?;
        let done = self.ledger.holding(self.do_what_is_due(&mut state, wish)).await;
        self.progress.send_replace(Progress::default());
        let now = self.ledger.clock.now();
        match &done {
            Ok(()) => {
                state.well_at = Some(now);
                state.trouble = None;
            }
            Err(SyncError::Ledger(LedgerError::Replaced | LedgerError::Elsewhere)) => {
                return done.map(|()| Turn::Done);
            }
            Err(error) => {
                tracing::warn!(tenant = %self.ledger.tenant, %error, "The shop cannot be followed now; the mirror serves on.");
                state.trouble = Some(Trouble { at: now, said: error.to_string() });
            }
        }
        let noted = self.note(&state).await;
        self.ledger.release().await?;
        done.and(noted).map(|()| Turn::Done)
    }

    async fn do_what_is_due(&self, state: &mut SyncState, wish: Wish) -> Result<(), SyncError> {
        let now = self.ledger.clock.now();
        // First: what changes while everything is read is told of.
        if wish.webhooks || self.webhooks_due(state, now) {
            self.look_after_webhooks(state, wish.webhooks).await?;
            self.note(state).await?;
        }
        if state.first != FirstSync::Done {
            if state.first == FirstSync::ToBegin {
                let (store, tenant) = (&self.ledger.store, self.ledger.tenant);
                let known = store.upstream_present(tenant, Kind::Product, 0, 1).await?;
                state.is_doubtful = !known.is_empty();
            }
            self.first_sync(state).await?;
            let (begun, done) = (Some(now), Some(self.ledger.clock.now()));
            (state.changes_at, state.categories_at) = (begun, begun);
            state.reconciled_at = done.filter(|_| !state.is_doubtful);
            state.is_doubtful = false;
            self.note(state).await?;
        }
        if state.categories_due(now) {
            self.categories().await?;
            state.categories_at = Some(now);
        }
        if state.changes_due(now) {
            state.changes_since = Some(self.changes(state.changes_since).await?);
            state.changes_at = Some(now);
        }
        if wish.reconcile || state.reconcile_due(now) {
            let drift = self.reconcile().await?;
            tracing::info!(tenant = %self.ledger.tenant, changed = drift.changed, gone = drift.gone, "The shop was compared with its mirror.");
            (state.drift, state.reconciled_at) = (Some(drift), Some(now));
        }
        Ok(())
    }

    /// How far it has come.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`], and those of the store.
    pub async fn state(&self) -> Result<SyncState, SyncError> {
        let state: SyncState = self.ledger.state().await?;
        self.known.send_replace(state.clone());
        Ok(state)
    }

    async fn note(&self, state: &SyncState) -> Result<(), SyncError> {
        self.known.send_replace(state.clone());
        Ok(self.ledger.note(state).await?)
    }

    /// Between two pages: notes how far it came and goes on only while it is this node's to do.
    async fn go_on(&self, state: Option<&SyncState>) -> Result<(), SyncError> {
        if let Some(state) = state {
            self.note(state).await?;
        }
        Ok(self.ledger.go_on().await?)
    }
}

#[cfg(test)]
mod tests;
