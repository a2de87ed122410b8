//! The inventory protocol: what another system, such as a second Etalage, reads of a shop with a key.
//! The shop is the key's; nothing a caller writes names another one.

use super::paging::{Cursor, Paging};
use crate::problem::ApiError;
use crate::state::App;
use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::{IntoResponse, Response};
use contract::problem::ProblemDocument;
use contract::product::Category;
use contract::{KeyScope, Problem, ProblemKind, ProductId, Seq, Timestamp, UniversalProduct};
use engine::{KeyBearer, to_problem};
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Numbers one question may name.
const MOST_SKUS: usize = 100;

/// Who asks with `X-API-Key`, within what that key may ask in a second.
pub struct Bearer(KeyBearer);

impl FromRequestParts<App> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let key = parts.headers.get("x-api-key").and_then(|value| value.to_str().ok());
        let key = key.ok_or_else(|| {
            Problem::new(ProblemKind::Unauthenticated, "Send the shop's key as X-API-Key.")
        })?;
        let bearer = app.engine.key_bearer(key)?;
        app.keyed.check(&bearer.id)?;
        Ok(Self(bearer))
    }
}

impl Bearer {
    pub fn into_inner(self) -> KeyBearer {
        self.0
    }
}

/// What is asked of the list of products.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    cursor: Option<String>,
    limit: Option<String>,
    updated_since: Option<String>,
    sku: Option<String>,
    skus: Option<String>,
}

/// A page of a shop's products.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductList {
    /// Whole, with variants, gallery and attributes.
    pub products: Vec<UniversalProduct>,
    /// With `updatedSince`: numbers of products that have gone since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<Vec<String>>,
    /// Where the next page begins; none on the last one.
    pub next_cursor: Option<String>,
    /// How many products the shop has; on the first page of all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// The position in the shop's feed this reflects, or a later one.
    pub seq: Seq,
    /// When it was read: what to ask with as `updatedSince` the next time.
    pub as_of: Timestamp,
}

/// A shop's categories.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryList {
    /// Parents before their children.
    pub categories: Vec<Category>,
    pub seq: Seq,
    pub as_of: Timestamp,
}

/// Read a shop's products
///
/// All of them by id, page by page, or, with `updatedSince`, those that changed or have gone since,
/// by when they did. A change during a reading is at its end, or in the next one. Ask with the
/// `ETag` of the last answer as `If-None-Match`, and the answer is 304 while nothing changed in the
/// shop.
#[utoipa::path(
    get,
    path = "/api/products",
    tag = "inventory",
    params(
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "Products of a page, from 1 to 500; 100 when left out.", example = 500),
        ("updatedSince" = Option<String>, Query, description = "Only what changed at that moment or later: `asOf` of an answer, less a few minutes for clocks that differ.", example = "2026-05-01T09:30:00Z"),
        ("sku" = Option<String>, Query, description = "The product with this article number, if there is one.", example = "MV-1001"),
        ("skus" = Option<String>, Query, description = "Those with one of these, at most 100, separated by commas."),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of an answer to the same question."),
    ),
    responses(
        (status = 200, body = ProductList, example = json!({
            "products": [{"id": 17, "tenantId": 1, "sku": "MV-1001", "name": "Calla linen dress", "slug": "calla-linen-dress",
                "priceCents": 12900, "currency": "EUR", "stock": 12, "availability": "in_stock", "stockStatus": "in_stock",
                "formattedPrice": "€129.00", "imageUrl": "/demo/maren-and-vale/calla-linen-dress-oat.svg",
                "category": {"id": 4, "name": "Dresses", "slug": "dresses"}, "updatedAt": "2026-05-01T09:30:00.000Z",
                "variants": [{"id": 31, "sku": "MV-1001-M", "priceCents": 12900, "stock": 12, "stockStatus": "in_stock",
                    "attributes": [{"name": "Size", "value": "M"}]}]}],
            "nextCursor": "17", "total": 152, "seq": 34, "asOf": "2026-05-01T09:31:00.000Z"})),
        (status = 304, description = "Nothing changed in the shop."),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "The key asks too often.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn products(
    State(app): State<App>,
    Bearer(bearer): Bearer,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shown = Shown::to(&app, &bearer)?;
    let paging = Paging::read(
        asked.cursor.as_deref(),
        asked.limit.as_deref(),
        asked.updated_since.as_deref(),
    )?;
    let skus = skus(&asked)?;
    if shown.is_known(&headers) {
        return Ok(shown.unchanged());
    }
    let (tenant, store) = (bearer.tenant.id, app.engine.store());
    let mut removed = None;
    let mut next = None;
    let mut total = None;
    let ids: Vec<ProductId> = match (skus, paging.cursor) {
        (Some(skus), _) => store.product_ids_by_skus(tenant, &skus).await.map_err(to_problem)?,
        (None, Cursor::All { after }) => {
            if after == ProductId(0) {
                total = Some(store.counts(tenant).await.map_err(to_problem)?.0);
            }
            let ids = store.all_product_ids(tenant, after, paging.limit + 1).await;
            let mut ids = ids.map_err(to_problem)?;
            if paging.is_cut(&mut ids) {
                next = ids.last().map(|last| Cursor::All { after: *last });
            }
            ids
        }
        (None, Cursor::Changes { since, after }) => {
            let changed = store.changed_products(tenant, since, after, paging.limit + 1).await;
            let mut changed = changed.map_err(to_problem)?;
            if paging.is_cut(&mut changed) {
                let at = changed.last().map(|last| (last.changed_at, last.id));
                next = at.map(|after| Cursor::Changes { since, after });
            }
            let gone = changed.iter().filter(|it| it.is_gone).map(|it| it.sku.clone());
            removed = Some(gone.collect());
            changed.iter().filter(|it| !it.is_gone).map(|it| it.id).collect()
        }
    };
    let products = app.engine.provider().get_many(tenant, &ids).await?;
    let products = products.iter().map(|product| (**product).clone()).collect();
    let next_cursor = next.map(|cursor| cursor.to_string());
    let Shown { seq, as_of, .. } = shown;
    Ok(shown.answer(ProductList { products, removed, next_cursor, total, seq, as_of }))
}

