//! A WooCommerce shop behind the window.
//!
//! ```text
//! webhook -> inbox -+
//! REST answers -----+-> Saying -> what is kept -> make -> ProductDraft -> catalogue
//! ```
//!
//! Whatever the shop says of a product, a variation or a category becomes a [`Saying`], and the store
//! keeps the newest of each. Products are made from what is kept and from nothing else: a lost, late
//! or repeated delivery changes when the mirror is right, never whether. What cannot be made into a
//! product stands in quarantine with its reasons, and what was shown of it before stays.
//!
//! - [`signature`] says whether a delivery is the shop's.
//! - [`read`] turns what the shop wrote into sayings.
//! - [`make`] turns what is kept into products.
//! - [`work`] does both for what waits.
//! - [`client`] asks the shop over REST.
//! - [`counting`] is how many it says there are.
//! - [`mysql`] reads the same out of its database.
//! - [`sync`] follows it that way: once everything, then changes, and compares now and then.
//!
//! [`Saying`]: store::upstream::Saying

mod address;
pub mod client;
mod counting;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod loose;
mod make;
pub mod mysql;
mod oauth;
mod read;
mod refusal;
pub mod signature;
pub mod sync;
mod thing;
mod work;

pub use address::shop_address;
pub(crate) use counting::Counting;
pub(crate) use make::sold_as;
pub use read::{NotAThing, category, saying};
pub use refusal::ShopError;
pub(crate) use work::{count_what_waits, keep_working};

#[cfg(test)]
mod captured;
