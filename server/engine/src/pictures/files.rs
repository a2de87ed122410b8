//! The files made of pictures, kept in a folder: no more bytes than allowed, the longest unused go
//! first. Whatever is missing is made again, so nothing here can fail a request.

use bytes::Bytes;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

/// Of a file on its way in; never read, and removed at the next start.
const UNFINISHED: &str = "new";

pub struct Files {
    folder: PathBuf,
    most: u64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// Bytes and last use, by name.
    files: HashMap<String, (u64, u64)>,
    /// Names by their last use.
    by_use: BTreeMap<u64, String>,
    bytes: u64,
    uses: u64,
}

impl Kept {
    /// Answers whether it is there.
    fn touch(&mut self, name: &str) -> bool {
        let Some((_, used)) = self.files.get_mut(name) else {
            return false;
        };
        self.uses += 1;
        if let Some(name) = self.by_use.remove(used) {
            self.by_use.insert(self.uses, name);
        }
        *used = self.uses;
        true
    }

    fn insert(&mut self, name: &str, bytes: u64) {
        self.remove(name);
        self.uses += 1;
        self.files.insert(name.to_owned(), (bytes, self.uses));
        self.by_use.insert(self.uses, name.to_owned());
        self.bytes += bytes;
    }

    fn remove(&mut self, name: &str) {
        if let Some((bytes, used)) = self.files.remove(name) {
            self.by_use.remove(&used);
            self.bytes -= bytes;
        }
    }

    /// The longest unused, as many as stand above the limit.
    fn beyond(&mut self, most: u64) -> Vec<String> {
        let mut beyond = Vec::new();
        while self.bytes > most
            && let Some((_, name)) = self.by_use.first_key_value()
        {
            let name = name.clone();
            self.remove(&name);
            beyond.push(name);
        }
        beyond
    }
}

impl Files {
    /// Takes what the folder holds from before; it is made when there is none.
    pub fn open(folder: PathBuf, most: u64) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let mut found = Vec::new();
        for item in std::fs::read_dir(&folder)? {
            let item = item?;
            let (about, name) = (item.metadata()?, item.file_name());
            let Some(name) = name.to_str().filter(|_| about.is_file()) else {
                continue;
            };
            if Path::new(name).extension().is_some_and(|end| end == UNFINISHED) {
                // Whoever wrote it is gone.
                let _ = std::fs::remove_file(item.path());
                continue;
            }
            found.push((about.modified().unwrap_or(UNIX_EPOCH), name.to_owned(), about.len()));
        }
        found.sort();
        let mut kept = Kept::default();
        for (_, name, bytes) in found {
            kept.insert(&name, bytes);
        }
        let files = Self { folder, most, kept: Mutex::new(kept) };
        files.trim();
        Ok(files)
    }

    pub fn has(&self, name: &str) -> bool {
        self.lock().files.contains_key(name)
    }

    /// Blocks.
    pub fn read(&self, name: &str) -> Option<Bytes> {
        if !self.lock().touch(name) {
            return None;
        }
        match std::fs::read(self.folder.join(name)) {
            Ok(file) => Some(file.into()),
            Err(_) => {
                self.lock().remove(name);
                None
            }
        }
    }

    /// Blocks.
    pub fn write(&self, name: &str, file: &[u8]) {
        let path = self.folder.join(name);
        let unfinished = self.folder.join(format!("{name}.{UNFINISHED}"));
        let written =
            std::fs::write(&unfinished, file).and_then(|()| std::fs::rename(&unfinished, &path));
        match written {
            Ok(()) => {
                self.lock().insert(name, file.len() as u64);
                self.trim();
            }
            Err(error) => {
                let _ = std::fs::remove_file(unfinished);
                tracing::warn!(%error, folder = %self.folder.display(), "A picture's file could not be kept; it is made again when asked for.");
            }
        }
    }

    fn trim(&self) {
        let beyond = self.lock().beyond(self.most);
        for name in beyond {
            // A file that is gone already is what is wanted.
            let _ = std::fs::remove_file(self.folder.join(name));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on_disk(folder: &Path) -> Vec<(String, u64)> {
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap())
            .map(|item| (item.file_name().into_string().unwrap(), item.metadata().unwrap().len()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn the_longest_unused_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path().join("pictures"), 30).unwrap();
        for name in ["a", "b", "c"] {
            files.write(name, &[0; 10]);
        }
        assert!(files.read("a").is_some());
        files.write("d", &[0; 10]);
        assert!(files.read("b").is_none() && !files.has("b"));
        assert!(files.has("a") && files.has("c") && files.has("d"));
        files.write("whole", &[0; 31]);
        assert!(
            on_disk(&folder.path().join("pictures")).is_empty(),
            "what is too large is not kept"
        );
    }

    #[test]
    fn a_new_start_finds_what_there_was() {
        let folder = tempfile::tempdir().unwrap();
        Files::open(folder.path().into(), 100).unwrap().write("a", b"picture");
        std::fs::write(folder.path().join("b.new"), b"half").unwrap();
        let files = Files::open(folder.path().into(), 100).unwrap();
        assert_eq!(files.read("a").unwrap(), "picture");
        assert_eq!(on_disk(folder.path()), [("a".to_owned(), 7)]);
        // Somebody tidied up by hand.
        std::fs::remove_file(folder.path().join("a")).unwrap();
        assert!(files.read("a").is_none() && !files.has("a"));
        assert!(Files::open(folder.path().into(), 0).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_folder_never_holds_more_than_allowed(
            steps in proptest::collection::vec((0..8_u8, 0..40_usize, any::<bool>()), 1..40)
        ) {
            let folder = tempfile::tempdir().unwrap();
            let files = Files::open(folder.path().into(), 60).unwrap();
            for (name, bytes, is_read) in steps {
                let name = name.to_string();
                if is_read {
                    prop_assert_eq!(files.read(&name).is_some(), folder.path().join(&name).exists());
                } else {
                    files.write(&name, &vec![1; bytes]);
                }
                let total: u64 = on_disk(folder.path()).iter().map(|(_, bytes)| bytes).sum();
                prop_assert!(total <= 60);
                prop_assert_eq!(total, files.lock().bytes);
            }
        }
    }
}
