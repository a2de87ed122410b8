//! The batching writer: what is waiting becomes one transaction, each command a savepoint of it.
//!
//! It runs in a task of its own, so that no caller's end cuts a transaction short. A command that
//! fails leaves the others of its batch alone; a batch that meets a deadlock or a moment's conflict
//! runs again as a whole; a lost connection is made anew. Only when the outcome of a commit is
//! unknown, or nothing helps, its commands answer that the database is not available.

use super::super::{
    BEGIN, ConnectOptions, MAY_FALL_SILENT, MIGRATIONS, OPEN_TRIES, check, connect_options,
    is_repeatable, reader_pool,
};
use super::execute::execute;
use super::feed_write::{Appendix, append};
use super::{Connection, reads::Reads, together};
use crate::patience::in_time;
use crate::queue::{Inbox, Job, fail};
use crate::{Committed, Reply, Result, StoreError, StoreOptions};
use sqlx::{ConnectOptions as _, Connection as _};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// A transaction takes no more commands after this long: whoever waits behind it is served soon.
const LONGEST: Duration = Duration::from_millis(50);
/// Runs of one batch.
const TRIES: u32 = 8;

/// Opens or creates the database, brings its tables up to date, and answers the readers and as many
/// writers as asked.
pub(crate) async fn open(
    options: &StoreOptions,
    inboxes: Vec<Inbox>,
) -> Result<(Reads, Vec<Writer>)> {
    let connect_options = connect_options(&options.url)?;
    let mut first = Some(first_connection(&connect_options, options.patience).await?);
    let writers = inboxes
        .into_iter()
        .map(|inbox| Writer { connect: connect_options.clone(), connection: first.take(), inbox })
        .collect();
    Ok((Reads::new(reader_pool(options, connect_options).await?), writers))
}

