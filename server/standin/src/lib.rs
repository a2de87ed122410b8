//! A WooCommerce that stands in for real ones in tests and measurements. It is in memory, speaks
//! REST v3, sends webhooks as WooCommerce does (and none that WooCommerce does not send), and has
//! faults on demand. It is no part of the program.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let shop = standin::Shop::new();
//! let bowl = shop.put_product(serde_json::json!({ "name": "Bowl", "regular_price": "12.00" }));
//! let serving = shop.serve(0).await?;
//! shop.set_price(bowl, "9.00"); // webhooks go to whoever asked for them at `serving.address`
//! # Ok(())
//! # }
//! ```
//!
//! `mariadb` and `tables` are for those who read a shop's own database instead.
//!
//! `rest` answers, `change` says what happens in the shop and who is told, `courier` carries the
//! webhooks out, `fault` spoils it all, `control` offers the same over HTTP.

mod captured;
mod change;
mod clock;
mod control;
mod courier;
mod fault;
mod generated;
mod goods;
mod hook;
pub mod mariadb;
mod oauth;
mod order;
mod php;
mod render;
mod rest;
mod serve;
mod shop;
pub mod tables;

pub use captured::CaptureError;
pub use change::Change;
pub use clock::ShopClock;
pub use fault::Fault;
pub use goods::{Taxonomy, Thing};
pub use hook::{Delivery, Webhook, signature};
pub use order::Order;
pub use serve::Serving;
pub use shop::{Keys, Sent, Shop};
