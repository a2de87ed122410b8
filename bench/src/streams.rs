//! Open event streams: what they hold, what a delivery costs, and how late it comes.

use crate::Bench;
use crate::client::runtime;
use crate::fanout::{Clicks, Fanout};
use crate::figures::{grouped, ms, percentile};
use crate::house::{Folder, House};
use crate::nchan::Nchan;
use crate::readers::{Delivery, Readers};
use crate::report::{Budget, Section};
use anyhow::Context;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Deliveries per second of the steady part, whatever the number of streams.
const STEADY: u64 = 20_000;
/// Streams that are open before those whose memory is measured.
const RESERVE: usize = 5_000;
/// Clicks under way at once when the node is driven to its limit.
const WINDOW: usize = 32;

/// Times the most streams are measured, one program after the other and again.
const ROUNDS: usize = 9;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let sizes = bench.choose(vec![1_000, 5_000, 10_000], vec![50]);
    let mut rows = Vec::new();
    let (mut last, mut ratios) = (None, Vec::new());
    for (at, &streams) in sizes.iter().enumerate() {
        let is_last = at + 1 == sizes.len();
        let rounds = if is_last { bench.choose(ROUNDS, 1) } else { 1 };
        let pairs: anyhow::Result<Vec<_>> = (0..rounds).map(|_| pair(bench, streams)).collect();
        let mut pairs = pairs?;
        pairs.sort_by(|one, other| ratio(one).total_cmp(&ratio(other)));
        ratios = pairs.iter().map(|pair| format!("{:.2}", ratio(pair))).collect();
        // The other program has two ways of its own, by how its workers shared the streams out: the
        // middle round is of either one.
        let mean = |cost: fn(&(Run, Option<Run>)) -> f64| {
            pairs.iter().map(cost).sum::<f64>() / rounds as f64
        };
        let costs = (mean(|pair| pair.0.steady_cpu), mean(their_cost));
        let (mut ours, mut theirs) = pairs.swap_remove(rounds / 2);
        ours.steady_cpu = costs.0;
        theirs.iter_mut().for_each(|theirs| theirs.steady_cpu = costs.1);
        rows.push(ours.row("Etalage", streams));
        rows.extend(theirs.as_ref().map(|theirs| theirs.row("Nchan", streams)));
        last = Some((ours, theirs));
    }
    let (ours, theirs) = last.context("there are sizes")?;
    let mut budgets = vec![
        Budget {
            promise: "a change reaches every open page, p99 under 100 ms at the most streams",
            reached: ms(ours.p99),
            kept: ours.p99 < Duration::from_millis(100),
        },
        Budget {
            promise: "at most 8 kB of memory per stream",
            reached: format!("{:.1} kB", ours.memory / 1e3),
            kept: ours.memory <= 8e3,
        },
    ];
    let theirs_or_not = match theirs {
        Some(theirs) => {
            let (steady, most) = (ours.steady_cpu / theirs.steady_cpu, ours.most / theirs.most);
            budgets.push(Budget {
                promise: "CPU per delivery at most 0.7× Nchan's, steady, at the most streams",
                reached: format!("{steady:.2}×"),
                kept: steady <= 0.7,
            });
            budgets.push(Budget {
                promise: "4× Nchan's deliveries at the limit",
                reached: format!("{most:.1}×"),
                kept: most >= 4.0,
            });
            "Nchan is sent messages of that length by HTTP, and does nothing else."
        }
        None => "Nchan, to compare with, is not installed here.",
    };
    Ok(Section {
        title: "Streams",
        about: format!(
            "Open streams of one shop, HTTP/1.1 in clear; a merchandiser features a product and \
             takes it away again. Memory is what they add to {RESERVE} others, which then close. \
             Steady is about {} deliveries a second for all streams together, after a first click, whose frame \
             tells the shelf whole, late is from when the click was due to the frame's arrival, over all streams. \
             At the limit the next {WINDOW} clicks begin when all \
             streams have those before the last {WINDOW}. Frames are about {} bytes: the order of the shelf, and what \
             is new on it. {theirs_or_not} At the most streams steady costs are the means of {ROUNDS} rounds, \
             whose ratios were {}; all else is of the round with the middle one.",
            grouped(STEADY),
            ours.frame_bytes,
            ratios.join(", "),
        ),
        columns: vec![
            "streams",
            "of",
            "memory per stream",
            "steady: CPU-s per million",
            "steady: late p50",
            "p99",
            "at the limit: deliveries/s",
            "CPU-s per million",
            "lost",
        ],
        rows,
        budgets,
    })
}

