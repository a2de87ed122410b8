//! Featured types and what is placed under them. The order of shelves is tried in `model`.

use crate::support::*;
use contract::edit::{Action, Edit};
use contract::{FeaturedTypeId, ProductId, TenantId, Timestamp};
use store::{
    Change, Committed, DeleteFeaturedType, EditBoard, Feature, Featured, Note, RemoveProducts,
    Result, SaveFeaturedType, Store, StoreError, Unfeature,
};

async fn feature(
    store: &Store,
    tenant: TenantId,
    product: ProductId,
    type_id: FeaturedTypeId,
) -> Result<Committed<contract::AssignmentId>> {
    let request = request(type_id, None);
    store.write(Feature { tenant, origin: origin(), product, request }).await
}

fn edit(
    tenant: TenantId,
    (type_id, product_id): (FeaturedTypeId, ProductId),
    action: Action,
) -> EditBoard {
    let edits = vec![Edit { type_id, product_id, seen: None, action }];
    EditBoard { tenant, origin: origin(), edits }
}

fn is_missing<T>(answer: Result<T>, what: &str) -> bool {
    matches!(answer, Err(StoreError::NotFound(missing)) if missing == what)
}

on_both! {
    async fn types_are_saved_ordered_and_deleted(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let first = featured_type(&store, shop, "New in").await;
        let mut draft = type_draft("Sale");
        draft.order = 0;
        let save = |id, draft| {
            store.write(SaveFeaturedType { tenant: shop, origin: origin(), id, draft })
        };
        let second = save(None, draft.clone()).await.unwrap().value;
        let types = store.featured(shop).await.unwrap().types;
        assert_eq!(types.iter().map(|t| t.id).collect::<Vec<_>>(), [second, first]);
        assert_eq!(types[1].badge, type_draft("").badge);
        assert_eq!(types[1].active_from, Some(Timestamp(5)));
        assert_eq!((types[1].capacity, types[1].active_until), (8, None));

        let head = store.feed_head(shop).await.unwrap();
        assert_eq!(save(Some(second), draft.clone()).await.unwrap().seq, head, "nothing changed");
        draft.name = "Last chance".into();
        draft.active_until = Some(Timestamp(9));
        assert_eq!(save(Some(second), draft).await.unwrap().value, second);
        let note = |subject: &str| Note { actor: "Ines Prado".into(), subject: subject.into() };
        let changed = Change::FeaturedTypeChanged { id: second, note: note("Last chance") };
        assert_eq!(changes(&store, shop).await.last(), Some(&changed));

        let product = product(&store, shop, "A").await;
        feature(&store, shop, product, second).await.unwrap();
        let delete = || {
            store.write(DeleteFeaturedType { tenant: shop, origin: origin(), id: second })
        };
        delete().await.unwrap();
        assert!(is_missing(delete().await, "featured type"));
        let deleted = Change::FeaturedTypeDeleted { id: second, note: note("Last chance") };
        assert_eq!(changes(&store, shop).await.last(), Some(&deleted));
        let Featured { types, assignments: placed, .. } = store.featured(shop).await.unwrap();
        assert_eq!((types.len(), placed.len()), (1, 0));
        store.close().await;
    }

    async fn every_change_is_audited(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let product = product(&store, shop, "A").await;
        let shelf = featured_type(&store, shop, "New in").await;
        let placed = feature(&store, shop, product, shelf).await.unwrap();
        let schedule = Action::Schedule { starts_at: Some(Timestamp(1000)), ends_at: None };
        let command = edit(shop, (shelf, product), schedule);
        store.write(command.clone()).await.unwrap();
        store.write(command).await.unwrap();
        let command =
            Unfeature { tenant: shop, origin: origin(), product, featured_type: shelf };
        store.write(command).await.unwrap();

        let audit = store.audit(shop, 10).await.unwrap();
        let lines: Vec<_> = audit
            .iter()
            .map(|e| (e.action.as_str(), e.subject.as_str(), e.before.is_some(), e.after.is_some()))
            .collect();
        assert_eq!(
            lines,
            [
                ("product_unfeatured", "Coat A in New in", true, false),
                ("board_edited", "changed when Coat A is shown on New in", false, true),
                ("product_featured", "Coat A in New in", false, true),
                ("featured_type_changed", "New in", false, true),
            ]
        );
        assert!(audit.iter().all(|entry| entry.actor == "Ines Prado" && entry.at == origin().at));
        assert_eq!(audit[2].seq, placed.seq);
        let after: serde_json::Value =
            serde_json::from_str(audit[1].after.as_ref().unwrap()).unwrap();
        assert_eq!(after[0]["after"]["startsAt"], "1970-01-01T00:00:01.000Z");
        assert_eq!(store.audit(shop, 2).await.unwrap().len(), 2);
        store.close().await;
    }

    async fn foreign_ids_are_not_found(database) {
        let store = database.store().await;
        let (shop, other) = (tenant(&store, "tide").await, tenant(&store, "moss").await);
        let (mine, theirs) = (product(&store, shop, "A").await, product(&store, other, "A").await);
        let shelf = featured_type(&store, shop, "New in").await;
        let foreign = featured_type(&store, other, "New in").await;
        feature(&store, other, theirs, foreign).await.unwrap();
        let head = store.feed_head(shop).await.unwrap();

        assert!(is_missing(feature(&store, shop, mine, foreign).await, "featured type"));
        assert!(is_missing(feature(&store, shop, theirs, shelf).await, "product"));
        let (tenant, origin) = (shop, origin());
        let command =
            SaveFeaturedType { tenant, origin, id: Some(foreign), draft: type_draft("Mine") };
        assert!(is_missing(store.write(command.clone()).await, "featured type"));
        let origin = command.origin;
        let command = DeleteFeaturedType { tenant, origin: origin.clone(), id: foreign };
        assert!(is_missing(store.write(command).await, "featured type"));
        let unfeature = |product, featured_type| {
            let origin = origin.clone();
            store.write(Unfeature { tenant, origin, product, featured_type })
        };
        assert!(is_missing(unfeature(theirs, foreign).await, "featured type"));
        assert!(is_missing(unfeature(theirs, shelf).await, "product"));
        assert!(is_missing(unfeature(mine, shelf).await, "placement"));
        let schedule = || Action::Schedule { starts_at: None, ends_at: None };
        let first = || Action::Move { to: None, position: Some(0) };
        for (key, action, what) in [
            ((foreign, theirs), schedule(), "featured type"),
            ((foreign, theirs), first(), "featured type"),
            ((shelf, theirs), schedule(), "product"),
            ((shelf, mine), first(), "placement"),
        ] {
            assert!(is_missing(store.write(edit(tenant, key, action)).await, what));
        }

        assert_eq!(store.feed_head(shop).await.unwrap(), head, "nothing was written");
        let Featured { types, assignments: placed, .. } = store.featured(other).await.unwrap();
        assert_eq!((types[0].name.as_str(), placed.len()), ("New in", 1));
        store.close().await;
    }

    async fn a_removed_product_keeps_its_place(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let shelf = featured_type(&store, shop, "New in").await;
        let (a, b) = (product(&store, shop, "A").await, product(&store, shop, "B").await);
        let c = product(&store, shop, "C").await;
        for product in [a, b, c] {
            feature(&store, shop, product, shelf).await.unwrap();
        }
        let command = RemoveProducts {
            tenant: shop,
            origin: origin(),
            skus: vec!["A".into()],
            source_updated_at: None,
        };
        store.write(command).await.unwrap();
        assert!(is_missing(feature(&store, shop, a, shelf).await, "product"));
        // Whoever sees only what is left counts only that.
        let first = Action::Move { to: None, position: Some(0) };
        store.write(edit(shop, (shelf, c), first)).await.unwrap();
        upsert(&store, shop, vec![draft("A")]).await;
        let placed = store.featured(shop).await.unwrap().assignments;
        let order: Vec<_> = placed.iter().map(|p| (p.product_id, p.position)).collect();
        assert_eq!(order, [(a, 0), (c, 1), (b, 2)]);
        store.close().await;
    }
}
