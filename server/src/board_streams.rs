//! The board's open streams, each tied to the session it was opened in.
//!
//! What was asked when a stream was opened is asked again every few seconds, so that it ends soon
//! after whatever allowed it: the session, wherever it was ended, its term, the account, its
//! password, the role.

use crate::sessions::Bearer;
use contract::{Permission, Result, Tenant};
use engine::{Engine, to_problem};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often it is asked again.
const AGAIN: Duration = Duration::from_secs(2);

#[derive(Clone)]
pub struct BoardStreams(Arc<Shared>);

struct Shared {
    /// The node's; ends every stream.
    stop: CancellationToken,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    opened: u64,
    streams: HashMap<u64, Stream>,
}

#[derive(Clone)]
struct Stream {
    session: String,
    bearer: Bearer,
    tenant: Arc<Tenant>,
    end: CancellationToken,
}

/// One open stream; forgotten when dropped.
pub struct Listening {
    streams: BoardStreams,
    number: u64,
    end: CancellationToken,
}

impl Listening {
    /// Cancelled when the stream has to end.
    pub fn end(&self) -> &CancellationToken {
        &self.end
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.streams.lock().streams.remove(&self.number);
    }
}

impl BoardStreams {
    pub fn new(stop: CancellationToken) -> Self {
        Self(Arc::new(Shared { stop, open: Mutex::default() }))
    }

    /// `session` is its name in the store.
    pub fn open(&self, session: String, bearer: Bearer, tenant: Arc<Tenant>) -> Listening {
        let end = self.0.stop.child_token();
        let mut open = self.lock();
        open.opened += 1;
        let number = open.opened;
        open.streams.insert(number, Stream { session, bearer, tenant, end: end.clone() });
        Listening { streams: self.clone(), number, end }
    }

    /// Ends those opened in this session, and no others.
    pub fn close(&self, session: &str) {
        for stream in self.lock().streams.values().filter(|stream| stream.session == session) {
            stream.end.cancel();
        }
    }

    /// Ends those that would not be opened again. Two statements, however many there are.
    pub async fn check(&self, engine: &Engine) -> Result<()> {
        let streams: Vec<Stream> = self.lock().streams.values().cloned().collect();
        if streams.is_empty() {
            return Ok(());
        }
        let sessions: BTreeSet<&String> = streams.iter().map(|stream| &stream.session).collect();
        let sessions: Vec<String> = sessions.into_iter().cloned().collect();
        let users: BTreeSet<_> = streams.iter().map(|stream| stream.bearer.user).collect();
        let users: Vec<_> = users.into_iter().collect();
        let (store, now) = (engine.store(), engine.clock().now());
        let sessions = store.sessions_among(&sessions, now).await.map_err(to_problem)?;
        let sessions: HashSet<String> = sessions.into_iter().collect();
        let users = store.users_among(&users).await.map_err(to_problem)?;
        for stream in streams {
            let Stream { session, bearer, tenant, end } = stream;
            let is_same = users.iter().any(|user| bearer.is(user));
            let may = engine.authorize(bearer.user, &tenant, Permission::BoardView).is_ok();
            if !(sessions.contains(&session) && is_same && may) {
                end.cancel();
            }
        }
        Ok(())
    }

    /// Checks until the node stops.
    pub async fn keep_checking(self, engine: Arc<Engine>) {
        let mut again = tokio::time::interval(AGAIN);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while self.0.stop.run_until_cancelled(again.tick()).await.is_some() {
            // Without a database nobody can sign out either; the engine has a word on that.
            if let Err(problem) = self.check(&engine).await {
                tracing::debug!(%problem, "The board's streams could not be checked; trying again.");
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
