//! A whole run.

use crate::agreement::{Agreement, Settled};
use crate::chronicle::Chronicle;
use crate::deeds::{Deal, Outcome};
use crate::jobs::Job;
use crate::ledger::Ledger;
use crate::steps::{Side, Turns};
use crate::world::{Owner, World};
use anyhow::Context;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::testing::Cut;
use tokio::task::{JoinHandle, LocalSet};

pub const VISITORS: usize = 8;
/// Of each house.
pub const SYSTEMS: usize = 2;
/// Tasks at the same time.
const AT_ONCE: usize = 5;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub seed: u64,
    pub owner: Owner,
    /// What people and systems begin to do.
    pub operations: u64,
    pub crashes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of everything that was told and everything the feeds have.
    pub hash: String,
    pub operations: u64,
    pub crashes: u64,
    pub orders: u64,
    /// Orders whose hold had run out at the office when they could be brought there.
    pub refused: u64,
    /// How often somebody was told that there is too little.
    pub short: u64,
    /// How often the line to the office failed.
    pub faults: u64,
    pub full_checks: u64,
    pub took: Duration,
}

/// Who does a thing that is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    Visitor,
    System { side: Side, n: usize },
    Job(Job),
}

impl Doer {
    /// Where they end with the power.
    fn home(self) -> Side {
        match self {
            Self::Visitor => Side::House,
            Self::System { side, .. } => side,
            Self::Job(job) => job.home(),
        }
    }
}

pub struct Running {
    pub doer: Doer,
    work: JoinHandle<Vec<Outcome>>,
}

/// What a system remembers.
#[derive(Clone, Default)]
pub struct Memory {
    /// Holds it was told of, the latest last.
    pub told: Vec<String>,
    /// What it asked for last, and by which request.
    pub asked: Option<(Deal, String)>,
}

/// Does as many operations as asked for, crashing as often as asked for, and checks what must always
/// be true.
///
/// # Errors
/// What is not true, with the seed and the operation it was found after.
pub async fn run(options: Options) -> anyhow::Result<Report> {
    let local = LocalSet::new();
    let done = local.run_until(Simulation::run(options)).await;
    done.with_context(|| format!("seed {} ({:?})", options.seed, options.owner))
}

pub struct Simulation {
    pub options: Options,
    pub random: ChaCha8Rng,
    pub turns: Turns,
    pub world: World,
    chronicle: Chronicle,
    /// Of the house, and of the office where there is one.
    pub ledgers: Vec<Ledger>,
    pub agreement: Agreement,
    pub running: BTreeMap<usize, Running>,
    pub begun: u64,
    crashes: u64,
    pub full_checks: u64,
    pub settled: Settled,
    short: u64,
    /// Of each house's systems.
    pub memories: [[Memory; SYSTEMS]; 2],
    next_task: usize,
}

impl Simulation {
    async fn run(options: Options) -> anyhow::Result<Report> {
        let started = Instant::now();
        let mut this = Self::begun(options).await?;
        while this.is_busy() {
            let begun = this.begun;
            this.step().await.with_context(|| format!("after operation {begun}"))?;
        }
        this.come_to_rest().await.context("at the end")?;
        let office = this.world.office.as_ref();
        let report = Report {
            hash: this.chronicle.hash(),
            operations: this.begun,
            crashes: this.crashes,
            orders: this.ledgers.iter().map(|ledger| ledger.orders).sum(),
            refused: this.settled.refused,
            short: this.short,
            faults: office.map_or(0, |office| office.wire.faults()),
            full_checks: this.full_checks,
            took: started.elapsed(),
        };
        this.world.close().await?;
        Ok(report)
    }

    pub async fn begun(options: Options) -> anyhow::Result<Self> {
        let folder = scratch()?;
        let turns = Turns::default();
        let Options { seed, owner, .. } = options;
        let world = World::found(owner, folder, turns.clone(), SYSTEMS, seed).await?;
        let mut ledgers = vec![];
        for house in world.houses() {
            let owns = std::ptr::eq(house, world.owner());
            ledgers.push(Ledger::new(owns, house.store.feed_head(house.tenant).await?));
        }
        Ok(Self {
            options,
            random: ChaCha8Rng::seed_from_u64(seed),
            turns,
            world,
            chronicle: Chronicle::default(),
            ledgers,
            agreement: Agreement::default(),
            running: BTreeMap::new(),
            begun: 0,
            crashes: 0,
            full_checks: 0,
            settled: Settled::default(),
            short: 0,
            memories: Default::default(),
            next_task: 0,
        })
    }

    fn is_busy(&self) -> bool {
        self.begun < self.options.operations || !self.running.is_empty()
    }

