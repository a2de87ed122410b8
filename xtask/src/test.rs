//! `test`: everything, in the order in which failures are cheapest.

use crate::mariadb::MariaDb;
use crate::postgres::Server;
use crate::run::SITE;
use crate::setup::{self, leptos};
use crate::sh::{command, is_ci, root, run, target};
use crate::{bench, directions, native};
use anyhow::bail;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Test {
    /// The long suites too.
    #[arg(long)]
    long: bool,
    /// One part only.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Dependency directions.
    Directions,
    /// Unit, property and integration tests.
    Rust,
    /// The browser's files, their size, whether the measurements run, and Playwright.
    Browser,
}

impl Test {
    pub fn run(self) -> anyhow::Result<()> {
        let wanted = |part| self.only.is_none_or(|only| only == part);
        let mut parts: Vec<(&str, anyhow::Result<()>)> = Vec::new();
        if wanted(Part::Directions) {
            parts.push(("directions", directions::check()));
        }
        if wanted(Part::Rust) {
            parts.push(("rust", self.rust()));
        }
        if wanted(Part::Browser) {
            let program = program()?;
            parts.push(("bundle", bench::weigh()));
            parts.push(("bench", bench::smoke(&program)));
            // Last: it says at its end which of its many paths failed.
            parts.push(("browser", self.browser(&program)));
        }
        summary(&parts)
    }

    fn rust(&self) -> anyhow::Result<()> {
        setup::building()?;
        setup::servers()?;
        let server = match Server::start() {
            Ok(server) => Some(server),
            Err(error) if is_ci() => return Err(error.context("PostgreSQL is needed for CI")),
            Err(error) => {
                eprintln!("SKIP: the tests on PostgreSQL: {error:#}");
                None
            }
        };
        let mariadb = match MariaDb::start() {
            Ok(mariadb) => Some(mariadb),
            Err(error) if is_ci() => return Err(error.context("MariaDB is needed for CI")),
            Err(error) => {
                eprintln!("SKIP: the tests of a shop's database: {error:#}");
                None
            }
        };
        let mut tests = match setup::test_runner() {
            "nextest" => command("cargo", &["nextest", "run", "--no-fail-fast"]),
            _ => command("cargo", &["test", "--no-fail-fast"]),
        };
        native::choose(&mut tests);
        tests.arg("--tests").arg("--lib");
        if let Some(server) = &server {
            tests.env("ETALAGE_TEST_POSTGRES_URL", &server.url);
        }
        if let Some(mariadb) = &mariadb {
            tests.env("ETALAGE_TEST_MARIADB_URL", &mariadb.url);
        }
        if self.long {
            tests.env("ETALAGE_LONG", "1");
        }
        run(tests)
    }

    fn browser(&self, program: &Path) -> anyhow::Result<()> {
        setup::browser()?;
        let mut playwright = command("npx", &["playwright", "test"]);
        playwright
            .current_dir(root().join("end2end"))
            .envs(SITE)
            .env("LEPTOS_SITE_ROOT", root().join("target/site"))
            .env("ETALAGE_BINARY", program)
            .env("WOO_STANDIN", target().join("debug/woo-standin"));
        if let Some(chromium) = setup::chromium() {
            playwright.env("CHROMIUM", chromium);
        }
        if self.long {
            playwright.env("ETALAGE_LONG", "1");
        }
        run(playwright)
    }
}

/// Builds the browser's files for release and the program for tests, and puts it in a folder with
/// the files' hashes: the program looks for them beside itself.
pub fn program() -> anyhow::Result<PathBuf> {
    setup::building()?;
    run(leptos(&["build", "--release", "--split", "--precompress", "--frontend-only"]))?;
    let built = native::build()?;
    let folder = target().join("browser-tests");
    std::fs::create_dir_all(&folder)?;
    let program = folder.join("etalage");
    std::fs::copy(built, &program)?;
    let hashes = [target().join("release/hash.txt"), root().join("target/release/hash.txt")];
    let Some(hashes) = hashes.iter().find(|path| path.exists()) else {
        bail!("The build of the browser's files left no hash.txt");
    };
    std::fs::copy(hashes, folder.join("hash.txt"))?;
    Ok(program)
}

fn summary(parts: &[(&str, anyhow::Result<()>)]) -> anyhow::Result<()> {
    let mut failed = 0;
    for (name, outcome) in parts {
        match outcome {
            Ok(()) => println!("passed: {name}"),
            Err(error) => {
                failed += 1;
                println!("FAILED: {name}: {error:#}");
            }
        }
    }
    println!("{} passed, {failed} failed", parts.len() - failed);
    if failed > 0 {
        bail!("some parts failed");
    }
    Ok(())
}
