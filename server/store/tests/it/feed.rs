//! The change feed: dense, in commit order, together with what it tells of.

use crate::support::*;
use contract::{FeaturedTypeId, ProductId, Seq, TenantId, Timestamp};
use futures::future::join_all;
use std::collections::HashSet;
use store::{
    Audience, Change, Feature, NoteBoundary, PruneFeed, Revalidate, Store, StoreError,
    UpsertProducts,
};

const WRITERS: usize = 32;
const WRITES: usize = 12;

/// 32 writers, each told by its answers where its events stand.
async fn write_concurrently(stores: &[Store], tenants: &[TenantId]) -> HashSet<(TenantId, Seq)> {
    let writers = (0..WRITERS).map(|writer| {
        let store = stores[writer % stores.len()].clone();
        let tenant = tenants[writer % tenants.len()];
        tokio::spawn(async move {
            let mut seqs = Vec::new();
            for write in 0..WRITES {
                let drafts = vec![draft(&format!("W{writer}-{write}"))];
                let command = UpsertProducts { tenant, origin: origin(), drafts };
                seqs.push((tenant, store.write(command).await.unwrap().seq));
            }
            assert!(seqs.is_sorted(), "a writer's own writes keep their order");
            seqs
        })
    });
    join_all(writers).await.into_iter().flat_map(Result::unwrap).collect()
}

async fn check_feeds(store: &Store, tenants: &[TenantId], answered: &HashSet<(TenantId, Seq)>) {
    assert_eq!(answered.len(), WRITERS * WRITES, "no position was given twice");
    let mut seen = HashSet::new();
    for tenant in tenants {
        for event in feed(store, *tenant).await {
            if let Change::ProductsChanged { ids, .. } = &event.change {
                assert!(answered.contains(&(*tenant, event.seq)));
                let products = store.products(*tenant, ids).await.unwrap();
                assert_eq!(products.len(), ids.len(), "an event's state is there");
                seen.insert((*tenant, event.seq));
            }
        }
    }
    assert_eq!(&seen, answered);
}

