//! What travels on the stream: facts, never renderings.
//!
//! On the wire a frame is an SSE message: `id` is the feed position, `event` is
//! [`Frame::name`], `data` is the JSON of the variant's content.

use crate::{FeaturedTypeId, ProductId, Seq, Shelf, Timestamp, UniversalProduct};
use serde::{Deserialize, Serialize};

/// How many products one frame describes; the rest is named by id.
pub const FACTS_PER_FRAME: usize = 24;

/// A message to open pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    Window(WindowChanged),
    Products(ProductsChanged),
    Board(BoardChanged),
    Reset(Cursor),
    Heartbeat(Cursor),
}

impl Frame {
    pub const WINDOW: &'static str = "window";
    pub const PRODUCTS: &'static str = "products";
    pub const BOARD: &'static str = "board";
    pub const RESET: &'static str = "reset";
    pub const HEARTBEAT: &'static str = "heartbeat";

    pub fn name(&self) -> &'static str {
        match self {
            Self::Window(_) => Self::WINDOW,
            Self::Products(_) => Self::PRODUCTS,
            Self::Board(_) => Self::BOARD,
            Self::Reset(_) => Self::RESET,
            Self::Heartbeat(_) => Self::HEARTBEAT,
        }
    }
}

/// Shelves as they stand now. Applying a frame twice, or an older one after a newer one was
/// skipped, leaves the page right: the receiver keeps the highest `seq` per shelf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowChanged {
    pub seq: Seq,
    /// The shelves on show, in order.
    pub order: Vec<FeaturedTypeId>,
    /// Those among them whose content changed, whole.
    pub shelves: Vec<Shelf>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductsChanged {
    pub seq: Seq,
    /// The changed products as summaries, at most [`FACTS_PER_FRAME`].
    pub products: Vec<UniversalProduct>,
    /// Products that are no longer in the catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<ProductId>,
    /// Changed too, but to be asked for by a page that shows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<ProductId>,
}

/// To those who may see the management view: it changed, by whose hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BoardChanged {
    pub seq: Seq,
    pub actor: String,
    /// The event's kind.
    pub action: String,
    pub subject: String,
}

/// A position in the feed. As `reset`: what came before cannot be replayed, take the state anew.
/// As `heartbeat`: everything up to here has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    pub seq: Seq,
    pub at: Timestamp,
}
