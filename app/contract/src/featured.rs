//! Featured products: what merchandisers put in the window, and what shoppers see of it.

use crate::edit::Step;
use crate::{
    AssignmentId, FeaturedTypeId, Headline, ProductId, Revision, Seq, ShelfRule, TenantId,
    Timestamp, UniversalProduct,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    #[default]
    Grid,
    Carousel,
    List,
    /// Things that go together: shown as one, and on the page of each of them.
    Look,
}

impl Layout {
    pub const ALL: [Self; 4] = [Self::Grid, Self::Carousel, Self::List, Self::Look];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Carousel => "carousel",
            Self::List => "list",
            Self::Look => "look",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// What a card of this type wears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Badge {
    pub text: String,
    /// A name of the icon set: `star`, `flame`, `leaf`, `clock`, `tag`, `heart`, `spark`, `none`.
    pub icon: String,
    /// The two ends of the gradient, `#rrggbb`.
    pub gradient_from: String,
    pub gradient_to: String,
}

/// The icons a badge may carry.
pub const ICONS: [&str; 8] = ["none", "star", "flame", "leaf", "clock", "tag", "heart", "spark"];

/// A kind of prominence: one shelf of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FeaturedType {
    pub id: FeaturedTypeId,
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
    /// Shelves stand in ascending order.
    pub order: i64,
    /// How many products the shelf shows at most.
    pub capacity: i64,
    /// The shelf is shown from here on; always, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<Timestamp>,
    /// The shelf is shown until just before here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<Timestamp>,
    /// What fills it behind what is placed by hand. Shoppers are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<ShelfRule>,
}

/// A product placed under a featured type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    pub id: AssignmentId,
    pub product_id: ProductId,
    pub type_id: FeaturedTypeId,
    /// From zero, dense within the type.
    pub position: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Of the change that made it as it is: to be named by whoever changes it.
    #[serde(default)]
    pub revision: Revision,
}

/// Where a moment stands in a window of time: at the start it is in, at the end it is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Upcoming,
    Active,
    Ended,
}

impl Phase {
    pub fn at(now: Timestamp, from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        if until.is_some_and(|until| now >= until) {
            Self::Ended
        } else if from.is_some_and(|from| now < from) {
            Self::Upcoming
        } else {
            Self::Active
        }
    }
}

impl FeaturedType {
    pub fn phase(&self, now: Timestamp) -> Phase {
        Phase::at(now, self.active_from, self.active_until)
    }
}

impl Assignment {
    pub fn phase(&self, now: Timestamp) -> Phase {
        Phase::at(now, self.starts_at, self.ends_at)
    }
}

/// A featured type with the products it shows at one moment, as summaries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Shelf {
    #[serde(flatten)]
    pub featured_type: FeaturedType,
    pub products: Vec<UniversalProduct>,
}

/// The public view: every shelf on show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ShopWindow {
    pub tenant_id: TenantId,
    /// The feed position this view shows.
    pub seq: Seq,
    /// What the front begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Headline>,
    /// Every product on show, once, in the order of the shelves.
    pub featured_products: Vec<UniversalProduct>,
    /// The shelves in order. A shelf without a presentable product is not among them.
    pub featured_types: Vec<Shelf>,
    pub last_updated: Timestamp,
    /// The next moment at which a schedule changes this view without anybody writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// Asks for a product to be featured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeatureRequest {
    pub type_id: FeaturedTypeId,
    /// At the end of the shelf, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

/// A featured type as an editor sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeaturedTypeDraft {
    pub name: String,
    pub badge: Badge,
    pub layout: Layout,
    pub order: i64,
    pub capacity: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<ShelfRule>,
}

/// What every accepted change answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Any read begun after this answer reflects the feed up to here.
    pub seq: Seq,
}

/// The management view: everything placed, on show or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Board {
    pub tenant_id: TenantId,
    pub seq: Seq,
    /// The moment the states below were decided at.
    pub at: Timestamp,
    pub shelves: Vec<BoardShelf>,
    /// What whoever asks can take back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Step>,
    /// What they can do again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redo: Option<Step>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BoardShelf {
    #[serde(flatten)]
    pub featured_type: FeaturedType,
    /// Whether the shelf itself is within its active window.
    pub is_active: bool,
    pub items: Vec<BoardItem>,
    /// What its rule adds behind them, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<Filled>,
}

/// A product that stands on a shelf by its rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Filled {
    /// As a summary.
    pub product: UniversalProduct,
    pub state: ItemState,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BoardItem {
    pub assignment: Assignment,
    /// As a summary.
    pub product: UniversalProduct,
    pub state: ItemState,
}

/// Why a placed product is, or is not, on show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    OnShow,
    Upcoming,
    Ended,
    /// It comes back by itself with its stock.
    OutOfStock,
    Discontinued,
    /// The shelf is full before its turn comes.
    OverCapacity,
}

/// One line of the audit: who changed what, from what, to what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    pub seq: Seq,
    pub at: Timestamp,
    /// The account's name, `import`, or `schedule`.
    pub actor: String,
    /// The event's kind: `product_featured`, `featured_type_changed`, ...
    pub action: String,
    /// What it was done to, in words.
    pub subject: String,
    /// JSON; absent where there was nothing before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// JSON; absent where nothing remains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Of the board, where it can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// It has been taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_undone: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_its_start_and_ends_before_its_end() {
        let (from, until) = (Some(Timestamp(10)), Some(Timestamp(20)));
        let at = |now| Phase::at(Timestamp(now), from, until);
        assert_eq!(at(9), Phase::Upcoming);
        assert_eq!(at(10), Phase::Active);
        assert_eq!(at(19), Phase::Active);
        assert_eq!(at(20), Phase::Ended);
        assert_eq!(Phase::at(Timestamp(0), None, None), Phase::Active);
    }
}
