//! What the crates do together, over real sockets and on both databases.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod behind;
mod board;
mod crash;
mod crash_holds;
mod crash_sources;
mod events;
mod export;
mod featured;
mod harness;
mod header;
mod holding;
mod input;
mod inventory;
mod keys;
mod languages;
mod line;
mod looks;
mod matrix;
mod middleman;
mod nodes;
mod outage;
mod pages;
mod pictures;
mod program;
mod redis;
mod rules;
mod search;
mod sessions;
mod shopping;
mod sitemap;
mod source;
mod sourcing;
mod stockroom;
mod stream;
mod table;
mod telemetry;
mod webhooks;
mod woo_orders;
mod woocommerce;
