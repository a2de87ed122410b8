//! The shop system behind a shop: how it is reached, and how far following it has come. No SQL here.

use contract::Timestamp;
use std::fmt;

/// A connection as it is kept. What its kinds are, and what its state says, whoever follows knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    pub kind: String,
    pub address: String,
    /// Secrets, sealed with a key that is not in the database.
    pub sealed: String,
    /// Tells one connection from the next.
    pub connected_at: Timestamp,
    /// JSON; an empty object at first.
    pub state: String,
    pub noted_at: Option<Timestamp>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("kind", &self.kind)
            .field("address", &self.address)
            .field("connected_at", &self.connected_at)
            .finish_non_exhaustive()
    }
}
