//! What the house and the office say of the same pieces.
//!
//! While things go wrong they may differ for a while, but never in these: a reference lapses before the
//! hold it stands for, and nothing is ordered at the office that was not ordered at the house. When
//! everything has come to rest, every order of the house stands at the office once with the same
//! pieces, or was refused because its hold had run out there; and nothing is held there for nobody.

use crate::house::House;
use crate::ledger::{News, stands};
use crate::world::Office;
use anyhow::{Context, ensure};
use contract::order::PushState;
use contract::{HoldId, HoldState, OrderId, OrderState};
use std::collections::{BTreeMap, HashMap};
use store::{HoldRecord, OrderRecord};

/// A hold of the house that stands for one of the office.
#[derive(Debug)]
struct Reference {
    state: HoldState,
    code: String,
    /// How often the house had crashed when it was last seen.
    life: u64,
}

#[derive(Default)]
pub struct Agreement {
    /// By the office's code.
    references: HashMap<String, Reference>,
    /// Holds the house has at the office, and the house's life they were first seen in.
    there: HashMap<String, u64>,
}

/// What came of the orders of the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    pub placed: u64,
    /// Their hold had run out at the office.
    pub refused: u64,
}

impl Agreement {
    /// After each step. `life`: how often the house has crashed.
    pub async fn follow(
        &mut self,
        office: &Office,
        house: &House,
        (here, there): (&News, &News),
        life: u64,
    ) -> anyhow::Result<()> {
        let own = office.owner();
        for held in there.holds.iter().filter(|held| held.owner == own) {
            self.there.entry(held.hold.code.clone()).or_insert(life);
        }
        for held in &here.holds {
            let code = held.remote_id.clone().context("a hold that stands for none")?;
            let reference =
                Reference { state: held.hold.state, code: held.hold.code.clone(), life };
            let earlier = self.references.insert(code, reference);
            let is_same = earlier.is_none_or(|earlier| earlier.code == held.hold.code);
            ensure!(is_same, "hold {} stands for what another one does", held.hold.code);
            lapses_first(office, held).await?;
        }
        for code in &there.orders {
            let store = &office.house.store;
            let order = store.order(office.house.tenant, code).await?.context("an order")?;
            if order.owner != own {
                continue;
            }
            let reference = self.references.get(&order.hold);
            let reference = reference.with_context(|| format!("order {code} is nobody's"))?;
            let held = house.store.hold(house.tenant, &reference.code).await?;
            let ordered = held.and_then(|held| held.hold.order);
            ensure!(ordered.is_some(), "order {code} was not ordered at the house");
        }
        Ok(())
    }

    /// Nothing is held at the office for nobody, once it has been asked to let go of what nobody wants:
    /// but for what a crash of the house made it forget, and what ran out here first, which runs out
    /// there by itself.
    pub async fn check_orphans(&self, office: &Office, life: u64) -> anyhow::Result<()> {
        let own = office.owner();
        let now = contract::ports::Clock::now(&office.house.clock);
        for held in kept(office).await?.iter().filter(|held| held.owner == own) {
            if held.hold.state_at(now) != HoldState::Active {
                continue;
            }
            let code = &held.hold.code;
            let made = self.there.get(code).copied().unwrap_or_default();
            let is_wanted = match self.references.get(code) {
                Some(reference) => match reference.state {
                    HoldState::Active | HoldState::Confirming | HoldState::Expired => true,
                    HoldState::Confirmed => false,
                    HoldState::Released => reference.life < life,
                },
                None => made < life,
            };
            let reference = self.references.get(code);
            ensure!(
                is_wanted,
                "hold {code} is kept at the office for nobody: {reference:?}, made in life {made} of {life}, {held:?}"
            );
        }
        Ok(())
    }

    /// At the end.
    pub async fn check(&self, office: &Office, house: &House) -> anyhow::Result<Settled> {
        let there = orders(&office.house).await?;
        let own = office.owner();
        let mut theirs: BTreeMap<&str, &OrderRecord> = there
            .iter()
            .filter(|order| order.owner == own)
            .map(|order| (order.order.code.as_str(), order))
            .collect();
        let mut settled = Settled::default();
        for here in orders(house).await? {
            let (code, push) = (&here.order.code, &here.order.push);
            match (here.order.state, push.state) {
                (OrderState::Placed, PushState::Done) => {
                    settled.placed += 1;
                    let there = push.remote_id.as_deref().and_then(|id| theirs.remove(id));
                    let there =
                        there.with_context(|| format!("order {code} is not at the office"))?;
                    ensure!(stands(there), "order {code} does not stand at the office");
                    ensure!(
                        here.remote_hold.as_deref() == Some(there.hold.as_str()),
                        "order {code} was made of another hold at the office"
                    );
                    let items = |order: &OrderRecord| -> Vec<(String, i64)> {
                        let lines = order.order.lines.iter();
                        lines.map(|line| (line.sku.clone(), line.quantity)).collect()
                    };
                    ensure!(items(&here) == items(there), "order {code} is of other pieces there");
                }
                (OrderState::Refused, _) => {
                    settled.refused += 1;
                    let hold = here.remote_hold.as_deref().context("a hold at the office")?;
                    let held = office.house.store.hold(office.house.tenant, hold).await?;
                    let state = held.map(|held| held.hold.state);
                    ensure!(
                        state == Some(HoldState::Expired),
                        "order {code} was refused, and its hold at the office is {state:?}"
                    );
                }
                other => anyhow::bail!("order {code} has come to no end: {other:?}, {push:?}"),
            }
        }
        ensure!(theirs.is_empty(), "{:?} are at the office and not here", theirs.keys());
        Ok(settled)
    }
}

/// Nothing is promised that the owner has let go.
async fn lapses_first(office: &Office, held: &HoldRecord) -> anyhow::Result<()> {
    if held.hold.state != HoldState::Active {
        return Ok(());
    }
    let code = held.remote_id.as_deref().unwrap_or_default();
    let there = office.house.store.hold(office.house.tenant, code).await?;
    let there = there.context("a reference to nothing")?.hold;
    let lapses_at = office.house.clock.by_it(held.hold.expires_at);
    let is_first = there.state != HoldState::Active || lapses_at < there.expires_at;
    ensure!(is_first, "hold {} lapses after the one it stands for", held.hold.code);
    Ok(())
}

async fn kept(office: &Office) -> anyhow::Result<Vec<HoldRecord>> {
    Ok(office.house.store.kept_holds(office.house.tenant, HoldId(0), 10_000).await?)
}

async fn orders(house: &House) -> anyhow::Result<Vec<OrderRecord>> {
    let (mut all, mut before) = (Vec::new(), OrderId(i64::MAX));
    loop {
        let page = house.store.orders(house.tenant, before, 500).await?;
        let Some(last) = page.last() else { return Ok(all) };
        before = last.order.id;
        all.extend(page);
    }
}
