//! One search, from the question to what the page shows.

use super::Search;
use super::collector::{Chosen, Counted, Faceted};
use super::facets::facets;
use super::index::Index;
use super::query::{Builder, slots};
use super::scope::Scope;
use super::suggest::suggestion;
use super::synonyms::Lexicon;
use super::words::Splitter;
use crate::runtime::Engine;
use crate::shop::{PAGE_SIZE, descendants};
use contract::search::{LAST_PAGE, SearchQuery, SearchResults};
use contract::{Category, CategoryId, Problem, ProductId, Result, TenantId};
use std::sync::Arc;
use std::time::Duration;
use tantivy::Term;
use tantivy::query::{Query, TermSetQuery};

/// How long a search waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// A search in the index's own terms.
pub(super) struct Question {
    pub tenant: TenantId,
    pub words: String,
    pub lexicon: Arc<Lexicon>,
    /// Only in these categories, whatever is chosen.
    pub within: Option<Vec<CategoryId>>,
    pub faceted: Faceted,
    pub offset: usize,
}

pub(super) struct Answer {
    pub ids: Vec<ProductId>,
    pub counted: Counted,
    pub is_tolerant: bool,
    pub did_you_mean: Option<String>,
}

impl Engine {
    /// Searches a shop, or one category of it with everything below.
    ///
    /// # Errors
    /// `unavailable` while the shop's index is being built or too many search at once; `not found`
    /// for a page beyond the last.
    pub(crate) async fn search(
        self: &Arc<Self>,
        tenant: TenantId,
        within: Option<CategoryId>,
        query: &SearchQuery,
    ) -> Result<SearchResults> {
        let no_page = || Problem::not_found("page");
        if !(1..=LAST_PAGE).contains(&query.page) {
            return Err(no_page());
        }
        let search: &Search = &self.search;
        let index = search.index(tenant)?;
        let tree = self.categories.get(&self.store, tenant).await?;
        let lexicon = match query.words.is_empty() {
            true => Arc::default(),
            false => search.synonyms.get(&self.store, tenant).await?,
        };
        let turn = tokio::time::timeout(PATIENCE, search.turns.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Problem::unavailable()) };
        let question = question(tenant, within, query, &tree, lexicon);
        let work = tokio::task::spawn_blocking(move || {
            // Held to the end of the work, whether or not the caller waits for it.
            let _turn = turn;
            answer(&index, &question)
        });
        let answer = work.await.map_err(|_| Problem::internal())?.map_err(|error| {
            tracing::error!(%tenant, %error, "A search failed.");
            Problem::internal()
        })?;
        if answer.ids.is_empty() && query.page > 1 {
            return Err(no_page());
        }
        let total = i64::try_from(answer.counted.total).unwrap_or(i64::MAX);
        Ok(SearchResults {
            found: self.product_page(tenant, &answer.ids, query.page, total).await?,
            is_tolerant: answer.is_tolerant,
            did_you_mean: answer.did_you_mean,
            facets: facets(&answer.counted, &query.choices, &tree, within),
        })
    }
}

pub(super) fn question(
    tenant: TenantId,
    within: Option<CategoryId>,
    query: &SearchQuery,
    tree: &[Category],
    lexicon: Arc<Lexicon>,
) -> Question {
    let choices = &query.choices;
    let offset = (query.page.max(1) as usize - 1) * PAGE_SIZE as usize;
    let slugs = &choices.categories;
    let chosen = tree.iter().filter(|category| slugs.contains(&category.slug));
    let chosen =
        chosen.flat_map(|category| descendants(tree, category)).map(|it| it.id.0).collect();
    Question {
        tenant,
        words: query.words.clone(),
        lexicon,
        // One that is nowhere holds nothing.
        within: within.map(|root| {
            let root = tree.iter().find(|category| category.id == root);
            let listed = root.map(|root| descendants(tree, root)).unwrap_or_default();
            listed.into_iter().map(|category| category.id).collect()
        }),
        faceted: Faceted {
            chosen: Chosen {
                categories: (!slugs.is_empty()).then_some(chosen),
                min_cents: choices.min_cents,
                max_cents: choices.max_cents,
                stock: choices.stock.iter().copied().collect(),
                on_sale: choices.on_sale,
                attributes: choices
                    .attributes
                    .iter()
                    .map(|(name, values)| (name.clone(), values.iter().cloned().collect()))
                    .collect(),
            },
            sort: query.sort,
            has_words: !query.words.is_empty(),
            most: offset + PAGE_SIZE as usize,
        },
        offset,
    }
}

/// Blocks for as long as it takes.
pub(super) fn answer(index: &Index, question: &Question) -> tantivy::Result<Answer> {
    let searcher = index.searcher();
    let scope = Scope::new(question.tenant);
    let words = Splitter::default().words(&question.words);
    let slots = slots(&words, &question.lexicon);
    // Signs alone are no words, and nothing has them.
    let is_hopeless = words.is_empty() && !question.words.is_empty();
    let ask = |tolerant| -> tantivy::Result<Counted> {
        let builder = Builder { fields: &index.fields, scope: &scope, tolerant };
        let mut queries = builder.queries(&slots);
        queries.extend(question.within.as_ref().map(|ids| -> Box<dyn Query> {
            let term = |id: &CategoryId| Term::from_field_i64(index.fields.category, id.0);
            Box::new(TermSetQuery::new(ids.iter().map(term)))
        }));
        searcher.search(&scope.bind(&index.fields, queries), &question.faceted)
    };
    let mut counted = if is_hopeless { Counted::default() } else { ask(false)? };
    let mut is_tolerant = false;
    let mut did_you_mean = None;
    if counted.matched == 0 && !slots.is_empty() {
        counted = ask(true)?;
        is_tolerant = counted.matched > 0;
        if !is_tolerant {
            did_you_mean = suggestion(index, &searcher, &scope, &words, &question.lexicon)?;
        }
    }
    let ids = counted.best().skip(question.offset).collect();
    Ok(Answer { ids, counted, is_tolerant, did_you_mean })
}
