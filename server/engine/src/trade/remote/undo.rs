//! What may have been taken at a back office and is not wanted: it is let go of as soon as the office
//! can be asked.
//!
//! This is known in memory only. Whatever a crash forgets here expires there: nothing is asked for
//! without a time.

use super::client::Office;
use super::refusal::OfficeError;
use contract::Timestamp;
use contract::protocol::HoldAsked;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::Owner;

pub(super) struct Undo {
    pub owner: Owner,
    pub what: What,
    /// It is over there by then at the latest.
    pub until: Timestamp,
}

pub(super) enum What {
    /// A hold that is there.
    Made { code: String },
    /// Asked for without an answer: the same key tells what came of it.
    Asked { key: String, asked: HoldAsked },
}

#[derive(Default)]
pub(super) struct Undoing(Mutex<Vec<Undo>>);

impl Undoing {
    fn all(&self) -> MutexGuard<'_, Vec<Undo>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn note(&self, undo: Undo) {
        self.all().push(undo);
    }

    /// One that is still to be done; of one owner, or anybody's.
    fn next(&self, owner: Option<&Owner>, now: Timestamp) -> Option<Undo> {
        let mut all = self.all();
        all.retain(|undo| now < undo.until);
        let at = all.iter().position(|undo| owner.is_none_or(|owner| undo.owner == *owner))?;
        Some(all.remove(at))
    }
}

impl Office {
    /// Lets go of what an owner, or anybody, does not want.
    ///
    /// # Errors
    /// Where it cannot be asked; the rest is kept for the next time.
    pub(super) async fn undo(
        &self,
        owner: Option<&Owner>,
        now: Timestamp,
    ) -> Result<(), OfficeError> {
        while let Some(undo) = self.undoing.next(owner, now) {
            // In its place before the first await: whoever waits for this may go away.
            let mut kept = Kept { undoing: &self.undoing, undo: Some(undo) };
            let done = match kept.undo.as_ref().map(|undo| &undo.what) {
                Some(What::Made { code }) => self.release(code).await,
                Some(What::Asked { key, asked }) => match self.hold(key, asked).await {
                    Ok(hold) => self.release(&hold.code).await,
                    Err(error) => Err(error),
                },
                None => Ok(()),
            };
            match done {
                Err(error) if error.is_passing() => return Err(error),
                // What is ordered, short or refused leaves nothing to let go of.
                _ => kept.undo = None,
            }
        }
        Ok(())
    }
}

/// Puts back what was not done.
struct Kept<'a> {
    undoing: &'a Undoing,
    undo: Option<Undo>,
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if let Some(undo) = self.undo.take() {
            self.undoing.note(undo);
        }
    }
}
