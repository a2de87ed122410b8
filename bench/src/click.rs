//! From a merchandiser's click in a browser to the shopper's page in another.

use crate::Bench;
use crate::figures::{ms, percentile};
use crate::house::{Folder, House, PASSWORD, SHOP};
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let count = bench.choose("100", "3");
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &[])?;
    let browsers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end");
    let base = format!("http://{}", house.address);
    let output = Command::new("node")
        .args(["measure/click.mjs", &base, SHOP, PASSWORD, count])
        .current_dir(browsers)
        .stderr(Stdio::inherit())
        .output()
        .context("node cannot be started")?;
    ensure!(output.status.success(), "the browsers did not do their part");
    let text = String::from_utf8(output.stdout)?;
    let milliseconds = text.lines().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?;
    let mut late: Vec<_> =
        milliseconds.into_iter().map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1e3)).collect();
    ensure!(!late.is_empty(), "nothing was clicked");
    let count = late.len();
    let p50 = percentile(&mut late, 0.5);
    let p99 = percentile(&mut late, 0.99);
    Ok(Section {
        title: "A click",
        about: "Two browsers on this machine: a merchandiser moves a product on the board, and a \
                shopper's open page shows the new order. From the click's event to the first \
                changed node, both in the browsers' own time."
            .into(),
        columns: vec!["clicks", "p50", "p99"],
        rows: vec![vec![count.to_string(), ms(p50), ms(p99)]],
        budgets: vec![Budget {
            promise: "a click reaches the open page, p99 under 100 ms",
            reached: ms(p99),
            kept: p99 < Duration::from_millis(100),
        }],
    })
}
