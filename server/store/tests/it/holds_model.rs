//! Whatever is done in whatever order: the store and a plain model of it say the same, and every
//! hold is what its history says.

use crate::support::*;
use crate::trading::*;
use contract::{CartId, HoldState, TenantId};
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::{CorrectStock, ExtendHold, Owner, ReleaseHold, Store, StoreError};

const SKUS: [&str; 3] = ["A", "B", "C"];

#[derive(Clone, Debug)]
enum Op {
    Place { cart: i64, wanted: Vec<(usize, i64)>, replaces: bool },
    Extend(usize),
    Release(usize),
    Order(usize),
    Expire,
    Count(usize, i64),
    Correct(usize, i64),
    Wait(i64),
}

fn op() -> impl Strategy<Value = Op> {
    let wanted = prop::collection::btree_map(0..3_usize, 1..4_i64, 1..3);
    let wanted = wanted.prop_map(|wanted| wanted.into_iter().collect());
    prop_oneof![
        5 => (1..4_i64, wanted, any::<bool>())
            .prop_map(|(cart, wanted, replaces)| Op::Place { cart, wanted, replaces }),
        1 => (0..8_usize).prop_map(Op::Extend),
        2 => (0..8_usize).prop_map(Op::Release),
        2 => (0..8_usize).prop_map(Op::Order),
        1 => Just(Op::Expire),
        1 => (0..3_usize, -1..7_i64).prop_map(|(sku, said)| Op::Count(sku, said)),
        1 => (0..3_usize, 0..6_i64).prop_map(|(sku, free)| Op::Correct(sku, free)),
        2 => (1..25_i64).prop_map(Op::Wait),
    ]
}

#[derive(Clone, Debug)]
struct Known {
    code: String,
    cart: i64,
    wanted: Vec<(usize, i64)>,
    state: HoldState,
    until: i64,
    is_extended: bool,
}

#[derive(Default)]
struct Model {
    now: i64,
    free: [i64; 3],
    held: [i64; 3],
    sold: [i64; 3],
    said: [i64; 3],
    holds: Vec<Known>,
}

impl Model {
    fn end(&mut self, at: usize, state: HoldState) {
        let hold = &mut self.holds[at];
        hold.state = state;
        for (sku, quantity) in hold.wanted.clone() {
            self.held[sku] -= quantity;
            if state == HoldState::Confirmed {
                self.sold[sku] += quantity;
            } else {
                self.free[sku] += quantity;
            }
        }
    }

    fn lapsed(&self, at: usize) -> bool {
        self.holds[at].state == HoldState::Active && self.holds[at].until <= self.now
    }

    fn expire(&mut self) -> u32 {
        let lapsed: Vec<usize> = (0..self.holds.len()).filter(|at| self.lapsed(*at)).collect();
        for at in &lapsed {
            self.end(*at, HoldState::Expired);
        }
        lapsed.len() as u32
    }

    /// The hold that results, or nothing where pieces are missing.
    fn place(&mut self, cart: i64, wanted: &[(usize, i64)], replaces: bool) -> Option<usize> {
        let before = (self.free, self.held, self.holds.clone());
        if replaces {
            for at in 0..self.holds.len() {
                if self.holds[at].cart != cart || self.holds[at].state != HoldState::Active {
                    continue;
                }
                let lapsed = self.lapsed(at);
                if !lapsed && self.holds[at].wanted == wanted {
                    return Some(at);
                }
                self.end(at, if lapsed { HoldState::Expired } else { HoldState::Released });
            }
        }
        if wanted.iter().any(|(sku, quantity)| self.free[*sku] < *quantity) {
            self.expire();
        }
        if wanted.iter().any(|(sku, quantity)| self.free[*sku] < *quantity) {
            (self.free, self.held, self.holds) = before;
            return None;
        }
        for (sku, quantity) in wanted {
            self.free[*sku] -= quantity;
            self.held[*sku] += quantity;
        }
        self.holds.push(Known {
            code: format!("h{}", self.holds.len()),
            cart,
            wanted: wanted.to_vec(),
            state: HoldState::Active,
            until: self.now + 30,
            is_extended: false,
        });
        Some(self.holds.len() - 1)
    }
}

fn named(wanted: &[(usize, i64)]) -> Vec<(&'static str, i64)> {
    wanted.iter().map(|(sku, quantity)| (SKUS[*sku], *quantity)).collect()
}

