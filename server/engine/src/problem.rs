//! Turns the store's errors into problems a caller can act on; what only an operator can use goes
//! to the log.

use contract::{Denied, HoldState, Problem, Refusal};
use store::StoreError;

pub fn to_problem(error: StoreError) -> Problem {
    match error {
        StoreError::NotFound(what) => Problem::not_found(what),
        StoreError::Conflict(title) => Problem::conflict(title),
        StoreError::Short(short) => Denied::Short(short).problem(),
        StoreError::KeyReused => Problem::invalid(
            "Idempotency-Key",
            "This key belongs to another request. Use a new one for a new request.",
        ),
        StoreError::Over(state) => Problem::conflict(over(state)),
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

fn over(state: HoldState) -> &'static str {
    match state {
        HoldState::Active => "This is still held.",
        HoldState::Confirming | HoldState::Confirmed => "This has been ordered already.",
        HoldState::Released => "This is not held any more.",
        HoldState::Expired => "The time this was held for is over.",
    }
}

/// As [`to_problem`], with what is missing for whoever can show it.
pub fn to_denied(error: StoreError) -> Denied {
    match error {
        StoreError::Short(short) => Denied::Short(short),
        error => Denied::Problem(to_problem(error)),
    }
}

/// As [`to_problem`], with what others did for whoever can show it.
pub fn to_refusal(error: StoreError) -> Refusal {
    match error {
        StoreError::Clashes(clashes) => Refusal::Clashes(clashes),
        error => Refusal::Problem(to_problem(error)),
    }
}
