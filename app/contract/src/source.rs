//! The shop system behind a shop, as its page of the admin shows it.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a merchant enters to connect a WooCommerce. `Debug` leaves the keys out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShopDraft {
    pub address: String,
    /// Of its REST interface, with the secret of it.
    pub key: String,
    pub secret: String,
}

impl fmt::Debug for ShopDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShopDraft").field("address", &self.address).finish_non_exhaustive()
    }
}

/// What a shop turned out to be when it was asked with the keys of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShopFound {
    /// As the shop counts them, drafts included.
    pub products: Option<u64>,
    /// Its own, as an ISO code, where it tells.
    pub currency: Option<String>,
    /// Whether the keys reach its webhooks.
    pub has_webhooks: bool,
}

/// How following the shop system does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceDesk {
    /// By this node's clock: ages are counted from it.
    pub now: Timestamp,
    pub connection: Option<SourceConnection>,
    pub counts: SourceCounts,
    pub lag: Vec<LagStep>,
    /// The latest first.
    pub deliveries: Vec<DeliveryLine>,
    /// Deliveries that came to nothing, the latest first; they can be tried again.
    pub failed: Vec<DeliveryLine>,
    /// The latest first.
    pub quarantine: Vec<QuarantineLine>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceCounts {
    /// Deliveries not worked off yet.
    pub waiting: i64,
    /// Products to be made anew.
    pub stirred: i64,
    pub shown: i64,
    /// Products in quarantine.
    pub refused: i64,
}

/// One system products come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SourceConnection {
    pub kind: SourceKind,
    /// Without anything secret in it.
    pub address: String,
    pub connected_at: Timestamp,
    /// Whether it can be asked, and not only be heard.
    pub is_asked: bool,
    /// Its secrets can be opened on this node.
    pub is_open: bool,
    pub doing: Doing,
    /// Products read so far in what is being done.
    pub done: u64,
    /// As the source says.
    pub of: Option<u64>,
    /// All of it was read once.
    pub is_complete: bool,
    /// The last time following it went well: the mirror is no older.
    pub well_at: Option<Timestamp>,
    pub compared_at: Option<Timestamp>,
    pub drift: Option<Drift>,
    pub trouble: Option<Trouble>,
    /// Of a WooCommerce only.
    pub webhooks: Option<Webhooks>,
}

/// What kind of system it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Followed over REST and heard by its webhooks.
    #[serde(rename = "woocommerce")]
    WooCommerce,
    /// Its database is read.
    #[serde(rename = "woo-mysql")]
    WooMysql,
    /// Anything that speaks the inventory protocol.
    Inventory,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    #[default]
    Nothing,
    FirstSync,
    Changes,
    Categories,
    Reconciling,
}

/// What comparing found that nobody had told; all of it is mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Things that were new or other than here.
    pub changed: u64,
    pub gone: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub at: Timestamp,
    pub said: String,
}

/// The webhooks in the shop that tell of products here, as they were last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Webhooks {
    /// Nothing where nobody has looked yet.
    pub looked_at: Option<Timestamp>,
    pub hooks: Vec<Webhook>,
    /// The last time one was found disabled and woken.
    pub revived_at: Option<Timestamp>,
    /// Why they cannot be looked after.
    pub trouble: Option<String>,
}

impl Webhooks {
    /// How many tell.
    pub fn active(&self) -> usize {
        self.hooks.iter().filter(|hook| hook.status.as_deref() == Some("active")).count()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    pub topic: String,
    /// `active`, `paused` or `disabled`, as the shop says; none where there is none of this topic.
    pub status: Option<String>,
}

/// How many changes took up to so long, of the latest that came by webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LagStep {
    /// In milliseconds; none for what took longer than all others.
    pub up_to: Option<i64>,
    /// From the change in the shop, whose clock tells seconds, until it was on show.
    pub from_shop: u32,
    /// From the arrival of the delivery.
    pub from_arrival: u32,
}

/// A delivery and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryLine {
    pub id: i64,
    pub topic: String,
    pub trace_id: String,
    pub received_at: Timestamp,
    /// The product's id in the shop system.
    pub product: Option<i64>,
    /// In a word; none while it waits.
    pub outcome: Option<String>,
    pub detail: Option<String>,
    /// From its arrival until it was on show, in milliseconds.
    pub shown_after: Option<i64>,
}

/// A product that cannot be made from what its source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuarantineLine {
    /// Its id in the shop system.
    pub product: i64,
    /// What it is called there, where that could be read.
    pub name: Option<String>,
    /// What is shown of it meanwhile.
    pub sku: Option<String>,
    pub since: Timestamp,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub field: String,
    pub reason: String,
    /// What stood there, shortened.
    pub original: String,
}

/// What is to be tried once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Every product in quarantine and every delivery that failed.
    All,
    /// By its id in the shop system.
    Product(i64),
    Delivery(i64),
}
