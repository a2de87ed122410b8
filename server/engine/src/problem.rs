//! Turns the store's errors into problems a caller can act on; what only an operator can use goes
//! to the log.

use contract::Problem;
use store::StoreError;

pub fn to_problem(error: StoreError) -> Problem {
    match error {
        StoreError::NotFound(what) => Problem::not_found(what),
        StoreError::Conflict(title) => Problem::conflict(title),
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
