//! Keys by which other systems use a shop's API.
//!
//! A key is random, so its SHA-256 is all that is kept of it, and finding the hash is the check: the
//! time that takes tells nothing about a key. Which keys there are is held in memory and replaced by
//! the feed, as rights are, so a key that was revoked opens nothing on any node within a poll.

use crate::accounts::random_hex;
use crate::critical::{Slot, Tenants};
use crate::{Actor, Engine, to_problem};
use contract::{
    ApiKey, ApiKeyId, KeyScope, Permission, Problem, ProblemKind, Result, Tenant, TenantId,
    Timestamp,
};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{ApiKeyRecord, CreateApiKey, NoteApiKeyUsed, Origin, RevokeApiKey, Store};

/// What every key begins with, so that it is known where it should not be.
const MARK: &str = "etk_";
const PUBLIC_BYTES: usize = 5;
const SECRET_BYTES: usize = 32;
/// Longer texts are no key and are not hashed.
const LONGEST: usize = 200;
/// In characters.
const LONGEST_NAME: usize = 100;
/// Keys of a shop that were not revoked.
const MOST: usize = 100;
/// How exactly is known when a key was last used.
const USE_SECONDS: i64 = 60;

/// Who asks with a key: a system of one shop.
#[derive(Clone, Debug)]
pub struct KeyBearer {
    pub tenant: Arc<Tenant>,
    pub id: ApiKeyId,
    scopes: Vec<KeyScope>,
}

impl KeyBearer {
    /// # Errors
    /// `forbidden` where the key was not made for this.
    pub fn may(&self, scope: KeyScope) -> Result<()> {
        match self.scopes.contains(&scope) {
            true => Ok(()),
            false => {
                let title = format!("This key does not open this; it needs {}.", scope.as_str());
                Err(Problem::new(ProblemKind::Forbidden, title))
            }
        }
    }
}

/// Every key that was not revoked, by its hash.
#[derive(Default)]
pub(crate) struct Known(HashMap<String, ApiKeyRecord>);

impl Known {
    pub async fn load(store: &Store) -> Result<Self> {
        let records = store.api_key_records().await.map_err(to_problem)?;
        Ok(Self(records.into_iter().map(|record| (record.hash.clone(), record)).collect()))
    }

    /// Whose key it is; nobody's where it is unknown, revoked, or has expired.
    fn find(&self, presented: &str, now: Timestamp) -> Option<&ApiKeyRecord> {
        let is_key = presented.len() <= LONGEST && presented.starts_with(MARK);
        let record = is_key.then(|| self.0.get(&hash(presented)))??;
        record.key.is_valid(now).then_some(record)
    }
}

#[derive(Default)]
pub(crate) struct ApiKeys {
    pub known: Slot<Known>,
    /// When their use was last written down by this node.
    noted: Mutex<HashMap<ApiKeyId, Timestamp>>,
}

impl ApiKeys {
    /// Whether this use is to be written down.
    fn is_to_be_noted(&self, id: ApiKeyId, now: Timestamp) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = noted.get(&id).is_none_or(|last| last.plus_seconds(USE_SECONDS) <= now);
        if is_due {
            noted.insert(id, now);
        }
        is_due
    }
}

fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key))
}

/// A new key, to be shown once, and the command that makes it count.
///
/// # Errors
/// `invalid` where the name is none.
pub fn new_key(
    tenant: TenantId,
    origin: Origin,
    name: &str,
    scopes: Vec<KeyScope>,
    expires_at: Option<Timestamp>,
) -> Result<(String, CreateApiKey)> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        let title = format!("A key has a name of at most {LONGEST_NAME} characters.");
        return Err(Problem::invalid("/name", title));
    }
    if scopes.is_empty() {
        return Err(Problem::invalid("/scopes", "A key opens something."));
    }
    if expires_at.is_some_and(|until| until <= origin.at) {
        return Err(Problem::invalid("/expiresAt", "A key ends in the future."));
    }
    let prefix = format!("{MARK}{}", random_hex(PUBLIC_BYTES));
    let key = format!("{prefix}_{}", random_hex(SECRET_BYTES));
    let hash = hash(&key);
    let command =
        CreateApiKey { tenant, origin, name, prefix, hash, scopes, expires_at, most: MOST };
    Ok((key, command))
}

impl Engine {
    /// Whose system asks.
    ///
    /// # Errors
    /// `unauthenticated`, in the same words whatever is wrong with the key.
    pub fn key_bearer(&self, presented: &str) -> Result<KeyBearer> {
        let known = self.keys.known.get();
        let now = self.clock.now();
        let tenants: Arc<Tenants> = self.tenants.get();
        let found = known.find(presented, now);
        let bearer = found.and_then(|record| {
            let tenant = tenants.by_id.get(&record.tenant)?.clone();
            Some(KeyBearer { tenant, id: record.key.id, scopes: record.key.scopes.clone() })
        });
        let title = "This key is unknown, was revoked, or has expired.";
        let bearer = bearer.ok_or_else(|| Problem::new(ProblemKind::Unauthenticated, title))?;
        if self.keys.is_to_be_noted(bearer.id, now) {
            self.note_use(&bearer, now);
        }
        Ok(bearer)
    }

