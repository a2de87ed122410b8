//! Edits of the board: all or none, never over somebody else's, and taken back to the last detail.

use crate::support::*;
use contract::edit::{Action, Edit, Turn};
use contract::{Clash, FeaturedType, FeaturedTypeId, ProductId, Revision, TenantId, Timestamp};
use contract::{UserId, UserId as User};
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::{
    Change, DeleteFeaturedType, EditBoard, Featured, MoveFeaturedType, Origin, SaveFeaturedType,
    Store, StoreError, TurnBoard, testing,
};

const MAREN: User = UserId(1);
const OTTO: User = UserId(2);

fn by(user: User) -> Origin {
    let actor = if user == MAREN { "Maren" } else { "Otto" };
    Origin { actor: actor.into(), user_id: Some(user), ..origin() }
}

async fn edit(
    store: &Store,
    tenant: TenantId,
    user: User,
    edits: Vec<Edit>,
) -> store::Result<Option<Revision>> {
    let command = EditBoard { tenant, origin: by(user), edits };
    store.write(command).await.map(|committed| committed.value)
}

async fn turn(store: &Store, tenant: TenantId, user: User, turn: Turn) -> store::Result<String> {
    let command = TurnBoard { tenant, origin: by(user), turn };
    store.write(command).await.map(|committed| committed.value)
}

fn one(type_id: FeaturedTypeId, product_id: ProductId, action: Action) -> Edit {
    Edit { type_id, product_id, seen: None, action }
}

fn place(position: Option<i64>) -> Action {
    Action::Place { position, starts_at: None, ends_at: None }
}

/// Everything there is to a board, revisions included.
type State = (Vec<FeaturedType>, Vec<(FeaturedTypeId, ProductId, i64, [Option<i64>; 2], Revision)>);

async fn state(store: &Store, tenant: TenantId) -> State {
    let Featured { types, assignments: placed, .. } = store.featured(tenant).await.unwrap();
    let mut next = BTreeMap::<_, i64>::new();
    for placed in &placed {
        let position = next.entry(placed.type_id).or_default();
        assert_eq!(placed.position, *position, "positions are dense");
        *position += 1;
    }
    let millis = |at: Option<Timestamp>| at.map(|at| at.0);
    let placed = placed.iter().map(|p| {
        let window = [millis(p.starts_at), millis(p.ends_at)];
        (p.type_id, p.product_id, p.position, window, p.revision)
    });
    (types, placed.collect())
}

struct Shop {
    tenant: TenantId,
    products: Vec<ProductId>,
    shelves: Vec<FeaturedTypeId>,
}

async fn shop(store: &Store, slug: &str, products: usize) -> Shop {
    let tenant = tenant(store, slug).await;
    let drafts = (0..products).map(|number| draft(&number.to_string())).collect();
    upsert(store, tenant, drafts).await;
    let products = store.all_product_ids(tenant, ProductId(0), 100).await.unwrap();
    let mut shelves = Vec::new();
    for name in ["New in", "Winter"] {
        shelves.push(featured_type(store, tenant, name).await);
    }
    Shop { tenant, products, shelves }
}

fn clashes(answer: store::Result<impl std::fmt::Debug>) -> Vec<Clash> {
    match answer {
        Err(StoreError::Clashes(clashes)) => clashes,
        other => panic!("{other:?}"),
    }
}

