//! What is forgotten with time, and what never is.

use crate::support::*;
use crate::trading;
use contract::edit::{Action, Edit, FURTHEST, Turn};
use contract::{FeaturedTypeId, ProductId, Revision, TenantId, Timestamp, UserId};
use store::{
    EditBoard, NotePictures, Origin, Owner, PictureRecord, PruneBoard, PruneCarts, PrunePictures,
    RemoveProducts, Store, StoreError, TurnBoard,
};

const LATE: Timestamp = Timestamp(i64::MAX);

fn by_hand(at: i64) -> Origin {
    Origin { user_id: Some(UserId(1)), at: origin().at.plus_seconds(at), ..origin() }
}

async fn turn(store: &Store, tenant: TenantId, turn: Turn) -> store::Result<String> {
    let command = TurnBoard { tenant, origin: by_hand(0), turn };
    store.write(command).await.map(|committed| committed.value)
}

async fn edit(
    store: &Store,
    tenant: TenantId,
    (type_id, product_id): (FeaturedTypeId, ProductId),
    (action, at): (Action, i64),
) -> Revision {
    let edits = vec![Edit { type_id, product_id, seen: None, action }];
    let command = EditBoard { tenant, origin: by_hand(at), edits };
    store.write(command).await.unwrap().value.unwrap()
}

fn place() -> Action {
    Action::Place { position: None, starts_at: None, ends_at: None }
}

on_both! {
    async fn old_changes_of_the_board_are_forgotten_and_the_rest_can_be_taken_back(database) {
        let store = database.store().await;
        let (shop, other) = (tenant(&store, "tide").await, tenant(&store, "moss").await);
        featured_type(&store, other, "New in").await;
        let shelf = featured_type(&store, shop, "New in").await;
        let (coat, hat) = (product(&store, shop, "A").await, product(&store, shop, "B").await);
        let prune = async |before, keep| {
            store.write(PruneBoard { tenant: shop, before, keep }).await.unwrap().value
        };
        let placed = edit(&store, shop, (shelf, hat), (place(), 1)).await;
        edit(&store, shop, (shelf, coat), (place(), 1)).await;
        let mut last = Revision(0);
        for number in 1..=FURTHEST + 8 {
            let action = Action::Schedule { starts_at: Some(Timestamp(number)), ends_at: None };
            last = edit(&store, shop, (shelf, coat), (action, number)).await;
        }
        turn(&store, shop, Turn::Change(placed)).await.unwrap();

        let in_the_middle = origin().at.plus_seconds(5);
        assert_eq!(prune(origin().at, 0).await, 0, "all are younger");
        assert_eq!(prune(LATE, 1_000).await, 0, "fewer are kept in any case");
        // The shelf, the coat on it and its first four schedules; not what was just taken back.
        assert_eq!(prune(in_the_middle, 0).await, 6);
        // Whatever is asked, as many stay as one turn may reach, and one to say that it is too far.
        assert_eq!(prune(LATE, 0).await, 4);
        assert_eq!(prune(LATE, 0).await, 0);
        let left = store.board_changes_after(shop, Revision(0), 1_000).await.unwrap();
        assert_eq!(left.len() as i64, FURTHEST + 2);
        assert_eq!(store.board_changes_after(other, Revision(0), 10).await.unwrap().len(), 1);

        // The audit goes on telling of all, with a way back to what is left.
        let audit = store.audit(shop, 1_000).await.unwrap();
        assert_eq!(audit.iter().filter(|entry| entry.revision.is_some()).count(), left.len());
        assert_eq!(audit.len(), left.len() + 10);

        turn(&store, shop, Turn::Redo).await.unwrap();
        let first = turn(&store, shop, Turn::BackTo(Revision(1))).await;
        assert!(matches!(first, Err(StoreError::Invalid { .. })), "{first:?}");
        let gone = turn(&store, shop, Turn::Change(Revision(1))).await;
        assert!(matches!(gone, Err(StoreError::NotFound("change"))), "{gone:?}");
        turn(&store, shop, Turn::BackTo(Revision(last.0 + 2 - FURTHEST))).await.unwrap();
        let board = store.featured(shop).await.unwrap().assignments;
        let coat = board.iter().find(|placed| placed.product_id == coat).unwrap();
        assert_eq!((coat.starts_at, board.len()), (Some(Timestamp(10)), 2));
        store.close().await;
    }

    async fn carts_that_were_left_are_forgotten(database) {
        let store = database.store().await;
        let shop = trading::stocked(&store, &[("A", 9)]).await;
        let left = trading::put(&store, shop, "gone", "A", 1).await;
        let holding = trading::put(&store, shop, "holding", "A", 2).await;
        let mut hold = trading::hold(shop, "h1", 0, &[("A", 2)]);
        hold.owner = Owner::Cart(holding);
        trading::place(&store, hold).await.unwrap();
        let prune = async |before| {
            store.write(PruneCarts { tenant: shop, before }).await.unwrap().value
        };
        assert_eq!(prune(trading::at(0).at).await, 0, "of that moment");
        assert_eq!(prune(LATE).await, 1);
        assert_eq!(store.cart_of(shop, "gone").await.unwrap(), None);
        assert_eq!(store.cart_of(shop, "holding").await.unwrap(), Some(holding));
        assert_ne!(trading::put(&store, shop, "gone", "A", 1).await, left, "they begin anew");
        trading::expire(&store, shop, 31).await;
        assert_eq!(prune(LATE).await, 2);
        assert_eq!(prune(LATE).await, 0);
        store.close().await;
    }

    async fn pictures_of_what_has_gone_are_forgotten(database) {
        let store = database.store().await;
        let (shop, other) = (tenant(&store, "tide").await, tenant(&store, "moss").await);
        let keys = ["coat", "hat"].map(String::from);
        for tenant in [shop, other] {
            let mut pictures = Vec::new();
            for key in &keys {
                let record = PictureRecord {
                    key: key.clone(),
                    content: "1".into(),
                    width: 800,
                    height: 1000,
                    blur: "UklG".into(),
                };
                pictures.push((product(&store, tenant, key).await, record));
            }
            store.write(NotePictures { tenant, origin: origin(), pictures }).await.unwrap();
        }
        let (skus, origin) = (vec!["coat".into()], origin());
        let at = origin.at;
        let removal = RemoveProducts { tenant: shop, origin, skus, source_updated_at: None };
        store.write(removal).await.unwrap();
        let prune = async |gone_before| {
            store.write(PrunePictures { tenant: shop, gone_before }).await.unwrap().value
        };
        assert_eq!(prune(at).await, 0, "it may come back");
        assert_eq!(prune(at.plus_seconds(1)).await, 1);
        assert_eq!(prune(LATE).await, 0);
        let known = store.pictures(shop, &keys).await.unwrap();
        assert_eq!(known.iter().map(|record| &*record.key).collect::<Vec<_>>(), ["hat"]);
        assert_eq!(store.pictures(other, &keys).await.unwrap().len(), 2, "each shop its own");
        store.close().await;
    }
}
