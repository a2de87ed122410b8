//! Products: whole ones by id, ids by everything else.

use super::{Db, reads::Reads};
use crate::effect::{from_json, json};
use crate::{ChangedProduct, Result, StoreError};
use contract::product::{Attribute, CategoryRef, VariantAttribute};
use contract::{
    Availability, CategoryId, Currency, ProductId, StockStatus, TenantId, Timestamp,
    UniversalProduct, Variant, VariantId, money,
};
use sqlx::QueryBuilder;
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct ProductRow {
    id: i64,
    sku: String,
    name: String,
    slug: String,
    description: String,
    price_cents: i64,
    compare_at_cents: Option<i64>,
    currency: String,
    availability: String,
    images: String,
    attributes: String,
    updated_at: i64,
    free: Option<i64>,
    category_id: Option<i64>,
    category_name: Option<String>,
    category_slug: Option<String>,
    locale: String,
}

const PRODUCTS: &str = concat!(
    "SELECT p.id, p.sku, p.name, p.slug, p.description, p.price_cents, p.compare_at_cents, ",
    "p.currency, p.availability, p.images, p.attributes, p.updated_at, s.free, ",
    "p.category_id, c.name AS category_name, c.slug AS category_slug, t.locale ",
    "FROM products p JOIN tenants t ON t.id = p.tenant_id ",
    "LEFT JOIN stock s ON s.tenant_id = p.tenant_id AND s.sku = p.sku AND s.is_counted = 1 ",
    "LEFT JOIN categories c ON c.id = p.category_id ",
    "WHERE p.tenant_id = $1 AND p.deleted_at IS NULL AND p.id ",
    among_ids!("$2")
);

#[derive(sqlx::FromRow)]
struct VariantRow {
    id: i64,
    product_id: i64,
    sku: String,
    price_cents: i64,
    compare_at_cents: Option<i64>,
    availability: String,
    attributes: String,
    image_url: Option<String>,
    free: Option<i64>,
}

const VARIANTS: &str = concat!(
    "SELECT v.id, v.product_id, v.sku, v.price_cents, v.compare_at_cents, v.availability, ",
    "v.attributes, v.image_url, s.free ",
    "FROM variants v LEFT JOIN stock s ON s.tenant_id = v.tenant_id AND s.sku = v.sku AND s.is_counted = 1 ",
    "WHERE v.tenant_id = $1 AND v.product_id ",
    among_ids!("$2"),
    " ORDER BY v.product_id, v.position, v.id"
);

fn availability(text: &str) -> Result<Availability> {
    let unknown = || StoreError::corrupt(format!("the availability {text:?}"));
    Availability::parse(text).ok_or_else(unknown)
}

impl TryFrom<VariantRow> for Variant {
    type Error = StoreError;
    fn try_from(row: VariantRow) -> Result<Self> {
        let attributes: Vec<VariantAttribute> = from_json(&row.attributes, "a variant")?;
        Ok(Self {
            id: VariantId(row.id),
            sku: row.sku,
            price_cents: row.price_cents,
            compare_at_cents: row.compare_at_cents,
            stock: row.free,
            stock_status: StockStatus::of(row.free, availability(&row.availability)?),
            attributes,
            image_url: row.image_url,
        })
    }
}