#[derive(Clone, Debug)]
enum Step {
    Edits(Vec<(usize, usize, u8, i64)>),
    Save(usize, i64),
    Delete(usize),
    Shift(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let edit = (0..2_usize, 0..5_usize, 0..6_u8, 0..6_i64);
    prop_oneof![
        8 => prop::collection::vec(edit, 1..6).prop_map(Step::Edits),
        1 => (0..2_usize, 1..40_i64).prop_map(|(shelf, capacity)| Step::Save(shelf, capacity)),
        1 => (0..2_usize).prop_map(Step::Delete),
        1 => (0..2_usize).prop_map(Step::Shift),
    ]
}

async fn perform(store: &Store, shop: &Shop, step: &Step) {
    let (tenant, origin) = (shop.tenant, by(MAREN));
    let outcome = match step {
        Step::Edits(edits) => {
            let edits = edits.iter().map(|&(shelf, product, kind, number)| {
                let moment = (number > 0).then_some(Timestamp(number));
                let action = match kind {
                    0 | 1 => {
                        Action::Place { position: Some(number), starts_at: moment, ends_at: None }
                    }
                    2 => Action::Remove,
                    3 => Action::Schedule { starts_at: None, ends_at: moment },
                    4 => Action::Move { to: None, position: Some(number) },
                    _ => Action::Move { to: Some(shop.shelves[1 - shelf]), position: Some(number) },
                };
                one(shop.shelves[shelf], shop.products[product], action)
            });
            edit(store, tenant, MAREN, edits.collect()).await.map(|_| ())
        }
        Step::Save(shelf, capacity) => {
            let id = Some(shop.shelves[*shelf]);
            let draft = contract::featured::FeaturedTypeDraft {
                capacity: *capacity,
                ..type_draft("Shelf")
            };
            store.write(SaveFeaturedType { tenant, origin, id, draft }).await.map(|_| ())
        }
        Step::Delete(shelf) => {
            let id = shop.shelves[*shelf];
            store.write(DeleteFeaturedType { tenant, origin, id }).await.map(|_| ())
        }
        Step::Shift(shelf) => {
            let (id, before) = (shop.shelves[*shelf], Some(shop.shelves[1 - shelf]));
            store.write(MoveFeaturedType { tenant, origin, id, before }).await.map(|_| ())
        }
    };
    match outcome {
        Ok(()) | Err(StoreError::NotFound(_) | StoreError::Clashes(_)) => {}
        Err(error) => panic!("{step:?}: {error}"),
    }
}

/// Whatever was done, taking it all back leads to the first state, one way or the other, and doing
/// it all again to the last.
#[test]
fn everything_can_be_taken_back_and_done_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = testing::sqlite();
    let store = runtime.block_on(database.store());
    let cases = std::cell::Cell::new(0);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..16))| {
        cases.set(cases.get() + 1);
        runtime.block_on(async {
            let shop = shop(&store, &format!("case-{}", cases.get()), 5).await;
            let tenant = shop.tenant;
            // What made the shelves is no one's to take back here.
            let begun = store.board_changes_after(tenant, Revision(0), 100).await.unwrap().len();
            let mut states = vec![state(&store, tenant).await];
            for step in &steps {
                perform(&store, &shop, step).await;
                let now = state(&store, tenant).await;
                if states.last() != Some(&now) {
                    states.push(now);
                }
            }
            for expected in states.iter().rev().skip(1) {
                turn(&store, tenant, MAREN, Turn::Undo).await.unwrap();
                assert_eq!(&state(&store, tenant).await, expected);
            }
            let nothing = turn(&store, tenant, MAREN, Turn::Undo).await;
            assert!(matches!(nothing, Err(StoreError::Conflict(_))));
            for expected in states.iter().skip(1) {
                turn(&store, tenant, MAREN, Turn::Redo).await.unwrap();
                assert_eq!(&state(&store, tenant).await, expected);
            }
            let nothing = turn(&store, tenant, MAREN, Turn::Redo).await;
            assert!(matches!(nothing, Err(StoreError::Conflict(_))));
            if states.len() > 1 {
                let begin = Turn::BackTo(Revision(begun as i64));
                turn(&store, tenant, OTTO, begin).await.unwrap();
                assert_eq!(state(&store, tenant).await, states[0]);
                turn(&store, tenant, OTTO, Turn::Undo).await.unwrap();
                assert_eq!(&state(&store, tenant).await, states.last().unwrap());
            }
            feed(&store, tenant).await;
        });
    });
    runtime.block_on(store.close());
}

