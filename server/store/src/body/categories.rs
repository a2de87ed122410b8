//! Categories: read for the shop, resolved and created on the way for drafts.

use super::{Connection, reads::Reads};
use crate::Result;
use crate::catalogue::{free_slug, slugify};
use contract::{Category, CategoryId, TenantId};
use std::collections::{HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    parent_id: Option<i64>,
    name: String,
    slug: String,
    product_count: i64,
}

impl From<Row> for Category {
    fn from(row: Row) -> Self {
        Self {
            id: CategoryId(row.id),
            parent_id: row.parent_id.map(CategoryId),
            name: row.name,
            slug: row.slug,
            product_count: row.product_count,
        }
    }
}

/// A count per category reads nothing but the index; a join and a grouping would read every product.
const COUNTED: &str = "SELECT c.id, c.parent_id, c.name, c.slug, \
    (SELECT COUNT(*) FROM products p WHERE p.tenant_id = c.tenant_id AND p.category_id = c.id \
        AND p.deleted_at IS NULL) AS product_count \
    FROM categories c WHERE c.tenant_id = $1 ORDER BY c.name, c.id";

impl Reads {
    pub async fn categories(&self, tenant: TenantId) -> Result<Vec<Category>> {
        let query = sqlx::query_as(COUNTED).bind(tenant.0);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        Ok(parents_first(rows.into_iter().map(Category::from).collect()))
    }
}

/// Level by level from the roots, each level in the order given.
fn parents_first(mut rest: Vec<Category>) -> Vec<Category> {
    let mut sorted: Vec<Category> = Vec::with_capacity(rest.len());
    let mut seen: HashSet<CategoryId> = HashSet::new();
    while !rest.is_empty() {
        let ready = |c: &Category| c.parent_id.is_none_or(|parent| seen.contains(&parent));
        let (level, below): (Vec<_>, Vec<_>) = rest.into_iter().partition(ready);
        if level.is_empty() {
            // A parent that is not there: shown all the same.
            sorted.extend(below);
            break;
        }
        seen.extend(level.iter().map(|category| category.id));
        sorted.extend(level);
        rest = below;
    }
    sorted
}

/// A tenant's categories while products are written.
pub(super) struct Categories {
    tenant: TenantId,
    by_name: HashMap<(Option<i64>, String), i64>,
    slugs: HashSet<String>,
}

const CREATE: &str = "INSERT INTO categories (tenant_id, parent_id, name, slug) \
    VALUES ($1, $2, $3, $4) RETURNING id";

impl Categories {
    pub async fn load(connection: &mut Connection, tenant: TenantId) -> Result<Self> {
        let query =
            sqlx::query_as("SELECT id, parent_id, name, slug FROM categories WHERE tenant_id = $1");
        let rows: Vec<(i64, Option<i64>, String, String)> =
            query.bind(tenant.0).fetch_all(connection).await?;
        let mut loaded = Self { tenant, by_name: HashMap::new(), slugs: HashSet::new() };
        for (id, parent, name, slug) in rows {
            loaded.by_name.insert((parent, name), id);
            loaded.slugs.insert(slug);
        }
        Ok(loaded)
    }

    /// The last of the path, created with all above it where it is new.
    pub async fn resolve(
        &mut self,
        connection: &mut Connection,
        path: &[String],
    ) -> Result<Option<i64>> {
        let mut parent = None;
        for name in path {
            let key = (parent, name.clone());
            let id = match self.by_name.get(&key) {
                Some(id) => *id,
                None => self.create(connection, key).await?,
            };
            parent = Some(id);
        }
        Ok(parent)
    }

    async fn create(
        &mut self,
        connection: &mut Connection,
        key: (Option<i64>, String),
    ) -> Result<i64> {
        let base = Some(slugify(&key.1)).filter(|slug| !slug.is_empty());
        let base = base.unwrap_or_else(|| "category".into());
        let slug = free_slug(&base, |slug| self.slugs.contains(slug));
        let query = sqlx::query_scalar(CREATE).bind(self.tenant.0).bind(key.0);
        let id = query.bind(&key.1).bind(&slug).fetch_one(connection).await?;
        self.slugs.insert(slug);
        self.by_name.insert(key, id);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_first() {
        let category = |id, parent: Option<i64>| Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            name: String::new(),
            slug: String::new(),
            product_count: 0,
        };
        let all = vec![category(1, Some(3)), category(2, None), category(3, Some(2))];
        let order: Vec<i64> = parents_first(all).iter().map(|c| c.id.0).collect();
        assert_eq!(order, [2, 3, 1]);
        assert_eq!(parents_first(vec![category(1, Some(9))]).len(), 1);
    }
}
