//! A back office behind the window: any system that speaks the inventory protocol, another Etalage
//! among them. This is the side that asks; the server's `api/inventory.rs` is the one that answers.
//!
//! ```text
//! products, categories -> Saying -> what is kept -> make -> ProductDraft -> catalogue
//! ```
//!
//! It goes the way of everything shop systems say (see [`woo`](crate::woo)), so quarantine, counting
//! and publishing are the same. What differs: nobody speaks by themselves here, it is only asked; and
//! a product is known by its SKU, since the other system's ids are its own and may be others after a
//! restoration. [`Root::of_sku`](store::upstream::Root::of_sku) makes a number of it.
//!
//! - [`client`] asks, in the manners of [`http`](crate::upstream::http).
//! - [`article`] is what is kept of a product, as texts, its category's path among them.
//! - [`make`] turns what is kept into products.
//! - [`sync`] follows: once everything, then changes, and compares now and then.
//! - [`connecting`] begins that, and ends what stood behind the shop before.

mod article;
pub mod client;
mod connecting;
mod make;
pub(crate) mod refusal;
pub mod sync;
mod tree;

pub(crate) use connecting::{Inventories, begin, shown};
pub use connecting::{InventorySecrets, KIND};
pub(crate) use make::make;
pub use refusal::InventoryError;
