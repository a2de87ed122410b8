//! What shoppers of one Etalage hold and order, where another one owns the stock.

use crate::harness::Node;
use crate::inventory::{Pair, now};
use crate::keys::key;
use crate::middleman::Fault;
use crate::woocommerce::wait;
use contract::order::{OrderWish, PushState};
use contract::ports::Shopping;
use contract::protocol::HoldAsked;
use contract::{
    CartEdit, Customer, Denied, Hold, HoldId, HoldState, Item, Order, OrderId, OrderState,
    ProblemKind, ProductId,
};
use engine::trade::Shopper;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use store::testing::databases;
use store::{ExtendHold, HoldRecord, OrderRecord, ReleaseHold};

const SKU: &str = "TIDE-1-S";
/// As many as there are of it.
const ALL: i64 = 4;

struct Visitor(String, AtomicBool);

impl Shopper for Visitor {
    fn known(&self) -> Option<String> {
        self.1.load(SeqCst).then(|| self.0.clone())
    }

    fn become_known(&self) -> String {
        self.1.store(true, SeqCst);
        self.0.clone()
    }
}

pub fn visitor(node: &Node, name: &str) -> Arc<dyn Shopping> {
    let visitor = Arc::new(Visitor(name.into(), AtomicBool::new(false)));
    node.app.engine.shopping("alder", visitor, "0").unwrap()
}

/// Has so many of it in the cart.
pub async fn want(shopper: &Arc<dyn Shopping>, sku: &str, quantity: i64) {
    let item = Item::new(sku, quantity);
    let edit = match shopper.cart().await.unwrap().lines.is_empty() {
        true => CartEdit::Add { item, product: ProductId(0) },
        false => CartEdit::Set { item },
    };
    shopper.edit_cart(vec![edit]).await.unwrap();
}

pub async fn order(shopper: &Arc<dyn Shopping>, hold: &Hold) -> Result<Order, Denied> {
    let customer = Customer {
        name: "Ines Vale".into(),
        email: "ines@example.com".into(),
        street: "12 Harbour Row".into(),
        postal_code: "EX1 1AA".into(),
        city: "Exmouth".into(),
        country: "GB".into(),
        note: "Ring twice".into(),
        ..Customer::default()
    };
    let total_cents = shopper.cart().await.unwrap().total_cents();
    let (key, hold) = (hold.code.clone(), hold.code.clone());
    shopper.place_order(&OrderWish { key, hold, total_cents, customer }).await
}

pub fn short(outcome: Result<Hold, Denied>) -> i64 {
    match outcome {
        Err(Denied::Short(short)) => short[0].free,
        other => panic!("{other:?}"),
    }
}

pub fn away<T: std::fmt::Debug>(outcome: Result<T, Denied>) {
    let problem = outcome.unwrap_err().problem();
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    assert!(problem.title.contains("cannot tell"), "{}", problem.title);
}

/// What keeps pieces at a node.
async fn kept(node: &Node) -> Vec<HoldRecord> {
    node.store.kept_holds(node.own, HoldId(0), 100).await.unwrap()
}

pub async fn orders(node: &Node) -> Vec<OrderRecord> {
    node.store.orders(node.own, OrderId(i64::MAX), 100).await.unwrap()
}

async fn free(node: &Node) -> i64 {
    let articles = node.store.articles(node.own, &[SKU.to_owned()]).await.unwrap();
    articles[0].free.unwrap()
}

async fn in_order(pair: &Pair) {
    for node in [&pair.upstream, &pair.node] {
        let verified = node.store.verify_holds(node.own).await.unwrap();
        assert_eq!(verified.discrepancies, []);
    }
}

