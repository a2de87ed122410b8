//! Connections to shop systems.

use crate::support::*;
use crate::trading;
use contract::{HoldState, Timestamp};
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

    async fn what_is_set_aside_is_let_go_of_where_its_owner_changes(database) {
        let store = database.store().await;
        let shop = trading::stocked(&store, &[("A", 9)]).await;
        let set_aside = async |code: &str| {
            trading::place(&store, trading::hold(shop, code, 0, &[("A", 2)])).await.unwrap();
        };
        let state = async |code: &str| store.hold(shop, code).await.unwrap().unwrap().hold.state;
        let connect = async |address: &str| {
            let (kind, address) = ("woocommerce".to_owned(), address.to_owned());
            let origin = trading::at(1);
            let save = SaveConnection { tenant: shop, origin, kind, address, sealed: "x".into() };
            store.write(save).await.unwrap();
        };
        set_aside("own").await;
        connect("https://a.test/").await;
        assert_eq!(state("own").await, HoldState::Released);
        set_aside("of-a").await;
        connect("https://a.test/").await;
        assert_eq!(state("of-a").await, HoldState::Active, "another key, the same owner");
        connect("https://b.test/").await;
        assert_eq!(state("of-a").await, HoldState::Released);
        set_aside("of-b").await;
        let kind = "woocommerce".to_owned();
        let remove = RemoveConnection { tenant: shop, origin: trading::at(1), kind };
        store.write(remove).await.unwrap();
        assert_eq!(state("of-b").await, HoldState::Released);
        let articles = store.articles(shop, &["A".to_owned()]).await.unwrap();
        assert_eq!(articles[0].free, Some(9));
        assert_eq!(store.verify_holds(shop).await.unwrap().discrepancies, []);
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