/// Read one product
///
/// By its id, whole. By article number: `GET /api/products?sku=`.
#[utoipa::path(
    get,
    path = "/api/products/{id}",
    tag = "inventory",
    params(("id" = i64, Path, description = "The product's id here.", example = 17)),
    responses(
        (status = 200, body = UniversalProduct),
        (status = 304, description = "Nothing changed in the shop."),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The key's shop has no such product.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "The key asks too often.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn product(
    State(app): State<App>,
    Bearer(bearer): Bearer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shown = Shown::to(&app, &bearer)?;
    let id: ProductId = id.parse().map_err(|_| Problem::not_found("product"))?;
    if shown.is_known(&headers) {
        return Ok(shown.unchanged());
    }
    let product = app.engine.provider().get(bearer.tenant.id, id).await?;
    let product = product.ok_or_else(|| Problem::not_found("product"))?;
    Ok(shown.answer((*product).clone()))
}

/// Read a shop's categories
#[utoipa::path(
    get,
    path = "/api/categories",
    tag = "inventory",
    responses(
        (status = 200, body = CategoryList, example = json!({
            "categories": [{"id": 1, "name": "Clothing", "slug": "clothing", "productCount": 0},
                {"id": 4, "parentId": 1, "name": "Dresses", "slug": "dresses", "productCount": 12}],
            "seq": 34, "asOf": "2026-05-01T09:31:00.000Z"})),
        (status = 304, description = "Nothing changed in the shop."),
        (status = 401, description = "No key, or one that is unknown, revoked or has expired.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The key was not made for this.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "The key asks too often.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("key" = []))
)]
pub async fn categories(
    State(app): State<App>,
    Bearer(bearer): Bearer,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shown = Shown::to(&app, &bearer)?;
    if shown.is_known(&headers) {
        return Ok(shown.unchanged());
    }
    let categories = app.engine.store().categories(bearer.tenant.id).await.map_err(to_problem)?;
    let Shown { seq, as_of, .. } = shown;
    Ok(shown.answer(CategoryList { categories, seq, as_of }))
}

/// What an answer reflects. Noted before anything is read, so that it never claims too much.
struct Shown {
    seq: Seq,
    as_of: Timestamp,
    tag: String,
}

impl Shown {
    fn to(app: &App, bearer: &KeyBearer) -> Result<Self, Problem> {
        bearer.may(KeyScope::CatalogueRead)?;
        let tenant = bearer.tenant.id;
        let seq = app.engine.applied(tenant);
        let tag = format!("W/\"{tenant}-{seq}\"");
        Ok(Self { seq, as_of: app.engine.clock().now(), tag })
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        let said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        said.flat_map(|tags| tags.split(',')).any(|tag| bare(tag) == bare(&self.tag))
    }

    fn headers(&self) -> [(http::HeaderName, String); 3] {
        [
            (ETAG, self.tag.clone()),
            (CACHE_CONTROL, "private, no-cache".to_owned()),
            (VARY, "X-API-Key".to_owned()),
        ]
    }

    fn unchanged(&self) -> Response {
        (StatusCode::NOT_MODIFIED, self.headers()).into_response()
    }

    fn answer<T: Serialize>(&self, value: T) -> Response {
        (self.headers(), Json(value)).into_response()
    }
}

/// The article numbers asked for, where any are.
fn skus(asked: &Asked) -> Result<Option<Vec<String>>, Problem> {
    let mut skus: Vec<String> = asked.sku.iter().cloned().collect();
    if let Some(listed) = &asked.skus {
        skus.extend(listed.split(',').map(|sku| sku.trim().to_owned()));
    }
    skus.retain(|sku| !sku.is_empty());
    if skus.len() > MOST_SKUS {
        let title = format!("At most {MOST_SKUS} numbers at once.");
        return Err(Problem::invalid("skus", title));
    }
    // PostgreSQL has no such text, and so no such number.
    skus.retain(|sku| !sku.contains('\0'));
    Ok((asked.sku.is_some() || asked.skus.is_some()).then_some(skus))
}
