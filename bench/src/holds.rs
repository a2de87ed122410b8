//! Pieces set aside and sold: how many a second are durable, and what HTTP adds.

use crate::Bench;
use crate::client::Connection;
use crate::figures::{grouped, median, ms, percentile};
use crate::house::{Folder, House, command};
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use contract::draft::ProductDraft;
use contract::hold::HOLD_MINUTES;
use contract::{CartId, Item, Tenant, TenantId};
use engine::trade::HoldWish;
use engine::{Engine, EngineOptions, SystemClock};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use store::{Origin, Owner, SaveTenant, Store, StoreOptions, TenantDraft, UpsertProducts};

/// Different articles. Each hold takes one piece of some of them.
const ARTICLES: usize = 500;
/// Of each at first: more than anybody takes.
const PIECES: i64 = 1_000_000_000;
const SHOP: &str = "the-stockroom";
/// What a batch is compared with, and HTTP: so many at once, of so many articles.
const AT_ONCE: usize = 64;
const EACH: usize = 3;
/// Of what is compared, one after the other.
const ROUNDS: usize = 5;
const CUSTOMER: &str = r#"{"name":"Ines Vale","email":"ines@example.com","street":"12 Harbour Row","postalCode":"EX1 1AA","city":"Exmouth","country":"GB"}"#;

/// What a flush takes on the slower disk: about what those take that keep what they said they have.
const FLUSH: &str = "3500";

/// Holds a second that are durable.
#[derive(Serialize, Deserialize)]
struct Rates {
    /// With a commit each.
    singly: f64,
    /// Over HTTP.
    http: f64,
}

/// What some clients reached in a while.
struct Rate {
    per_second: f64,
    waited: Vec<Duration>,
}

impl Rate {
    fn row(mut self, what: String) -> (f64, Vec<String>) {
        let (p50, p99) = (percentile(&mut self.waited, 0.5), percentile(&mut self.waited, 0.99));
        let count = grouped(self.waited.len() as u64);
        let rate = format!("{} /s", grouped(self.per_second as u64));
        (self.per_second, vec![what, count, ms(p50), ms(p99), rate])
    }
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let while_ = bench.choose(Duration::from_secs(3), Duration::from_millis(200));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut rows = Vec::new();
    let flush = flush()?;
    let mut alone = 0.0;
    for (clients, each) in [1, 8, 64].into_iter().flat_map(|n| [1, 3, 10].map(|each| (n, each))) {
        let rate = runtime.block_on(of_sqlite(clients, each, 256, while_))?;
        let what = format!("engine, SQLite, {clients} at once, {each} each");
        let (per_second, row) = rate.row(what);
        if (clients, each) == (AT_ONCE, EACH) {
            alone = per_second;
        }
        rows.push(row);
    }
    let rate = runtime.block_on(of_sqlite(AT_ONCE, EACH, 1, while_))?;
    rows.push(rate.row(format!("a commit each, SQLite, {AT_ONCE} at once, {EACH} each")).1);
    rows.extend(of_postgres(&runtime, while_)?);

    let folder = Folder::new()?;
    let (house, head) = stockroom(bench, &folder)?;
    let ask = |what, clients| {
        crate::client::runtime()?.block_on(over_http(house.address, &head, what, clients, while_))
    };
    let (http, row) =
        ask(Ask::Hold, AT_ONCE)?.row(format!("HTTP, hold, {AT_ONCE} at once, {EACH} each"));
    rows.push(row);
    let (_, row) = ask(Ask::Order, AT_ONCE)?
        .row(format!("HTTP, order at once, {AT_ONCE} at once, {EACH} each"));
    rows.push(row);
    let (_, row) = ask(Ask::Look, 8)?.row(format!("HTTP, what can be had, 8 at once, {EACH} each"));
    rows.push(row);
    verify(bench, &folder, house)?;

