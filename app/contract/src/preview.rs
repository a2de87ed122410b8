//! The window as it will be, or was: at any moment.

use crate::featured::{FeaturedType, ShopWindow};
use crate::{FeaturedTypeId, ProductId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    pub at: Timestamp,
    /// When it was asked.
    pub now: Timestamp,
    /// By the stock there is now: what will be sold nobody knows.
    pub window: ShopWindow,
    /// What somebody may not have meant, at that moment.
    pub findings: Vec<Finding>,
    /// The boundary before the moment, and the next one after it.
    pub before: Option<Timestamp>,
    pub after: Option<Timestamp>,
    /// What comes, from now on and in order.
    pub coming: Vec<Boundary>,
}

/// A moment at which schedules change something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boundary {
    pub at: Timestamp,
    pub turns: Vec<Turning>,
}

/// Something that begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turning {
    /// Nothing where it is the shelf itself.
    pub product: Option<String>,
    /// Nothing where it is the header.
    pub shelf: Option<String>,
    pub begins: bool,
}

/// A shelf or a product that is not seen as its schedule would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The shelf would be on show, but nothing on it.
    Empty { shelf: String },
    /// Products would be on show, but their shelf is not.
    Hidden { shelf: FeaturedType, products: Vec<String> },
    /// More would be on show than the shelf has room for.
    Crowded { shelf: FeaturedType, waiting: Vec<String> },
    /// One product on several shelves.
    Twice { product: ProductId, name: String, shelves: Vec<String> },
    /// It ended long ago and still has a place.
    LongEnded { shelf: FeaturedTypeId, title: String, product: String, ended: Timestamp },
    /// Its schedule lies wholly outside its shelf's.
    NeverSeen { shelf: FeaturedType, product: String },
}
