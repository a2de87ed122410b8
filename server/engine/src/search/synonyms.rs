//! Each shop's synonyms as searches use them: read once, and again when they change.

use super::words::Splitter;
use crate::to_problem;
use contract::{Result, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;

/// Groups of one shop.
pub const MOST_GROUPS: usize = 200;
/// Words or phrases of one group.
pub const MOST_PHRASES: usize = 20;
/// Bytes of one of them.
pub const LONGEST_PHRASE: usize = 60;

type Phrase = Vec<String>;

/// What stands for what.
#[derive(Debug, Default)]
pub(super) struct Lexicon(HashMap<Phrase, Vec<Phrase>>);

impl Lexicon {
    pub fn new(groups: &[Vec<String>]) -> Self {
        let mut splitter = Splitter::default();
        let mut others: HashMap<Phrase, Vec<Phrase>> = HashMap::new();
        for group in groups {
            let phrases = group.iter().map(|phrase| splitter.words(phrase));
            let phrases: Vec<Phrase> = phrases.filter(|phrase| !phrase.is_empty()).collect();
            for phrase in &phrases {
                let known = others.entry(phrase.clone()).or_default();
                for other in &phrases {
                    if other != phrase && !known.contains(other) {
                        known.push(other.clone());
                    }
                }
            }
        }
        Self(others)
    }

    /// How many of the first words belong together, and what else they may be called.
    pub fn others(&self, words: &[String]) -> (usize, Vec<Phrase>) {
        let longest = (1..=words.len()).rev().find_map(|length| {
            let others = self.0.get(&words[..length])?;
            Some((length, others.clone()))
        });
        longest.unwrap_or((1, Vec::new()))
    }
}

/// The lexicons in use. What is forgotten while it is being read is not kept.
#[derive(Default)]
pub(super) struct KnownSynonyms(Mutex<HashMap<TenantId, Known>>);

#[derive(Default)]
struct Known {
    /// Counts how often it was forgotten.
    generation: u64,
    lexicon: Option<Arc<Lexicon>>,
}

impl KnownSynonyms {
    pub async fn get(&self, store: &Store, tenant: TenantId) -> Result<Arc<Lexicon>> {
        let generation = match self.lock().entry(tenant).or_default() {
            Known { lexicon: Some(lexicon), .. } => return Ok(lexicon.clone()),
            Known { generation, lexicon: None } => *generation,
        };
        let groups = store.synonyms(tenant).await.map_err(to_problem)?;
        let groups: Vec<_> = groups.into_iter().map(|group| group.words).collect();
        let read = Arc::new(Lexicon::new(&groups));
        let mut known = self.lock();
        let entry = known.entry(tenant).or_default();
        if entry.generation == generation {
            entry.lexicon = Some(read.clone());
        }
        Ok(read)
    }

    pub fn forget(&self, tenant: TenantId) {
        let mut known = self.lock();
        let known = known.entry(tenant).or_default();
        known.generation += 1;
        known.lexicon = None;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
