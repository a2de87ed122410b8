//! A WooCommerce read out of its own database.
//!
//! ```text
//! rows of a page of products -> Family -> Thing -> Saying -> as if the shop had been asked over REST
//! ```
//!
//! What is read becomes the same sayings as what the shop answers, so there is one transformation
//! behind, and a shop that also tells what changes by webhooks agrees with its database. Only `SELECT`s
//! are sent, in a session that may not write; a user with that right alone is enough.
//!
//! - [`address`] says which database, and which tables in it.
//! - [`database`] is the line to it, [`rows`] what is read over it, [`facts`] what holds for all of it.
//! - [`things`] makes of rows what REST would say, with [`attributes`] out of [`php`] and [`paragraphs`].
//! - [`page`] reads a page of products in one snapshot; [`reader`] takes it into the store.
//! - [`sync`] follows a shop that way; [`import`] brings it in once.

mod address;
mod attributes;
mod database;
mod error;
mod facts;
mod import;
mod page;
mod paragraphs;
mod php;
mod reader;
mod rows;
mod sync;
mod things;

pub use address::{DatabaseAddress, USUAL_PREFIX};
pub use error::DatabaseError;
pub use import::{ImportError, currency, import};
pub use sync::{DatabaseSync, FollowError, KIND};

#[cfg(test)]
mod tests;
