//! What sitemaps are made of: products by id, a page of them at a time.

use super::reads::Reads;
use crate::Result;
use crate::record::{SitemapPart, SitemapProduct};
use contract::{ProductId, TenantId, Timestamp};

const LISTED: &str = "SELECT id, slug, updated_at FROM products \
    WHERE tenant_id = $1 AND deleted_at IS NULL AND id > $2 ORDER BY id LIMIT $3";

const PARTS: &str = "SELECT MAX(id), MAX(updated_at) FROM ( \
        SELECT id, updated_at, (ROW_NUMBER() OVER (ORDER BY id) - 1) / $2 AS part \
        FROM products WHERE tenant_id = $1 AND deleted_at IS NULL \
    ) numbered GROUP BY part ORDER BY part";

impl Reads {
    pub async fn sitemap_products(
        &self,
        tenant: TenantId,
        after: ProductId,
        limit: i64,
    ) -> Result<Vec<SitemapProduct>> {
        let query = sqlx::query_as(LISTED).bind(tenant.0).bind(after.0).bind(limit.max(0));
        let rows: Vec<(i64, String, i64)> = query.fetch_all(self.pool()).await?;
        let product = |(id, slug, updated_at)| SitemapProduct {
            id: ProductId(id),
            slug,
            updated_at: Timestamp(updated_at),
        };
        Ok(rows.into_iter().map(product).collect())
    }

    pub async fn sitemap_parts(&self, tenant: TenantId, size: i64) -> Result<Vec<SitemapPart>> {
        let query = sqlx::query_as(PARTS).bind(tenant.0).bind(size.max(1));
        let rows: Vec<(i64, i64)> = query.fetch_all(self.pool()).await?;
        let mut after = ProductId(0);
        let part = |(last, updated_at)| SitemapPart {
            after: std::mem::replace(&mut after, ProductId(last)),
            updated_at: Timestamp(updated_at),
        };
        Ok(rows.into_iter().map(part).collect())
    }
}
