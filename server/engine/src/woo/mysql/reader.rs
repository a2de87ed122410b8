//! Takes what a database says into the store.

use super::DatabaseError;
use super::database::Database;
use super::facts::Facts;
use super::page::{self, Page};
use super::{DatabaseAddress, FollowError};
use contract::ports::Clock;
use contract::{Tenant, TenantId, Timestamp};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::upstream::{Key, Kind, Root, Saying, Verdict};
use store::{PRODUCTS_PER_COMMAND, Store, TakeSayings};

/// Ids read at once from what is known.
const KNOWN: i64 = 1_000;
/// So many products can go at once without anybody asking whether that is meant.
const FEW: u64 = 20;

/// A database being read for one shop.
pub(super) struct Reader {
    tenant: TenantId,
    store: Store,
    clock: Arc<dyn Clock>,
    database: Database,
    facts: Facts,
}

/// What came of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub news: u64,
    pub gone: u64,
    /// Products customers are meant to see, and the others.
    pub shown: u64,
    pub hidden: u64,
}

/// What came of a comparison of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Swept {
    /// Things known here and not there.
    pub gone: u64,
    /// Products that are there, and they or a variation of theirs are not known here.
    pub unknown: Vec<i64>,
}

impl Reader {
    /// # Errors
    /// Whatever keeps it from being read, and that it is a shop of another currency.
    pub async fn open(
        address: &DatabaseAddress,
        tenant: &Tenant,
        store: Store,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DatabaseError> {
        let mut database = Database::open(address).await?;
        let facts = Facts::read(&mut database).await?;
        let ours = tenant.currency.code().to_owned();
        match facts.currency.clone().filter(|theirs| *theirs != ours) {
            Some(theirs) => Err(DatabaseError::Currency { theirs, ours }),
            None => Ok(Self { tenant: tenant.id, store, clock, database, facts }),
        }
    }

    pub async fn close(self) {
        self.database.close().await;
    }

    /// By the database's clock.
    pub async fn now(&mut self) -> Result<Timestamp, DatabaseError> {
        self.database.now().await
    }

    pub async fn product_ids(&mut self) -> Result<Vec<i64>, DatabaseError> {
        self.database.product_ids().await
    }

    pub async fn changed_ids(&mut self, since: Timestamp) -> Result<Vec<i64>, DatabaseError> {
        self.database.changed_ids(since).await
    }

    /// All categories; those that are not there any more are gone. Answers how many are.
    pub async fn categories(&mut self) -> Result<u64, FollowError> {
        let asked_at = self.clock.now();
        let said = page::categories(&mut self.database, asked_at).await?;
        if said.is_empty() {
            // Every shop has one that cannot be deleted.
            return Err(DatabaseError::NotAShop.into());
        }
        let listed: HashSet<i64> = said.iter().map(|saying| saying.key.id).collect();
        self.take(said).await?;
        let known = self.store.upstream_categories(self.tenant).await?;
        let missing = known.into_iter().map(|(id, _)| id).filter(|id| !listed.contains(id));
        let key = |id| Key { kind: Kind::Category, id };
        let missing = missing.map(|id| gone(key(id), Root::CATALOGUE, None, asked_at));
        self.take(missing.collect()).await
    }

    /// These products with their variations. What is known of them and not there is gone.
    pub async fn page(&mut self, ids: &[i64]) -> Result<Taken, FollowError> {
        let asked_at = self.clock.now();
        let page = Page::read(&mut self.database, &self.facts, ids, asked_at).await?;
        let Page { sayings, products, variations, shown, at } = page;
        let hidden = products.len() as u64 - shown;
        let news = self.take(sayings).await?;
        let roots: Vec<Root> = ids.iter().copied().map(Root).collect();
        let mut missing = Vec::new();
        for (kind, listed) in [(Kind::Product, &products), (Kind::Variation, &variations)] {
            let known = self.store.upstream_members(self.tenant, kind, &roots).await?;
            let known = known.into_iter().filter(|(id, _)| !listed.contains(id));
            missing
                .extend(known.map(|(id, root)| gone(Key { kind, id }, root, Some(at), asked_at)));
        }
        Ok(Taken { news, gone: self.take(missing).await?, shown, hidden })
    }

    /// Compares what is known with all ids there are. `is_believed` says that it has shown so few for
    /// a while.
    pub async fn sweep(&mut self, is_believed: bool) -> Result<Swept, FollowError> {
        let asked_at = self.clock.now();
        self.database.begin().await?;
        let at = self.database.now().await?;
        let products = self.database.product_ids().await?;
        let variations = self.database.variation_ids().await?;
        self.database.end().await?;
        let listed = products.len() as u64;
        let products: HashMap<i64, i64> = products.into_iter().map(|id| (id, id)).collect();
        let mut swept = Swept::default();
        let mut unknown = BTreeSet::new();
        for (kind, mut listing) in
            [(Kind::Product, products), (Kind::Variation, variations.into_iter().collect())]
        {
            let (known, missing) = self.compare(kind, &mut listing).await?;
            // A database that is being restored looks like a shop that sold up.
            let is_shrunk = missing.len() as u64 > FEW.max(known / 2);
            if !is_believed && kind == Kind::Product && is_shrunk {
                return Err(DatabaseError::Shrunk { known, listed }.into());
            }
            let missing =
                missing.into_iter().map(|(key, root)| gone(key, root, Some(at), asked_at));
            swept.gone += self.take(missing.collect()).await?;
            unknown.extend(listing.into_values());
        }
        swept.unknown = unknown.into_iter().collect();
        Ok(swept)
    }

    /// How many are known, and which of them are not listed; the listing is left with what is not
    /// known.
    async fn compare(
        &self,
        kind: Kind,
        listing: &mut HashMap<i64, i64>,
    ) -> Result<(u64, Vec<(Key, Root)>), FollowError> {
        let (mut after, mut count, mut missing) = (0, 0, Vec::new());
        loop {
            let known = self.store.upstream_present(self.tenant, kind, after, KNOWN).await?;
            let Some((last, _)) = known.last() else {
                return Ok((count, missing));
            };
            (after, count) = (*last, count + known.len() as u64);
            let unlisted = known.into_iter().filter(|(id, _)| listing.remove(id).is_none());
            missing.extend(unlisted.map(|(id, root)| (Key { kind, id }, root)));
        }
    }

    /// Keeps what was said. Answers how much of it was news.
    async fn take(&self, sayings: Vec<Saying>) -> Result<u64, FollowError> {
        let mut news = 0;
        let mut rest = sayings.into_iter().peekable();
        while rest.peek().is_some() {
            let sayings: Vec<Saying> = rest.by_ref().take(PRODUCTS_PER_COMMAND).collect();
            let (tenant, at) = (self.tenant, self.clock.now());
            let take = TakeSayings { tenant, sayings, worked: vec![], at };
            let verdicts = self.store.write(take).await?.value;
            news += verdicts.iter().filter(|verdict| **verdict == Verdict::News).count() as u64;
        }
        Ok(news)
    }
}

/// As of a moment by the database's clock: what it says later of the thing is newer.
fn gone(key: Key, root: Root, at: Option<Timestamp>, asked_at: Timestamp) -> Saying {
    Saying { key, root, version: at, content: None, asked_at: Some(asked_at), delivery: None }
}
