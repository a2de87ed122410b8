//! What a shop's front begins with: a few words, a way into the shop and a picture.

use crate::featured::Phase;
use crate::{Picture, ProductId, Revision, Seq, Timestamp, UniversalProduct};
use serde::{Deserialize, Serialize};

/// Characters of a title, of the text below it, and of a link's words.
pub const LONGEST_TITLE: usize = 80;
pub const LONGEST_TEXT: usize = 400;
pub const LONGEST_LINK: usize = 40;
/// Bytes of a link's path.
pub const LONGEST_PATH: usize = 200;

/// As a merchandiser sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    pub title: String,
    /// Plain; empty where the title says it all.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<HeaderLink>,
    /// The product whose picture stands beside the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture_of: Option<ProductId>,
    /// It is shown from here on; always, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<Timestamp>,
    /// It is shown until just before here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<Timestamp>,
}

/// A way into the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeaderLink {
    pub words: String,
    /// Below the shop's own address: `/c/coats`.
    pub path: String,
}

/// As shoppers see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Headline {
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<HeaderLink>,
    /// Its picture, as the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// How this house serves that picture, when it may fetch from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
}

impl Header {
    pub fn phase(&self, now: Timestamp) -> Phase {
        Phase::at(now, self.active_from, self.active_until)
    }

    /// `product` is the one whose picture is shown, where the catalogue still has it.
    pub fn headline(&self, product: Option<&UniversalProduct>) -> Headline {
        Headline {
            title: self.title.clone(),
            text: self.text.clone(),
            link: self.link.clone(),
            image_url: product.and_then(|product| product.image_url.clone()),
            picture: product.and_then(|product| product.picture.clone()),
        }
    }
}

/// To those who may change it: the header as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeaderDesk {
    pub seq: Seq,
    /// The moment `is_active` was decided at.
    pub is_active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    /// To be named by whoever changes it.
    pub revision: Revision,
    /// The product whose picture is shown, as a summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<UniversalProduct>,
}
