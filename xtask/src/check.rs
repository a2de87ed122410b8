//! `check`: everything that is wrong without running the program.

use crate::sh::{command, run};
use crate::{directions, generate, native, setup};
use clap::Args;
use std::process::Command;

#[derive(Args)]
pub struct Check {
    /// Known security advisories too; needs the network.
    #[arg(long)]
    advisories: bool,
}

impl Check {
    pub fn run(self) -> anyhow::Result<()> {
        run(command("cargo", &["fmt", "--all", "--check"]))?;
        directions::check()?;
        setup::checking()?;
        let mut kinds = vec![
            "deny",
            "--offline",
            "--log-level",
            "error",
            "check",
            "bans",
            "licenses",
            "sources",
        ];
        if self.advisories {
            kinds.retain(|word| *word != "--offline");
            kinds.push("advisories");
        }
        // It reads the packages of every platform, and only a build's own are here by now.
        run(command("cargo", &["fetch", "--locked"]))?;
        run(command("cargo", &kinds))?;
        setup::building()?;
        let mut native = clippy(&["--all-targets"]);
        native::choose(&mut native);
        run(strict(native))?;
        run(strict(clippy(&[
            "-p",
            "frontend",
            "-p",
            "app",
            "--features",
            "app/hydrate",
            "--target",
            "wasm32-unknown-unknown",
        ])))?;
        generate::check()
    }
}

fn clippy(arguments: &[&str]) -> Command {
    command("cargo", &[&["clippy", "--locked"], arguments].concat())
}

fn strict(mut clippy: Command) -> Command {
    clippy.args(["--", "-D", "warnings"]);
    clippy
}