on_both! {
    async fn is_dense_under_32_writers(database) {
        let store = database.store().await;
        let tenants = [tenant(&store, "tide").await, tenant(&store, "moss").await];
        let answered = write_concurrently(std::slice::from_ref(&store), &tenants).await;
        check_feeds(&store, &tenants, &answered).await;
        store.close().await;
    }

    async fn a_follower_never_sees_a_hole_while_others_write(database) {
        let (writer, reader) = (database.store().await, database.store().await);
        let tenants = [tenant(&writer, "tide").await];
        let follower = tokio::spawn(async move {
            let (mut cursor, wanted) = (Seq(0), (WRITERS * WRITES + 1) as i64);
            while cursor.0 < wanted {
                // A hole is an error of the store itself.
                for event in reader.feed_after(tenants[0], cursor, 100).await.unwrap() {
                    cursor = event.seq;
                }
            }
            reader.close().await;
        });
        write_concurrently(std::slice::from_ref(&writer), &tenants).await;
        follower.await.unwrap();
        writer.close().await;
    }

    async fn is_dense_from_two_nodes(database) {
        // They start at the same time on an empty database: one of them creates the tables.
        let nodes = futures::join!(database.store(), database.store());
        let nodes = [nodes.0, nodes.1];
        let tenants = [tenant(&nodes[0], "tide").await];
        let answered = write_concurrently(&nodes, &tenants).await;
        check_feeds(&nodes[1], &tenants, &answered).await;
        join_all(nodes.iter().map(Store::close)).await;
    }

    async fn two_nodes_arrange_one_shelf(database) {
        let nodes = [database.store().await, database.store().await];
        let shop = tenant(&nodes[0], "tide").await;
        let shelf = featured_type(&nodes[0], shop, "New in").await;
        let drafts = (0..24).map(|number| draft(&format!("P{number}"))).collect();
        upsert(&nodes[0], shop, drafts).await;
        let products = nodes[0].all_product_ids(shop, ProductId(0), 100).await.unwrap();
        let placing = products.iter().enumerate().map(|(number, product)| {
            let request = request(shelf, Some(0));
            let command = Feature { tenant: shop, origin: origin(), product: *product, request };
            nodes[number % 2].write(command)
        });
        for placed in join_all(placing).await {
            placed.unwrap();
        }
        let placed = nodes[1].featured(shop).await.unwrap().assignments;
        let positions: Vec<i64> = placed.iter().map(|placed| placed.position).collect();
        assert_eq!(positions, (0..24).collect::<Vec<_>>());
        feed(&nodes[0], shop).await;
        join_all(nodes.iter().map(Store::close)).await;
    }

    async fn two_nodes_are_never_in_each_others_way(database) {
        let nodes = [database.store().await, database.store().await];
        // Both shops are written by the same of several writers.
        let shops = [tenant(&nodes[0], "tide").await, {
            for slug in ["a", "b", "c"] {
                tenant(&nodes[0], slug).await;
            }
            tenant(&nodes[0], "moss").await
        }];
        let mut shelves = Vec::new();
        for shop in shops {
            let shelf = featured_type(&nodes[0], shop, "New in").await;
            shelves.push((shop, shelf, product(&nodes[0], shop, "A").await));
        }
        let started = std::time::Instant::now();
        let writers = (0..16_usize).map(|writer| {
            let (node, shelves) = (nodes[writer % 2].clone(), shelves.clone());
            tokio::spawn(async move {
                for write in 0..15_usize {
                    let (shop, shelf, product) = shelves[(writer / 2 + write) % 2];
                    let mut request = request(shelf, None);
                    request.starts_at = Some(Timestamp((writer * 100 + write) as i64));
                    let feature = Feature { tenant: shop, origin: origin(), product, request };
                    let drafts = vec![draft(&format!("N{write}")), draft(&format!("W{writer}"))];
                    let upsert = UpsertProducts { tenant: shop, origin: origin(), drafts };
                    let (feature, upsert) = futures::join!(node.write(feature), node.write(upsert));
                    feature.unwrap();
                    upsert.unwrap();
                }
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
        // A deadlock is only noticed after a second.
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        for shop in shops {
            feed(&nodes[1], shop).await;
        }
        join_all(nodes.iter().map(Store::close)).await;
    }

    async fn one_failing_command_leaves_its_batch_alone(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let shelf = featured_type(&store, shop, "New in").await;
        let product = product(&store, shop, "A").await;
        let missing = FeaturedTypeId(shelf.0 + 99);
        let writes = (0..40).map(|number| {
            let type_id = if number % 2 == 0 { shelf } else { missing };
            let mut request = request(type_id, None);
            request.starts_at = Some(Timestamp(number));
            store.write(Feature { tenant: shop, origin: origin(), product, request })
        });
        let before = store.feed_head(shop).await.unwrap();
        let answers = join_all(writes).await;
        for (number, answer) in answers.iter().enumerate() {
            match answer {
                Ok(_) => assert_eq!(number % 2, 0),
                Err(error) => {
                    assert!(matches!(error, StoreError::NotFound("featured type")), "{error}");
                }
            }
        }
        assert_eq!(store.feed_head(shop).await.unwrap(), Seq(before.0 + 20));
        feed(&store, shop).await;
        store.close().await;
    }

    async fn a_caller_that_leaves_does_not_undo(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        for number in 0..20 {
            let drafts = vec![draft(&format!("P{number}"))];
            let command = UpsertProducts { tenant: shop, origin: origin(), drafts };
            let mut write = Box::pin(store.write(command));
            // Polled once, which queues it, and dropped.
            assert!(futures::poll!(write.as_mut()).is_pending());
        }
        store.close().await;
        let store = database.store().await;
        assert_eq!(store.counts(shop).await.unwrap().0, 20);
        assert_eq!(feed(&store, shop).await.len(), 21);
        store.close().await;
    }

    async fn events_carry_their_origin_and_wake_up(database) {
        let store = database.store().await;
        let mut commits = store.commits();
        let shop = tenant(&store, "tide").await;
        commits.changed().await.unwrap();
        let (paths, tags) = (vec!["/t/tide".to_owned()], vec![]);
        let command = Revalidate { tenant: shop, origin: origin(), paths, tags };
        let seq = store.write(command).await.unwrap().seq;
        let event = feed(&store, shop).await.pop().unwrap();
        assert_eq!((event.seq, event.tenant_id), (seq, shop));
        assert_eq!(event.trace_id, origin().trace_id);
        assert_eq!(event.producer_id, "test");
        assert_eq!(event.at, origin().at);
        assert_eq!(event.audience, Audience::Role(contract::Permission::PagesRevalidate));
        assert_eq!(event.change.kind(), "pages_revalidated");
        let heads = store.feed_heads().await.unwrap();
        assert_eq!(heads, [(TenantId::HOUSE, Seq(1)), (shop, Seq(2))]);
        assert!(commits.has_changed().unwrap());
        store.close().await;
    }

    async fn a_boundary_is_noted_once(database) {
        let nodes = [database.store().await, database.store().await];
        let shop = tenant(&nodes[0], "tide").await;
        let note = |node: usize, at| {
            let boundary = Timestamp(at);
            nodes[node].write(NoteBoundary { tenant: shop, origin: origin(), boundary })
        };
        let answers = join_all((0..8).map(|number| note(number % 2, 1000))).await;
        let firsts = answers.into_iter().filter(|answer| answer.as_ref().unwrap().value).count();
        assert_eq!(firsts, 1);
        assert!(!note(0, 999).await.unwrap().value);
        assert!(note(1, 1001).await.unwrap().value);
        let boundary = |at| Change::ScheduleReached { boundary: Timestamp(at) };
        let noted = changes(&nodes[0], shop).await;
        assert_eq!(noted[1..], [boundary(1000), boundary(1001)]);
        let nowhere = NoteBoundary {
            tenant: TenantId(shop.0 + 9),
            origin: origin(),
            boundary: Timestamp(1),
        };
        assert!(matches!(nodes[0].write(nowhere).await, Err(StoreError::NotFound("shop"))));
        join_all(nodes.iter().map(Store::close)).await;
    }

    async fn forgets_its_beginning_and_remembers_that(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        for at in 1..=9 {
            let mut origin = origin();
            origin.at = Timestamp(at * 100);
            let command = Revalidate { tenant: shop, origin, paths: vec![], tags: vec![] };
            store.write(command).await.unwrap();
        }
        // Position 1 is the shop itself, much later than those that follow; position n is at
        // (n - 1) * 100.
        let prune = |before, keep| {
            store.write(PruneFeed { tenant: shop, before: Timestamp(before), keep })
        };
        assert_eq!(prune(500, 0).await.unwrap().value, 0, "a younger event holds back what follows");
        let all = i64::MAX;
        assert_eq!(prune(all, 8).await.unwrap().value, 2);
        assert_eq!(store.feed_floor(shop).await.unwrap(), Seq(2));
        assert_eq!(prune(500, 0).await.unwrap().value, 3);
        assert_eq!(store.feed_floor(shop).await.unwrap(), Seq(5));
        assert_eq!(store.feed_after(shop, Seq(5), 100).await.unwrap().len(), 5);
        assert!(matches!(
            store.feed_after(shop, Seq(4), 100).await,
            Err(StoreError::Corrupt(_))
        ));
        assert_eq!(prune(all, 0).await.unwrap().value, 5);
        assert_eq!(store.feed_floor(shop).await.unwrap(), Seq(10));
        assert_eq!(store.feed_head(shop).await.unwrap(), Seq(10));
        let command = Revalidate { tenant: shop, origin: origin(), paths: vec![], tags: vec![] };
        assert_eq!(store.write(command).await.unwrap().seq, Seq(11));
        store.close().await;
    }

    async fn a_closed_store_says_so(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        store.ping().await.unwrap();
        store.close().await;
        let command = Revalidate { tenant: shop, origin: origin(), paths: vec![], tags: vec![] };
        assert!(matches!(store.write(command).await, Err(StoreError::Closed)));
        assert!(matches!(store.tenants().await, Err(StoreError::Closed)));
    }
}

/// The server went away and came back: idle connections are dead, and nobody needs to know.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_made_anew() {
    use sqlx::Connection;
    let Some(database) = store::testing::postgres().await else {
        return;
    };
    let store = database.store().await;
    let shop = tenant(&store, "tide").await;
    let mut other = sqlx::PgConnection::connect(&database.url).await.unwrap();
    for sku in ["A", "B"] {
        let query = sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        query.execute(&mut other).await.unwrap();
        product(&store, shop, sku).await;
    }
    assert_eq!(store.counts(shop).await.unwrap().0, 2);
    store.close().await;
}
