//! Rules that fill shelves: how they are kept, and what they find.

use super::{Connection, reads::Reads};
use crate::{Result, StoreError};
use contract::rule::{RuleOrder, ShelfRule};
use contract::{CategoryId, FeaturedTypeId, ProductId, TenantId};

/// The columns of a rule beside those of its shelf; all absent where it has none.
pub(super) struct RuleColumns {
    pub sorting: Option<String>,
    pub category_id: Option<i64>,
    pub on_sale: Option<i64>,
    pub most: Option<i64>,
}

impl RuleColumns {
    pub fn rule(self) -> Result<Option<ShelfRule>> {
        let Some(sorting) = self.sorting else { return Ok(None) };
        let unknown = || StoreError::corrupt(format!("the order of a rule {sorting:?}"));
        Ok(Some(ShelfRule {
            order: RuleOrder::parse(&sorting).ok_or_else(unknown)?,
            category: self.category_id.map(CategoryId),
            on_sale: self.on_sale == Some(1),
            limit: self.most.unwrap_or_default(),
        }))
    }
}

const PUT: &str = "INSERT INTO shelf_rules (type_id, tenant_id, sorting, category_id, on_sale, most) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (type_id) DO UPDATE SET \
    sorting = excluded.sorting, category_id = excluded.category_id, \
    on_sale = excluded.on_sale, most = excluded.most";

/// Writes the rule of a shelf, or that it has none.
pub(super) async fn put(
    connection: &mut Connection,
    tenant: TenantId,
    shelf: FeaturedTypeId,
    rule: Option<&ShelfRule>,
) -> Result<()> {
    let Some(rule) = rule else {
        let query = sqlx::query("DELETE FROM shelf_rules WHERE tenant_id = $1 AND type_id = $2");
        query.bind(tenant.0).bind(shelf.0).execute(connection).await?;
        return Ok(());
    };
    sqlx::query(PUT)
        .bind(shelf.0)
        .bind(tenant.0)
        .bind(rule.order.as_str())
        .bind(rule.category.map(|category| category.0))
        .bind(i64::from(rule.on_sale))
        .bind(rule.limit)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the shop has the category a rule names.
pub(super) async fn check(
    connection: &mut Connection,
    tenant: TenantId,
    rule: &ShelfRule,
) -> Result<()> {
    let Some(category) = rule.category else { return Ok(()) };
    let query = sqlx::query_scalar("SELECT id FROM categories WHERE tenant_id = $1 AND id = $2");
    let known: Option<i64> =
        query.bind(tenant.0).bind(category.0).fetch_optional(connection).await?;
    known.map(|_| ()).ok_or(StoreError::NotFound("category"))
}

/// Those that can be shown, as `UniversalProduct::is_presentable` says it; what is not counted is in
/// stock. And none that is placed on the shelf by hand.
macro_rules! candidates {
    ($($order:literal)*, $($category:literal)*, $which:literal) => {
        concat!(
            "SELECT p.id FROM products p ",
            "LEFT JOIN stock s ON s.tenant_id = p.tenant_id AND s.sku = p.sku AND s.is_counted = 1 ",
            "WHERE p.tenant_id = $1 AND p.deleted_at IS NULL ",
            "AND ($3 = 0 OR p.compare_at_cents > p.price_cents) ",
            $which,
            $($category,)*
            "AND (p.availability = 'preorder' OR (p.availability = 'in_stock' AND COALESCE(",
            "s.free, (SELECT CASE WHEN COUNT(*) = COUNT(h.free) ",
            "THEN SUM(CASE WHEN h.free > 0 THEN h.free ELSE 0 END) END ",
            "FROM variants v LEFT JOIN stock h ON h.tenant_id = v.tenant_id AND h.sku = v.sku AND h.is_counted = 1 ",
            "WHERE v.product_id = p.id), 1) > 0)) ",
            "AND NOT EXISTS (SELECT 1 FROM assignments a ",
            "WHERE a.type_id = $2 AND a.product_id = p.id) ",
            "ORDER BY ",
            $($order,)*
            " LIMIT $4"
        )
    };
}

/// In the whole shop, and in the category `$5` with everything below it: a cycle ends by itself.
macro_rules! rule {
    ($order:literal) => {
        rule!($order, "")
    };
    ($order:literal, $which:literal) => {
        (
            candidates!($order, "", $which),
            candidates!(
                $order,
                "AND p.category_id IN (WITH RECURSIVE below (id) AS ("
                "SELECT id FROM categories WHERE tenant_id = $1 AND id = $5 UNION "
                "SELECT c.id FROM categories c JOIN below b ON COALESCE(c.parent_id, 0) = b.id "
                "WHERE c.tenant_id = $1) SELECT id FROM below) ",
                $which
            ),
        )
    };
}

fn statement(rule: &ShelfRule) -> &'static str {
    let (anywhere, within) = match rule.order {
        RuleOrder::Newest => rule!("p.id DESC"),
        RuleOrder::LowestPrice => rule!("p.price_cents, p.id"),
        RuleOrder::HighestPrice => rule!("p.price_cents DESC, p.id DESC"),
        RuleOrder::Name => rule!("p.search, p.id"),
        // Beyond the bound the share could not be computed; see the index.
        RuleOrder::LargestReduction => rule!(
            "(p.compare_at_cents - p.price_cents) * 10000 / p.compare_at_cents DESC, p.id DESC",
            "AND p.compare_at_cents > p.price_cents AND p.compare_at_cents < 100000000000000 "
        ),
    };
    if rule.category.is_some() { within } else { anywhere }
}

impl Reads {
    pub async fn rule_products(
        &self,
        tenant: TenantId,
        shelf: FeaturedTypeId,
        rule: &ShelfRule,
    ) -> Result<Vec<ProductId>> {
        let query = sqlx::query_scalar(statement(rule)).bind(tenant.0).bind(shelf.0);
        let mut query = query.bind(i64::from(rule.on_sale)).bind(rule.limit.max(0));
        if let Some(category) = rule.category {
            query = query.bind(category.0);
        }
        let ids: Vec<i64> = query.fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(ProductId).collect())
    }
}