impl ProductRow {
    fn product(self, tenant_id: TenantId, variants: Vec<Variant>) -> Result<UniversalProduct> {
        let currency = Currency::parse(&self.currency);
        let unknown = || StoreError::corrupt(format!("product {} has no currency", self.id));
        let currency = currency.ok_or_else(unknown)?;
        let availability = availability(&self.availability)?;
        let mut images = from_json::<Vec<String>>(&self.images, "pictures")?.into_iter();
        let attributes: Vec<Attribute> = from_json(&self.attributes, "attributes")?;
        let category = self.category_id.zip(self.category_name).zip(self.category_slug);
        // A product that is not counted itself has what its variants have, if all are counted.
        let sum = || variants.iter().map(|variant| Some(variant.stock?.max(0))).sum();
        let stock = self.free.or_else(|| if variants.is_empty() { None } else { sum() });
        Ok(UniversalProduct {
            id: ProductId(self.id),
            tenant_id,
            sku: self.sku,
            name: self.name,
            slug: self.slug,
            price_cents: self.price_cents,
            compare_at_cents: self.compare_at_cents,
            currency,
            stock,
            availability,
            stock_status: StockStatus::of(stock, availability),
            is_on_sale: self.compare_at_cents.is_some_and(|before| before > self.price_cents),
            formatted_price: money::format_price(self.price_cents, currency, &self.locale),
            image_url: images.next(),
            picture: None,
            pictures: Vec::new(),
            category: category.map(|((id, name), slug)| CategoryRef {
                id: CategoryId(id),
                name,
                slug,
            }),
            updated_at: Timestamp(self.updated_at),
            description: self.description,
            gallery: images.collect(),
            attributes,
            variants,
        })
    }
}

const LISTED: &str = concat!(
    "SELECT id FROM products ",
    "WHERE tenant_id = $1 AND deleted_at IS NULL AND category_id ",
    among_ids!("$2"),
    " ORDER BY search, id LIMIT $3 OFFSET $4"
);
const IDS: &str = "SELECT id FROM products \
    WHERE tenant_id = $1 AND deleted_at IS NULL AND id > $2 ORDER BY id LIMIT $3";

const CHANGED: &str = "SELECT id, sku, changed_at, deleted_at IS NOT NULL FROM products \
    WHERE tenant_id = $1 AND changed_at >= $2 AND (changed_at, id) > ($3, $4) AND name <> '' \
    ORDER BY changed_at, id LIMIT $5";
const BY_SKUS: &str = concat!(
    "SELECT id FROM products WHERE tenant_id = $1 AND deleted_at IS NULL AND sku ",
    among_texts!("$2"),
    " ORDER BY id"
);

/// The most words a search looks at.
const WORDS: usize = 8;

/// Ids, each beside the number of all there are.
type Counted = Vec<(i64, i64)>;

fn page(rows: Counted) -> Option<(Vec<ProductId>, i64)> {
    let total = rows.first()?.1;
    Some((rows.into_iter().map(|(id, _)| ProductId(id)).collect(), total))
}

/// The conditions of a search: every word somewhere in name or SKU.
fn push_search(query: &mut QueryBuilder<Db>, tenant: TenantId, text: &str) {
    query.push(" FROM products WHERE tenant_id = ").push_bind(tenant.0);
    query.push(" AND deleted_at IS NULL");
    for pattern in patterns(text) {
        query.push(" AND search LIKE ").push_bind(pattern).push(" ESCAPE '\\'");
    }
}

/// What each of the words looks like anywhere in a text, escaped by a backslash.
pub(super) fn patterns(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words =
        text.split(|c: char| c.is_whitespace() || c == '\0').filter(|word| !word.is_empty());
    let escaped = |word: &str| word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    words.take(WORDS).map(|word| format!("%{}%", escaped(word))).collect()
}

