//! Server-side sessions, and what a request's bearer may reach.

use crate::board_streams::{BoardStreams, Listening};
use crate::visitors::Whose;
use async_trait::async_trait;
use contract::ports::{Merchandising, Operations, Shopping, Sourcing, StockRoom, Visit};
use contract::{CartId, Permission, Problem, Profile, Result, Tenant, TenantId, Timestamp, UserId};
use engine::desk::PageCacheReport;
use engine::trade::Shopper;
use engine::{Actor, Engine};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{DeleteSession, SaveSession, Store, StoreError, UserRecord};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session_store};

/// Hours after which one signs in again.
const LIFETIME_HOURS: i64 = 12;
const BEARER: &str = "bearer";

/// Whose session it is, as it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    pub user: UserId,
    /// A fingerprint of the stored password: with another password the session is over, on every
    /// node and however it was changed.
    password: String,
}

impl Bearer {
    fn of(user: &UserRecord) -> Self {
        let password = sha256(user.password_hash.as_deref().unwrap_or_default());
        Self { user: user.id, password }
    }

    /// Whether this is still them, with the same password.
    pub fn is(&self, user: &UserRecord) -> bool {
        self.user == user.id && *self == Self::of(user)
    }
}

/// Sessions in the store, under a hash of their id: who reads the table cannot take one over.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    clock: Arc<dyn contract::ports::Clock>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

const SECURE_COOKIE: &str = "__Host-etalage";

/// `secure`: the site is served over TLS, so the cookie says so and takes the `__Host-` prefix.
pub fn layer(engine: &Engine, secure: bool) -> SessionManagerLayer<Sessions> {
    let sessions = Sessions { store: engine.store().clone(), clock: engine.clock().clone() };
    SessionManagerLayer::new(sessions)
        .with_name(if secure { SECURE_COOKIE } else { "etalage" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::hours(LIFETIME_HOURS)))
}

/// Browsers take no cookie of this name without `Secure`, not even its removal, which the session layer
/// sends without.
pub fn secure_removal(headers: &mut HeaderMap) {
    if let http::header::Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE) {
        for cookie in cookies.iter_mut() {
            let text = cookie.to_str().unwrap_or_default();
            if text.starts_with(SECURE_COOKIE)
                && !text.contains("; Secure")
                && let Ok(secure) = HeaderValue::try_from(format!("{text}; Secure"))
            {
                *cookie = secure;
            }
        }
    }
}

