//! Against the stand-in, over real sockets, with a real store.

use super::state::{CHANGES_SECONDS, RECONCILE_SECONDS};
use super::*;
use crate::TestClock;
use crate::woo::client::{ClientOptions, Keys};
use contract::ports::Clock;
use contract::{TenantId, Timestamp};
use serde_json::json;
use standin::{Change, Fault, Serving, Shop};
use std::collections::BTreeMap;
use store::testing::TestDatabase;
use store::upstream::{Kind, Root};
use store::{Origin, SaveConnection, SaveTenant, Store, TenantDraft};

struct Setting {
    shop: Shop,
    serving: Serving,
    store: Store,
    tenant: TenantId,
    clock: Arc<TestClock>,
    _database: TestDatabase,
}

fn origin() -> Origin {
    Origin {
        actor: "Ines Prado".into(),
        user_id: None,
        trace_id: "00000000000000000000000000000001".into(),
        producer_id: "test".into(),
        at: Timestamp(1),
    }
}

/// A tenant that is connected to the shop.
async fn connected(store: &Store, serving: &Serving, slug: &str) -> TenantId {
    let tenant = TenantDraft {
        locale: "de-DE".into(),
        time_zone: "Europe/Berlin".into(),
        ..TenantDraft::named(slug, slug)
    };
    let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
    let (kind, address) = (KIND.to_owned(), serving.address.clone());
    let save = SaveConnection { tenant, origin: origin(), kind, address, sealed: "x".into() };
    store.write(save).await.unwrap();
    tenant
}

async fn setting(products: usize) -> Setting {
    let shop = Shop::new();
    shop.generate(products);
    let serving = shop.serve(0).await.unwrap();
    let database = store::testing::sqlite();
    let store = database.store().await;
    let tenant = connected(&store, &serving, "tide").await;
    let clock = Arc::new(TestClock::default());
    Setting { shop, serving, store, tenant, clock, _database: database }
}

impl Setting {
    /// As a program that has just been started.
    fn sync(&self, holder: &str) -> ShopSync {
        self.sync_of(self.tenant, holder)
    }

    fn sync_of(&self, tenant: TenantId, holder: &str) -> ShopSync {
        let keys = Keys { key: "ck_standin".into(), secret: "cs_standin".into() };
        let options = ClientOptions {
            deadline: Duration::from_secs(20),
            pause: Duration::from_millis(1),
            reach: None,
            attempts: 2,
            ..ClientOptions::default()
        };
        let clock: Arc<dyn Clock> = self.clock.clone();
        let client = ShopClient::new(&self.serving.address, keys, options, clock.clone()).unwrap();
        ShopSync {
            client: Arc::new(client),
            ledger: Ledger {
                tenant,
                kind: KIND,
                connected_at: Timestamp(1),
                store: self.store.clone(),
                clock,
                holder: holder.into(),
            },
            said: Box::new(|| {}),
            progress: watch::Sender::default(),
            known: watch::Sender::default(),
            wishes: Wishes::default(),
            hooking: None,
        }
    }

    /// Both clocks go on.
    fn pass(&self, seconds: i64) {
        self.clock.advance(seconds * 1000);
        self.shop.advance(seconds);
    }

    async fn known(&self, kind: Kind) -> Vec<i64> {
        let known = self.store.upstream_present(self.tenant, kind, 0, 100_000).await.unwrap();
        known.into_iter().map(|(id, _)| id).collect()
    }

    /// What is kept of each product, and of the variations that stand below one: of those restored
    /// below a product in the trash nothing is made, and whether they are known is chance.
    async fn contents(&self) -> BTreeMap<i64, String> {
        self.contents_of(self.tenant).await
    }

    async fn contents_of(&self, tenant: TenantId) -> BTreeMap<i64, String> {
        let now = self.clock.now();
        let stirred = self.store.stirred(tenant, Root(0), 100_000, now).await.unwrap();
        let is_product = |member: &store::upstream::Member| member.key.kind == Kind::Product;
        let made = stirred.into_iter().filter(|it| it.family.iter().any(is_product));
        let members = made.flat_map(|stirred| stirred.family);
        members.map(|member| (member.key.id, member.content)).collect()
    }

    /// Everything in the shop, and nothing else.
    async fn assert_same(&self) {
        let (mut products, mut variations) = (vec![], vec![]);
        let there: BTreeMap<i64, _> =
            self.shop.things().into_iter().filter(|(_, it)| !it.is_trashed()).collect();
        for (id, thing) in &there {
            match thing.parent() {
                0 => products.push(*id),
                parent if there.contains_key(&parent) => variations.push(*id),
                _ => {}
            }
        }
        assert_eq!(self.known(Kind::Product).await, products);
        let known = self.contents().await.into_keys();
        let known: Vec<i64> = known.filter(|id| !products.contains(id)).collect();
        assert_eq!(known, variations);
    }
}

