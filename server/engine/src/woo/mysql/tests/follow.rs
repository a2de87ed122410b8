//! A shop followed by its database.

use super::shop::Shop;
use crate::upstream::LedgerError;
use crate::woo::mysql::database::Database;
use crate::woo::mysql::{DatabaseAddress, DatabaseError, FollowError};
use crate::woo::sync::{Doing, FirstSync};
use contract::ports::Clock;
use std::sync::Arc;
use store::TakeSayings;
use store::upstream::{Key, Kind, Root, Saying};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const FIVE_MINUTES: i64 = 5 * 60 * 1000 + 1;
const TEN_MINUTES: i64 = 2 * FIVE_MINUTES;
const A_DAY: i64 = 24 * 60 * 60 * 1000 + 1;

#[tokio::test]
async fn what_changes_comes_and_what_was_deleted_goes() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(100, 140).await;
    shop.put(10, 0, &[("_sku", "COAT")]).await;
    shop.run("INSERT INTO {p}term_relationships VALUES (10,2)").await;
    shop.put(11, 10, &[("_regular_price", "10")]).await;
    shop.put(12, 10, &[("_regular_price", "10")]).await;
    let sync = shop.sync("a", shop.address());
    assert!(sync.turn().await.unwrap());
    assert_eq!(shop.known(Kind::Product).await.len(), 41);
    assert_eq!(shop.known(Kind::Variation).await, [11, 12]);
    assert_eq!(shop.known(Kind::Category).await, [1, 3, 4]);
    let state = shop.state().await;
    assert_eq!((&state.first, &state.trouble), (&FirstSync::Done, &None));
    // Nothing is due, so nobody asks.
    shop.run("DELETE FROM {p}posts WHERE ID = 12").await;
    sync.turn().await.unwrap();
    assert_eq!(shop.known(Kind::Variation).await, [11, 12]);

    // A variation changes, a product goes to the trash, another comes; one is deleted for good.
    shop.run(
        "UPDATE {p}postmeta SET meta_value = '8' WHERE post_id = 11; \
         UPDATE {p}posts SET post_modified_gmt = UTC_TIMESTAMP() WHERE ID = 11; \
         UPDATE {p}posts SET post_status = 'trash', post_modified_gmt = UTC_TIMESTAMP() WHERE ID = 100; \
         DELETE FROM {p}posts WHERE ID = 101",
    )
    .await;
    shop.put(200, 0, &[("_sku", "NEW"), ("_regular_price", "1")]).await;
    shop.clock.advance(FIVE_MINUTES);
    sync.turn().await.unwrap();
    assert!(shop.contents().await[&11].contains("\"regular_price\":\"8\""));
    let known = shop.known(Kind::Product).await;
    assert!(known.contains(&200) && !known.contains(&100) && known.contains(&101));
    assert_eq!(shop.known(Kind::Variation).await, [11], "its product was read anew");
    shop.run("DELETE FROM {p}term_taxonomy WHERE term_id = 4").await;
    shop.clock.advance(TEN_MINUTES);
    sync.turn().await.unwrap();
    assert!(!shop.known(Kind::Product).await.contains(&101));
    assert_eq!(shop.known(Kind::Category).await, [1, 3]);

    // What somebody said was gone and is not comes back; so does what was put in with an old date.
    let gone = Saying {
        key: Key { kind: Kind::Variation, id: 11 },
        root: Root(10),
        version: Some(shop.clock.now()),
        content: None,
        asked_at: None,
        delivery: None,
    };
    let (tenant, at) = (shop.tenant, shop.clock.now());
    let take = TakeSayings { tenant, sayings: vec![gone], worked: vec![], at };
    shop.store.write(take).await.unwrap();
    shop.fill(300, 301).await;
    assert!(shop.known(Kind::Variation).await.is_empty());
    shop.clock.advance(TEN_MINUTES);
    sync.turn().await.unwrap();
    assert_eq!(shop.known(Kind::Variation).await, [11]);
    assert!(shop.known(Kind::Product).await.contains(&300));

    // What was changed past WordPress is found by comparing.
    shop.run("UPDATE {p}postmeta SET meta_value = '7' WHERE post_id = 110 AND meta_key = '_regular_price'").await;
    shop.clock.advance(TEN_MINUTES);
    sync.turn().await.unwrap();
    assert!(!shop.contents().await[&110].contains("\"7\""));
    shop.clock.advance(A_DAY);
    sync.turn().await.unwrap();
    assert!(shop.contents().await[&110].contains("\"regular_price\":\"7\""));
    let drift = shop.state().await.drift.unwrap();
    assert_eq!((drift.changed, drift.gone), (1, 0));
    // And one that comes back from the trash is there again.
    shop.run("UPDATE {p}posts SET post_status = 'publish', post_modified_gmt = UTC_TIMESTAMP() WHERE ID = 100").await;
    shop.clock.advance(FIVE_MINUTES);
    sync.turn().await.unwrap();
    assert!(shop.known(Kind::Product).await.contains(&100));
    shop.drop().await;
}

