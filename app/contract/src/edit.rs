//! What merchandisers do to the board, many things at once, and what it takes to take it back.

use crate::{
    FeaturedType, FeaturedTypeId, Header, Problem, ProductId, Receipt, Revision, Seq, Timestamp,
};
use serde::{Deserialize, Serialize};

/// The most edits one command takes: they are applied together, and one event names them all.
pub const EDITS_AT_ONCE: usize = 500;

/// The most changes one turn takes back; further back lies another way.
pub const FURTHEST: i64 = 200;

/// One thing done to one placement: a product on a shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Edit {
    pub type_id: FeaturedTypeId,
    pub product_id: ProductId,
    /// The placement's revision as its author saw it: with another one the edits are refused. Left
    /// out, whatever is there may be changed; but what is placed must not stand there yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Revision>,
    pub action: Action,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Action {
    /// Puts the product on the shelf: at the end, when no position is given.
    Place {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Timestamp>,
    },
    /// Takes it off.
    Remove,
    /// To another place, on this shelf or another one, with its schedule.
    Move {
        /// The same shelf, when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<FeaturedTypeId>,
        /// At the end, when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<i64>,
    },
    /// Shows it from when to when; always, when neither is given.
    Schedule {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at: Option<Timestamp>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Timestamp>,
    },
}

/// Where and when a product stands on a shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// From zero.
    pub position: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

/// An edit that would overwrite what somebody else has done since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Clash {
    /// Zero where it is the header.
    pub type_id: FeaturedTypeId,
    /// Zero where it is the shelf itself.
    pub product_id: ProductId,
    /// What it is about, by name.
    pub product: String,
    pub shelf: String,
    /// Who changed it last, and when.
    pub actor: String,
    pub at: Timestamp,
    /// How it stands there now; absent where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Place>,
    /// To be named by whoever goes on all the same.
    pub revision: Revision,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    Problem(Problem),
    /// Somebody was faster.
    Clashes(Vec<Clash>),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Refusal {
    /// For whoever does not look at the clashes one by one.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Clashes(clashes) => {
                let words = clashes.first().map(Clash::sentence).unwrap_or_default();
                Problem::conflict([&words, " Look at it again."].concat())
            }
        }
    }
}

/// Which change is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// The last of one's own that stands.
    Undo,
    /// The last of one's own that was taken back, unless one has gone on since.
    Redo,
    /// This one, whoever made it. Of a change that itself took one back: does that again.
    Change(Revision),
    /// Everything after this one, by whomever.
    BackTo(Revision),
}

/// What a turn did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Turned {
    pub seq: Seq,
    /// What was taken back, as a phrase: `moved Coat to place 3 on New in`.
    pub words: String,
}

impl Turned {
    pub fn receipt(&self) -> Receipt {
        Receipt { seq: self.seq }
    }
}

/// A change one may take back or do again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub revision: Revision,
    /// What it did, as a phrase.
    pub words: String,
}

/// One difference an accepted change made, with what its inverse needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "of")]
pub enum BoardChange {
    Placement {
        type_id: FeaturedTypeId,
        product_id: ProductId,
        /// The names at that time.
        shelf: String,
        product: String,
        before: Option<Place>,
        after: Option<Place>,
        /// The placement's revision before, and from here on.
        was: Revision,
        is: Revision,
    },
    Shelf {
        type_id: FeaturedTypeId,
        before: Option<Box<FeaturedType>>,
        after: Option<Box<FeaturedType>>,
        was: Revision,
        is: Revision,
    },
    /// What the front begins with.
    Header { before: Option<Box<Header>>, after: Option<Box<Header>>, was: Revision, is: Revision },
}

/// What the header's revision is kept under: it stands above all shelves.
pub const HEADER: FeaturedTypeId = FeaturedTypeId(0);

impl BoardChange {
    pub fn inverse(&self) -> Self {
        let mut inverse = self.clone();
        match &mut inverse {
            Self::Placement { before, after, was, is, .. } => {
                std::mem::swap(before, after);
                std::mem::swap(was, is);
            }
            Self::Shelf { before, after, was, is, .. } => {
                std::mem::swap(before, after);
                std::mem::swap(was, is);
            }
            Self::Header { before, after, was, is } => {
                std::mem::swap(before, after);
                std::mem::swap(was, is);
            }
        }
        inverse
    }

    pub fn type_id(&self) -> FeaturedTypeId {
        match self {
            Self::Placement { type_id, .. } | Self::Shelf { type_id, .. } => *type_id,
            Self::Header { .. } => HEADER,
        }
    }

    /// The product that is placed, where it is a placement.
    pub fn product_id(&self) -> Option<ProductId> {
        match self {
            Self::Placement { product_id, .. } => Some(*product_id),
            Self::Shelf { .. } | Self::Header { .. } => None,
        }
    }
}

/// What takes these changes back: each one's inverse, the last first.
pub fn inverse(changes: &[BoardChange]) -> Vec<BoardChange> {
    changes.iter().rev().map(BoardChange::inverse).collect()
}
