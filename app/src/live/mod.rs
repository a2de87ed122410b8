//! The browser side of the feed.
//!
//! One connection per browser, tenant and audience: the tab that holds the Web Lock reads the
//! stream and passes it to the others ([`connection`]). What arrives is applied to one store of
//! signals per page ([`store`]), which all islands share, so a product changes wherever it is
//! shown. Everything that decides anything is free of the browser and tested here; only
//! `connection`, `line`, `leader`, `fetch`, `focus`, `headline` and `page` touch it.
//!
//! On the server the same functions hand out plain signals that nothing ever changes.

mod changes;
pub mod facts;
pub mod moment;
pub mod money;
pub mod state;
pub mod store;
pub mod words;

#[cfg(any(test, feature = "hydrate"))]
mod backoff;
#[cfg(any(test, feature = "hydrate"))]
mod position;
#[cfg(any(test, feature = "hydrate"))]
pub(crate) mod reader;
#[cfg(any(test, feature = "hydrate"))]
mod relay;
#[cfg(any(test, feature = "hydrate"))]
mod ring;

#[cfg(feature = "hydrate")]
pub mod connection;
#[cfg(feature = "hydrate")]
pub mod fetch;
#[cfg(feature = "hydrate")]
pub(crate) mod focus;
#[cfg(feature = "hydrate")]
mod headline;
#[cfg(feature = "hydrate")]
mod leader;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod page;

pub use facts::{Card, PageFacts, Place, ShelfCell, ShelfFacts, ShelfHead, Shown};
pub use state::LiveState;
pub use store::LiveStore;
pub(crate) use words::{Word, Words};

use std::sync::Arc;

/// Where a page keeps the facts for its islands: the id of a block of JSON.
pub const FACTS_ID: &str = "facts";

/// What this page's islands are woken with: in the browser from the page, on the server from the
/// context it was provided to.
pub fn page_facts() -> Arc<PageFacts> {
    #[cfg(feature = "hydrate")]
    return page::facts();
    #[cfg(not(feature = "hydrate"))]
    leptos::prelude::use_context().unwrap_or_default()
}

/// Runs `work` on the store of this page; on the server on one that lives no longer than it.
pub fn with_store<T>(work: impl FnOnce(&mut LiveStore) -> T) -> T {
    #[cfg(feature = "hydrate")]
    return page::with_store(work);
    #[cfg(not(feature = "hydrate"))]
    work(&mut LiveStore::default())
}

/// Opens this page's stream where its rendering left off, and says how it does in the element
/// marked `data-live` and what changes in the one marked `data-announcement`.
#[cfg(feature = "hydrate")]
pub fn start() {
    page::start();
}
