//! The packages that run natively, always chosen together: the same choice of features everywhere
//! means that nothing is built twice.

use crate::sh::{command, output, run, target};
use std::process::Command;

const PACKAGES: [&str; 9] =
    ["contract", "app", "store", "engine", "server", "simulator", "standin", "bench", "xtask"];
const FEATURES: &str = "contract/ports,contract/openapi,app/ssr,store/testing,server/test-clock";

/// Adds the choice to a cargo command.
pub fn choose(cargo: &mut Command) {
    for package in PACKAGES {
        cargo.args(["-p", package]);
    }
    cargo.args(["--features", FEATURES]);
}

/// Builds the program, what measures it and a shop to stand behind it, for the tests; answers where
/// the program is.
pub fn build() -> anyhow::Result<std::path::PathBuf> {
    let mut build =
        command("cargo", &["build", "--bin", "etalage", "--bin", "bench", "--bin", "woo-standin"]);
    choose(&mut build);
    run(build)?;
    Ok(target().join("debug/etalage"))
}

/// What the program prints.
pub fn ask(arguments: &[&str]) -> anyhow::Result<String> {
    let program = build()?;
    output(command(&program.to_string_lossy(), arguments))
}
