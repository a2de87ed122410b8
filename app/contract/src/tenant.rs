//! A shop.

use crate::{Currency, Language, OrganisationId, TenantId};
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
    /// BCP 47, for example `en-GB`: what its names and texts are written in.
    pub locale: String,
    /// What its pages can be read in besides its own language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// IANA, for example `Europe/Lisbon`.
    pub time_zone: String,
    /// How long what is held for a shopper is held.
    #[serde(default = "default_hold_minutes")]
    pub hold_minutes: i64,
}

fn default_hold_minutes() -> i64 {
    crate::hold::HOLD_MINUTES
}

impl Tenant {
    /// Its own language: that of its pages whose address names none. Where nobody speaks what its
    /// texts are written in, English stands around them.
    pub fn language(&self) -> Language {
        Language::of_locale(&self.locale).unwrap_or_default()
    }

    /// All languages its pages can be read in, its own first.
    pub fn spoken(&self) -> impl Iterator<Item = Language> + '_ {
        let own = self.language();
        let others = Language::ALL
            .into_iter()
            .filter(move |language| *language != own && self.languages.contains(language));
        [own].into_iter().chain(others)
    }
}
