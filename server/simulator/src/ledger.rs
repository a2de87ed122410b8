//! What a house promised, and what its feed tells, held against what is stored.

use crate::chronicle::Chronicle;
use crate::deeds::Outcome;
use crate::house::{ARTICLES, House};
use anyhow::{Context, ensure};
use contract::{HoldState, OrderState, ProblemKind, Seq};
use std::collections::{BTreeMap, HashMap};
use store::{Audience, Change, HoldRecord, OrderRecord};

/// One hold as it was last seen.
#[derive(Clone)]
struct Seen {
    state: HoldState,
    items: Vec<(String, i64)>,
}

pub struct Ledger {
    /// Whether the pieces are this house's own.
    owns: bool,
    /// How far the feed was read.
    seq: Seq,
    holds: BTreeMap<String, Seen>,
    /// What all holds together keep and have sold, by article.
    held: BTreeMap<String, i64>,
    sold: BTreeMap<String, i64>,
    /// What is on hand: nothing but counting changes it.
    on_hand: BTreeMap<String, i64>,
    /// The hold, and the order, each request made.
    held_for: HashMap<String, String>,
    ordered_for: HashMap<String, String>,
    /// The order each hold became.
    ordered: HashMap<String, String>,
    pub orders: u64,
}

/// What a feed told since the last time.
#[derive(Default)]
pub struct News {
    pub holds: Vec<HoldRecord>,
    /// The codes of orders.
    pub orders: Vec<String>,
}

impl Ledger {
    pub fn new(owns: bool, seq: Seq) -> Self {
        Self {
            owns,
            seq,
            holds: BTreeMap::new(),
            held: BTreeMap::new(),
            sold: BTreeMap::new(),
            on_hand: ARTICLES.iter().map(|(sku, n)| ((*sku).to_owned(), *n)).collect(),
            held_for: HashMap::new(),
            ordered_for: HashMap::new(),
            ordered: HashMap::new(),
            orders: 0,
        }
    }

    /// Somebody was told something.
    pub fn told(&mut self, outcome: &Outcome, chronicle: &mut Chronicle) -> anyhow::Result<()> {
        let line = match outcome {
            Outcome::Held { request, hold } => {
                if let Some(request) = request {
                    let made = self.held_for.entry(request.clone()).or_insert_with(|| hold.clone());
                    ensure!(made == hold, "request {request} made two holds");
                }
                format!("held {}", chronicle.name(hold))
            }
            Outcome::Released { hold } => format!("released {}", chronicle.name(hold)),
            Outcome::Ordered { request, hold, order } => {
                let made = self.ordered_for.entry(request.clone()).or_insert_with(|| order.clone());
                ensure!(made == order, "request {request} made two orders");
                let made = self.ordered.entry(hold.clone()).or_insert_with(|| {
                    self.orders += 1;
                    order.clone()
                });
                ensure!(made == order, "hold {hold} became two orders");
                format!("ordered {} as {}", chronicle.name(hold), chronicle.name(order))
            }
            Outcome::Refused(ProblemKind::Internal) => anyhow::bail!("something failed"),
            other => format!("{other:?}"),
        };
        chronicle.write(&line);
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
    pub async fn follow(
        &mut self,
        house: &House,
        chronicle: &mut Chronicle,
    ) -> anyhow::Result<News> {
        let mut news = News::default();
        loop {
            let events = house.store.feed_after(house.tenant, self.seq, 500).await?;
            if events.is_empty() {
                break;
            }
            for event in events {
                // The store refuses a feed with a hole.
                self.seq = event.seq;
                let line = match (&event.audience, &event.change) {
                    (audience, Change::HoldChanged { code, what }) => {
                        news.holds.push(self.look(house, code).await?);
                        let owner = matches!(audience, Audience::Cart(_));
                        format!("hold {} {what} {owner}", chronicle.name(code))
                    }
                    (_, Change::OrderChanged { code }) => {
                        news.orders.push(code.clone());
                        format!("order {}", chronicle.name(code))
                    }
                    (_, change) => format!("{} {change:?}", change.kind()),
                };
                chronicle.write(&format!("{} {line}", event.seq));
            }
        }
        self.compare(house).await?;
        Ok(news)
    }

    /// Takes over what a hold is now.
    async fn look(&mut self, house: &House, code: &str) -> anyhow::Result<HoldRecord> {
        let record = house.store.hold(house.tenant, code).await?.context("a hold without a row")?;
        let items = record.hold.items.iter().map(|item| (item.sku.clone(), item.quantity));
        let seen = Seen { state: record.hold.state, items: items.collect() };
        if let Some(before) = self.holds.get(code).cloned() {
            self.count(&before, -1);
        }
        self.count(&seen, 1);
        if record.hold.state.keeps() || record.hold.state == HoldState::Confirmed {
            self.holds.insert(code.to_owned(), seen);
        } else {
            // It will not change any more.
            self.holds.remove(code);
        }
        Ok(record)
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

    async fn compare(&self, house: &House) -> anyhow::Result<()> {
        for row in house.store.stock_counts(house.tenant, "", 100).await? {
            // Pieces of another's stock move nothing here.
            let (held, sold) = if self.owns { self.kept(&row.sku) } else { (0, 0) };
            ensure!(row.free >= 0 && row.on_hand == row.free + row.held + row.sold, "{row:?}");
            ensure!(row.held == held, "{row:?}: {held} are held");
            ensure!(row.sold == sold, "{row:?}: {sold} are sold");
            let on_hand = self.on_hand.get(&row.sku).copied().unwrap_or_default();
            ensure!(row.on_hand == on_hand, "{row:?}: {on_hand} are on hand");
        }
        Ok(())
    }

    /// Replays every hold, and looks for every order that was promised.
    pub async fn check_everything(&self, house: &House) -> anyhow::Result<()> {
        let verified = house.store.verify_holds(house.tenant).await?;
        ensure!(verified.discrepancies.is_empty(), "{:?}", verified.discrepancies);
        for (hold, order) in &self.ordered {
            let record = house.store.order(house.tenant, order).await?;
            let record = record.with_context(|| format!("order {order} is gone"))?;
            ensure!(&record.hold == hold, "order {order} is of another hold");
            ensure!(!self.owns || stands(&record), "order {order} does not stand");
        }
        Ok(())
    }
}

pub fn stands(record: &OrderRecord) -> bool {
    record.order.state == OrderState::Placed
}