/// A line to the database that can be cut.
struct Line {
    address: DatabaseAddress,
    is_up: watch::Sender<bool>,
}

async fn line(shop: &Shop) -> Line {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = shop.foreign.url();
    let (_, host) = url.rsplit_once('@').unwrap();
    let (target, name) = host.split_once('/').unwrap();
    let address = url.replace(target, &format!("127.0.0.1:{port}"));
    assert!(address.ends_with(name));
    let address = DatabaseAddress::new(&address, shop.prefix).unwrap();
    let is_up = watch::Sender::new(true);
    let (target, seen) = (target.to_owned(), is_up.subscribe());
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let (target, mut seen) = (target.clone(), seen.clone());
            tokio::spawn(async move {
                let mut far = TcpStream::connect(&target).await?;
                tokio::select! {
                    _ = seen.wait_for(|is_up| !is_up) => Ok(()),
                    done = copy_bidirectional(&mut near, &mut far) => done.map(drop),
                }
            });
        }
    });
    Line { address, is_up }
}

#[tokio::test]
async fn a_first_read_that_breaks_off_goes_on_where_it_stopped() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(1_000, 2_700).await;
    let line = Arc::new(line(&shop).await);
    let sync = shop.sync("a", line.address.clone());
    let mut seen = sync.progress.subscribe();
    let cutting = tokio::spawn({
        let line = line.clone();
        async move {
            let _ = seen.wait_for(|now| now.doing == Doing::FirstSync && now.done >= 500).await;
            line.is_up.send_replace(false);
        }
    });
    let broken = sync.turn().await;
    cutting.await.unwrap();
    assert!(matches!(broken, Err(FollowError::Database(DatabaseError::Away { .. }))), "{broken:?}");
    let state = shop.state().await;
    assert!(state.trouble.is_some() && state.well_at.is_none());
    let FirstSync::Ids { after, .. } = state.first else { panic!("{:?}", state.first) };
    let known = shop.known(Kind::Product).await;
    assert!(after >= 1_499 && known.contains(&after), "what came stays");
    // Still away: nothing is lost of what is known.
    assert!(sync.turn().await.is_err());
    assert_eq!(shop.known(Kind::Product).await, known);

    line.is_up.send_replace(true);
    let another = shop.sync("b", line.address.clone());
    let mut seen = another.progress.subscribe();
    let first = tokio::spawn(async move {
        seen.wait_for(|now| now.doing == Doing::FirstSync).await.map(|now| now.done).unwrap()
    });
    assert!(another.turn().await.unwrap());
    assert!(first.await.unwrap() >= 500, "it does not begin anew");
    assert_eq!(shop.known(Kind::Product).await.len(), 1_700);
    let state = shop.state().await;
    assert_eq!((state.first, state.trouble), (FirstSync::Done, None));
    shop.drop().await;
}

