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
    pub rhythm: Rhythm,
    #[cfg(feature = "testing")]
    pub steps: Option<Arc<dyn crate::testing::Steps>>,
}

/// Fewer than this are not waited for: they would save too little.
const CROWD: usize = 8;
/// However long the transactions take.
const LONGEST_WAIT: Duration = Duration::from_millis(5);

/// Who was answered by a commit often asks again at once. Without a moment's wait they come too late
/// for the next transaction, behind those that waited during the last one, and two crowds take turns:
/// each waits for two commits where one would do.
#[derive(Default)]
pub(crate) struct Rhythm {
    /// How many commands the last batch had.
    taken: usize,
    /// How many are there if all come again.
    crowd: usize,
    /// The longest wait for them: what a commit takes, which is what they save.
    wait: Duration,
}

impl Rhythm {
    /// So many are `waiting` since the batch was taken, and what it waited for at last took so long.
    fn committed(&mut self, waiting: usize, took: Duration) {
        self.crowd = self.taken + waiting;
        self.wait = took.min(LONGEST_WAIT);
    }
}

impl Inbox {
    /// The batch that was taken last is about to be answered; its commit took so long.
    pub fn committed(&mut self, took: Duration) {
        self.rhythm.committed(self.jobs.len(), took);
    }

    /// A moment for those that are likely to come.
    async fn gather(&mut self, jobs: &mut Vec<Job>) {
        let crowd = self.rhythm.crowd.min(self.batch);
        if crowd < CROWD {
            return;
        }
        let all = async {
            while jobs.len() < crowd && self.jobs.recv_many(jobs, crowd - jobs.len()).await > 0 {}
        };
        // Without them, then.
        let _ = tokio::time::timeout(self.rhythm.wait, all).await;
    }

    /// Waits for work and takes what is there, up to a batch, shop by shop: two nodes then take
    /// their locks in the same order. Empty: all is done and nothing more will come.
    pub async fn take(&mut self) -> Vec<Job> {
        let mut jobs = Vec::new();
        loop {
            let closed = self.jobs.is_closed();
            tokio::select! {
                _ = self.jobs.recv_many(&mut jobs, self.batch) => {
                    self.gather(&mut jobs).await;
                    self.rhythm.taken = jobs.len();
                    metrics::histogram!("etalage_store_batch_commands").record(jobs.len() as f64);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PruneFeed;
    use contract::{TenantId, Timestamp};

    fn job() -> Job {
        let command = PruneFeed { tenant: TenantId(1), before: Timestamp(0), keep: 0 }.into();
        Job { command, reply: oneshot::channel().0 }
    }

    /// After a batch of `crowd`: how many are in the next one, when all but one of them come a moment
    /// later than the first.
    async fn next(crowd: usize) -> usize {
        let (sender, jobs) = mpsc::channel(64);
        let mut inbox = Inbox {
            jobs,
            batch: 64,
            rhythm: Rhythm::default(),
            patience: Duration::MAX,
            stop: CancellationToken::new(),
            commits: Arc::new(watch::Sender::new(0)),
            steps: None,
        };
        let send = async |count| {
            for _ in 0..count {
                sender.send(job()).await.expect("the inbox takes it");
            }
        };
        send(crowd).await;
        assert_eq!(inbox.take().await.len(), crowd);
        inbox.committed(LONGEST_WAIT);
        send(1).await;
        // In this order: the rest is sent when the first has been taken, and before any time passes.
        let (taken, ()) = tokio::join!(inbox.take(), send(crowd - 1));
        taken.len()
    }

    #[tokio::test]
    async fn a_crowd_is_waited_for_and_a_few_are_not() {
        assert_eq!(next(CROWD).await, CROWD);
        assert_eq!(next(CROWD - 1).await, 1);
    }

    #[test]
    fn who_does_not_come_again_is_waited_for_once_and_not_for_long() {
        let mut rhythm = Rhythm { taken: 40, ..Rhythm::default() };
        rhythm.committed(2, Duration::from_secs(1));
        assert_eq!((rhythm.crowd, rhythm.wait), (42, LONGEST_WAIT));
        rhythm.taken = 2;
        rhythm.committed(0, Duration::from_micros(200));
        assert_eq!((rhythm.crowd, rhythm.wait), (2, Duration::from_micros(200)));
    }
}
