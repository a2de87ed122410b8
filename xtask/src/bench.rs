//! `bench`: what a release build costs.

use crate::setup::{building, leptos};
use crate::sh::{command, output, root, run as sh_run, target};
use crate::{setup, test};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Args)]
pub struct Bench {
    /// Small sizes on the tests' build: shows that the measurements work, and writes nothing.
    #[arg(long)]
    smoke: bool,
    /// Some measurements only, printed and not written.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

impl Bench {
    pub fn run(self) -> anyhow::Result<()> {
        if self.smoke {
            return smoke(&test::program()?);
        }
        setup::browser()?;
        setup::servers()?;
        building()?;
        sh_run(leptos(&["build", "--release", "--split", "--precompress"]))?;
        sh_run(command("cargo", &["build", "--release", "-p", "bench"]))?;
        let mut bench = command(&target().join("release/bench").to_string_lossy(), &["measure"]);
        measured(&mut bench, &target().join("release/etalage"));
        bench.args(["--commit", &commit()?]);
        if self.only.is_empty() || self.only.iter().any(|name| name == "bundle") {
            bench.arg("--module").arg(named_module()?);
        }
        if self.only.is_empty() {
            bench.arg("--out").arg(root().join("bench/RESULTS.md"));
        } else {
            bench.args(["--only", &self.only.join(",")]);
        }
        sh_run(bench)
    }
}

/// Every measurement, small, on the tests' build.
pub fn smoke(program: &Path) -> anyhow::Result<()> {
    setup::browser()?;
    setup::servers()?;
    let mut bench = tests_bench("measure");
    measured(&mut bench, program);
    bench.arg("--smoke");
    sh_run(bench)
}

/// What a shopper's page loads, against its budget.
pub fn weigh() -> anyhow::Result<()> {
    let mut bench = tests_bench("weigh");
    bench.arg("--site").arg(root().join("target/site"));
    sh_run(bench)
}

fn tests_bench(subcommand: &str) -> Command {
    command(&target().join("debug/bench").to_string_lossy(), &[subcommand])
}

fn measured(bench: &mut Command, program: &Path) {
    bench.arg("--program").arg(program);
    bench.arg("--site").arg(root().join("target/site"));
    if let Some(chromium) = setup::chromium() {
        bench.env("CHROMIUM", chromium);
    }
}

/// The browser's module with names that tell whose generic code is, for the ledger.
fn named_module() -> anyhow::Result<PathBuf> {
    let folder = target().join("ledger");
    let mut build = command("cargo", &["build", "--locked", "-p", "frontend", "--lib"]);
    build
        .args(["--target", "wasm32-unknown-unknown", "--profile", "wasm-release"])
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTFLAGS", "-C symbol-mangling-version=v0");
    sh_run(build)?;
    Ok(folder.join("wasm32-unknown-unknown/wasm-release/frontend.wasm"))
}

/// The commit, and whether the checkout differs from it.
fn commit() -> anyhow::Result<String> {
    let version = output(command("git", &["describe", "--always", "--dirty", "--exclude=*"]))?;
    Ok(version.trim().to_owned())
}
