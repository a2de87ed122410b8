//! Against a real MariaDB: the dump of a real shop, and shops made by hand.

mod follow;
mod sample;
mod shop;