    let of_alone = http / alone.max(1.0);
    let mut budgets = vec![Budget {
        promise: "holds over HTTP at least 0.6 of what the engine does alone",
        reached: format!("{of_alone:.2}"),
        kept: of_alone >= 0.6,
    }];
    let in_turn = Rates::in_turn(bench)?;
    rows.extend(in_turn.rows("in turn"));
    budgets.push(in_turn.budget("holds over HTTP at least 10 times one commit each"));
    if let Some(slower) = on_a_slower_disk(bench)? {
        rows.extend(slower.rows("in turn, slower disk"));
        budgets.push(slower.budget("the same, on the slower disk"));
    }
    Ok(Section {
        title: "Holds and orders",
        about: format!(
            "Pieces of {ARTICLES} articles set aside durably, all of a hold or none: by the engine in \
             one process on SQLite (WAL, synchronous=FULL) and PostgreSQL, with one commit for each \
             as the yardstick, and over HTTP with a key. Every hold is replayed from its history \
             afterwards, and every count compared; none was sold twice. In turn: medians of \
             {ROUNDS} rounds, a commit each and then over HTTP. What a commit costs is \
             what a flush takes: {} on this disk, {:.1} ms more on the slower one, which is this one \
             held up by strace.",
            ms(flush),
            FLUSH.parse::<f64>()? / 1e3,
        ),
        columns: vec!["what", "count", "p50", "p99", "rate"],
        rows,
        budgets,
    })
}

impl Rates {
    /// Medians of what each reached, one after the other and again.
    fn in_turn(bench: &Bench) -> anyhow::Result<Self> {
        let while_ = bench.choose(Duration::from_secs(1), Duration::from_millis(200));
        let runtime = crate::client::runtime()?;
        let folder = Folder::new()?;
        let (house, head) = stockroom(bench, &folder)?;
        let (mut singly, mut http) = (Vec::new(), Vec::new());
        for _ in 0..bench.choose(ROUNDS, 1) {
            let alone = of_sqlite(AT_ONCE, EACH, 1, while_);
            singly.push(runtime.block_on(alone)?.per_second);
            let held = over_http(house.address, &head, Ask::Hold, AT_ONCE, while_);
            http.push(runtime.block_on(held)?.per_second);
        }
        verify(bench, &folder, house)?;
        Ok(Self { singly: median(&mut singly), http: median(&mut http) })
    }

    fn rows(&self, when: &str) -> [Vec<String>; 2] {
        [("a commit each, SQLite", self.singly), ("HTTP, hold", self.http)].map(|(what, rate)| {
            let what = format!("{what}, {AT_ONCE} at once, {EACH} each; {when}");
            let rate = format!("{} /s", grouped(rate as u64));
            vec![what, String::new(), String::new(), String::new(), rate]
        })
    }

    fn budget(&self, promise: &'static str) -> Budget {
        let times = self.http / self.singly.max(1.0);
        Budget { promise, reached: format!("{times:.1} times"), kept: times >= 10.0 }
    }
}

/// How long it takes until a few pages are on the disk, most often.
fn flush() -> anyhow::Result<Duration> {
    let mut file = tempfile::tempfile()?;
    let mut waited = Vec::new();
    for _ in 0..100 {
        file.write_all(&[1; 4 * 4096])?;
        let begun = Instant::now();
        file.sync_data()?;
        waited.push(begun.elapsed());
    }
    Ok(percentile(&mut waited, 0.5))
}

pub fn print_rates(bench: &Bench) -> anyhow::Result<()> {
    Ok(serde_json::to_writer(std::io::stdout(), &Rates::in_turn(bench)?)?)
}

/// The same in a process whose flushes are held up; nothing where that cannot be done.
fn on_a_slower_disk(bench: &Bench) -> anyhow::Result<Option<Rates>> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"]);
    // It lets go of a thread's other calls only after the first that it was asked to stop, so that one
    // is named with which every thread begins.
    strace.args(["-e", "trace=fsync,fdatasync,set_robust_list", "-e"]);
    strace.arg(format!("inject=fsync,fdatasync:delay_exit={FLUSH}"));
    strace.arg(std::env::current_exe()?).arg("hold-rates");
    strace.arg("--program").arg(&bench.program).arg("--site").arg(&bench.site);
    strace.args(bench.smoke.then_some("--smoke")).stderr(Stdio::inherit());
    match strace.output() {
        Ok(said) if said.status.success() => Ok(Some(serde_json::from_slice(&said.stdout)?)),
        _ => {
            eprintln!("SKIP: holds on a slower disk: strace is not here, or not allowed");
            Ok(None)
        }
    }
}

/// A shop whose pieces are counted, served, and what a request with a key to it begins with.
fn stockroom(bench: &Bench, folder: &Folder) -> anyhow::Result<(House, String)> {
    furnish(bench, folder)?;
    let house = House::open(bench, folder, &[("ETALAGE_KEY_REQUESTS_PER_SECOND", "0")])?;
    let key = key(bench, folder)?;
    Ok((house, format!("content-type: application/json\r\nx-api-key: {key}\r\n")))
}

