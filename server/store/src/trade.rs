//! What is bought and sold: commands about stock, holds, carts, orders and outfits, and what is read
//! of them.

use crate::record::Origin;
use contract::cart::CartItem;
use contract::hold::HoldEvent;
use contract::outfit::OutfitPiece;
use contract::{
    CartEdit, CartId, Currency, Customer, Hold, HoldId, HoldState, Item, MailId, Order, OrderId,
    OrderLine, Outfit, TenantId, Timestamp,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whose stock a hold is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Our own tables.
    Embedded,
    /// A WooCommerce: its count, our holds.
    WooCommerce,
    /// A back office that speaks the inventory protocol: its count, its holds.
    Inventory,
}

impl Authority {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::WooCommerce => "woocommerce",
            Self::Inventory => "inventory",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Embedded, Self::WooCommerce, Self::Inventory]
            .into_iter()
            .find(|value| value.as_str() == text)
    }

    /// Whether pieces are counted here.
    pub fn is_counted_here(self) -> bool {
        self != Self::Inventory
    }
}

/// Who a hold or an order belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// Whoever shares that cart.
    Cart(CartId),
    /// Another system, by its key.
    Key(contract::ApiKeyId),
}

impl Owner {
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Cart(cart) => format!("cart:{cart}"),
            Self::Key(key) => format!("key:{key}"),
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "cart" => Some(Self::Cart(CartId(id))),
            "key" => Some(Self::Key(contract::ApiKeyId(id))),
            _ => None,
        }
    }
}

/// An idempotency key, and a hash of what was asked with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub key: String,
    pub hash: String,
}

/// What the system that owns an article's stock said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub sku: String,
    /// None where it does not count it.
    pub said: Option<i64>,
    /// When it was asked, by our clock: before it answered.
    pub asked_at: Timestamp,
    /// Other articles that are counted in that same number.
    #[serde(default)]
    pub pool: Vec<String>,
}

/// Sets pieces aside, all of them or none: [`StoreError::Short`](crate::StoreError) names what is
/// missing. The same request again answers the hold it made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlaceHold {
    pub tenant: TenantId,
    pub origin: Origin,
    pub owner: Owner,
    pub customer_id: Option<String>,
    /// What it will be asked for by.
    pub code: String,
    /// Tidy: by SKU, each once.
    pub items: Vec<Item>,
    pub expires_at: Timestamp,
    pub authority: Authority,
    /// Its name where the stock is another system's, and it was made there.
    pub remote_id: Option<String>,
    pub request: Option<Request>,
    /// Lets go of what the owner holds already: of the same items it is kept as it is instead.
    pub replaces: bool,
    /// Counts that were asked for just now; [`StoreError::Stale`](crate::StoreError) where pieces have
    /// left since.
    pub counted: Vec<Counted>,
}

/// Gives a hold more time, once. [`StoreError::Over`](crate::StoreError) where it has none any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExtendHold {
    pub tenant: TenantId,
    pub origin: Origin,
    /// None for those who may extend anybody's.
    pub owner: Option<Owner>,
    pub code: String,
    pub expires_at: Timestamp,
}

/// Lets pieces go. Nothing where that has happened already, however.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseHold {
    pub tenant: TenantId,
    pub origin: Origin,
    /// None for those who may let go of anybody's.
    pub owner: Option<Owner>,
    pub code: String,
}

/// Lets go of what has lapsed. Answers how many there were; as many as `most` may be followed by
/// more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExpireHolds {
    pub tenant: TenantId,
    pub origin: Origin,
    pub most: i64,
}

/// Notes what the owner of the stock says of an active hold, where that is something else than is
/// known here, and brings it to that. False where it was so already, or is not any more what its author
/// compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RepairHold {
    pub tenant: TenantId,
    pub origin: Origin,
    pub code: String,
    /// When it was to lapse as its author saw it.
    pub seen: Timestamp,
    pub state: HoldState,
    pub expires_at: Timestamp,
    /// In words.
    pub said: String,
}

/// Makes an order of a hold. [`StoreError::Over`](crate::StoreError) where the hold's time ran out
/// first. The same request again, or the same hold, answers the order it made. What it has of the
/// owner's cart is taken out of that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlaceOrder {
    pub tenant: TenantId,
    pub origin: Origin,
    pub owner: Owner,
    /// Who will find it among their orders.
    pub visitor: Option<String>,
    pub hold: String,
    /// What it will be asked for by.
    pub code: String,
    pub lines: Vec<OrderLine>,
    pub currency: Currency,
    pub customer: Customer,
    pub request: Request,
    /// Whether the customer gets a letter.
    pub is_confirmed_by_mail: bool,
}

/// What the system behind a shop did with an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pushed {
    Done {
        remote_id: String,
        payment_url: Option<String>,
    },
    /// It could not be asked, or did not answer.
    Later {
        said: String,
        next_at: Timestamp,
    },
    /// It will not have it as it is; somebody has to look.
    Rejected {
        said: String,
    },
    /// The pieces are not to be had any more.
    Refused {
        said: String,
    },
}

