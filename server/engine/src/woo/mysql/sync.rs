//! Follows a shop by its database: everything once, then what changed, and now and then all of it.
//!
//! As over REST (`woo/sync`): one round does whatever is due, on one node at a time by a lease, and
//! notes after each page how far it came. Ids are cheap to list here, so what was deleted is found
//! whenever categories are read, not once a day.

use super::reader::Reader;
use super::{DatabaseAddress, DatabaseError, page};
use crate::upstream::{Ledger, LedgerError};
use crate::woo::sync::{Doing, Drift, FirstSync, Progress, SyncState, Trouble};
use contract::Timestamp;
use std::time::Duration;
use store::StoreError;
use tokio::sync::{Notify, watch};

/// The kind of a connection to WooCommerce by its database.
pub const KIND: &str = "woo-mysql";

/// Changes are asked for from so long before: a change is dated before it can be seen.
const OVERLAP_SECONDS: i64 = 3 * 60;
/// How often is looked whether something is due.
const PACE: Duration = Duration::from_secs(10);
/// After an answer that will not be another one soon.
const LONG_PACE: Duration = Duration::from_secs(5 * 60);
/// A shop that shows less than half of its products for so long means it.
const BELIEVED_SECONDS: i64 = 30 * 60;

#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is connected anew, or not any more, or another node has taken over.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// One shop's database being followed.
pub struct DatabaseSync {
    pub address: DatabaseAddress,
    pub ledger: Ledger,
    /// Told when products are to be made anew.
    pub said: Box<dyn Fn() + Send + Sync>,
    pub progress: watch::Sender<Progress>,
    /// How far it has come, as this node last knew.
    pub known: watch::Sender<SyncState>,
    /// Asks for a comparison now.
    pub wanted: Notify,
}

impl DatabaseSync {
    /// Goes on until it is dropped, or the shop is connected otherwise.
    pub async fn run(&self) {
        let mut reconcile = false;
        loop {
            let turned = self.turn_with(reconcile).await;
            // What was wanted and could not be done now is still wanted.
            reconcile &= !matches!(turned, Ok(true));
            let pace = match turned {
                Err(FollowError::Ledger(LedgerError::Replaced)) => return,
                Err(FollowError::Database(DatabaseError::Shrunk { .. })) => LONG_PACE,
                Err(FollowError::Database(error)) if !error.is_passing() => LONG_PACE,
                _ => PACE,
            };
            tokio::select! {
                () = self.wanted.notified() => reconcile = true,
                () = tokio::time::sleep(pace) => {}
            }
        }
    }

    /// Does what is due. Answers whether it was this node's to do.
    ///
    /// # Errors
    /// Whatever kept it from being done. It stands in the state as well, and the next round goes on
    /// from where this one came.
    pub async fn turn(&self) -> Result<bool, FollowError> {
        self.turn_with(false).await
    }

    /// Compares everything now, whatever is due.
    ///
    /// # Errors
    /// As [`turn`](Self::turn).
    pub async fn reconcile_now(&self) -> Result<bool, FollowError> {
        self.turn_with(true).await
    }

    async fn turn_with(&self, reconcile: bool) -> Result<bool, FollowError> {
        let ledger = &self.ledger;
        let known: SyncState = ledger.state().await?;
        self.known.send_replace(known.clone());
        if !reconcile && !known.is_due(ledger.clock.now()) {
            return Ok(true);
        }
        if !ledger.hold().await? {
            return Ok(false);
        }
        // As the last node left it.
        let mut state: SyncState = ledger.state().await?;
        let done = ledger.holding(self.read(&mut state, reconcile)).await;
        self.progress.send_replace(Progress::default());
        let now = ledger.clock.now();
        match &done {
            Ok(()) => {
                state.well_at = Some(now);
                (state.trouble, state.shrunk_since) = (None, None);
            }
            Err(FollowError::Ledger(LedgerError::Replaced | LedgerError::Elsewhere)) => {
                return done.map(|()| false);
            }
            Err(error) => {
                tracing::warn!(tenant = %ledger.tenant, %error, "The shop's database cannot be followed now; the mirror serves on.");
                if let FollowError::Database(DatabaseError::Shrunk { .. }) = error {
                    state.shrunk_since.get_or_insert(now);
                }
                state.trouble = Some(Trouble { at: now, said: error.to_string() });
            }
        }
        self.known.send_replace(state.clone());
        let noted = ledger.note(&state).await;
        ledger.release().await?;
        done?;
        noted?;
        Ok(true)
    }

    async fn read(&self, state: &mut SyncState, reconcile: bool) -> Result<(), FollowError> {
        let Ledger { tenant, store, clock, .. } = &self.ledger;
        let tenants = store.tenants().await?;
        let tenant = tenants.into_iter().find(|it| it.id == *tenant);
        let tenant = tenant.ok_or(LedgerError::Replaced)?;
        let reader = Reader::open(&self.address, &tenant, store.clone(), clock.clone());
        let mut reader = reader.await?;
        let done = self.do_what_is_due(&mut reader, state, reconcile).await;
        reader.close().await;
        done
    }

