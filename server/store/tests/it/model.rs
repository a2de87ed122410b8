//! Shelves against a model in memory: whatever is done to them, positions are dense, nothing is
//! doubled, and an event is written exactly when something changed.

use crate::support::*;
use contract::edit::{Action, Edit};
use contract::featured::FeatureRequest;
use contract::{FeaturedTypeId, ProductId, Seq, TenantId, Timestamp};
use proptest::prelude::*;
use std::collections::HashMap;
use store::{EditBoard, Feature, Store, StoreError, Unfeature, testing};

const PRODUCTS: usize = 5;
const SHELVES: usize = 2;

#[derive(Clone, Debug)]
enum Step {
    Feature { product: usize, shelf: usize, position: Option<i64>, starts_at: Option<i64> },
    Unfeature { product: usize, shelf: usize },
    Schedule { product: usize, shelf: usize, ends_at: Option<i64> },
    Move { product: usize, shelf: usize, to: Option<usize>, position: Option<i64> },
}

fn step() -> impl Strategy<Value = Step> {
    // One product and one shelf more than there are: foreign ones.
    let (product, shelf) = (0..=PRODUCTS, 0..=SHELVES);
    let position = prop::option::of(-1_i64..7);
    let moment = prop::option::of(1_i64..3);
    prop_oneof![
        4 => (product.clone(), shelf.clone(), position.clone(), moment.clone()).prop_map(
            |(product, shelf, position, starts_at)| Step::Feature {
                product, shelf, position, starts_at
            }
        ),
        2 => (product.clone(), shelf.clone())
            .prop_map(|(product, shelf)| Step::Unfeature { product, shelf }),
        2 => (product.clone(), shelf.clone(), moment)
            .prop_map(|(product, shelf, ends_at)| Step::Schedule { product, shelf, ends_at }),
        4 => (product, shelf.clone(), prop::option::of(shelf), position)
            .prop_map(|(product, shelf, to, position)| Step::Move { product, shelf, to, position }),
    ]
}

type Placed = (ProductId, Option<i64>, Option<i64>);

/// What a step answers.
#[derive(Debug, PartialEq)]
enum Answer {
    Changed,
    Same,
    NotFound,
    Conflict,
}

struct Shop {
    tenant: TenantId,
    products: Vec<ProductId>,
    shelves: Vec<FeaturedTypeId>,
}

#[derive(Default)]
struct Model(HashMap<usize, Vec<Placed>>);

impl Model {
    fn step(&mut self, shop: &Shop, step: &Step) -> Answer {
        let shelf = match step {
            Step::Feature { shelf, .. }
            | Step::Unfeature { shelf, .. }
            | Step::Schedule { shelf, .. }
            | Step::Move { shelf, .. } => *shelf,
        };
        if shelf == SHELVES {
            return Answer::NotFound;
        }
        let row = self.0.entry(shelf).or_default();
        let before = row.clone();
        let at = |row: &[Placed], product: usize| {
            row.iter().position(|placed| placed.0 == shop.products[product])
        };
        match step {
            Step::Feature { product, position, starts_at, .. } => {
                if *product == PRODUCTS {
                    return Answer::NotFound;
                }
                let found = at(row, *product);
                if let Some(index) = found {
                    row.remove(index);
                }
                let slot = match (position, found) {
                    (Some(position), _) => (*position).max(0) as usize,
                    (None, Some(index)) => index,
                    (None, None) => row.len(),
                };
                row.insert(slot.min(row.len()), (shop.products[*product], *starts_at, None));
            }
            Step::Unfeature { product, .. } => match at(row, *product) {
                Some(index) => drop(row.remove(index)),
                None => return Answer::NotFound,
            },
            Step::Schedule { product, ends_at, .. } => match at(row, *product) {
                Some(index) => (row[index].1, row[index].2) = (None, *ends_at),
                None => return Answer::NotFound,
            },
            Step::Move { product, to, position, .. } => {
                let Some(from) = at(row, *product) else { return Answer::NotFound };
                let to = to.unwrap_or(shelf);
                return self.carry((shelf, from), to, *position);
            }
        }
        if *row == before { Answer::Same } else { Answer::Changed }
    }

    fn carry(&mut self, from: (usize, usize), to: usize, position: Option<i64>) -> Answer {
        if to == SHELVES {
            return Answer::NotFound;
        }
        let (shelf, index) = from;
        let placed = self.0[&shelf][index];
        let target = self.0.entry(to).or_default();
        if to != shelf && target.iter().any(|other| other.0 == placed.0) {
            return Answer::Conflict;
        }
        self.0.get_mut(&shelf).expect("it was found there").remove(index);
        let target = self.0.entry(to).or_default();
        let end = if to == shelf { index } else { target.len() };
        let slot = position.map_or(end, |position| position.max(0) as usize).min(target.len());
        target.insert(slot, placed);
        if (to, slot) == from { Answer::Same } else { Answer::Changed }
    }
}

