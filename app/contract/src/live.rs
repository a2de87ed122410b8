//! What travels on the stream: facts, never renderings.
//!
//! On the wire a frame is an SSE message: `event` is [`Frame::name`], `data` is the JSON of the
//! variant's content, `id` the feed position. Of several frames of one position only the last has
//! an `id`: who returns with it has seen all of them.

use crate::{FeaturedType, FeaturedTypeId, Headline, ProductId, Seq, Timestamp, UniversalProduct};
use serde::{Deserialize, Serialize};

/// How many products one frame describes; the rest is named by id.
pub const FACTS_PER_FRAME: usize = 24;

/// A message to open pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    Window(WindowChanged),
    Header(HeaderChanged),
    Products(ProductsChanged),
    Board(BoardChanged),
    Own(OwnChanged),
    Reset(Cursor),
    Heartbeat(Cursor),
}

impl Frame {
    pub const WINDOW: &'static str = "window";
    pub const HEADER: &'static str = "header";
    pub const PRODUCTS: &'static str = "products";
    pub const BOARD: &'static str = "board";
    pub const OWN: &'static str = "own";
    pub const RESET: &'static str = "reset";
    pub const HEARTBEAT: &'static str = "heartbeat";

    pub fn name(&self) -> &'static str {
        match self {
            Self::Window(_) => Self::WINDOW,
            Self::Header(_) => Self::HEADER,
            Self::Products(_) => Self::PRODUCTS,
            Self::Board(_) => Self::BOARD,
            Self::Own(_) => Self::OWN,
            Self::Reset(_) => Self::RESET,
            Self::Heartbeat(_) => Self::HEARTBEAT,
        }
    }

    /// The position a frame's `data` belongs to. It comes first in every variant's content.
    pub fn seq_of(data: &str) -> Option<Seq> {
        let digits = data.strip_prefix("{\"seq\":")?;
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        digits.get(..end)?.parse().ok()
    }
}

/// Shelves as they stand now. Applying a frame twice, or an older one after a newer one, leaves
/// the page right: the receiver keeps the highest `seq` per shelf.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowChanged {
    pub seq: Seq,
    /// The shelves on show, in order.
    pub order: Vec<FeaturedTypeId>,
    /// Those among them that changed.
    pub shelves: Vec<ShelfChanged>,
}

/// A shelf as it stands now. Thousands of pages are told: of the products only those a page that
/// follows cannot know are described.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShelfChanged {
    #[serde(flatten)]
    pub featured_type: FeaturedType,
    /// What stands on it, in order.
    pub items: Vec<ProductId>,
    /// Those among them that are new in the window or changed, as summaries.
    pub products: Vec<UniversalProduct>,
}

/// What the front begins with, as it stands now; nothing where there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeaderChanged {
    pub seq: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Headline>,
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

/// To those who share a cart: something of theirs changed, be it the cart, what is set aside or an
/// order. What it is now is to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnChanged {
    pub seq: Seq,
}

/// A position in the feed. As `reset`: what came before cannot be replayed, take the state anew.
/// As `heartbeat`: everything up to here has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    pub seq: Seq,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_content_begins_with_its_position() {
        let seq = Seq(42);
        let cursor = Cursor { seq, at: Timestamp(0) };
        let (actor, action, subject) = Default::default();
        let contents = [
            serde_json::to_string(&WindowChanged { seq, order: vec![], shelves: vec![] }),
            serde_json::to_string(&HeaderChanged { seq, header: None }),
            serde_json::to_string(&ProductsChanged { seq, ..Default::default() }),
            serde_json::to_string(&BoardChanged { seq, actor, action, subject }),
            serde_json::to_string(&OwnChanged { seq }),
            serde_json::to_string(&cursor),
        ];
        for content in contents {
            assert_eq!(Frame::seq_of(&content.unwrap()), Some(seq));
        }
        assert_eq!(Frame::seq_of("{}"), None);
    }
}
