//! The first load of a shopper's page, as Lighthouse judges a phone.

use crate::Bench;
use crate::figures::grouped;
use crate::house::{Folder, House, SHOP};
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// Of the demo.
const PRODUCT: &str = "harrow-wool-coat";

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

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &[])?;
    let loads = bench.choose(5, 1);
    let base = format!("http://{}", house.address);
    let window = format!("/t/{SHOP}");
    let product = format!("/t/{SHOP}/p/{PRODUCT}");
    let listing = format!("/t/{SHOP}/c/coats");
    let output = Command::new("node")
        .args(["measure/lighthouse.mjs", &base, &loads.to_string(), "performance"])
        .args([&window, &listing, &product])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end"))
        .stderr(Stdio::inherit())
        .output()
        .context("node cannot be started")?;
    ensure!(output.status.success(), "Lighthouse did not do its part");
    let text = String::from_utf8(output.stdout)?;
    let pages = text.lines().map(serde_json::from_str).collect::<Result<Vec<Page>, _>>()?;
    let worst = pages.iter().map(|page| page.scores.performance).min();
    let worst = worst.context("no page was judged")?;
    let row = |page: &Page| {
        vec![
            format!("`{}`", page.path),
            page.scores.performance.to_string(),
            format!("{:.0} ms", page.lcp),
            format!("{:.0} ms", page.tbt),
            format!("{:.3}", page.cls),
            grouped(page.bytes as u64),
        ]
    };
    Ok(Section {
        title: "First load",
        about: format!(
            "Lighthouse on a phone of the middle and a slow line, both imitated: medians of \
             {loads} loads. Bytes are everything the page fetches, as sent."
        ),
        columns: vec!["page", "performance", "LCP", "blocked", "shift", "bytes"],
        rows: pages.iter().map(row).collect(),
        budgets: vec![Budget {
            promise: "Lighthouse's performance at least 98",
            reached: worst.to_string(),
            kept: worst >= 98,
        }],
    })
}
