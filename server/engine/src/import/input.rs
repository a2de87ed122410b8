//! Bytes a source can read more than once.

use super::OpenError;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the bytes are.
#[derive(Clone, Debug)]
pub enum Input {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

pub(super) trait Stream: Read + Seek + Send {}
impl<T: Read + Seek + Send> Stream for T {}

impl Input {
    pub(super) fn open(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    pub(super) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => std::fs::metadata(path).ok().map(|meta| meta.len()),
            Self::Bytes(bytes) => Some(bytes.len() as u64),
        }
    }

    pub(super) fn unreadable(&self, source: io::Error) -> OpenError {
        let path = match self {
            Self::File(path) => path.display().to_string(),
            Self::Bytes(_) => "what was handed over".to_owned(),
        };
        OpenError::Unreadable { path, source }
    }
}

/// Gives out no more bytes than it was allowed since it was last asked, so that a record without
/// an end cannot fill the memory.
pub(super) struct Rationed {
    inner: Box<dyn Stream>,
    allowance: Allowance,
}

#[derive(Clone, Default)]
pub(super) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    pub fn renew(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }
}

impl Rationed {
    pub fn new(inner: Box<dyn Stream>) -> (Self, Allowance) {
        let allowance = Allowance::default();
        (Self { inner, allowance: allowance.clone() }, allowance)
    }
}

impl Read for Rationed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.load(Ordering::Relaxed);
        if left == 0 && !buffer.is_empty() {
            return Err(io::Error::other("a record never ends; is a quote left open?"));
        }
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.inner.read(&mut buffer[..most])?;
        self.allowance.0.fetch_sub(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Rationed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}
