//! Catalogues from files, and the one transformation every source goes through.
//!
//! ```text
//! Source -> RawProduct -> transform -> ProductDraft -> Sink
//!             or Refusal              or Refusals
//! ```
//!
//! # Adding a source
//!
//! 1. A module beside [`csv`] and [`json`] with a type that implements [`Source`]. It hands over
//!    texts as they stand in its origin, as [`RawProduct`]s: reading prices, flags and HTML is the
//!    work of [`transform`](transform::transform), so that all sources agree about them. What
//!    cannot be read at all is a [`Refusal`] and never ends the source.
//! 2. A product without a SKU gets a [`RawProduct::key`] that is the same in every run.
//! 3. Memory stays bounded: a source is an iterator, whatever its size.
//! 4. An arm in [`SourceSpec`], where it can be named on the command line.
//! 5. Tests with a small hand-made fixture in `fixtures/`, and that no bytes make it panic.
//!
//! A source may block: [`run()`] reads it on a thread of its own.

pub mod csv;
mod field;
pub mod generated;
mod input;
pub mod json;
mod mapping;
pub mod raw;
mod record;
mod refusal;
mod report;
mod run;
mod sink;
mod spec;
pub mod transform;

pub use field::Field;
pub use input::Input;
pub use mapping::{ColumnMapping, Layout};
pub use raw::RawProduct;
pub use refusal::Refusal;
pub use report::{ImportReport, KEPT_REFUSALS, Progress};
pub use run::{Interrupted, run};
pub use sink::{BATCH, Sink, SinkOutcome, StoreSink};
pub use spec::SourceSpec;

use contract::{Currency, Timestamp};

/// Brings products in, one after another.
pub trait Source: Send + 'static {
    /// `None` at the end. A refusal stands for one product, or for a record that should have
    /// belonged to one.
    fn next(&mut self) -> Option<Result<RawProduct, Refusal>>;

    /// How many there are in all, as far as it is known by now.
    fn total_hint(&self) -> Option<u64> {
        None
    }

    /// How many were left out on purpose so far: drafts, and variants not for sale.
    fn skipped(&self) -> u64 {
        0
    }

    /// After the end: why it came early.
    fn broke_off(&self) -> Option<String> {
        None
    }
}

/// What the shop says about an import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions {
    /// Prices are in it; a record that says another one is refused.
    pub currency: Currency,
    /// Decides which sales are on.
    pub now: Timestamp,
}

/// Why a source cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Look at the path and its rights.
    #[error("cannot read {path}: {source}")]
    Unreadable { path: String, source: std::io::Error },
    /// Give a mapping.
    #[error("no built-in mapping knows {what}; give a mapping file (there is: {seen})")]
    Unknown { what: &'static str, seen: String },
    /// Mend the mapping.
    #[error("the mapping cannot work: {0}")]
    Mapping(String),
    /// Name it differently.
    #[error("{0}")]
    Spec(String),
}

#[cfg(test)]
pub(crate) mod shared_data;
#[cfg(test)]
mod testing;
