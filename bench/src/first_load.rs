//! The first load of a shopper's page, as Lighthouse judges a phone, and until it handles a click.

use crate::Bench;
use crate::figures::grouped;
use crate::house::{Folder, House, SHOP};
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::process::{Command, Stdio};

/// Pages of the demo's shop, and what is clicked on each: see `first-click.mjs`.
const PAGES: [(&str, &str); 3] = [
    ("", "turn"),
    ("/c/coats", "search"),
    // With a form chosen, since it cannot be put in the cart without.
    ("/p/harrow-wool-coat?variant=1", "add"),
];

/// A storefront with another framework.
struct Peer {
    name: &'static str,
    lcp: &'static str,
    handled: &'static str,
    slow_lcp: &'static str,
    slow_handled: &'static str,
    code: &'static str,
}

/// Measured once, on another day on a busy machine of two cores: one page of 24 cards each, clicked
/// every 10 ms at a card's button until the number beside the cart is another; slowed like here.
const PEERS: [Peer; 3] = [
    Peer {
        name: "Next.js 16, dynamic",
        lcp: "276 ms",
        handled: "387 ms",
        slow_lcp: "",
        slow_handled: "",
        code: "116 kB",
    },
    Peer {
        name: "Next.js 16, from its ISR cache",
        lcp: "192 ms",
        handled: "331 ms",
        slow_lcp: "",
        slow_handled: "",
        code: "116 kB",
    },
    Peer {
        name: "SvelteKit",
        lcp: "208 ms",
        handled: "316 ms",
        slow_lcp: "648 ms",
        slow_handled: "1\u{202f}044 ms",
        code: "33 kB",
    },
];

#[derive(Deserialize)]
struct Page {
    path: String,
    scores: Scores,
    /// Milliseconds.
    lcp: f64,
    /// Milliseconds.
    tbt: f64,
    cls: f64,
    bytes: f64,
}

#[derive(Deserialize)]
struct Scores {
    /// Of 100.
    performance: u32,
}

/// A page clicked by a machine as it is, and by a slow one.
#[derive(Deserialize)]
struct Clicked {
    fast: Click,
    slow: Click,
}

#[derive(Deserialize)]
struct Click {
    /// Milliseconds.
    handled: f64,
    /// Milliseconds.
    lcp: f64,
    /// Of wasm and JavaScript.
    bytes: f64,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &[])?;
    let loads = bench.choose(5, 1);
    let clicked_loads = bench.choose(7, 1);
    let base = format!("http://{}", house.address);
    let paths = PAGES.map(|(page, _)| format!("/t/{SHOP}{page}"));
    let mut judge = script("lighthouse.mjs", &base, loads);
    let pages: Vec<Page> = figures(judge.arg("performance").args(&paths))?;
    let mut click = script("first-click.mjs", &base, clicked_loads);
    let deeds = PAGES.iter().zip(&paths).map(|((_, deed), path)| format!("{deed}={path}"));
    let clicked: Vec<Clicked> = figures(click.args(deeds))?;

    let worst = pages.iter().map(|page| page.scores.performance).min();
    let worst = worst.context("no page was judged")?;
    let ms = |time: f64| format!("{} ms", grouped(time.round() as u64));
    let row = |(page, clicked): (&Page, &Clicked)| {
        vec![
            format!("`{}`", page.path),
            page.scores.performance.to_string(),
            ms(page.lcp),
            ms(page.tbt),
            format!("{:.3}", page.cls),
            grouped(page.bytes as u64),
            ms(clicked.fast.lcp),
            ms(clicked.fast.handled),
            ms(clicked.slow.lcp),
            ms(clicked.slow.handled),
            grouped(clicked.fast.bytes as u64),
        ]
    };
    let peer = |peer: &Peer| {
        let Peer { name, lcp, handled, slow_lcp, slow_handled, code } = *peer;
        [name, "", "", "", "", "", lcp, handled, slow_lcp, slow_handled, code]
            .map(str::to_owned)
            .to_vec()
    };
    Ok(Section {
        title: "First load",
        about: format!(
            "First Lighthouse on a phone of the middle and a slow line, both imitated: medians of \
             {loads} loads. Bytes are everything the page fetches, as sent. Then Chromium on this \
             machine, and slowed: CPU ×4, 9 Mbit/s and 60 ms; medians of {clicked_loads} loads with \
             nothing cached. From the first paint on it is clicked every 20 ms, and counted from the \
             navigation until the page shows that a script of its own handled it. What is clicked: \
             on the home page a row's button, until the row scrolls; on the listing, where all else \
             are links, the search field, until it is one that suggests; on the product its \
             \"Add to cart\", until the page says that it was added, which takes an answer of the \
             server. (Before that a form is sent and a link followed as without scripts: no click is \
             lost.) Wasm and JavaScript are what the page has fetched with that, as sent. The peers were \
             measured on another day on such a machine, by clicks on a card's button: read them \
             for their order of magnitude."
        ),
        columns: vec![
            "page",
            "performance",
            "LCP",
            "blocked",
            "shift",
            "bytes",
            "LCP here",
            "first handled click",
            "LCP slowed",
            "first handled click slowed",
            "wasm and JavaScript",
        ],
        rows: pages.iter().zip(&clicked).map(row).chain(PEERS.iter().map(peer)).collect(),
        budgets: vec![Budget {
            promise: "Lighthouse's performance at least 98",
            reached: worst.to_string(),
            kept: worst >= 98,
        }],
    })
}

fn script(name: &str, base: &str, loads: u32) -> Command {
    let mut node = Command::new("node");
    node.arg(Path::new("measure").join(name))
        .args([base, &loads.to_string()])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end"))
        .stderr(Stdio::inherit());
    node
}

/// What it prints, a line for each page.
fn figures<T: DeserializeOwned>(script: &mut Command) -> anyhow::Result<Vec<T>> {
    let output = script.output().context("node cannot be started")?;
    ensure!(output.status.success(), "the browser did not do its part");
    let text = String::from_utf8(output.stdout)?;
    let pages = text.lines().map(serde_json::from_str).collect::<Result<Vec<T>, _>>()?;
    ensure!(pages.len() == PAGES.len(), "not every page was measured");
    Ok(pages)
}
