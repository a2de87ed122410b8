//! Shoppers, systems with keys and misfortunes, over the real engine and the real store.
//!
//! Everything is chosen by a seed: who does what, who goes first between any two steps, when the
//! clock moves, when the power goes. A seed gives the same run again, to the last event; one that
//! fails is replayed by its number.
//!
//! - [`steps`] holds every task between one thing it asks of the store and the next, and lets one go
//!   at a time.
//! - [`world`] is the house: one shop in a database file, opened again after each crash.
//! - [`deeds`] is what the people and systems in it do.
//! - [`ledger`] is what they were promised, and holds it against what is stored.
//! - [`run`] puts them together.

mod deeds;
mod ledger;
mod run;
mod steps;
mod world;

pub use run::{Options, Report, run};
