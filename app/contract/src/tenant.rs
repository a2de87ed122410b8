//! A shop.

use crate::{Currency, OrganisationId, TenantId};
use serde::{Deserialize, Serialize};

/// What everyone may know of a shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    pub id: TenantId,
    /// The part of the address that names it.
    pub slug: String,
    pub name: String,
    /// One line under the name.
    pub tagline: String,
    /// Plain text, a paragraph or two for the public profile.
    pub about: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// `#rrggbb`; contrast is the style's concern.
    pub accent: String,
    pub currency: Currency,
    /// BCP 47, for example `en-GB`.
    pub locale: String,
    /// IANA, for example `Europe/Lisbon`.
    pub time_zone: String,
}
