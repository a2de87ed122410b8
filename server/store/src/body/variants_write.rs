//! The variants and the stock of products being written.

use super::{Connection, Db, stock};
use crate::Result;
use crate::effect::json;
use contract::TenantId;
use contract::draft::{ProductDraft, VariantDraft};
use sqlx::QueryBuilder;
use std::collections::{HashMap, HashSet};

/// Rows per statement: few distinct texts, so that the prepared ones are found again.
const CHUNK: usize = 100;

const KNOWN: &str = concat!(
    "SELECT id, product_id, sku FROM variants WHERE tenant_id = $1 AND product_id ",
    among_ids!("$2")
);
const DELETE: &str = concat!("DELETE FROM variants WHERE tenant_id = $1 AND id ", among_ids!("$2"));

/// Makes the variants of these products what their drafts say. A variant that stays keeps its id.
pub(super) async fn write(
    connection: &mut Connection,
    tenant: TenantId,
    products: &[(i64, &ProductDraft)],
    existed: &[i64],
) -> Result<()> {
    let mut rows: Vec<(i64, i64, &VariantDraft)> = Vec::new();
    let mut wanted: HashSet<(i64, &str)> = HashSet::new();
    for (product, draft) in products {
        for (position, variant) in draft.variants.iter().enumerate() {
            if wanted.insert((*product, &variant.sku)) {
                rows.push((*product, position as i64, variant));
            }
        }
    }
    if !existed.is_empty() {
        let query = sqlx::query_as(KNOWN).bind(tenant.0).bind(json(existed)?);
        let known: Vec<(i64, i64, String)> = query.fetch_all(&mut *connection).await?;
        let gone: Vec<i64> = known
            .iter()
            .filter(|(_, product, sku)| !wanted.contains(&(*product, sku.as_str())))
            .map(|(id, ..)| *id)
            .collect();
        if !gone.is_empty() {
            let query = sqlx::query(DELETE).bind(tenant.0).bind(json(&gone)?);
            query.execute(&mut *connection).await?;
        }
    }
    for chunk in rows.chunks(CHUNK) {
        insert(connection, tenant, chunk).await?;
    }
    write_stock(connection, tenant, products).await
}

async fn insert(
    connection: &mut Connection,
    tenant: TenantId,
    rows: &[(i64, i64, &VariantDraft)],
) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO variants (tenant_id, product_id, sku, position, price_cents, \
         compare_at_cents, availability, attributes, image_url) ",
    );
    let attributes = rows.iter().map(|(.., variant)| json(&variant.attributes));
    let attributes = attributes.collect::<Result<Vec<String>>>()?;
    query.push_values(rows.iter().zip(attributes), |mut row, (values, attributes)| {
        let (product, position, variant) = values;
        row.push_bind(tenant.0)
            .push_bind(*product)
            .push_bind(variant.sku.as_str())
            .push_bind(*position)
            .push_bind(variant.price_cents)
            .push_bind(variant.compare_at_cents)
            .push_bind(variant.availability.as_str())
            .push_bind(attributes)
            .push_bind(variant.image.as_deref());
    });
    query.push(
        " ON CONFLICT (product_id, sku) DO UPDATE SET position = excluded.position, \
         price_cents = excluded.price_cents, compare_at_cents = excluded.compare_at_cents, \
         availability = excluded.availability, attributes = excluded.attributes, \
         image_url = excluded.image_url",
    );
    query.build().persistent(rows.len() == CHUNK).execute(connection).await?;
    Ok(())
}

const UNCOUNT: &str = concat!(
    "UPDATE stock SET is_counted = 0 WHERE tenant_id = $1 AND is_counted = 1 AND sku ",
    among_texts!("$2")
);

/// Where a SKU stands for a product and a variant, a count wins over none.
async fn write_stock(
    connection: &mut Connection,
    tenant: TenantId,
    products: &[(i64, &ProductDraft)],
) -> Result<()> {
    let mut counts: HashMap<&str, Option<i64>> = HashMap::new();
    for (_, draft) in products {
        let variants = draft.variants.iter().map(|variant| (variant.sku.as_str(), variant.stock));
        for (sku, stock) in std::iter::once((draft.sku.as_str(), draft.stock)).chain(variants) {
            let count = counts.entry(sku).or_default();
            *count = stock.or(*count);
        }
    }
    let uncounted: Vec<&str> =
        counts.iter().filter(|(_, count)| count.is_none()).map(|(sku, _)| *sku).collect();
    if !uncounted.is_empty() {
        let query = sqlx::query(UNCOUNT).bind(tenant.0).bind(json(&uncounted)?);
        query.execute(&mut *connection).await?;
    }
    let mut counted: Vec<(&str, i64)> =
        counts.iter().filter_map(|(sku, count)| Some((*sku, (*count)?))).collect();
    // One order for everybody who takes locks on these rows.
    counted.sort_unstable();
    stock::write(connection, tenant, &counted, stock::Said::Sometime).await
}
