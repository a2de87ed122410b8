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
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use store::{AttemptId, ClearAttempts, ForgetAttempt, NoteAttempt, Store, UserRecord};
use tokio::sync::Semaphore;

/// Failed sign-ins are counted over this long, in seconds.
const WINDOW_SECONDS: i64 = 15 * 60;
/// To one account from one address. A stranger elsewhere cannot lock the owner out.
const PER_ACCOUNT_AND_ADDRESS: i64 = 5;
/// From one address, whatever the account.
const PER_ADDRESS: i64 = 30;
/// Password checks at the same time: each takes 19 MiB.
const CHECKS_AT_ONCE: usize = 4;
/// Who cannot be checked within this long is asked to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// When to come back, in seconds, where nothing is used up: many are asking at this moment.
const BUSY_SECONDS: u32 = 2;
const LONGEST_PASSWORD: usize = 1024;
/// In bytes: what mail can be sent to (RFC 5321 with its erratum 1690).
pub const LONGEST_EMAIL: usize = 254;

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
    longest_wait: Duration,
}

/// An attempt to sign in, counted before it is known how it ends: those that are made at the same
/// time count for one another.
struct Attempt {
    account: (String, AttemptId),
    address: (String, AttemptId),
}

/// What attempts are counted by. A hash, so that its length is not the caller's to choose.
fn limit_key(parts: &[&str]) -> String {
    let digest = Sha256::digest(format!("sign-in\n{}", parts.join("\n")));
    hex::encode(digest)
}

