//! A whole run.

use crate::deeds::{Deal, Errand, Outcome, count};
use crate::ledger::Ledger;
use crate::steps::Turns;
use crate::world::{ARTICLES, World, origin};
use anyhow::Context;
use contract::ports::Clock;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::ExpireHolds;
use store::testing::Cut;
use tokio::task::{JoinHandle, LocalSet};

const VISITORS: usize = 8;
const SYSTEMS: usize = 2;
/// Tasks at the same time.
const AT_ONCE: usize = 5;
/// Operations between two full checks.
const CHECKED_EVERY: u64 = 1_000;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub seed: u64,
    /// What people and systems begin to do.
    pub operations: u64,
    pub crashes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of everything that was told and everything the feed has.
    pub hash: String,
    pub operations: u64,
    pub crashes: u64,
    pub orders: u64,
    /// How often somebody was told that there is too little.
    pub short: u64,
    pub full_checks: u64,
    pub took: Duration,
}

/// Who does a thing that is under way.
enum Doer {
    Visitor,
    System { n: usize },
}

struct Running {
    doer: Doer,
    work: JoinHandle<Vec<Outcome>>,
}

/// Does as many operations as asked for, crashing as often as asked for, and checks what must always
/// be true.
///
/// # Errors
/// What is not true, with the seed and the operation it was found after.
pub async fn run(options: Options) -> anyhow::Result<Report> {
    let local = LocalSet::new();
    let done = local.run_until(Simulation::run(options)).await;
    done.with_context(|| format!("seed {}", options.seed))
}

struct Simulation {
    options: Options,
    random: ChaCha8Rng,
    turns: Turns,
    world: World,
    ledger: Ledger,
    running: BTreeMap<usize, Running>,
    begun: u64,
    crashes: u64,
    full_checks: u64,
    short: u64,
    /// Holds each system was told of, the latest last.
    told: Vec<Vec<String>>,
    next_task: usize,
}

impl Simulation {
    async fn run(options: Options) -> anyhow::Result<Report> {
        let started = Instant::now();
        let folder = scratch()?;
        let turns = Turns::default();
        let world = World::found(folder.path().to_owned(), turns.clone(), SYSTEMS).await?;
        let seq = world.store.feed_head(world.tenant).await?;
        let mut this = Self {
            options,
            random: ChaCha8Rng::seed_from_u64(options.seed),
            turns,
            world,
            ledger: Ledger::new(seq),
            running: BTreeMap::new(),
            begun: 0,
            crashes: 0,
            full_checks: 0,
            short: 0,
            told: vec![vec![]; SYSTEMS],
            next_task: 0,
        };
        while this.begun < options.operations || !this.running.is_empty() {
            let begun = this.begun;
            this.step().await.with_context(|| format!("after operation {begun}"))?;
        }
        this.check().await?;
        let report = Report {
            hash: this.ledger.hash(),
            operations: this.begun,
            crashes: this.crashes,
            orders: this.ledger.orders,
            short: this.short,
            full_checks: this.full_checks,
            took: started.elapsed(),
        };
        this.world.close().await;
        Ok(report)
    }

    /// Lets one task go on, begins another one, lets time pass, or ends it all.
    async fn step(&mut self) -> anyhow::Result<()> {
        let waiting = self.turns.settled().await;
        if self.turns.is_down() {
            return self.crash().await;
        }
        self.gather().await?;
        // As many crashes as asked for, spread over the operations; the last ones do not wait.
        let due = self.options.crashes * self.begun / self.options.operations.max(1);
        if self.crashes < due && self.random.random_bool(0.2) {
            match self.random.random_range(0..3) {
                0 => return self.crash().await,
                1 => self.turns.cut(Cut::BeforeCommit),
                _ => self.turns.cut(Cut::AfterCommit),
            }
            return Ok(());
        }
        let may_begin = self.begun < self.options.operations && self.running.len() < AT_ONCE;
        if may_begin && (waiting.is_empty() || self.random.random_bool(0.25)) {
            return self.begin().await;
        }
        if let Some(task) = waiting.choose(&mut self.random) {
            self.turns.go(*task);
        }
        Ok(())
    }

    /// Takes over what has been answered.
    async fn gather(&mut self) -> anyhow::Result<()> {
        let done: Vec<usize> = self
            .running
            .iter()
            .filter(|(_, running)| running.work.is_finished())
            .map(|(task, _)| *task)
            .collect();
        for task in done {
            let Some(Running { doer, work }) = self.running.remove(&task) else { continue };
            for outcome in work.await? {
                self.ledger.told(&outcome)?;
                self.short += u64::from(outcome == Outcome::Short);
                if let (Doer::System { n }, Outcome::Held { hold }) = (&doer, &outcome) {
                    self.told[*n].push(hold.clone());
                    if self.told[*n].len() > 12 {
                        self.told[*n].remove(0);
                    }
                }
            }
            self.ledger.follow(&self.world).await?;
        }
        Ok(())
    }

