use super::*;
use bytes::Bytes;
use contract::ports::{PageRecord, Shown};
use contract::{ProductId, TenantId};
use http::{HeaderMap, StatusCode};
use proptest::prelude::*;
use std::time::Duration;
use tokio::sync::{Barrier, Notify};
use tokio::task::JoinSet;

const SHOP: TenantId = TenantId(1);
const NOW: Timestamp = Timestamp(1_000);
const WINDOW: PageTag = PageTag::Window(SHOP);

fn product(id: i64) -> PageTag {
    PageTag::Product(SHOP, ProductId(id))
}

fn page(html: impl Into<Bytes>, tags: &[PageTag]) -> RenderedPage {
    let shown = Shown { tags: tags.to_vec(), ..Default::default() };
    RenderedPage { status: StatusCode::OK, headers: HeaderMap::new(), html: html.into(), shown }
}

fn key(path: &str) -> PageKey<'_> {
    PageKey::new(path)
}

async fn put(cache: &PageCache, path: &str, page: RenderedPage) -> Arc<Entry> {
    cache.get_or_render(&key(path), NOW, || async { page }).await
}

#[tokio::test]
async fn pages_go_when_what_they_show_changes() {
    let cache = PageCache::new(1 << 20);
    put(&cache, "/a", page("a", &[WINDOW, product(1)])).await;
    put(&cache, "/b", page("b", &[product(2)])).await;
    let held = |path: &str| cache.get(&key(path), NOW).is_some();
    assert!(held("/a") && held("/b"));
    cache.invalidate(&[product(1)], Seq(1));
    assert!(!held("/a") && held("/b"));
    cache.invalidate_paths(&["/b"]);
    assert!(!held("/b"));
    put(&cache, "/b", page("b", &[])).await;
    cache.clear();
    assert!(!held("/b"));
    let statistics = cache.statistics();
    assert_eq!((statistics.entries, statistics.bytes), (0, 0));
    assert_eq!((statistics.hits, statistics.misses, statistics.invalidations), (3, 3, 3));
    cache.read().check();
}

#[tokio::test]
async fn a_page_ends_with_its_schedule() {
    let cache = PageCache::new(1 << 20);
    let mut scheduled = page("a", &[]);
    scheduled.shown.valid_until = Some(Timestamp(2_000));
    put(&cache, "/a", scheduled).await;
    assert!(cache.get(&key("/a"), Timestamp(1_999)).is_some());
    assert!(cache.get(&key("/a"), Timestamp(2_000)).is_none());
    let render = || async { page("b", &[]) };
    let later = cache.get_or_render(&key("/a"), Timestamp(2_000), render).await;
    assert_eq!(later.html(), "b");
}

#[tokio::test]
async fn a_page_that_lags_far_behind_its_feed_is_made_anew() {
    let cache = PageCache::new(1 << 20);
    let at = |seq| {
        let mut read = page("a", &[product(1)]);
        read.shown.tenant = Some((SHOP, Seq(seq)));
        read
    };
    put(&cache, "/a", at(10)).await;
    cache.follow(SHOP, Seq(74));
    assert!(cache.get(&key("/a"), NOW).is_some());
    cache.follow(SHOP, Seq(75));
    assert!(cache.get(&key("/a"), NOW).is_none());
    put(&cache, "/a", at(75)).await;
    assert!(cache.get(&key("/a"), NOW).is_some());
    cache.read().check();
}

#[tokio::test]
async fn only_good_pages_of_views_that_keep_up_are_kept() {
    let cache = PageCache::new(1 << 20);
    let mut missing = page("no", &[]);
    missing.status = StatusCode::NOT_FOUND;
    put(&cache, "/missing", missing).await;
    cache.invalidate(&[WINDOW], Seq(9));
    for (path, seq) in [("/behind", 8), ("/level", 9)] {
        let mut read = page("a", &[WINDOW]);
        read.shown.tenant = Some((SHOP, Seq(seq)));
        put(&cache, path, read).await;
    }
    assert!(cache.get(&key("/missing"), NOW).is_none());
    assert!(cache.get(&key("/behind"), NOW).is_none());
    assert!(cache.get(&key("/level"), NOW).is_some());
}

