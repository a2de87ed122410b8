//! Frames that are ready together travel together.

use bytes::{Bytes, BytesMut};
use engine::wire::Encoded;

/// Bytes that are worth one write.
const FULL: usize = 16 * 1024;

/// Chunks of an HTTP/1.1 body, gathered; a single one is not copied.
#[derive(Default)]
pub(super) struct Batch {
    first: Option<Bytes>,
    more: BytesMut,
}

impl Batch {
    pub(super) fn push(&mut self, frame: &Encoded) {
        match &self.first {
            None => self.first = Some(frame.chunk().clone()),
            Some(first) => {
                if self.more.is_empty() {
                    self.more.extend_from_slice(first);
                }
                self.more.extend_from_slice(frame.chunk());
            }
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.more.len() >= FULL
    }

    /// What was gathered; the batch begins anew.
    pub(super) fn take(&mut self) -> Option<Bytes> {
        let first = self.first.take()?;
        Some(if self.more.is_empty() { first } else { self.more.split().freeze() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Seq;

    #[test]
    fn keeps_the_order_and_forgets_what_was_taken() {
        let frames = ["one", "two", "three"].map(|text| Encoded::new(Seq(1), text));
        let mut batch = Batch::default();
        assert_eq!(batch.take(), None);
        batch.push(&frames[0]);
        assert_eq!(batch.take().unwrap().as_ptr(), frames[0].chunk().as_ptr());
        frames.iter().for_each(|frame| batch.push(frame));
        assert_eq!(batch.take().unwrap(), "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n");
        assert_eq!(batch.take(), None);
    }
}
