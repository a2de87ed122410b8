//! Search: a view of the feed in a tantivy index, one per node for all its shops.
//!
//! The index is scratch. It is built from the tables in slices when the node starts, while the node
//! serves ([`feeder`]), and follows the feed from then on; a shop's searches answer "being
//! prepared" until its first build is there. What a search means is said in three places and
//! nowhere else: [`words`] makes words of texts, [`query`] says what matches and how well, and
//! [`collector`] filters, counts and orders in one pass. The tests hold all three against an oracle
//! that does the same with loops over products.
//!
//! Shops cannot see each other: every word in the index begins with its shop ([`scope`]), and every
//! query is bound to one shop where queries are made.

mod answer;
mod automaton;
mod collector;
mod document;
mod facets;
mod feeder;
mod index;
#[cfg(test)]
mod oracle;
mod query;
mod scope;
mod scratch;
mod suggest;
mod synonyms;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use feeder::keep;
pub use synonyms::{LONGEST_PHRASE, MOST_GROUPS, MOST_PHRASES};

use crate::runtime::Engine;
use crate::view::{View, ViewChange};
use contract::ports::PageTag;
use contract::{Problem, ProblemKind, ProductId, TenantId};
use index::Index;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use synonyms::KnownSynonyms;
use tokio::sync::{Notify, Semaphore};

/// Searches that compute at the same time; others wait for their turn.
const AT_ONCE: usize = 4;

/// One node's searches.
pub(crate) struct Search {
    /// Where the scratch folder stands.
    folder: PathBuf,
    index: RwLock<Option<Arc<Index>>>,
    /// Shops whose first build is there.
    ready: RwLock<HashSet<TenantId>>,
    waiting: Mutex<Waiting>,
    told: Notify,
    synonyms: KnownSynonyms,
    turns: Arc<Semaphore>,
}

/// What the index has yet to learn.
#[derive(Default)]
struct Waiting {
    builds: VecDeque<TenantId>,
    changed: HashMap<TenantId, BTreeSet<ProductId>>,
}

impl Waiting {
    fn build(&mut self, tenant: TenantId) {
        if tenant != TenantId::HOUSE && !self.builds.contains(&tenant) {
            self.builds.push_back(tenant);
        }
    }
}

impl Search {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder: folder.unwrap_or_else(std::env::temp_dir),
            index: RwLock::default(),
            ready: RwLock::default(),
            waiting: Mutex::default(),
            told: Notify::new(),
            synonyms: KnownSynonyms::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Has a shop read from the tables, from the beginning; what is there serves meanwhile.
    pub fn build(&self, tenant: TenantId) {
        self.lock().build(tenant);
        self.told.notify_one();
    }

    /// The index, once the shop's first build is in it.
    fn index(&self, tenant: TenantId) -> Result<Arc<Index>, Problem> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner).clone();
        index.filter(|_| self.is_ready(tenant)).ok_or_else(being_prepared)
    }

    fn is_ready(&self, tenant: TenantId) -> bool {
        self.ready.read().unwrap_or_else(PoisonError::into_inner).contains(&tenant)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Whether the shop can be searched here yet.
    pub fn is_searchable(&self, tenant: TenantId) -> bool {
        self.search.index(tenant).is_ok()
    }
}

fn being_prepared() -> Problem {
    let title = "The search is being prepared. Try again in a moment.";
    Problem { retry_after: Some(3), ..Problem::new(ProblemKind::Unavailable, title) }
}

impl View for Search {
    fn apply(&self, change: &ViewChange) {
        let tenant = change.tenant;
        if change.everything || change.tags.contains(&PageTag::Synonyms(tenant)) {
            self.synonyms.forget(tenant);
        }
        let mut waiting = self.lock();
        let mut is_new = !change.records.is_empty();
        if is_new {
            waiting.changed.entry(tenant).or_default().extend(&change.records);
        }
        // A shop may be new, or known by other words.
        if change.tags.contains(&PageTag::Tenant(tenant)) && !self.is_ready(tenant) {
            waiting.build(tenant);
            is_new = true;
        }
        if change.everything {
            waiting.build(tenant);
            is_new = true;
        }
        drop(waiting);
        if is_new {
            self.told.notify_one();
        }
    }
}
