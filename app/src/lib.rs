//! Pages, components, islands and the browser side of the feed.
//!
//! The server renders every page whole; the browser wakes islands only, so pages, routes and the
//! shell are compiled for the server alone. Nothing here knows the engine or the store: pages
//! reach them through [`contract::ports`], which is also how they are tested against fakes.

// A view's type nests as deep as its elements do.
#![recursion_limit = "512"]

#[macro_use]
mod keys;

pub mod admin;
pub mod api;
pub mod components;
pub mod error;
pub mod islands;
pub mod live;
#[cfg(feature = "ssr")]
mod messages;
mod own;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod passage;
#[cfg(feature = "ssr")]
mod posted;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub mod routes;
pub mod search;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod theme;

#[cfg(feature = "ssr")]
pub use components::head::editions;

/// Waits for what every shopper's page can be asked for, before its islands wake one after another.
#[cfg(feature = "hydrate")]
pub fn listen() {
    search::listen();
    own::listen();
}
pub use error::AppError;
#[cfg(feature = "ssr")]
pub use posted::Posted;
#[cfg(feature = "ssr")]
pub use reading::{Reading, edition};
#[cfg(feature = "ssr")]
pub use routes::{App, PAGES, PageRoute, Side};
#[cfg(feature = "ssr")]
pub use shell::{PublicOrigin, SharedHead, shell};
