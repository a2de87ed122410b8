//! The browser side of the feed.
//!
//! One connection per browser, tenant and audience: the tab that holds the Web Lock reads the
//! stream and passes it to the others ([`connection`]). What arrives is applied to one store of
//! signals per page ([`store`]), which all islands share, so a product changes wherever it is
//! shown. Everything that decides anything is free of the browser and tested here; only
//! `connection`, `line`, `leader`, `fetch` and `page` touch it.
//!
//! On the server the same functions hand out plain signals that nothing ever changes.

mod backoff;
mod changes;
pub mod facts;
pub mod money;
mod position;
mod relay;
mod ring;
pub mod store;

#[cfg(feature = "hydrate")]
pub mod connection;
#[cfg(feature = "hydrate")]
pub mod fetch;
#[cfg(feature = "hydrate")]
mod leader;
#[cfg(feature = "hydrate")]
mod line;
#[cfg(feature = "hydrate")]
mod page;

pub use facts::{Card, LiveState, Place, ShelfCell, ShelfFacts, ShelfHead, Shown};
pub use store::LiveStore;

use leptos::prelude::ArcRwSignal;

/// Runs `work` on the store of this page; on the server on one that lives no longer than it.
pub fn with_store<T>(work: impl FnOnce(&mut LiveStore) -> T) -> T {
    #[cfg(feature = "hydrate")]
    return page::with_store(work);
    #[cfg(not(feature = "hydrate"))]
    work(&mut LiveStore::default())
}

/// What the page says of itself: whether it is live, and the latest change in words.
#[derive(Clone, Default)]
pub struct Voice {
    pub state: ArcRwSignal<LiveState>,
    pub announcement: ArcRwSignal<String>,
}

/// Opens this page's stream where its rendering left off.
#[cfg(feature = "hydrate")]
pub fn start(tenant: contract::TenantId, seq: contract::Seq) {
    page::start(tenant, seq);
}
