//! The back of the shops. Pages are rendered for one person and never kept; what moves in the
//! browser is in one lazy island, whose code no shopper downloads.

pub mod backstage;
pub mod board;
mod browser;
pub mod header;
pub mod palette;
pub mod session;
pub mod source;
pub mod stock;
pub mod system;

#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod login;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod preview;
#[cfg(feature = "ssr")]
mod products;
#[cfg(feature = "ssr")]
pub mod specimens;
#[cfg(feature = "ssr")]
pub mod synonyms;