#[tokio::test]
async fn what_is_bought_here_is_ordered_there_once() {
    for database in databases().await {
        let pair = Pair::synced(database, 2).await;
        let ines = visitor(&pair.node, "ines");
        want(&ines, SKU, 2).await;
        let available = |cart: contract::Cart| cart.lines[0].available.clone().unwrap().free;
        assert_eq!(available(ines.cart().await.unwrap()), Some(ALL));
        let hold = ines.hold().await.unwrap();
        let [there] = &kept(&pair.upstream).await[..] else { panic!("one hold there") };
        assert_eq!(there.hold.items, hold.items);
        let ahead = there.hold.expires_at.0 - hold.expires_at.0;
        assert!((60_000..65_000).contains(&ahead), "a minute earlier here: {ahead}");
        assert_eq!(available(ines.cart().await.unwrap()), Some(ALL), "their own is not in the way");
        assert_eq!(ines.hold().await.unwrap(), hold, "the same is held once");

        // More than is left beside what they hold.
        want(&ines, SKU, ALL).await;
        let all = ines.hold().await.unwrap();
        assert_eq!((kept(&pair.upstream).await.len(), free(&pair.upstream).await), (1, 0));
        let noor = visitor(&pair.node, "noor");
        want(&noor, SKU, 1).await;
        assert_eq!(short(noor.hold().await), 0);
        // More than there is: what they hold stays.
        want(&ines, SKU, ALL + 1).await;
        assert_eq!(short(ines.hold().await), ALL);
        assert_eq!(kept(&pair.node).await[0].hold, all);
        assert_eq!(free(&pair.upstream).await, 0);
        want(&ines, SKU, 1).await;
        let one = ines.hold().await.unwrap();
        assert_eq!((kept(&pair.upstream).await.len(), free(&pair.upstream).await), (1, ALL - 1));

        let longer = ines.extend_hold().await.unwrap();
        let there = kept(&pair.upstream).await.remove(0).hold;
        assert!(longer.expires_at > one.expires_at && there.is_extended);
        assert!((60_000..65_000).contains(&(there.expires_at.0 - longer.expires_at.0)));
        assert_eq!(ines.extend_hold().await.unwrap_err().kind, ProblemKind::Conflict);

        let placed = order(&ines, &one).await.unwrap();
        assert_eq!((placed.state, placed.push.state), (OrderState::Placed, PushState::Done));
        assert_eq!(order(&ines, &one).await.unwrap().code, placed.code);
        let [there] = &orders(&pair.upstream).await[..] else { panic!("one order there") };
        assert_eq!(placed.push.remote_id.as_ref(), Some(&there.order.code));
        assert_eq!(there.order.customer, placed.customer);
        let sold = |order: &Order| (order.lines[0].sku.clone(), order.total_cents);
        assert_eq!(sold(&there.order), sold(&placed));
        assert_eq!(there.order.lines[0].options, "S");
        assert!(kept(&pair.node).await.is_empty() && kept(&pair.upstream).await.is_empty());

        noor.hold().await.unwrap();
        noor.release_hold().await.unwrap();
        assert_eq!(free(&pair.upstream).await, ALL - 1);
        in_order(&pair).await;
        pair.stop().await;
    }
}

