//! What stands between a stranger and the shop: whose request it is, where it comes from, how
//! many of them, and what the browser is told to refuse.

pub mod address;
pub mod headers;
pub mod origin;
pub mod rate;
mod scripts;
