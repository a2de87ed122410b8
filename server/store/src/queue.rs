//! What stands between a caller and the writer.

use crate::{Command, Committed, Reply, Result, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

/// A command waiting for its turn. The caller may have gone: it is done all the same.
pub(crate) struct Job {
    pub command: Command,
    pub reply: oneshot::Sender<Result<Committed<Reply>>>,
}

/// The writer's end of the queue, and what it shares with the store.
pub(crate) struct Inbox {
    pub jobs: mpsc::Receiver<Job>,
    /// The most commands in one transaction.
    pub batch: usize,
    /// How long a database over the network may take for a batch.
    pub patience: Duration,
    /// Take nothing more, finish what is there.
    pub stop: CancellationToken,
    /// Bumped after each commit that appended events.
    pub commits: Arc<watch::Sender<u64>>,
    #[cfg(feature = "testing")]
    pub steps: Option<Arc<dyn crate::testing::Steps>>,
}

impl Inbox {
    /// Waits for work and takes what is there, up to a batch, shop by shop: two nodes then take
    /// their locks in the same order. Empty: all is done and nothing more will come.
    pub async fn take(&mut self) -> Vec<Job> {
        let mut jobs = Vec::new();
        loop {
            let closed = self.jobs.is_closed();
            tokio::select! {
                taken = self.jobs.recv_many(&mut jobs, self.batch) => {
                    metrics::histogram!("etalage_store_batch_commands").record(taken as f64);
                    // Stable: what is asked of one shop keeps its order.
                    jobs.sort_by_key(|job| job.command.feed());
                    return jobs;
                }
                () = self.stop.cancelled(), if !closed => self.jobs.close(),
            }
        }
    }

    /// Whether a simulation cuts the power here.
    #[cfg(feature = "testing")]
    pub fn is_cut(&self, at: crate::testing::Cut) -> bool {
        self.steps.as_ref().is_some_and(|steps| steps.is_cut(at))
    }

    /// Everything that waits now.
    pub fn take_all(&mut self) -> impl Iterator<Item = Job> {
        std::iter::from_fn(|| self.jobs.try_recv().ok())
    }
}

/// The same failure for every command of a batch: none of them happened, or nobody knows.
pub(crate) fn fail(jobs: impl Iterator<Item = Job>, error: sqlx::Error) {
    let error = Arc::new(error);
    for job in jobs {
        // Without a receiver nobody waits for the answer.
        let _ = job.reply.send(Err(StoreError::Unavailable(Box::new(error.clone()))));
    }
}
