//! The bookkeeping behind the lock: pages by key and by tag, the bound on memory, and what was
//! invalidated while renders are under way.

use super::entry::Entry;
use super::flight::Landed;
use contract::ports::PageTag;
use contract::{Seq, TenantId, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use tokio::sync::watch;

/// Positions a page may lag behind its shop's feed, though nothing on it changed. A stream opened
/// from it is replayed from there, and a long replay costs more than rendering the page anew.
const MOST_BEHIND: i64 = 64;
/// Below this, remembering invalidated tags costs less than looking which are still needed.
const FEW_TAGS: usize = 1024;

pub(super) struct Held {
    most: usize,
    weight: usize,
    pages: HashMap<Arc<str>, Page>,
    by_tag: HashMap<PageTag, HashSet<Arc<str>>>,
    /// Second chance: the page in front goes unless it was asked for since it was last here.
    clock: VecDeque<(Arc<str>, u64)>,
    next_id: u64,
    generation: u64,
    /// Renders begun at or before this are not to be kept, whatever they show.
    floor: u64,
    /// When each tag was last invalidated; only as far as a render under way began before it.
    invalidated: HashMap<PageTag, u64>,
    /// The highest position of an event that invalidated something, per shop.
    reached: HashMap<TenantId, Seq>,
    /// How far each shop's feed was followed.
    followed: HashMap<TenantId, Seq>,
    flights: HashMap<Arc<str>, Flight>,
    /// How many renders under way began at each generation.
    under_way: BTreeMap<u64, usize>,
}

struct Page {
    id: u64,
    entry: Arc<Entry>,
}

struct Flight {
    id: u64,
    begun: u64,
    landing: watch::Receiver<Option<Landed>>,
}

impl Held {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            weight: 0,
            pages: HashMap::new(),
            by_tag: HashMap::new(),
            clock: VecDeque::new(),
            next_id: 0,
            generation: 1,
            floor: 0,
            invalidated: HashMap::new(),
            reached: HashMap::new(),
            followed: HashMap::new(),
            flights: HashMap::new(),
            under_way: BTreeMap::new(),
        }
    }

    pub(super) fn get(&self, key: &str, now: Timestamp) -> Option<Arc<Entry>> {
        let page = self.pages.get(key).filter(|page| page.entry.is_valid(now))?;
        if self.is_aged(&page.entry) {
            return None;
        }
        page.entry.touch();
        Some(page.entry.clone())
    }

    fn is_aged(&self, entry: &Entry) -> bool {
        entry.shown.tenant.is_some_and(|(tenant, seq)| {
            self.followed.get(&tenant).is_some_and(|at| at.0 - seq.0 > MOST_BEHIND)
        })
    }

    /// A shop's feed was followed up to here.
    pub(super) fn follow(&mut self, tenant: TenantId, seq: Seq) {
        let followed = self.followed.entry(tenant).or_default();
        *followed = seq.max(*followed);
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.pages.values().map(|page| page.entry.bytes()).sum()
    }

    /// The render of a page that is under way, and the generation it began at.
    pub(super) fn flight(&self, key: &str) -> Option<(watch::Receiver<Option<Landed>>, u64)> {
        let flight = self.flights.get(key)?;
        Some((flight.landing.clone(), flight.begun))
    }

    /// Notes that a render begins; answers its id and generation.
    pub(super) fn begin(
        &mut self,
        key: Arc<str>,
        landing: watch::Receiver<Option<Landed>>,
    ) -> (u64, u64) {
        let (id, begun) = (self.id(), self.generation);
        self.flights.insert(key, Flight { id, begun, landing });
        *self.under_way.entry(begun).or_default() += 1;
        (id, begun)
    }

    /// Notes that a render is over, landed or not.
    pub(super) fn end(&mut self, key: &str, id: u64, begun: u64) {
        if self.flights.get(key).is_some_and(|flight| flight.id == id) {
            self.flights.remove(key);
        }
        if let Some(count) = self.under_way.get_mut(&begun) {
            *count -= 1;
            if *count == 0 {
                self.under_way.remove(&begun);
            }
        }
        self.forget_tags();
    }

    /// Whether a page rendered since `begun` still says what is.
    pub(super) fn is_fresh(&self, entry: &Entry, begun: u64) -> bool {
        // Read from views that lag behind what was already invalidated.
        let behind = entry.shown.tenant.is_some_and(|(tenant, seq)| {
            self.reached.get(&tenant).is_some_and(|reached| seq < *reached)
        });
        let overtaken = |tag| self.invalidated.get(tag).is_some_and(|at| *at > begun);
        begun > self.floor && !behind && !entry.tags().iter().any(overtaken)
    }

    pub(super) fn insert(&mut self, key: Arc<str>, entry: Arc<Entry>) {
        // One page must not drive out all others.
        if entry.weight() > self.most / 4 {
            return;
        }
        self.remove(&key);
        self.weight += entry.weight();
        for tag in entry.tags() {
            self.by_tag.entry(*tag).or_default().insert(key.clone());
        }
        let id = self.id();
        self.clock.push_back((key.clone(), id));
        self.pages.insert(key, Page { id, entry });
        self.evict();
    }

    pub(super) fn invalidate(&mut self, tags: &[PageTag], seq: Seq) -> u64 {
        self.generation += 1;
        let mut dropped = 0;
        for tag in tags {
            self.invalidated.insert(*tag, self.generation);
            let reached = self.reached.entry(tenant_of(tag)).or_default();
            *reached = seq.max(*reached);
            for key in self.by_tag.remove(tag).unwrap_or_default() {
                dropped += u64::from(self.remove(&key));
            }
        }
        self.forget_tags();
        dropped
    }

    pub(super) fn invalidate_where(&mut self, wanted: impl Fn(&str) -> bool) -> u64 {
        self.floor = self.generation;
        self.generation += 1;
        let keys: Vec<_> = self.pages.keys().filter(|key| wanted(key)).cloned().collect();
        keys.iter().filter(|key| self.remove(key)).count() as u64
    }

    fn remove(&mut self, key: &str) -> bool {
        let Some(Page { entry, .. }) = self.pages.remove(key) else {
            return false;
        };
        self.weight -= entry.weight();
        for tag in entry.tags() {
            if let Some(keys) = self.by_tag.get_mut(tag) {
                keys.remove(key);
                if keys.is_empty() {
                    self.by_tag.remove(tag);
                }
            }
        }
        true
    }

    fn evict(&mut self) {
        while self.weight > self.most
            && let Some((key, id)) = self.clock.pop_front()
        {
            match self.pages.get(&key) {
                Some(page) if page.id == id => {
                    if page.entry.untouch() {
                        self.clock.push_back((key, id));
                    } else {
                        self.remove(&key);
                    }
                }
                _ => {}
            }
        }
        // Pages that were invalidated left their places behind.
        if self.clock.len() > 2 * self.pages.len() + 64 {
            let pages = &self.pages;
            self.clock.retain(|(key, id)| pages.get(key).is_some_and(|page| page.id == *id));
        }
    }

    /// Without renders under way there is nothing an invalidation could overtake.
    fn forget_tags(&mut self) {
        match self.under_way.first_key_value() {
            None => self.invalidated.clear(),
            Some((oldest, _)) if self.invalidated.len() > FEW_TAGS => {
                let oldest = *oldest;
                self.invalidated.retain(|_, at| *at > oldest);
            }
            Some(_) => {}
        }
    }

    fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}