    async fn do_what_is_due(
        &self,
        reader: &mut Reader,
        state: &mut SyncState,
        reconcile: bool,
    ) -> Result<(), FollowError> {
        let now = self.ledger.clock.now();
        let believed = |since: Timestamp| since.plus_seconds(BELIEVED_SECONDS) <= now;
        let is_believed = state.shrunk_since.is_some_and(believed);
        if state.first != FirstSync::Done {
            self.first_sync(reader, state).await?;
            self.sweep(reader, is_believed).await?;
            let (begun, done) = (Some(now), Some(self.ledger.clock.now()));
            (state.changes_at, state.categories_at, state.reconciled_at) = (begun, begun, done);
            self.ledger.note(state).await?;
        }
        if state.changes_due(now) {
            let next = reader.now().await?.plus_seconds(-OVERLAP_SECONDS);
            let ids = reader.changed_ids(state.changes_since.unwrap_or(next)).await?;
            self.pages(reader, &ids, Doing::Changes, None).await?;
            (state.changes_since, state.changes_at) = (Some(next), Some(now));
        }
        let is_all_due = reconcile || state.reconcile_due(now);
        let mut drift = Drift::default();
        if is_all_due || state.categories_due(now) {
            self.progress.send_replace(Progress { doing: Doing::Categories, done: 0, of: None });
            let gone = reader.categories().await?;
            drift = self.sweep(reader, is_believed).await?;
            drift.gone += gone;
            self.told(gone);
            state.categories_at = Some(now);
        }
        if is_all_due {
            let ids = reader.product_ids().await?;
            let all = self.pages(reader, &ids, Doing::Reconciling, None).await?;
            (drift.changed, drift.gone) = (drift.changed + all.changed, drift.gone + all.gone);
            tracing::info!(tenant = %self.ledger.tenant, changed = drift.changed, gone = drift.gone, "The shop's database was compared with its mirror.");
            (state.drift, state.reconciled_at) = (Some(drift), Some(now));
        }
        Ok(())
    }

    /// Takes away what is not there any more, and reads what is there and not here.
    async fn sweep(&self, reader: &mut Reader, is_believed: bool) -> Result<Drift, FollowError> {
        let swept = reader.sweep(is_believed).await?;
        self.told(swept.gone);
        let read = self.pages(reader, &swept.unknown, Doing::Changes, None).await?;
        Ok(Drift { changed: read.changed, gone: swept.gone + read.gone })
    }

    /// Everything, from where it stopped.
    async fn first_sync(
        &self,
        reader: &mut Reader,
        state: &mut SyncState,
    ) -> Result<(), FollowError> {
        let (after, begun_at) = match state.first {
            FirstSync::Ids { after, begun_at } => (after, begun_at),
            _ => {
                reader.categories().await?;
                (0, reader.now().await?)
            }
        };
        let ids = reader.product_ids().await?;
        let noting = Noting { after, begun_at, state };
        self.pages(reader, &ids, Doing::FirstSync, Some(noting)).await?;
        state.first = FirstSync::Done;
        state.changes_since = Some(begun_at.plus_seconds(-OVERLAP_SECONDS));
        Ok(())
    }

    /// Reads these, page by page, as long as it is this node's to do.
    async fn pages(
        &self,
        reader: &mut Reader,
        ids: &[i64],
        doing: Doing,
        mut noting: Option<Noting<'_>>,
    ) -> Result<Drift, FollowError> {
        let of = Some(ids.len() as u64);
        let before = noting.as_ref().map_or(0, |it| ids.partition_point(|id| *id <= it.after));
        let (mut drift, mut done) = (Drift::default(), before as u64);
        self.progress.send_replace(Progress { doing, done, of });
        for ids in ids[before..].chunks(page::PRODUCTS) {
            let taken = reader.page(ids).await?;
            self.told(taken.news + taken.gone);
            (drift.changed, drift.gone) = (drift.changed + taken.news, drift.gone + taken.gone);
            done += ids.len() as u64;
            self.progress.send_replace(Progress { doing, done, of });
            if let (Some(Noting { begun_at, state, .. }), Some(&after)) = (&mut noting, ids.last())
            {
                state.first = FirstSync::Ids { after, begun_at: *begun_at };
                self.ledger.note(*state).await?;
            }
            self.ledger.go_on().await?;
        }
        Ok(drift)
    }

    fn told(&self, news: u64) {
        if news > 0 {
            (self.said)();
        }
    }
}

/// Where a first read began and goes on, and where it is noted how far it came.
struct Noting<'a> {
    after: i64,
    /// By the database's clock.
    begun_at: Timestamp,
    state: &'a mut SyncState,
}
