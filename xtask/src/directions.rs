//! Which crate may know which. The rule is in ARCHITECTURE.md; this keeps it.

use crate::sh::{command, output, root};
use anyhow::bail;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A crate of ours and those it must never reach, however indirectly.
const FORBIDDEN: [(&str, &[&str], &[&str]); 4] = [
    (
        "contract",
        &["--all-features"],
        &["leptos", "axum", "tokio", "sqlx", "app", "engine", "store", "server"],
    ),
    ("app", &["--features", "ssr"], &["engine", "store", "server", "sqlx"]),
    ("engine", &[], &["axum", "leptos", "app", "server"]),
    ("store", &[], &["axum", "leptos", "app", "engine", "server"]),
];

/// What must not get into the browser.
const NOT_IN_THE_BROWSER: &[&str] =
    &["sqlx", "axum", "hyper", "mio", "tokio", "engine", "store", "server"];

pub fn check() -> anyhow::Result<()> {
    let mut broken = Vec::new();
    for (package, features, forbidden) in FORBIDDEN {
        let mut arguments = vec!["-p", package];
        arguments.extend(features);
        broken.extend(violations(package, &tree(&arguments)?, forbidden));
    }
    let browser = tree(&["-p", "frontend", "--target", "wasm32-unknown-unknown"])?;
    broken.extend(violations("frontend", &browser, NOT_IN_THE_BROWSER));
    broken.extend(foreign_sql(&root())?);
    for sentence in &broken {
        println!("{sentence}");
    }
    if !broken.is_empty() {
        bail!("{} dependencies point the wrong way", broken.len());
    }
    println!("Every dependency points the right way.");
    Ok(())
}

/// Depth and name, a line a dependency.
fn tree(arguments: &[&str]) -> anyhow::Result<String> {
    let fixed = ["tree", "--locked", "-e", "normal", "--prefix", "depth", "--format", " {p}"];
    output(command("cargo", &[&fixed, arguments].concat()))
}

/// A sentence for each forbidden crate, with the way it came in.
fn violations(package: &str, tree: &str, forbidden: &[&str]) -> Vec<String> {
    let mut way: BTreeMap<usize, String> = BTreeMap::new();
    let mut told = BTreeSet::new();
    let mut sentences = Vec::new();
    for line in tree.lines() {
        let Some((depth, rest)) = line.split_once(' ') else {
            continue;
        };
        let Ok(depth) = depth.parse::<usize>() else {
            continue;
        };
        let name = rest.split(' ').next().unwrap_or_default().to_owned();
        way.split_off(&depth);
        way.insert(depth, name.clone());
        if depth > 0 && forbidden.contains(&name.as_str()) && told.insert(name.clone()) {
            let path = way.range(..=depth).map(|(_, name)| name.as_str()).collect::<Vec<_>>();
            sentences
                .push(format!("{package} must not know {name}, but does: {}", path.join(" -> ")));
        }
    }
    sentences
}

/// The one place that speaks to a database of somebody else's.
const FOREIGN: &str = "server/engine/src/woo/mysql";

/// SQL lives in the store alone.
fn foreign_sql(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in ["app", "frontend", "server/src", "server/engine", "server/tests"] {
        walk(&root.join(folder), &mut |path, text| {
            let path = path.strip_prefix(root).unwrap_or(path);
            if text.contains("sqlx::") && !path.starts_with(FOREIGN) {
                let shown = path.display();
                found.push(format!("{shown} speaks to the database; only server/store may"));
            }
        })?;
    }
    Ok(found)
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path, &str)) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, visit)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            visit(&path, &std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0 app v0.1.0\n1 leptos v0.8\n2 tachys v0.2\n1 helper v1.0\n2 store v0.1.0\n3 sqlx v0.9\n1 store v0.1.0";

    #[test]
    fn a_forbidden_crate_is_named_with_its_way() {
        let found = violations("app", TREE, &["store", "axum"]);
        assert_eq!(found, ["app must not know store, but does: app -> helper -> store"]);
    }

    #[test]
    fn what_is_allowed_is_not_named() {
        assert!(violations("app", TREE, &["axum", "hyper"]).is_empty());
        assert!(violations("store", "0 store v0.1.0\n1 sqlx v0.9", &["store"]).is_empty());
    }
}
