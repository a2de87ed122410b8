//! `fuzz`: made-up deliveries into what reads them, for as long as one likes. The compiler is the same
//! as everywhere: coverage needs no nightly one, only flags that nothing else is built with.

use crate::sh::{command, output, root, run, target};
use anyhow::Context;
use clap::{Args, ValueEnum};

/// What guides the fuzzer, as `cargo fuzz` sets it without sanitizers.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions --cfg fuzzing";

#[derive(Args)]
pub struct Fuzz {
    /// What is fuzzed.
    #[arg(value_enum)]
    target: Target,
    /// For so long.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// The body of a webhook.
    Delivery,
    /// Answers about products, up to what is shown of them.
    Product,
}

impl Fuzz {
    /// What was found before is in `target/fuzz/corpus`; what fails is left beside it.
    pub fn run(self) -> anyhow::Result<()> {
        let name = match self.target {
            Target::Delivery => "fuzz-delivery",
            Target::Product => "fuzz-product",
        };
        let folder = target().join("fuzz");
        let mut build =
            command("cargo", &["build", "--profile", "fuzz", "-p", "fuzz", "--bin", name]);
        let rustc = output(command("rustc", &["-vV"]))?;
        let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
        let host = host.context("rustc does not say what it builds for")?;
        // A target named, so that build scripts and macros are built without.
        build.args(["--target", host]).arg("--target-dir").arg(&folder);
        build.env("RUSTFLAGS", COVERAGE);
        run(build)?;
        let corpus = folder.join("corpus").join(name);
        std::fs::create_dir_all(&corpus)?;
        let program = folder.join(host).join("fuzz").join(name);
        let kept = root().join("server/engine/fuzz");
        let mut fuzz = command(&program.to_string_lossy(), &[]);
        fuzz.arg(&corpus).arg(kept.join("seeds"));
        fuzz.arg(format!("-dict={}", kept.join("words.dict").display()));
        fuzz.arg(format!("-artifact_prefix={}/", folder.display()));
        fuzz.arg(format!("-max_total_time={}", self.seconds)).arg("-timeout=5");
        run(fuzz)
    }
}
