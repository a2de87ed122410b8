//! Pictures, from a shop's own server to a browser.

use crate::harness::{Node, Person, draft, problem};
use crate::source::Source;
use contract::{ProductId, TenantId, UniversalProduct};
use reqwest::Response;
use server::cli::origin;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use store::UpsertProducts;
use store::testing::TestDatabase;

struct Scene {
    node: Node,
    source: Source,
    shopper: Person,
    data: tempfile::TempDir,
}

impl Scene {
    async fn set(flags: &[&str]) -> Self {
        Self::on(store::testing::sqlite(), flags).await
    }

    async fn on(database: TestDatabase, flags: &[&str]) -> Self {
        let source = Source::open().await;
        let data = tempfile::tempdir().unwrap();
        let port = source.port;
        let hosts = format!("127.0.0.1:{port},localhost:{port},[::ffff:127.0.0.1]:{port}");
        let folder = data.path().to_string_lossy().into_owned();
        let own = ["--data", &folder, "--picture-hosts", &hosts];
        let url = database.url.clone();
        let node = Node::start_at(database, &url, &[&own, flags].concat()).await;
        let shopper = node.nobody();
        Self { node, source, shopper, data }
    }

    /// A product with these pictures, as `tenant`'s source would bring it.
    async fn product(&self, tenant: TenantId, sku: &str, images: &[&str]) -> UniversalProduct {
        let mut draft = draft(sku, &format!("Piece {sku}"));
        draft.images = images.iter().map(|image| (*image).to_owned()).collect();
        let command = UpsertProducts { tenant, origin: origin("test"), drafts: vec![draft] };
        let seq = self.node.store.write(command).await.unwrap().seq;
        assert!(self.node.app.engine.settled(tenant, seq).await);
        let id = self.node.product(tenant, sku).await;
        self.read(tenant, id).await
    }

    async fn read(&self, tenant: TenantId, id: ProductId) -> UniversalProduct {
        let product = self.node.app.engine.provider().get(tenant, id).await.unwrap().unwrap();
        (*product).clone()
    }

    /// The address in that width of a product that has the named picture.
    async fn address(&self, name: &str, width: i64) -> String {
        let sku = name.replace(['.', '/'], "-");
        let product = self.product(self.node.own, &sku, &[&self.source.url(name)]).await;
        product.picture.expect("it may be fetched").at(width)
    }

    async fn stop(self) {
        self.node.stop().await;
    }
}

const LOCAL: [&str; 1] = ["--picture-loopback"];

async fn width_of(response: Response) -> u32 {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "image/webp");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    image::load_from_memory(&response.bytes().await.unwrap()).unwrap().width()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

