//! `simulator --seed 7 --operations 1000000 --crashes 10000`: a long run, or one that failed again.

use anyhow::ensure;
use clap::{Parser, ValueEnum};
use simulator::{Options, Owner, run};
use std::io::Write;

/// Simulate shoppers, systems, faults and crashes over the real engine and store.
#[derive(Parser)]
struct Arguments {
    /// The first seed; a run that failed is replayed with its own.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Over all seeds.
    #[arg(long, default_value_t = 50_000)]
    operations: u64,
    #[arg(long, default_value_t = 500)]
    crashes: u64,
    /// Operations of one seed.
    #[arg(long, default_value_t = 10_000)]
    each: u64,
    /// Whose the stock is.
    #[arg(long, value_enum, default_value_t = Owners::Both)]
    owner: Owners,
    /// Run each seed twice, and compare.
    #[arg(long)]
    twice: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Owners {
    /// The house's own.
    Embedded,
    /// Another house's, reached over a line that breaks.
    Office,
    /// The one with odd seeds, the other with even ones.
    Both,
}

impl Owners {
    fn of(self, seed: u64) -> Owner {
        match self {
            Self::Embedded => Owner::Embedded,
            Self::Office => Owner::Office,
            Self::Both if seed.is_multiple_of(2) => Owner::Office,
            Self::Both => Owner::Embedded,
        }
    }
}

fn main() -> anyhow::Result<()> {
    let Arguments { seed, operations, crashes, each, owner, twice } = Arguments::parse();
    let runs = operations.div_ceil(each.max(1)).max(1);
    let mut out = std::io::stdout();
    let (mut done, mut crashed, mut orders, mut took) = (0, 0, 0, std::time::Duration::ZERO);
    for n in 0..runs {
        let options = Options {
            seed: seed + n,
            owner: owner.of(seed + n),
            operations: each.min(operations - n * each),
            crashes: crashes * (n + 1) / runs - crashes * n / runs,
        };
        let report = simulate(options)?;
        if twice {
            let again = simulate(options)?;
            ensure!(report.hash == again.hash, "seed {} is not the same twice", options.seed);
        }
        (done, crashed) = (done + report.operations, crashed + report.crashes);
        (orders, took) = (orders + report.orders, took + report.took);
        writeln!(
            out,
            "seed {} ({:?}): {} operations, {} crashes, {} faults, {} orders, {} of them refused, {} told there is too little, {} full checks, {:.0} operations/s, {}",
            options.seed,
            options.owner,
            report.operations,
            report.crashes,
            report.faults,
            report.orders,
            report.refused,
            report.short,
            report.full_checks,
            report.operations as f64 / report.took.as_secs_f64(),
            &report.hash[..16],
        )?;
    }
    writeln!(
        out,
        "{done} operations, {crashed} crashes, {orders} orders: nothing sold twice, nothing lost; {:.0} operations/s",
        done as f64 / took.as_secs_f64(),
    )?;
    Ok(())
}

fn simulate(options: Options) -> anyhow::Result<simulator::Report> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(options))
}