fn tenant_of(tag: &PageTag) -> TenantId {
    match tag {
        PageTag::Directory => TenantId::HOUSE,
        PageTag::Tenant(tenant)
        | PageTag::Window(tenant)
        | PageTag::Looks(tenant)
        | PageTag::Product(tenant, _)
        | PageTag::Category(tenant, _)
        | PageTag::Categories(tenant)
        | PageTag::Search(tenant)
        | PageTag::Synonyms(tenant) => *tenant,
    }
}

#[cfg(test)]
impl Held {
    /// Panics unless the indexes say the same as the pages.
    pub(super) fn check(&self) {
        let weight: usize = self.pages.values().map(|page| page.entry.weight()).sum();
        assert_eq!(weight, self.weight);
        assert!(self.weight <= self.most);
        let tags: usize = self.pages.values().map(|page| page.entry.tags().len()).sum();
        assert_eq!(tags, self.by_tag.values().map(HashSet::len).sum::<usize>());
        for (tag, keys) in &self.by_tag {
            assert!(keys.iter().all(|key| self.pages[key].entry.tags().contains(tag)));
        }
        for (key, page) in &self.pages {
            assert!(self.clock.contains(&(key.clone(), page.id)));
        }
        if self.flights.is_empty() {
            assert!(self.under_way.is_empty() && self.invalidated.is_empty());
        }
    }
}
