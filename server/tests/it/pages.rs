//! Pages: from the cache, and never after the fact.

use crate::harness::{draft, on_each};
use server::cli::origin;
use server::routes::{Kind, TABLE};
use server::security::headers::script_hashes;
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
async fn a_page_is_kept_once_however_it_is_asked_for() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let own = node.own;
        let same = [
            "/t/alder/c/things".to_owned(),
            "/t/alder/c/things?page=1".into(),
            "/t/alder/c/things?page=001".into(),
            "/t/alder/c/things?variant=7".into(),
            "/t/alder/c/things?p%61ge=%31&x=y".into(),
            "/t/alder/c/%74hings".into(),
            "/t//alder/c/things/".into(),
            format!("/t/{own}/c/things?page=1&utm=x"),
            format!("/t/0{own}/c/things"),
        ];
        let mut tags = Vec::new();
        for path in &same {
            let mut answer = shopper.get(path).await;
            if answer.status() == 308 {
                assert!(!path.starts_with("/t/alder/c/things"), "{path}");
                let onward = answer.headers()["location"].to_str().unwrap().to_owned();
                assert_eq!(onward.split('?').nth(1), path.split('?').nth(1), "{path}");
                answer = shopper.get(&onward).await;
            }
            assert_eq!(answer.status(), 200, "{path}");
            tags.push(answer.headers()["etag"].clone());
        }
        assert!(tags.iter().all(|tag| *tag == tags[0]));
        for path in ["/t/alder?variant=1", "/t/alder?page=2", "/t/alder"] {
            assert_eq!(shopper.get(path).await.status(), 200);
        }
        let product = "/t/alder/p/alder-piece-1";
        for query in ["", "?page=3", "?variant="] {
            assert_eq!(shopper.get(&format!("{product}{query}")).await.status(), 200);
        }
        for nothing in ["?variant=99", "?variant=x"] {
            assert_eq!(shopper.get(&format!("{product}{nothing}")).await.status(), 404);
        }
        let second = shopper.get("/t/alder/c/things?page=02").await;
        assert_ne!(second.headers()["etag"], tags[0]);
        // The category's two pages, the shop's and the product's.
        assert_eq!(node.app.pages.statistics().entries, 4);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_is_at_an_unknown_address_whatever_is_done_there() {
    on_each(|node| async move {
        let shopper = node.nobody();
        for (method, path) in [("GET", "/nothing"), ("POST", "/nothing"), ("DELETE", "/t/alder/")] {
            let answer = shopper.ask(method, path).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{method} {path}");
            assert!(answer.text().await.unwrap().contains("See all shops"));
        }
        assert_eq!(shopper.ask("POST", "/t/alder").send().await.unwrap().status(), 405);
        node.stop().await;
    })
    .await;
}

/// A shopper who names a position this node does not reach gets a page, not a document.
#[tokio::test]
async fn a_page_that_cannot_be_waited_for_says_so() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let late = shopper.get("/t/alder?seq=999999").await;
        assert_eq!(late.status(), 503);
        assert!(late.headers().contains_key("retry-after"));
        assert_eq!(late.headers()["content-type"], "text/html; charset=utf-8");
        let page = late.text().await.unwrap();
        assert!(page.contains("href=\"/t/alder?seq=999999\""), "{page}");
        assert_eq!(node.app.pages.statistics().entries, 0);
        let unknown = shopper.get("/t/nowhere?seq=1").await;
        assert_eq!(unknown.status(), 404);
        assert!(unknown.text().await.unwrap().contains("See all shops"));
        node.stop().await;
    })
    .await;
}

/// Scripts of ours are allowed on every page, and no others, though a shop's words held some.
#[tokio::test]
async fn only_our_own_scripts_may_run() {
    const FOREIGN: &str = "<script>alert(1)</script>";
    on_each(|node| async move {
        let mut told = draft("alder-1", "alder piece 1");
        told.description = FOREIGN.into();
        let command =
            UpsertProducts { tenant: node.own, origin: origin("test"), drafts: vec![told] };
        let seq = node.store.write(command).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        let operator = node.person("operator").await;
        let pages = TABLE.iter().filter(|route| {
            matches!(route.kind, Kind::Page | Kind::OwnPage) && route.method == "GET"
        });
        for route in pages.map(|route| route.path).chain(["/nothing"]) {
            let path = route
                .replace("{tenant}", "alder")
                .replace("{category}", "things")
                .replace("{product}", "alder-piece-1");
            let answer = operator.get(&path).await;
            let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
            let page = answer.text().await.unwrap();
            assert_eq!(page.contains(FOREIGN), route.contains("{product}"), "{path}");
            let [foreign] = &script_hashes(FOREIGN.as_bytes())[..] else { panic!("one script") };
            assert!(!policy.contains(foreign), "{path}");
            let own = script_hashes(page.replace(FOREIGN, "").as_bytes());
            assert!(!own.is_empty() && own.iter().all(|hash| policy.contains(hash)), "{path}");
        }
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

/// Who asks for a page to be dropped says that what it was made from may be wrong.
#[tokio::test]
async fn a_revalidated_page_is_made_from_the_tables() {
    on_each(|node| async move {
        let (shopper, admin) = (node.nobody(), node.person("tenant_admin").await);
        let product = node.product(node.own, "alder-1").await;
        assert_eq!(shopper.get("/t/alder/p/alder-piece-1").await.status(), 200);
        let loads = node.app.engine.provider().statistics().loads;
        node.app.pages.clear();
        assert_eq!(shopper.get("/t/alder/p/alder-piece-1").await.status(), 200);
        assert_eq!(node.app.engine.provider().statistics().loads, loads, "the record was held");
        let body = serde_json::json!({ "tags": [format!("product:{product}")] });
        let path = format!("/api/revalidate?tenantId={}", node.own);
        assert_eq!(admin.post(&path, body).await.status(), 200);
        assert_eq!(shopper.get("/t/alder/p/alder-piece-1").await.status(), 200);
        assert!(node.app.engine.provider().statistics().loads > loads);
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
