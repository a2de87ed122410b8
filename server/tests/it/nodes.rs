//! Several nodes on one database: what is done at one is true at the others.

use crate::events::Events;
use crate::harness::{Node, PASSWORD, Person, draft, on_each, problem};
use contract::Timestamp;
use server::cli::origin;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use store::{Change, PruneFeed, UpsertProducts};

/// Runs a test with two nodes, on every database there is.
async fn on_two<F: Future<Output = (Node, Node)>>(test: impl Fn(Node, Node) -> F) {
    on_each(|first| async {
        let second = first.beside().await;
        let (first, second) = test(first, second).await;
        second.stop().await;
        first.stop().await;
    })
    .await;
}

async fn products(node: &Node, numbers: std::ops::RangeInclusive<u32>) -> Vec<contract::ProductId> {
    let mut products = Vec::new();
    for n in numbers {
        products.push(node.product(node.own, &format!("alder-{n}")).await);
    }
    products
}

#[tokio::test]
async fn a_change_at_one_node_reaches_pages_and_streams_of_another() {
    on_two(|here, there| async {
        let shopper = there.nobody();
        let public = format!("tenantId={}&topics=public", there.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        assert_eq!(stream.next().await.unwrap().name, "heartbeat");
        let shown = || async { shopper.get("/t/alder").await.text().await.unwrap() };
        assert!(!shown().await.contains("alder piece 1<"));
        shown().await;
        assert_eq!(there.app.pages.statistics().hits, 1, "the page is kept there");

        let merchandiser = here.person("merchandiser").await;
        let product = here.product(here.own, "alder-1").await;
        let seq = merchandiser.feature(product, here.own, here.shelf).await;
        let frame = stream.news().await;
        assert_eq!((frame.name.as_str(), frame.id), ("window", seq));
        assert_eq!(frame.data["shelves"][0]["products"][0]["sku"], "alder-1");
        // Pages are dropped before frames are sent.
        assert!(shown().await.contains("alder piece 1"));
        drop(stream);
        (here, there)
    })
    .await;
}

#[tokio::test]
async fn a_node_that_missed_what_is_kept_no_longer_starts_over() {
    on_each(|here| async {
        // It looks when somebody names a position, and not before.
        let there = here.beside_with(&["--feed-poll-ms", "3600000"]).await;
        let shopper = there.nobody();
        let public = format!("tenantId={}&topics=public", there.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        assert_eq!(stream.next().await.unwrap().name, "heartbeat");
        let merchandiser = here.person("merchandiser").await;
        let mut seq = 0;
        for product in products(&here, 1..=2).await {
            seq = merchandiser.feature(product, here.own, here.shelf).await;
        }
        let everything = PruneFeed { tenant: here.own, before: Timestamp(i64::MAX), keep: 0 };
        assert!(here.store.write(everything).await.unwrap().value >= 2);

        let page = shopper.get(&format!("/t/alder?seq={seq}")).await.text().await.unwrap();
        assert!(page.contains("alder piece 1") && page.contains("alder piece 2"));
        let frame = stream.news().await;
        assert_eq!((frame.name.as_str(), frame.id), ("reset", seq));
        // From there on it follows again.
        let product = here.product(here.own, "alder-3").await;
        let seq = merchandiser.feature(product, here.own, here.shelf).await;
        assert_eq!(shopper.get(&format!("/t/alder?seq={seq}")).await.status(), 200);
        let frame = stream.news().await;
        assert_eq!((frame.name.as_str(), frame.id), ("window", seq));
        drop(stream);
        there.stop().await;
        here.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_reader_may_name_the_position_it_needs() {
    on_two(|here, there| async {
        let merchandiser = here.person("merchandiser").await;
        let elsewhere = merchandiser.moved_to(&there.base);
        let tenant = here.own;
        for (n, product) in products(&here, 1..=3).await.into_iter().enumerate() {
            let sku = format!("alder-{}", n + 1);
            let name = format!("alder piece {}", n + 1);
            let seq = merchandiser.feature(product, tenant, here.shelf).await;
            // Without a wait in between: the other node may not have heard of it yet.
            let page = elsewhere.get(&format!("/t/alder?seq={seq}")).await;
            assert_eq!(page.status(), 200);
            assert!(page.text().await.unwrap().contains(&name), "{name}");
            let seq = merchandiser.unfeature(product, tenant, here.shelf).await;
            let path = format!("/api/featured-products/public?tenantId={tenant}&seq={seq}");
            let window = elsewhere.json(&path).await;
            assert!(window["seq"].as_i64().unwrap() >= seq);
            assert!(!window.to_string().contains(&sku), "{sku}");
            let seq = merchandiser.feature(product, tenant, here.shelf).await;
            let path = format!("/api/featured-products/management?tenantId={tenant}&seq={seq}");
            assert!(elsewhere.json(&path).await.to_string().contains(&sku), "{sku}");
        }
        // A position nobody has reached is not waited for without end.
        let page = elsewhere.get("/t/alder?seq=99999").await;
        assert_eq!(page.status(), 503);
        assert!(page.headers().contains_key("retry-after"));
        let window = "/api/featured-products/public?tenantId=alder&seq=99999";
        let window = elsewhere.get(window).await;
        assert_eq!(window.status(), 503);
        assert!(window.headers().contains_key("retry-after"));
        problem(window).await;
        (here, there)
    })
    .await;
}

#[tokio::test]
async fn people_are_the_same_people_at_every_node() {
    on_two(|here, there| async {
        let merchandiser = Person::at(&here.base);
        let signed_in = merchandiser.sign_in("merchandiser@example.test", PASSWORD).await;
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let elsewhere = merchandiser.moved_to(&there.base);
        let board = format!("/api/featured-products/management?tenantId={}", there.own);
        assert_eq!(elsewhere.get(&board).await.status(), 200);
        let product = there.product(there.own, "alder-2").await;
        elsewhere.feature(product, there.own, there.shelf).await;
        let audit = there.store.audit(there.own, 1).await.unwrap();
        assert_eq!(audit[0].actor, "merchandiser");

        // Who signs out at one is out at the other.
        let out = elsewhere.ask("POST", "/fn/session/sign-out").header("accept", "text/html");
        let out = out.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(out.send().await.unwrap().status(), 303);
        for base in [&here.base, &there.base] {
            let kept = Person::at(base).ask("GET", &board).header("cookie", &cookie);
            assert_eq!(kept.send().await.unwrap().status(), 401);
        }

        // Wrong passwords count over both.
        let guesser = Person::at(&here.base);
        for n in 0..5 {
            let at = if n % 2 == 0 { &here.base } else { &there.base };
            let told = guesser.moved_to(at).sign_in("viewer@example.test", "wrong-wrong").await;
            assert_eq!(told.headers()["location"], "/admin/login?problem=credentials");
        }
        for base in [&here.base, &there.base] {
            let told = guesser.moved_to(base).sign_in("viewer@example.test", PASSWORD).await;
            assert_eq!(told.headers()["location"], "/admin/login?problem=wait");
        }
        (here, there)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_is_dense_with_writers_at_both() {
    const ROUNDS: usize = 15;
    on_two(|here, there| async {
        let merchandiser = here.person("merchandiser").await;
        let before = here.store.feed_head(here.own).await.unwrap();
        let shopper = there.nobody();
        let public = format!("tenantId={}&topics=public", there.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        stream.next().await.unwrap();

        let writers = products(&here, 1..=6).await.into_iter().enumerate().map(|(n, product)| {
            let node = if n % 2 == 0 { &here } else { &there };
            let (person, tenant, shelf) = (merchandiser.moved_to(&node.base), node.own, node.shelf);
            tokio::spawn(async move {
                let mut positions = Vec::new();
                for _ in 0..ROUNDS {
                    positions.push((person.feature(product, tenant, shelf).await, product, true));
                    positions.push((
                        person.unfeature(product, tenant, shelf).await,
                        product,
                        false,
                    ));
                }
                positions
            })
        });
        let written = futures::future::join_all(writers.collect::<Vec<_>>()).await;
        let written: Vec<_> = written.into_iter().flat_map(Result::unwrap).collect();
        let positions: BTreeSet<i64> = written.iter().map(|(seq, ..)| *seq).collect();
        assert_eq!(positions.len(), written.len(), "every change has a position of its own");

        // The store refuses to read a feed with a hole.
        let events = there.store.feed_after(there.own, before, 10_000).await.unwrap();
        assert_eq!(events.len(), written.len());
        for (seq, product, featured) in written {
            let event = &events[usize::try_from(seq - before.0 - 1).unwrap()];
            assert_eq!(event.seq.0, seq);
            let what = match &event.change {
                Change::ProductFeatured { product, .. } => (*product, true),
                Change::ProductUnfeatured { product, .. } => (*product, false),
                other => panic!("{other:?}"),
            };
            assert_eq!(what, (product, featured));
        }
        let head = events.last().unwrap().seq;
        for node in [&here, &there] {
            assert!(node.app.engine.settled(node.own, head).await);
        }
        // In order at the reader, and none after the end: the shelf is as it was.
        let mut last = before.0;
        while last < head.0 {
            let frame = stream.next().await.unwrap();
            assert!(frame.id >= last, "{} after {last}", frame.id);
            last = frame.id;
        }
        drop(stream);
        (here, there)
    })
    .await;
}

#[tokio::test]
async fn a_catalogue_is_brought_in_beside_a_running_node() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let public = format!("tenantId={}&topics=public", node.own);
        let mut stream = Events::open(&shopper, &public, None).await;
        stream.next().await.unwrap();
        assert_eq!(shopper.get("/t/alder/p/pine-stool").await.status(), 404);
        let page = shopper.get("/t/alder/p/alder-piece-1").await.text().await.unwrap();
        assert!(page.contains("alder piece 1"));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("catalogue.json");
        let renamed = draft("alder-1", "alder piece, renamed");
        let renamed = contract::draft::ProductDraft { slug: "alder-piece-1".into(), ..renamed };
        let drafts = [draft("pine-1", "pine stool"), renamed];
        std::fs::write(&file, serde_json::to_vec(&drafts).unwrap()).unwrap();
        let url = node.app.config.database_url();
        let imported = tokio::task::spawn_blocking(move || import(&url, &file)).await.unwrap();
        assert_eq!(imported["created"], 1, "{imported}");
        assert_eq!(imported["updated"], 1, "{imported}");

        let frame = stream.news().await;
        assert_eq!(frame.name, "products");
        assert_eq!(shopper.get("/t/alder/p/pine-stool").await.status(), 200);
        let page = shopper.get("/t/alder/p/alder-piece-1").await.text().await.unwrap();
        assert!(page.contains("alder piece, renamed"));
        // And the node writes on.
        let change = draft("pine-1", "pine stool, tall");
        let command =
            UpsertProducts { tenant: node.own, origin: origin("test"), drafts: vec![change] };
        let seq = node.store.write(command).await.unwrap().seq;
        assert!(node.app.engine.settled(node.own, seq).await);
        assert!(seq.0 > frame.id);
        drop(stream);
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_shop_is_given_another_face_beside_a_running_node() {
    on_each(|node| async move {
        let shopper = node.nobody();
        let front = async || shopper.get("/t/alder").await.text().await.unwrap();
        assert!(!front().await.contains("--accent:#0b7a75"));
        let url = node.app.config.database_url();
        let face = ["--name", "Alder & Ash", "--accent", "#0B7A75", "--time-zone", "Asia/Tokyo"];
        let shop = tokio::task::spawn_blocking({
            let url = url.clone();
            move || program(&url, &[&["shop", "alder"], &face[..]].concat())
        });
        let shop = shop.await.unwrap().unwrap();
        assert_eq!((&shop["accent"], &shop["timeZone"]), (&"#0b7a75".into(), &"Asia/Tokyo".into()));
        let until = Instant::now() + Duration::from_secs(10);
        loop {
            let page = front().await;
            if page.contains("--accent:#0b7a75") && page.contains("Alder &amp; Ash") {
                break;
            }
            assert!(Instant::now() < until, "{page}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let asked = tokio::task::spawn_blocking(move || {
            for wrong in [["--accent", "teal"], ["--time-zone", "Asia/Nowhere"], ["--name", ""]] {
                let said = program(&url, &[&["shop", "alder"], &wrong[..]].concat()).unwrap_err();
                assert!(said.contains(wrong[0]), "{said}");
            }
            assert!(program(&url, &["shop", "nobody"]).unwrap_err().contains("no such shop"));
            program(&url, &["shop", "alder"]).unwrap()
        });
        assert_eq!(asked.await.unwrap(), shop, "what is refused changes nothing");
        node.stop().await;
    })
    .await;
}

fn import(url: &str, file: &Path) -> serde_json::Value {
    let file = file.to_str().unwrap();
    program(url, &["import", "--shop", "alder", file]).unwrap()
}

/// What a command tells programs, or why it would not.
fn program(url: &str, words: &[&str]) -> Result<serde_json::Value, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalage"));
    let output = command.args(words).args(["--json", "--database-url", url]).output().unwrap();
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
