//! The one body of SQL, compiled once per database: `super` says which (`Db`) and how they differ
//! (`among_ids!`, `among_texts!`, `each!`, `gathered!`, `numbering!` with `identified`, `json_text!`,
//! `locked!`, `BEGIN`). Parameters are written `$1`, numbers are bound as `i64` everywhere, moments are
//! milliseconds, lists are JSON text.

use super::Db;
use crate::{Result, StoreError};
use serde::de::DeserializeOwned;

pub(crate) type Connection = <Db as sqlx::Database>::Connection;

/// The objects of a JSON list as a table `w`, with these of their fields: one text, prepared once, for
/// any number of rows.
macro_rules! rows {
    ($parameter:literal, $($kind:ident $name:ident),+) => {
        concat!(
            "(SELECT 1 AS one",
            $(", ", field!($kind $name), " AS ", stringify!($name),)+
            " FROM ",
            each!($parameter),
            ") w"
        )
    };
}

macro_rules! field {
    (text $name:ident) => {
        json_text!("w.value", $name)
    };
    (int $name:ident) => {
        concat!("CAST(", json_text!("w.value", $name), " AS BIGINT)")
    };
}

/// The rows of a statement made with `gathered!`, their fields in its order.
pub(super) fn ungathered<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(error.to_string()))
}

/// Works while the database does: it has the statement by then.
async fn meanwhile<S: Future, T>(statement: S, work: impl FnOnce() -> T) -> (S::Output, T) {
    tokio::join!(biased; statement, async { work() })
}

mod accounts_read;
mod accounts_write;
mod api_keys;
mod board_load;
mod board_read;
mod board_write;
mod carts;
mod catalogue_read;
mod catalogue_write;
mod categories;
mod connections;
mod execute;
mod featured_read;
mod featured_write;
mod feed_read;
mod feed_write;
mod filters;
mod header;
mod holds;
mod holds_read;
mod inbox;
mod mails;
mod order_table;
mod orders;
mod outfits;
mod pictures;
mod presence;
mod product_table;
mod pruning;
mod reads;
mod rules;
mod sessions;
mod shelf_order;
mod shelves_write;
mod sitemap;
mod slugs;
mod stock;
mod stockroom;
mod synonyms;
mod tenants;
mod together;
mod upstream;
mod upstream_known;
mod upstream_publish;
mod variants_write;
mod verify;
mod writer;

pub(crate) use reads::Reads;
pub(crate) use writer::open;