    async fn begin(&mut self) -> anyhow::Result<()> {
        self.begun += 1;
        if self.begun.is_multiple_of(CHECKED_EVERY) {
            self.check().await?;
        }
        match self.random.random_range(0..100) {
            0..4 => {
                let minutes = self.random.random_range(1..20);
                self.world.clock.advance(minutes * 60_000);
            }
            4..6 => self.sweep().await?,
            6..9 if !self.turns.is_about_to_be_cut() => self.count().await?,
            9..32 => self.deal()?,
            _ => self.errand()?,
        }
        Ok(())
    }

    fn errand(&mut self) -> anyhow::Result<()> {
        let visitor = self.random.random_range(0..VISITORS);
        let errand = Errand::choose(&mut self.random, self.begun, VISITORS);
        let other = if let Errand::Share(other) = errand { other } else { visitor };
        let (own, other) = (self.world.visitor(visitor)?, self.world.visitor(other)?);
        self.start(Doer::Visitor, errand.run(own, other));
        Ok(())
    }

    fn deal(&mut self) -> anyhow::Result<()> {
        let n = self.random.random_range(0..SYSTEMS);
        let deal = Deal::choose(&mut self.random, &self.told[n]);
        let request = format!("s{}", self.begun);
        let dealings = self.world.system(n, Some(&request))?;
        self.start(Doer::System { n }, deal.run(dealings, request));
        Ok(())
    }

    fn start(&mut self, doer: Doer, work: impl Future<Output = Vec<Outcome>> + 'static) {
        let task = self.next_task;
        self.next_task += 1;
        self.turns.begin();
        let turns = self.turns.clone();
        let work = tokio::task::spawn_local(async move { turns.take_part(task, work).await });
        self.running.insert(task, Running { doer, work });
    }

    async fn sweep(&mut self) -> anyhow::Result<()> {
        let origin = origin(self.world.clock.now());
        let command = ExpireHolds { tenant: self.world.tenant, origin, most: 50 };
        let swept = self.world.store.write(command).await;
        if self.turns.is_down() {
            // What that did is seen once it is up again.
            return Ok(());
        }
        swept?;
        self.ledger.follow(&self.world).await
    }

    /// The source counts an article: what was sold has left the shelf, some were delivered.
    async fn count(&mut self) -> anyhow::Result<()> {
        self.ledger.follow(&self.world).await?;
        let Some((sku, most)) = ARTICLES.choose(&mut self.random) else { return Ok(()) };
        if sku.starts_with("COAT-") {
            return Ok(());
        }
        // Never what it said before: that would be no count.
        let there = most + i64::try_from(self.begun)? % 1_000_000 * 1_000;
        let there = there % (most * 3) + i64::from(self.random.random_bool(0.5));
        let before = self.world.store.stock_counts(self.world.tenant, "", 100).await?;
        count(&self.world, sku, there).await?;
        let after = self.world.store.stock_counts(self.world.tenant, "", 100).await?;
        let of = |rows: &[store::StockRow]| rows.iter().find(|row| row.sku == *sku).cloned();
        let (before, after) = (of(&before).context("counted")?, of(&after).context("counted")?);
        let (held, sold) = self.ledger.kept(sku);
        let is_same = before == after;
        anyhow::ensure!(
            is_same || after.on_hand == there.max(held) + sold,
            "{before:?} became {after:?} when {there} were counted"
        );
        self.ledger.counted(sku, after.on_hand);
        self.ledger.follow(&self.world).await
    }

    async fn check(&mut self) -> anyhow::Result<()> {
        self.ledger.follow(&self.world).await?;
        self.ledger.check_everything(&self.world).await?;
        self.full_checks += 1;
        Ok(())
    }

    /// Whoever was waiting for an answer gets none.
    async fn crash(&mut self) -> anyhow::Result<()> {
        for running in std::mem::take(&mut self.running).into_values() {
            running.work.abort();
            let _ = running.work.await;
        }
        self.crashes += 1;
        self.world.crash().await?;
        self.ledger.follow(&self.world).await
    }
}

/// In memory where there is such a place: what is under test is what is committed, not the disk.
fn scratch() -> anyhow::Result<tempfile::TempDir> {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.context("there is no place for a database")
}