#[tokio::test]
async fn the_first_sync_brings_everything() {
    let it = setting(230).await;
    let sync = it.sync("a");
    let mut seen = sync.progress.subscribe();
    let watching = tokio::spawn(async move {
        let mut most = Progress::default();
        while seen.changed().await.is_ok() {
            let now = *seen.borrow_and_update();
            if now.doing == Doing::FirstSync && now.done > most.done {
                most = now;
            }
        }
        most
    });
    assert_eq!(sync.turn().await.unwrap(), Turn::Done);
    it.assert_same().await;
    assert_eq!(it.known(Kind::Category).await.len(), 40);
    let state = sync.state().await.unwrap();
    assert_eq!((&state.first, &state.trouble), (&FirstSync::Done, &None));
    assert!(state.well_at.is_some());
    drop(sync);
    let most = watching.await.unwrap();
    assert!(most.done > 0 && most.of == Some(230), "{most:?}");
}

#[tokio::test]
async fn a_first_sync_that_was_cut_off_goes_on_where_it_was() {
    let it = setting(450).await;
    let sync = it.sync("a");
    let killed = tokio::spawn(async move { sync.turn().await });
    while it.known(Kind::Product).await.len() < 200 {
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    it.shop.take_requests();
    let other = it.sync("b");
    assert_eq!(other.turn().await.unwrap(), Turn::Elsewhere, "the lease of the dead one");
    it.pass(crate::upstream::LEASE_SECONDS);
    let state = other.state().await.unwrap();
    assert!(matches!(state.first, FirstSync::Products { cursor, .. } if cursor.page > 1));
    other.turn().await.unwrap();
    let again = it.shop.take_requests();
    assert!(!again.iter().any(|line| line.contains("/products?") && line.contains("&page=1&")));
    assert!(!again.iter().any(|line| line.contains("/categories?")));
    it.assert_same().await;
}

#[tokio::test]
async fn what_vanishes_between_pages_hides_nothing() {
    let it = setting(320).await;
    let gone: Vec<i64> = it.shop.listed()[..7].to_vec();
    let changes = gone.iter().map(|id| Change::DeleteForGood { id: *id }).collect();
    it.shop.fault(Fault::BetweenPages { changes });
    let sync = it.sync("a");
    sync.turn().await.unwrap();
    let known = it.known(Kind::Product).await;
    let missing: Vec<i64> = it.shop.listed().into_iter().filter(|id| !known.contains(id)).collect();
    assert_eq!(missing, [0i64; 0]);
    assert_eq!(known.len(), 320, "those that are gone are found by comparing");
    sync.reconcile_now().await.unwrap();
    it.assert_same().await;
}

#[tokio::test]
async fn changes_are_asked_for_by_the_shops_own_clock() {
    let it = setting(30).await;
    it.shop.set_offset(330);
    it.shop.advance(-7200);
    let sync = it.sync("a");
    sync.turn().await.unwrap();
    let coat = it.shop.listed()[0];
    let small = it.shop.product(coat).unwrap()["variations"][0].as_i64().unwrap();
    it.pass(CHANGES_SECONDS + 1);
    it.shop.set_price(small, "77.77");
    let bowl = it.shop.put_product(json!({ "name": "New bowl", "regular_price": "5" }));
    let gone = it.shop.product(coat).unwrap()["variations"][1].as_i64().unwrap();
    it.shop.delete_for_good(gone);
    it.shop.take_requests();
    sync.turn().await.unwrap();
    assert!(it.contents().await[&small].contains("77.77"));
    assert!(it.known(Kind::Product).await.contains(&bowl));
    it.assert_same().await;
    let asked = it.shop.take_requests();
    let delta = asked.iter().find(|line| line.contains("modified_after=")).unwrap();
    assert!(delta.contains("dates_are_gmt=true"), "{delta}");
    sync.turn().await.unwrap();
    assert_eq!(it.shop.take_requests(), [""; 0], "nothing is due");
}

#[tokio::test]
async fn comparing_finds_what_nobody_told() {
    let it = setting(60).await;
    let sync = it.sync("a");
    sync.turn().await.unwrap();
    let listed = it.shop.listed();
    it.shop.delete_for_good(listed[0]);
    it.shop.delete_for_good(listed[1]);
    it.shop.trash(listed[2]);
    it.shop.rename_category(1, "Hats");
    it.pass(RECONCILE_SECONDS);
    // Older than changes are asked for: only comparing sees it.
    let quiet =
        json!({ "id": listed[3], "name": "Quiet", "date_modified_gmt": "2020-01-01T00:00:00" });
    it.shop.put_product(quiet);
    sync.turn().await.unwrap();
    it.assert_same().await;
    assert!(it.contents().await[&listed[3]].contains("Quiet"));
    let drift = sync.state().await.unwrap().drift.unwrap();
    assert_eq!(drift, Drift { changed: 1, gone: 3 });
    sync.reconcile_now().await.unwrap();
    let drift = sync.state().await.unwrap().drift.unwrap();
    assert_eq!(drift, Drift::default());
    let categories = it.store.upstream_categories(it.tenant).await.unwrap();
    assert!(categories[0].1.contains("Hats"));
}

#[tokio::test]
async fn a_shop_that_is_away_leaves_the_mirror_and_is_followed_again() {
    let it = setting(150).await;
    let sync = it.sync("a");
    it.shop.fault(Fault::Status { times: 2, status: 500, retry_after: None });
    assert!(matches!(sync.turn().await, Err(SyncError::Shop(ShopError::Away { .. }))));
    let trouble = sync.state().await.unwrap().trouble.unwrap();
    assert!(trouble.said.contains("500"), "{trouble:?}");
    sync.turn().await.unwrap();
    it.assert_same().await;

    it.pass(CHANGES_SECONDS);
    it.shop.set_price(it.shop.listed()[1], "9.99");
    it.shop.fault(Fault::Status { times: 4, status: 503, retry_after: Some(0) });
    for _ in 0..2 {
        assert!(sync.turn().await.is_err());
    }
    let before = sync.state().await.unwrap();
    assert!(before.trouble.is_some() && before.well_at.is_some());
    it.assert_same().await;
    sync.turn().await.unwrap();
    assert!(it.contents().await[&it.shop.listed()[1]].contains("9.99"));
    assert_eq!(sync.state().await.unwrap().trouble, None);
}

#[tokio::test]
async fn another_connection_ends_this_one() {
    let it = setting(3).await;
    let sync = it.sync("a");
    let (kind, address) = (KIND.to_owned(), "https://other.example.test/".to_owned());
    let origin = Origin { at: Timestamp(2), ..origin() };
    let save = SaveConnection { tenant: it.tenant, origin, kind, address, sealed: "y".into() };
    it.store.write(save).await.unwrap();
    assert!(matches!(sync.turn().await, Err(SyncError::Ledger(LedgerError::Replaced))));
    assert_eq!(it.known(Kind::Product).await, [0i64; 0]);
}

/// Any order, repetition and loss of deliveries, then comparing: what a first look would bring.
#[test]
fn deliveries_may_come_in_any_order_or_not_at_all() {
    use proptest::prelude::*;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let change = (0usize..8, 0usize..6, 1i64..99);
    let luck = prop::collection::vec(0usize..3, 0..40);
    let strategy = (prop::collection::vec(change, 1..14), luck, any::<u64>());
    let config = ProptestConfig { cases: 12, ..ProptestConfig::default() };
    proptest!(config, |((changes, luck, seed) in strategy)| {
        runtime.block_on(async {
            let it = setting(6).await;
            let sync = it.sync("a");
            sync.turn().await.unwrap();
            // Nobody listens there: what is sent is read from the shop.
            let nowhere = "http://127.0.0.1:9/";
            for event in ["created", "updated", "restored"] {
                let topic = format!("product.{event}");
                let hook = json!({ "topic": topic, "delivery_url": nowhere });
                sync.client.create("webhooks", &hook).await.unwrap();
            }
            for (kind, which, number) in changes {
                let ids: Vec<i64> = it.shop.things().into_iter().map(|(id, _)| id).collect();
                let id = ids[which % ids.len()];
                match kind {
                    0 | 1 => it.shop.set_price(id, &format!("{number}.00")),
                    2 => it.shop.set_stock(id, number - 50),
                    3 => it.shop.trash(id),
                    4 => it.shop.untrash(id),
                    5 if ids.len() > 1 => it.shop.delete_for_good(id),
                    6 => drop(it.shop.put_product(json!({ "name": "New", "regular_price": "1" }))),
                    _ => it.pass(number % 3),
                }
            }
            assert!(it.shop.settled(Duration::from_secs(20)).await);
            let sent = it.shop.take_sent().into_iter().filter_map(|sent| {
                let value = serde_json::from_str(&sent.delivery.body).ok()?;
                crate::woo::saying(&value, None).ok()
            });
            let mut heard = Vec::new();
            for (at, saying) in sent.enumerate() {
                let times = luck.get(at).copied().unwrap_or(1);
                heard.extend(std::iter::repeat_n(saying, times));
            }
            let mut random = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(seed);
            rand::seq::SliceRandom::shuffle(heard.as_mut_slice(), &mut random);
            sync.take(heard).await.unwrap();
            it.clock.advance(1000);
            sync.reconcile_now().await.unwrap();
            it.assert_same().await;
            let fresh = connected(&it.store, &it.serving, "fresh").await;
            it.sync_of(fresh, "b").turn().await.unwrap();
            prop_assert_eq!(it.contents().await, it.contents_of(fresh).await);
            Ok(())
        })?;
    });
}
