//! What a shop says: how soon it is kept, and how soon open pages show it.

use crate::figures::{grouped, ms, percentile};
use crate::house::{Folder, House, SHOP};
use crate::report::{Budget, Section};
use crate::{Bench, client::Connection};
use anyhow::{Context, bail, ensure};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

const SECRET: &str = "weighed and measured";
const PATH: &str = "/api/webhooks/product-update";
/// Requests at the same time, as a shop's queue sends them, and as many shops would.
const FEW: usize = 4;
const MANY: usize = 32;

/// Each product's first delivery makes it, the next ones change its price.
fn delivery(number: u64, products: u64) -> (String, String) {
    let (id, round) = (number % products, number / products);
    let body = format!(
        r#"{{"id":{},"name":"Piece {id}","slug":"piece-{id}","type":"simple","status":"publish","catalog_visibility":"visible","sku":"P-{id}","regular_price":"{}.00","sale_price":"","description":"<p>Thrown by hand, and fired twice.<\/p>","manage_stock":true,"stock_quantity":{},"stock_status":"instock","categories":[{{"id":9,"name":"Vases","slug":"vases"}}],"images":[{{"src":"https:\/\/tide.example\/{id}.jpg"}}],"attributes":[],"variations":[],"date_modified_gmt":"2026-11-{:02}T{:02}:{:02}:{:02}"}}"#,
        1_000_000 + id,
        10 + round % 90,
        1 + round % 40,
        1 + round / 86_400 % 28,
        round / 3600 % 24,
        round / 60 % 60,
        round % 60,
    );
    let signature = standin::signature(SECRET, &body);
    let head = format!(
        "content-type: application/json\r\nx-wc-webhook-topic: product.updated\r\n\
         x-wc-webhook-delivery-id: {number:032x}\r\nx-wc-webhook-signature: {signature}\r\n"
    );
    (head, body)
}

async fn deliver(shop: &mut Connection, number: u64, products: u64) -> anyhow::Result<Duration> {
    let (head, body) = delivery(number, products);
    let begun = Instant::now();
    let answer = shop.ask("POST", &format!("{PATH}?tenantId={SHOP}"), &head, &body).await?;
    ensure!(answer.status == 200, "a delivery was answered {}", answer.status);
    Ok(begun.elapsed())
}

const CONNECTED: [(&str, &str); 2] =
    [("WC_API_URL", "https://tide.example"), ("WC_WEBHOOK_SECRET", SECRET)];

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let products = bench.choose(5_000, 20);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    let mut kept = Duration::MAX;
    for at_once in [FEW, MANY] {
        let folder = Folder::new()?;
        let house = House::open(bench, &folder, &CONNECTED)?;
        let begun = Instant::now();
        let all = 2 * products;
        let mut waited = runtime.block_on(burst(house.address, all, products, at_once))?;
        let rate = all as f64 / begun.elapsed().as_secs_f64();
        runtime.block_on(shown(house.address, all - 1, products))?;
        let p50 = percentile(&mut waited, 0.5);
        let p99 = percentile(&mut waited, 0.99);
        if at_once == FEW {
            kept = p99;
        }
        rows.push(vec![
            format!("{} at once", at_once),
            grouped(all),
            ms(p50),
            ms(p99),
            format!("{} /s", grouped(rate as u64)),
            format!("all on show {:.1} s after the first", begun.elapsed().as_secs_f64()),
        ]);
    }
    let singles = bench.choose(300, 5);
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &CONNECTED)?;
    let mut late = runtime.block_on(one_by_one(house.address, house.address, singles))?;
    drop(house);
    let shown_p99 = percentile(&mut late, 0.99);
    rows.push(row("one by one, to an open page", &mut late));
    if let Some(mut late) = two_nodes(bench, &runtime, singles)? {
        rows.push(row("the same, on another node", &mut late));
    }
    Ok(Section {
        title: "Deliveries of a shop",
        about:
            "Signed webhooks about products into SQLite, each acknowledged once it is kept: two of \
                each of 5\u{202f}000 products in a burst, then single ones of which an open stream \
                hears, from sending the delivery to reading the frame. Another node shares a \
                PostgreSQL and a Redis on this machine."
                .into(),
        columns: vec!["deliveries", "count", "p50", "p99", "rate", ""],
        rows,
        budgets: vec![
            Budget {
                promise: "a delivery is kept and acknowledged, p99 under 20 ms",
                reached: ms(kept),
                kept: kept < Duration::from_millis(20),
            },
            Budget {
                promise: "a delivery is on open pages, p99 under 100 ms",
                reached: ms(shown_p99),
                kept: shown_p99 < Duration::from_millis(100),
            },
        ],
    })
}

fn row(what: &str, late: &mut [Duration]) -> Vec<String> {
    let (p50, p99) = (percentile(late, 0.5), percentile(late, 0.99));
    let count = grouped(late.len() as u64);
    vec![what.into(), count, ms(p50), ms(p99), String::new(), String::new()]
}