async fn apply(store: &Store, shop: TenantId, model: &mut Model, op: &Op) {
    let some = |which: usize| which.checked_rem(model.holds.len());
    match op {
        Op::Wait(minutes) => model.now += minutes,
        Op::Place { cart, wanted, replaces } => {
            let code = format!("h{}", model.holds.len());
            let mut command = hold(shop, &code, model.now, &named(wanted));
            (command.owner, command.replaces) = (Owner::Cart(CartId(*cart)), *replaces);
            match (place(store, command).await, model.place(*cart, wanted, *replaces)) {
                (Ok(made), Some(at)) => assert_eq!(made.hold.code, model.holds[at].code),
                (Err(StoreError::Short(_)), None) => {}
                other => panic!("{other:?}"),
            }
        }
        Op::Extend(which) => {
            let Some(at_hold) = some(*which) else { return };
            let until = model.now + 30;
            let known = &model.holds[at_hold];
            let may = known.state == HoldState::Active
                && !model.lapsed(at_hold)
                && !known.is_extended
                && until > known.until;
            let command = ExtendHold {
                tenant: shop,
                origin: at(model.now),
                owner: Some(Owner::Cart(CartId(known.cart))),
                code: known.code.clone(),
                expires_at: at(until).at,
            };
            assert_eq!(store.write(command).await.is_ok(), may);
            if may {
                let known = &mut model.holds[at_hold];
                (known.until, known.is_extended) = (until, true);
            }
        }
        Op::Release(which) => {
            let Some(at_hold) = some(*which) else { return };
            let known = &model.holds[at_hold];
            let command = ReleaseHold {
                tenant: shop,
                origin: at(model.now),
                owner: Some(Owner::Cart(CartId(known.cart))),
                code: known.code.clone(),
            };
            let outcome = store.write(command).await;
            assert_eq!(outcome.is_ok(), known.state != HoldState::Confirmed);
            if known.state == HoldState::Active {
                let lapsed = model.lapsed(at_hold);
                model.end(at_hold, if lapsed { HoldState::Expired } else { HoldState::Released });
            }
        }
        Op::Order(which) => {
            let Some(at_hold) = some(*which) else { return };
            let known = model.holds[at_hold].clone();
            let code = format!("o{at_hold}");
            let mut command = order(shop, &known.code, &code, model.now, &named(&known.wanted));
            command.owner = Owner::Cart(CartId(known.cart));
            let is_first = known.state == HoldState::Active && !model.lapsed(at_hold);
            let outcome = store.write(command).await;
            assert_eq!(outcome.is_ok(), is_first || known.state == HoldState::Confirmed);
            if is_first {
                model.end(at_hold, HoldState::Confirmed);
            }
        }
        Op::Expire => {
            let expired = expire(store, shop, model.now).await;
            assert_eq!(expired, model.expire());
        }
        Op::Count(sku, said) => {
            let mut product = draft(SKUS[*sku]);
            product.stock = Some(*said);
            upsert(store, shop, vec![product]).await;
            if model.said[*sku] != *said {
                model.said[*sku] = *said;
                model.free[*sku] = (*said - model.held[*sku]).max(0);
            }
        }
        Op::Correct(sku, free) => {
            let command = CorrectStock {
                tenant: shop,
                origin: at(model.now),
                sku: SKUS[*sku].into(),
                free: *free,
                seen: None,
                reason: "counted".into(),
            };
            store.write(command).await.unwrap();
            model.free[*sku] = *free;
        }
    }
}

async fn check(store: &Store, shop: TenantId, model: &Model) {
    for (at, sku) in SKUS.iter().enumerate() {
        let expected = (model.free[at], model.held[at], model.sold[at]);
        assert_eq!(counts(store, shop, sku).await, expected, "{sku}");
    }
    let states: BTreeMap<&str, HoldState> =
        model.holds.iter().map(|hold| (hold.code.as_str(), hold.state)).collect();
    for (code, state) in states {
        let stored = store.hold(shop, code).await.unwrap().unwrap();
        assert_eq!(stored.hold.state, state, "{code}");
    }
    in_order(store, shop).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_store_does_what_the_model_does(ops in prop::collection::vec(op(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let database = store::testing::sqlite();
            let store = database.store().await;
            let shop = stocked(&store, &[("A", 4), ("B", 2), ("C", 1)]).await;
            let mut model = Model { free: [4, 2, 1], said: [4, 2, 1], ..Model::default() };
            for op in &ops {
                apply(&store, shop, &mut model, op).await;
            }
            check(&store, shop, &model).await;
            store.close().await;
        });
    }
}
