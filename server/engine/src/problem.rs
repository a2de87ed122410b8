//! Turns the store's errors into problems a caller can act on; what only an operator can use goes
//! to the log.

use contract::{Problem, Refusal};
use store::StoreError;

pub fn to_problem(error: StoreError) -> Problem {
    match error {
        StoreError::NotFound(what) => Problem::not_found(what),
        StoreError::Conflict(title) => Problem::conflict(title),
        StoreError::Clashes(clashes) => Refusal::Clashes(clashes).problem(),
        StoreError::Invalid { field, reason } => Problem::invalid(field, reason),
        StoreError::Unavailable(_) | StoreError::Closed => {
            tracing::warn!(%error, "The store cannot answer.");
            Problem::unavailable()
        }
        error => {
            tracing::error!(%error, "The store failed.");
            Problem::internal()
        }
    }
}

/// As [`to_problem`], with what others did for whoever can show it.
pub fn to_refusal(error: StoreError) -> Refusal {
    match error {
        StoreError::Clashes(clashes) => Refusal::Clashes(clashes),
        error => Refusal::Problem(to_problem(error)),
    }
}