#[tokio::test]
async fn while_the_line_is_cut_nothing_is_promised_and_nothing_lost() {
    for database in databases().await {
        let pair = Pair::synced(database, 2).await;
        let ines = visitor(&pair.node, "ines");
        want(&ines, SKU, 1).await;
        pair.line.set(Fault::Status(503));
        away(ines.hold().await);
        assert_eq!(ines.cart().await.unwrap().lines[0].available, None);
        assert_eq!(pair.node.nobody().get("/t/alder/p/tide-bowl-1").await.status(), 200);
        pair.line.set(Fault::None);
        pair.pass(1);
        let hold = ines.hold().await.unwrap();
        pair.line.set(Fault::Status(503));
        away(ines.extend_hold().await.map_err(Denied::from));

        // Ordered while it is cut: it is on its way, and comes there once.
        assert_eq!(order(&ines, &hold).await.unwrap().state, OrderState::Placing);
        pair.pass(1);
        wait("it is tried again", || async { orders(&pair.node).await[0].order.push.attempts > 1 })
            .await;
        pair.line.set(Fault::None);
        placed(&pair, 1).await;

        // Cut while it is ordered: it was done there, and nobody heard.
        want(&ines, SKU, 1).await;
        let hold = ines.hold().await.unwrap();
        pair.line.set(Fault::Lost("/confirm"));
        assert_eq!(order(&ines, &hold).await.unwrap().state, OrderState::Placing);
        assert_eq!(orders(&pair.upstream).await.len(), 2);
        pair.line.set(Fault::None);
        placed(&pair, 2).await;

        // A hold nobody heard of is in nobody's way, its owner's least of all.
        want(&ines, SKU, ALL - 2).await;
        pair.line.set(Fault::Lost("/api/holds"));
        away(ines.hold().await);
        assert_eq!(free(&pair.upstream).await, 0);
        pair.line.set(Fault::None);
        pair.pass(1);
        ines.hold().await.unwrap();
        assert_eq!(kept(&pair.upstream).await.len(), 1);
        ines.release_hold().await.unwrap();
        let noor = visitor(&pair.node, "noor");
        want(&noor, SKU, 1).await;
        pair.line.set(Fault::Lost("/api/holds"));
        away(noor.hold().await);
        pair.line.set(Fault::None);
        pair.pass(1);
        wait("it is let go of", || async { kept(&pair.upstream).await.is_empty() }).await;

        // Let go of while it is cut.
        noor.hold().await.unwrap();
        pair.line.set(Fault::Status(503));
        noor.release_hold().await.unwrap();
        assert_eq!(kept(&pair.upstream).await.len(), 1);
        pair.line.set(Fault::None);
        pair.pass(1);
        wait("it is let go of there", || async { kept(&pair.upstream).await.is_empty() }).await;
        in_order(&pair).await;
        pair.stop().await;
    }
}

