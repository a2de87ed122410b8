//! Who is at a board.

use crate::{FeaturedTypeId, UserId};
use serde::{Deserialize, Serialize};

/// Seconds between two signs of life of an open board.
pub const BEAT_SECONDS: u64 = 10;

/// Somebody who has the board open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Present {
    pub user_id: UserId,
    pub name: String,
    /// The shelf they work on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_id: Option<FeaturedTypeId>,
}
