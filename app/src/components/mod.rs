//! Parts of pages. Those that islands use are made for both sides; the rest stays on the server.

pub mod badge;
pub mod card;
pub mod editorial_header;
pub mod icon;
pub mod photo;
pub mod price;
pub mod stock;

#[cfg(feature = "ssr")]
pub mod buy;
#[cfg(feature = "ssr")]
pub mod countries;
#[cfg(feature = "ssr")]
pub mod crumbs;
#[cfg(feature = "ssr")]
pub mod facets;
#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
pub mod gallery;
#[cfg(feature = "ssr")]
pub mod head;
#[cfg(feature = "ssr")]
pub mod languages;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
pub mod notice;
#[cfg(feature = "ssr")]
pub mod pager;
#[cfg(feature = "ssr")]
pub mod search_form;
#[cfg(feature = "ssr")]
pub mod share;

pub use card::{CardRow, UniversalProductCard};

/// The path of a shop's front in its own language. Pages have it from their
/// [`Place`](crate::live::Place), which knows the language they are in.
#[cfg(feature = "ssr")]
pub fn shop_path(shop: &str) -> String {
    format!("/t/{shop}")
}