/// Every hold is what its history says, when all is over.
fn verify(bench: &Bench, folder: &Folder, house: House) -> anyhow::Result<()> {
    drop(house);
    let verify = command(bench, folder, &["holds", "verify"])?.wait()?;
    ensure!(verify.success(), "etalage holds verify found something");
    Ok(())
}

fn origin(engine: &SystemClock) -> Origin {
    Origin {
        actor: "bench".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "bench".into(),
        at: contract::ports::Clock::now(engine),
    }
}

fn sku(n: usize) -> String {
    format!("P-{n:04}")
}

fn draft(n: usize) -> ProductDraft {
    ProductDraft {
        stock: Some(PIECES),
        ..ProductDraft::named(&sku(n), &format!("Piece {n}"), 1_000)
    }
}

async fn shop(store: &Store) -> anyhow::Result<TenantId> {
    let tenant = TenantDraft::named(SHOP, "The stockroom");
    let origin = origin(&SystemClock);
    let tenant = store.write(SaveTenant { origin: origin.clone(), tenant }).await?.value;
    let drafts = (0..ARTICLES).map(draft).collect();
    store.write(UpsertProducts { tenant, origin, drafts }).await?;
    Ok(tenant)
}

/// Some articles, other ones for every number.
fn items(number: u64, each: usize) -> Vec<Item> {
    let first = number.wrapping_mul(7_919) as usize;
    let mut all: Vec<Item> =
        (0..each).map(|n| Item::new(sku((first + n * 31) % ARTICLES), 1)).collect();
    all.sort_unstable();
    all
}

async fn of_sqlite(
    clients: usize,
    each: usize,
    batch: usize,
    while_: Duration,
) -> anyhow::Result<Rate> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("holds.db").display());
    alone(StoreOptions { batch, ..StoreOptions::new(url) }, clients, each, while_).await
}

/// The engine in this process, with nothing around it.
async fn alone(
    options: StoreOptions,
    clients: usize,
    each: usize,
    while_: Duration,
) -> anyhow::Result<Rate> {
    let store = Store::connect(options).await?;
    shop(&store).await?;
    let engine =
        Engine::load(store.clone(), Arc::new(SystemClock), EngineOptions::default()).await?;
    let tenant = engine.tenant(SHOP)?;
    let numbers = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (engine, tenant, numbers) = (engine.clone(), tenant.clone(), numbers.clone());
        tasks.spawn(async move {
            hold_on(&engine, &tenant, client, each, &numbers, begun + while_).await
        });
    }
    let mut waited = Vec::new();
    while let Some(done) = tasks.join_next().await {
        waited.extend(done??);
    }
    let per_second = waited.len() as f64 / begun.elapsed().as_secs_f64();
    check(&store, tenant.id, waited.len(), each).await?;
    store.close().await;
    Ok(Rate { per_second, waited })
}

async fn hold_on(
    engine: &Engine,
    tenant: &Arc<Tenant>,
    client: usize,
    each: usize,
    numbers: &AtomicU64,
    until: Instant,
) -> anyhow::Result<Vec<Duration>> {
    let mut waited = Vec::new();
    while Instant::now() < until {
        let wish = HoldWish {
            owner: Owner::Cart(CartId(client as i64)),
            customer_id: None,
            items: items(numbers.fetch_add(1, Relaxed), each),
            minutes: HOLD_MINUTES,
            request: None,
            replaces: false,
        };
        let begun = Instant::now();
        let held = engine.stock(tenant)?.hold(origin(&SystemClock), wish).await;
        held.map_err(|denied| denied.problem())?;
        waited.push(begun.elapsed());
    }
    Ok(waited)
}

/// As many pieces are held as were asked for, and every hold is what its history says.
async fn check(store: &Store, tenant: TenantId, holds: usize, each: usize) -> anyhow::Result<()> {
    let counts = store.stock_counts(tenant, "", i64::MAX).await?;
    let held: i64 = counts.iter().map(|row| row.held).sum();
    ensure!(held == (holds * each) as i64, "{held} pieces are held by {holds} holds");
    let verified = store.verify_holds(tenant).await?;
    ensure!(verified.discrepancies.is_empty(), "{:?}", verified.discrepancies.first());
    Ok(())
}

