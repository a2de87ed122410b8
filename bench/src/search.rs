//! Searches of large catalogues: until they can be searched, what the index holds, and how long an
//! answer takes.

use crate::client::{Connection, runtime};
use crate::figures::{grouped, megabytes, ms, percentile};
use crate::house::{Folder, House};
use crate::report::{Budget, Section};
use crate::{Bench, import, process};
use anyhow::{bail, ensure};
use std::time::{Duration, Instant};

/// Asked in turn: words, beginnings, a typo, choices, orders, everything.
const QUESTIONS: [&str; 8] = [
    "q=linen+coat",
    "q=sho",
    "q=wool&sort=price_up",
    "q=linem",
    "q=black+shirt&stock=in_stock&max=80",
    "q=dress&a.Colour=Black&page=2",
    "q=co&limit=6",
    "sort=newest",
];

struct Asked {
    ready: Duration,
    before: u64,
    after: u64,
    times: Vec<Duration>,
    everything: Vec<Duration>,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let mut rows = Vec::new();
    let mut slowest = Duration::ZERO;
    for &count in sizes(bench) {
        let folder = Folder::new()?;
        import::fill(bench, &folder, count)?;
        let mut asked = ask(bench, &folder, count)?;
        let worst = percentile(&mut asked.times, 0.99);
        rows.push(vec![
            grouped(count),
            format!("{:.1} s", asked.ready.as_secs_f64()),
            megabytes(asked.before),
            megabytes(asked.after),
            ms(percentile(&mut asked.times, 0.5)),
            ms(worst),
            ms(percentile(&mut asked.everything, 0.5)),
        ]);
        if count <= 100_000 {
            slowest = worst;
        }
    }
    Ok(Section {
        title: "Search",
        about: "Generated products in SQLite. Searchable counts from starting the program; memory \
                is resident, before the first search and after the last, with the pages of the \
                index the system keeps in memory. Answers are whole: JSON over one connection, with \
                facets; `everything` is a page of the whole catalogue, which counts every product."
            .into(),
        columns: vec![
            "products",
            "searchable after",
            "memory",
            "memory after searches",
            "p50",
            "p99",
            "everything, p50",
        ],
        rows,
        budgets: vec![Budget {
            promise: "search p99 under 20 ms with 100\u{202f}000 products",
            reached: ms(slowest),
            kept: slowest < Duration::from_millis(20),
        }],
    })
}

fn sizes(bench: &Bench) -> &'static [u64] {
    match bench.large {
        true => &[1_000, 100_000, 1_000_000],
        false => bench.choose(&[1_000, 10_000, 100_000], &[200]),
    }
}

fn ask(bench: &Bench, folder: &Folder, count: u64) -> anyhow::Result<Asked> {
    let begun = Instant::now();
    let house = House::open(bench, folder, &[("ETALAGE_SEARCHES_PER_SECOND", "0")])?;
    runtime()?.block_on(async {
        let mut line = Connection::open(house.address).await?;
        let path = |question: &str| format!("/api/search?tenantId=large&{question}");
        loop {
            let answer = line.get(&path("limit=0"), "").await?;
            if answer.status == 200 {
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                ensure!(body.contains(&format!("\"total\":{count}")), "not all is found: {body}");
                break;
            }
            if begun.elapsed() > Duration::from_secs(900) {
                bail!("the catalogue does not become searchable");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let ready = begun.elapsed();
        let before = process::resident(house.pid())?;
        let rounds = bench.choose(100, 3);
        let (mut times, mut everything) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            for (at, question) in QUESTIONS.iter().enumerate() {
                let begun = Instant::now();
                let answer = line.get(&path(question), "").await?;
                // A page beyond the last is not there in a small catalogue.
                ensure!(matches!(answer.status, 200 | 404), "{question}: {}", answer.status);
                let taken = begun.elapsed();
                // The first round warms the files.
                match (round, at + 1 == QUESTIONS.len()) {
                    (0, _) => {}
                    (_, true) => everything.push(taken),
                    (_, false) => times.push(taken),
                }
            }
        }
        Ok(Asked { ready, before, after: process::resident(house.pid())?, times, everything })
    })
}
