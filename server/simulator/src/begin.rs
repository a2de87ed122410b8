//! What is begun next.

use crate::deeds::{Deal, Errand};
use crate::house::ARTICLES;
use crate::jobs::Job;
use crate::run::{Doer, SYSTEMS, Simulation, VISITORS};
use crate::steps::Side;
use crate::world::Owner;
use anyhow::Context;
use rand::Rng;
use rand::seq::IndexedRandom;

/// Operations between two full checks.
const CHECKED_EVERY: u64 = 1_000;

impl Simulation {
    pub async fn begin(&mut self) -> anyhow::Result<()> {
        self.begun += 1;
        if self.begun.is_multiple_of(CHECKED_EVERY) {
            self.check().await?;
        }
        let is_remote = self.options.owner == Owner::Office;
        let side = self.some_side();
        match self.random.random_range(0..100) {
            0..5 => self.let_time_pass().await?,
            5..7 => self.job(Job::Expire(side)),
            7..10 if !self.turns.is_about_to_be_cut() => self.count().await?,
            10..32 => self.deal(side)?,
            32..42 if is_remote => self.job(Job::Push),
            42..45 if is_remote => self.job(Job::Compare),
            45..47 if is_remote => self.turn_line(),
            _ => self.errand()?,
        }
        Ok(())
    }

    /// Seconds, or minutes. Nobody sleeps while an order waits and its way is open: then it is seconds.
    async fn let_time_pass(&mut self) -> anyhow::Result<()> {
        let is_open = self.world.office.as_ref().is_some_and(|office| !office.wire.is_cut());
        let house = &self.world.house;
        let waits = is_open && house.store.push_counts(house.tenant).await?.0 > 0;
        let seconds = match self.random.random_bool(0.4) || waits {
            true => self.random.random_range(1..50),
            false => self.random.random_range(1..20) * 60,
        };
        self.world.house.clock.advance(seconds * 1_000);
        Ok(())
    }

    /// Long cuts are rarer than short ones.
    fn turn_line(&mut self) {
        let Some(office) = &self.world.office else { return };
        if office.wire.is_cut() || self.random.random_bool(0.2) {
            office.wire.turn();
        }
    }

    fn errand(&mut self) -> anyhow::Result<()> {
        let visitor = self.random.random_range(0..VISITORS);
        let errand = Errand::choose(&mut self.random, self.begun, VISITORS);
        let other = if let Errand::Share(other) = errand { other } else { visitor };
        let house = &self.world.house;
        let (own, other) = (house.visitor(visitor)?, house.visitor(other)?);
        self.start(Doer::Visitor, errand.run(own, other));
        Ok(())
    }

    fn deal(&mut self, side: Side) -> anyhow::Result<()> {
        let n = self.random.random_range(0..SYSTEMS);
        let is_again = self.random.random_bool(0.15);
        let memory = &mut self.memories[side as usize][n];
        let (deal, request) = match &memory.asked {
            // The answer was lost, or the caller is in doubt.
            Some(asked) if is_again => asked.clone(),
            _ => (Deal::choose(&mut self.random, &memory.told), format!("s{}", self.begun)),
        };
        memory.asked = Some((deal.clone(), request.clone()));
        let dealings = self.world.side(side).system(n, Some(&request))?;
        self.start(Doer::System { side, n }, deal.run(dealings, request));
        Ok(())
    }

    /// There is one of each at a time.
    pub fn job(&mut self, job: Job) {
        if !self.running.values().any(|running| running.doer == Doer::Job(job)) {
            let work = job.run(self.world.side(job.home()));
            self.start(Doer::Job(job), work);
        }
    }

    /// The source counts an article: what was sold has left the shelf, some were delivered.
    async fn count(&mut self) -> anyhow::Result<()> {
        self.follow(self.life()).await?;
        let Some((sku, most)) = ARTICLES.choose(&mut self.random) else { return Ok(()) };
        if sku.starts_with("COAT-") {
            return Ok(());
        }
        // Never what it said before: that would be no count.
        let there = most + i64::try_from(self.begun)? % 1_000_000 * 1_000;
        let there = there % (most * 3) + i64::from(self.random.random_bool(0.5));
        let owner = self.world.owner();
        let before = owner.store.stock_counts(owner.tenant, "", 100).await?;
        owner.count(sku, there).await?;
        let after = owner.store.stock_counts(owner.tenant, "", 100).await?;
        let of = |rows: &[store::StockRow]| rows.iter().find(|row| row.sku == *sku).cloned();
        let (before, after) = (of(&before).context("counted")?, of(&after).context("counted")?);
        let ledger = self.ledgers.last_mut().context("a ledger")?;
        let (held, sold) = ledger.kept(sku);
        let is_same = before == after;
        anyhow::ensure!(
            is_same || after.on_hand == there.max(held) + sold,
            "{before:?} became {after:?} when {there} were counted"
        );
        ledger.counted(sku, after.on_hand);
        self.follow(self.life()).await
    }
}
