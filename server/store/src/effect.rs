//! What a command appends to feeds and audit once its changes stand.

use crate::event::{Audience, Change, Note};
use crate::record::Origin;
use crate::{Command, Result, StoreError};
use contract::{Permission, Revision, TenantId};
use serde::Serialize;

/// An event without its position: that is given last, just before the commit.
pub(crate) struct Effect {
    pub tenant: TenantId,
    pub audience: Audience,
    pub change: Change,
    pub origin: Origin,
    pub trail: Option<Trail>,
}

/// The audit's line for an event.
pub(crate) struct Trail {
    pub subject: String,
    /// JSON.
    pub before: Option<String>,
    /// JSON.
    pub after: Option<String>,
    /// The change of the board it tells of.
    pub revision: Option<Revision>,
}

impl Effect {
    pub fn new(tenant: TenantId, origin: &Origin, change: Change) -> Self {
        let audience = match &change {
            Change::PagesRevalidated { .. } => Audience::Role(Permission::PagesRevalidate),
            Change::AccountsChanged { .. } => Audience::Role(Permission::TeamManage),
            Change::ConnectionChanged { .. } | Change::ApiKeysChanged { .. } => {
                Audience::Role(Permission::SourcesManage)
            }
            Change::StockCorrected { .. } => Audience::Role(Permission::StockView),
            Change::CartChanged { cart } => Audience::Cart(*cart),
            Change::SynonymsChanged { .. } => Audience::Role(Permission::BoardView),
            _ => Audience::Public,
        };
        Self { tenant, audience, change, origin: origin.clone(), trail: None }
    }

    /// Adds a line to the audit: what it was done to in words, the state before and after.
    pub fn audited<B: Serialize, A: Serialize>(
        mut self,
        subject: impl Into<String>,
        before: Option<B>,
        after: Option<A>,
    ) -> Result<Self> {
        self.trail = Some(Trail {
            subject: subject.into(),
            before: before.map(|value| json(&value)).transpose()?,
            after: after.map(|value| json(&value)).transpose()?,
            revision: None,
        });
        Ok(self)
    }

    /// The audit's line tells of this change of the board.
    pub fn of_revision(mut self, revision: Revision) -> Self {
        if let Some(trail) = &mut self.trail {
            trail.revision = Some(revision);
        }
        self
    }
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(StoreError::corrupt)
}

/// Reads a JSON column; `what` names it should it be unreadable.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(format!("{what}: {error}")))
}

pub(crate) fn note(origin: &Origin, subject: &str) -> Note {
    Note { actor: origin.actor.clone(), subject: subject.to_owned() }
}

/// Nothing before, or nothing after.
pub(crate) const NOTHING: Option<()> = None;

