//! How far following a shop has come, as it is kept between rounds.

use crate::woo::client::{PER_PAGE, Page};
use contract::Timestamp;
pub use contract::source::{Doing, Drift, Trouble, Webhooks};
use serde::{Deserialize, Serialize};

pub(super) const CHANGES_SECONDS: i64 = 5 * 60;
const CATEGORIES_SECONDS: i64 = 10 * 60;
const WEBHOOKS_SECONDS: i64 = 10 * 60;
pub(super) const RECONCILE_SECONDS: i64 = 24 * 60 * 60;

/// Going back happens where things vanish while a list is read; a shop whose totals go up and down
/// must not be read for ever.
const MOST_STEPS_BACK: u32 = 20;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyncState {
    pub first: FirstSync,
    /// By the shop's clock: what changed later has not been asked for.
    pub changes_since: Option<Timestamp>,
    /// When changes were last asked for, by our clock, as are those below.
    pub changes_at: Option<Timestamp>,
    pub categories_at: Option<Timestamp>,
    pub reconciled_at: Option<Timestamp>,
    /// What the last reconciling found that nobody had told.
    pub drift: Option<Drift>,
    /// The last round that went well: the mirror is no older.
    pub well_at: Option<Timestamp>,
    pub trouble: Option<Trouble>,
    pub webhooks: Webhooks,
    /// Something was known before the first sync, perhaps of another shop: it is compared right after.
    pub is_doubtful: bool,
    /// Of the connection under which the shop was told what to sign them with.
    pub webhooks_of: Option<Timestamp>,
    /// Since when the shop shows so few of its products that nobody believes it yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shrunk_since: Option<Timestamp>,
}

fn due(last: Option<Timestamp>, now: Timestamp, every: i64) -> bool {
    last.is_none_or(|last| last.plus_seconds(every) <= now)
}

impl SyncState {
    pub(in crate::woo) fn is_due(&self, now: Timestamp) -> bool {
        self.first != FirstSync::Done
            || self.changes_due(now)
            || self.categories_due(now)
            || self.reconcile_due(now)
    }

    pub(in crate::woo) fn changes_due(&self, now: Timestamp) -> bool {
        due(self.changes_at, now, CHANGES_SECONDS)
    }

    pub(in crate::woo) fn categories_due(&self, now: Timestamp) -> bool {
        due(self.categories_at, now, CATEGORIES_SECONDS)
    }

    /// Whether somebody should look after the webhooks of this connection.
    pub(super) fn webhooks_due(&self, connected_at: Timestamp, now: Timestamp) -> bool {
        self.webhooks_of != Some(connected_at)
            || due(self.webhooks.looked_at, now, WEBHOOKS_SECONDS)
    }

    pub(in crate::woo) fn reconcile_due(&self, now: Timestamp) -> bool {
        due(self.reconciled_at, now, RECONCILE_SECONDS)
    }
}

impl SyncState {
    /// As it is kept with a connection.
    pub fn of(connection: &store::Connection) -> Self {
        serde_json::from_str(&connection.state).unwrap_or_else(|error| {
            tracing::warn!(address = connection.address, %error, "How far following had come cannot be read; it begins anew.");
            Self::default()
        })
    }

    /// Whether everything was read once.
    pub fn is_complete(&self) -> bool {
        self.first == FirstSync::Done
    }

    /// As far as it was noted: another node may be doing it.
    pub fn progress(&self) -> Progress {
        let FirstSync::Products { cursor, .. } = &self.first else {
            let is_begun = self.first == FirstSync::Done;
            let doing = if is_begun { Doing::Nothing } else { Doing::FirstSync };
            return Progress { doing, ..Progress::default() };
        };
        let done = u64::from(cursor.page - 1) * PER_PAGE as u64;
        Progress { doing: Doing::FirstSync, done, of: cursor.total }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum FirstSync {
    #[default]
    ToBegin,
    Products {
        cursor: Cursor,
        /// By the shop's clock.
        begun_at: Timestamp,
    },
    /// Of a list by id: what comes after is not read yet.
    Ids {
        after: i64,
        /// By the shop's clock.
        begun_at: Timestamp,
    },
    Done,
}

/// Where in a list ordered by id reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    pub page: u32,
    /// How many things there were when the page before was read.
    pub total: Option<u64>,
    steps_back: u32,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { page: 1, total: None, steps_back: 0 }
    }
}

impl Cursor {
    /// After a page was read: the next, or nothing at the end. What vanishes lets everything behind
    /// it move up, so pages are read again then.
    pub fn after(self, page: &Page) -> Option<Self> {
        let fewer = match (self.total, page.total) {
            (Some(before), Some(now)) => before.saturating_sub(now),
            _ => 0,
        };
        let total = page.total.or(self.total);
        if fewer > 0 && self.page > 1 && self.steps_back < MOST_STEPS_BACK {
            let pages = u32::try_from(fewer.div_ceil(PER_PAGE as u64)).unwrap_or(u32::MAX);
            let back = self.page.saturating_sub(pages).max(1);
            return Some(Self { page: back, total, steps_back: self.steps_back + 1 });
        }
        (!page.is_last).then_some(Self { page: self.page + 1, total, ..self })
    }
}

/// What is being done, for whoever watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub doing: Doing,
    /// Products read so far.
    pub done: u64,
    /// As the shop says.
    pub of: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(total: u64, is_last: bool) -> Page {
        Page { items: vec![], total: Some(total), is_last, answered_at: None }
    }

    #[test]
    fn what_vanished_is_gone_back_for() {
        let second = Cursor::default().after(&page(500, false)).unwrap();
        assert_eq!(second.page, 2);
        let third = second.after(&page(500, false)).unwrap();
        assert_eq!(third.after(&page(499, false)).unwrap().page, 2);
        assert_eq!(third.after(&page(250, true)).unwrap().page, 1);
        assert_eq!(third.after(&page(500, true)), None);
        assert_eq!(third.after(&page(700, false)).unwrap().page, 4);
    }

    #[test]
    fn totals_that_go_up_and_down_do_not_hold_it_up_for_ever() {
        let mut cursor = Some(Cursor::default());
        let mut read = 0;
        while let Some(now) = cursor {
            read += 1;
            cursor = now.after(&page(500 + read % 2, now.page >= 5));
        }
        assert!(read < 60, "{read}");
    }

    #[test]
    fn a_state_of_nothing_is_the_beginning() {
        assert_eq!(serde_json::from_str::<SyncState>("{}").unwrap(), SyncState::default());
    }
}
