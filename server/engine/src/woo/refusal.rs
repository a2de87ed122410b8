//! Why a shop did not answer what it was asked, and what can be done about it.

use crate::upstream::http::{Failure, Refusal};
use contract::Timestamp;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShopError {
    /// Nothing will come of it until somebody corrects the address.
    #[error(
        "{0} is not the address of a shop: it begins with https:// or http:// and names a host"
    )]
    Address(String),
    /// Nothing will come of it until somebody enters other keys.
    #[error("the shop refuses the keys ({code})")]
    Keys { code: String },
    /// The shop is there and has no such thing.
    #[error("the shop has no such thing ({code})")]
    Unknown { code: String },
    /// The shop is to be connected at its other address; keys are not carried there.
    #[error("the shop answers from another address: {to}")]
    Moved { to: String },
    /// Nothing will come of asking the same again.
    #[error("the shop does not accept this ({status}, {code})")]
    Rejected { status: u16, code: String },
    /// Something else answers there: a page of maintenance, or a shop without REST.
    #[error("what answers at this address is not WooCommerce")]
    NotAShop,
    /// Of a list: fewer at once may do.
    #[error("the answer is longer than {most} bytes")]
    TooLong { most: usize },
    /// It can be asked again later, where it said so not before.
    #[error("the shop does not answer: {said}")]
    Away { said: String, retry_after: Option<u64> },
    /// It failed several times in a row and is left in peace for a while.
    #[error("the shop failed several times in a row and is not asked now")]
    Resting { until: Timestamp },
}

impl ShopError {
    /// Whether the same question may be answered later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::NotAShop | Self::Away { .. } | Self::Resting { .. })
    }

    /// What a status that is no success means.
    fn of(status: u16, body: &[u8], retry_after: Option<u64>) -> Self {
        let said: Option<Value> = serde_json::from_slice(body).ok();
        let code = said.as_ref().and_then(|said| said["code"].as_str());
        // It goes to logs and pages.
        let code: String = code.unwrap_or("no code").chars().take(80).collect();
        match status {
            401 | 403 => Self::Keys { code },
            // A shop says it in JSON; another server does not.
            404 if said.is_some() && code != "rest_no_route" => Self::Unknown { code },
            404 => Self::NotAShop,
            429 | 500.. => Self::Away { said: format!("status {status}"), retry_after },
            _ => Self::Rejected { status, code },
        }
    }
}

impl From<Failure> for ShopError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Address(address) => Self::Address(address),
            Failure::Moved { to } => Self::Moved { to },
            Failure::TooLong { most } => Self::TooLong { most },
            Failure::Away { said } => Self::Away { said, retry_after: None },
            Failure::Resting { until } => Self::Resting { until },
            Failure::Another => Self::NotAShop,
            Failure::Refused { status, body, retry_after } => Self::of(status, &body, retry_after),
        }
    }
}

impl Refusal for ShopError {
    fn is_failure(&self) -> bool {
        matches!(self, Self::NotAShop | Self::Away { .. })
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Away { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
