//! The change feed's events: what changed, for whom, by whose hand.
//!
//! To add a kind: a variant of [`Change`] with its [`kind`](Change::kind); the views in the engine
//! then fail to compile until they say what it means to them.

use crate::{Result, StoreError};
use contract::{
    CartId, FeaturedTypeId, Permission, ProductId, Seq, SynonymsId, TenantId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// One entry of a tenant's feed. It was committed together with the change it tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub tenant_id: TenantId,
    /// Dense per tenant, in commit order.
    pub seq: Seq,
    pub audience: Audience,
    pub change: Change,
    /// The trace the change belongs to, from the click to the card.
    pub trace_id: String,
    /// What wrote it: `admin`, `import`, `schedule`, ...
    pub producer_id: String,
    pub at: Timestamp,
}

/// Who may hear of an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Audience {
    Public,
    /// Those whose role includes the right.
    Role(Permission),
    /// Those who share a cart.
    Cart(CartId),
    /// Somebody only a newer version of the program knows.
    Unknown,
}

impl Audience {
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Public => "public".into(),
            Self::Role(permission) => format!("role:{}", permission.as_str()),
            Self::Cart(id) => format!("cart:{id}"),
            Self::Unknown => "unknown".into(),
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        match text.split_once(':') {
            None if text == "public" => Some(Self::Public),
            Some(("role", name)) => Permission::parse(name).map(Self::Role),
            Some(("cart", id)) => id.parse().ok().map(Self::Cart),
            _ => None,
        }
        .unwrap_or(Self::Unknown)
    }
}

/// Who did something to what, in words; for those who look at the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub actor: String,
    pub subject: String,
}

/// What changed. Stored as `(kind, payload)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Change {
    /// Records of the catalogue, at most 500 at a time.
    ProductsChanged {
        ids: Vec<ProductId>,
        /// Whether some of them stand elsewhere in the lists than before: they are new, came back,
        /// or have another name or category.
        #[serde(default)]
        relisted: bool,
    },
    ProductsRemoved {
        ids: Vec<ProductId>,
    },
    /// Pictures of these products were looked at: their size is known, or what was found is new.
    PicturesSeen {
        ids: Vec<ProductId>,
    },
    TenantChanged {
        id: TenantId,
    },
    FeaturedTypeChanged {
        id: FeaturedTypeId,
        note: Note,
    },
    FeaturedTypeDeleted {
        id: FeaturedTypeId,
        note: Note,
    },
    ProductFeatured {
        product: ProductId,
        featured_type: FeaturedTypeId,
        note: Note,
    },
    ProductUnfeatured {
        product: ProductId,
        featured_type: FeaturedTypeId,
        note: Note,
    },
    /// What the shop's front begins with.
    HeaderChanged {
        note: Note,
    },
    /// Several placements at once, or one that was taken back; of so many that they do not fit, the
    /// first of these events has the note.
    BoardEdited {
        products: Vec<ProductId>,
        /// Its subject is what was done.
        note: Note,
    },
    /// The clock reached the beginning or end of a schedule.
    ScheduleReached {
        boundary: Timestamp,
    },
    /// Cached pages are to be dropped; all of the tenant's when both lists are empty.
    PagesRevalidated {
        paths: Vec<String>,
        tags: Vec<String>,
    },
    /// What the shop's search takes for each other.
    SynonymsChanged {
        id: SynonymsId,
        note: Note,
    },
    /// The shop system behind the shop, or the keys to it.
    ConnectionChanged {
        note: Note,
    },
    /// A key of another system was made, or is good for nothing any more.
    ApiKeysChanged {
        note: Note,
    },
    /// What somebody means to buy.
    CartChanged {
        cart: CartId,
    },
    /// Pieces were set aside, or what was has another time or end; `what` is the kind of what
    /// happened.
    HoldChanged {
        code: String,
        what: String,
    },
    OrderChanged {
        code: String,
    },
    /// The count of an article was corrected by hand.
    StockCorrected {
        sku: String,
    },
    /// A person, or what they may do.
    AccountsChanged {
        user: UserId,
    },
    /// What this version of the program cannot read: another one wrote it, newer and running beside
    /// it, or older. Anything may have changed. Never written.
    #[serde(skip)]
    Unknown {
        kind: String,
    },
}