on_both! {
    async fn all_edits_are_made_or_none(database) {
        let store = database.store().await;
        let Shop { tenant, products, shelves } = shop(&store, "tide", 3).await;
        let head = store.feed_head(tenant).await.unwrap();
        let all = |action: &Action| -> Vec<Edit> {
            products.iter().map(|id| one(shelves[0], *id, action.clone())).collect()
        };
        let mut wrong = all(&place(None));
        wrong.push(one(shelves[0], ProductId(999_999), place(None)));
        assert!(matches!(edit(&store, tenant, MAREN, wrong).await, Err(StoreError::NotFound(_))));
        assert_eq!(store.feed_head(tenant).await.unwrap(), head, "nothing was written");

        edit(&store, tenant, MAREN, all(&place(None))).await.unwrap();
        let change = changes(&store, tenant).await.pop().unwrap();
        assert!(matches!(&change, Change::BoardEdited { products: ids, .. } if *ids == products));
        let line = store.audit(tenant, 1).await.unwrap().remove(0);
        assert_eq!(line.subject, "put 3 products on New in");
        assert!(line.revision.is_some() && !line.is_undone);
        // The same again says nothing.
        assert_eq!(edit(&store, tenant, OTTO, all(&place(None))).await.unwrap(), None);

        let to = Some(shelves[1]);
        let carry = all(&Action::Move { to, position: Some(0) });
        edit(&store, tenant, MAREN, carry).await.unwrap();
        let placed = store.featured(tenant).await.unwrap().assignments;
        let order: Vec<ProductId> = placed.iter().map(|placed| placed.product_id).collect();
        assert_eq!(order, products.iter().rev().copied().collect::<Vec<_>>());
        assert!(placed.iter().all(|placed| placed.type_id == shelves[1]));
        let words = turn(&store, tenant, MAREN, Turn::Undo).await.unwrap();
        assert_eq!(words, "took back: moved 3 products from New in to Winter");
        assert!(store.audit(tenant, 2).await.unwrap()[1].is_undone);
        store.close().await;
    }

    async fn shelves_change_their_order_and_back(database) {
        let store = database.store().await;
        let Shop { tenant, shelves, .. } = shop(&store, "tide", 1).await;
        let order = async || -> Vec<FeaturedTypeId> {
            let types = store.featured(tenant).await.unwrap().types;
            types.iter().map(|kind| kind.id).collect()
        };
        let shift = async |id, before| {
            let origin = by(MAREN);
            store.write(MoveFeaturedType { tenant, origin, id, before }).await.map(|_| ())
        };
        assert_eq!(order().await, shelves);
        shift(shelves[1], Some(shelves[0])).await.unwrap();
        assert_eq!(order().await, [shelves[1], shelves[0]]);
        let line = store.audit(tenant, 1).await.unwrap().remove(0);
        assert!(line.subject.starts_with("moved the shelf ") || line.subject.starts_with("put the shelves"));
        let head = store.feed_head(tenant).await.unwrap();
        shift(shelves[1], Some(shelves[0])).await.unwrap();
        assert_eq!(store.feed_head(tenant).await.unwrap(), head, "it stands there already");
        turn(&store, tenant, MAREN, Turn::Undo).await.unwrap();
        assert_eq!(order().await, shelves);
        let foreign = FeaturedTypeId(999_999);
        assert!(matches!(shift(foreign, None).await, Err(StoreError::NotFound(_))));
        assert!(matches!(shift(shelves[0], Some(foreign)).await, Err(StoreError::NotFound(_))));
        store.close().await;
    }

    async fn nobodys_change_is_lost(database) {
        let store = database.store().await;
        let Shop { tenant, products, shelves } = shop(&store, "tide", 3).await;
        let both = products[..2].iter().map(|id| one(shelves[0], *id, place(None))).collect();
        let seen = edit(&store, tenant, MAREN, both).await.unwrap();
        let action = |number| Action::Schedule { starts_at: Some(Timestamp(number)), ends_at: None };
        let schedule = |number| {
            Edit { seen, ..one(shelves[0], products[0], action(number)) }
        };
        // Both looked at the same board; whoever is first is not written over.
        let (first, second) = futures::join!(
            edit(&store, tenant, MAREN, vec![schedule(1)]),
            edit(&store, tenant, OTTO, vec![schedule(2)]),
        );
        let (winner, starts_at, refused, mine) = match first {
            Ok(_) => ("Maren", 1, second, schedule(2)),
            Err(_) => ("Otto", 2, first, schedule(1)),
        };
        let clash = clashes(refused).remove(0);
        assert_eq!((clash.actor.as_str(), clash.product_id), (winner, products[0]));
        assert_eq!(clash.now.unwrap().starts_at, Some(Timestamp(starts_at)));
        // What nobody else touched goes on, and so does who has seen it.
        let other = Edit { seen, ..one(shelves[0], products[1], Action::Remove) };
        edit(&store, tenant, OTTO, vec![other]).await.unwrap();
        let again = Edit { seen: Some(clash.revision), ..mine };
        edit(&store, tenant, OTTO, vec![again]).await.unwrap();

        // What is gone is said to be gone.
        let gone = Edit { seen, ..one(shelves[0], products[1], action(9)) };
        let clash = clashes(edit(&store, tenant, MAREN, vec![gone]).await).remove(0);
        assert_eq!((clash.actor.as_str(), clash.now), ("Otto", None));
        assert_eq!(clash.sentence(), "Otto has taken Coat 1 off New in.");
        store.close().await;
    }

    async fn what_others_have_changed_since_is_not_taken_back(database) {
        let store = database.store().await;
        let Shop { tenant, products, shelves } = shop(&store, "tide", 2).await;
        let put = |product: usize| vec![one(shelves[0], products[product], place(None))];
        let revision = edit(&store, tenant, MAREN, put(0)).await.unwrap().unwrap();
        edit(&store, tenant, OTTO, put(1)).await.unwrap();
        let (undo, redo) = store.board_steps(tenant, MAREN).await.unwrap();
        assert_eq!(undo.unwrap().words, "put Coat 0 on New in");
        assert_eq!(redo, None);
        let at = Some(Timestamp(5));
        let schedule = Action::Schedule { starts_at: at, ends_at: None };
        let theirs = vec![one(shelves[0], products[0], schedule)];
        edit(&store, tenant, OTTO, theirs).await.unwrap();
        let clash = clashes(turn(&store, tenant, MAREN, Turn::Undo).await).remove(0);
        assert_eq!((clash.actor.as_str(), clash.product.as_str()), ("Otto", "Coat 0"));
        // Once that is taken back, it goes.
        turn(&store, tenant, OTTO, Turn::Undo).await.unwrap();
        turn(&store, tenant, MAREN, Turn::Undo).await.unwrap();
        let placed = store.featured(tenant).await.unwrap().assignments;
        assert_eq!(placed.iter().map(|p| p.product_id).collect::<Vec<_>>(), [products[1]]);
        let (undo, redo) = store.board_steps(tenant, MAREN).await.unwrap();
        assert_eq!(undo, None);
        assert_eq!(redo.unwrap().words, "put Coat 0 on New in");
        // Whoever goes on has nothing to do again.
        turn(&store, tenant, MAREN, Turn::Change(revision)).await.unwrap_err();
        edit(&store, tenant, MAREN, put(0)).await.unwrap();
        assert_eq!(store.board_steps(tenant, MAREN).await.unwrap().1, None);
        // Another shop's changes are nobody's here.
        let other = shop_of(&store).await;
        assert!(matches!(
            turn(&store, other, MAREN, Turn::Change(Revision(2))).await,
            Err(StoreError::NotFound(_))
        ));
        store.close().await;
    }
}

async fn shop_of(store: &Store) -> TenantId {
    tenant(store, "other").await
}
