//! Compares everything with what is known: finds what no list of changes told.

use super::super::article::{self, Article};
use super::super::refusal::InventoryError;
use super::state::{Cursor, InventoryState};
use super::{InventorySync, SyncError};
use crate::woo::sync::{Doing, Drift};
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashSet;
use store::upstream::{KnownProduct, Root, Saying};

/// Read at once of what is known.
const KNOWN: i64 = 1000;

impl InventorySync {
    /// # Errors
    /// Whatever kept the list from being read to its end; then nothing is taken as gone.
    /// [`InventoryError::Emptied`] where it has an end and nothing else.
    pub(super) async fn compare(&self, state: &mut InventoryState) -> Result<Drift, SyncError> {
        let mut drift = Drift::default();
        let mut listed: HashSet<Root> = HashSet::new();
        let mut next = Some(Cursor::default());
        while let Some(cursor) = next {
            let read = self.page(&cursor, None, state, Doing::Reconciling).await?;
            drift.changed += read.news;
            listed.extend(read.roots);
            next = read.next;
            self.go_on(None).await?;
        }
        drift.gone = self.unlisted(&listed).await?;
        Ok(drift)
    }

    /// Asks for what is known and was not listed.
    async fn unlisted(&self, listed: &HashSet<Root>) -> Result<u64, SyncError> {
        let (mut after, mut gone) = (Root(0), 0);
        loop {
            let store = &self.ledger.store;
            let known = store.known_products(self.ledger.tenant, after, KNOWN).await?;
            let Some(last) = known.last() else {
                return Ok(gone);
            };
            if listed.is_empty() {
                return Err(InventoryError::Emptied.into());
            }
            after = last.root;
            let missing = known.into_iter().filter(|it| !listed.contains(&it.root));
            gone += self.ask_for(missing.map(numbered).collect()).await?;
            self.go_on(None).await?;
        }
    }

    /// Asks for products a list did not show, one by one: a list may be wrong. Answers how many were
    /// news, most of them because they are gone.
    pub(super) async fn ask_for(&self, missing: Vec<(Root, String)>) -> Result<u64, SyncError> {
        let answers =
            stream::iter(missing).map(async |(root, sku)| self.ask_for_one(root, &sku).await);
        let said: Vec<Saying> =
            answers.buffer_unordered(self.client.at_once()).try_collect().await?;
        self.take(said).await
    }

    async fn ask_for_one(&self, root: Root, sku: &str) -> Result<Saying, SyncError> {
        let asked_at = self.ledger.clock.now();
        // What never had a number was never shown, and nobody can be asked for it.
        if sku.is_empty() {
            return Ok(article::gone(root, asked_at));
        }
        let Some(value) = self.client.by_sku(sku).await? else {
            return Ok(article::gone(root, asked_at));
        };
        let tree = self.tree().unwrap_or_default();
        Ok(Article::read(&value, &tree, self.client.base()).saying(&value, asked_at))
    }
}

/// With what it is asked for by.
fn numbered(known: KnownProduct) -> (Root, String) {
    let said = |content: String| serde_json::from_str::<Article>(&content).ok()?.sku;
    let sku = known.sku.or_else(|| known.content.and_then(said));
    (known.root, sku.unwrap_or_default())
}