impl Reads {
    pub async fn products(
        &self,
        tenant: TenantId,
        ids: &[ProductId],
    ) -> Result<Vec<UniversalProduct>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = json(ids)?;
        let mut connection = self.connection(2).await?;
        let query = sqlx::query_as(PRODUCTS).bind(tenant.0).bind(&wanted);
        let products: Vec<ProductRow> = query.fetch_all(&mut *connection).await?;
        let query = sqlx::query_as(VARIANTS).bind(tenant.0).bind(&wanted);
        let rows: Vec<VariantRow> = query.fetch_all(&mut *connection).await?;
        drop(connection);
        let mut variants: HashMap<i64, Vec<Variant>> = HashMap::new();
        for row in rows {
            variants.entry(row.product_id).or_default().push(row.try_into()?);
        }
        let mut loaded = HashMap::with_capacity(products.len());
        for row in products {
            let variants = variants.remove(&row.id).unwrap_or_default();
            let product = row.product(tenant, variants)?;
            loaded.insert(product.id, product);
        }
        Ok(ids.iter().filter_map(|id| loaded.remove(id)).collect())
    }

    pub async fn product_id_by_slug(
        &self,
        tenant: TenantId,
        slug: &str,
    ) -> Result<Option<ProductId>> {
        if slug.contains('\0') {
            return Ok(None);
        }
        let query = sqlx::query_scalar(
            "SELECT id FROM products WHERE tenant_id = $1 AND slug = $2 AND deleted_at IS NULL",
        );
        let id: Option<i64> = query.bind(tenant.0).bind(slug).fetch_optional(self.pool()).await?;
        Ok(id.map(ProductId))
    }

    pub async fn product_id_by_sku(
        &self,
        tenant: TenantId,
        sku: &str,
    ) -> Result<Option<ProductId>> {
        let query = sqlx::query_scalar(
            "SELECT id FROM products WHERE tenant_id = $1 AND sku = $2 AND deleted_at IS NULL",
        );
        let id: Option<i64> = query.bind(tenant.0).bind(sku).fetch_optional(self.pool()).await?;
        Ok(id.map(ProductId))
    }

    pub async fn category_products(
        &self,
        tenant: TenantId,
        categories: &[CategoryId],
        limit: i64,
        offset: i64,
    ) -> Result<Vec<ProductId>> {
        let query = sqlx::query_scalar(LISTED).bind(tenant.0).bind(json(categories)?);
        let query = query.bind(limit.max(0)).bind(offset.max(0));
        let ids: Vec<i64> = query.fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(ProductId).collect())
    }

    pub async fn find_products(
        &self,
        tenant: TenantId,
        text: &str,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<ProductId>, i64)> {
        let mut query = QueryBuilder::<Db>::new("SELECT id, COUNT(*) OVER ()");
        push_search(&mut query, tenant, text);
        query.push(" ORDER BY search, id LIMIT ").push_bind(limit.max(0));
        query.push(" OFFSET ").push_bind(offset.max(0));
        if let Some(page) = page(query.build_query_as().fetch_all(self.pool()).await?) {
            return Ok(page);
        }
        // Beyond the end no row brings the number along.
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*)");
        push_search(&mut query, tenant, text);
        Ok((Vec::new(), query.build_query_scalar().fetch_one(self.pool()).await?))
    }

    pub async fn changed_products(
        &self,
        tenant: TenantId,
        since: Timestamp,
        after: (Timestamp, ProductId),
        limit: i64,
    ) -> Result<Vec<ChangedProduct>> {
        let query = sqlx::query_as(CHANGED).bind(tenant.0).bind(since.0);
        let query = query.bind(after.0.0).bind(after.1.0).bind(limit.max(0));
        let rows: Vec<(i64, String, i64, bool)> = query.fetch_all(self.pool()).await?;
        let changed = |(id, sku, at, is_gone)| ChangedProduct {
            id: ProductId(id),
            sku,
            changed_at: Timestamp(at),
            is_gone,
        };
        Ok(rows.into_iter().map(changed).collect())
    }

    pub async fn product_ids_by_skus(
        &self,
        tenant: TenantId,
        skus: &[String],
    ) -> Result<Vec<ProductId>> {
        let query = sqlx::query_scalar(BY_SKUS).bind(tenant.0).bind(json(skus)?);
        let ids: Vec<i64> = query.fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(ProductId).collect())
    }

    pub async fn all_product_ids(
        &self,
        tenant: TenantId,
        after: ProductId,
        limit: i64,
    ) -> Result<Vec<ProductId>> {
        let query = sqlx::query_scalar(IDS).bind(tenant.0).bind(after.0).bind(limit.max(0));
        let ids: Vec<i64> = query.fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(ProductId).collect())
    }
}