/// Starts a render of `/a` that shows the window and waits to be let go.
fn slow(
    cache: &Arc<PageCache>,
    go: &Arc<Notify>,
    html: &'static str,
) -> impl Future<Output = Arc<Entry>> + use<> {
    let (cache, go) = (cache.clone(), go.clone());
    async move {
        let render = || async {
            go.notified().await;
            page(html, &[WINDOW])
        };
        cache.get_or_render(&key("/a"), NOW, render).await
    }
}

#[tokio::test]
async fn one_render_serves_all_who_ask() {
    let (cache, go) = (Arc::new(PageCache::new(1 << 20)), Arc::new(Notify::new()));
    let mut asking = JoinSet::new();
    (0..50).for_each(|_| {
        asking.spawn(slow(&cache, &go, "once"));
    });
    tokio::task::yield_now().await;
    go.notify_one();
    assert!(asking.join_all().await.iter().all(|entry| entry.html() == "once"));
    assert_eq!((cache.statistics().misses, cache.statistics().hits), (1, 49));
}

#[tokio::test]
async fn who_asks_after_a_change_does_not_get_what_was_read_before() {
    let (cache, go) = (Arc::new(PageCache::new(1 << 20)), Arc::new(Notify::new()));
    let early = tokio::spawn(slow(&cache, &go, "before"));
    tokio::task::yield_now().await;
    cache.invalidate(&[WINDOW], Seq(1));
    let later = Arc::new(Notify::new());
    let late = tokio::spawn(slow(&cache, &later, "after"));
    tokio::task::yield_now().await;
    go.notify_one();
    assert_eq!(early.await.unwrap().html(), "before");
    later.notify_one();
    assert_eq!(late.await.unwrap().html(), "after");
    assert_eq!(cache.get(&key("/a"), NOW).unwrap().html(), "after");
    cache.read().check();
}

#[tokio::test]
async fn a_change_elsewhere_does_not_cost_a_render() {
    let (cache, go) = (Arc::new(PageCache::new(1 << 20)), Arc::new(Notify::new()));
    let early = tokio::spawn(slow(&cache, &go, "shared"));
    tokio::task::yield_now().await;
    cache.invalidate(&[product(7)], Seq(1));
    let late = tokio::spawn(slow(&cache, &Arc::new(Notify::new()), "never"));
    tokio::task::yield_now().await;
    go.notify_one();
    assert_eq!(early.await.unwrap().html(), "shared");
    assert_eq!(late.await.unwrap().html(), "shared");
}

#[tokio::test]
async fn a_render_given_up_is_taken_over() {
    let (cache, go) = (Arc::new(PageCache::new(1 << 20)), Arc::new(Notify::new()));
    let gone = tokio::spawn(slow(&cache, &Arc::new(Notify::new()), "never"));
    tokio::task::yield_now().await;
    let waiting = tokio::spawn(slow(&cache, &go, "taken over"));
    tokio::task::yield_now().await;
    gone.abort();
    go.notify_one();
    assert_eq!(waiting.await.unwrap().html(), "taken over");
    cache.read().check();
}

#[tokio::test]
async fn what_is_personal_stays_with_whom_it_was_made_for() {
    let cache = Arc::new(PageCache::new(1 << 20));
    let together = Arc::new(Barrier::new(2));
    let mut asking = JoinSet::new();
    for name in ["one", "two"] {
        let (cache, together) = (cache.clone(), together.clone());
        asking.spawn(async move {
            together.wait().await;
            let render = || async {
                tokio::task::yield_now().await;
                let mut personal = page(name, &[]);
                personal.headers.insert("set-cookie", "a=b".parse().unwrap());
                personal
            };
            cache.get_or_render(&key("/a"), NOW, render).await.html() == name
        });
    }
    assert!(asking.join_all().await.into_iter().all(|own| own));
}

