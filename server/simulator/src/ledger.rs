//! What was promised, and what the feed tells, held against what is stored.

use crate::deeds::Outcome;
use crate::world::{ARTICLES, World};
use anyhow::{Context, ensure};
use contract::{HoldState, OrderState, Seq};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use store::{Audience, Change};

/// One hold as it was last seen.
#[derive(Clone)]
struct Seen {
    state: HoldState,
    items: Vec<(String, i64)>,
}

pub struct Ledger {
    /// How far the feed was read.
    seq: Seq,
    holds: BTreeMap<String, Seen>,
    /// What all holds together keep and have sold, by article.
    held: BTreeMap<String, i64>,
    sold: BTreeMap<String, i64>,
    /// What is on hand: nothing but counting changes it.
    on_hand: BTreeMap<String, i64>,
    /// The order each request made.
    requests: HashMap<String, String>,
    /// The order each hold became.
    ordered: HashMap<String, String>,
    pub orders: u64,
    /// Random names by when they were first seen, so that two runs of a seed tell the same.
    names: HashMap<String, usize>,
    hash: Sha256,
}

impl Ledger {
    pub fn new(seq: Seq) -> Self {
        Self {
            seq,
            holds: BTreeMap::new(),
            held: BTreeMap::new(),
            sold: BTreeMap::new(),
            on_hand: ARTICLES.iter().map(|(sku, n)| ((*sku).to_owned(), *n)).collect(),
            requests: HashMap::new(),
            ordered: HashMap::new(),
            orders: 0,
            names: HashMap::new(),
            hash: Sha256::new(),
        }
    }

    pub fn hash(&self) -> String {
        self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn name(&mut self, random: &str) -> usize {
        let next = self.names.len();
        *self.names.entry(random.to_owned()).or_insert(next)
    }

    fn write(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    /// Somebody was told something.
    pub fn told(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        let line = match outcome {
            Outcome::Held { hold } => format!("held {}", self.name(hold)),
            Outcome::Released { hold } => format!("released {}", self.name(hold)),
            Outcome::Ordered { request, hold, order } => {
                let made = self.requests.entry(request.clone()).or_insert_with(|| order.clone());
                ensure!(made == order, "request {request} made two orders");
                let made = self.ordered.entry(hold.clone()).or_insert_with(|| {
                    self.orders += 1;
                    order.clone()
                });
                ensure!(made == order, "hold {hold} became two orders");
                format!("ordered {} as {}", self.name(hold), self.name(order))
            }
            other => format!("{other:?}"),
        };
        self.write(&line);
        Ok(())
    }

    /// The source counted: so much more is on hand, or less.
    pub fn counted(&mut self, sku: &str, on_hand: i64) {
        self.on_hand.insert(sku.to_owned(), on_hand);
    }

    pub fn kept(&self, sku: &str) -> (i64, i64) {
        let of = |all: &BTreeMap<String, i64>| all.get(sku).copied().unwrap_or_default();
        (of(&self.held), of(&self.sold))
    }

    /// Reads what the feed tells since the last time, and compares the sums.
    pub async fn follow(&mut self, world: &World) -> anyhow::Result<()> {
        loop {
            let events = world.store.feed_after(world.tenant, self.seq, 500).await?;
            if events.is_empty() {
                break;
            }
            for event in events {
                // The store refuses a feed with a hole.
                self.seq = event.seq;
                let line = match (&event.audience, &event.change) {
                    (audience, Change::HoldChanged { code, what }) => {
                        self.look(world, code).await?;
                        let owner = matches!(audience, Audience::Cart(_));
                        format!("hold {} {what} {owner}", self.name(code))
                    }
                    (_, Change::OrderChanged { code }) => format!("order {}", self.name(code)),
                    (_, change) => format!("{} {change:?}", change.kind()),
                };
                let line = format!("{} {line}", event.seq);
                self.write(&line);
            }
        }
        self.compare(world).await
    }

    /// Takes over what a hold is now.
    async fn look(&mut self, world: &World, code: &str) -> anyhow::Result<()> {
        let record = world.store.hold(world.tenant, code).await?.context("a hold without a row")?;
        let items: Vec<(String, i64)> =
            record.hold.items.into_iter().map(|item| (item.sku, item.quantity)).collect();
        if let Some(before) = self.holds.get(code).cloned() {
            self.count(&before, -1);
        }
        let seen = Seen { state: record.hold.state, items };
        self.count(&seen, 1);
        if record.hold.state.keeps() || record.hold.state == HoldState::Confirmed {
            self.holds.insert(code.to_owned(), seen);
        } else {
            // It will not change any more.
            self.holds.remove(code);
        }
        Ok(())
    }

    fn count(&mut self, seen: &Seen, by: i64) {
        let sums = match seen.state {
            HoldState::Active | HoldState::Confirming => &mut self.held,
            HoldState::Confirmed => &mut self.sold,
            HoldState::Released | HoldState::Expired => return,
        };
        for (sku, quantity) in &seen.items {
            *sums.entry(sku.clone()).or_default() += by * quantity;
        }
    }

    async fn compare(&self, world: &World) -> anyhow::Result<()> {
        for row in world.store.stock_counts(world.tenant, "", 100).await? {
            let (held, sold) = self.kept(&row.sku);
            ensure!(row.free >= 0 && row.on_hand == row.free + row.held + row.sold, "{row:?}");
            ensure!(row.held == held, "{row:?}: {held} are held");
            ensure!(row.sold == sold, "{row:?}: {sold} are sold");
            let on_hand = self.on_hand.get(&row.sku).copied().unwrap_or_default();
            ensure!(row.on_hand == on_hand, "{row:?}: {on_hand} are on hand");
        }
        Ok(())
    }

    /// Replays every hold, and looks for every order that was promised.
    pub async fn check_everything(&self, world: &World) -> anyhow::Result<()> {
        let verified = world.store.verify_holds(world.tenant).await?;
        ensure!(verified.discrepancies.is_empty(), "{:?}", verified.discrepancies);
        for (hold, order) in &self.ordered {
            let record = world.store.order(world.tenant, order).await?;
            let record = record.with_context(|| format!("order {order} is gone"))?;
            ensure!(&record.hold == hold, "order {order} is of another hold");
            ensure!(record.order.state == OrderState::Placed, "order {order} does not stand");
        }
        Ok(())
    }
}
