//! All SQL of Etalage: the tables, the change feed, the batching writer, on SQLite and PostgreSQL.
//!
//! Changes are [commands](command): values that one writer task per database (several, by tenant,
//! on PostgreSQL) runs in batches, each batch one transaction, each command its own savepoint. A
//! command's events are appended to its tenant's feed in the same transaction, last, so that the
//! feed is dense and in commit order. Reads are methods of [`Store`], tenant first.
//!
//! What must never be: a statement without its tenant where rows have one; a write outside the
//! writer; a transaction left open across an await on anything but the database.

#![allow(
    clippy::duplicate_mod,
    reason = "one body of SQL is compiled once per database; see body/mod.rs"
)]

mod carried;
mod catalogue;
pub mod command;
mod connection;
mod effect;
pub mod error;
pub mod event;
mod patience;
mod postgres;
mod queue;
pub mod record;
mod shelf;
mod sqlite;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trade;
pub mod upstream;
mod workbench;

pub use carried::carried;
pub use command::*;
pub use connection::Connection;
pub use error::{Result, StoreError};
pub use event::{Audience, Change, Event, Note};
pub use record::{
    AccessRow, ApiKeyRecord, AttemptId, ChangedProduct, Featured, Origin, PictureRecord,
    PublishOutcome, Scope, SitemapPart, SitemapProduct, TenantDraft, UpsertOutcome, UserRecord,
};
pub use store::{Committed, Store, StoreKind, StoreOptions};
pub use trade::*;