#[tokio::test]
async fn memory_is_bounded_and_what_is_asked_for_stays() {
    let cache = PageCache::new(100 * 1024);
    put(&cache, "/popular", page(vec![b'x'; 1000], &[WINDOW])).await;
    for n in 0..500 {
        assert!(cache.get(&key("/popular"), NOW).is_some());
        put(&cache, &format!("/{n}"), page(vec![b'x'; 1000], &[product(n)])).await;
    }
    cache.read().check();
    assert!((20..50).contains(&cache.statistics().entries));
    let huge = put(&cache, "/huge", page(vec![b'x'; 50_000], &[])).await;
    assert_eq!(huge.html().len(), 50_000);
    assert!(cache.get(&key("/huge"), NOW).is_none());
}

#[tokio::test]
async fn no_memory_means_no_keeping() {
    let cache = PageCache::new(0);
    put(&cache, "/a", page("a", &[])).await;
    assert_eq!(put(&cache, "/a", page("b", &[])).await.html(), "b");
}

proptest! {
    /// The indexes agree with the pages after any sequence of changes.
    #[test]
    fn bookkeeping_holds(steps in prop::collection::vec((0u8..8, 0i64..12), 1..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let cache = PageCache::new(24 * 1024);
        runtime.block_on(async {
            for (step, n) in steps {
                match step {
                    0 => cache.invalidate(&[product(n), product(n + 1)], Seq(0)),
                    1 => cache.invalidate_paths(&[format!("/{n}")]),
                    2 if n == 0 => cache.clear(),
                    3 => drop(cache.get(&key(&format!("/{n}")), NOW)),
                    _ => {
                        let tags = [product(n), product(n / 2 + 20), WINDOW];
                        put(&cache, &format!("/{n}"), page(vec![b'x'; 600], &tags)).await;
                    }
                }
                cache.read().check();
            }
        });
    }
}

/// Readers, slow renders and invalidations at once. Each thing has a version; a page shows the
/// versions it read; no request may see one older than what was invalidated before it began.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_stale_page_under_load() {
    const THINGS: usize = 6;
    struct World {
        cache: PageCache,
        now: [AtomicU64; THINGS],
        announced: [AtomicU64; THINGS],
    }
    let world = Arc::new(World {
        cache: PageCache::new(1 << 20),
        now: Default::default(),
        announced: Default::default(),
    });
    let pause = |most: u64| async move {
        match rand::random_range(0..4) {
            0 => tokio::time::sleep(Duration::from_micros(rand::random_range(0..most))).await,
            _ => tokio::task::yield_now().await,
        }
    };
    // A page of thing `n` shows it and the next one.
    let shows = |n: usize| [n, (n + 1) % THINGS];
    let writer = {
        let world = world.clone();
        async move {
            for _ in 0..1500 {
                let thing = rand::random_range(0..THINGS);
                let version = world.now[thing].fetch_add(1, Relaxed) + 1;
                world.cache.invalidate(&[product(thing as i64)], Seq(0));
                world.announced[thing].fetch_max(version, Relaxed);
                pause(600).await;
            }
        }
    };
    let mut tasks = JoinSet::new();
    for _ in 0..12 {
        let world = world.clone();
        tasks.spawn(async move {
            for _ in 0..1500 {
                let n = rand::random_range(0..THINGS);
                let least = shows(n).map(|thing| world.announced[thing].load(Relaxed));
                let render = || async {
                    let record = PageRecord::default();
                    let mut seen = Vec::new();
                    for thing in shows(n) {
                        pause(300).await;
                        record.tag(product(thing as i64));
                        seen.push(world.now[thing].load(Relaxed).to_string());
                        pause(300).await;
                    }
                    RenderedPage { shown: record.shown(), ..page(seen.join(" "), &[]) }
                };
                let path = format!("/{n}");
                let entry = world.cache.get_or_render(&key(&path), NOW, render).await;
                let text = std::str::from_utf8(entry.html()).unwrap();
                let seen = text.split(' ').map(|version| version.parse::<u64>().unwrap());
                assert!(seen.zip(least).all(|(seen, least)| seen >= least), "{text} {least:?}");
                if rand::random_range(0..3) == 0 {
                    pause(200).await;
                }
            }
        });
    }
    tasks.spawn(writer);
    tasks.join_all().await;
    world.cache.read().check();
    let statistics = world.cache.statistics();
    assert_eq!(statistics.hits + statistics.misses, 12 * 1500);
    assert!(statistics.hits > 1000, "{statistics:?}");
}
