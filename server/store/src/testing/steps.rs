//! How a simulation gets between one step of a store and the next, and cuts its power.

use async_trait::async_trait;

tokio::task_local! {
    /// Which task of a simulation this is. What has no number is not held.
    pub static TASK: usize;
}

/// Where the power may go during a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// All is done, nothing is committed.
    BeforeCommit,
    /// All is committed, nobody has been told.
    AfterCommit,
}

#[async_trait]
pub trait Steps: Send + Sync {
    /// Before and after each thing that is asked of the store.
    async fn pause(&self);

    /// Whether the power goes here. Whoever waits is told that the database is not available, and
    /// whatever was not committed is rolled back.
    fn is_cut(&self, at: Cut) -> bool;
}
