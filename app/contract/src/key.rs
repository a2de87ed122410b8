//! Keys by which other systems use a shop's API.

use crate::{ApiKeyId, Timestamp};
use serde::{Deserialize, Serialize};

/// What a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KeyScope {
    /// Products and categories, whole.
    #[serde(rename = "catalogue:read")]
    CatalogueRead,
    /// What can be had.
    #[serde(rename = "inventory:read")]
    InventoryRead,
    /// Set pieces aside, and what was set aside with it.
    #[serde(rename = "holds:write")]
    HoldsWrite,
    /// Order what was set aside with it.
    #[serde(rename = "orders:write")]
    OrdersWrite,
}

impl KeyScope {
    pub const ALL: [Self; 4] =
        [Self::CatalogueRead, Self::InventoryRead, Self::HoldsWrite, Self::OrdersWrite];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::CatalogueRead => "catalogue:read",
            Self::InventoryRead => "inventory:read",
            Self::HoldsWrite => "holds:write",
            Self::OrdersWrite => "orders:write",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// A key as it is shown to those who manage them; never the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    pub id: ApiKeyId,
    /// What it was made for, in words.
    pub name: String,
    /// How it begins: enough to recognise it by, too little to use it.
    pub prefix: String,
    pub scopes: Vec<KeyScope>,
    pub created_at: Timestamp,
    /// To the minute or so.
    pub last_used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it opens anything at that moment.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }
}
