//! The public side: the list of shops, and one shop's window, categories and products.

use crate::related::{self, CONSIDERED};
use crate::runtime::Engine;
use crate::to_problem;
use async_trait::async_trait;
use contract::ports::{Directory, PageRecord, PageTag, Storefront};
use contract::product::{CategoryPage, ProductPage};
use contract::{
    Category, CategoryId, Problem, ProductId, Result, SearchQuery, SearchResults, Seq, Shelf,
    ShopWindow, Tenant, TenantId, UniversalProduct,
};
use std::collections::HashSet;
use std::sync::Arc;

/// Products on one page of a category.
pub const PAGE_SIZE: u32 = 24;

/// The furthest page that is looked up; beyond it nobody browses, and offsets cost.
const LAST_PAGE: u32 = 5_000;

/// Services for one page: what it shows goes into its record.
struct Reader {
    engine: Arc<Engine>,
    record: Arc<PageRecord>,
}

struct Shop {
    engine: Arc<Engine>,
    record: Arc<PageRecord>,
    tenant: Arc<Tenant>,
    seq: Seq,
}

impl Engine {
    /// The public services, noting in `record` what they were asked for.
    pub fn directory(self: &Arc<Self>, record: Arc<PageRecord>) -> Arc<dyn Directory> {
        Arc::new(Reader { engine: self.clone(), record })
    }

    /// One shop's public side.
    pub fn storefront(
        self: &Arc<Self>,
        tenant: &str,
        record: Arc<PageRecord>,
    ) -> Result<Arc<dyn Storefront>> {
        let tenant = self.tenant(tenant)?;
        let seq = self.applied(tenant.id);
        record.read_at(tenant.id, seq);
        record.tag(PageTag::Tenant(tenant.id));
        Ok(Arc::new(Shop { engine: self.clone(), record, tenant, seq }))
    }

    /// A page of products as summaries.
    pub(crate) async fn product_page(
        self: &Arc<Self>,
        tenant: TenantId,
        ids: &[ProductId],
        page: u32,
        total: i64,
    ) -> Result<ProductPage> {
        let products = self.provider.get_many(tenant, ids).await?;
        Ok(ProductPage {
            products: products.iter().map(|product| product.summary()).collect(),
            page,
            page_size: PAGE_SIZE,
            total,
        })
    }
}

/// Where a page counted from one begins.
pub(crate) fn offset(page: u32) -> Result<i64> {
    if page == 0 || page > LAST_PAGE {
        return Err(Problem::not_found("page"));
    }
    Ok(i64::from(page - 1) * i64::from(PAGE_SIZE))
}

#[async_trait]
impl Directory for Reader {
    async fn tenants(&self) -> Result<Vec<Arc<Tenant>>> {
        self.record.read_at(TenantId::HOUSE, self.engine.applied(TenantId::HOUSE));
        self.record.tag(PageTag::Directory);
        Ok(self.engine.tenants())
    }

    async fn storefront(&self, tenant: &str) -> Result<Arc<dyn Storefront>> {
        self.engine.storefront(tenant, self.record.clone())
    }
}

#[async_trait]
impl Storefront for Shop {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    fn seq(&self) -> Seq {
        self.seq
    }

    async fn window(&self) -> Result<Arc<ShopWindow>> {
        let window = self.engine.window(self.tenant.id).await?;
        self.record.tag(PageTag::Window(self.tenant.id));
        if let Some(until) = window.valid_until {
            self.record.valid_until(until);
        }
        Ok(window)
    }

    async fn product(&self, slug: &str) -> Result<Arc<UniversalProduct>> {
        let tenant = self.tenant.id;
        // An address that is not taken yet is found by whoever lists something new.
        self.record.tag(PageTag::Categories(tenant));
        let missing = || Problem::not_found("product");
        let id = self.engine.store.product_id_by_slug(tenant, slug).await.map_err(to_problem)?;
        let product = self.engine.provider.get(tenant, id.ok_or_else(missing)?).await?;
        let product = product.ok_or_else(missing)?;
        self.record.tag(PageTag::Product(tenant, product.id));
        Ok(product)
    }

    async fn related(&self, product: &UniversalProduct) -> Result<Vec<UniversalProduct>> {
        let tenant = self.tenant.id;
        let all = self.categories().await?;
        let Some(around) = related::around(&all, product) else {
            return Ok(Vec::new());
        };
        let ids = self.engine.store.category_products(
            tenant,
            &around.categories,
            CONSIDERED,
            around.offset,
        );
        let ids = ids.await.map_err(to_problem)?;
        let candidates = self.engine.provider.get_many(tenant, &ids).await?;
        let near = related::nearest(product, &candidates);
        // What was considered and not chosen does not make the page untrue when it changes.
        near.iter().for_each(|near| self.record.tag(PageTag::Product(tenant, near.id)));
        Ok(near)
    }

