//! The table of products, narrowed and in order.

use super::catalogue_read::patterns;
use super::{Db, reads::Reads};
use crate::Result;
use contract::table::{Column, Supply, TableQuery};
use contract::{CategoryId, ProductId, TenantId};
use sqlx::QueryBuilder;

/// What a product's stock counts as: its own, or its variants' together if all are counted.
const STOCK: &str = "COALESCE(s.free, (SELECT CASE WHEN COUNT(*) = COUNT(vs.free) \
    THEN SUM(CASE WHEN vs.free > 0 THEN vs.free ELSE 0 END) END FROM variants v \
    LEFT JOIN stock vs ON vs.tenant_id = v.tenant_id AND vs.sku = v.sku AND vs.is_counted = 1 \
    WHERE v.tenant_id = p.tenant_id AND v.product_id = p.id))";
const FROM: &str = " FROM products p \
    LEFT JOIN stock s ON s.tenant_id = p.tenant_id AND s.sku = p.sku AND s.is_counted = 1 \
    LEFT JOIN categories c ON c.id = p.category_id \
    WHERE p.deleted_at IS NULL AND p.tenant_id = ";
const SALE: &str = "COALESCE(p.compare_at_cents > p.price_cents, FALSE)";
const FEATURED: &str = "EXISTS (SELECT 1 FROM assignments a \
    WHERE a.tenant_id = p.tenant_id AND a.product_id = p.id)";

fn push_table(
    query: &mut QueryBuilder<Db>,
    tenant: TenantId,
    table: &TableQuery,
    categories: Option<&[CategoryId]>,
) {
    query.push(FROM).push_bind(tenant.0);
    for pattern in patterns(&table.words) {
        query.push(" AND p.search LIKE ").push_bind(pattern).push(" ESCAPE '\\'");
    }
    let is_there = format!("p.availability = 'in_stock' AND COALESCE({STOCK}, 1)");
    let supply = table.supply.map(|supply| match supply {
        Supply::InStock => format!("{is_there} > 0"),
        Supply::SoldOut => format!("(p.availability = 'out_of_stock' OR ({is_there} <= 0))"),
        Supply::Preorder => "p.availability = 'preorder'".into(),
        Supply::Discontinued => "p.availability = 'discontinued'".into(),
    });
    let either = |condition: &str, wanted: Option<bool>| {
        wanted.map(|wanted| if wanted { condition.to_owned() } else { format!("NOT {condition}") })
    };
    let conditions = [supply, either(SALE, table.is_on_sale), either(FEATURED, table.is_featured)];
    for condition in conditions.into_iter().flatten() {
        query.push(" AND ").push(condition);
    }
    if let Some(categories) = categories {
        query.push(" AND p.category_id IN (NULL");
        for category in categories {
            query.push(", ").push_bind(category.0);
        }
        query.push(")");
    }
}

fn push_order(query: &mut QueryBuilder<Db>, table: &TableQuery) {
    let by = match table.column {
        Column::Name => "p.search",
        Column::Sku => "p.sku",
        Column::Category => "c.name",
        Column::Price => "p.price_cents",
        Column::Stock => STOCK,
        Column::Changed => "p.updated_at",
    };
    let way = if table.is_descending { "DESC" } else { "ASC" };
    // The databases disagree where nothing stands: last, here.
    let nothing = format!("CASE WHEN {by} IS NULL THEN 1 ELSE 0 END");
    query.push(format!(" ORDER BY {nothing}, {by} {way}, p.search, p.id"));
}

impl Reads {
    pub async fn product_table(
        &self,
        tenant: TenantId,
        table: &TableQuery,
        categories: Option<&[CategoryId]>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<ProductId>, i64)> {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*)");
        push_table(&mut query, tenant, table, categories);
        let total = query.build_query_scalar().fetch_one(self.pool()).await?;
        let mut query = QueryBuilder::<Db>::new("SELECT p.id");
        push_table(&mut query, tenant, table, categories);
        push_order(&mut query, table);
        query.push(" LIMIT ").push_bind(limit.max(0)).push(" OFFSET ").push_bind(offset.max(0));
        let ids: Vec<i64> = query.build_query_scalar().fetch_all(self.pool()).await?;
        Ok((ids.into_iter().map(ProductId).collect(), total))
    }
}
