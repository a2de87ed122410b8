//! `run` and `dev`.

use crate::setup::{building, leptos};
use crate::sh::{command, root, run as sh_run, target};

/// Where the browser's files are, for the program that serves them.
pub const SITE: [(&str, &str); 3] = [
    ("LEPTOS_OUTPUT_NAME", "etalage"),
    ("LEPTOS_SITE_PKG_DIR", "pkg"),
    ("LEPTOS_HASH_FILES", "true"),
];

pub fn run() -> anyhow::Result<()> {
    building()?;
    sh_run(leptos(&["build", "--release", "--split", "--precompress"]))?;
    let program = target().join("release/etalage");
    let mut serve = command(&program.to_string_lossy(), &["serve", "--demo"]);
    serve.envs(SITE).env("LEPTOS_SITE_ROOT", root().join("target/site"));
    sh_run(serve)
}

pub fn dev() -> anyhow::Result<()> {
    building()?;
    let mut watch = leptos(&["watch"]);
    watch.args(["--", "serve", "--demo"]).env("LEPTOS_HASH_FILES", "false");
    // Nothing is shared with what `run` keeps.
    watch.env("ETALAGE_DATA", root().join("data/dev"));
    sh_run(watch)
}
