//! The words of Etalage as types: shared by the browser, the server and the API.
//!
//! JSON is camelCase. Amounts are integers in the currency's minor unit, moments are RFC 3339 in
//! UTC. Nothing here knows a framework; the traits services are reached by stand in [`ports`],
//! behind the feature of that name, and never reach the browser.

pub mod account;
pub mod cart;
pub mod deeds;
#[cfg(feature = "ports")]
pub mod draft;
pub mod edit;
pub mod featured;
pub mod header;
pub mod hold;
pub mod ids;
#[cfg(feature = "ports")]
pub mod key;
pub mod language;
pub mod live;
pub mod money;
pub mod order;
pub mod outfit;
pub mod picture;
#[cfg(feature = "ports")]
pub mod ports;
pub mod presence;
#[cfg(feature = "ports")]
pub mod preview;
pub mod problem;
pub mod product;
#[cfg(feature = "ports")]
pub mod protocol;
pub mod rule;
pub mod search;
pub mod source;
pub mod statistics;
pub mod stock;
pub mod stockroom;
pub mod table;
pub mod tenant;
#[cfg(feature = "testing")]
pub mod testing;
pub mod time;

pub use account::{Permission, Profile};
pub use cart::{Cart, CartEdit, CartLine};
pub use edit::{Action, Clash, Edit, Refusal, Turn};
pub use featured::{Assignment, FeaturedType, Layout, Receipt, Shelf, ShopWindow};
pub use header::{Header, Headline};
pub use hold::{Hold, HoldState};
pub use ids::{
    ApiKeyId, AssignmentId, CartId, CategoryId, FeaturedTypeId, FilterId, HoldId, MailId, OrderId,
    OrganisationId, OutfitId, ProductId, Revision, RoleId, Seq, SynonymsId, TenantId, UserId,
    VariantId,
};
#[cfg(feature = "ports")]
pub use key::{ApiKey, KeyScope};
pub use language::Language;
pub use live::Frame;
pub use money::Currency;
pub use order::{Customer, Order, OrderLine, OrderState};
pub use outfit::{Outfit, OutfitView};
pub use picture::Picture;
pub use problem::{Problem, ProblemKind};
pub use product::{Availability, Category, StockStatus, UniversalProduct, Variant};
pub use rule::{RuleOrder, ShelfRule};
pub use search::{SearchQuery, SearchResults};
pub use stock::{Available, Denied, Item, Shortage};
pub use tenant::Tenant;
pub use time::Timestamp;

/// What a service answers: the value, or a problem a caller can act on.
pub type Result<T, E = Problem> = std::result::Result<T, E>;
