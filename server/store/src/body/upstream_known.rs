//! What is known of a source's products, for comparing; and how all of that is forgotten.

use super::{Connection, Db, reads::Reads, tenants};
use crate::Result;
use crate::command::ForgetSayings;
use crate::upstream::{KnownProduct, Root};
use contract::TenantId;
use sqlx::QueryBuilder;

const CHUNK: usize = 100;

const KNOWN: &str = "SELECT p.root, p.sku, CASE WHEN p.sku IS NULL THEN u.content END \
    FROM upstream_products p LEFT JOIN upstream u \
    ON u.tenant_id = p.tenant_id AND u.kind = 'product' AND u.id = p.root \
    WHERE p.tenant_id = $1 AND p.root > $2 AND (p.sku IS NOT NULL OR u.content IS NOT NULL) \
    ORDER BY p.root LIMIT $3";

impl Reads {
    pub async fn known_products(
        &self,
        tenant: TenantId,
        after: Root,
        limit: i64,
    ) -> Result<Vec<KnownProduct>> {
        let query = sqlx::query_as(KNOWN).bind(tenant.0).bind(after.0).bind(limit.max(0));
        let rows: Vec<(i64, Option<String>, Option<String>)> = query.fetch_all(self.pool()).await?;
        let known = |(root, sku, content)| KnownProduct { root: Root(root), sku, content };
        Ok(rows.into_iter().map(known).collect())
    }
}

const SHOWN: &str =
    "SELECT sku FROM upstream_products WHERE tenant_id = $1 AND sku IS NOT NULL ORDER BY sku";
const FORGET: [&str; 2] = [
    "DELETE FROM upstream WHERE tenant_id = $1",
    "DELETE FROM upstream_products WHERE tenant_id = $1",
];
/// What waits was said by the source that is forgotten.
const CLOSE: &str = "UPDATE inbox SET worked_at = $2, outcome = 'ignored' \
    WHERE tenant_id = $1 AND worked_at IS NULL";

/// Answers how many products stay.
pub(super) async fn forget(connection: &mut Connection, command: &ForgetSayings) -> Result<u64> {
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let shown: Vec<String> =
        sqlx::query_scalar(SHOWN).bind(tenant.0).fetch_all(&mut *connection).await?;
    for statement in FORGET {
        sqlx::query(statement).bind(tenant.0).execute(&mut *connection).await?;
    }
    let close = sqlx::query(CLOSE).bind(tenant.0).bind(command.at.0);
    close.execute(&mut *connection).await?;
    if command.by_sku {
        for chunk in shown.chunks(CHUNK) {
            take_over(connection, tenant, chunk).await?;
        }
    }
    Ok(shown.len() as u64)
}

/// As if a source that knows products by their SKUs had brought them.
async fn take_over(connection: &mut Connection, tenant: TenantId, skus: &[String]) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO upstream_products (tenant_id, root, stirred, settled, sku) ",
    );
    query.push_values(skus, |mut row, sku| {
        row.push_bind(tenant.0)
            .push_bind(Root::of_sku(sku).0)
            .push_bind(1i64)
            .push_bind(1i64)
            .push_bind(sku.as_str());
    });
    query.build().persistent(skus.len() == CHUNK).execute(connection).await?;
    Ok(())
}