/// The first connection, to a database whose tables are up to date.
async fn first_connection(options: &ConnectOptions, patience: Duration) -> Result<Connection> {
    let mut attempt = 1;
    loop {
        let prepared = async {
            let mut connection = connect(options, patience).await?;
            check(&mut connection).await?;
            MIGRATIONS.run(&mut connection).await?;
            Ok(connection)
        };
        match prepared.await {
            Err(StoreError::Database(_) | StoreError::Unavailable(_)) if attempt < OPEN_TRIES => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}

async fn connect(options: &ConnectOptions, patience: Duration) -> Result<Connection, sqlx::Error> {
    in_time(patience / 2, options.connect()).await
}

/// How long one transaction may take.
fn bound(patience: Duration) -> Duration {
    if MAY_FALL_SILENT { patience } else { Duration::MAX }
}

pub(crate) struct Writer {
    connect: ConnectOptions,
    connection: Option<Connection>,
    inbox: Inbox,
}

/// What a command of a transaction came to.
type Outcome = Result<Committed<Reply>>;

/// Why a whole transaction came to nothing.
struct Failure {
    error: sqlx::Error,
    /// Whether it may have been committed all the same.
    in_doubt: bool,
}

#[cfg(feature = "testing")]
impl Failure {
    /// The power is gone, and the connection with it.
    fn cut() -> Self {
        Self { error: sqlx::Error::WorkerCrashed, in_doubt: true }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self { error, in_doubt: false }
    }
}

impl Writer {
    /// Until the inbox is closed and empty.
    pub async fn run(mut self) {
        loop {
            let mut jobs = self.inbox.take().await;
            if jobs.is_empty() {
                break;
            }
            while !jobs.is_empty() {
                self.run_some(&mut jobs).await;
            }
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = in_time(bound(self.inbox.patience), connection.close()).await
        {
            tracing::warn!(%error, "The writer's connection did not close cleanly.");
        }
    }

    /// Does the first of `jobs`, as many as one transaction takes.
    async fn run_some(&mut self, jobs: &mut Vec<Job>) {
        for attempt in 1.. {
            let was_open = self.connection.is_some();
            let failure = match self.transaction(jobs, attempt == TRIES).await {
                Ok((outcomes, appended)) => {
                    if appended {
                        self.inbox.commits.send_modify(|commits| *commits += 1);
                    }
                    for (job, outcome) in jobs.drain(..outcomes.len()).zip(outcomes) {
                        // Without a receiver nobody waits for the answer.
                        let _ = job.reply.send(outcome);
                    }
                    return;
                }
                Err(failure) => failure,
            };
            let lost = StoreError::is_connection_lost(&failure.error);
            let repeatable = is_repeatable(&failure.error);
            if !repeatable {
                // Whatever state it is in, a new one is in none.
                self.connection = None;
            }
            // An idle connection may have died long ago; one made anew tells how things are.
            let again = if lost { was_open } else { repeatable };
            if failure.in_doubt || !again || attempt == TRIES {
                metrics::counter!("etalage_store_batch_failures_total").increment(1);
                tracing::warn!(error = %failure.error, commands = jobs.len(), in_doubt = failure.in_doubt, "A batch of changes could not be written.");
                // Without a database, who waits behind these is told now, not one batch later.
                let behind = (lost && !was_open).then(|| self.inbox.take_all());
                fail(jobs.drain(..).chain(behind.into_iter().flatten()), failure.error);
                return;
            }
            metrics::counter!("etalage_store_batch_retries_total").increment(1);
            // Uneven, so that two processes in each other's way part.
            let pause = u64::from(attempt * attempt) * (3 + u64::from(std::process::id() % 5));
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn transaction(
        &mut self,
        jobs: &[Job],
        is_last_try: bool,
    ) -> Result<(Vec<Outcome>, bool), Failure> {
        let bound = bound(self.inbox.patience);
        let connection = match &mut self.connection {
            Some(connection) => connection,
            empty => empty.insert(connect(&self.connect, self.inbox.patience).await?),
        };
        let work = async {
            sqlx::raw_sql(BEGIN).execute(&mut *connection).await?;
            batch(connection, jobs, is_last_try).await
        };
        let failure = match in_time(bound, work).await {
            #[cfg(feature = "testing")]
            Ok(_) if self.inbox.is_cut(crate::testing::Cut::BeforeCommit) => Failure::cut(),
            Ok(done) => {
                let began = Instant::now();
                let commit = sqlx::raw_sql("COMMIT").execute(&mut *connection);
                match in_time(bound, commit).await {
                    #[cfg(feature = "testing")]
                    Ok(_) if self.inbox.is_cut(crate::testing::Cut::AfterCommit) => Failure::cut(),
                    Ok(_) => {
                        self.inbox.committed(began.elapsed());
                        return Ok(done);
                    }
                    Err(error) => Failure { in_doubt: !is_repeatable(&error), error },
                }
            }
            Err(failure) => failure,
        };
        // A connection that is lost cannot be asked; its end rolls back.
        if !StoreError::is_connection_lost(&failure.error) {
            roll_back(connection, bound).await;
        }
        Err(failure)
    }
}

/// The database may have rolled back by itself, or be gone: either is fine.
async fn roll_back(connection: &mut Connection, bound: Duration) {
    let rolled_back = in_time(bound, sqlx::raw_sql("ROLLBACK").execute(connection)).await;
    if let Err(error) = rolled_back {
        tracing::debug!(%error, "Nothing was left to roll back.");
    }
}

/// What follows each other and is done at one time, up to the job at `until`.
#[derive(Default)]
struct Together {
    until: usize,
    /// For each from here on what became of it; what is left is done by itself.
    done: VecDeque<Option<together::Placed>>,
}

impl Together {
    /// Begins with the job at `at`, the first of `jobs`.
    async fn place(
        connection: &mut Connection,
        at: usize,
        jobs: &[Job],
        is_last_try: bool,
    ) -> Result<Self, Failure> {
        let wishes = together::front(jobs);
        let until = at + wishes.len().max(1);
        let alone = Self { until, done: VecDeque::new() };
        if wishes.is_empty() {
            return Ok(alone);
        }
        match together::place(connection, &wishes).await {
            Ok(done) => Ok(Self { until, done: done.into() }),
            Err(StoreError::Database(error)) if is_repeatable(&error) && !is_last_try => {
                Err(error.into())
            }
            Err(error) => {
                tracing::debug!(holds = wishes.len(), %error, "Holds are placed one by one.");
                sqlx::raw_sql(BACK).execute(connection).await?;
                Ok(alone)
            }
        }
    }
}

/// Between one command and the next. `BEGIN` sets the first one; what the last one leaves open ends with
/// the transaction.
const NEXT: &str = "RELEASE SAVEPOINT command; SAVEPOINT command";
/// Of a command nothing stays.
const BACK: &str = "ROLLBACK TO SAVEPOINT command";

/// What follows can be taken back by itself.
async fn step(connection: &mut Connection, is_clean: &mut bool) -> sqlx::Result<()> {
    if !std::mem::take(is_clean) {
        sqlx::raw_sql(NEXT).execute(connection).await?;
    }
    Ok(())
}

/// Everything between BEGIN and COMMIT; also whether events were appended.
async fn batch(
    connection: &mut Connection,
    jobs: &[Job],
    is_last_try: bool,
) -> Result<(Vec<Outcome>, bool), Failure> {
    let started = Instant::now();
    let mut replies: Vec<Result<Reply>> = Vec::with_capacity(jobs.len());
    let mut appendices: Vec<Appendix> = Vec::with_capacity(jobs.len());
    // Nothing was done since the savepoint.
    let mut is_clean = true;
    let mut together = Together::default();
    for (at, job) in jobs.iter().enumerate() {
        if at == together.until {
            if started.elapsed() > LONGEST && at > 0 {
                break;
            }
            step(connection, &mut is_clean).await?;
            together = Together::place(connection, at, &jobs[at..], is_last_try).await?;
            is_clean = together.done.is_empty();
        }
        if let Some((record, effects)) = together.done.pop_front().flatten() {
            appendices.push(Appendix { feed: job.command.feed(), effects });
            replies.push(Ok(Reply::Hold(Box::new(record))));
            continue;
        }
        step(connection, &mut is_clean).await?;
        let mut effects = Vec::new();
        match execute(connection, &job.command, &mut effects).await {
            Ok(reply) => {
                appendices.push(Appendix { feed: job.command.feed(), effects });
                replies.push(Ok(reply));
            }
            Err(StoreError::Database(error)) if is_repeatable(&error) && !is_last_try => {
                return Err(error.into());
            }
            Err(error) => {
                tracing::debug!(command = job.command.name(), %error, "A command was refused.");
                replies.push(Err(error));
                sqlx::raw_sql(BACK).execute(&mut *connection).await?;
                is_clean = true;
            }
        }
    }
    let seqs = append(connection, &appendices).await;
    let mut seqs = match seqs {
        Ok(seqs) => seqs.into_iter(),
        Err(StoreError::Database(error)) => return Err(error.into()),
        Err(error) => return Err(sqlx::Error::Io(std::io::Error::other(error)).into()),
    };
    let appended = appendices.iter().any(|appendix| !appendix.effects.is_empty());
    let outcomes = replies
        .into_iter()
        .map(|reply| {
            let value = reply?;
            let seq = seqs.next().expect("a position for each command that succeeded");
            Ok(Committed { seq, value })
        })
        .collect();
    Ok((outcomes, appended))
}
