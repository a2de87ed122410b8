//! What Etalage costs, as ratios and CPU per unit measured in one run.
//!
//! Every measurement starts the program as a user would, in a folder of its own, and reads its
//! CPU time and memory from the system. The load comes from this process over the loopback
//! interface, on the same cores: a figure per second is read beside its ceiling of the same run.
//!
//! To add a measurement: write a module with a `measure(&Bench) -> anyhow::Result<Section>` and
//! name it in [`SECTIONS`].

mod board;
mod bundle;
mod click;
mod client;
mod constant;
mod fanout;
mod figures;
mod first_load;
mod first_sync;
mod holds;
mod house;
mod import;
mod mysql;
mod nchan;
mod pages;
mod process;
mod readers;
mod report;
mod search;
mod start;
mod streams;
mod webhooks;

use anyhow::bail;
use clap::{Parser, Subcommand};
use report::Section;
use std::path::PathBuf;

/// Measures a build of Etalage.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the measurements.
    Measure(Bench),
    /// Check what a shopper's page loads against its budget.
    Weigh(bundle::Weigh),
    /// Serve one constant body on a free port; the yardstick, in a process of its own.
    Constant(constant::Constant),
    /// Only how many holds a second are durable, as JSON: in a process whose disk can be held up.
    HoldRates(Bench),
}

/// What is measured, and how thoroughly.
#[derive(clap::Args, Clone)]
pub struct Bench {
    /// The program to measure.
    #[arg(long)]
    program: PathBuf,
    /// The folder with the browser's files.
    #[arg(long)]
    site: PathBuf,
    /// The browser's module as it left the compiler, with its names.
    #[arg(long)]
    module: Option<PathBuf>,
    /// Where the results are written; standard output without it.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Small sizes and short rounds: shows that the measurements work, and measures nothing.
    #[arg(long)]
    smoke: bool,
    /// A million products, too: that takes a while, and 5 GB of disk.
    #[arg(long)]
    large: bool,
    /// Some measurements only.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The commit the program was built from.
    #[arg(long, default_value = "unknown")]
    commit: String,
}

type Measure = fn(&Bench) -> anyhow::Result<Section>;

/// In the order of the report.
const SECTIONS: [(&str, Measure); 13] = [
    ("pages", pages::measure),
    ("streams", streams::measure),
    ("click", click::measure),
    ("first-load", first_load::measure),
    ("board", board::measure),
    ("bundle", bundle::measure),
    ("import", import::measure),
    ("holds", holds::measure),
    ("webhooks", webhooks::measure),
    ("first-sync", first_sync::measure),
    ("mysql", mysql::measure),
    ("start", start::measure),
    ("search", search::measure),
];

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Constant(constant) => constant.run(),
        Command::Weigh(weigh) => weigh.run(),
        Command::HoldRates(bench) => holds::print_rates(&bench),
        Command::Measure(bench) => bench.run(),
    }
}

impl Bench {
    fn run(&self) -> anyhow::Result<()> {
        if let Some(unknown) = self.only.iter().find(|name| !SECTIONS.iter().any(|s| s.0 == *name))
        {
            bail!("There is no measurement {unknown}");
        }
        let mut sections = Vec::new();
        for (name, measure) in SECTIONS {
            if self.only.is_empty() || self.only.iter().any(|only| only == name) {
                eprintln!("Measuring {name}");
                sections.push(measure(self)?);
            }
        }
        report::write(self, &sections)
    }

    /// One of two sizes of work.
    fn choose<T>(&self, full: T, smoke: T) -> T {
        if self.smoke { smoke } else { full }
    }
}
