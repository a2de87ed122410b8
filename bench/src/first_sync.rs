//! A WooCommerce read over REST: all of it, and compared.

use crate::figures::{grouped, megabytes};
use crate::house::{self, Folder};
use crate::report::Section;
use crate::{Bench, import, process};
use anyhow::ensure;
use standin::Shop;
use std::time::{Duration, Instant};

/// What a command took.
struct Taken {
    time: Duration,
    cpu: Duration,
    peak: u64,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    // The shop answers on threads of its own, as it would on a machine of its own.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut rows = Vec::new();
    for &count in import::sizes(bench) {
        let shop = Shop::new();
        shop.generate(usize::try_from(count)?);
        let variations = shop.things().len() as u64 - count;
        let serving = runtime.block_on(shop.serve(0))?;
        let folder = Folder::new()?;
        let settings = [
            ("WC_API_URL", serving.address.clone()),
            ("WC_API_KEY", shop.keys().key),
            ("WC_API_SECRET", shop.keys().secret),
        ];
        let made = "generated:1";
        run(
            bench,
            &folder,
            &settings,
            &["import", made, "--shop", "large", "--create-shop", "A shop"],
        )?;
        let first = run(bench, &folder, &settings, &["source", "connect", "--shop", "large"])?;
        let again =
            run(bench, &folder, &settings, &["source", "sync", "--shop", "large", "--compare"])?;
        rows.push(vec![
            grouped(count),
            grouped(variations),
            format!("{:.1} s", first.time.as_secs_f64()),
            format!("{:.0} µs", first.cpu.as_secs_f64() * 1e6 / count as f64),
            megabytes(first.peak),
            format!("{:.1} s", again.time.as_secs_f64()),
            format!("{:.0} µs", again.cpu.as_secs_f64() * 1e6 / count as f64),
            megabytes(again.peak),
        ]);
    }
    Ok(Section {
        title: "A WooCommerce read over REST",
        about: "A stand-in for WooCommerce on the same cores, with six variations for ten \
                products, read by `etalage source connect` into SQLite until all of it is on show; \
                then everything compared, by `etalage source sync --compare`, which finds nothing \
                changed. Each list of variations is a request of its own, four at the same time."
            .into(),
        columns: vec![
            "products",
            "variations",
            "first sync",
            "CPU per product",
            "most memory",
            "compared",
            "CPU per product",
            "most memory",
        ],
        rows,
        budgets: vec![],
    })
}

fn run(
    bench: &Bench,
    folder: &Folder,
    settings: &[(&str, String)],
    arguments: &[&str],
) -> anyhow::Result<Taken> {
    let begun = Instant::now();
    let mut child = house::command_with(bench, folder, settings, arguments)?;
    let (mut cpu, mut peak) = (Duration::ZERO, 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // The figures are gone with the process, so the last look counts.
        if let (Ok(now), Ok(most)) = (process::cpu(child.id()), process::peak(child.id())) {
            (cpu, peak) = (now.max(cpu), most.max(peak));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    ensure!(status.success(), "{} failed", arguments.join(" "));
    Ok(Taken { time: begun.elapsed(), cpu, peak })
}
