//! Everything that was told and everything the feeds have, as one number.

use sha2::{Digest, Sha256};
use std::collections::HashMap;

#[derive(Default)]
pub struct Chronicle {
    /// Random names by when they were first seen, so that two runs of a seed tell the same.
    names: HashMap<String, usize>,
    hash: Sha256,
}

impl Chronicle {
    pub fn hash(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }

    pub fn name(&mut self, random: &str) -> usize {
        let next = self.names.len();
        *self.names.entry(random.to_owned()).or_insert(next)
    }

    pub fn write(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }
}
