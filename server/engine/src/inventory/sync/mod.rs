//! Follows a back office: everything once, then what changed, and now and then everything anew.
//!
//! One round ([`InventorySync::turn`]) does whatever is due, on one node at a time by a lease, and
//! notes after each page how far it came, so that the next one goes on there, after a crash as well.

mod comparing;
mod reading;
mod state;

pub use state::{Cursor, FirstSync, InventoryState};

use super::client::InventoryClient;
use super::refusal::InventoryError;
use super::tree::Tree;
use crate::upstream::{Ledger, LedgerError};
use crate::woo::sync::{Progress, Trouble, Turn};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use tokio::sync::{Notify, watch};

/// Changes are asked for from so long before: a change may be dated before it can be seen.
const OVERLAP_SECONDS: i64 = 3 * 60;
/// How often is looked whether something is due.
const PACE: Duration = Duration::from_secs(10);
/// After an answer that will not be another one by itself.
const LONG_PACE: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Inventory(#[from] InventoryError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One back office being followed.
pub struct InventorySync {
    client: InventoryClient,
    ledger: Ledger,
    /// Told when products are to be made anew.
    said: Box<dyn Fn() + Send + Sync>,
    progress: watch::Sender<Progress>,
    /// How far it had come when this node last looked.
    known: watch::Sender<InventoryState>,
    /// Asks for comparing now.
    wanted: Notify,
    /// The categories as last read.
    tree: Mutex<Option<Arc<Tree>>>,
    /// One round at a time: the lease is of the node.
    turns: tokio::sync::Mutex<()>,
}

impl InventorySync {
    pub(super) fn new(
        client: InventoryClient,
        ledger: Ledger,
        known: InventoryState,
        said: Box<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            client,
            ledger,
            said,
            progress: watch::Sender::default(),
            known: watch::Sender::new(known),
            wanted: Notify::new(),
            tree: Mutex::default(),
            turns: tokio::sync::Mutex::default(),
        }
    }

    /// What is being done.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// How far it has come, as this node knows it without looking.
    pub fn known(&self) -> InventoryState {
        self.known.borrow().clone()
    }

    /// Has everything compared as soon as that can be.
    pub fn want_comparing(&self) {
        self.wanted.notify_one();
    }

    /// Goes on until it is dropped, or the shop is connected otherwise.
    pub async fn run(&self) {
        let mut compare = false;
        loop {
            let turned = self.turn_with(compare).await;
            // What was wanted and could not be done now is still wanted.
            compare &= !matches!(turned, Ok(Turn::Done));
            let pace = match turned {
                Err(SyncError::Ledger(LedgerError::Replaced)) => return,
                Err(SyncError::Inventory(error)) if !error.is_passing() => LONG_PACE,
                _ => PACE,
            };
            tokio::select! {
                () = self.wanted.notified() => compare = true,
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
        self.turn_with(false).await
    }

    /// Compares everything now, whatever is due.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub async fn compare_now(&self) -> Result<Turn, SyncError> {
        self.turn_with(true).await
    }

    /// How far it has come.
    ///
    /// # Errors
    /// [`LedgerError::Replaced`], and those of the store.
    pub async fn state(&self) -> Result<InventoryState, LedgerError> {
        let state: InventoryState = self.ledger.state().await?;
        self.known.send_replace(state.clone());
        Ok(state)
    }

    async fn note(&self, state: &InventoryState) -> Result<(), LedgerError> {
        self.known.send_replace(state.clone());
        self.ledger.note(state).await
    }

    async fn turn_with(&self, compare: bool) -> Result<Turn, SyncError> {
        let _turn = self.turns.lock().await;
        if !compare && !self.state().await?.is_due(self.ledger.clock.now()) {
            return Ok(Turn::Done);
        }
        if !self.ledger.hold().await? {
            return Ok(Turn::Elsewhere);
        }
        // As the last node left it.
        let mut state = self.state().await?;
        let done = self.ledger.holding(self.do_what_is_due(&mut state, compare)).await;
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
                let said = error.to_string();
                if state.trouble.as_ref().is_none_or(|trouble| trouble.said != said) {
                    tracing::warn!(tenant = %self.ledger.tenant, %error, "The back office cannot be followed now; the mirror serves on.");
                }
                state.trouble = Some(Trouble { at: now, said });
            }
        }
        let noted = self.note(&state).await;
        self.ledger.release().await?;
        done?;
        noted?;
        Ok(Turn::Done)
    }

    async fn do_what_is_due(
        &self,
        state: &mut InventoryState,
        compare: bool,
    ) -> Result<(), SyncError> {
        let now = self.ledger.clock.now();
        if state.categories_due(now) || self.tree().is_none() {
            self.categories(state).await?;
            state.categories_at = Some(now);
        }
        if state.first != FirstSync::Done {
            self.first_sync(state).await?;
            state.changes_at = Some(now);
            state.reconciled_at = Some(self.ledger.clock.now());
            self.note(state).await?;
        }
        if state.changes_due(now) {
            self.changes(state).await?;
            state.changes_at = Some(now);
        }
        if compare || state.compare_due(now) {
            let drift = self.compare(state).await?;
            tracing::info!(tenant = %self.ledger.tenant, changed = drift.changed, gone = drift.gone, "The back office was compared with its mirror.");
            (state.drift, state.reconciled_at) = (Some(drift), Some(now));
            state.is_doubtful = false;
        }
        Ok(())
    }

    fn tree(&self) -> Option<Arc<Tree>> {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Between two pages: notes how far it came and goes on only while it is this node's to do.
    async fn go_on(&self, state: Option<&InventoryState>) -> Result<(), SyncError> {
        if let Some(state) = state {
            self.note(state).await?;
        }
        Ok(self.ledger.go_on().await?)
    }
}
