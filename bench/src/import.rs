//! `etalage import` of invented products.

use crate::figures::{grouped, megabytes};
use crate::house::{self, Folder};
use crate::report::{Budget, Section};
use crate::{Bench, process};
use anyhow::ensure;
use std::process::Child;
use std::time::{Duration, Instant};

/// What an import took.
struct Taken {
    time: Duration,
    cpu: Duration,
    peak: u64,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let mut rows = Vec::new();
    let mut kept = (Duration::ZERO, 0);
    for &count in sizes(bench) {
        let folder = Folder::new()?;
        let first = import(bench, &folder, count)?;
        let again = import(bench, &folder, count)?;
        rows.push(vec![
            grouped(count),
            format!("{:.2} s", first.time.as_secs_f64()),
            format!("{:.0} µs", first.cpu.as_secs_f64() * 1e6 / count as f64),
            megabytes(first.peak),
            format!("{:.2} s", again.time.as_secs_f64()),
        ]);
        kept = (first.time, first.peak.max(again.peak));
    }
    Ok(Section {
        title: "Import",
        about: "Generated products with variants into SQLite, from starting the command to its \
                end; again is a second run, which finds every product unchanged."
            .into(),
        columns: vec!["products", "time", "CPU per product", "most memory", "again"],
        rows,
        budgets: vec![Budget {
            promise: "100\u{202f}000 products in under 60 s with at most 200 MB of memory",
            reached: format!("{:.1} s, {}", kept.0.as_secs_f64(), megabytes(kept.1)),
            kept: kept.0 < Duration::from_secs(60) && kept.1 <= 200_000_000,
        }],
    })
}

/// Catalogues of these sizes are imported, and started with.
pub fn sizes(bench: &Bench) -> &'static [u64] {
    bench.choose(&[1_000, 10_000, 100_000], &[200])
}

/// Fills a folder with a shop of invented products.
pub fn fill(bench: &Bench, folder: &Folder, count: u64) -> anyhow::Result<()> {
    import(bench, folder, count).map(drop)
}

fn import(bench: &Bench, folder: &Folder, count: u64) -> anyhow::Result<Taken> {
    let source = format!("generated:{count}");
    let begun = Instant::now();
    let arguments = ["import", &source, "--shop", "large", "--create-shop", "A large shop"];
    let mut child = house::command(bench, folder, &arguments)?;
    let (mut cpu, mut peak) = (Duration::ZERO, 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        look(&child, &mut cpu, &mut peak);
        std::thread::sleep(Duration::from_millis(5));
    };
    ensure!(status.success(), "the import failed");
    Ok(Taken { time: begun.elapsed(), cpu, peak })
}

/// The figures are gone with the process, so the last look counts.
fn look(child: &Child, cpu: &mut Duration, peak: &mut u64) {
    if let (Ok(now), Ok(most)) = (process::cpu(child.id()), process::peak(child.id())) {
        (*cpu, *peak) = (now.max(*cpu), most.max(*peak));
    }
}
