//! What shop systems say, in whatever order, and the products that come of it.

use crate::support::*;
use contract::draft::ProductDraft;
use contract::{ProductId, TenantId, Timestamp};
use proptest::prelude::*;
use store::upstream::*;
use store::{Feature, PublishOutcome, PublishProducts, ReceiveDelivery, Store, TakeSayings};

fn saying(id: i64, version: i64, content: Option<&str>) -> Saying {
    Saying {
        key: Key { kind: Kind::Product, id },
        root: Root(id),
        version: Some(Timestamp(version)),
        content: content.map(str::to_owned),
        asked_at: None,
        delivery: None,
    }
}

async fn take(store: &Store, tenant: TenantId, at: i64, sayings: Vec<Saying>) -> Vec<Verdict> {
    let command = TakeSayings { tenant, sayings, worked: vec![], at: Timestamp(at) };
    store.write(command).await.unwrap().value
}

/// A product under the SKU its content names, hidden where it names none.
fn made(stirred: &Stirred) -> Made {
    let content = stirred.family.first().map(|member| member.content.as_str()).unwrap_or_default();
    let product = match content {
        "" => Outcome::Hidden,
        "?" => Outcome::Refused(vec![Reason {
            field: "price".into(),
            reason: "is missing".into(),
            original: String::new(),
        }]),
        sku => Outcome::Shown(Box::new(ProductDraft { source_updated_at: None, ..draft(sku) })),
    };
    Made { root: stirred.root, stirred: stirred.stirred, product, due: None }
}

async fn publish(store: &Store, tenant: TenantId) -> PublishOutcome {
    let stirred = store.stirred(tenant, Root(0), 100, Timestamp(0)).await.unwrap();
    let made = stirred.iter().map(made).collect();
    store.write(PublishProducts { tenant, origin: origin(), made }).await.unwrap().value
}

/// Until nothing is left to be made.
async fn publish_all(store: &Store, tenant: TenantId) {
    for _ in 0..8 {
        if store.upstream_counts(tenant).await.unwrap().stirred == 0 {
            return;
        }
        publish(store, tenant).await;
    }
    panic!("it never ends");
}

async fn skus(store: &Store, tenant: TenantId) -> Vec<String> {
    let ids = store.all_product_ids(tenant, ProductId(0), 100).await.unwrap();
    let mut skus: Vec<String> =
        store.products(tenant, &ids).await.unwrap().into_iter().map(|it| it.sku).collect();
    skus.sort();
    skus
}