/// Notes it. False where the order was not waiting for that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotePushed {
    pub tenant: TenantId,
    pub origin: Origin,
    pub order: String,
    pub outcome: Pushed,
}

/// An order is about to be created in the system behind the shop, which may be done without anybody
/// hearing of it: who takes over looks for it no sooner than then. False where it does not wait for that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BeginPush {
    pub tenant: TenantId,
    pub order: String,
    pub next_at: Timestamp,
}

/// Sends a rejected order once more, with another customer's address where one is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MendOrder {
    pub tenant: TenantId,
    pub origin: Origin,
    pub order: String,
    pub customer: Option<Customer>,
}

/// Corrects the count of an article: so many are free. [`StoreError::Conflict`](crate::StoreError)
/// where there were not as many as its author saw.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CorrectStock {
    pub tenant: TenantId,
    pub origin: Origin,
    pub sku: String,
    pub free: i64,
    pub seen: Option<i64>,
    pub reason: String,
}

/// Changes a visitor's cart; their first change makes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EditCart {
    pub tenant: TenantId,
    pub origin: Origin,
    pub visitor: String,
    pub edits: Vec<CartEdit>,
}

/// Gives a cart a word by which another device takes it over; the one before is void.
#[derive(Clone, Serialize, Deserialize)]
pub struct LinkCart {
    pub tenant: TenantId,
    pub origin: Origin,
    pub visitor: String,
    /// SHA-256, in hexadecimal digits.
    pub hash: String,
    pub until: Timestamp,
}

/// Has a visitor share the cart that word is for; what they had, and whoever shared that, comes along.
#[derive(Clone, Serialize, Deserialize)]
pub struct JoinCart {
    pub tenant: TenantId,
    pub origin: Origin,
    pub visitor: String,
    pub hash: String,
}

/// Keeps an outfit; one with that code is changed, where it is the visitor's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveOutfit {
    pub tenant: TenantId,
    pub visitor: String,
    pub code: String,
    /// Whether it may be new.
    pub is_new: bool,
    pub name: String,
    pub pieces: Vec<OutfitPiece>,
    pub at: Timestamp,
    /// The most one visitor keeps.
    pub most: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveOutfit {
    pub tenant: TenantId,
    pub visitor: String,
    pub code: String,
}

/// Notes what became of a letter: its text, and when it was sent or is tried again. Neither: it is
/// kept to be read.
#[derive(Clone, Serialize, Deserialize)]
pub struct NoteMail {
    pub id: MailId,
    pub subject: String,
    pub body: String,
    pub sent_at: Option<Timestamp>,
    pub next_at: Option<Timestamp>,
    pub said: Option<String>,
}

/// The key of that purpose; the first one offered counts for good.
#[derive(Clone, Serialize, Deserialize)]
pub struct EnsureHouseKey {
    pub purpose: String,
    pub offered: String,
}

/// A hold with what only this house knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRecord {
    pub hold: Hold,
    pub owner: Owner,
    pub authority: Authority,
    pub remote_id: Option<String>,
}

/// An order with what only this house knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRecord {
    pub order: Order,
    pub owner: Owner,
    pub visitor: Option<String>,
    pub authority: Authority,
    /// The hold it was made of, as the owner of the stock calls it.
    pub remote_hold: Option<String>,
    pub hold: String,
}

/// A counted article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    pub sku: String,
    pub on_hand: i64,
    pub free: i64,
    pub held: i64,
    pub sold: i64,
}

/// What is sold under a SKU, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub sku: String,
    pub product: contract::ProductId,
    /// Whether it is sold at all: not of products that left or are discontinued, nor of a product
    /// whose variants are sold instead.
    pub is_sold: bool,
    /// None where it is not counted.
    pub free: Option<i64>,
}

/// Something wrong between holds, their histories and the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    pub tenant: TenantId,
    pub what: String,
}

/// What verifying a shop's holds found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub holds: u64,
    pub events: u64,
    pub discrepancies: Vec<Discrepancy>,
}

/// A letter that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    pub id: MailId,
    pub tenant: TenantId,
    pub order: OrderId,
    pub kind: String,
    pub recipient: String,
    pub attempts: i64,
}

/// A visitor's cart as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CartRecord {
    pub id: CartId,
    pub items: Vec<CartItem>,
}

/// An outfit, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutfitRecord {
    pub outfit: Outfit,
    pub visitor: String,
}

/// A hold with its whole history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldHistory {
    pub record: HoldRecord,
    pub id: HoldId,
    pub events: Vec<HoldEvent>,
}

impl fmt::Debug for LinkCart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkCart").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl fmt::Debug for JoinCart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinCart").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl fmt::Debug for NoteMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NoteMail").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for EnsureHouseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnsureHouseKey").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}