/// A session's name in the store.
fn key(id: &Id) -> String {
    sha256(&id.to_string())
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn backend(error: StoreError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 random bits do not collide.
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let data = serde_json::to_string(&record.data)
            .map_err(|error| session_store::Error::Encode(error.to_string()))?;
        let expires_at = Timestamp(record.expiry_date.unix_timestamp().saturating_mul(1000));
        let command = SaveSession { id: key(&record.id), data, expires_at };
        self.store.write(command).await.map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let now = self.clock.now();
        let Some(data) = self.store.session(&key(id), now).await.map_err(backend)? else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data)
            .map_err(|error| session_store::Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(now.0 / 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            + Duration::hours(LIFETIME_HOURS);
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.write(DeleteSession { id: key(id) }).await.map_err(backend)?;
        Ok(())
    }
}

/// The session of one request and the doors it opens.
#[derive(Clone)]
pub struct Visitor {
    pub engine: Arc<Engine>,
    pub session: Session,
    /// Whose cart and orders it is about.
    pub whose: Arc<Whose>,
    pub board_streams: BoardStreams,
    /// The client's address as limits see it.
    pub address: String,
    pub trace_id: String,
    pub page_cache: PageCacheReport,
}

impl Visitor {
    async fn user(&self) -> Result<Option<UserRecord>> {
        let bearer: Option<Bearer> = self.session.get(BEARER).await.map_err(unavailable)?;
        let Some(bearer) = bearer else {
            return Ok(None);
        };
        let user = self.engine.accounts().user(bearer.user).await?;
        Ok(user.filter(|user| bearer.is(user)))
    }

    /// Who is asking; 401 for nobody.
    pub async fn actor(&self) -> Result<Actor> {
        let user = self.user().await?.ok_or_else(Problem::unauthenticated)?;
        Ok(Actor { user_id: user.id, name: user.name, trace_id: self.trace_id.clone() })
    }

    /// The back of the shop named, or of the only one they have.
    pub async fn desk(&self, tenant: Option<&str>) -> Result<Arc<dyn Merchandising>> {
        let (tenant, actor) = self.at_shop(tenant).await?;
        self.engine.desk(tenant, actor)
    }

    /// The same of its stock, holds and orders.
    pub async fn room(&self, tenant: Option<&str>) -> Result<Arc<dyn StockRoom>> {
        let (tenant, actor) = self.at_shop(tenant).await?;
        self.engine.stockroom(tenant, actor)
    }

    async fn at_shop(&self, tenant: Option<&str>) -> Result<(Arc<Tenant>, Actor)> {
        let actor = self.actor().await?;
        let tenant = match tenant {
            Some(tenant) => self.engine.tenant(tenant)?,
            None => self.only_shop().await?,
        };
        Ok((tenant, actor))
    }

    /// Opens a shop's board stream, for as long as what allows it now goes on.
    pub async fn listen(&self, tenant: &Arc<Tenant>) -> Result<Listening> {
        let user = self.user().await?.ok_or_else(Problem::unauthenticated)?;
        let session = self.session.id().ok_or_else(Problem::unauthenticated)?;
        self.engine.authorize(user.id, tenant, Permission::BoardView)?;
        Ok(self.board_streams.open(key(&session), Bearer::of(&user), tenant.clone()))
    }

    /// The cart that is theirs in a shop, alone or with others.
    pub async fn cart(&self, tenant: TenantId) -> Result<Option<CartId>> {
        match self.whose.known() {
            Some(visitor) => self.engine.cart_of(tenant, &visitor).await,
            None => Ok(None),
        }
    }

    async fn only_shop(&self) -> Result<Arc<contract::Tenant>> {
        let profile = self.profile().await?.ok_or_else(Problem::unauthenticated)?;
        match profile.shops.as_slice() {
            [shop] => self.engine.tenant(&shop.slug),
            [] => Err(Problem::forbidden()),
            _ => Err(Problem::invalid("tenantId", "Say which shop is meant.")),
        }
    }
}

fn unavailable(error: tower_sessions::session::Error) -> Problem {
    tracing::warn!(%error, "A session could not be read or written.");
    Problem::unavailable()
}

#[async_trait]
impl Visit for Visitor {
    async fn sign_in(&self, email: &str, password: &str) -> Result<Profile> {
        let user = self.engine.accounts().sign_in(email, password, &self.address).await?;
        // A new id, so that one planted before sign-in is worth nothing.
        self.session.cycle_id().await.map_err(unavailable)?;
        self.session.insert(BEARER, Bearer::of(&user)).await.map_err(unavailable)?;
        self.session.save().await.map_err(unavailable)?;
        tracing::info!(user = %user.id, "Signed in.");
        Ok(self.engine.profile(&user))
    }

    async fn sign_out(&self) -> Result<()> {
        if self.user().await?.is_none() {
            return Ok(());
        }
        let session = self.session.id();
        self.session.flush().await.map_err(unavailable)?;
        // Whose session is gone does not go on listening.
        if let Some(session) = session {
            self.board_streams.close(&key(&session));
        }
        Ok(())
    }

    async fn profile(&self) -> Result<Option<Profile>> {
        Ok(self.user().await?.map(|user| self.engine.profile(&user)))
    }

    async fn merchandising(&self, tenant: &str) -> Result<Arc<dyn Merchandising>> {
        self.desk(Some(tenant)).await
    }

    async fn shopping(&self, tenant: &str) -> Result<Arc<dyn Shopping>> {
        self.engine.shopping(tenant, self.whose.clone(), &self.trace_id)
    }

    async fn stockroom(&self, tenant: &str) -> Result<Arc<dyn StockRoom>> {
        self.room(Some(tenant)).await
    }

    async fn sourcing(&self, tenant: &str) -> Result<Arc<dyn Sourcing>> {
        let user = self.user().await?.ok_or_else(Problem::unauthenticated)?;
        let actor = Actor { user_id: user.id, name: user.name, trace_id: self.trace_id.clone() };
        let tenant = self.engine.tenant(tenant)?;
        self.engine.sourcing(tenant, actor, user.email, self.address.clone())
    }

    async fn operations(&self) -> Result<Arc<dyn Operations>> {
        self.engine.operations(&self.actor().await?, self.page_cache.clone())
    }
}

/// The bearer of a page that is kept for everyone.
pub struct Nobody;

#[async_trait]
impl Visit for Nobody {
    async fn sign_in(&self, _: &str, _: &str) -> Result<Profile> {
        Err(Problem::unauthenticated())
    }

    async fn sign_out(&self) -> Result<()> {
        Ok(())
    }

    async fn profile(&self) -> Result<Option<Profile>> {
        Ok(None)
    }

    async fn merchandising(&self, _: &str) -> Result<Arc<dyn Merchandising>> {
        Err(Problem::unauthenticated())
    }

    async fn shopping(&self, _: &str) -> Result<Arc<dyn Shopping>> {
        Err(Problem::unauthenticated())
    }

    async fn stockroom(&self, _: &str) -> Result<Arc<dyn StockRoom>> {
        Err(Problem::unauthenticated())
    }

    async fn sourcing(&self, _: &str) -> Result<Arc<dyn Sourcing>> {
        Err(Problem::unauthenticated())
    }

    async fn operations(&self) -> Result<Arc<dyn Operations>> {
        Err(Problem::unauthenticated())
    }
}
