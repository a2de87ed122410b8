//! What wakes in the browser. Each island shows everything without it, too.

mod gallery;
mod grid;
#[cfg(feature = "hydrate")]
pub(crate) mod js;
mod offer;
mod recent;
#[cfg(feature = "hydrate")]
pub(crate) mod share;
mod status;
pub mod strips;
mod window;
pub mod zoom;

pub use gallery::GalleryKeys;
pub use grid::LiveGrid;
pub use offer::LiveOffer;
pub use recent::RecentlySeen;
pub use status::LiveStatus;
pub use window::LiveWindow;
#[cfg(feature = "ssr")]
pub use window::shelf_view;
