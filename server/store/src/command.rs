//! Every change the store can make, as a value.
//!
//! To add one: a struct here, a line in the table at the end, an arm in `body/execute.rs`.

use crate::record::{
    AttemptId, Origin, PictureRecord, PublishOutcome, Scope, TenantDraft, UpsertOutcome,
};
use crate::trade::{
    BeginPush, CorrectStock, EditCart, EnsureHouseKey, ExpireHolds, ExtendHold, HoldRecord,
    JoinCart, LinkCart, MendOrder, NoteMail, NotePushed, OrderRecord, PlaceHold, PlaceOrder,
    ReleaseHold, RemoveOutfit, RepairHold, SaveOutfit,
};
use crate::upstream::{Delivery, DeliveryId, Made, Root, Saying, Verdict, Worked};
use contract::draft::ProductDraft;
use contract::featured::{FeatureRequest, FeaturedTypeDraft};
use contract::{
    ApiKeyId, AssignmentId, CartId, Edit, FeaturedTypeId, FilterId, Header, KeyScope, ProductId,
    Revision, SynonymsId, TenantId, Timestamp, Turn, UserId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most drafts or SKUs one command takes: one event names them all.
pub const PRODUCTS_PER_COMMAND: usize = 500;

/// Brings products in, recognised by SKU within the tenant.
///
/// - An older `source_updated_at` than the stored one changes nothing (`stale`), nor does equal
///   content (`unchanged`).
/// - A removed product is brought back only by a newer `source_updated_at`, or where neither the
///   removal nor the draft has one.
/// - A product keeps its slug for life, so that its address does; a new one whose slug is taken
///   gets `-2`, `-3`, ...
/// - Categories of the path are created on the way. Of drafts, or of a product's variants, with the
///   same SKU, one counts: the newest draft, else the last; the first variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpsertProducts {
    pub tenant: TenantId,
    pub origin: Origin,
    /// At most [`PRODUCTS_PER_COMMAND`].
    pub drafts: Vec<ProductDraft>,
}

/// Takes products out of the catalogue and remembers it, also of SKUs never seen when the removal
/// has a version. Answers how many were there. A removal older than the stored version is ignored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveProducts {
    pub tenant: TenantId,
    pub origin: Origin,
    /// At most [`PRODUCTS_PER_COMMAND`].
    pub skus: Vec<String>,
    pub source_updated_at: Option<Timestamp>,
}

/// Keeps a delivery until it is worked off. False where the same one came before: shop systems give
/// several deliveries one id, so it is the same with the same body only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceiveDelivery {
    pub tenant: TenantId,
    pub delivery: Delivery,
    pub at: Timestamp,
}

/// Takes in what a shop system said, keeps what counts ([`judge`](crate::upstream::judge)) and has
/// the products it is about made anew. Answers a verdict for each. Deliveries worked off on the way
/// are closed in the same transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakeSayings {
    pub tenant: TenantId,
    /// At most [`PRODUCTS_PER_COMMAND`].
    pub sayings: Vec<Saying>,
    pub worked: Vec<Worked>,
    pub at: Timestamp,
}

/// Brings the catalogue to what was made of a shop system's products, except of those stirred again
/// since. A product that changes its SKU stays the same one; a SKU that is another product's is
/// refused until that gives it up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishProducts {
    pub tenant: TenantId,
    pub origin: Origin,
    /// At most [`PRODUCTS_PER_COMMAND`].
    pub made: Vec<Made>,
}

/// Has products made anew, or all those in quarantine. Answers how many.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StirProducts {
    pub tenant: TenantId,
    /// At most [`PRODUCTS_PER_COMMAND`].
    pub roots: Option<Vec<Root>>,
}

/// Has deliveries worked off once more that nobody understood, or that the shop did not confirm.
/// Answers how many.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RetryDeliveries {
    pub tenant: TenantId,
    /// All of them, where none is named.
    pub only: Option<DeliveryId>,
}

/// Connects a shop to the shop system behind it, or gives it other keys. Of the same address it goes on
/// where it was.
#[derive(Clone, Serialize, Deserialize)]
pub struct SaveConnection {
    pub tenant: TenantId,
    pub origin: Origin,
    pub kind: String,
    pub address: String,
    /// Sealed already.
    pub sealed: String,
}

/// Ends a connection. What it brought stays. False where there was none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveConnection {
    pub tenant: TenantId,
    pub origin: Origin,
    pub kind: String,
}

