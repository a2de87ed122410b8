//! `cargo xtask`: set-up, run, test, bench. One file per command.

mod bench;
mod check;
mod demo;
mod directions;
mod fuzz;
mod generate;
mod mariadb;
mod native;
mod postgres;
mod run;
mod setup;
mod sh;
mod test;

use clap::{Parser, Subcommand};

/// Tasks of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Xtask {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing; the other tasks do it by themselves.
    Setup,
    /// Build for release and open the demo shops.
    Run,
    /// Build for development, and again at every change.
    Dev,
    /// Run every test, the browser's included.
    Test(test::Test),
    /// Measure a release build, and write bench/RESULTS.md.
    Bench(bench::Bench),
    /// Feed what reads a shop's words with made-up ones, for as long as one likes.
    Fuzz(fuzz::Fuzz),
    /// Formatting, lints, licences, dependency directions, generated files.
    Check(check::Check),
    /// Make the generated files anew.
    Generate(generate::Generate),
}

fn main() -> std::process::ExitCode {
    match run_task() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run_task() -> anyhow::Result<()> {
    match Xtask::parse().task {
        Task::Setup => setup::everything(),
        Task::Run => run::run(),
        Task::Dev => run::dev(),
        Task::Test(test) => test.run(),
        Task::Bench(bench) => bench.run(),
        Task::Fuzz(fuzz) => fuzz.run(),
        Task::Check(check) => check.run(),
        Task::Generate(generate) => generate.run(),
    }
}