impl Accounts {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        let checks = Arc::new(Semaphore::new(CHECKS_AT_ONCE));
        Self { store, clock, checks, longest_wait: LONGEST_WAIT }
    }

    /// Who holds this email and password. Unknown email and wrong password answer alike and take
    /// alike. `address` is the client's, as limits see it.
    pub async fn sign_in(&self, email: &str, password: &str, address: &str) -> Result<UserRecord> {
        let email = email.trim().to_lowercase();
        let attempt = self.begin(&email, address).await?;
        let user = match email.len() {
            ..=LONGEST_EMAIL => self.store.user_by_email(&email).await.map_err(to_problem)?,
            _ => None,
        };
        let hash = user.as_ref().and_then(|user| user.password_hash.clone());
        let known = hash.is_some();
        match self.verify(password, hash.unwrap_or_else(|| STAND_IN.to_owned())).await {
            Ok(right) => match user.filter(|_| right && known) {
                Some(user) => {
                    self.succeed(attempt).await?;
                    Ok(user)
                }
                None => {
                    let title = "This address and password do not belong together.";
                    Err(Problem::new(contract::ProblemKind::Unauthenticated, title))
                }
            },
            Err(problem) => {
                // Nothing was tried.
                self.take_back([attempt.account, attempt.address]).await?;
                Err(problem)
            }
        }
    }

    /// Counts an attempt, then looks whether it is one too many. Only this way round do attempts at
    /// the same time see each other; no more of them go on than the limits allow.
    async fn begin(&self, email: &str, address: &str) -> Result<Attempt> {
        let keys = [limit_key(&[address, email]), limit_key(&[address])];
        let now = self.clock.now();
        if self.used_up(&keys, now, 0).await? {
            return Err(Problem::too_many_requests(WINDOW_SECONDS as u32));
        }
        let note = |key: &str| self.store.write(NoteAttempt { key: key.to_owned(), at: now });
        let noted = futures::future::try_join(note(&keys[0]), note(&keys[1])).await;
        let (account, from) = noted.map_err(to_problem)?;
        let is_too_many = self.used_up(&keys, now, 1).await?;
        let [by_account, by_address] = keys;
        let attempt =
            Attempt { account: (by_account, account.value), address: (by_address, from.value) };
        if is_too_many {
            self.take_back([attempt.account, attempt.address]).await?;
            return Err(Problem::too_many_requests(BUSY_SECONDS));
        }
        Ok(attempt)
    }

    /// Whether attempts besides the `own` are as many as there may be.
    async fn used_up(&self, keys: &[String; 2], now: Timestamp, own: i64) -> Result<bool> {
        let since = now.plus_seconds(-WINDOW_SECONDS);
        for (key, most) in keys.iter().zip([PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS]) {
            if self.store.attempts(key, since).await.map_err(to_problem)? - own >= most {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Forgives what failed before for this account; others tried from the address stay counted.
    async fn succeed(&self, attempt: Attempt) -> Result<()> {
        let (key, _) = attempt.account;
        self.store.write(ClearAttempts { key }).await.map_err(to_problem)?;
        self.take_back([attempt.address]).await
    }

    async fn take_back<const N: usize>(&self, counted: [(String, AttemptId); N]) -> Result<()> {
        for (key, attempt) in counted {
            self.store.write(ForgetAttempt { key, attempt }).await.map_err(to_problem)?;
        }
        Ok(())
    }

    async fn verify(&self, password: &str, hash: String) -> Result<bool> {
        if password.len() > LONGEST_PASSWORD {
            return Ok(false);
        }
        let permit = self.checks.clone().acquire_owned();
        let permit = tokio::time::timeout(self.longest_wait, permit).await;
        let permit = permit.map_err(|_| Problem::too_many_requests(BUSY_SECONDS))?;
        let permit = permit.map_err(|_| Problem::unavailable())?;
        let password = password.to_owned();
        let check = tokio::task::spawn_blocking(move || {
            // The check goes on when its caller has left, and so does what it takes.
            let _permit = permit;
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
    hex::encode(random)
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
                manages_sources: access.allows(user.id, tenant, Permission::SourcesManage),
                sees_stock: access.allows(user.id, tenant, Permission::StockView),
                manages_stock: access.allows(user.id, tenant, Permission::StockManage),
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
    use crate::SystemClock;
    use contract::ProblemKind::{TooManyRequests, Unauthenticated};
    use contract::ports::Clock;
    use store::SaveUser;

    const EMAIL: &str = "ines@example.test";
    const PASSWORD: &str = "correct horse battery";
    const HERE: &str = "192.0.2.1";

    /// Runs a test with an account there is, on every database there is.
    async fn on_each<F: Future<Output = Accounts>>(test: impl Fn(Accounts) -> F) {
        for database in store::testing::databases().await {
            let store = database.store().await;
            let origin = store::Origin {
                actor: "test".into(),
                user_id: None,
                trace_id: String::new(),
                producer_id: "test".into(),
                at: SystemClock.now(),
            };
            let password_hash = Some(hash_password(PASSWORD).unwrap());
            let (email, name) = (EMAIL.into(), "Ines".into());
            store.write(SaveUser { origin, email, name, password_hash }).await.unwrap();
            let accounts = Accounts::new(store, Arc::new(SystemClock));
            test(accounts).await.store.close().await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn guesses_at_the_same_time_count_for_one_another() {
        on_each(|accounts| async {
            let guess = |address| accounts.sign_in(EMAIL, "incorrect horse", address);
            let all = futures::future::join_all((0..40).map(|_| guess(HERE))).await;
            let kinds: Vec<_> = all.into_iter().map(|told| told.unwrap_err().kind).collect();
            let checked = kinds.iter().filter(|kind| **kind == Unauthenticated).count();
            assert!(checked <= PER_ACCOUNT_AND_ADDRESS as usize, "{checked}");
            assert_eq!(kinds.iter().filter(|kind| **kind == TooManyRequests).count(), 40 - checked);
            // Only what was checked is counted for long.
            for _ in checked..PER_ACCOUNT_AND_ADDRESS as usize {
                assert_eq!(guess(HERE).await.unwrap_err().kind, Unauthenticated);
            }
            let told = accounts.sign_in(EMAIL, PASSWORD, HERE).await.unwrap_err();
            assert_eq!((told.kind, told.retry_after), (TooManyRequests, Some(15 * 60)));
            assert!(accounts.sign_in(EMAIL, PASSWORD, "192.0.2.2").await.is_ok());
            accounts
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_signs_in_leaves_no_attempts_behind() {
        on_each(|accounts| async {
            for _ in 0..PER_ADDRESS {
                accounts.sign_in(EMAIL, PASSWORD, HERE).await.unwrap();
            }
            for key in [limit_key(&[HERE, EMAIL]), limit_key(&[HERE])] {
                assert_eq!(accounts.store.attempts(&key, Timestamp(0)).await.unwrap(), 0);
            }
            accounts
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_would_wait_for_long_is_told_to_come_back() {
        on_each(|mut accounts| async {
            accounts.longest_wait = Duration::from_millis(1);
            let others = accounts.checks.clone().acquire_many_owned(CHECKS_AT_ONCE as u32).await;
            let told = accounts.sign_in(EMAIL, PASSWORD, HERE).await.unwrap_err();
            assert_eq!((told.kind, told.retry_after), (TooManyRequests, Some(BUSY_SECONDS)));
            let key = limit_key(&[HERE]);
            assert_eq!(accounts.store.attempts(&key, Timestamp(0)).await.unwrap(), 0);
            drop(others);
            accounts.longest_wait = LONGEST_WAIT;
            assert!(accounts.sign_in(EMAIL, PASSWORD, HERE).await.is_ok());
            accounts
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn an_endless_email_is_an_unknown_one() {
        on_each(|accounts| async {
            // Random, so that no database can compress it into an index.
            let email = format!("{}@example.test", random_hex(1 << 20));
            let told = accounts.sign_in(&email, PASSWORD, HERE).await.unwrap_err();
            assert_eq!(told.kind, Unauthenticated);
            let key = limit_key(&[HERE, &email]);
            assert_eq!(key.len(), 64);
            assert_eq!(accounts.store.attempts(&key, Timestamp(0)).await.unwrap(), 1);
            accounts
        })
        .await;
    }

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