/// Forgets everything sources said of a shop's products, before one of another kind is connected. The
/// products stay as they are. Answers how many there are of them. Where the next source is `by_sku`,
/// they are its own from now on, so that those it does not have are found by comparing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetSayings {
    pub tenant: TenantId,
    pub by_sku: bool,
    pub at: Timestamp,
}

/// Notes how far following a shop system has come. False where the shop is connected anew since, and
/// then nothing is noted. Nothing is appended: only who follows is concerned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteSync {
    pub tenant: TenantId,
    pub kind: String,
    pub connected_at: Timestamp,
    /// JSON.
    pub state: String,
    pub at: Timestamp,
}

/// Gives another system a key.
#[derive(Clone, Serialize, Deserialize)]
pub struct CreateApiKey {
    pub tenant: TenantId,
    pub origin: Origin,
    pub name: String,
    /// How the key begins, for people.
    pub prefix: String,
    /// SHA-256 of the key, in hexadecimal digits.
    pub hash: String,
    pub scopes: Vec<KeyScope>,
    pub expires_at: Option<Timestamp>,
    /// A conflict where the shop has as many keys already that were not revoked.
    pub most: usize,
}

/// Makes a key good for nothing. False where it was so already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeApiKey {
    pub tenant: TenantId,
    pub origin: Origin,
    pub id: ApiKeyId,
}

/// Notes that a key was used. Nothing is appended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteApiKeyUsed {
    pub tenant: TenantId,
    pub id: ApiKeyId,
    pub at: Timestamp,
}

/// Creates or changes the shop of that slug. Its events stand in the house's feed and in its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveTenant {
    pub origin: Origin,
    pub tenant: TenantDraft,
}

/// Creates a featured type, or changes the one with this id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveFeaturedType {
    pub tenant: TenantId,
    pub origin: Origin,
    pub id: Option<FeaturedTypeId>,
    pub draft: FeaturedTypeDraft,
}

/// Deletes a featured type and everything placed under it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteFeaturedType {
    pub tenant: TenantId,
    pub origin: Origin,
    pub id: FeaturedTypeId,
}

/// Puts a shelf before another one, or last in the window. Nothing where it stands there already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MoveFeaturedType {
    pub tenant: TenantId,
    pub origin: Origin,
    pub id: FeaturedTypeId,
    pub before: Option<FeaturedTypeId>,
}

/// Places a product under a type. One that is there already takes the asked position (its own when
/// none is asked) and schedule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feature {
    pub tenant: TenantId,
    pub origin: Origin,
    pub product: ProductId,
    pub request: FeatureRequest,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unfeature {
    pub tenant: TenantId,
    pub origin: Origin,
    pub product: ProductId,
    pub featured_type: FeaturedTypeId,
}

/// Does all of these edits to placements, or none: [`StoreError::Clashes`](crate::StoreError) where
/// one would overwrite what somebody else did since its author looked. Answers the revision; none
/// where everything was so already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EditBoard {
    pub tenant: TenantId,
    pub origin: Origin,
    /// At most [`contract::edit::EDITS_AT_ONCE`].
    pub edits: Vec<Edit>,
}

/// Sets what the shop's front begins with, or takes it down: [`StoreError::Clashes`](crate::StoreError)
/// where `seen` is given and somebody else has changed it since. Answers the revision; none where it
/// was so already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetHeader {
    pub tenant: TenantId,
    pub origin: Origin,
    pub header: Option<Header>,
    pub seen: Option<Revision>,
}

/// Takes changes of the board back, where nobody has changed the same things since. Answers what
/// that did, as a phrase.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TurnBoard {
    pub tenant: TenantId,
    pub origin: Origin,
    pub turn: Turn,
}

/// Says that somebody has the board open, and on which shelf they work. Nothing is appended: whoever
/// wants to know asks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotePresence {
    pub tenant: TenantId,
    pub user: UserId,
    pub name: String,
    pub featured_type: Option<FeaturedTypeId>,
    pub at: Timestamp,
}

/// Keeps a way to look at the table of products for one person; one of the same name is replaced.
/// Nothing is appended: it is nobody else's business.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SaveFilter {
    pub tenant: TenantId,
    pub user: UserId,
    pub name: String,
    /// As an address says it.
    pub query: String,
    /// The most one person may keep; beyond, a conflict.
    pub most: usize,
}

