//! A merchandiser's board, small and with thousands of products placed on it.

use crate::Bench;
use crate::client::runtime;
use crate::figures::grouped;
use crate::house::{Folder, House, PASSWORD, SHOP, command};
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// The most one request takes.
const EDITS: usize = 500;

/// In milliseconds.
#[derive(Deserialize)]
struct Figures {
    interactive: f64,
    frame: f64,
    slowest: f64,
    found: f64,
    cards: u64,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let sizes = bench.choose(vec![0, 1_000, 5_000], vec![60]);
    let mut rows = Vec::new();
    let mut smoothest = true;
    for &placed in &sizes {
        let figures = work(bench, placed)?;
        smoothest &= figures.slowest <= 50.0;
        rows.push(vec![
            grouped(placed as u64),
            figures.cards.to_string(),
            format!("{:.0} ms", figures.interactive),
            format!("{:.1} ms", figures.frame),
            format!("{:.1} ms", figures.slowest),
            format!("{:.0} ms", figures.found),
        ]);
    }
    Ok(Section {
        title: "Board",
        about: "A merchandiser's board in a browser on this machine, with so many products placed \
                besides the demo's. Interactive: from the navigation to the board that can be \
                worked. Frames: between two, while a card is dragged up and down. Found: from the \
                typed word to the list of products, among ten thousand."
            .into(),
        columns: vec!["placed", "cards drawn", "interactive", "frame p50", "frame p99", "found"],
        rows,
        budgets: vec![Budget {
            promise: "a card follows the pointer with thousands placed: no frame over 50 ms at p99",
            reached: if smoothest { "all within" } else { "some over" }.into(),
            kept: smoothest,
        }],
    })
}

fn work(bench: &Bench, placed: usize) -> anyhow::Result<Figures> {
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &[])?;
    let count = bench.choose("generated:10000", "generated:300");
    let done = command(bench, &folder, &["import", count, "--shop", SHOP])?.wait()?;
    ensure!(done.success(), "the products were not imported");
    runtime()?.block_on(place(&house, placed))?;
    let output = Command::new("node")
        .args(["measure/board.mjs", &format!("http://{}", house.address), SHOP, PASSWORD])
        .arg(bench.choose("5", "1"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end"))
        .stderr(Stdio::inherit())
        .output()
        .context("node cannot be started")?;
    ensure!(output.status.success(), "the browser did not do its part");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Puts products on the first shelf, behind those of the demo.
async fn place(house: &House, count: usize) -> anyhow::Result<()> {
    let mut session = house.merchandiser().await?;
    let board = format!("/api/featured-products/management?tenantId={SHOP}");
    let board = session.ask("GET", &board, "").await?;
    let shelf = board["shelves"][0]["id"].as_i64().context("the demo has shelves")?;
    // The demo's products have the lowest numbers.
    let first = 200;
    let products: Vec<usize> = (first..first + count).collect();
    for products in products.chunks(EDITS) {
        let edit = |product: &usize| serde_json::json!({ "typeId": shelf, "productId": product, "action": { "place": {} } });
        let edits: Vec<_> = products.iter().map(edit).collect();
        let body = serde_json::json!({ "edits": edits }).to_string();
        let path = format!("/api/featured-products/edits?tenantId={SHOP}");
        session.ask("POST", &path, &body).await?;
    }
    Ok(())
}
