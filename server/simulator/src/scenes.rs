//! Two things at once: whatever step of the one the other falls into, all comes to a good end.

use crate::deeds::Errand;
use crate::jobs::Job;
use crate::run::{Doer, Options, Simulation};
use crate::steps::Side;
use crate::world::Owner;
use contract::{HoldId, Item};
use store::ExtendHold;

/// What happens beside something else.
#[derive(Clone)]
enum Act {
    Errand(usize, Errand),
    Job(Job),
    /// The office gives what it holds more time, unasked.
    Lengthen,
    /// The power goes.
    Crash(Side),
}

fn put(sku: &str, quantity: i64) -> Act {
    Act::Errand(0, Errand::Put(Item::new(sku, quantity)))
}

fn hold() -> Act {
    Act::Errand(0, Errand::Hold)
}

fn order() -> Act {
    Act::Errand(0, Errand::Order { request: "the only one".into(), times: 2 })
}

impl Simulation {
    async fn act(&mut self, act: &Act) -> anyhow::Result<()> {
        match act.clone() {
            Act::Errand(visitor, errand) => {
                let (own, other) =
                    (self.world.house.visitor(visitor)?, self.world.house.visitor(0)?);
                self.start(Doer::Visitor, errand.run(own, other));
            }
            Act::Job(job) => self.job(job),
            Act::Lengthen => self.lengthen().await?,
            Act::Crash(side) => self.crash(side).await?,
        }
        Ok(())
    }

    async fn lengthen(&self) -> anyhow::Result<()> {
        let office = self.world.owner();
        for held in office.store.kept_holds(office.tenant, HoldId(0), 100).await? {
            let (tenant, origin, owner) = (office.tenant, office.origin(), None);
            let expires_at = held.hold.expires_at.plus_seconds(600);
            let code = held.hold.code;
            office.store.write(ExtendHold { tenant, origin, owner, code, expires_at }).await?;
        }
        Ok(())
    }
}

/// Does the one for so many turns, then all of the other, then the rest. Answers whether the one was
/// still under way, and how many orders stand in the end.
async fn play(
    before: &[Act],
    one: &Act,
    other: &[Act],
    turns: usize,
) -> anyhow::Result<(bool, u64)> {
    let options = Options { seed: 0, owner: Owner::Office, operations: 0, crashes: 0 };
    let mut scene = Simulation::begun(options).await?;
    scene.set_sound(true);
    for act in before {
        scene.act(act).await?;
        scene.run_out().await?;
    }
    scene.act(one).await?;
    for _ in 0..turns {
        let waiting = scene.turns.settled().await;
        scene.let_go(&waiting).await?;
    }
    let waiting = scene.turns.settled().await;
    for act in other {
        scene.act(act).await?;
        loop {
            let ready = scene.turns.settled().await;
            let Some(task) = ready.iter().find(|task| !waiting.contains(task)) else { break };
            scene.turns.go(*task);
        }
    }
    scene.run_out().await?;
    scene.verify().await?;
    scene.come_to_rest().await?;
    scene.world.close().await?;
    Ok((!waiting.is_empty(), scene.settled.placed))
}

/// Between any two steps of the one. Answers the orders that stood in the end, by step.
fn whenever(before: &[Act], one: &Act, other: &[Act]) -> Vec<u64> {
    let mut orders = Vec::new();
    for turns in 0.. {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let scene = play(before, one, other, turns);
        let played = tokio::task::LocalSet::new().block_on(&runtime, scene);
        let (was_between, placed) =
            played.unwrap_or_else(|error| panic!("after {turns} turns: {error:?}"));
        orders.push(placed);
        if !was_between {
            break;
        }
    }
    assert!(orders.len() > 5, "{orders:?}: it has steps");
    orders
}

#[test]
fn an_order_keeps_its_pieces_while_another_hold_takes_their_place() {
    // Beside what is held there is enough, and too little.
    for (sku, more) in [("LAMP", 2), ("COAT-S", 1)] {
        let before = [put(sku, 1), hold(), put(sku, more)];
        let orders = whenever(&before, &hold(), &[order()]);
        assert!(orders.contains(&1), "{orders:?}");
    }
}

#[test]
fn an_order_keeps_its_pieces_while_both_sides_are_compared() {
    let before = [put("LAMP", 1), hold(), Act::Lengthen];
    let orders = whenever(&before, &Act::Job(Job::Compare), &[order()]);
    assert!(orders.iter().all(|placed| *placed == 1), "{orders:?}");
}

#[test]
fn two_who_share_a_cart_leave_nothing_behind() {
    let share = Act::Errand(1, Errand::Share(0));
    let more = Act::Errand(1, Errand::Put(Item::new("LAMP", 1)));
    let other = [more, Act::Errand(1, Errand::Hold)];
    whenever(&[put("LAMP", 1), share], &hold(), &other);
}

#[test]
fn an_order_is_brought_once_whenever_the_power_goes() {
    let before = [put("RING", 1), hold(), order()];
    for side in [Side::House, Side::Office] {
        let orders = whenever(&before, &Act::Job(Job::Push), &[Act::Crash(side)]);
        assert!(orders.iter().all(|placed| *placed == 1), "{orders:?}");
    }
}

#[test]
fn a_hold_is_whole_or_not_there_whenever_the_power_goes() {
    for side in [Side::House, Side::Office] {
        whenever(&[put("RING", 1)], &hold(), &[Act::Crash(side)]);
    }
}