async fn eventually(what: &str, mut check: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !check().await {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_picture_is_made_once_and_then_known_for_ever() {
    for database in store::testing::databases().await {
        let scene = Scene::on(database, &LOCAL).await;
        let own = scene.node.own;
        let product = scene.product(own, "coat", &[&scene.source.url("coat.png")]).await;
        let unseen = product.picture.clone().unwrap();
        assert_eq!((unseen.width, unseen.blur.as_str()), (0, ""));
        let first = scene.shopper.get(&unseen.at(240)).await;
        assert_eq!(header(&first, "cache-control"), "public, max-age=300");
        let tag = header(&first, "etag").to_owned();
        assert_eq!(width_of(first).await, 240);

        // Pages learn its size and its lasting address through the feed.
        let page = "/t/alder/p/piece-coat";
        eventually("the picture is known", async || {
            scene.read(own, product.id).await.picture.unwrap().width > 0
        })
        .await;
        let seen = scene.read(own, product.id).await.picture.unwrap();
        assert_eq!((seen.width, seen.height), (800, 1000));
        assert!(seen.base.starts_with(&unseen.base) && seen.base != unseen.base);
        eventually("the page follows", async || {
            let page = scene.shopper.get(page).await.text().await.unwrap();
            page.contains(&seen.at(720)) && page.contains("data:image/webp;base64,UklG")
        })
        .await;
        let lasting = scene.shopper.get(&seen.at(240)).await;
        assert_eq!(header(&lasting, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&lasting, "etag"), tag);
        let known = scene.shopper.ask("GET", &seen.at(240)).header("if-none-match", &tag);
        let known = known.send().await.unwrap();
        assert_eq!((known.status().as_u16(), known.content_length()), (304, Some(0)));
        // Another width, and what a width asks for beyond what there is, from what was fetched.
        for (width, expected) in [(96, 96), (720, 720), (1440, 800)] {
            assert_eq!(width_of(scene.shopper.get(&seen.at(width)).await).await, expected);
        }
        assert_eq!(scene.source.asked("coat.png"), 1);
        scene.stop().await;
    }
}

#[tokio::test]
async fn only_what_stands_in_that_shops_catalogue_is_served() {
    let scene = Scene::set(&LOCAL).await;
    let node = &scene.node;
    let url = scene.source.url("coat.png");
    let own = scene.product(node.own, "coat", &[&url, "/demo/own.svg"]).await;
    assert!(own.pictures.is_empty(), "our own files need nothing");
    let away = "https://elsewhere.example/a.png";
    let elsewhere = scene.product(node.own, "away", &[away]).await;
    assert_eq!(elsewhere.picture, None);
    assert_eq!(elsewhere.image_url.as_deref(), Some(away));

    let base = own.picture.clone().unwrap().base;
    let (_, key) = base.rsplit_once('/').unwrap();
    let (shop, foreign, id) = (node.own, node.foreign, own.id);
    let other = elsewhere.id;
    for path in [
        format!("/pictures/{foreign}/{id}/{key}/240.webp"),
        format!("/pictures/{shop}/{other}/{key}/240.webp"),
        format!("/pictures/{shop}/999999/{key}/240.webp"),
        format!("/pictures/{shop}/{id}/0000000000000000/240.webp"),
        format!("/pictures/{shop}/{id}/{key}/241.webp"),
        format!("/pictures/{shop}/{id}/{key}/240.png"),
        format!("/pictures/{shop}/{id}/{key}/..%2f..%2fetalage.db"),
        format!("/pictures/{shop}/{id}/..%2f..%2f/240.webp"),
        format!("/pictures/x/{id}/{key}/240.webp"),
    ] {
        let response = scene.shopper.get(&path).await;
        assert_eq!(response.status(), 404, "{path}");
        problem(response).await;
    }
    assert_eq!(scene.source.asked_at_all(), 0);
    // It left the catalogue.
    assert_eq!(scene.shopper.get(&format!("{base}/96.webp")).await.status(), 200);
    let removal = store::RemoveProducts {
        tenant: shop,
        origin: origin("test"),
        skus: vec!["coat".into()],
        source_updated_at: None,
    };
    let seq = node.store.write(removal).await.unwrap().seq;
    assert!(node.app.engine.settled(shop, seq).await);
    assert_eq!(scene.shopper.get(&format!("{base}/96.webp")).await.status(), 404);
    scene.stop().await;
}

#[tokio::test]
async fn this_machine_is_out_of_reach_however_it_is_named() {
    let scene = Scene::set(&[]).await;
    let port = scene.source.port;
    let hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"];
    for (at, host) in hosts.iter().enumerate() {
        let url = format!("http://{host}:{port}/coat.png");
        let product = scene.product(scene.node.own, &format!("p{at}"), &[&url]).await;
        let picture = product.picture.expect("the operator named it");
        let response = scene.shopper.get(&picture.at(240)).await;
        assert!(matches!(response.status().as_u16(), 404 | 503), "{host}: {}", response.status());
        problem(response).await;
    }
    assert_eq!(scene.source.asked_at_all(), 0, "nobody knocked");
    scene.stop().await;
}

#[tokio::test]
async fn a_source_may_do_its_worst() {
    let small = ["--picture-source-bytes", "200000", "--picture-seconds", "1"];
    let scene = Scene::set(&[&LOCAL[..], &small].concat()).await;
    for (name, status) in [
        ("bomb.png", 404),
        ("page.png", 404),
        ("liar.png", 404),
        ("drawing.svg", 404),
        ("gone.png", 404),
        ("broken.png", 503),
        ("loop.png", 404),
        ("to-private.png", 404),
        ("to-metadata.png", 404),
        ("to-other-port.png", 404),
        ("to-file.png", 404),
        ("declared.png", 404),
        ("endless.png", 404),
        ("drip.png", 503),
    ] {
        let address = scene.address(name, 240).await;
        let begun = Instant::now();
        let response = scene.shopper.get(&address).await;
        assert_eq!(response.status(), status, "{name}");
        let expected = if status == 404 { "public, max-age=60" } else { "no-store" };
        assert_eq!(header(&response, "cache-control"), expected, "{name}");
        problem(response).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        // Remembered, in every width.
        let times = scene.source.asked(name);
        assert_eq!(scene.shopper.get(&address).await.status(), status, "{name}");
        let wider = address.replace("/240.", "/480.");
        assert_eq!(scene.shopper.get(&wider).await.status(), status, "{name}");
        assert_eq!(scene.source.asked(name), times, "{name}");
    }
    // Not for ever.
    let clock = scene.shopper.post("/api/test/clock/61000", serde_json::Value::Null).await;
    assert_eq!(clock.status(), 204);
    let address = scene.address("gone.png", 240).await;
    assert_eq!(scene.shopper.get(&address).await.status(), 404);
    assert_eq!(scene.source.asked("gone.png"), 2);
    // A source may move its pictures within itself.
    let moved = scene.address("moved.png", 240).await;
    assert_eq!(width_of(scene.shopper.get(&moved).await).await, 240);
    scene.stop().await;
}

#[tokio::test]
async fn many_who_ask_cost_one_fetch() {
    let scene = Scene::set(&LOCAL).await;
    let address = scene.address("slow.png", 240).await;
    let answered = AtomicUsize::new(0);
    let all = (0..40).map(|n| {
        let address = address.replace("/240.", ["/240.", "/480."][n % 2]);
        let (shopper, answered) = (&scene.shopper, &answered);
        async move {
            assert_eq!(width_of(shopper.get(&address).await).await, [240, 400][n % 2]);
            answered.fetch_add(1, Relaxed);
        }
    });
    futures::future::join_all(all).await;
    assert_eq!((answered.load(Relaxed), scene.source.asked("slow.png")), (40, 1));
    scene.stop().await;
}

fn bytes_in(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

#[tokio::test]
async fn the_folder_stays_within_its_bounds_and_what_left_it_is_made_again() {
    let bound = ["--picture-cache-bytes", "60000"];
    let scene = Scene::set(&[&LOCAL[..], &bound].concat()).await;
    let folder = scene.data.path().join("pictures");
    for n in 0..6 {
        let address = scene.address(&format!("coat-{n}.png"), 720).await;
        assert_eq!(width_of(scene.shopper.get(&address).await).await, 720);
        assert!(bytes_in(&folder) <= 60_000);
    }
    assert!(bytes_in(&folder) > 0);
    let first = scene.address("coat-0.png", 720).await;
    assert_eq!(width_of(scene.shopper.get(&first).await).await, 720);
    assert!(scene.source.asked("coat-0.png") >= 2);
    scene.stop().await;
}

#[tokio::test]
async fn the_windows_pictures_are_made_before_anybody_asks() {
    let scene = Scene::set(&LOCAL).await;
    let (own, shelf) = (scene.node.own, scene.node.shelf);
    let product = scene.product(own, "coat", &[&scene.source.url("coat.png")]).await;
    assert_eq!(scene.source.asked("coat.png"), 0);
    let merchandiser = scene.node.person("merchandiser").await;
    merchandiser.feature(product.id, own, shelf).await;
    eventually("the window shows it in full", async || {
        let window = scene.shopper.json("/api/featured-products/public?tenantId=alder").await;
        window["featuredProducts"][0]["picture"]["height"] == 1000
    })
    .await;
    let picture = scene.read(own, product.id).await.picture.unwrap();
    assert_eq!(width_of(scene.shopper.get(&picture.at(720)).await).await, 720);
    assert_eq!(scene.source.asked("coat.png"), 1);
    // What the source puts in its place is found when it is looked at again.
    scene.source.repaint();
    std::fs::remove_dir_all(scene.data.path().join("pictures")).unwrap();
    std::fs::create_dir(scene.data.path().join("pictures")).unwrap();
    let old = scene.shopper.get(&picture.at(240)).await;
    assert_eq!(header(&old, "cache-control"), "public, max-age=300", "no longer what it names");
    eventually("the new picture has another address", async || {
        scene.read(own, product.id).await.picture.unwrap().base != picture.base
    })
    .await;
    scene.stop().await;
}
