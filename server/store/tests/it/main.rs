//! The store from outside, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod api_keys;
mod board;
mod carts;
mod catalogue;
mod connections;
mod crash;
mod featured;
mod feed;
mod forgetting;
mod header;
mod holds;
mod holds_model;
mod model;
mod orders;
mod pictures;
mod pruning;
mod rules;
mod shared;
mod stockroom;
mod support;
mod table;
mod trading;
mod upstream;
