//! Pages: from the cache, and never after the fact.

use crate::harness::{draft, on_each};
use server::demo::origin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use store::UpsertProducts;

#[tokio::test]
async fn a_page_is_rendered_once_and_known_by_its_tag() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let first = shopper.get("/t/alder").await;
        assert_eq!(first.status(), 200);
        let etag = first.headers()["etag"].clone();
        let policy = first.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(
            policy.contains("'sha256-") && !policy.contains("script-src 'self' 'unsafe"),
            "{policy}"
        );
        let again =
            shopper.ask("GET", "/t/alder").header("if-none-match", &etag).send().await.unwrap();
        assert_eq!(again.status(), 304);
        let statistics = node.app.pages.statistics();
        assert_eq!((statistics.misses, statistics.hits), (1, 1));
        // Foreign parameters are the same page; a cookie changes nothing.
        let odd = shopper
            .ask("GET", "/t/alder?utm=x")
            .header("cookie", "etalage=abc")
            .send()
            .await
            .unwrap();
        assert_eq!(odd.headers()["etag"], etag);
        assert!(!odd.headers().contains_key("set-cookie"));
        assert_eq!(shopper.get("/t/nowhere").await.status(), 404);
        assert_eq!(shopper.get("/t/alder/p/nothing").await.status(), 404);
        assert_eq!(shopper.get("/t/alder/c/things?page=99").await.status(), 404);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_costs_a_fixed_number_of_statements_cold_and_none_warm() {
    on_each(|node| async move {
        let merchandiser = node.person("merchandiser").await;
        for n in 1..=12 {
            let product = node.product(node.own, &format!("alder-{n}")).await;
            merchandiser.feature(product, node.own, node.shelf).await;
        }
        let shopper = node.nobody();
        let count = |path: &'static str| {
            let (node, shopper) = (&node, &shopper);
            async move {
                // The follower's own look at the feed is not the page's.
                let before = node.store.statements();
                assert_eq!(shopper.get(path).await.status(), 200);
                node.store.statements() - before
            }
        };
        node.app.engine.provider().invalidate_all();
        node.app.pages.clear();
        let poll = 2;
        // Categories, and the products of all shelves with their variants: whatever their number.
        let cold = count("/t/alder").await;
        assert!((1..=3 + poll).contains(&cold), "{cold}");
        assert!(count("/t/alder").await <= poll);
        let cold = count("/t/alder/c/things").await;
        assert!((1..=6 + poll).contains(&cold), "{cold}");
        assert!(count("/t/alder/c/things").await <= poll);
        node.stop().await;
    })
    .await;
}

/// Writers change a product while readers ask for its page: what is read after a write was
/// answered shows at least that write, and nearly everything comes from the cache.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_never_followed_by_a_stale_page() {
    on_each(|node| async move {
        let node = Arc::new(node);
        // The price that readers must see at least.
        let told = Arc::new(AtomicU64::new(100));
        let over = Arc::new(AtomicBool::new(false));
        let reads = Arc::new(AtomicU64::new(0));
        let write = |price: u64| {
            let node = node.clone();
            async move {
                let mut change = draft("alder-1", "alder piece 1");
                change.price_cents = i64::try_from(price).unwrap() * 100;
                let command = UpsertProducts {
                    tenant: node.own,
                    origin: origin("test"),
                    drafts: vec![change],
                };
                let seq = node.store.write(command).await.unwrap().seq;
                assert!(node.app.engine.settled(node.own, seq).await);
            }
        };
        write(100).await;
        let readers: Vec<_> = (0..8)
            .map(|_| {
                let (node, told, over, reads) =
                    (node.clone(), told.clone(), over.clone(), reads.clone());
                tokio::spawn(async move {
                    let shopper = node.nobody();
                    while !over.load(Relaxed) {
                        let least = told.load(Relaxed);
                        let page =
                            shopper.get("/t/alder/p/alder-piece-1").await.text().await.unwrap();
                        let price = price_of(&page);
                        assert!(price >= least, "{price} after {least} was told");
                        reads.fetch_add(1, Relaxed);
                    }
                })
            })
            .collect();
        for price in 101..=125 {
            write(price).await;
            told.store(price, Relaxed);
            // Let the readers come to it: many more read than write.
            let seen = reads.load(Relaxed);
            while reads.load(Relaxed) < seen + 200 {
                tokio::task::yield_now().await;
            }
        }
        over.store(true, Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
        let statistics = node.app.pages.statistics();
        let rate = statistics.hits as f64 / (statistics.hits + statistics.misses) as f64;
        assert!(rate > 0.9, "{rate}");
        let node = Arc::into_inner(node).expect("all readers are done");
        node.stop().await;
    })
    .await;
}

fn price_of(page: &str) -> u64 {
    let at = page.find("€").expect("the page shows a price");
    let digits = page[at + '€'.len_utf8()..].chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().unwrap()
}