    /// The shop's keys, also those that open nothing any more.
    ///
    /// # Errors
    /// Those of [`authorize`](Self::authorize), and of the store.
    pub async fn api_keys(&self, tenant: &Tenant, actor: &Actor) -> Result<Vec<ApiKey>> {
        self.authorize(actor.user_id, tenant, Permission::SourcesManage)?;
        self.store.api_keys(tenant.id).await.map_err(to_problem)
    }

    /// Makes a key. Answers it; it is never told again.
    ///
    /// # Errors
    /// Those of [`authorize`](Self::authorize), of [`new_key`], and of the store.
    pub async fn create_api_key(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        name: &str,
        scopes: Vec<KeyScope>,
        expires_at: Option<Timestamp>,
    ) -> Result<String> {
        self.authorize(actor.user_id, tenant, Permission::SourcesManage)?;
        let (key, command) = new_key(tenant.id, self.origin(actor), name, scopes, expires_at)?;
        let committed = self.store.write(command).await.map_err(to_problem)?;
        self.settled(tenant.id, committed.seq).await;
        Ok(key)
    }

    /// # Errors
    /// Those of [`authorize`](Self::authorize), `not_found`, and those of the store.
    pub async fn revoke_api_key(&self, tenant: &Tenant, actor: &Actor, id: ApiKeyId) -> Result<()> {
        self.authorize(actor.user_id, tenant, Permission::SourcesManage)?;
        let command = RevokeApiKey { tenant: tenant.id, origin: self.origin(actor), id };
        let committed = self.store.write(command).await.map_err(to_problem)?;
        self.settled(tenant.id, committed.seq).await;
        Ok(())
    }

    /// Beside the request: nobody waits for it, and where it fails the next use is noted.
    fn note_use(&self, bearer: &KeyBearer, at: Timestamp) {
        let (store, tenant, id) = (self.store.clone(), bearer.tenant.id, bearer.id);
        self.tasks.spawn(async move {
            if let Err(error) = store.write(NoteApiKeyUsed { tenant, id, at }).await {
                tracing::warn!(%error, %tenant, key = id.0, "The use of a key could not be noted.");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin {
            actor: "Ines".into(),
            user_id: None,
            trace_id: String::new(),
            producer_id: "test".into(),
            at: Timestamp(1_000),
        }
    }

    fn made(name: &str, expires_at: Option<Timestamp>) -> Result<(String, CreateApiKey)> {
        new_key(TenantId(1), origin(), name, vec![KeyScope::CatalogueRead], expires_at)
    }

    fn record(command: &CreateApiKey, revoked_at: Option<Timestamp>) -> ApiKeyRecord {
        let key = ApiKey {
            id: ApiKeyId(7),
            name: command.name.clone(),
            prefix: command.prefix.clone(),
            scopes: command.scopes.clone(),
            created_at: command.origin.at,
            last_used_at: None,
            expires_at: command.expires_at,
            revoked_at,
        };
        ApiKeyRecord { tenant: command.tenant, hash: command.hash.clone(), key }
    }

    #[test]
    fn a_key_is_random_and_only_its_hash_is_kept() {
        let (key, command) = made("  Back   office ", None).unwrap();
        assert_eq!(command.name, "Back office");
        let (prefix, secret) = key.rsplit_once('_').unwrap();
        assert_eq!((prefix, secret.len()), (command.prefix.as_str(), 64));
        assert!(key.starts_with("etk_") && prefix.len() == 14);
        let stored = serde_json::to_string(&command).unwrap();
        assert!(!stored.contains(secret) && !format!("{command:?}").contains(&command.hash));
        assert_ne!(made("Back office", None).unwrap().0, key);
    }

    #[test]
    fn a_key_has_a_name_a_use_and_an_end_to_come() {
        let field = |made: Result<(String, CreateApiKey)>| made.unwrap_err().field.unwrap();
        assert_eq!(field(made(" ", None)), "/name");
        assert_eq!(field(made(&"x".repeat(101), None)), "/name");
        assert_eq!(field(made("Till", Some(Timestamp(1_000)))), "/expiresAt");
        assert_eq!(field(new_key(TenantId(1), origin(), "Till", vec![], None)), "/scopes");
    }

    #[test]
    fn only_a_whole_key_in_force_is_found() {
        let (key, command) = made("Till", Some(Timestamp(5_000))).unwrap();
        let known =
            |revoked| Known(HashMap::from([(command.hash.clone(), record(&command, revoked))]));
        let found = |known: &Known, text: &str, at| known.find(text, Timestamp(at)).is_some();
        let in_force = known(None);
        assert!(found(&in_force, &key, 4_999));
        assert!(!found(&in_force, &key, 5_000), "it has ended");
        assert!(!found(&known(Some(Timestamp(2_000))), &key, 3_000), "it was revoked");
        for wrong in ["", "etk_", &key[..key.len() - 1], &key[4..], &command.hash, &command.prefix]
        {
            assert!(!found(&in_force, wrong, 2_000), "{wrong}");
        }
        assert!(!found(&in_force, &format!("{key}{}", "0".repeat(LONGEST)), 2_000));
    }

    #[test]
    fn use_is_noted_once_a_minute() {
        let keys = ApiKeys::default();
        let id = ApiKeyId(7);
        let noted = [0, 59_999, 60_000, 60_001, 130_000];
        let noted = noted.map(|at| keys.is_to_be_noted(id, Timestamp(at)));
        assert_eq!(noted, [true, false, true, false, true]);
        assert!(keys.is_to_be_noted(ApiKeyId(8), Timestamp(1)));
    }
}