impl Command {
    /// The feed whose position the command answers with; none where it appends no events.
    pub(crate) fn feed(&self) -> Option<TenantId> {
        match self {
            Self::UpsertProducts(c) => Some(c.tenant),
            Self::RemoveProducts(c) => Some(c.tenant),
            Self::PublishProducts(c) => Some(c.tenant),
            Self::SaveConnection(c) => Some(c.tenant),
            Self::RemoveConnection(c) => Some(c.tenant),
            Self::CreateApiKey(c) => Some(c.tenant),
            Self::RevokeApiKey(c) => Some(c.tenant),
            Self::PlaceHold(c) => Some(c.tenant),
            Self::ExtendHold(c) => Some(c.tenant),
            Self::ReleaseHold(c) => Some(c.tenant),
            Self::ExpireHolds(c) => Some(c.tenant),
            Self::RepairHold(c) => Some(c.tenant),
            Self::PlaceOrder(c) => Some(c.tenant),
            Self::NotePushed(c) => Some(c.tenant),
            Self::MendOrder(c) => Some(c.tenant),
            Self::CorrectStock(c) => Some(c.tenant),
            Self::EditCart(c) => Some(c.tenant),
            Self::JoinCart(c) => Some(c.tenant),
            Self::SaveFeaturedType(c) => Some(c.tenant),
            Self::DeleteFeaturedType(c) => Some(c.tenant),
            Self::MoveFeaturedType(c) => Some(c.tenant),
            Self::Feature(c) => Some(c.tenant),
            Self::Unfeature(c) => Some(c.tenant),
            Self::SetHeader(c) => Some(c.tenant),
            Self::EditBoard(c) => Some(c.tenant),
            Self::TurnBoard(c) => Some(c.tenant),
            Self::NoteBoundary(c) => Some(c.tenant),
            Self::NotePictures(c) => Some(c.tenant),
            Self::Revalidate(c) => Some(c.tenant),
            Self::AddSynonyms(c) => Some(c.tenant),
            Self::RemoveSynonyms(c) => Some(c.tenant),
            Self::PruneFeed(c) => Some(c.tenant),
            Self::PruneBoard(c) => Some(c.tenant),
            Self::PrunePictures(c) => Some(c.tenant),
            Self::SaveTenant(_) | Self::SaveUser(_) | Self::Grant(_) | Self::Revoke(_) => {
                Some(TenantId::HOUSE)
            }
            Self::ReceiveDelivery(_)
            | Self::TakeSayings(_)
            | Self::StirProducts(_)
            | Self::RetryDeliveries(_)
            | Self::PruneInbox(_)
            | Self::PruneCarts(_)
            | Self::BeginPush(_)
            | Self::ForgetSayings(_)
            | Self::NoteSync(_)
            | Self::NoteApiKeyUsed(_)
            | Self::LinkCart(_)
            | Self::SaveOutfit(_)
            | Self::RemoveOutfit(_)
            | Self::NoteMail(_)
            | Self::EnsureHouseKey(_)
            | Self::NotePresence(_)
            | Self::SaveFilter(_)
            | Self::RemoveFilter(_)
            | Self::SaveSession(_)
            | Self::DeleteSession(_)
            | Self::PruneExpired(_)
            | Self::NoteAttempt(_)
            | Self::ForgetAttempt(_)
            | Self::ClearAttempts(_)
            | Self::AcquireLease(_)
            | Self::ReleaseLease(_) => None,
        }
    }

    /// Which of several writers runs it: commands about one thing keep their order.
    pub(crate) fn shard(&self, shards: usize) -> usize {
        use std::hash::{DefaultHasher, Hash, Hasher};
        // Neighbouring ids on neighbouring writers: a few busy shops never share one by chance.
        let of_tenant = |tenant: TenantId| tenant.0.unsigned_abs() as usize % shards;
        let mut hasher = DefaultHasher::new();
        match self {
            Self::ReceiveDelivery(c) => return of_tenant(c.tenant),
            Self::TakeSayings(c) => return of_tenant(c.tenant),
            Self::StirProducts(c) => return of_tenant(c.tenant),
            Self::RetryDeliveries(c) => return of_tenant(c.tenant),
            Self::PruneInbox(c) => return of_tenant(c.tenant),
            Self::PruneCarts(c) => return of_tenant(c.tenant),
            Self::BeginPush(c) => return of_tenant(c.tenant),
            Self::ForgetSayings(c) => return of_tenant(c.tenant),
            Self::NoteSync(c) => return of_tenant(c.tenant),
            Self::NoteApiKeyUsed(c) => return of_tenant(c.tenant),
            Self::LinkCart(c) => return of_tenant(c.tenant),
            Self::SaveOutfit(c) => return of_tenant(c.tenant),
            Self::RemoveOutfit(c) => return of_tenant(c.tenant),
            Self::SaveSession(c) => c.id.hash(&mut hasher),
            Self::DeleteSession(c) => c.id.hash(&mut hasher),
            Self::NoteAttempt(c) => c.key.hash(&mut hasher),
            Self::ForgetAttempt(c) => c.key.hash(&mut hasher),
            Self::ClearAttempts(c) => c.key.hash(&mut hasher),
            Self::AcquireLease(c) => c.name.hash(&mut hasher),
            Self::ReleaseLease(c) => c.name.hash(&mut hasher),
            other => return of_tenant(other.feed().unwrap_or_default()),
        }
        hasher.finish() as usize % shards
    }
}
