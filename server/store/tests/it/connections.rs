//! Connections to shop systems.

use crate::support::*;
use contract::Timestamp;
use store::upstream::{Key, Kind, Root, Saying};
use store::{Change, NoteSync, Origin, RemoveConnection, SaveConnection, TakeSayings};

on_both! {
    async fn a_connection_goes_on_with_other_keys_and_begins_anew_elsewhere(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let save = |address: &str, sealed: &str, at: i64| SaveConnection {
            tenant: shop,
            origin: Origin { at: Timestamp(at), ..origin() },
            kind: "woocommerce".into(),
            address: address.into(),
            sealed: sealed.into(),
        };
        let note = |connected_at: i64, state: &str| NoteSync {
            tenant: shop,
            kind: "woocommerce".into(),
            connected_at: Timestamp(connected_at),
            state: state.into(),
            at: Timestamp(50),
        };
        let one = async || store.connections(shop).await.unwrap().remove(0);
        assert_eq!(store.connected_tenants().await.unwrap(), []);
        store.write(save("https://a.test/", "x1.one", 1)).await.unwrap();
        assert_eq!((one().await.state.as_str(), one().await.noted_at), ("{}", None));
        assert!(store.write(note(1, r#"{"page":2}"#)).await.unwrap().value);

        store.write(save("https://a.test/", "x1.two", 2)).await.unwrap();
        let kept = one().await;
        assert_eq!((kept.sealed.as_str(), kept.state.as_str()), ("x1.two", r#"{"page":2}"#));
        assert_eq!((kept.connected_at, kept.noted_at), (Timestamp(2), Some(Timestamp(50))));
        assert!(!store.write(note(1, r#"{"page":3}"#)).await.unwrap().value, "of before");

        store.write(save("https://b.test/", "x1.two", 3)).await.unwrap();
        assert_eq!((one().await.state.as_str(), one().await.noted_at), ("{}", None));
        assert_eq!(store.connected_tenants().await.unwrap(), [(shop, "woocommerce".to_owned())]);

        let remove = RemoveConnection { tenant: shop, origin: origin(), kind: "woocommerce".into() };
        let removed = store.write(remove.clone()).await.unwrap();
        assert!(removed.value);
        let last = store.feed_after(shop, contract::Seq(removed.seq.0 - 1), 1).await.unwrap();
        assert!(matches!(&last[0].change, Change::ConnectionChanged { note } if note.subject == "https://b.test/"));
        assert!(!store.write(remove).await.unwrap().value);
        let audit = store.audit(shop, 1).await.unwrap();
        assert!(!format!("{audit:?}").contains("x1."), "no secret, sealed or not");
        store.close().await;
    }

    async fn members_are_those_of_the_products_asked_for(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let saying = |kind, id, root, content: Option<&str>| Saying {
            key: Key { kind, id },
            root: Root(root),
            version: Some(Timestamp(1)),
            content: content.map(str::to_owned),
            asked_at: None,
            delivery: None,
        };
        let sayings = vec![
            saying(Kind::Product, 1, 1, Some("A")),
            saying(Kind::Variation, 2, 1, Some("a")),
            saying(Kind::Variation, 3, 1, None),
            saying(Kind::Variation, 5, 4, Some("b")),
        ];
        store.write(TakeSayings { tenant: shop, sayings, worked: vec![], at: Timestamp(1) }).await.unwrap();
        let members = async |roots: &[Root]| {
            store.upstream_members(shop, Kind::Variation, roots).await.unwrap()
        };
        assert_eq!(members(&[Root(1)]).await, [(2, Root(1))]);
        assert_eq!(members(&[Root(1), Root(4)]).await, [(2, Root(1)), (5, Root(4))]);
        assert_eq!(members(&[]).await, []);
        store.close().await;
    }
}