async fn perform(store: &Store, shop: &Shop, step: &Step) -> Answer {
    let (tenant, origin) = (shop.tenant, origin());
    let before = store.feed_head(tenant).await.unwrap();
    let moment = |at: &Option<i64>| at.map(Timestamp);
    let answer = match step {
        Step::Feature { product, shelf, position, starts_at } => {
            let request = FeatureRequest {
                type_id: shop.shelves[*shelf],
                position: *position,
                starts_at: moment(starts_at),
                ends_at: None,
            };
            let product = shop.products[*product];
            let answer = store.write(Feature { tenant, origin, product, request }).await;
            answer.map(|committed| committed.seq)
        }
        Step::Unfeature { product, shelf } => {
            let (product, featured_type) = (shop.products[*product], shop.shelves[*shelf]);
            let answer = store.write(Unfeature { tenant, origin, product, featured_type }).await;
            answer.map(|committed| committed.seq)
        }
        Step::Schedule { product, shelf, ends_at } => {
            let action = Action::Schedule { starts_at: None, ends_at: moment(ends_at) };
            edit(store, shop, (*shelf, *product), action).await
        }
        Step::Move { product, shelf, to, position } => {
            let to = to.map(|to| shop.shelves[to]);
            let action = Action::Move { to, position: *position };
            edit(store, shop, (*shelf, *product), action).await
        }
    };
    let after = store.feed_head(tenant).await.unwrap();
    match answer {
        Ok(seq) => {
            assert_eq!(seq, after);
            if after == before { Answer::Same } else { Answer::Changed }
        }
        Err(error) => {
            assert_eq!(after, before, "a refusal writes nothing");
            match error {
                StoreError::NotFound(_) => Answer::NotFound,
                StoreError::Clashes(_) => Answer::Conflict,
                error => panic!("{error}"),
            }
        }
    }
}

async fn edit(
    store: &Store,
    shop: &Shop,
    (shelf, product): (usize, usize),
    action: Action,
) -> store::Result<Seq> {
    let (type_id, product_id) = (shop.shelves[shelf], shop.products[product]);
    let edits = vec![Edit { type_id, product_id, seen: None, action }];
    let command = EditBoard { tenant: shop.tenant, origin: origin(), edits };
    store.write(command).await.map(|committed| committed.seq)
}

async fn compare(store: &Store, shop: &Shop, model: &Model) {
    let placed = store.featured(shop.tenant).await.unwrap().assignments;
    for shelf in 0..SHELVES {
        let row: Vec<_> =
            placed.iter().filter(|placed| placed.type_id == shop.shelves[shelf]).collect();
        let positions: Vec<i64> = row.iter().map(|placed| placed.position).collect();
        assert_eq!(positions, (0..row.len() as i64).collect::<Vec<_>>());
        let row: Vec<Placed> = row
            .iter()
            .map(|p| (p.product_id, p.starts_at.map(|at| at.0), p.ends_at.map(|at| at.0)))
            .collect();
        assert_eq!(row, model.0.get(&shelf).cloned().unwrap_or_default());
    }
}

async fn open(store: &Store, slug: &str, foreign: &Shop) -> Shop {
    let tenant = tenant(store, slug).await;
    let drafts = (0..PRODUCTS).map(|number| draft(&number.to_string())).collect();
    upsert(store, tenant, drafts).await;
    let mut products = store.all_product_ids(tenant, ProductId(0), 100).await.unwrap();
    let mut shelves = Vec::new();
    for shelf in 0..SHELVES {
        shelves.push(featured_type(store, tenant, &format!("Shelf {shelf}")).await);
    }
    products.extend(foreign.products.first());
    shelves.extend(foreign.shelves.first());
    Shop { tenant, products, shelves }
}

#[test]
fn shelves_do_what_the_model_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = testing::sqlite();
    let nobody = Shop { tenant: TenantId(0), products: vec![], shelves: vec![] };
    let (store, foreign) = runtime.block_on(async {
        let store = database.store().await;
        let foreign = open(&store, "foreign", &nobody).await;
        (store, foreign)
    });
    let cases = std::cell::Cell::new(0);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..24))| {
        cases.set(cases.get() + 1);
        runtime.block_on(async {
            let shop = open(&store, &format!("case-{}", cases.get()), &foreign).await;
            let mut model = Model::default();
            for step in &steps {
                let answer = perform(&store, &shop, step).await;
                assert_eq!(answer, model.step(&shop, step), "{step:?}");
                compare(&store, &shop, &model).await;
            }
            feed(&store, shop.tenant).await;
        });
    });
    runtime.block_on(store.close());
}