impl Change {
    /// The stable name of the kind, as stored and as the audit says it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ProductsChanged { .. } => "products_changed",
            Self::ProductsRemoved { .. } => "products_removed",
            Self::PicturesSeen { .. } => "pictures_seen",
            Self::TenantChanged { .. } => "tenant_changed",
            Self::FeaturedTypeChanged { .. } => "featured_type_changed",
            Self::FeaturedTypeDeleted { .. } => "featured_type_deleted",
            Self::ProductFeatured { .. } => "product_featured",
            Self::ProductUnfeatured { .. } => "product_unfeatured",
            Self::HeaderChanged { .. } => "header_changed",
            Self::BoardEdited { .. } => "board_edited",
            Self::ScheduleReached { .. } => "schedule_reached",
            Self::PagesRevalidated { .. } => "pages_revalidated",
            Self::SynonymsChanged { .. } => "synonyms_changed",
            Self::ConnectionChanged { .. } => "connection_changed",
            Self::ApiKeysChanged { .. } => "api_keys_changed",
            Self::CartChanged { .. } => "cart_changed",
            Self::HoldChanged { .. } => "hold_changed",
            Self::OrderChanged { .. } => "order_changed",
            Self::StockCorrected { .. } => "stock_corrected",
            Self::AccountsChanged { .. } => "accounts_changed",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The payload column: the content without the kind.
    pub(crate) fn payload(&self) -> Result<String> {
        let mut whole = serde_json::to_value(self).map_err(StoreError::corrupt)?;
        Ok(whole["payload"].take().to_string())
    }

    pub(crate) fn parse(kind: &str, payload: &str) -> Self {
        let read = |payload| {
            let payload: serde_json::Value = serde_json::from_str(payload)?;
            serde_json::from_value(serde_json::json!({ "kind": kind, "payload": payload }))
        };
        read(payload).unwrap_or_else(|error: serde_json::Error| {
            tracing::warn!(kind, %error, "An event cannot be read; everything is taken for changed.");
            Self::Unknown { kind: kind.to_owned() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_back_from_its_columns() {
        let note = Note { actor: "Ines".into(), subject: "Linen coat in New in".into() };
        let changes = [
            Change::ProductsChanged { ids: vec![ProductId(3)], relisted: true },
            Change::ProductFeatured {
                product: ProductId(1),
                featured_type: FeaturedTypeId(2),
                note,
            },
            Change::ScheduleReached { boundary: Timestamp(86_400_000) },
            Change::PagesRevalidated { paths: vec!["/t/tide".into()], tags: vec![] },
        ];
        for change in changes {
            let (kind, payload) = (change.kind(), change.payload().unwrap());
            assert_eq!(Change::parse(kind, &payload), change);
            // The serialised tag and the stored kind are one word.
            assert_eq!(serde_json::to_value(&change).unwrap()["kind"], kind);
        }
        let unknown = Change::Unknown { kind: "moon_landed".into() };
        assert_eq!(Change::parse("moon_landed", "{}"), unknown);
        let former = Change::Unknown { kind: "shelf_reordered".into() };
        assert_eq!(Change::parse("shelf_reordered", r#"{"featured_type":1}"#), former);
        assert!(unknown.payload().is_err(), "what cannot be read is never written");
    }

    #[test]
    fn an_audience_is_read_back_from_its_text() {
        let all =
            [Audience::Public, Audience::Role(Permission::BoardView), Audience::Cart(CartId(7))];
        for audience in all {
            assert_eq!(Audience::parse(&audience.to_text()), audience);
        }
        assert_eq!(Audience::parse("role:astronaut"), Audience::Unknown);
    }
}