/// Sends so many deliveries; answers how long each waited for its acknowledgement.
async fn burst(
    house: SocketAddr,
    all: u64,
    products: u64,
    at_once: usize,
) -> anyhow::Result<Vec<Duration>> {
    let tasks = (0..at_once as u64).map(|first| async move {
        let mut shop = Connection::open(house).await?;
        let mut waited = Vec::new();
        for number in (first..all).step_by(at_once) {
            waited.push(deliver(&mut shop, number, products).await?);
        }
        anyhow::Ok(waited)
    });
    let tasks: tokio::task::JoinSet<_> = {
        let mut set = tokio::task::JoinSet::new();
        tasks.for_each(|task| drop(set.spawn(task)));
        set
    };
    let mut waited = Vec::new();
    for task in tasks.join_all().await {
        waited.extend(task?);
    }
    Ok(waited)
}

/// Until the page of what was said last shows it.
async fn shown(house: SocketAddr, last: u64, products: u64) -> anyhow::Result<()> {
    let id = last % products;
    let price = format!("{}.00", 10 + last / products);
    let deadline = Instant::now() + Duration::from_secs(120);
    let mut connection = Connection::open(house).await?;
    loop {
        let page = connection.get(&format!("/t/{SHOP}/p/piece-{id}"), "").await?;
        if page.status == 200 && String::from_utf8_lossy(&page.body).contains(&price) {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("what the shop said is never shown");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Tells one node of changes, one after the other, and waits for each on a stream of a node.
async fn one_by_one(
    told: SocketAddr,
    heard: SocketAddr,
    count: u64,
) -> anyhow::Result<Vec<Duration>> {
    let mut shop = Connection::open(told).await?;
    // The first makes the product.
    deliver(&mut shop, 0, 1).await?;
    shown(heard, 0, 1).await?;
    let stream = Connection::open(heard).await?;
    let path = format!("/api/events?tenantId={SHOP}&topics=public");
    let mut stream = stream.into_stream(&path).await?;
    let mut late = Vec::new();
    let mut held = Vec::new();
    for number in 1..=count {
        let (begun, price) =
            (Instant::now(), format!("\"priceCents\":{}", (10 + number % 90) * 100));
        deliver(&mut shop, number, 1).await?;
        hear(&mut stream, &mut held, &price).await?;
        late.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(late)
}

async fn hear(stream: &mut TcpStream, held: &mut Vec<u8>, words: &str) -> anyhow::Result<()> {
    let mut chunk = vec![0; 16 * 1024];
    loop {
        if let Some(at) = memchr::memmem::find(held, words.as_bytes()) {
            held.drain(..at + words.len());
            return Ok(());
        }
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read(&mut chunk));
        match read.await.context("nothing is heard of a delivery")?? {
            0 => bail!("the stream ended"),
            count => held.extend_from_slice(&chunk[..count]),
        }
    }
}

/// Ended when dropped.
struct Redis(Child);

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Nothing where there is no PostgreSQL (`ETALAGE_TEST_POSTGRES_URL`) or no Redis.
fn two_nodes(
    bench: &Bench,
    runtime: &tokio::runtime::Runtime,
    count: u64,
) -> anyhow::Result<Option<Vec<Duration>>> {
    let Ok(server) = std::env::var("ETALAGE_TEST_POSTGRES_URL") else {
        eprintln!("SKIP: two nodes: ETALAGE_TEST_POSTGRES_URL names no PostgreSQL");
        return Ok(None);
    };
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut redis = Command::new("redis-server");
    redis.args(["--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    let Ok(redis) = redis.stdout(Stdio::null()).spawn() else {
        eprintln!("SKIP: two nodes: redis-server is missing");
        return Ok(None);
    };
    let _redis = Redis(redis);
    let name = format!("bench_{}", std::process::id());
    let psql = |sql: &str| {
        let status = Command::new("psql").args([&server, "-qc", sql]).status();
        status.is_ok_and(|status| status.success())
    };
    ensure!(psql(&format!("CREATE DATABASE {name}")), "psql cannot make a database");
    let (base, _) = server.rsplit_once('/').context("the address names a database")?;
    let (database, redis) = (format!("{base}/{name}"), format!("redis://127.0.0.1:{port}"));
    let settings = [
        CONNECTED[0],
        CONNECTED[1],
        ("DATABASE_URL", database.as_str()),
        ("REDIS_URL", &redis),
        ("ETALAGE_SECRET_KEY", "7f00000000000000000000000000000000000000000000000000000000000001"),
    ];
    let (one, other) = (Folder::new()?, Folder::new()?);
    let late = {
        let one = House::open(bench, &one, &settings)?;
        let other = House::open(bench, &other, &settings)?;
        // The other one has to see who is connected.
        std::thread::sleep(Duration::from_secs(1));
        runtime.block_on(one_by_one(one.address, other.address, count))
    };
    psql(&format!("DROP DATABASE {name}"));
    late.map(Some)
}