#[tokio::test]
async fn one_node_at_a_time_and_none_once_it_is_connected_otherwise() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(1, 5).await;
    let (one, other) = (shop.sync("a", shop.address()), shop.sync("b", shop.address()));
    assert!(one.ledger.hold().await.unwrap());
    assert!(!other.turn().await.unwrap());
    assert!(shop.known(Kind::Product).await.is_empty());
    one.ledger.release().await.unwrap();
    assert!(other.turn().await.unwrap());
    let mut old = shop.sync("a", shop.address());
    old.ledger.connected_at = contract::Timestamp(2);
    let replaced = old.turn().await;
    assert!(matches!(replaced, Err(FollowError::Ledger(LedgerError::Replaced))), "{replaced:?}");
    shop.drop().await;
}

#[tokio::test]
async fn a_user_that_may_only_read_is_enough_and_another_writes_nothing_either() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(1, 30).await;
    let reader = DatabaseAddress::new(&shop.foreign.user("SELECT").await, "wp_").unwrap();
    assert!(shop.sync("a", reader).turn().await.unwrap());
    assert_eq!(shop.known(Kind::Product).await.len(), 29);
    let mut database = Database::open(&shop.address()).await.unwrap();
    for wrong in ["DELETE FROM `wp_posts`", "UPDATE `wp_options` SET option_value = 'x'"] {
        for begins in [false, true] {
            if begins {
                database.begin().await.unwrap();
            }
            assert!(database.rows::<(i64,)>(wrong.to_owned(), &[]).await.is_err(), "{wrong}");
        }
    }
    database.close().await;
    let again = shop.sync("a", shop.address());
    assert!(again.reconcile_now().await.unwrap());
    assert_eq!(shop.known(Kind::Product).await.len(), 29);
    shop.drop().await;
}

#[tokio::test]
async fn a_user_without_the_right_is_told_so_and_the_mirror_stays() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(1, 30).await;
    shop.sync("a", shop.address()).turn().await.unwrap();
    let stranger = DatabaseAddress::new(&shop.foreign.user("CREATE").await, "wp_").unwrap();
    let stranger = shop.sync("a", stranger);
    let refused = stranger.reconcile_now().await;
    let Err(FollowError::Database(error @ DatabaseError::Refused { .. })) = refused else {
        panic!("{refused:?}")
    };
    assert!(!error.is_passing());
    let state = shop.state().await;
    assert_eq!(state.trouble.unwrap().said, error.to_string());
    assert_eq!(shop.known(Kind::Product).await.len(), 29);
    shop.drop().await;
}

#[tokio::test]
async fn a_shop_that_is_nearly_empty_all_at_once_is_not_believed_at_once() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.fill(1, 60).await;
    let sync = shop.sync("a", shop.address());
    sync.turn().await.unwrap();
    shop.run("DELETE FROM {p}posts WHERE ID > 3").await;
    let doubted = sync.reconcile_now().await;
    let shrunk = DatabaseError::Shrunk { known: 59, listed: 3 };
    assert!(
        matches!(&doubted, Err(FollowError::Database(error)) if *error == shrunk),
        "{doubted:?}"
    );
    assert!(shop.state().await.trouble.unwrap().said.contains("59"));
    shop.clock.advance(TEN_MINUTES);
    assert!(sync.turn().await.is_err());
    assert_eq!(shop.known(Kind::Product).await.len(), 59);
    // It goes on saying so: then it is meant.
    shop.clock.advance(2 * TEN_MINUTES);
    assert!(sync.turn().await.unwrap());
    assert_eq!(shop.known(Kind::Product).await, [1, 2, 3]);
    let state = shop.state().await;
    assert_eq!((state.trouble, state.shrunk_since), (None, None));
    shop.drop().await;
}
