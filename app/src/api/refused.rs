//! What changes of the board fail with.

use crate::AppError;
use contract::{Problem, Refusal};
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A [`Refusal`] on its way to the browser: it says what others have done since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refused(pub Refusal);

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self(Refusal::Problem(error.0))
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(Refusal::Problem(problem))
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0.problem(), f)
    }
}

impl std::error::Error for Refused {}

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        AppError::from_server_fn_error(error).into()
    }
}
