//! Pages of the shop, as sayings into the store.

use super::state::{Cursor, Doing, FirstSync, Progress, SyncState};
use super::{OVERLAP_SECONDS, ShopSync, SyncError};
use crate::woo::client::Page;
use crate::woo::{ShopError, category, saying};
use contract::Timestamp;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use std::collections::HashSet;
use store::upstream::{Key, Kind, Root, Saying, Verdict};
use store::{PRODUCTS_PER_COMMAND, TakeSayings};

/// Lists are read by id: what is created meanwhile comes at the end.
pub(super) fn by_id() -> Vec<(&'static str, String)> {
    vec![("orderby", "id".into()), ("order", "asc".into())]
}

fn id(value: &Value) -> Option<i64> {
    value["id"].as_i64()
}

impl ShopSync {
    /// Everything, from where it stopped.
    pub(super) async fn first_sync(&self, state: &mut SyncState) -> Result<(), SyncError> {
        if state.first == FirstSync::ToBegin {
            self.categories().await?;
        }
        loop {
            let (cursor, begun_at) = match state.first {
                FirstSync::Products { cursor, begun_at } => (cursor, Some(begun_at)),
                _ => (Cursor::default(), None),
            };
            let (page, _) = self.products_page(&by_id(), cursor, Doing::FirstSync).await?;
            let answered_at = page.answered_at.unwrap_or_else(|| self.client.shop_time());
            let begun_at = begun_at.unwrap_or(answered_at);
            state.first = match cursor.after(&page) {
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

    /// What changed since, by the shop's clock. Answers from when to ask the next time.
    pub(super) async fn changes(&self, since: Option<Timestamp>) -> Result<Timestamp, SyncError> {
        let since = since.unwrap_or_else(|| self.client.shop_time().plus_seconds(-OVERLAP_SECONDS));
        let mut query = by_id();
        let after = since.to_rfc3339()[.."2026-11-21T00:25:28".len()].to_owned();
        query.extend([("modified_after", after), ("dates_are_gmt", "true".to_owned())]);
        let (mut next, mut cursor) = (None, Some(Cursor::default()));
        while let Some(at) = cursor {
            let (page, _) = self.products_page(&query, at, Doing::Changes).await?;
            let answered_at = page.answered_at.unwrap_or_else(|| self.client.shop_time());
            // Of the first answer: what changes later is asked for the next time.
            next.get_or_insert(answered_at.plus_seconds(-OVERLAP_SECONDS));
            cursor = at.after(&page);
            self.go_on(None).await?;
        }
        Ok(next.unwrap_or(since))
    }

    /// All categories; those that are not there any more are gone. Answers how many are.
    pub(super) async fn categories(&self) -> Result<u64, SyncError> {
        self.progress.send_replace(Progress { doing: Doing::Categories, done: 0, of: None });
        let asked_at = self.ledger.clock.now();
        let all = self.client.all("products/categories", &by_id()).await?;
        let listed: HashSet<i64> = all.iter().filter_map(id).collect();
        let said = all.iter().filter_map(|value| category(value, asked_at).ok());
        self.take(said.collect()).await?;
        let known = self.ledger.store.upstream_categories(self.ledger.tenant).await?;
        let missing = known.into_iter().map(|(id, _)| id).filter(|id| !listed.contains(id));
        let missing = missing.map(|id| (Key { kind: Kind::Category, id }, Root::CATALOGUE));
        self.ask_for(missing.collect()).await
    }

    /// One page of products with their variations. Answers with how many things were news.
    pub(super) async fn products_page(
        &self,
        query: &[(&str, String)],
        cursor: Cursor,
        doing: Doing,
    ) -> Result<(Page, u64), SyncError> {
        let asked_at = self.ledger.clock.now();
        let page = self.client.page("products", query, cursor.page).await?;
        let mut news = self.take(self.read(&page.items, asked_at)).await?;
        let variable = page.items.iter().filter(|product| product["type"] == "variable");
        news += self.variations(variable.filter_map(id).collect()).await?;
        let done = u64::from(cursor.page - 1) * crate::woo::client::PER_PAGE as u64;
        let done = done + page.items.len() as u64;
        self.progress.send_replace(Progress { doing, done, of: page.total });
        Ok((page, news))
    }

    /// Those of these products, each list on its own; what is known and not listed is asked for.
    async fn variations(&self, parents: Vec<i64>) -> Result<u64, SyncError> {
        let lists = stream::iter(parents.clone()).map(async |parent| {
            let asked_at = self.ledger.clock.now();
            let path = format!("products/{parent}/variations");
            match self.client.all(&path, &by_id()).await {
                Ok(all) => Ok(self.read(
                    &all.into_iter().map(|it| below(it, parent)).collect::<Vec<_>>(),
                    asked_at,
                )),
                // The product has gone meanwhile.
                Err(ShopError::Unknown { .. }) => Ok(vec![]),
                Err(error) => Err(error),
            }
        });
        let lists: Vec<Vec<Saying>> =
            lists.buffer_unordered(self.client.at_once()).try_collect().await?;
        let said: Vec<Saying> = lists.into_iter().flatten().collect();
        let listed: HashSet<i64> = said.iter().map(|saying| saying.key.id).collect();
        let news = self.take(said).await?;
        let roots: Vec<Root> = parents.into_iter().map(Root).collect();
        let known =
            self.ledger.store.upstream_members(self.ledger.tenant, Kind::Variation, &roots).await?;
        let missing = known.into_iter().filter(|(id, _)| !listed.contains(id));
        let missing = missing.map(|(id, root)| (Key { kind: Kind::Variation, id }, root));
        Ok(news + self.ask_for(missing.collect()).await?)
    }

    fn read(&self, values: &[Value], asked_at: Timestamp) -> Vec<Saying> {
        let read = values.iter().filter_map(|value| {
            saying(value, Some(asked_at))
                .inspect_err(|error| {
                    tracing::warn!(tenant = %self.ledger.tenant, %error, "An answer of the shop says nothing.");
                })
                .ok()
        });
        read.collect()
    }

    /// Keeps what was said. Answers how much of it was news.
    pub(super) async fn take(&self, sayings: Vec<Saying>) -> Result<u64, SyncError> {
        let mut news = 0;
        let mut rest = sayings.into_iter().peekable();
        while rest.peek().is_some() {
            let sayings: Vec<Saying> = rest.by_ref().take(PRODUCTS_PER_COMMAND).collect();
            let (tenant, at) = (self.ledger.tenant, self.ledger.clock.now());
            let take = TakeSayings { tenant, sayings, worked: vec![], at };
            let verdicts = self.ledger.store.write(take).await?.value;
            news += verdicts.iter().filter(|verdict| **verdict == Verdict::News).count() as u64;
        }
        if news > 0 {
            (self.said)();
        }
        Ok(news)
    }
}

/// Older shops leave out what is plain from the address.
fn below(mut variation: Value, parent: i64) -> Value {
    variation["parent_id"] = json!(parent);
    variation["type"] = json!("variation");
    variation
}
