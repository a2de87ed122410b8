//! The parts of the binary, as a library so that tests and tools can reach them.

pub mod api;
pub mod api_docs;
pub mod assets;
pub mod board_streams;
pub mod cli;
pub mod config;
pub mod demo;
mod lasting;
mod manifest;
pub mod middleware;
pub mod node;
pub mod page_cache;
pub mod pages;
mod pictures;
pub mod problem;
pub mod routes;
pub mod security;
pub mod serve;
pub mod sessions;
mod sitemap;
pub mod state;
pub mod stream;
pub mod telemetry;
pub mod test_clock;
pub mod trace;
pub mod visitors;