/// Forgets one; one that is not theirs is not found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveFilter {
    pub tenant: TenantId,
    pub user: UserId,
    pub id: FilterId,
}

/// Says that the clock reached a schedule's boundary. True for the first, over all nodes, to say so
/// of this or a later boundary; only that one appends an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteBoundary {
    pub tenant: TenantId,
    pub origin: Origin,
    pub boundary: Timestamp,
}

/// Remembers what pictures were found to be, each beside a product that shows it. Answers how many
/// are news; only they append an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotePictures {
    pub tenant: TenantId,
    pub origin: Origin,
    pub pictures: Vec<(ProductId, PictureRecord)>,
}

/// Has cached pages dropped on every node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revalidate {
    pub tenant: TenantId,
    pub origin: Origin,
    pub paths: Vec<String>,
    pub tags: Vec<String>,
}

/// Has a shop's search take words for each other. The same group twice is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddSynonyms {
    pub tenant: TenantId,
    pub origin: Origin,
    pub words: Vec<String>,
    /// A conflict when the shop has as many groups already.
    pub most: usize,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveSynonyms {
    pub tenant: TenantId,
    pub origin: Origin,
    pub id: SynonymsId,
}

/// Creates or changes the account of that address, which is kept in lower case.
#[derive(Clone, Serialize, Deserialize)]
pub struct SaveUser {
    pub origin: Origin,
    pub email: String,
    pub name: String,
    /// `None` keeps what is stored.
    pub password_hash: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    pub origin: Origin,
    pub user: UserId,
    pub role: String,
    pub scope: Scope,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Revoke {
    pub origin: Origin,
    pub user: UserId,
    pub role: String,
    pub scope: Scope,
}

/// Writes a session's data and term anew.
#[derive(Clone, Serialize, Deserialize)]
pub struct SaveSession {
    pub id: String,
    /// JSON.
    pub data: String,
    pub expires_at: Timestamp,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct DeleteSession {
    pub id: String,
}

/// Deletes lapsed sessions and leases, attempts older than a day, and deliveries worked off two
/// weeks ago. Answers how many rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PruneExpired {
    pub now: Timestamp,
}

/// Counts one attempt at something that is limited. Answers what [`ForgetAttempt`] calls it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoteAttempt {
    /// Short, whatever it is made from: it stands in an index.
    pub key: String,
    pub at: Timestamp,
}

/// Takes one attempt back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetAttempt {
    pub key: String,
    pub attempt: AttemptId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClearAttempts {
    pub key: String,
}

/// Takes or renews a lease. False while somebody else holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcquireLease {
    pub name: String,
    pub holder: String,
    pub now: Timestamp,
    pub until: Timestamp,
}

/// Gives a lease back; nothing happens when `holder` does not hold it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseLease {
    pub name: String,
    pub holder: String,
}

/// The most rows one command forgets: others wait behind it.
pub const PRUNED_AT_ONCE: i64 = 10_000;

/// Forgets the oldest events: those before `before`, but never the newest `keep`. Answers how many;
/// after [`PRUNED_AT_ONCE`] there may be more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PruneFeed {
    pub tenant: TenantId,
    pub before: Timestamp,
    pub keep: i64,
}

/// Forgets how to take the oldest changes of the board back: those before `before`, but never the
/// newest `keep`, nor any that one turn may reach. Answers as [`PruneFeed`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PruneBoard {
    pub tenant: TenantId,
    pub before: Timestamp,
    pub keep: i64,
}

/// Forgets what the pictures of products were found to be that have gone before `gone_before`; of
/// one that others show, too, it is found again. Answers as [`PruneFeed`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PrunePictures {
    pub tenant: TenantId,
    pub gone_before: Timestamp,
}

/// Forgets deliveries that were worked off before `before`. Answers as [`PruneFeed`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PruneInbox {
    pub tenant: TenantId,
    pub before: Timestamp,
}

/// Forgets carts that nobody touched since `before` and nothing is set aside for. Answers as
/// [`PruneFeed`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PruneCarts {
    pub tenant: TenantId,
    pub before: Timestamp,
}

impl fmt::Debug for SaveConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveConnection")
            .field("tenant", &self.tenant)
            .field("kind", &self.kind)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CreateApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateApiKey")
            .field("tenant", &self.tenant)
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SaveUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveUser")
            .field("origin", &self.origin)
            .field("email", &self.email)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SaveSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveSession").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl fmt::Debug for DeleteSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeleteSession").finish_non_exhaustive()
    }
}

