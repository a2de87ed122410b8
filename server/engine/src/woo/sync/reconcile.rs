//! Compares the whole shop with what is known of it: finds what nobody told.

use super::reading::by_id;
use super::state::{Cursor, Doing, Drift};
use super::{ShopSync, SyncError};
use crate::woo::{category, saying};
use contract::Timestamp;
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashSet;
use store::upstream::{Key, Kind, Root, Saying};

/// Ids read at once from what is known.
const KNOWN: i64 = 1000;

impl ShopSync {
    pub(super) async fn reconcile(&self) -> Result<Drift, SyncError> {
        let mut drift = Drift { changed: 0, gone: self.categories().await? };
        let mut listed = HashSet::new();
        let mut cursor = Some(Cursor::default());
        while let Some(at) = cursor {
            let (page, news) = self.products_page(&by_id(), at, Doing::Reconciling).await?;
            drift.changed += news;
            listed.extend(page.items.iter().filter_map(|product| product["id"].as_i64()));
            cursor = at.after(&page);
            self.go_on(None).await?;
        }
        // Variations second: those of products that are gone by now are gone with them.
        for kind in [Kind::Product, Kind::Variation] {
            drift.gone += self.unlisted(kind, &listed).await?;
        }
        Ok(drift)
    }

    /// Asks for what is known of products that no list showed.
    async fn unlisted(&self, kind: Kind, listed: &HashSet<i64>) -> Result<u64, SyncError> {
        let (mut after, mut gone) = (0, 0);
        loop {
            let known =
                self.ledger.store.upstream_present(self.ledger.tenant, kind, after, KNOWN).await?;
            let Some((last, _)) = known.last() else {
                return Ok(gone);
            };
            after = *last;
            let missing = known.into_iter().filter(|(_, root)| !listed.contains(&root.0));
            let missing = missing.map(|(id, root)| (Key { kind, id }, root));
            gone += self.ask_for(missing.collect()).await?;
            self.go_on(None).await?;
        }
    }

    /// Asks for things a list did not show, one by one: a list may be wrong. Answers how many were
    /// news, most of them because they are gone.
    pub(in crate::woo) async fn ask_for(
        &self,
        missing: Vec<(Key, Root)>,
    ) -> Result<u64, SyncError> {
        let answers =
            stream::iter(missing).map(async |(key, root)| self.ask_for_one(key, root).await);
        let said: Vec<Saying> =
            answers.buffer_unordered(self.client.at_once()).try_collect().await?;
        let gone = said.iter().filter(|it| it.key.kind == Kind::Product && it.content.is_none());
        let roots: Vec<Root> = gone.map(|saying| saying.root).collect();
        let below =
            self.ledger.store.upstream_members(self.ledger.tenant, Kind::Variation, &roots).await?;
        let asked_at = self.ledger.clock.now();
        let below = below
            .into_iter()
            .map(|(id, root)| self.gone(Key { kind: Kind::Variation, id }, root, asked_at));
        let below: Vec<Saying> = below.collect();
        let news = self.take(said).await?;
        // They went with their product: that is one thing that nobody told.
        self.take(below).await?;
        Ok(news)
    }

    async fn ask_for_one(&self, key: Key, root: Root) -> Result<Saying, SyncError> {
        let asked_at = self.ledger.clock.now();
        let path = match key.kind {
            Kind::Product => format!("products/{}", key.id),
            Kind::Variation => format!("products/{}/variations/{}", root.0, key.id),
            Kind::Category => format!("products/categories/{}", key.id),
        };
        let Some(value) = self.client.one(&path).await? else {
            return Ok(self.gone(key, root, asked_at));
        };
        let said = match key.kind {
            Kind::Category => category(&value, asked_at),
            Kind::Product | Kind::Variation => saying(&value, Some(asked_at)),
        };
        let of_it = said.ok().filter(|saying| saying.key == key);
        Ok(of_it.unwrap_or_else(|| self.gone(key, root, asked_at)))
    }

    /// As of now, by the shop's clock: what it says later of the thing is newer.
    pub(in crate::woo) fn gone(&self, key: Key, root: Root, asked_at: Timestamp) -> Saying {
        let now = self.client.shop_time();
        let version = match key.kind {
            Kind::Category => None,
            Kind::Product | Kind::Variation => Some(Timestamp(now.0 - now.0.rem_euclid(1000))),
        };
        Saying { key, root, version, content: None, asked_at: Some(asked_at), delivery: None }
    }
}
