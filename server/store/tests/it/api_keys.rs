//! Keys of other systems, and what such a system asks for.

use crate::support::*;
use contract::{ApiKeyId, KeyScope, ProductId, Timestamp};
use store::{
    Change, CreateApiKey, NoteApiKeyUsed, Origin, RemoveProducts, RevokeApiKey, StoreError,
    UpsertProducts,
};

on_both! {
    async fn a_key_is_made_used_and_revoked(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let other = tenant(&store, "dune").await;
        let create = |tenant, name: &str, hash: &str| CreateApiKey {
            tenant,
            origin: origin(),
            name: name.into(),
            prefix: "etk_0a1b".into(),
            hash: hash.into(),
            scopes: vec![KeyScope::CatalogueRead],
            expires_at: Some(Timestamp(9)),
            most: 2,
        };
        let made = store.write(create(shop, "Back office", "h1")).await.unwrap();
        store.write(create(shop, "Till", "h2")).await.unwrap();
        store.write(create(other, "Till", "h3")).await.unwrap();
        let refused = store.write(create(shop, "One more", "h4")).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        assert!(store.write(create(other, "Twice", "h1")).await.is_err(), "a hash is one key's");

        let listed = store.api_keys(shop).await.unwrap();
        let names: Vec<&str> = listed.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names, ["Back office", "Till"]);
        assert_eq!(listed[0].id, made.value);
        assert_eq!(listed[0].scopes, [KeyScope::CatalogueRead]);
        assert_eq!((listed[0].expires_at, listed[0].last_used_at), (Some(Timestamp(9)), None));
        let events = feed(&store, shop).await;
        let event = events.iter().find(|event| event.seq == made.seq).unwrap();
        assert!(matches!(&event.change, Change::ApiKeysChanged { note }
            if note.subject == "Back office (etk_0a1b…)"));

        let used = |at| NoteApiKeyUsed { tenant: shop, id: made.value, at: Timestamp(at) };
        store.write(used(70)).await.unwrap();
        store.write(used(60)).await.unwrap();
        assert_eq!(store.api_keys(shop).await.unwrap()[0].last_used_at, Some(Timestamp(70)));
        assert_eq!(feed(&store, shop).await.len(), events.len(), "nobody hears of it");

        let revoke = |tenant, id| RevokeApiKey { tenant, origin: origin(), id };
        let foreign = store.write(revoke(other, made.value)).await;
        assert!(matches!(foreign, Err(StoreError::NotFound("key"))));
        let missing = store.write(revoke(shop, ApiKeyId(made.value.0 + 700))).await;
        assert!(matches!(missing, Err(StoreError::NotFound("key"))));
        assert!(store.write(revoke(shop, made.value)).await.unwrap().value);
        assert!(!store.write(revoke(shop, made.value)).await.unwrap().value, "once is enough");
        let records = store.api_key_records().await.unwrap();
        let hashes: Vec<&str> = records.iter().map(|record| record.hash.as_str()).collect();
        assert_eq!(hashes, ["h2", "h3"]);
        assert_eq!((records[0].tenant, records[1].tenant), (shop, other));
        assert_eq!(store.api_keys(shop).await.unwrap()[0].revoked_at, Some(origin().at));
        // There is room for another one.
        store.write(create(shop, "One more", "h4")).await.unwrap();
        let audit = store.audit(shop, 10).await.unwrap();
        assert!(audit.iter().filter(|line| line.action == "api_keys_changed").count() == 4);
        assert!(!format!("{audit:?}").contains("h1"), "no hash is told");
        store.close().await;
    }

    async fn what_changed_is_read_in_the_order_it_did(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let other = tenant(&store, "dune").await;
        let at = |at| Origin { at: Timestamp(at), ..origin() };
        let put = async |tenant, moment: i64, drafts: Vec<contract::draft::ProductDraft>| {
            let command = UpsertProducts { tenant, origin: at(moment), drafts };
            store.write(command).await.unwrap();
        };
        put(shop, 10, vec![draft("a"), draft("b"), draft("c")]).await;
        put(other, 10, vec![draft("x")]).await;
        // Its source says it is old; it is news here all the same.
        let old = contract::draft::ProductDraft { source_updated_at: Some(Timestamp(1)), ..draft("d") };
        put(shop, 20, vec![old]).await;
        put(shop, 30, vec![contract::draft::ProductDraft { price_cents: 5, ..draft("a") }, draft("b")]).await;
        let remove = |skus: &[&str], moment| RemoveProducts {
            tenant: shop,
            origin: at(moment),
            skus: skus.iter().map(|sku| (*sku).to_owned()).collect(),
            source_updated_at: Some(Timestamp(moment)),
        };
        store.write(remove(&["c", "never-seen"], 40)).await.unwrap();
        store.write(remove(&["c"], 50)).await.unwrap();

        let read = async |since: i64, after, limit| {
            let read = store.changed_products(shop, Timestamp(since), after, limit).await.unwrap();
            read.into_iter().map(|it| (it.sku, it.changed_at.0, it.is_gone)).collect::<Vec<_>>()
        };
        let begin = (Timestamp(0), ProductId(0));
        let told = |sku: &str, at, gone| (sku.to_owned(), at, gone);
        let all = [told("b", 10, false), told("d", 20, false), told("a", 30, false), told("c", 40, true)];
        assert_eq!(read(0, begin, 10).await, all);
        assert_eq!(read(20, begin, 10).await, all[1..]);
        assert_eq!(read(41, begin, 10).await, []);
        let second = store.changed_products(shop, Timestamp(0), begin, 2).await.unwrap().remove(1);
        assert_eq!(read(0, (second.changed_at, second.id), 10).await, all[2..]);
        // What comes back is news again.
        let back = contract::draft::ProductDraft { source_updated_at: Some(Timestamp(60)), ..draft("c") };
        put(shop, 60, vec![back]).await;
        assert_eq!(read(41, begin, 10).await, [told("c", 60, false)]);

        let skus = ["c".to_owned(), "a".to_owned(), "nobody's".to_owned(), "x".to_owned()];
        let found = store.product_ids_by_skus(shop, &skus).await.unwrap();
        assert_eq!(store.products(shop, &found).await.unwrap().iter().map(|it| it.sku.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        store.close().await;
    }
}
