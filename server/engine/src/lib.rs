//! Rules, caches, sources and jobs, between the store and whatever serves.
//!
//! One [`Engine`] per process. It keeps the critical data in memory, follows every tenant's change
//! feed and brings the views up to date in one fixed order ([`follower`]), so that whoever was
//! answered a position can read everything up to it.
//!
//! This crate knows neither HTTP nor pages.

pub mod accounts;
pub mod boundary;
mod bus;
mod categories;
pub mod clock;
mod critical;
pub mod desk;
mod desk_header;
mod desk_synonyms;
mod desk_table;
mod editing;
mod follower;
mod frames;
pub mod hub;
pub mod import;
pub mod inventory;
pub mod keys;
pub mod pictures;
mod preview;
mod problem;
pub mod provider;
mod related;
pub mod seal;
pub mod search;
mod shop;
mod sitemap;
mod stockroom;
pub mod stream;
mod touched;
pub mod trade;
mod upstream;
pub mod view;
mod window;
pub mod wire;
pub mod woo;

mod runtime;

pub use accounts::{Accounts, Actor};
pub use bus::Bus;
pub use clock::{SystemClock, TestClock};
pub use hub::{Audience, Hub};
pub use keys::KeyBearer;
pub use pictures::{PictureFile, PictureOptions, Pictures};
pub use problem::{to_denied, to_problem};
pub use provider::ProductProvider;
pub use runtime::{Engine, EngineOptions, FeedPosition};
pub use sitemap::part as sitemap_part;
pub use upstream::{ShopSecrets, Upstream};
pub use view::{View, ViewChange};
#[cfg(feature = "fuzzing")]
pub use woo::fuzzing;
