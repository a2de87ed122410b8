//! Who someone is: passwords, sign-in limits, and what a person may do where.

use crate::runtime::Engine;
use crate::to_problem;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use contract::account::ShopAccess;
use contract::ports::Clock;
use contract::{Permission, Problem, Profile, Result, Tenant, Timestamp, UserId};
use rand::TryRngCore;
use rand::rngs::OsRng;
use std::sync::Arc;
use store::{ClearAttempts, NoteAttempt, Store, UserRecord};
use tokio::sync::Semaphore;

/// Failed sign-ins are counted over this long, in seconds.
const WINDOW_SECONDS: i64 = 15 * 60;
/// To one account from one address. A stranger elsewhere cannot lock the owner out.
const PER_ACCOUNT_AND_ADDRESS: i64 = 5;
/// From one address, whatever the account.
const PER_ADDRESS: i64 = 30;
/// Password checks at the same time: each takes 19 MiB.
const CHECKS_AT_ONCE: usize = 4;
const LONGEST_PASSWORD: usize = 1024;

/// In whose name something is done, and the trace it belongs to.
#[derive(Clone, Debug)]
pub struct Actor {
    pub user_id: UserId,
    pub name: String,
    pub trace_id: String,
}

pub struct Accounts {
    store: Store,
    clock: Arc<dyn Clock>,
    checks: Arc<Semaphore>,
}

impl Accounts {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, checks: Arc::new(Semaphore::new(CHECKS_AT_ONCE)) }
    }

    /// Who holds this address and password. Unknown address and wrong password answer alike and
    /// take alike.
    pub async fn sign_in(&self, email: &str, password: &str, address: &str) -> Result<UserRecord> {
        let email = email.trim().to_lowercase();
        let now = self.clock.now();
        let keys = [format!("sign-in:{email}:{address}"), format!("sign-in:{address}")];
        for (key, most) in keys.iter().zip([PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS]) {
            let since = now.plus_seconds(-WINDOW_SECONDS);
            if self.store.attempts(key, since).await.map_err(to_problem)? >= most {
                return Err(Problem::too_many_requests(WINDOW_SECONDS as u32));
            }
        }
        let user = self.store.user_by_email(&email).await.map_err(to_problem)?;
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let known = hash.is_some();
        let right = self.verify(password, hash.unwrap_or_else(|| STAND_IN.to_owned())).await?;
        match user {
            Some(user) if right && known => {
                let key = keys[0].clone();
                self.store.write(ClearAttempts { key }).await.map_err(to_problem)?;
                Ok(user)
            }
            _ => {
                for key in keys {
                    let attempt = NoteAttempt { key, at: now };
                    self.store.write(attempt).await.map_err(to_problem)?;
                }
                let title = "This address and password do not belong together.";
                Err(Problem::new(contract::ProblemKind::Unauthenticated, title))
            }
        }
    }

    async fn verify(&self, password: &str, hash: String) -> Result<bool> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let _permit = self.checks.acquire().await.map_err(|_| Problem::unavailable())?;
        let password = password.to_owned();
        let check = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        });
        check.await.map_err(|_| Problem::internal())
    }

    pub async fn user(&self, id: UserId) -> Result<Option<UserRecord>> {
        self.store.user(id).await.map_err(to_problem)
    }
}

/// OWASP's first choice: argon2id with 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("within the bounds of argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash nobody knows a password for, with our parameters: an unknown address costs as much time
/// as a known one.
const STAND_IN: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a password for storing. Takes tens of milliseconds.
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < 10 || password.len() > LONGEST_PASSWORD {
        return Err(Problem::invalid("password", "A password has at least ten characters."));
    }
    let mut salt = [0; 16];
    OsRng.try_fill_bytes(&mut salt).map_err(|_| Problem::internal())?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| Problem::internal())?;
    let hash = argon2().hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| Problem::internal())
}

/// `bytes` random bytes in hexadecimal.
pub fn random_hex(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    OsRng.try_fill_bytes(&mut random).expect("the system has randomness");
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Engine {
    /// Whether this person may do this in this shop: not found when they have nothing to do with
    /// it, forbidden when their role does not reach.
    pub fn authorize(&self, user: UserId, tenant: &Tenant, right: Permission) -> Result<()> {
        let access = self.access.get();
        if access.allows(user, tenant, right) {
            Ok(())
        } else if access.knows(user, tenant) {
            Err(Problem::forbidden())
        } else {
            Err(Problem::not_found("shop"))
        }
    }

    /// The same for what concerns the house as a whole.
    pub fn authorize_house(&self, user: UserId, right: Permission) -> Result<()> {
        if self.access.get().allows_house(user, right) { Ok(()) } else { Err(Problem::forbidden()) }
    }

    /// What a person sees of themselves.
    pub fn profile(&self, user: &UserRecord) -> Profile {
        let access = self.access.get();
        let shops = self
            .tenants()
            .iter()
            .filter(|tenant| access.allows(user.id, tenant, Permission::BoardView))
            .map(|tenant| ShopAccess {
                tenant_id: tenant.id,
                slug: tenant.slug.clone(),
                name: tenant.name.clone(),
                can_edit: access.allows(user.id, tenant, Permission::BoardEdit),
            })
            .collect();
        Profile {
            id: user.id,
            name: user.name.clone(),
            email: user.email.clone(),
            shops,
            is_operator: access.allows_house(user.id, Permission::OperationsView),
        }
    }

    pub(crate) fn origin(&self, actor: &Actor) -> store::Origin {
        self.origin_at(actor, self.clock.now())
    }

    fn origin_at(&self, actor: &Actor, at: Timestamp) -> store::Origin {
        store::Origin {
            actor: actor.name.clone(),
            user_id: Some(actor.user_id),
            trace_id: actor.trace_id.clone(),
            producer_id: "admin".into(),
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stand_in_is_a_hash_of_our_strength() {
        let stand_in = PasswordHash::new(STAND_IN).unwrap();
        let own_hash = hash_password("correct horse battery").unwrap();
        let own = PasswordHash::new(&own_hash).unwrap();
        assert_eq!(stand_in.params.to_string(), own.params.to_string());
        assert_eq!(stand_in.algorithm, own.algorithm);
        assert!(argon2().verify_password(b"correct horse battery", &own).is_ok());
        assert!(argon2().verify_password(b"incorrect horse", &own).is_err());
    }

    #[test]
    fn short_passwords_are_refused() {
        assert_eq!(hash_password("short").unwrap_err().field.as_deref(), Some("password"));
    }
}
