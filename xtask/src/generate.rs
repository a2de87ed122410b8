//! Files that are made, not written; what stands in the tree must be what is made.

use crate::sh::root;
use crate::{demo, native};
use anyhow::bail;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Generate {
    /// Compare only; fail on any difference.
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub fn run(self) -> anyhow::Result<()> {
        if self.check {
            return check();
        }
        // The pictures first: they need no build of the program.
        write(demo::draw_all(&root())?)?;
        write(files()?)
    }
}

fn write(files: Vec<(PathBuf, String)>) -> anyhow::Result<()> {
    for (path, content) in files {
        let path = root().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, content)?;
    }
    Ok(())
}

pub fn check() -> anyhow::Result<()> {
    let mut stale = 0;
    for (path, content) in files()? {
        if std::fs::read_to_string(root().join(&path)).ok().as_ref() != Some(&content) {
            println!("{} is not what is generated now", path.display());
            stale += 1;
        }
    }
    if stale > 0 {
        bail!("{stale} generated files are stale: run `cargo xtask generate`");
    }
    println!("Every generated file is what is generated now.");
    Ok(())
}

fn files() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = vec![(PathBuf::from("server/openapi.json"), native::ask(&["openapi"])?)];
    files.extend(demo::draw_all(&root())?);
    Ok(files)
}
