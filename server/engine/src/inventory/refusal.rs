//! Why a back office did not answer what it was asked, and what can be done about it.

use crate::upstream::http::{Failure, Refusal};
use contract::Timestamp;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InventoryError {
    /// Nothing will come of it until somebody corrects the address.
    #[error(
        "{0} is not the address of a system: it begins with https:// or http:// and names a host"
    )]
    Address(String),
    /// Nothing will come of it until somebody enters another key.
    #[error("the back office refuses the key: {said}")]
    Key { said: String },
    /// It is to be connected at its other address; keys are not carried there.
    #[error("the back office answers from another address: {to}")]
    Moved { to: String },
    /// Nothing will come of asking the same again.
    #[error("the back office does not accept this ({status}): {said}")]
    Rejected { status: u16, said: String },
    /// A page of maintenance, or a system of another kind.
    #[error("what answers at this address does not speak the inventory protocol")]
    Another,
    #[error("the answer is longer than {most} bytes")]
    TooLong { most: usize },
    /// It can be asked again later, where it said so not before.
    #[error("the back office does not answer: {said}")]
    Away { said: String, retry_after: Option<u64> },
    /// It failed several times in a row and is left in peace for a while.
    #[error("the back office failed several times in a row and is not asked now")]
    Resting { until: Timestamp },
    /// More likely an accident there than a shop that sells nothing any more.
    #[error("the back office lists no products any more; those known here are kept")]
    Emptied,
}

impl InventoryError {
    /// Whether the same question may be answered later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Another | Self::Away { .. } | Self::Resting { .. } | Self::Emptied)
    }

    fn of(status: u16, body: &[u8], retry_after: Option<u64>) -> Self {
        match status {
            401 | 403 => Self::Key { said: said(status, body) },
            404 => Self::Another,
            429 | 500.. => Self::Away { said: format!("status {status}"), retry_after },
            _ => Self::Rejected { status, said: said(status, body) },
        }
    }
}

/// The title of a problem document, as it may stand in logs and on pages.
pub(crate) fn said(status: u16, body: &[u8]) -> String {
    let document: Option<Value> = serde_json::from_slice(body).ok();
    let title = document.as_ref().and_then(|document| document["title"].as_str());
    let title = title.unwrap_or_default().chars().filter(|c| !c.is_control()).take(160);
    let title: String = title.collect();
    if title.trim().is_empty() { format!("status {status}") } else { title }
}

impl From<Failure> for InventoryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Address(address) => Self::Address(address),
            Failure::Moved { to } => Self::Moved { to },
            Failure::TooLong { most } => Self::TooLong { most },
            Failure::Away { said } => Self::Away { said, retry_after: None },
            Failure::Resting { until } => Self::Resting { until },
            Failure::Another => Self::Another,
            Failure::Refused { status, body, retry_after } => Self::of(status, &body, retry_after),
        }
    }
}

impl Refusal for InventoryError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Another | Self::Away { .. })
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Away { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
