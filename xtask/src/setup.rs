//! Installs what is missing, per version, outside the checkout.
//!
//! To pin another version, change its constant: the folder's name follows, and a second checkout
//! of the old version keeps its own.

use crate::sh::{answers, command, root, run};
use anyhow::{Context, bail};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

const CARGO_LEPTOS: &str = "0.3.9";
const WASM_BINDGEN: &str = "0.2.130";
const BINARYEN: &str = "132";
const CARGO_DENY: &str = "0.18.9";
const NEXTEST: &str = "0.9.143";
const OLDEST_NODE: u32 = 20;

/// Folder for tools and other things worth keeping between checkouts.
pub fn cache() -> PathBuf {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(own) = from("ETALAGE_CACHE") {
        return own.into();
    }
    let base = from("XDG_CACHE_HOME").map(PathBuf::from);
    let base = base.or_else(|| from("HOME").map(|home| Path::new(&home).join(".cache")));
    base.unwrap_or_else(std::env::temp_dir).join("etalage")
}

fn tool(name: &str, version: &str) -> PathBuf {
    cache().join("tools").join(format!("{name}-{version}"))
}

/// The search path with the pinned tools first.
pub fn path() -> OsString {
    let own = [
        tool("cargo-leptos", CARGO_LEPTOS).join("bin"),
        tool("wasm-bindgen", WASM_BINDGEN).join("bin"),
        tool("binaryen", BINARYEN).join("node_modules/.bin"),
        tool("cargo-deny", CARGO_DENY).join("bin"),
        tool("cargo-nextest", NEXTEST).join("bin"),
    ];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(std::env::split_paths(&inherited));
    std::env::join_paths(all).unwrap_or(inherited)
}

pub fn everything() -> anyhow::Result<()> {
    building()?;
    browser()?;
    servers()
}

/// What a build of the program needs.
pub fn building() -> anyhow::Result<()> {
    let _turn = turn()?;
    wasm_target()?;
    node()?;
    cargo_tool(
        "cargo-leptos",
        "cargo-leptos",
        CARGO_LEPTOS,
        &["--locked", "--no-default-features", "--features", "no_downloads"],
    )?;
    // Its own lock file asks for a crate that is no longer to be had.
    cargo_tool("wasm-bindgen", "wasm-bindgen-cli", WASM_BINDGEN, &[])?;
    let binaryen = tool("binaryen", BINARYEN);
    if !binaryen.join("node_modules/.bin/wasm-opt").exists() {
        std::fs::create_dir_all(&binaryen)?;
        say(&format!("Installing wasm-opt {BINARYEN}"));
        let package = format!("binaryen@{BINARYEN}");
        let mut npm = command("npm", &["install", "--no-audit", "--no-fund", &package]);
        npm.current_dir(&binaryen);
        run(npm)?;
    }
    Ok(())
}

/// What the checks need besides.
pub fn checking() -> anyhow::Result<()> {
    let _turn = turn()?;
    cargo_tool("cargo-deny", "cargo-deny", CARGO_DENY, &["--locked", "--no-default-features"])
}

/// What the browser tests need besides.
pub fn browser() -> anyhow::Result<()> {
    let _turn = turn()?;
    node()?;
    if chromium().is_none() {
        debian(&["chromium"])?;
    }
    if chromium().is_none() {
        bail!(
            "The browser tests need Chromium: install your system's package `chromium`, or name it in CHROMIUM"
        );
    }
    let folder = root().join("end2end");
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    // Written after an install; another lock asks for another install.
    let stamp = folder.join("node_modules/.installed-lock");
    if std::fs::read(&stamp).ok().as_ref() != Some(&lock) {
        say("Installing the browser tests' packages");
        let mut npm = command("npm", &["ci", "--no-audit", "--no-fund"]);
        npm.current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        run(npm)?;
        std::fs::write(stamp, lock)?;
    }
    Ok(())
}

/// The programs of the servers the tests talk to.
pub fn servers() -> anyhow::Result<()> {
    let _turn = turn()?;
    let mut missing = Vec::new();
    if crate::postgres::programs().is_none() {
        missing.push("postgresql");
    }
    if !answers("redis-server", &["--version"]) {
        missing.push("redis-server");
    }
    if !crate::mariadb::is_installed() {
        missing.extend(crate::mariadb::PACKAGES);
    }
    if missing.is_empty() {
        return Ok(());
    }
    debian(&missing)
}

/// The test runner; the plain one does where it cannot be had.
pub fn test_runner() -> &'static str {
    if answers("cargo", &["nextest", "--version"]) { "nextest" } else { "test" }
}

pub fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.into_iter().chain(usual.map(PathBuf::from)).find(|path| path.exists())
}

fn wasm_target() -> anyhow::Result<()> {
    let sysroot = crate::sh::output(command("rustc", &["--print", "sysroot"]))?;
    let installed = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown");
    if installed.exists() {
        return Ok(());
    }
    say("Adding the wasm target");
    run(command("rustup", &["target", "add", "wasm32-unknown-unknown"])).context(
        "The target wasm32-unknown-unknown is missing; install it for the pinned toolchain",
    )
}

fn node() -> anyhow::Result<()> {
    let version = crate::sh::output(command("node", &["--version"])).unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|major| major >= OLDEST_NODE) {
        return Ok(());
    }
    bail!("Node.js {OLDEST_NODE} or newer is needed, with npm; found {:?}", version.trim())
}

fn cargo_tool(name: &str, package: &str, version: &str, more: &[&str]) -> anyhow::Result<()> {
    let folder = tool(name, version);
    if folder.join("bin").join(name).exists() {
        return Ok(());
    }
    say(&format!("Building {package} {version}; this takes some minutes, once"));
    let build = cache().join("tools/build");
    let mut install = command("cargo", &["install", package, "--version", version, "--root"]);
    install
        .arg(&folder)
        .args(more)
        // Not the checkout: its configuration and toolchain file are not the tool's.
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64");
    run(install).with_context(|| format!("{package} {version} cannot be installed"))?;
    // A failure leaves some disk in use, no more.
    let _ = std::fs::remove_dir_all(build);
    Ok(())
}

/// Debian's packages, where we may install them; otherwise a sentence for whoever may.
fn debian(packages: &[&str]) -> anyhow::Result<()> {
    let names = packages.join(" ");
    let is_root = crate::sh::output(command("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    if !is_root || !answers("apt-get", &["--version"]) {
        eprintln!(
            "Missing, and not ours to install here: {names}. Install your system's packages."
        );
        return Ok(());
    }
    say(&format!("Installing {names}"));
    let apt = |arguments: &[&str]| {
        let mut apt = command("apt-get", arguments);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        run(apt)
    };
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(packages);
    apt(&install)
}

/// One set-up at a time; freed when dropped.
fn turn() -> anyhow::Result<File> {
    let folder = cache();
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("The cache folder {} cannot be made", folder.display()))?;
    let file = File::create(folder.join("setup.lock"))?;
    file.lock()?;
    Ok(file)
}

fn say(words: &str) {
    eprintln!("\u{2022} {words}");
}

/// A command with the pinned tools on its path, for programs of the repository.
pub fn leptos(arguments: &[&str]) -> Command {
    command("cargo", &[&["leptos"], arguments].concat())
}