/// A struct the writer can run, with the type of its answer.
pub trait CommandValue: Into<Command> {
    type Output: TryFrom<Reply, Error = Mismatch>;
}

/// A reply of another command; never seen outside the store.
#[derive(Debug)]
pub struct Mismatch(pub Reply);

macro_rules! replies {
    ($($variant:ident($type:ty)),* $(,)?) => {
        /// What a command answers.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reply { $($variant($type)),* }

        $(impl TryFrom<Reply> for $type {
            type Error = Mismatch;
            fn try_from(reply: Reply) -> Result<Self, Mismatch> {
                match reply {
                    Reply::$variant(value) => Ok(value),
                    other => Err(Mismatch(other)),
                }
            }
        })*
    };
}

replies! {
    Done(()),
    Flag(bool),
    Number(u32),
    Rows(u64),
    Upserted(UpsertOutcome),
    Verdicts(Vec<Verdict>),
    Published(PublishOutcome),
    Tenant(TenantId),
    FeaturedType(FeaturedTypeId),
    Assignment(AssignmentId),
    Revised(Option<Revision>),
    Words(String),
    User(UserId),
    Attempt(AttemptId),
    Synonyms(SynonymsId),
    ApiKey(ApiKeyId),
    Cart(CartId),
    Hold(Box<HoldRecord>),
    Order(Box<OrderRecord>),
}

macro_rules! commands {
    ($($name:ident -> $output:ty),* $(,)?) => {
        /// Any command, as the writer's queue holds it. Serialised it carries password hashes and
        /// session ids; `Debug` leaves them out.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(tag = "command", rename_all = "snake_case")]
        pub enum Command { $($name($name)),* }

        impl Command {
            /// For logs and metrics.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name)),* }
            }
        }

        $(impl From<$name> for Command {
            fn from(command: $name) -> Self { Self::$name(command) }
        }
        impl CommandValue for $name { type Output = $output; })*
    };
}

commands! {
    UpsertProducts -> UpsertOutcome,
    RemoveProducts -> u32,
    ReceiveDelivery -> bool,
    TakeSayings -> Vec<Verdict>,
    PublishProducts -> PublishOutcome,
    StirProducts -> u64,
    RetryDeliveries -> u64,
    SaveConnection -> (),
    RemoveConnection -> bool,
    ForgetSayings -> u64,
    NoteSync -> bool,
    CreateApiKey -> ApiKeyId,
    RevokeApiKey -> bool,
    NoteApiKeyUsed -> (),
    PlaceHold -> Box<HoldRecord>,
    ExtendHold -> Box<HoldRecord>,
    ReleaseHold -> Box<HoldRecord>,
    ExpireHolds -> u32,
    RepairHold -> bool,
    PlaceOrder -> Box<OrderRecord>,
    NotePushed -> bool,
    BeginPush -> bool,
    MendOrder -> (),
    CorrectStock -> (),
    EditCart -> CartId,
    LinkCart -> (),
    JoinCart -> CartId,
    SaveOutfit -> (),
    RemoveOutfit -> (),
    NoteMail -> (),
    EnsureHouseKey -> String,
    SaveTenant -> TenantId,
    SaveFeaturedType -> FeaturedTypeId,
    DeleteFeaturedType -> (),
    MoveFeaturedType -> (),
    Feature -> AssignmentId,
    Unfeature -> (),
    SetHeader -> Option<Revision>,
    EditBoard -> Option<Revision>,
    TurnBoard -> String,
    NotePresence -> (),
    SaveFilter -> (),
    RemoveFilter -> (),
    NoteBoundary -> bool,
    NotePictures -> u32,
    Revalidate -> (),
    AddSynonyms -> SynonymsId,
    RemoveSynonyms -> (),
    SaveUser -> UserId,
    Grant -> (),
    Revoke -> (),
    SaveSession -> (),
    DeleteSession -> (),
    PruneExpired -> u64,
    NoteAttempt -> AttemptId,
    ForgetAttempt -> (),
    ClearAttempts -> (),
    AcquireLease -> bool,
    ReleaseLease -> (),
    PruneFeed -> u64,
    PruneBoard -> u64,
    PrunePictures -> u64,
    PruneInbox -> u64,
    PruneCarts -> u64,
}