/// Nothing where there is no PostgreSQL (`ETALAGE_TEST_POSTGRES_URL`).
fn of_postgres(
    runtime: &tokio::runtime::Runtime,
    while_: Duration,
) -> anyhow::Result<Vec<Vec<String>>> {
    let Ok(server) = std::env::var("ETALAGE_TEST_POSTGRES_URL") else {
        eprintln!("SKIP: holds on PostgreSQL: ETALAGE_TEST_POSTGRES_URL names none");
        return Ok(vec![]);
    };
    let psql = |sql: &str| {
        let status = Command::new("psql").args([&server, "-qc", sql]).status();
        status.is_ok_and(|status| status.success())
    };
    let (base, _) = server.rsplit_once('/').context("the address names a database")?;
    let mut rows = Vec::new();
    for (clients, each) in [(1, EACH), (8, EACH), (AT_ONCE, 1), (AT_ONCE, EACH), (AT_ONCE, 10)] {
        let name = format!("bench_holds_{}", std::process::id());
        ensure!(psql(&format!("CREATE DATABASE {name}")), "psql cannot make a database");
        let options = StoreOptions::new(format!("{base}/{name}"));
        let rate = runtime.block_on(alone(options, clients, each, while_));
        psql(&format!("DROP DATABASE {name}"));
        let what = format!("engine, PostgreSQL, {clients} at once, {each} each");
        rows.push(rate?.row(what).1);
    }
    Ok(rows)
}

/// The shop is in the program's own database before it serves.
fn furnish(bench: &Bench, folder: &Folder) -> anyhow::Result<()> {
    let csv = tempfile::NamedTempFile::with_suffix(".json")?;
    let products: Vec<serde_json::Value> = (0..ARTICLES)
        .map(|n| {
            serde_json::json!({
                "sku": sku(n), "name": format!("Piece {n}"), "price": "10.00", "stock": PIECES,
            })
        })
        .collect();
    serde_json::to_writer(csv.as_file(), &products)?;
    let path = csv.path().to_string_lossy().into_owned();
    let arguments = [
        "import",
        &path,
        "--shop",
        SHOP,
        "--create-shop",
        "The stockroom",
        "--currency",
        "EUR",
        "--locale",
        "en-IE",
    ];
    let imported = command(bench, folder, &arguments)?.wait()?;
    ensure!(imported.success(), "the shop cannot be imported");
    Ok(())
}

fn key(bench: &Bench, folder: &Folder) -> anyhow::Result<String> {
    let mut create = crate::house::program(bench, folder);
    create.args(["key", "create", "--shop", SHOP, "--name", "Bench", "--json"]);
    create.args(["--scope", "inventory:read,holds:write,orders:write"]);
    let said = create.output()?;
    let said: HashMap<String, serde_json::Value> = serde_json::from_slice(&said.stdout)?;
    // The program sees it with its next poll.
    std::thread::sleep(Duration::from_millis(1_500));
    Ok(said["key"].as_str().context("a key")?.to_owned())
}

#[derive(Clone, Copy)]
enum Ask {
    Hold,
    Order,
    Look,
}

async fn over_http(
    house: SocketAddr,
    head: &str,
    what: Ask,
    clients: usize,
    while_: Duration,
) -> anyhow::Result<Rate> {
    let numbers = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (numbers, head) = (numbers.clone(), head.to_owned());
        tasks.spawn(async move {
            let mut connection = Connection::open(house).await?;
            let mut waited = Vec::new();
            while begun.elapsed() < while_ {
                let items = items(numbers.fetch_add(1, Relaxed), EACH);
                let items = serde_json::to_string(&items)?;
                let (path, body, status) = match what {
                    Ask::Hold => ("/api/holds", format!(r#"{{"items":{items}}}"#), 201),
                    Ask::Look => ("/api/availability", format!(r#"{{"items":{items}}}"#), 200),
                    Ask::Order => {
                        let body = format!(r#"{{"items":{items},"customer":{CUSTOMER}}}"#);
                        ("/api/orders", body, 201)
                    }
                };
                let asked = Instant::now();
                let answer = connection.ask("POST", path, &head, &body).await?;
                waited.push(asked.elapsed());
                let said = || String::from_utf8_lossy(&answer.body).into_owned();
                ensure!(answer.status == status, "{path}: {} {}", answer.status, said());
            }
            anyhow::Ok(waited)
        });
    }
    let mut waited = Vec::new();
    while let Some(done) = tasks.join_next().await {
        waited.extend(done??);
    }
    Ok(Rate { per_second: waited.len() as f64 / begun.elapsed().as_secs_f64(), waited })
}
