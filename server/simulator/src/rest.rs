//! Full checks, and how a run comes to rest.

use crate::jobs::Job;
use crate::run::Simulation;
use crate::steps::Side;
use anyhow::ensure;
use contract::HoldId;

/// Longer than an office that failed is left in peace, and than a question that was lost counts as on
/// its way.
const BREATH_MS: i64 = 80_000;
/// Longer than an order waits for its next turn.
const WAIT_MS: i64 = 6 * 60_000;
/// Holds last an hour at most, so after this many waits nothing is left to be done.
const MOST_WAITS: usize = 30;

impl Simulation {
    /// Everything is compared. What the house has at the office as well, once all that was under way is
    /// done and the line holds.
    pub async fn check(&mut self) -> anyhow::Result<()> {
        if self.world.office.is_some() {
            self.turns.spare();
            self.set_sound(true);
            self.run_out().await?;
            self.world.house.clock.advance(BREATH_MS);
            self.jobs([Job::Push, Job::Compare]).await?;
            if let Some(office) = &self.world.office {
                self.agreement.check_orphans(office, self.life()).await?;
            }
            self.set_sound(false);
        }
        self.verify().await?;
        self.full_checks += 1;
        Ok(())
    }

    /// Everything each house has, for itself.
    pub async fn verify(&mut self) -> anyhow::Result<()> {
        self.follow(self.life()).await?;
        for (ledger, house) in self.ledgers.iter().zip(self.world.houses()) {
            ledger.check_everything(house).await?;
        }
        Ok(())
    }

    /// Nothing goes wrong any more, and nobody wants anything, until there is nothing left to do.
    pub async fn come_to_rest(&mut self) -> anyhow::Result<()> {
        self.check().await?;
        if self.world.office.is_none() {
            return Ok(());
        }
        self.set_sound(true);
        for _ in 0..MOST_WAITS {
            if self.is_at_rest().await? {
                break;
            }
            self.world.house.clock.advance(WAIT_MS);
            let [house, office] = [Side::House, Side::Office].map(Job::Expire);
            self.jobs([Job::Push, Job::Compare, house, office]).await?;
        }
        ensure!(self.is_at_rest().await?, "it does not come to rest");
        self.verify().await?;
        if let Some(office) = &self.world.office {
            self.settled = self.agreement.check(office, &self.world.house).await?;
        }
        Ok(())
    }

    pub fn set_sound(&self, is_sound: bool) {
        if let Some(office) = &self.world.office {
            office.wire.set_sound(is_sound);
        }
    }

    async fn jobs<const N: usize>(&mut self, jobs: [Job; N]) -> anyhow::Result<()> {
        for job in jobs {
            self.job(job);
            self.run_out().await?;
        }
        Ok(())
    }

    /// Until all that was begun is done.
    pub async fn run_out(&mut self) -> anyhow::Result<()> {
        loop {
            let waiting = self.turns.settled().await;
            self.mourn().await?;
            self.gather().await?;
            if waiting.is_empty() {
                return Ok(());
            }
            self.let_go(&waiting).await?;
        }
    }

    async fn is_at_rest(&self) -> anyhow::Result<bool> {
        for house in self.world.houses() {
            let kept = house.store.kept_holds(house.tenant, HoldId(0), 1).await?;
            let (waiting, _) = house.store.push_counts(house.tenant).await?;
            if !kept.is_empty() || waiting > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