    /// Lets one task go on, begins another one, lets time pass, or ends it all.
    async fn step(&mut self) -> anyhow::Result<()> {
        let waiting = self.turns.settled().await;
        if self.mourn().await? {
            return Ok(());
        }
        self.gather().await?;
        // As many crashes as asked for, spread over the operations; the last ones do not wait.
        let due = self.options.crashes * self.begun / self.options.operations.max(1);
        if self.crashes < due && self.random.random_bool(0.2) {
            let side = self.some_side();
            match self.random.random_range(0..3) {
                0 => return self.crash(side).await,
                1 => self.turns.cut(side, Cut::BeforeCommit),
                _ => self.turns.cut(side, Cut::AfterCommit),
            }
            return Ok(());
        }
        let may_begin = self.begun < self.options.operations && self.running.len() < AT_ONCE;
        if may_begin && (waiting.is_empty() || self.random.random_bool(0.25)) {
            return self.begin().await;
        }
        self.let_go(&waiting).await
    }

    /// One of those that wait has its turn.
    pub async fn let_go(&mut self, waiting: &[usize]) -> anyhow::Result<()> {
        let Some(task) = waiting.choose(&mut self.random).copied() else { return Ok(()) };
        if !self.turns.is_orphan(task) {
            self.turns.go(task);
            return Ok(());
        }
        // What the house asked for before it crashed: it is done, or the line's end is noticed.
        self.follow(self.life()).await?;
        match self.random.random_bool(0.3) {
            true => self.turns.end_visit(task),
            false => self.turns.go(task),
        }
        self.turns.settled().await;
        self.follow(self.life() - 1).await
    }

    /// Whether the power has gone somewhere; then it has come again.
    pub async fn mourn(&mut self) -> anyhow::Result<bool> {
        for side in [Side::House, Side::Office] {
            if self.turns.is_down(side) {
                self.crash(side).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes over what has been answered.
    pub async fn gather(&mut self) -> anyhow::Result<()> {
        let is_done = |(_, running): &(&usize, &Running)| running.work.is_finished();
        let done: Vec<usize> = self.running.iter().filter(is_done).map(|(task, _)| *task).collect();
        for task in done {
            let Some(Running { doer, work }) = self.running.remove(&task) else { continue };
            for outcome in work.await? {
                self.take_over(doer, &outcome)?;
            }
            self.follow(self.life()).await?;
        }
        Ok(())
    }

    fn take_over(&mut self, doer: Doer, outcome: &Outcome) -> anyhow::Result<()> {
        let ledger = match doer {
            Doer::System { side: Side::Office, .. } => self.ledgers.last_mut(),
            _ => self.ledgers.first_mut(),
        };
        ledger.context("a ledger")?.told(outcome, &mut self.chronicle)?;
        self.short += u64::from(*outcome == Outcome::Short);
        if let (Doer::System { side, n }, Outcome::Held { hold, .. }) = (doer, outcome) {
            let told = &mut self.memories[side as usize][n].told;
            told.push(hold.clone());
            if told.len() > 12 {
                told.remove(0);
            }
        }
        Ok(())
    }

    /// Reads what the feeds tell. `life`: which life of the house it is of.
    pub async fn follow(&mut self, life: u64) -> anyhow::Result<()> {
        let Self { world, ledgers, chronicle, agreement, .. } = self;
        let [here, there @ ..] = &mut ledgers[..] else { return Ok(()) };
        // The office first: what it did was asked for by what the house had done.
        let mut news = None;
        if let (Some(office), [there]) = (&world.office, there) {
            news = Some((office, there.follow(&office.house, chronicle).await?));
        }
        let told = here.follow(&world.house, chronicle).await?;
        if let Some((office, there)) = news {
            agreement.follow(office, &world.house, (&told, &there), life).await?;
        }
        Ok(())
    }

    /// How often the house has crashed.
    pub fn life(&self) -> u64 {
        self.turns.life(Side::House)
    }

    pub fn some_side(&mut self) -> Side {
        match self.world.office.is_some() && self.random.random_bool(0.5) {
            true => Side::Office,
            false => Side::House,
        }
    }

    pub fn start(&mut self, doer: Doer, work: impl Future<Output = Vec<Outcome>> + 'static) {
        let task = self.next_task;
        self.next_task += 1;
        self.turns.begin(task);
        let turns = self.turns.clone();
        let work = tokio::task::spawn_local(async move { turns.take_part(task, work).await });
        self.running.insert(task, Running { doer, work });
    }

    /// Whoever was waiting there for an answer gets none.
    pub async fn crash(&mut self, side: Side) -> anyhow::Result<()> {
        self.follow(self.life()).await?;
        let is_there = |running: &Running| running.doer.home() == side;
        let ended: Vec<usize> =
            self.running.iter().filter(|(_, it)| is_there(it)).map(|(task, _)| *task).collect();
        for running in ended.iter().filter_map(|task| self.running.remove(task)) {
            running.work.abort();
            let _ = running.work.await;
        }
        self.crashes += 1;
        self.world.crash(side).await?;
        self.follow(self.life()).await
    }
}

/// In memory where there is such a place: what is under test is what is committed, not the disk.
fn scratch() -> anyhow::Result<tempfile::TempDir> {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.context("there is no place for a database")
}
