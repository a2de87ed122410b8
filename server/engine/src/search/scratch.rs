//! The folder an index lives in while its node runs.
//!
//! It is thrown away: an index is built from the tables in seconds, and one that was left behind by
//! a crash would first have to be proved right. Folders nobody holds any more are removed by the
//! next node that starts there.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

const PREFIX: &str = "etalage-search-";
const LOCK: &str = "held";

/// Removed when dropped.
pub(super) struct Scratch {
    folder: tempfile::TempDir,
    /// Its lock says that somebody lives here.
    _held: File,
}

impl Scratch {
    pub fn new(within: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(within)?;
        clear(within);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within)?;
        let held = File::create(folder.path().join(LOCK))?;
        held.lock()?;
        Ok(Self { folder, _held: held })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what crashed nodes left. What cannot be removed does no harm.
fn clear(within: &Path) {
    let Ok(entries) = std::fs::read_dir(within) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if is_ours && is_abandoned(entry.path().join(LOCK)) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// A folder without a lock is just being made.
fn is_abandoned(lock: PathBuf) -> bool {
    let Ok(file) = OpenOptions::new().write(true).open(lock) else { return false };
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_lives_as_long_as_its_node() {
        let house = tempfile::tempdir().unwrap();
        let count = || std::fs::read_dir(house.path()).unwrap().count();
        let first = Scratch::new(house.path()).unwrap();
        let second = Scratch::new(house.path()).unwrap();
        assert_eq!(count(), 2);
        drop(second);
        assert_eq!(count(), 1);
        // As after a crash: the folder is there, the lock is not.
        let Scratch { folder, _held } = first;
        let left = folder.keep();
        drop(_held);
        let third = Scratch::new(house.path()).unwrap();
        assert!(!left.exists());
        assert!(third.path().exists());
    }
}
