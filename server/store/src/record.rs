//! What commands carry and reads answer, where `contract` has no type for it.

use contract::{
    ApiKey, Assignment, Currency, FeaturedType, Header, Language, OrganisationId, Permission,
    ProductId, Revision, Tenant, TenantId, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// Who does something, and whence; on every command that appends events.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// As the audit names them.
    pub actor: String,
    pub user_id: Option<UserId>,
    pub trace_id: String,
    pub producer_id: String,
    pub at: Timestamp,
}

/// A key that was not revoked, as requests are compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyRecord {
    pub tenant: TenantId,
    pub hash: String,
    pub key: ApiKey,
}

/// A product that changed, or has gone, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedProduct {
    pub id: ProductId,
    pub sku: String,
    pub changed_at: Timestamp,
    pub is_gone: bool,
}

/// A shop on its way in; recognised by its slug.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantDraft {
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub about: String,
    /// By name; created when there is none of that name.
    pub organisation: Option<String>,
    pub logo_url: Option<String>,
    /// `#rrggbb`.
    pub accent: String,
    pub currency: Currency,
    pub locale: String,
    /// Besides that of its locale.
    #[serde(default)]
    pub languages: Vec<Language>,
    pub time_zone: String,
    /// Within [`contract::hold::HOLD_MINUTES_RANGE`].
    #[serde(default = "default_hold_minutes")]
    pub hold_minutes: i64,
}

impl TenantDraft {
    /// A shop that says no more of itself than its name: in euros, in English, in universal time.
    pub fn named(slug: &str, name: &str) -> Self {
        Self {
            slug: slug.into(),
            name: name.into(),
            tagline: String::new(),
            about: String::new(),
            organisation: None,
            logo_url: None,
            accent: "#7a4b2f".into(),
            currency: Currency::EUR,
            locale: "en-IE".into(),
            languages: vec![],
            time_zone: "UTC".into(),
            hold_minutes: default_hold_minutes(),
        }
    }
}

impl From<Tenant> for TenantDraft {
    fn from(tenant: Tenant) -> Self {
        Self {
            slug: tenant.slug,
            name: tenant.name,
            tagline: tenant.tagline,
            about: tenant.about,
            organisation: tenant.organisation_name,
            logo_url: tenant.logo_url,
            accent: tenant.accent,
            currency: tenant.currency,
            locale: tenant.locale,
            languages: tenant.languages,
            time_zone: tenant.time_zone,
            hold_minutes: tenant.hold_minutes,
        }
    }
}

fn default_hold_minutes() -> i64 {
    contract::hold::HOLD_MINUTES
}

/// What became of a batch of drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpsertOutcome {
    pub created: u32,
    /// Changed, or brought back after a removal.
    pub updated: u32,
    pub unchanged: u32,
    /// Older than what is stored, or than its removal.
    pub stale: u32,
}

/// What became of products made from what a shop system said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishOutcome {
    pub products: UpsertOutcome,
    /// No longer shown.
    pub hidden: u32,
    /// In quarantine.
    pub refused: u32,
    /// Of each delivery that is on show with it: when the shop made the change, where it says, and
    /// when it arrived.
    pub ways: Vec<(Option<Timestamp>, Timestamp)>,
}

/// What is known of a source's picture once somebody looked at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRecord {
    /// Made from the address the source gave.
    pub key: String,
    /// Made from what was found there.
    pub content: String,
    pub width: i64,
    pub height: i64,
    /// A few pixels of it, as a WebP file in base64.
    pub blur: String,
}

/// One attempt at something that is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptId(pub i64);

/// Where a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Everywhere, and for what concerns no single shop.
    House,
    Organisation(OrganisationId),
    Tenant(TenantId),
}

impl Scope {
    pub(crate) fn columns(self) -> (&'static str, i64) {
        match self {
            Self::House => ("house", 0),
            Self::Organisation(id) => ("organisation", id.0),
            Self::Tenant(id) => ("tenant", id.0),
        }
    }

    pub(crate) fn from_columns(kind: &str, id: i64) -> Option<Self> {
        match kind {
            "house" => Some(Self::House),
            "organisation" => Some(Self::Organisation(OrganisationId(id))),
            "tenant" => Some(Self::Tenant(TenantId(id))),
            _ => None,
        }
    }
}

/// A role somebody holds somewhere, with what it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    pub user_id: UserId,
    pub role: String,
    pub scope: Scope,
    pub permissions: Vec<Permission>,
}

/// An account. `Debug` leaves the hash out.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRecord {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub password_hash: Option<String>,
}

impl std::fmt::Debug for UserRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRecord")
            .field("id", &self.id)
            .field("email", &self.email)
            .field("name", &self.name)
            .field("has_password", &self.password_hash.is_some())
            .finish()
    }
}

/// What a sitemap says of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapProduct {
    pub id: ProductId,
    pub slug: String,
    pub updated_at: Timestamp,
}

/// A stretch of a shop's products, by id, that stands in one sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapPart {
    /// It begins with the first product after this one.
    pub after: ProductId,
    /// When one of them last changed.
    pub updated_at: Timestamp,
}

/// What a shop's window is made of, at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Featured {
    pub types: Vec<FeaturedType>,
    pub assignments: Vec<Assignment>,
    /// What the front begins with.
    pub header: Option<Header>,
    pub header_revision: Revision,
}
