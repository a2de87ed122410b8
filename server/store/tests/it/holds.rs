//! Holds: all or none, on time, once.

use crate::support::*;
use crate::trading::*;
use contract::{CartId, HoldState, TenantId, Timestamp};
use store::{
    Authority, Change, CorrectStock, Counted, ExpireHolds, ExtendHold, Owner, PlaceHold,
    ReleaseHold, RepairHold, Request, StoreError, UpsertProducts,
};

fn release(tenant: TenantId, code: &str, minutes: i64) -> ReleaseHold {
    ReleaseHold { tenant, origin: at(minutes), owner: None, code: code.into() }
}

on_both! {
    async fn all_or_none(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 3), ("B", 1)]).await;
        let held = place(&store, hold(shop, "h1", 0, &[("A", 2), ("B", 1)])).await.unwrap();
        assert_eq!(held.hold.state, HoldState::Active);
        assert_eq!(counts(&store, shop, "A").await, (1, 2, 0));
        let short = place(&store, hold(shop, "h2", 0, &[("A", 1), ("B", 1), ("C", 1)])).await;
        assert_eq!(missing(short), [("B".to_owned(), 0), ("C".to_owned(), 0)]);
        assert_eq!(counts(&store, shop, "A").await, (1, 2, 0), "nothing of it was taken");
        assert_eq!(store.hold(shop, "h2").await.unwrap(), None);
        store.write(release(shop, "h1", 1)).await.unwrap();
        store.write(release(shop, "h1", 2)).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (3, 0, 0), "released once");
        place(&store, hold(shop, "h3", 3, &[("A", 3), ("B", 1)])).await.unwrap();
        in_order(&store, shop).await;
    }

    async fn what_lapsed_is_in_nobodys_way(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 1)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 1)])).await.unwrap();
        let short = place(&store, hold(shop, "h2", 29, &[("A", 1)])).await;
        assert_eq!(missing(short), [("A".to_owned(), 0)]);
        assert_eq!(expire(&store, shop, 29).await, 0);
        // Nobody has swept; the time alone decides.
        let held = place(&store, hold(shop, "h3", 30, &[("A", 1)])).await.unwrap();
        assert_eq!(held.hold.state, HoldState::Active);
        let first = store.hold(shop, "h1").await.unwrap().unwrap();
        assert_eq!(first.hold.state, HoldState::Expired);
        assert_eq!(store.lapsed_tenants(at(61).at).await.unwrap(), [shop]);
        assert_eq!(expire(&store, shop, 60).await, 1);
        assert_eq!(counts(&store, shop, "A").await, (1, 0, 0));
        in_order(&store, shop).await;
    }

    async fn more_time_is_given_once_and_in_time(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 1)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 1)])).await.unwrap();
        let extend = |minutes, until| ExtendHold {
            tenant: shop,
            origin: at(minutes),
            owner: None,
            code: "h1".into(),
            expires_at: at(until).at,
        };
        let refused = store.write(extend(1, 30)).await;
        assert!(matches!(refused, Err(StoreError::Invalid { .. })), "that is no more time");
        let longer = store.write(extend(10, 40)).await.unwrap().value;
        assert!(longer.hold.is_extended && longer.hold.expires_at == at(40).at);
        let twice = store.write(extend(11, 50)).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))));
        place(&store, hold(shop, "h2", 41, &[("A", 1)])).await.unwrap();
        let late = ExtendHold { code: "h2".into(), ..extend(71, 101) };
        assert!(matches!(store.write(late).await, Err(StoreError::Over(HoldState::Expired))));
        let foreign = ExtendHold { owner: Some(Owner::Key(contract::ApiKeyId(9))), ..extend(5, 50) };
        assert!(matches!(store.write(foreign).await, Err(StoreError::NotFound("hold"))));
        in_order(&store, shop).await;
    }

    async fn the_same_request_is_the_same_hold(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 5)]).await;
        let request = |hash: &str| Some(Request { key: "k".into(), hash: hash.into() });
        let mut first = hold(shop, "h1", 0, &[("A", 2)]);
        first.request = request("x");
        let made = place(&store, first.clone()).await.unwrap();
        first.code = "h2".into();
        let again = place(&store, first.clone()).await.unwrap();
        assert_eq!(again.hold.code, made.hold.code);
        assert_eq!(counts(&store, shop, "A").await, (3, 2, 0));
        let asked = async |hash: &str, key: &str| {
            let request = Request { key: key.into(), hash: hash.into() };
            store.requested_hold(shop, &first.owner, &request).await
        };
        assert_eq!(asked("x", "k").await.unwrap(), Some(made));
        assert_eq!(asked("x", "another").await.unwrap(), None);
        assert!(matches!(asked("y", "k").await, Err(StoreError::KeyReused)));
        first.request = request("y");
        assert!(matches!(place(&store, first.clone()).await, Err(StoreError::KeyReused)));
        first.owner = Owner::Key(contract::ApiKeyId(3));
        place(&store, first).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (1, 4, 0), "another's key is another key");
    }

    async fn what_the_owner_of_the_stock_says_counts_unless_more_has_happened_here(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[]).await;
        let mut held = hold(shop, "h1", 0, &[("A", 2)]);
        held.authority = Authority::Inventory;
        held.remote_id = Some("there".into());
        let held = place(&store, held).await.unwrap().hold;
        let repair = async |minutes, seen, state, until| {
            let command = RepairHold {
                tenant: shop,
                origin: at(minutes),
                code: "h1".into(),
                seen,
                state,
                expires_at: at(until).at,
                said: "It says so.".into(),
            };
            store.write(command).await.unwrap().value
        };
        assert!(!repair(1, held.expires_at, HoldState::Active, 30).await, "it is so already");
        assert!(repair(1, held.expires_at, HoldState::Active, 40).await);
        assert!(!repair(2, held.expires_at, HoldState::Released, 30).await, "it has other time now");
        let order = order(shop, "h1", "o1", 3, &[("A", 2)]);
        store.write(order).await.unwrap();
        for state in [HoldState::Active, HoldState::Released, HoldState::Expired] {
            assert!(!repair(4, at(40).at, state, 50).await, "it was ordered");
        }
        let now = store.hold(shop, "h1").await.unwrap().unwrap().hold;
        assert_eq!((now.state, now.expires_at), (HoldState::Confirming, at(40).at));
        in_order(&store, shop).await;
    }

    async fn ones_own_hold_is_never_in_ones_way(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 2), ("B", 1)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        let mut next = hold(shop, "h2", 1, &[("A", 2), ("B", 1)]);
        next.replaces = true;
        place(&store, next.clone()).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (0, 2, 0));
        // The same once more is the same, with the time it has.
        next.code = "h3".into();
        next.origin = at(5);
        next.expires_at = at(35).at;
        let same = place(&store, next.clone()).await.unwrap();
        assert_eq!((same.hold.code.as_str(), same.hold.expires_at), ("h2", at(31).at));
        next.items = items(&[("A", 3)]);
        assert_eq!(missing(place(&store, next).await), [("A".to_owned(), 2)]);
        let kept = store.hold(shop, "h2").await.unwrap().unwrap();
        assert_eq!(kept.hold.state, HoldState::Active, "what could not be replaced stays");
        in_order(&store, shop).await;
    }

    async fn what_is_not_counted_can_be_had_and_what_is_not_sold_cannot(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 0)]).await;
        let mut many = draft("M");
        many.stock = None;
        let mut early = draft("P");
        (early.stock, early.availability) = (Some(0), contract::Availability::Preorder);
        let mut gone = draft("D");
        gone.availability = contract::Availability::Discontinued;
        let mut parent = draft("V");
        parent.variants = vec![variant("V-1", "Red", Some(1))];
        upsert(&store, shop, vec![many, early, gone, parent]).await;
        place(&store, hold(shop, "h1", 0, &[("M", 900), ("P", 2), ("V-1", 1)])).await.unwrap();
        let none = place(&store, hold(shop, "h2", 0, &[("A", 1), ("D", 1), ("V", 1)])).await;
        assert_eq!(missing(none).len(), 3, "sold out, discontinued, and a choice to be made");
        store.write(release(shop, "h1", 1)).await.unwrap();
        assert_eq!(counts(&store, shop, "V-1").await, (1, 0, 0));
        in_order(&store, shop).await;
    }

    async fn a_source_counts_what_is_there_and_not_what_it_said_before(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 5)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        let say = |name: &str, stock| {
            let product = contract::draft::ProductDraft { name: name.into(), stock, ..draft("A") };
            UpsertProducts { tenant: shop, origin: origin(), drafts: vec![product] }
        };
        store.write(say("Renamed", Some(5))).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (3, 2, 0), "the same number is no new count");
        store.write(say("Renamed", Some(1))).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (0, 2, 0), "more is held than is there");
        store.write(say("Renamed", None)).await.unwrap();
        assert!(store.stock_counts(shop, "", 9).await.unwrap().is_empty());
        place(&store, hold(shop, "h2", 0, &[("A", 50)])).await.unwrap();
        store.write(release(shop, "h1", 1)).await.unwrap();
        store.write(release(shop, "h2", 1)).await.unwrap();
        store.write(say("Renamed", Some(4))).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (4, 0, 0));
        in_order(&store, shop).await;
    }

    async fn a_live_count_counts_unless_pieces_left_since(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 9)]).await;
        let counted = |said, minutes| {
            vec![Counted { sku: "A".into(), said: Some(said), asked_at: at(minutes).at, pool: vec![] }]
        };
        let mut first = hold(shop, "h1", 1, &[("A", 1)]);
        first.authority = Authority::WooCommerce;
        first.counted = counted(1, 1);
        place(&store, first).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (0, 1, 0));
        store.write(order(shop, "h1", "o1", 2, &[("A", 1)])).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (0, 1, 0), "held until it is there");
        in_order(&store, shop).await;
        let done = store::NotePushed {
            tenant: shop,
            origin: at(3),
            order: "o1".into(),
            outcome: store::Pushed::Done { remote_id: "77".into(), payment_url: None },
        };
        assert!(store.write(done).await.unwrap().value);
        assert_eq!(counts(&store, shop, "A").await, (0, 0, 0));
        let mut next = hold(shop, "h2", 4, &[("A", 1)]);
        next.authority = Authority::WooCommerce;
        // Asked before the order arrived there: that one piece is the one that was sold.
        next.counted = counted(1, 2);
        assert!(matches!(place(&store, next.clone()).await, Err(StoreError::Stale)));
        next.counted = counted(0, 4);
        assert_eq!(missing(place(&store, next).await), [("A".to_owned(), 0)]);
        in_order(&store, shop).await;
    }

    async fn a_live_count_is_believed_whatever_it_was_before(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 5)]).await;
        let place_counted = async |code: &str, minutes, said, pieces| {
            let asked_at = at(minutes).at;
            let mut wish = hold(shop, code, minutes, &[("A", pieces)]);
            wish.authority = Authority::WooCommerce;
            wish.counted =
                vec![Counted { sku: "A".into(), said: Some(said), asked_at, pool: vec![] }];
            place(&store, wish).await
        };
        place_counted("h1", 1, 5, 3).await.unwrap();
        // Somebody bought there what is held here: when it is let go of, it is not there any more.
        assert_eq!(missing(place_counted("h2", 2, 1, 1).await), [("A".to_owned(), 0)]);
        store.write(release(shop, "h1", 3)).await.unwrap();
        assert_eq!(missing(place_counted("h3", 4, 1, 2).await), [("A".to_owned(), 1)]);
        place_counted("h4", 5, 1, 1).await.unwrap();
        store.write(order(shop, "h4", "o1", 6, &[("A", 1)])).await.unwrap();
        let done = store::NotePushed {
            tenant: shop,
            origin: at(7),
            order: "o1".into(),
            outcome: store::Pushed::Done { remote_id: "77".into(), payment_url: None },
        };
        store.write(done).await.unwrap();
        // The order was cancelled there.
        place_counted("h5", 8, 1, 1).await.unwrap();
        in_order(&store, shop).await;
    }

    async fn what_is_counted_in_one_number_is_held_of_that_number(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 9), ("B", 9)]).await;
        let pooled = |code: &str, minutes, said, items: &[(&str, i64)]| {
            let counted = |sku: &str, other: &str| Counted {
                sku: sku.into(),
                said: Some(said),
                asked_at: at(minutes).at,
                pool: vec![other.into()],
            };
            let mut wish = hold(shop, code, minutes, items);
            wish.authority = Authority::WooCommerce;
            wish.counted = vec![counted("A", "B"), counted("B", "A")];
            wish
        };
        let both = place(&store, pooled("h1", 1, 3, &[("A", 2), ("B", 2)])).await;
        assert_eq!(missing(both), [("A".to_owned(), 1), ("B".to_owned(), 1)]);
        place(&store, pooled("h2", 2, 3, &[("A", 2), ("B", 1)])).await.unwrap();
        let more = place(&store, pooled("h3", 3, 3, &[("B", 1)])).await;
        assert_eq!(missing(more), [("B".to_owned(), 0)]);
        store.write(order(shop, "h2", "o1", 4, &[("A", 2), ("B", 1)])).await.unwrap();
        let done = store::NotePushed {
            tenant: shop,
            origin: at(5),
            order: "o1".into(),
            outcome: store::Pushed::Done { remote_id: "77".into(), payment_url: None },
        };
        store.write(done).await.unwrap();
        // Asked before its sister's pieces had left.
        let mut old = pooled("h4", 4, 3, &[("B", 1)]);
        old.counted.remove(0);
        assert!(matches!(place(&store, old).await, Err(StoreError::Stale)));
        in_order(&store, shop).await;
    }

    async fn a_correction_has_a_reason_and_minds_what_its_author_saw(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 5)]).await;
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        let correct = |free, seen| CorrectStock {
            tenant: shop,
            origin: at(1),
            sku: "A".into(),
            free,
            seen,
            reason: "Found two behind the shelf".into(),
        };
        assert!(matches!(store.write(correct(7, Some(5))).await, Err(StoreError::Conflict(_))));
        store.write(correct(7, Some(3))).await.unwrap();
        assert_eq!(counts(&store, shop, "A").await, (7, 2, 0));
        assert!(store.write(correct(-1, None)).await.is_err());
        let audit = store.audit(shop, 1).await.unwrap();
        assert_eq!(audit[0].action, "stock_corrected");
        in_order(&store, shop).await;
    }

    async fn open_pages_are_told_when_what_they_show_changes(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 6)]).await;
        let before = changes(&store, shop).await.len();
        let told = async || {
            let all = changes(&store, shop).await;
            let news = all.into_iter().skip(before);
            news.filter(|change| matches!(change, Change::ProductsChanged { .. })).count()
        };
        place(&store, hold(shop, "h1", 0, &[("A", 2)])).await.unwrap();
        assert_eq!(told().await, 0, "four of six: nothing a page would say");
        place(&store, hold(shop, "h2", 0, &[("A", 1)])).await.unwrap();
        assert_eq!(told().await, 1, "few are left");
        place(&store, hold(shop, "h3", 0, &[("A", 3)])).await.unwrap();
        assert_eq!(told().await, 2, "sold out");
        store.write(release(shop, "h3", 1)).await.unwrap();
        assert_eq!(told().await, 3, "and back");
        let id = store.product_id_by_sku(shop, "A").await.unwrap().unwrap();
        let product = store.products(shop, &[id]).await.unwrap().remove(0);
        assert_eq!(product.stock, Some(3), "what pages show is what can be had");
        let since = store.changed_products(shop, at(1).at, (Timestamp(0), contract::ProductId(0)), 9);
        assert_eq!(since.await.unwrap().len(), 1, "those who mirror it hear of it");
    }

    async fn many_that_lapse_at_once_are_told_in_order(database) {
        // More events than one statement writes.
        const MANY: usize = 260;
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 1_000)]).await;
        let wishes = (0..MANY).map(|n| store.write(hold(shop, &format!("h{n:03}"), 0, &[("A", 1)])));
        futures::future::try_join_all(wishes).await.unwrap();
        let before = store.feed_head(shop).await.unwrap();
        let lapsed = ExpireHolds { tenant: shop, origin: at(1_000), most: MANY as i64 };
        let done = store.write(lapsed).await.unwrap();
        assert_eq!((done.value, done.seq.0), (MANY as u32, before.0 + MANY as i64));
        // The store refuses to read a feed with a hole.
        let told = store.feed_after(shop, before, 1_000).await.unwrap();
        let mut codes: Vec<_> = told
            .iter()
            .map(|event| match &event.change {
                Change::HoldChanged { code, what } if what == "expired" => code.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        codes.sort();
        assert_eq!(codes, (0..MANY).map(|n| format!("h{n:03}")).collect::<Vec<_>>());
        assert_eq!(counts(&store, shop, "A").await, (1_000, 0, 0));
        in_order(&store, shop).await;
    }

    async fn those_who_ask_in_the_same_moment_get_what_there_is(database) {
        let store = database.store().await;
        let shop = stocked(&store, &[("A", 10), ("B", 25)]).await;
        // One lapsed hold stands in nobody's way.
        place(&store, hold(shop, "old", 0, &[("A", 4)])).await.unwrap();
        let wish = |n: i64, code: &str| {
            let mut wish = hold(shop, code, 40, &[("A", 1), ("B", 2)]);
            wish.owner = Owner::Cart(CartId(100 + n));
            wish
        };
        let mut wishes = Vec::new();
        for n in 0..12 {
            wishes.push(wish(n, &format!("plain-{n}")));
            // Twice the same request, and another one under its key.
            let request = Request { key: "k".into(), hash: "h".into() };
            for code in ["first", "again"] {
                let request = Some(request.clone());
                wishes.push(PlaceHold { request, ..wish(n, &format!("{code}-{n}")) });
            }
            let other = Some(Request { hash: "other".into(), ..request });
            wishes.push(PlaceHold { request: other, ..wish(n, &format!("other-{n}")) });
            // In the place of all of them; too many; of nothing that is sold; in the past.
            wishes.push(PlaceHold { replaces: true, ..wish(n, &format!("instead-{n}")) });
            wishes.push(PlaceHold { items: items(&[("A", 11)]), ..wish(n, &format!("much-{n}")) });
            wishes.push(PlaceHold { items: items(&[("Z", 1)]), ..wish(n, &format!("none-{n}")) });
            wishes.push(PlaceHold { expires_at: at(1).at, ..wish(n, &format!("past-{n}")) });
        }
        let asked = wishes.iter().cloned().map(|wish| store.write(wish));
        let told: Vec<_> = futures::future::join_all(asked).await;
        let mut first: std::collections::HashMap<&Owner, String> = Default::default();
        for (wish, told) in wishes.iter().zip(&told) {
            let kind = wish.code.split('-').next().unwrap();
            match (kind, told) {
                ("first" | "again", Ok(done)) => {
                    let code = first.entry(&wish.owner).or_insert_with(|| done.value.hold.code.clone());
                    assert_eq!(*code, done.value.hold.code, "one request is one hold");
                }
                ("plain" | "instead", Ok(done)) => {
                    assert_eq!(done.value.hold.items, wish.items);
                    let kept = store.hold(shop, &done.value.hold.code).await.unwrap().unwrap();
                    assert_eq!(kept.hold.id, done.value.hold.id);
                }
                ("other", Err(StoreError::KeyReused)) => {}
                // Where those before it got nothing.
                ("other", Ok(_)) => {}
                ("past", Err(StoreError::Invalid { .. })) => {}
                ("much" | "none" | "plain" | "instead" | "first" | "again" | "other", Err(StoreError::Short(_))) => {}
                ("first" | "again", Err(StoreError::KeyReused)) => {}
                other => panic!("{other:?}"),
            }
        }
        let (free, held, _) = counts(&store, shop, "A").await;
        assert_eq!(free + held, 10);
        assert!(told.iter().filter(|told| told.is_ok()).count() >= 10, "what there was went");
        assert_eq!(store.hold(shop, "old").await.unwrap().unwrap().hold.state, HoldState::Expired);
        in_order(&store, shop).await;
    }
}
