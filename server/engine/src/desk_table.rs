//! The table of products, in one person's hands.

use crate::desk::Desk;
use crate::shop::{PAGE_SIZE, descendants, offset};
use crate::to_problem;
use contract::product::ProductPage;
use contract::table::{SavedFilter, TableQuery};
use contract::{CategoryId, FilterId, Permission, Problem, ProductId, Result, UniversalProduct};
use std::sync::Arc;
use store::{RemoveFilter, SaveFilter};

const LONGEST_WORDS: usize = 200;
/// No shop has more.
const ALL: i64 = 10_000_000;
const LONGEST_NAME: usize = 60;
/// Filters one person may keep in one shop.
const MOST_FILTERS: usize = 50;

impl Desk {
    pub(crate) async fn list_products(&self, table: &TableQuery, page: u32) -> Result<ProductPage> {
        let (ids, total) = self.part(table, PAGE_SIZE.into(), offset(page)?).await?;
        self.engine.product_page(self.tenant.id, &ids, page, total).await
    }

    pub(crate) async fn list_all(&self, table: &TableQuery) -> Result<Vec<ProductId>> {
        Ok(self.part(table, ALL, 0).await?.0)
    }

    /// Straight from the tables: a whole catalogue would drive everything else out of the cache.
    pub(crate) async fn read_products(
        &self,
        products: &[ProductId],
    ) -> Result<Vec<Arc<UniversalProduct>>> {
        self.may(Permission::BoardView)?;
        let read =
            self.engine.store.products(self.tenant.id, products).await.map_err(to_problem)?;
        Ok(read.into_iter().map(Arc::new).collect())
    }

    pub(crate) async fn kept_filters(&self) -> Result<Vec<SavedFilter>> {
        self.may(Permission::BoardView)?;
        let user = self.actor.user_id;
        self.engine.store.saved_filters(self.tenant.id, user).await.map_err(to_problem)
    }

    pub(crate) async fn keep_filter(&self, name: &str, table: &TableQuery) -> Result<()> {
        self.may(Permission::BoardView)?;
        check_words(table)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            let title = format!("A name has one to {LONGEST_NAME} letters.");
            return Err(Problem::invalid("/name", title));
        }
        let command = SaveFilter {
            tenant: self.tenant.id,
            user: self.actor.user_id,
            name,
            query: table.address(),
            most: MOST_FILTERS,
        };
        self.engine.store.write(command).await.map_err(to_problem)?;
        Ok(())
    }

    pub(crate) async fn drop_filter(&self, id: FilterId) -> Result<()> {
        self.may(Permission::BoardView)?;
        let command = RemoveFilter { tenant: self.tenant.id, user: self.actor.user_id, id };
        self.engine.store.write(command).await.map_err(to_problem)?;
        Ok(())
    }

    async fn part(
        &self,
        table: &TableQuery,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<ProductId>, i64)> {
        self.may(Permission::BoardView)?;
        check_words(table)?;
        let store = &self.engine.store;
        let categories = match &table.category {
            None => None,
            Some(slug) => {
                let all = store.categories(self.tenant.id).await.map_err(to_problem)?;
                let category = all.iter().find(|category| category.slug == *slug);
                let listed = category.map(|category| descendants(&all, category));
                let listed: Vec<CategoryId> =
                    listed.unwrap_or_default().iter().map(|category| category.id).collect();
                Some(listed)
            }
        };
        store
            .product_table(self.tenant.id, table, categories.as_deref(), limit, offset)
            .await
            .map_err(to_problem)
    }
}

fn check_words(table: &TableQuery) -> Result<()> {
    match table.words.len() > LONGEST_WORDS {
        true => Err(Problem::invalid("q", "Search for fewer words.")),
        false => Ok(()),
    }
}
