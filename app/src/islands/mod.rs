//! What wakes in the browser. Each island shows everything without it, too.

mod gallery;
mod grid;
mod offer;
mod status;
mod window;

pub use gallery::GalleryKeys;
pub use grid::LiveGrid;
pub use offer::LiveOffer;
pub use status::LiveStatus;
pub use window::LiveWindow;
#[cfg(feature = "ssr")]
pub use window::shelf_view;
