//! What pictures were found to be.

use crate::support::{feed, on_both, origin, product, tenant};
use store::{Change, NotePictures, PictureRecord};

fn record(key: &str, content: &str) -> PictureRecord {
    PictureRecord {
        key: key.into(),
        content: content.into(),
        width: 800,
        height: 1000,
        blur: "UklG".into(),
    }
}

on_both! {
    async fn only_what_is_new_is_told(database) {
        let store = database.store().await;
        let shop = tenant(&store, "linden").await;
        let other = tenant(&store, "rowan").await;
        let coat = product(&store, shop, "coat").await;
        let shoe = product(&store, shop, "shoe").await;
        let note = async |pictures: Vec<_>| {
            let command = NotePictures { tenant: shop, origin: origin(), pictures };
            store.write(command).await.unwrap().value
        };
        let before = feed(&store, shop).await.len();
        let both = vec![(coat, record("a", "1")), (shoe, record("a", "1")), (shoe, record("b", "1"))];
        assert_eq!(note(both.clone()).await, 2);
        assert_eq!(note(both).await, 0);
        assert_eq!(note(vec![(shoe, record("b", "2"))]).await, 1);
        assert_eq!(note(vec![]).await, 0);
        let told: Vec<Change> =
            feed(&store, shop).await.into_iter().skip(before).map(|event| event.change).collect();
        let seen = |ids: &[_]| Change::PicturesSeen { ids: ids.into() };
        assert_eq!(told, [seen(&[coat, shoe]), seen(&[shoe])]);

        let keys: Vec<String> = ["a", "b", "c"].map(Into::into).into();
        let mut known = store.pictures(shop, &keys).await.unwrap();
        known.sort_by(|a, b| a.key.cmp(&b.key));
        assert_eq!(known, [record("a", "1"), record("b", "2")]);
        assert!(store.pictures(other, &keys).await.unwrap().is_empty(), "each shop knows its own");
        store.close().await;
    }
}