on_both! {
    async fn a_delivery_is_the_same_by_its_id_and_its_body(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let receive = |id: &str, body: &str| {
            let delivery = Delivery {
                delivery_id: id.into(),
                topic: "product.updated".into(),
                body: body.into(),
                trace_id: "t".into(),
            };
            store.write(ReceiveDelivery { tenant: shop, delivery, at: Timestamp(5) })
        };
        assert!(receive("one", "a").await.unwrap().value);
        assert!(receive("one", "b").await.unwrap().value, "one id for two events of a second");
        assert!(!receive("one", "a").await.unwrap().value);
        assert!(receive("two", "a").await.unwrap().value);

        let waiting = store.inbox(shop, DeliveryId(0), 10).await.unwrap();
        assert_eq!(waiting.iter().map(|it| it.body.as_str()).collect::<Vec<_>>(), ["a", "b", "a"]);
        assert_eq!(store.busy_tenants(Timestamp(0)).await.unwrap(), [shop]);
        let worked = waiting[..2]
            .iter()
            .map(|it| Worked {
                id: it.id,
                root: Some(Root(7)),
                outcome: Worked::IGNORED.into(),
                detail: None,
                changed_at: None,
            })
            .collect();
        let command =
            TakeSayings { tenant: shop, sayings: vec![], worked, at: Timestamp(9) };
        store.write(command).await.unwrap();
        assert_eq!(store.inbox(shop, DeliveryId(0), 10).await.unwrap().len(), 1);
        let received = store.received(shop, 10).await.unwrap();
        assert_eq!(received.iter().filter(|it| it.worked_at == Some(Timestamp(9))).count(), 2);
        store.close().await;
    }

    async fn an_older_word_changes_nothing_and_what_is_gone_stays_gone(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let verdicts = take(&store, shop, 1, vec![saying(1, 10, Some("A")), saying(2, 10, Some("B"))]).await;
        assert_eq!(verdicts, [Verdict::News, Verdict::News]);
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A", "B"]);

        let verdicts = take(&store, shop, 2, vec![
            saying(1, 9, Some("OLD")),
            saying(2, 20, None),
            saying(2, 15, Some("LATE")),
            saying(1, 10, Some("A")),
        ]).await;
        assert_eq!(verdicts, [Verdict::Older, Verdict::News, Verdict::Older, Verdict::Same]);
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A"]);

        take(&store, shop, 3, vec![saying(2, 21, Some("B"))]).await;
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A", "B"]);
        store.close().await;
    }

    async fn the_end_of_a_variation_is_news_of_its_product(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let variation = |version, content: Option<&str>, root| Saying {
            key: Key { kind: Kind::Variation, id: 11 },
            root: Root(root),
            ..saying(11, version, content)
        };
        take(&store, shop, 1, vec![saying(1, 10, Some("A")), variation(10, Some("red"), 1)]).await;
        publish_all(&store, shop).await;
        take(&store, shop, 2, vec![variation(20, None, 11)]).await;
        let stirred = store.stirred(shop, Root(0), 10, Timestamp(0)).await.unwrap();
        assert_eq!(stirred.iter().map(|it| (it.root, it.family.len())).collect::<Vec<_>>(), [(Root(1), 1)]);
        store.close().await;
    }

    async fn a_product_that_changes_its_sku_stays_where_it_was_put(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let shelf = featured_type(&store, shop, "New").await;
        take(&store, shop, 1, vec![saying(1, 10, Some("A"))]).await;
        publish_all(&store, shop).await;
        let product = store.product_id_by_sku(shop, "A").await.unwrap().unwrap();
        let request = request(shelf, None);
        store.write(Feature { tenant: shop, origin: origin(), product, request }).await.unwrap();

        take(&store, shop, 2, vec![saying(1, 11, Some("A-2"))]).await;
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A-2"]);
        assert_eq!(store.product_id_by_sku(shop, "A-2").await.unwrap(), Some(product));
        assert_eq!(store.find_products(shop, "a-2", 5, 0).await.unwrap().0, [product]);
        let placed = store.featured(shop).await.unwrap().assignments;
        assert_eq!(placed.iter().map(|it| it.product_id).collect::<Vec<_>>(), [product]);
        store.close().await;
    }

    async fn a_sku_that_is_anothers_is_waited_for(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        take(&store, shop, 1, vec![saying(1, 10, Some("A")), saying(2, 10, Some("B"))]).await;
        publish_all(&store, shop).await;

        take(&store, shop, 2, vec![saying(2, 11, Some("A"))]).await;
        assert_eq!(publish(&store, shop).await.refused, 1);
        let quarantined = store.quarantined(shop, 10).await.unwrap();
        assert_eq!(quarantined[0].reasons[0].reason, "is another product's");
        assert_eq!(quarantined[0].content.as_deref(), Some("A"));

        // The other one takes the name that was given up.
        take(&store, shop, 3, vec![saying(1, 12, Some("B"))]).await;
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A", "B"]);
        assert_eq!(store.quarantined(shop, 10).await.unwrap(), []);
        store.close().await;
    }

    async fn what_cannot_be_made_leaves_what_was_shown(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        take(&store, shop, 1, vec![saying(1, 10, Some("A"))]).await;
        publish_all(&store, shop).await;
        take(&store, shop, 2, vec![saying(1, 11, Some("?"))]).await;
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["A"]);
        assert_eq!(store.upstream_counts(shop).await.unwrap().refused, 1);
        take(&store, shop, 3, vec![saying(1, 12, Some("A"))]).await;
        publish_all(&store, shop).await;
        assert_eq!(store.upstream_counts(shop).await.unwrap().refused, 0);
        store.close().await;
    }

    async fn what_was_said_while_a_product_was_made_is_not_lost(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        take(&store, shop, 1, vec![saying(1, 10, Some("A"))]).await;
        let early = store.stirred(shop, Root(0), 10, Timestamp(0)).await.unwrap();
        take(&store, shop, 2, vec![saying(1, 11, Some("B"))]).await;
        let late = made(&early[0]);
        store.write(PublishProducts { tenant: shop, origin: origin(), made: vec![late] }).await.unwrap();
        assert_eq!(skus(&store, shop).await, [""; 0]);
        publish_all(&store, shop).await;
        assert_eq!(skus(&store, shop).await, ["B"]);
        store.close().await;
    }
}

/// Any order, any repetition, in any batches: the same end.
#[test]
fn the_order_of_arrival_does_not_matter() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let content =
        prop_oneof![Just(None), Just(Some("")), Just(Some("A")), Just(Some("B")), Just(Some("C")),];
    let said = (1i64..4, 1i64..6, content).prop_map(|(id, version, content)| {
        (
            id,
            version,
            content.map(|it| match it {
                "" => String::new(),
                sku => format!("{sku}{id}"),
            }),
        )
    });
    let sayings = prop::collection::vec(said, 1..10);
    let orders = sayings.prop_flat_map(|sayings| {
        let mut twice = sayings.clone();
        twice.extend(sayings.clone());
        (Just(sayings), Just(twice).prop_shuffle())
    });
    let config = ProptestConfig { cases: 24, ..ProptestConfig::default() };
    proptest!(config, |((first, second) in orders)| {
        runtime.block_on(async {
            let database = store::testing::sqlite();
            let store = database.store().await;
            let mut ends = Vec::new();
            for (slug, sayings) in [("one", first), ("two", second)] {
                let shop = tenant(&store, slug).await;
                for (at, (id, version, content)) in sayings.into_iter().enumerate() {
                    // A tombstone is of a moment of its own.
                    let version = version * 2 - i64::from(content.is_none());
                    take(&store, shop, at as i64, vec![saying(id, version, content.as_deref())]).await;
                    if at % 3 == 0 {
                        publish(&store, shop).await;
                    }
                }
                publish_all(&store, shop).await;
                ends.push(skus(&store, shop).await);
            }
            store.close().await;
            prop_assert_eq!(&ends[0], &ends[1]);
            Ok(())
        })?;
    });
}