    async fn looks(&self, product: ProductId) -> Result<Vec<Shelf>> {
        let tenant = self.tenant.id;
        self.record.tag(PageTag::Looks(tenant));
        let shelves = self.engine.shelves(tenant).ok_or_else(|| Problem::not_found("shop"))?;
        let placements = shelves.placements.get();
        let of_it = placements.looks_with(product);
        if of_it.is_empty() {
            return Ok(Vec::new());
        }
        // A part that cannot be had now may come back.
        let parts = of_it.iter().flat_map(|look| placements.parts_of(*look));
        parts.for_each(|id| self.record.tag(PageTag::Product(tenant, id)));
        let window = self.engine.window(tenant).await?;
        if let Some(until) = window.valid_until {
            self.record.valid_until(until);
        }
        let is_shown = |shelf: &&Shelf| {
            of_it.contains(&shelf.featured_type.id)
                && shelf.products.len() > 1
                && shelf.products.iter().any(|it| it.id == product)
        };
        Ok(window.featured_types.iter().filter(is_shown).cloned().collect())
    }

    async fn products(&self, ids: &[ProductId]) -> Result<Vec<Arc<UniversalProduct>>> {
        let tenant = self.tenant.id;
        ids.iter().for_each(|id| self.record.tag(PageTag::Product(tenant, *id)));
        let products = self.engine.provider.get_many(tenant, ids).await?;
        Ok(products.into_iter().map(|product| Arc::new(product.summary())).collect())
    }

    async fn categories(&self) -> Result<Arc<Vec<Category>>> {
        self.record.tag(PageTag::Categories(self.tenant.id));
        self.engine.categories.get(&self.engine.store, self.tenant.id).await
    }

    async fn search(
        &self,
        within: Option<CategoryId>,
        query: &SearchQuery,
    ) -> Result<SearchResults> {
        let tenant = self.tenant.id;
        self.record.tag(PageTag::Search(tenant));
        self.record.tag(PageTag::Categories(tenant));
        let results = self.engine.search(tenant, within, query).await?;
        let shown = &results.found.products;
        shown.iter().for_each(|product| self.record.tag(PageTag::Product(tenant, product.id)));
        Ok(results)
    }

    async fn category(&self, slug: &str, page: u32) -> Result<CategoryPage> {
        let tenant = self.tenant.id;
        let offset = offset(page)?;
        let all = self.categories().await?;
        let category = all.iter().find(|category| category.slug == slug);
        let category = category.ok_or_else(|| Problem::not_found("category"))?;
        self.record.tag(PageTag::Category(tenant, category.id));
        let listed = descendants(&all, category);
        let total = listed.iter().map(|category| category.product_count).sum();
        let beyond = || Problem::not_found("page");
        if page > 1 && offset >= total {
            return Err(beyond());
        }
        let listed: Vec<CategoryId> = listed.iter().map(|category| category.id).collect();
        let ids = self.engine.store.category_products(tenant, &listed, PAGE_SIZE.into(), offset);
        let ids = ids.await.map_err(to_problem)?;
        // The list may be newer than the tree.
        if page > 1 && ids.is_empty() {
            return Err(beyond());
        }
        ids.iter().for_each(|id| self.record.tag(PageTag::Product(tenant, *id)));
        Ok(CategoryPage {
            ancestors: ancestors(&all, category),
            children: all.iter().filter(|c| c.parent_id == Some(category.id)).cloned().collect(),
            products: self.engine.product_page(tenant, &ids, page, total).await?,
            category: category.clone(),
        })
    }
}

/// The category and everything below it; `all` has parents before children.
pub(crate) fn descendants<'a>(all: &'a [Category], root: &'a Category) -> Vec<&'a Category> {
    let mut listed = vec![root];
    let mut known = HashSet::from([root.id]);
    for category in all {
        let is_below = category.parent_id.is_some_and(|parent| known.contains(&parent));
        if is_below && known.insert(category.id) {
            listed.push(category);
        }
    }
    listed
}

/// From the root down to, not including, the category.
fn ancestors(all: &[Category], category: &Category) -> Vec<Category> {
    let mut path = Vec::new();
    let mut above = category.parent_id;
    // Bounded by the number of categories, should a cycle ever have been stored.
    while let Some(parent) = all.iter().find(|c| Some(c.id) == above)
        && path.len() < all.len()
    {
        path.push(parent.clone());
        above = parent.parent_id;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, parent: Option<i64>) -> Category {
        Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            name: format!("Category {id}"),
            slug: format!("category-{id}"),
            product_count: 0,
        }
    }

    #[test]
    fn the_tree_is_walked_both_ways() {
        let all =
            [category(1, None), category(2, Some(1)), category(3, Some(2)), category(4, None)];
        let below: Vec<i64> = descendants(&all, &all[0]).iter().map(|c| c.id.0).collect();
        assert_eq!(below, [1, 2, 3]);
        let path: Vec<i64> = ancestors(&all, &all[2]).iter().map(|c| c.id.0).collect();
        assert_eq!(path, [1, 2]);
    }

    #[test]
    fn a_cycle_ends() {
        let all = [category(1, Some(2)), category(2, Some(1))];
        assert_eq!(ancestors(&all, &all[0]).len(), 2);
        assert_eq!(descendants(&all, &all[0]).len(), 2);
    }

    #[test]
    fn pages_count_from_one() {
        assert_eq!(offset(1), Ok(0));
        assert_eq!(offset(2), Ok(24));
        assert!(offset(0).is_err());
        assert!(offset(LAST_PAGE + 1).is_err());
    }
}
