//! Why a back office did not do what it was asked about stock, and what can be done about it.

use crate::inventory::refusal::said;
use crate::trade::cannot_tell;
use crate::upstream::http::{Failure, Refusal};
use contract::{Denied, Problem, Shortage, Timestamp};
use serde::Deserialize;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfficeError {
    /// Nothing will come of it until somebody corrects the address.
    #[error("the back office cannot be asked at {0}")]
    Address(String),
    /// Nothing will come of it until somebody enters a key that may do this.
    #[error("the back office refuses the key: {0}")]
    Key(String),
    /// Not everything can be had; nothing was taken.
    #[error("the back office has too little of it")]
    Short(Vec<Shortage>),
    /// This key made no such thing there.
    #[error("the back office knows no such thing")]
    Unknown,
    /// Its state there is another one: it is over, ordered, or had its more time.
    #[error("the back office says no: {0}")]
    Conflict(String),
    /// Nothing will come of asking the same again.
    #[error("the back office does not accept this ({status}): {said}")]
    Rejected { status: u16, said: String },
    /// No answer, or none that can be understood: whether it was done nobody knows.
    #[error("the back office does not answer: {said}")]
    Away { said: String, retry_after: Option<u64> },
    /// It failed several times in a row and was not asked.
    #[error("the back office failed several times in a row and is not asked now")]
    Resting { until: Timestamp },
}

impl OfficeError {
    pub(super) fn not_understood() -> Self {
        Self::Away { said: "what it said is not the inventory protocol".into(), retry_after: None }
    }

    /// Whether it may have done what it was asked.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Away { .. })
    }

    /// Whether the same may be asked later without anybody having to look at what is asked.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Key(_) | Self::Away { .. } | Self::Resting { .. })
    }

    /// For whoever wanted something set aside, or more time for it.
    pub(super) fn problem(&self) -> Problem {
        match self {
            Self::Short(short) => Denied::Short(short.clone()).problem(),
            Self::Unknown => Problem::not_found("hold"),
            Self::Conflict(_) => {
                Problem::conflict("This is not held any more, or was given more time already.")
            }
            Self::Rejected { .. } => {
                tracing::warn!(error = %self, "A back office refuses what this shop asks of it.");
                Problem::conflict("This cannot be reserved as it is.")
            }
            _ => {
                tracing::warn!(error = %self, "Whoever owns the stock cannot be asked.");
                cannot_tell()
            }
        }
    }

    fn of(status: u16, body: &[u8], retry_after: Option<u64>) -> Self {
        #[derive(Deserialize)]
        struct Short {
            shortages: Vec<Shortage>,
        }
        match status {
            401 | 403 => Self::Key(said(status, body)),
            // Another kind of server has no such page at all.
            404 if serde_json::from_slice::<Value>(body).is_ok_and(|it| it.is_object()) => {
                Self::Unknown
            }
            404 => Self::not_understood(),
            409 => match serde_json::from_slice::<Short>(body) {
                Ok(Short { shortages }) if !shortages.is_empty() => Self::Short(shortages),
                _ => Self::Conflict(said(status, body)),
            },
            408 | 425 | 429 | 500.. => Self::Away { said: said(status, body), retry_after },
            _ => Self::Rejected { status, said: said(status, body) },
        }
    }
}

impl From<OfficeError> for Denied {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Short(short) => Self::Short(short),
            error => Self::Problem(error.problem()),
        }
    }
}

impl From<Failure> for OfficeError {
    fn from(failure: Failure) -> Self {
        let away = |said: String| Self::Away { said, retry_after: None };
        match failure {
            Failure::Address(address) => Self::Address(address),
            Failure::Moved { to } => Self::Address(format!("this address any more, but at {to}")),
            Failure::TooLong { most } => away(format!("its answer is longer than {most} bytes")),
            Failure::Away { said } => away(said),
            Failure::Resting { until } => Self::Resting { until },
            Failure::Another => Self::not_understood(),
            Failure::Refused { status, body, retry_after } => Self::of(status, &body, retry_after),
        }
    }
}

impl Refusal for OfficeError {
    fn is_failure(&self) -> bool {
        self.is_uncertain()
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Away { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> OfficeError {
        Failure::Refused { status, body: body.into(), retry_after: None }.into()
    }

    #[test]
    fn a_conflict_says_what_is_missing_or_that_it_is_over() {
        let short =
            r#"{"title": "Too little.", "shortages": [{"sku": "A", "wanted": 3, "free": 1}]}"#;
        let one = Shortage { sku: "A".into(), wanted: 3, free: 1 };
        assert_eq!(refused(409, short), OfficeError::Short(vec![one]));
        let over = refused(409, r#"{"title": "It is over.", "shortages": []}"#);
        assert_eq!(over, OfficeError::Conflict("It is over.".into()));
        assert_eq!(refused(404, r#"{"title": "No such hold."}"#), OfficeError::Unknown);
    }

    #[test]
    fn only_silence_leaves_it_open_whether_it_was_done() {
        for (status, body) in [(500, ""), (502, "<html>"), (429, ""), (404, "<html>")] {
            assert!(refused(status, body).is_uncertain(), "{status}");
        }
        for status in [400, 401, 403, 409, 422] {
            assert!(!refused(status, "{}").is_uncertain(), "{status}");
        }
        assert!(refused(401, "").is_passing() && !refused(422, "").is_passing());
        assert_eq!(refused(503, "").problem(), cannot_tell());
    }
}