/// Both in turn; no second one where Nchan is not installed.
fn pair(bench: &Bench, streams: usize) -> anyhow::Result<(Run, Option<Run>)> {
    let folder = Folder::new()?;
    let house = House::open(bench, &folder, &[])?;
    let ours = runtime()?
        .block_on(async { run(bench, &mut Clicks::new(&house).await?, streams).await })?;
    drop(house);
    let theirs = match Nchan::is_there() {
        true => Some(runtime()?.block_on(async {
            run(bench, &mut Nchan::start(streams, ours.frame_bytes).await?, streams).await
        })?),
        false => None,
    };
    Ok((ours, theirs))
}

/// What a delivery costs us for each it costs them.
fn ratio(pair: &(Run, Option<Run>)) -> f64 {
    pair.0.steady_cpu / their_cost(pair)
}

fn their_cost((_, theirs): &(Run, Option<Run>)) -> f64 {
    theirs.as_ref().map_or(f64::NAN, |theirs| theirs.steady_cpu)
}

struct Run {
    memory: f64,
    steady_cpu: f64,
    p50: Duration,
    p99: Duration,
    most: f64,
    most_cpu: f64,
    lost: u64,
    frame_bytes: u64,
}

impl Run {
    fn row(&self, name: &str, streams: usize) -> Vec<String> {
        vec![
            grouped(streams as u64),
            name.to_owned(),
            format!("{:.1} kB", self.memory / 1e3),
            format!("{:.1}", self.steady_cpu),
            ms(self.p50),
            ms(self.p99),
            grouped(self.most as u64),
            format!("{:.1}", self.most_cpu),
            self.lost.to_string(),
        ]
    }
}

async fn run(bench: &Bench, of: &mut impl Fanout, streams: usize) -> anyhow::Result<Run> {
    // What the first one costs once is not a stream's.
    of.publish().await?;
    sleep(Duration::from_millis(500)).await;

    // What the allocator has in reserve would make the first streams free of charge.
    let before = Readers::open(of, bench.choose(RESERVE, 10)).await?;
    let resident = of.resident()?;
    let readers = Readers::open(of, streams).await?;
    let memory = of.resident()?.saturating_sub(resident) as f64 / streams as f64;
    drop(before);
    sleep(Duration::from_millis(500)).await;
    of.renew().await?;

    // Steady: once they have all heard something, which takes more when it is the first.
    let frames = readers.frames();
    of.publish().await?;
    readers.wait_for_frames(frames + streams as u64).await?;
    sleep(Duration::from_millis(500)).await;
    let pause = Duration::from_secs_f64(streams as f64 / STEADY as f64);
    let count = bench.choose((15.0 / pause.as_secs_f64()) as usize, 4).clamp(4, 300);
    let (frames, bytes) = (readers.frames(), readers.bytes());
    let before = of.cpu()?;
    readers.begin_timing();
    let mut begun = HashMap::new();
    let mut ticks = tokio::time::interval(pause);
    for _ in 0..count {
        // When it was due: a click that waits for the one before is late.
        let due = ticks.tick().await.into_std();
        begun.insert(of.publish().await?, due);
    }
    readers.wait_for_frames(frames + (count * streams) as u64).await?;
    let cpu = of.cpu()? - before;
    let delivered = readers.frames() - frames;
    let frame_bytes = (readers.bytes() - bytes) / delivered.max(1);
    let mut late = Vec::with_capacity(delivered as usize);
    for Delivery { seq, at } in readers.end_timing() {
        late.extend(begun.get(&seq).map(|begun| at.saturating_duration_since(*begun)));
    }
    let lost = ((count * streams) as u64).saturating_sub(late.len() as u64);

    // At the limit.
    let time = bench.choose(Duration::from_secs(5), Duration::from_millis(300));
    let frames = readers.frames();
    let before = of.cpu()?;
    let start = Instant::now();
    let mut made = 0u64;
    while start.elapsed() < time {
        for _ in 0..WINDOW {
            of.publish().await?;
            made += 1;
        }
        let due = frames + made.saturating_sub(WINDOW as u64) * streams as u64;
        readers.wait_for_frames(due).await?;
    }
    readers.wait_for_frames(frames + made * streams as u64).await?;
    let elapsed = start.elapsed().as_secs_f64();
    let most = (readers.frames() - frames) as f64;
    let most_cpu = of.cpu()? - before;
    Ok(Run {
        memory,
        steady_cpu: cpu.as_secs_f64() * 1e6 / delivered as f64,
        p50: percentile(&mut late, 0.5),
        p99: percentile(&mut late, 0.99),
        most: most / elapsed,
        most_cpu: most_cpu.as_secs_f64() * 1e6 / most,
        lost,
        frame_bytes,
    })
}
