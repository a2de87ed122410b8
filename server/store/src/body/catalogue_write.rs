//! Products in and out of the catalogue, in batches.

use super::categories::Categories;
use super::{Connection, Db, slugs, tenants, variants_write};
use crate::catalogue::{Decision, Stored, content_hash, decide, newest_per_sku, search_text};
use crate::command::{PRODUCTS_PER_COMMAND, RemoveProducts, UpsertProducts};
use crate::effect::{Effect, json};
use crate::event::Change;
use crate::{Result, StoreError, UpsertOutcome};
use contract::draft::ProductDraft;
use contract::{ProductId, TenantId, Timestamp};
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// Rows per statement: few distinct texts, so that the prepared ones are found again.
const CHUNK: usize = 100;

const STORED: &str = concat!(
    "SELECT id, sku, slug, name, category_id, content_hash, source_updated_at, deleted_at ",
    "FROM products WHERE tenant_id = $1 AND sku ",
    among_texts!("$2")
);

async fn stored(
    connection: &mut Connection,
    tenant: TenantId,
    skus: &[&str],
) -> Result<HashMap<String, Stored>> {
    let query = sqlx::query_as(STORED).bind(tenant.0).bind(json(skus)?);
    let rows: Vec<Stored> = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.sku.clone(), row)).collect())
}

fn bounded(field: &'static str, count: usize) -> Result<()> {
    if count > PRODUCTS_PER_COMMAND {
        return Err(StoreError::Invalid { field, reason: "more than 500 at once" });
    }
    Ok(())
}

/// A product to be written.
struct Row<'a> {
    draft: &'a ProductDraft,
    known: Option<&'a Stored>,
    content_hash: String,
    category: Option<i64>,
    slug: String,
}

pub(super) async fn upsert(
    connection: &mut Connection,
    command: &UpsertProducts,
    effects: &mut Vec<Effect>,
) -> Result<UpsertOutcome> {
    bounded("drafts", command.drafts.len())?;
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let (drafts, stale) = newest_per_sku(&command.drafts);
    let skus: Vec<&str> = drafts.iter().map(|draft| draft.sku.as_str()).collect();
    let stored = stored(connection, tenant, &skus).await?;
    let mut categories = Categories::load(connection, tenant).await?;

    let mut outcome = UpsertOutcome { stale, ..UpsertOutcome::default() };
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut advanced: Vec<(i64, i64)> = Vec::new();
    for draft in drafts {
        let known = stored.get(&draft.sku);
        let content_hash = content_hash(draft)?;
        let decision = decide(known, draft.source_updated_at, &content_hash);
        let count = match decision {
            Decision::Create => &mut outcome.created,
            Decision::Update => &mut outcome.updated,
            Decision::Unchanged => &mut outcome.unchanged,
            Decision::Stale => &mut outcome.stale,
            Decision::Advance => {
                let version = draft.source_updated_at.map(|at| at.0);
                advanced.extend(known.map(|known| known.id).zip(version));
                &mut outcome.unchanged
            }
        };
        *count += 1;
        if matches!(decision, Decision::Create | Decision::Update) {
            let category = categories.resolve(connection, &draft.category_path).await?;
            let slug = known.map(|known| known.slug.clone()).unwrap_or_default();
            rows.push(Row { draft, known, content_hash, category, slug });
        }
    }
    advance(connection, tenant, &advanced).await?;
    if rows.is_empty() {
        return Ok(outcome);
    }
    name(connection, tenant, &mut rows).await?;
    let ids = write(connection, tenant, command.origin.at, &rows).await?;
    let products: Vec<(i64, &ProductDraft)> =
        rows.iter().filter_map(|row| Some((*ids.get(&row.draft.sku)?, row.draft))).collect();
    let existed: Vec<i64> = rows.iter().filter_map(|row| Some(row.known?.id)).collect();
    variants_write::write(connection, tenant, &products, &existed).await?;

    let relisted = rows.iter().any(|row| match row.known {
        None => true,
        Some(known) => {
            known.deleted_at.is_some()
                || known.name != row.draft.name
                || known.category_id != row.category
        }
    });
    let mut ids: Vec<ProductId> = ids.into_values().map(ProductId).collect();
    ids.sort_unstable();
    let change = Change::ProductsChanged { ids, relisted };
    effects.push(Effect::new(tenant, &command.origin, change));
    Ok(outcome)
}