/// So many orders stand on both sides, each once.
async fn placed(pair: &Pair, count: usize) {
    let begun = std::time::Instant::now();
    loop {
        pair.node.app.test_clock.as_ref().unwrap().advance(10_000);
        let here = orders(&pair.node).await;
        if here.iter().all(|it| it.order.push.state == PushState::Done) {
            assert!(here.iter().all(|it| it.order.state == OrderState::Placed));
            let mut codes: Vec<_> =
                here.into_iter().filter_map(|it| it.order.push.remote_id).collect();
            codes.dedup();
            assert_eq!((codes.len(), orders(&pair.upstream).await.len()), (count, count));
            return;
        }
        assert!(begun.elapsed().as_secs() < 30, "{here:?}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_last_pieces_are_sold_once_from_both_sides() {
    for database in databases().await {
        let pair = Pair::synced(database, 2).await;
        let mut all = Vec::new();
        for number in 0..5 {
            for node in [&pair.node, &pair.upstream] {
                let shopper = visitor(node, &format!("visitor {number}"));
                want(&shopper, SKU, 1).await;
                all.push(shopper);
            }
        }
        let bought = all.iter().map(|shopper| async move {
            let hold = match shopper.hold().await {
                Ok(hold) => hold,
                Err(Denied::Short(_)) => return 0,
                Err(other) => panic!("{other:?}"),
            };
            order(shopper, &hold).await.unwrap();
            1
        });
        let bought: i64 = futures::future::join_all(bought).await.into_iter().sum();
        assert_eq!((bought, free(&pair.upstream).await), (ALL, 0));
        assert_eq!(orders(&pair.upstream).await.len() as i64, ALL);
        in_order(&pair).await;
        pair.stop().await;
    }
}

#[tokio::test]
async fn a_system_has_a_hold_for_each_request_and_one_for_the_same() {
    for database in databases().await {
        let pair = Pair::synced(database, 2).await;
        let bearer = pair.node.app.engine.key_bearer(&key(&pair.node, pair.node.own).await);
        let bearer = bearer.unwrap();
        let asked = |quantity| HoldAsked {
            items: vec![Item::new(SKU, quantity)],
            customer_id: None,
            minutes: None,
        };
        let hold = async |request: &str, quantity: i64| {
            let engine = &pair.node.app.engine;
            let dealings = engine.dealings(bearer.clone(), "0", Some(request)).unwrap();
            dealings.hold(&asked(quantity)).await.map(|hold| hold.code)
        };
        let first = hold("a", 1).await.unwrap();
        assert_eq!(hold("a", 1).await.unwrap(), first);
        let second = hold("b", 1).await.unwrap();
        assert_ne!(first, second, "it is as much again");
        assert_eq!(free(&pair.upstream).await, ALL - 2);
        // The last ones: asking again takes nothing, and wants nothing.
        let last = hold("c", ALL - 2).await.unwrap();
        assert_eq!(hold("c", ALL - 2).await.unwrap(), last);
        // One whose answer was lost is in nobody's way.
        let origin = now(&pair.node);
        let (tenant, owner) = (pair.node.own, None);
        let release = ReleaseHold { tenant, origin, owner, code: last };
        pair.node.store.write(release).await.unwrap();
        let there = kept(&pair.upstream).await.pop().unwrap().hold.code;
        let origin = now(&pair.upstream);
        let release = ReleaseHold { tenant: pair.upstream.own, origin, owner: None, code: there };
        pair.upstream.store.write(release).await.unwrap();
        pair.line.set(Fault::Lost("/api/holds"));
        assert!(hold("d", 1).await.is_err());
        assert_eq!(free(&pair.upstream).await, 1);
        pair.line.set(Fault::None);
        pair.pass(1);
        wait("it is let go of", || async { free(&pair.upstream).await == 2 }).await;
        in_order(&pair).await;
        pair.stop().await;
    }
}

#[tokio::test]
async fn what_the_owner_says_of_a_hold_counts() {
    for database in databases().await {
        let pair = Pair::synced(database, 2).await;
        let (upstream, node) = (&pair.upstream, &pair.node);
        let ines = visitor(node, "ines");
        want(&ines, SKU, 1).await;
        let hold = ines.hold().await.unwrap();
        let state =
            async |hold: &Hold| node.store.hold(node.own, &hold.code).await.unwrap().unwrap().hold;
        // Given more time there.
        let there = kept(upstream).await.remove(0).hold;
        let (tenant, origin, owner) = (upstream.own, now(upstream), None);
        let expires_at = there.expires_at.plus_seconds(600);
        let code = there.code.clone();
        let extend = ExtendHold { tenant, origin, owner, code, expires_at };
        upstream.store.write(extend).await.unwrap();
        pair.pass(1);
        wait("it is here as well", || async {
            state(&hold).await.expires_at == hold.expires_at.plus_seconds(600)
        })
        .await;
        // Let go of there.
        let origin = now(upstream);
        let release = ReleaseHold { tenant, origin, owner: None, code: there.code };
        upstream.store.write(release).await.unwrap();
        pair.pass(1);
        wait("it is over", || async { state(&hold).await.state == HoldState::Released }).await;
        assert!(ines.cart().await.unwrap().hold.is_none());
        let refused = order(&ines, &hold).await.unwrap_err().problem();
        assert_eq!(refused.kind, ProblemKind::Conflict);
        assert!(orders(node).await.is_empty());

        // Let go of there in the moment it is ordered here: nothing was bought.
        let hold = ines.hold().await.unwrap();
        let there = kept(upstream).await.remove(0).hold;
        let origin = now(upstream);
        let release = ReleaseHold { tenant, origin, owner: None, code: there.code };
        upstream.store.write(release).await.unwrap();
        let refused = order(&ines, &hold).await.unwrap_err().problem();
        assert!(refused.title.contains("Nothing was ordered"), "{}", refused.title);
        assert_eq!(orders(node).await[0].order.state, OrderState::Refused);
        assert_eq!(state(&hold).await.state, HoldState::Expired);
        assert!(orders(upstream).await.is_empty());
        in_order(&pair).await;
        pair.stop().await;
    }
}
