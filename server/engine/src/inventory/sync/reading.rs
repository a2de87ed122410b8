//! Pages of the back office, as sayings into the store.

use super::super::article::{self, Article};
use super::super::client::{PER_PAGE, Page, Probed};
use super::super::refusal::InventoryError;
use super::super::tree::Tree;
use super::state::{Cursor, FirstSync, InventoryState};
use super::{InventorySync, OVERLAP_SECONDS, SyncError};
use crate::woo::sync::{Doing, Progress};
use contract::Timestamp;
use std::sync::{Arc, PoisonError};
use store::upstream::{Kind, Root, Saying, Verdict};
use store::{PRODUCTS_PER_COMMAND, TakeSayings};

impl InventorySync {
    /// Everything, from where it stopped.
    pub(super) async fn first_sync(&self, state: &mut InventoryState) -> Result<(), SyncError> {
        if state.first == FirstSync::ToBegin {
            // What an earlier source brought is found by comparing, should this one not have it.
            let known = self.ledger.store.known_products(self.ledger.tenant, Root(0), 1).await?;
            state.is_doubtful |= !known.is_empty();
        }
        let mut has_begun_anew = false;
        loop {
            let (cursor, begun_at) = match &state.first {
                FirstSync::Products { cursor, begun_at } => (cursor.clone(), Some(*begun_at)),
                _ => (Cursor::default(), None),
            };
            let read = self.page(&cursor, None, state, Doing::FirstSync).await;
            if let Err(SyncError::Inventory(InventoryError::Rejected { .. })) = &read
                && cursor.after.is_some()
                && !has_begun_anew
            {
                // It does not know its own word any more. One that never does is left for later.
                has_begun_anew = true;
                state.first = FirstSync::ToBegin;
                continue;
            }
            let read = read?;
            let begun_at = begun_at.unwrap_or(read.answered_at);
            state.first = match read.next {
                Some(cursor) => FirstSync::Products { cursor, begun_at },
                None => FirstSync::Done,
            };
            if state.first == FirstSync::Done {
                state.changes_since = Some(begun_at.plus_seconds(-OVERLAP_SECONDS));
                return Ok(());
            }
            self.go_on(Some(state)).await?;
        }
    }

    /// What changed since the last time, by the back office's clock.
    pub(super) async fn changes(&self, state: &mut InventoryState) -> Result<(), SyncError> {
        let tag = match self.client.probe(state.etag.as_deref()).await? {
            Probed::Same => return Ok(()),
            Probed::Other(tag) => tag,
        };
        let now = || self.client.their_time().plus_seconds(-OVERLAP_SECONDS);
        let since = state.changes_since.unwrap_or_else(now);
        let (mut first, mut next) = (None, Some(Cursor::default()));
        while let Some(cursor) = next {
            let read = self.page(&cursor, Some(since), state, Doing::Changes).await?;
            // Of the first answer: what changes later is asked for the next time.
            first.get_or_insert(read.answered_at);
            self.ask_for_those_known(&read.removed).await?;
            next = read.next;
            self.go_on(None).await?;
        }
        state.changes_since = first.map(|at| at.plus_seconds(-OVERLAP_SECONDS));
        state.etag = tag;
        Ok(())
    }

    /// All categories. Where products stand elsewhere by them, all are to be read again.
    pub(super) async fn categories(&self, state: &mut InventoryState) -> Result<(), SyncError> {
        self.progress.send_replace(Progress { doing: Doing::Categories, done: 0, of: None });
        let tree = Tree::read(&self.client.categories().await?);
        let fingerprint = tree.fingerprint();
        state.is_doubtful |= state.tree.as_ref().is_some_and(|known| *known != fingerprint);
        state.tree = Some(fingerprint);
        *self.tree.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(tree));
        Ok(())
    }

    /// One page of products.
    pub(super) async fn page(
        &self,
        cursor: &Cursor,
        since: Option<Timestamp>,
        state: &mut InventoryState,
        doing: Doing,
    ) -> Result<Read, SyncError> {
        let asked_at = self.ledger.clock.now();
        let page = self.client.page(cursor.after.as_deref(), since).await?;
        let Page { products, removed, next, total, answered_at } = page;
        let known = self.tree().unwrap_or_default();
        if products.iter().any(|product| article::is_elsewhere(product, &known)) {
            // Made since the categories were read.
            self.categories(state).await?;
        }
        let tree = self.tree().unwrap_or_default();
        let said: Vec<Saying> = products
            .iter()
            .map(|it| Article::read(it, &tree, self.client.base()).saying(it, asked_at))
            .collect();
        let roots = said.iter().map(|saying| saying.root).collect();
        let news = self.take(said).await?;
        let total = total.or(cursor.total);
        let done = u64::from(cursor.page - 1) * PER_PAGE as u64 + products.len() as u64;
        self.progress.send_replace(Progress { doing, done, of: total });
        let page = cursor.page.saturating_add(1);
        let next = next.map(|after| Cursor { page, total, after: Some(after) });
        let answered_at = answered_at.unwrap_or_else(|| self.client.their_time());
        Ok(Read { roots, removed, news, next, answered_at })
    }

    /// Keeps what was said. Answers how much of it was news.
    pub(super) async fn take(&self, sayings: Vec<Saying>) -> Result<u64, SyncError> {
        let (tenant, mut news) = (self.ledger.tenant, 0);
        let mut rest = sayings.into_iter().peekable();
        while rest.peek().is_some() {
            let sayings: Vec<Saying> = rest.by_ref().take(PRODUCTS_PER_COMMAND).collect();
            let at = self.ledger.clock.now();
            let command = TakeSayings { tenant, sayings, worked: vec![], at };
            let verdicts = self.ledger.store.write(command).await?.value;
            news += verdicts.iter().filter(|it| **it == Verdict::News).count() as u64;
        }
        if news > 0 {
            (self.said)();
        }
        Ok(news)
    }

    /// Products that are said to have gone, of which something is known here, are asked for.
    async fn ask_for_those_known(&self, skus: &[String]) -> Result<u64, SyncError> {
        let missing: Vec<(Root, String)> = skus
            .iter()
            .map(|sku| sku.trim().to_owned())
            .map(|sku| (Root::of_sku(&sku), sku))
            .collect();
        let roots: Vec<Root> = missing.iter().map(|(root, _)| *root).collect();
        let (tenant, store) = (self.ledger.tenant, &self.ledger.store);
        let known = store.upstream_members(tenant, Kind::Product, &roots).await?;
        let is_known = |(root, _): &(Root, String)| known.iter().any(|(_, it)| it == root);
        self.ask_for(missing.into_iter().filter(is_known).collect()).await
    }
}

/// A page that was read.
pub(super) struct Read {
    pub roots: Vec<Root>,
    pub removed: Vec<String>,
    /// How many products are other than here.
    pub news: u64,
    pub next: Option<Cursor>,
    /// By the back office's clock.
    pub answered_at: Timestamp,
}