/// Gives those an address that never had one.
async fn name(connection: &mut Connection, tenant: TenantId, rows: &mut [Row<'_>]) -> Result<()> {
    let nameless = |row: &&mut Row<'_>| row.slug.is_empty() || slugs::is_of_removed(&row.slug);
    let mut rows: Vec<&mut Row<'_>> = rows.iter_mut().filter(nameless).collect();
    let drafts: Vec<&ProductDraft> = rows.iter().map(|row| row.draft).collect();
    let slugs = slugs::assign(connection, tenant, &drafts).await?;
    for (row, slug) in rows.iter_mut().zip(slugs) {
        row.slug = slug;
    }
    Ok(())
}

/// Inserts or overwrites; answers the ids by SKU.
async fn write(
    connection: &mut Connection,
    tenant: TenantId,
    at: Timestamp,
    rows: &[Row<'_>],
) -> Result<HashMap<String, i64>> {
    let mut ids = HashMap::with_capacity(rows.len());
    for chunk in rows.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO products (tenant_id, sku, slug, name, search, description, price_cents, \
             compare_at_cents, currency, availability, images, attributes, category_id, \
             content_hash, source_updated_at, updated_at, changed_at) ",
        );
        let lists =
            chunk.iter().map(|row| Ok((json(&row.draft.images)?, json(&row.draft.attributes)?)));
        let lists = lists.collect::<Result<Vec<_>>>()?;
        query.push_values(chunk.iter().zip(lists), |mut values, (row, (images, attributes))| {
            let draft = row.draft;
            let version = draft.source_updated_at.map(|at| at.0);
            let known_version = row.known.and_then(|known| known.source_updated_at);
            values
                .push_bind(tenant.0)
                .push_bind(draft.sku.as_str())
                .push_bind(row.slug.as_str())
                .push_bind(draft.name.as_str())
                .push_bind(search_text(&draft.name, &draft.sku))
                .push_bind(draft.description.as_str())
                .push_bind(draft.price_cents)
                .push_bind(draft.compare_at_cents)
                .push_bind(draft.currency.code().to_owned())
                .push_bind(draft.availability.as_str())
                .push_bind(images)
                .push_bind(attributes)
                .push_bind(row.category)
                .push_bind(row.content_hash.as_str())
                // A source that says nothing of versions does not undo what is known of them.
                .push_bind(version.or(known_version))
                .push_bind(version.unwrap_or(at.0))
                .push_bind(at.0);
        });
        query.push(
            " ON CONFLICT (tenant_id, sku) DO UPDATE SET slug = excluded.slug, \
             name = excluded.name, search = excluded.search, description = excluded.description, \
             price_cents = excluded.price_cents, compare_at_cents = excluded.compare_at_cents, \
             currency = excluded.currency, availability = excluded.availability, \
             images = excluded.images, attributes = excluded.attributes, \
             category_id = excluded.category_id, content_hash = excluded.content_hash, \
             source_updated_at = excluded.source_updated_at, updated_at = excluded.updated_at, \
             changed_at = excluded.changed_at, deleted_at = NULL RETURNING id, sku",
        );
        let query = query.build_query_as::<(i64, String)>().persistent(chunk.len() == CHUNK);
        let written = query.fetch_all(&mut *connection).await?;
        ids.extend(written.into_iter().map(|(id, sku)| (sku, id)));
    }
    Ok(ids)
}

/// Remembers newer versions of unchanged products: `(id, version)`.
async fn advance(
    connection: &mut Connection,
    tenant: TenantId,
    versions: &[(i64, i64)],
) -> Result<()> {
    for chunk in versions.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, version) AS (");
        query.push_values(chunk, |mut row, (id, version)| {
            row.push_bind(*id).push_bind(*version);
        });
        query.push(
            ") UPDATE products SET source_updated_at = v.version FROM v \
             WHERE products.id = v.id AND products.tenant_id = ",
        );
        query.push_bind(tenant.0);
        query.build().persistent(chunk.len() == CHUNK).execute(&mut *connection).await?;
    }
    Ok(())
}

const REMOVE: &str = concat!(
    "UPDATE products SET changed_at = CASE WHEN deleted_at IS NULL THEN $3 ELSE changed_at END, ",
    "deleted_at = $3, source_updated_at = COALESCE($4, source_updated_at) ",
    "WHERE tenant_id = $1 AND sku ",
    among_texts!("$2")
);
const REMEMBER: &str = "INSERT INTO products (tenant_id, sku, slug, name, search, description, \
    price_cents, currency, availability, images, attributes, content_hash, source_updated_at, \
    updated_at, deleted_at) \
    VALUES ($1, $2, $3, '', '', '', 0, 'XXX', 'discontinued', '[]', '[]', '', $4, $5, $5)";

pub(super) async fn remove(
    connection: &mut Connection,
    command: &RemoveProducts,
    effects: &mut Vec<Effect>,
) -> Result<u32> {
    bounded("skus", command.skus.len())?;
    let (tenant, at) = (command.tenant, command.origin.at);
    tenants::lock(connection, tenant).await?;
    let mut skus: Vec<&str> = command.skus.iter().map(String::as_str).collect();
    skus.sort_unstable();
    skus.dedup();
    let stored = stored(connection, tenant, &skus).await?;
    let version = command.source_updated_at.map(|at| at.0);

    let outdated = |product: &&Stored| version.is_some() && product.source_updated_at > version;
    // Removed ones too: the removal may be of a later version than the one known.
    let concerned: Vec<&Stored> = stored.values().filter(|p| !outdated(p)).collect();
    let known: Vec<&str> = concerned.iter().map(|product| product.sku.as_str()).collect();
    if !known.is_empty() {
        let query = sqlx::query(REMOVE).bind(tenant.0).bind(json(&known)?);
        query.bind(at.0).bind(version).execute(&mut *connection).await?;
    }
    if version.is_some() {
        for sku in skus.into_iter().filter(|sku| !stored.contains_key(*sku)) {
            let query = sqlx::query(REMEMBER).bind(tenant.0).bind(sku);
            let query = query.bind(slugs::of_removed(sku)).bind(version).bind(at.0);
            query.execute(&mut *connection).await?;
        }
    }
    let there = concerned.into_iter().filter(|product| product.deleted_at.is_none());
    let mut ids: Vec<ProductId> = there.map(|product| ProductId(product.id)).collect();
    ids.sort_unstable();
    let removed = ids.len() as u32;
    if removed > 0 {
        effects.push(Effect::new(tenant, &command.origin, Change::ProductsRemoved { ids }));
    }
    Ok(removed)
}
