//! How far following a back office has come, as it is kept between rounds. What it has in common with
//! that of a WooCommerce has the same names, so that one page shows either.

use super::super::client::PER_PAGE;
use crate::woo::sync::{self, Doing, Drift, Progress, SyncState, Trouble};
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use store::Connection;

pub(super) const CHANGES_SECONDS: i64 = 5 * 60;
const CATEGORIES_SECONDS: i64 = 10 * 60;
const COMPARE_SECONDS: i64 = 24 * 60 * 60;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InventoryState {
    pub first: FirstSync,
    /// By the back office's clock: what changed later has not been asked for.
    pub changes_since: Option<Timestamp>,
    /// When changes were last asked for, by our clock, as are those below.
    pub changes_at: Option<Timestamp>,
    pub categories_at: Option<Timestamp>,
    pub reconciled_at: Option<Timestamp>,
    /// What the last comparing found that no list of changes had told.
    pub drift: Option<Drift>,
    /// The last round that went well: the mirror is no older.
    pub well_at: Option<Timestamp>,
    pub trouble: Option<Trouble>,
    /// Of the answer the mirror reflects, where the back office gives such a thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Fingerprint of the categories products were last read with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
    /// Something may be other than here that no list of changes shows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_doubtful: bool,
}

impl InventoryState {
    /// As it is kept with a connection.
    pub fn of(connection: &Connection) -> Self {
        serde_json::from_str(&connection.state).unwrap_or_default()
    }

    /// As far as it was noted: another node may be doing it.
    pub fn progress(&self) -> Progress {
        match &self.first {
            FirstSync::ToBegin => Progress { doing: Doing::FirstSync, ..Progress::default() },
            FirstSync::Products { cursor, .. } => {
                let done = u64::from(cursor.page.saturating_sub(1)) * PER_PAGE as u64;
                Progress { doing: Doing::FirstSync, done, of: cursor.total }
            }
            FirstSync::Done => Progress::default(),
        }
    }

    /// What it has in common with that of a WooCommerce, for whoever watches either.
    pub fn shared(&self) -> SyncState {
        let first = match &self.first {
            FirstSync::ToBegin => sync::FirstSync::ToBegin,
            FirstSync::Products { begun_at, cursor } => {
                let mut shared = sync::Cursor::default();
                (shared.page, shared.total) = (cursor.page, cursor.total);
                sync::FirstSync::Products { begun_at: *begun_at, cursor: shared }
            }
            FirstSync::Done => sync::FirstSync::Done,
        };
        SyncState {
            first,
            changes_since: self.changes_since,
            changes_at: self.changes_at,
            categories_at: self.categories_at,
            reconciled_at: self.reconciled_at,
            drift: self.drift,
            well_at: self.well_at,
            trouble: self.trouble.clone(),
            ..SyncState::default()
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum FirstSync {
    #[default]
    ToBegin,
    Products {
        cursor: Cursor,
        /// By the back office's clock.
        begun_at: Timestamp,
    },
    Done,
}

/// Where in a list reading goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Counted from one.
    pub page: u32,
    /// As the back office said on the first page.
    pub total: Option<u64>,
    /// The back office's own word for it; none at the beginning.
    pub after: Option<String>,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { page: 1, total: None, after: None }
    }
}

fn is_due(last: Option<Timestamp>, now: Timestamp, every: i64) -> bool {
    last.is_none_or(|last| last.plus_seconds(every) <= now)
}

impl InventoryState {
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.first != FirstSync::Done
            || self.changes_due(now)
            || self.categories_due(now)
            || self.compare_due(now)
    }

    pub(super) fn changes_due(&self, now: Timestamp) -> bool {
        is_due(self.changes_at, now, CHANGES_SECONDS)
    }

    pub(super) fn categories_due(&self, now: Timestamp) -> bool {
        is_due(self.categories_at, now, CATEGORIES_SECONDS)
    }

    pub(super) fn compare_due(&self, now: Timestamp) -> bool {
        self.is_doubtful || is_due(self.reconciled_at, now, COMPARE_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_state_of_nothing_is_the_beginning() {
        let read: InventoryState = serde_json::from_str("{}").unwrap();
        assert_eq!(read, InventoryState::default());
    }

    #[test]
    fn who_reads_the_state_of_a_shop_reads_this_one() {
        let cursor = Cursor { page: 3, total: Some(700), after: Some("401".into()) };
        let state = InventoryState {
            first: FirstSync::Products { cursor, begun_at: Timestamp(5_000) },
            well_at: Some(Timestamp(7_000)),
            trouble: Some(Trouble { at: Timestamp(8_000), said: "away".into() }),
            etag: Some("W/\"1\"".into()),
            ..InventoryState::default()
        };
        let written = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<InventoryState>(&written).unwrap(), state);
        assert_eq!(serde_json::from_str::<SyncState>(&written).unwrap(), state.shared());
        let progress = state.progress();
        assert_eq!((progress.done, progress.of), (400, Some(700)));
    }
}
