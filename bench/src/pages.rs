//! A page from the cache and a page rendered afresh, beside a constant body of the same size.

use crate::client::{Connection, load, runtime};
use crate::constant::Yardstick;
use crate::figures::{grouped, median};
use crate::house::{Folder, House, SHOP};
use crate::report::{Budget, Section};
use crate::{Bench, process};
use anyhow::ensure;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const BROTLI: &str = "accept-encoding: br\r\n";
const CONNECTIONS: usize = 32;

/// What one request costs a server.
#[derive(Clone, Copy)]
struct Cost {
    cpu_us: f64,
    per_second: f64,
}

/// A server to ask, and what to ask it.
struct Target<'a> {
    pid: u32,
    address: SocketAddr,
    path: &'a str,
    headers: &'a str,
    connections: usize,
}

impl Target<'_> {
    fn measure(&self, time: Duration) -> anyhow::Result<Cost> {
        let before = process::cpu(self.pid)?;
        let begun = Instant::now();
        let answered = runtime()?.block_on(load(
            self.address,
            self.path,
            self.headers,
            self.connections,
            time,
        ))?;
        let cpu = process::cpu(self.pid)? - before;
        ensure!(answered > 0, "nothing was answered");
        Ok(Cost {
            cpu_us: cpu.as_secs_f64() * 1e6 / answered as f64,
            per_second: answered as f64 / begun.elapsed().as_secs_f64(),
        })
    }
}

fn medians(costs: &[Cost]) -> Cost {
    Cost {
        cpu_us: median(&mut costs.iter().map(|cost| cost.cpu_us).collect::<Vec<_>>()),
        per_second: median(&mut costs.iter().map(|cost| cost.per_second).collect::<Vec<_>>()),
    }
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let shop = format!("/t/{SHOP}");
    let category = format!("{shop}/c/coats");
    let paths = ["/", &category, &shop];
    let round = bench.choose(Duration::from_secs(2), Duration::from_millis(200));
    let rounds = bench.choose(5, 1);

    let folder = Folder::new()?;
    let caching = House::open(bench, &folder, &[])?;
    let rendering_folder = Folder::new()?;
    let rendering = House::open(bench, &rendering_folder, &[("ETALAGE_PAGE_CACHE_BYTES", "0")])?;

    let mut rows = Vec::new();
    let (mut worst_ratio, mut window_afresh) = (0.0f64, 0.0f64);
    for path in paths {
        let (plain, packed) = sizes(caching.address, path)?;
        let yardstick = Yardstick::start(packed)?;
        let hit = Target {
            pid: caching.pid(),
            address: caching.address,
            path,
            headers: BROTLI,
            connections: CONNECTIONS,
        };
        let constant =
            Target { pid: yardstick.pid(), address: yardstick.address, path: "/", ..hit };
        // One after the other: a render under way is shared by all who ask for its page.
        let rendering = Target {
            pid: rendering.pid(),
            address: rendering.address,
            connections: 1,
            headers: "",
            ..hit
        };
        let packing = Target { headers: BROTLI, ..rendering };
        let targets = [constant, hit, rendering, packing];
        let mut costs: [Vec<Cost>; 4] = Default::default();
        for turn in 0..=rounds {
            for (target, costs) in targets.iter().zip(&mut costs) {
                let cost = target.measure(round)?;
                // The first round warms up.
                if turn > 0 {
                    costs.push(cost);
                }
            }
        }
        let [constant, hit, afresh, afresh_packed] = costs.map(|costs| medians(&costs));
        let ratio = hit.cpu_us / constant.cpu_us;
        worst_ratio = worst_ratio.max(ratio);
        if path == shop {
            window_afresh = afresh.cpu_us;
        }
        let figures =
            |cost: Cost| format!("{:.1} µs, {}/s", cost.cpu_us, grouped(cost.per_second as u64));
        rows.push(vec![
            format!("`{path}`"),
            format!("{plain} / {packed}"),
            figures(constant),
            figures(hit),
            format!("{ratio:.2}"),
            figures(afresh),
            figures(afresh_packed),
        ]);
    }
    Ok(Section {
        title: "Pages",
        about: format!(
            "CPU of the server per request, and requests per second over {CONNECTIONS} kept-alive \
             connections (afresh: over one). Constant is axum answering with as many bytes as the \
             brotli page has. Medians of {rounds} rounds in turn."
        ),
        columns: vec![
            "page",
            "bytes, plain / brotli",
            "constant",
            "from the cache",
            "ratio of CPU",
            "rendered afresh",
            "afresh and compressed",
        ],
        rows,
        budgets: vec![
            Budget {
                promise: "a cached page within 2× of a constant body",
                reached: format!("{worst_ratio:.2}× at worst"),
                kept: worst_ratio <= 2.0,
            },
            Budget {
                promise: "the window rendered afresh in at most 400 µs of CPU",
                reached: format!("{window_afresh:.0} µs"),
                kept: window_afresh <= 400.0,
            },
        ],
    })
}

/// Bytes of the body, plain and as brotli once the cache has packed it well.
fn sizes(address: SocketAddr, path: &str) -> anyhow::Result<(usize, usize)> {
    runtime()?.block_on(async {
        let mut connection = Connection::open(address).await?;
        let plain = connection.get(path, "").await?;
        let packed = connection.get(path, BROTLI).await?;
        ensure!(plain.status == 200 && packed.status == 200, "{path} is not a page");
        Ok((plain.body.len(), packed.body.len()))
    })
}
