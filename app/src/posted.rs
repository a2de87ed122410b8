//! A form that was sent to its page's own address.

use leptos::prelude::use_context;
use std::fmt;
use std::sync::Arc;

/// The fields of a form. Provided as context by the server where there is one; `Debug` leaves what
/// somebody entered out.
#[derive(Clone)]
pub struct Posted(Arc<[(String, String)]>);

impl fmt::Debug for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posted").finish_non_exhaustive()
    }
}

impl Posted {
    pub fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields.into())
    }

    pub(crate) fn of_request() -> Option<Self> {
        use_context()
    }

    /// The first of that name; nothing where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        let named = self.0.iter().find(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}
