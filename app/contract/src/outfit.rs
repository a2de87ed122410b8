//! Outfits: products somebody put together.

use crate::cart::CartLine;
use crate::{OutfitId, ProductId, Timestamp};
use serde::{Deserialize, Serialize};

/// The most pieces of one outfit.
pub const MOST_PIECES: usize = 12;
/// In characters.
pub const LONGEST_NAME: usize = 80;

/// One piece as it is stored: an article, or a product whose variant is still to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutfitPiece {
    pub product: ProductId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
}

/// An outfit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outfit {
    pub id: OutfitId,
    /// What it is shared by: random, so that nobody finds another's.
    pub code: String,
    pub name: String,
    pub pieces: Vec<OutfitPiece>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An outfit as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutfitView {
    pub outfit: Outfit,
    /// Whether whoever looks may change it.
    pub is_own: bool,
    /// One per piece, of quantity one; where the variant is still open, `item.sku` is empty.
    pub lines: Vec<CartLine>,
    pub now: Timestamp,
}

impl OutfitView {
    pub fn total_cents(&self) -> i64 {
        self.lines.iter().filter_map(CartLine::price_cents).fold(0, i64::saturating_add)
    }

    /// Whether every piece can be had; nothing where that could not be asked.
    pub fn is_there(&self) -> Option<bool> {
        self.lines.iter().try_fold(true, |all, line| Some(all && line.is_there()?))
    }
}
