//! What a shop's front begins with: set, never over somebody else's, taken back.

use crate::support::*;
use contract::edit::Turn;
use contract::header::HeaderLink;
use contract::{Header, ProductId, Revision, TenantId, Timestamp, UserId};
use proptest::prelude::*;
use store::{Change, Origin, SetHeader, Store, StoreError, TurnBoard, testing};

async fn kept(store: &Store, tenant: TenantId) -> (Option<Header>, Revision) {
    let featured = store.featured(tenant).await.unwrap();
    (featured.header, featured.header_revision)
}

fn by(number: i64) -> Origin {
    let actor = if number == 1 { "Maren" } else { "Otto" };
    Origin { actor: actor.into(), user_id: Some(UserId(number)), ..origin() }
}

fn titled(title: &str) -> Header {
    Header { title: title.into(), ..Header::default() }
}

async fn set(
    store: &Store,
    tenant: TenantId,
    user: i64,
    header: Option<Header>,
    seen: Option<Revision>,
) -> store::Result<Option<Revision>> {
    let command = SetHeader { tenant, origin: by(user), header, seen };
    store.write(command).await.map(|committed| committed.value)
}

async fn turn(store: &Store, tenant: TenantId, user: i64, turn: Turn) -> store::Result<String> {
    let command = TurnBoard { tenant, origin: by(user), turn };
    store.write(command).await.map(|committed| committed.value)
}

on_both! {
    async fn a_header_is_kept_whole_and_taken_back(database) {
        let store = database.store().await;
        let (tenant, other) = (tenant(&store, "tide").await, tenant(&store, "ebb").await);
        let product = product(&store, tenant, "A").await;
        assert_eq!(kept(&store, tenant).await, (None, Revision(0)));
        let whole = Header {
            title: "Coats for rain".into(),
            text: "Waxed.\nDry.".into(),
            link: Some(HeaderLink { words: "See them".into(), path: "/c/coats".into() }),
            picture_of: Some(product),
            active_from: Some(Timestamp(5)),
            active_until: Some(Timestamp(9)),
        };
        let revision = set(&store, tenant, 1, Some(whole.clone()), None).await.unwrap().unwrap();
        assert_eq!(kept(&store, tenant).await, (Some(whole.clone()), revision));
        assert_eq!(kept(&store, other).await.0, None);
        let last = changes(&store, tenant).await.pop().unwrap();
        assert!(matches!(last, Change::HeaderChanged { note } if note.subject == "Coats for rain"));
        let head = store.feed_head(tenant).await.unwrap();
        // The same again says nothing.
        assert_eq!(set(&store, tenant, 2, Some(whole.clone()), None).await.unwrap(), None);
        assert_eq!(store.feed_head(tenant).await.unwrap(), head);

        set(&store, tenant, 1, None, Some(revision)).await.unwrap();
        assert_eq!(kept(&store, tenant).await.0, None);
        let line = store.audit(tenant, 1).await.unwrap().remove(0);
        assert!(line.before.unwrap().contains("/c/coats") && line.after.is_none());
        let words = turn(&store, tenant, 1, Turn::Undo).await.unwrap();
        assert_eq!(words, "took back: took the header down");
        assert_eq!(kept(&store, tenant).await, (Some(whole), revision));

        // Another shop's products are none of it.
        let foreign = Header { picture_of: Some(product), ..titled("Mine") };
        let refused = set(&store, other, 1, Some(foreign), None).await;
        assert!(matches!(refused, Err(StoreError::NotFound("product"))));
        store.close().await;
    }

    async fn who_was_slower_is_told_who_was_faster(database) {
        let store = database.store().await;
        let tenant = tenant(&store, "tide").await;
        let first = set(&store, tenant, 1, Some(titled("One")), None).await.unwrap();
        set(&store, tenant, 1, Some(titled("Two")), first).await.unwrap();
        let slower = set(&store, tenant, 2, Some(titled("Three")), first).await;
        let Err(StoreError::Clashes(clashes)) = slower else { panic!("{slower:?}") };
        let clash = &clashes[0];
        assert_eq!(clash.sentence(), "Maren has changed the header in the meantime.");
        set(&store, tenant, 2, Some(titled("Three")), Some(clash.revision)).await.unwrap();
        let refused = turn(&store, tenant, 1, Turn::Undo).await;
        assert!(matches!(refused, Err(StoreError::Clashes(_))), "it is Otto's now");
        store.close().await;
    }
}

/// Whatever was set, taking it all back leads through every state to the first one.
#[test]
fn every_header_can_be_taken_back_and_put_up_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = testing::sqlite();
    let store = runtime.block_on(database.store());
    let cases = std::cell::Cell::new(0);
    let header = (0..3_u8, prop::option::of(0..2_usize), prop::option::of(1..9_i64));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) };
    proptest!(config, |(headers in prop::collection::vec(prop::option::of(header), 1..8))| {
        cases.set(cases.get() + 1);
        runtime.block_on(async {
            let tenant = tenant(&store, &format!("case-{}", cases.get())).await;
            upsert(&store, tenant, vec![draft("0"), draft("1")]).await;
            let products = store.all_product_ids(tenant, ProductId(0), 9).await.unwrap();
            let mut states = vec![kept(&store, tenant).await];
            for header in headers {
                let header = header.map(|(title, picture, from)| Header {
                    picture_of: picture.map(|at| products[at]),
                    active_from: from.map(Timestamp),
                    ..titled(["One", "Two", "Three"][usize::from(title)])
                });
                set(&store, tenant, 1, header, None).await.unwrap();
                let now = kept(&store, tenant).await;
                if states.last() != Some(&now) {
                    states.push(now);
                }
            }
            for expected in states.iter().rev().skip(1) {
                turn(&store, tenant, 1, Turn::Undo).await.unwrap();
                assert_eq!(&kept(&store, tenant).await, expected);
            }
            for expected in states.iter().skip(1) {
                turn(&store, tenant, 1, Turn::Redo).await.unwrap();
                assert_eq!(&kept(&store, tenant).await, expected);
            }
            if states.len() > 1 {
                turn(&store, tenant, 2, Turn::BackTo(Revision(0))).await.unwrap();
                assert_eq!(kept(&store, tenant).await, states[0]);
            }
            feed(&store, tenant).await;
        });
    });
    runtime.block_on(store.close());
}
