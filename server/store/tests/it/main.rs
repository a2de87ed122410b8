//! The store from outside, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod api_keys;
mod board;
mod catalogue;
mod connections;
mod crash;
mod featured;
mod feed;
mod forgetting;
mod header;
mod model;
mod pictures;
mod pruning;
mod rules;
mod shared;
mod support;
mod table;
mod upstream;
