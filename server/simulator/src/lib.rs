//! Shoppers, systems with keys and misfortunes, over the real engine and the real store.
//!
//! Everything is chosen by a seed: who does what, who goes first between any two steps, when the
//! clock moves, when the power goes and the line breaks. A seed gives the same run again, to the last
//! event; one that fails is replayed by its number.
//!
//! - [`steps`] holds every task between one thing it asks of a store and the next, and lets one go at
//!   a time.
//! - [`house`] is one shop in a database file, opened again after each crash. [`world`] is the house
//!   where people shop and, where it does not own its stock, the office that does.
//! - [`wire`] leads from the house to the office and breaks; [`counter`] answers at its end.
//! - [`deeds`] is what people and systems do, [`jobs`] what a house does by itself.
//! - [`ledger`] is what a house promised, and holds it against what is stored; [`agreement`] holds the
//!   house against the office.
//! - [`run`] puts them together, [`begin`] chooses what is next, [`rest`] lets it end.

mod agreement;
mod begin;
mod chronicle;
mod counter;
mod deeds;
mod house;
mod jobs;
mod ledger;
mod rest;
mod run;
#[cfg(test)]
mod scenes;
mod steps;
mod wire;
mod world;

pub use run::{Options, Report, run};
pub use world::Owner;
