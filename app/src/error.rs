//! What server functions fail with.

use contract::{Problem, ProblemKind};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A [`Problem`] on its way from a server function to the browser. It says what the person can
/// do; what the operator needs is in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppError(pub Problem);

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            // The line is cut, or something before the program answered in another tongue.
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::Deserialization(_) => Problem::new(
                ProblemKind::Unavailable,
                "The shop could not be reached. Check the connection, then try again.",
            ),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Problem::new(
                ProblemKind::MalformedRequest,
                "The request could not be read. Reload the page, then try again.",
            ),
            _ => Problem::internal(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_survives_the_wire() {
        let error = AppError(Problem::invalid("/position", "Choose a position from 1 to 12."));
        assert_eq!(AppError::de(error.ser()), error);
    }

    #[test]
    fn nothing_internal_is_told() {
        let secret = ServerFnErrorErr::ServerError("no such table: products".into());
        assert_eq!(AppError::from_server_fn_error(secret).0, Problem::internal());
    }
}
