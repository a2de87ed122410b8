//! Identifiers. Each is its own type, so a product cannot be asked for by a tenant's number.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A shop. Zero is the house itself: events that belong to no single shop.
    TenantId,
    /// A group of shops.
    OrganisationId,
    ProductId,
    VariantId,
    CategoryId,
    FeaturedTypeId,
    AssignmentId,
    UserId,
    RoleId,
    /// Words a shop's search takes for each other.
    SynonymsId,
    /// A key by which another system uses a shop's API.
    ApiKeyId,
    /// A way to look at the table of products that somebody keeps.
    FilterId,
    CartId,
    HoldId,
    OrderId,
    OutfitId,
    /// A letter on its way to a customer.
    MailId,
    /// Counts the accepted changes of one shop's board. A placement has that of the change that made
    /// it as it is, zero before any; taken back, it has the one from before again.
    Revision,
    /// A position in one tenant's change feed: dense, in commit order, starting at one. Zero is
    /// the position before the first event.
    Seq,
}

impl TenantId {
    /// The feed of what concerns no single shop: the list of shops, accounts, operators' actions.
    pub const HOUSE: Self = Self(0);
}

impl Seq {
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
