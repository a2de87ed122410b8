//! What programs that look for pages are told: which there are, and which to leave alone.
//!
//! `/sitemap.xml` names the files; a shop has one for its front and categories and one for each
//! part of its products ([`Engine::sitemap`]), which is read from the table as it is sent. What a
//! file says of a shop is known by the position of the shop's feed.
//!
//! [`Engine::sitemap`]: engine::Engine::sitemap

mod xml;

use crate::lasting::Lasting;
use crate::page_cache::etag;
use crate::pages::{Address, public_origin};
use crate::problem::ApiResult;
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use contract::ports::PageRecord;
use contract::{Language, Problem, ProductId, Result, Tenant};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue};
use std::sync::Arc;
use xml::{Kind, Writer};

/// The most one file may name.
const MOST: usize = 50_000;
/// Products read at a time.
const SLICE: i64 = 1_000;
/// Robots come back in hours; whoever comes earlier need not ask again.
const A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=600");
const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

/// Streams would keep a robot for ever, and the back of the shop is none of its business.
/// Searches say themselves that they are not to be listed, which has to be read.
pub async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let sitemap = public_origin(&app).url("/sitemap.xml");
    let text = format!(
        "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /fn/\n\nSitemap: {sitemap}\n"
    );
    whole(text, TEXT, &headers)
}

pub async fn index(State(app): State<App>, headers: HeaderMap) -> ApiResult<Response> {
    let mut files = Writer::begin(Kind::Index, public_origin(&app));
    files.add("/sitemap/directory.xml", None);
    for shop in app.engine.tenants() {
        let parts = app.engine.sitemap(&shop).await?;
        if files.len() + 1 + parts.len() > MOST {
            tracing::warn!(
                "There are more sitemaps than one index may name; the last are left out"
            );
            break;
        }
        let folder = format!("{}/sitemap", front_of(&shop));
        files.add(&format!("{folder}/shop.xml"), None);
        for part in parts.iter() {
            files.add(&format!("{folder}/products-{}.xml", part.after), Some(part.updated_at));
        }
    }
    Ok(whole(files.end(), XML, &headers))
}

/// The list of shops, and what each tells of itself.
pub async fn directory(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut pages = Writer::begin(Kind::Pages, public_origin(&app));
    pages.add_editions("/", &Language::ALL, None);
    for shop in app.engine.tenants() {
        if pages.len() + Language::ALL.len() > MOST {
            break;
        }
        pages.add_editions(&format!("/directory{}", front_of(&shop)), &spoken(&shop), None);
    }
    whole(pages.end(), XML, &headers)
}

pub async fn of_shop(
    State(app): State<App>,
    Path((shop, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let shop = app.engine.tenant(&shop)?;
    if file == "shop.xml" {
        return Ok(whole(front(&app, &shop).await?, XML, &headers));
    }
    let after = file.strip_prefix("products-").and_then(|rest| rest.strip_suffix(".xml"));
    let after = after.and_then(|after| after.parse().ok()).map(ProductId);
    let after = after.ok_or_else(|| Problem::not_found("sitemap"))?;
    Ok(products(app, &shop, after, &headers).await?)
}

/// A shop's front and the categories that have something in them.
async fn front(app: &App, shop: &Tenant) -> Result<String> {
    let storefront = app.engine.directory(Arc::<PageRecord>::default());
    let categories = storefront.storefront(&shop.slug).await?.categories().await?;
    let totals = app::pages::totals(&categories);
    let mut pages = Writer::begin(Kind::Pages, public_origin(app));
    let spoken = spoken(shop);
    pages.add_editions(&front_of(shop), &spoken, None);
    let filled = categories.iter().filter(|category| totals.get(&category.id) > Some(&0));
    for category in filled.take(MOST / spoken.len() - 1) {
        if let Some(address) = address(&format!("/t/{}/c/{}", shop.slug, category.slug)) {
            pages.add_editions(&address, &spoken, None);
        }
    }
    Ok(pages.end())
}

async fn products(
    app: App,
    shop: &Tenant,
    after: ProductId,
    headers: &HeaderMap,
) -> Result<Response> {
    let origin = public_origin(&app);
    // The position first: the products are as it says or newer, and then it moves on.
    let position = app.engine.applied(shop.id);
    let tag = etag(format!("{position} {after} {}", origin.url(&shop.slug)).as_bytes());
    let weak = HeaderValue::from_bytes(&[b"W/", tag.as_bytes()].concat());
    let tag = weak.map_err(|_| Problem::internal())?;
    let file = Lasting { kind: XML, lifetime: A_WHILE, tag };
    if file.is_known(headers) {
        return Ok(file.respond(headers, Body::empty()));
    }
    let mut pieces = pieces(app, shop, after).boxed();
    // What fails at once is answered as a failure; what fails later breaks the answer off.
    let first = pieces.try_next().await?.ok_or_else(|| Problem::not_found("sitemap"))?;
    let rest = pieces.map_err(|problem| std::io::Error::other(problem.title));
    let body = Body::from_stream(stream::once(async { Ok(first) }).chain(rest));
    Ok(file.respond(headers, body))
}

/// How far a file of products has been written.
struct Reading {
    app: App,
    shop: Tenant,
    spoken: Vec<Language>,
    pages: Writer,
    after: ProductId,
    left: i64,
}

/// A file of products, slice by slice; nothing where there is no product.
fn pieces(
    app: App,
    shop: &Tenant,
    after: ProductId,
) -> impl Stream<Item = Result<Bytes>> + Send + use<> {
    let pages = Writer::begin(Kind::Pages, public_origin(&app));
    let whole = engine::sitemap_part(shop);
    let spoken = spoken(shop);
    let begin = Reading { app, shop: shop.clone(), spoken, pages, after, left: whole };
    stream::try_unfold(Some(begin), move |reading| async move {
        let Some(mut reading) = reading else { return Ok(None) };
        let wanted = SLICE.min(reading.left);
        let store = reading.app.engine.store();
        let read = store.sitemap_products(reading.shop.id, reading.after, wanted).await;
        let read = read.map_err(engine::to_problem)?;
        if read.is_empty() && reading.left == whole {
            return Ok(None);
        }
        for product in &read {
            let path = format!("/t/{}/p/{}", reading.shop.slug, product.slug);
            if let Some(address) = address(&path) {
                reading.pages.add_editions(&address, &reading.spoken, Some(product.updated_at));
            }
            reading.after = product.id;
        }
        let count = i64::try_from(read.len()).unwrap_or(wanted);
        reading.left -= count;
        if count < wanted || reading.left == 0 {
            return Ok(Some((Bytes::from(reading.pages.end()), None)));
        }
        Ok(Some((Bytes::from(reading.pages.take()), Some(reading))))
    })
}

/// The one address of a page, as the page names itself.
fn address(path: &str) -> Option<String> {
    Address::of_path(path).map(|address| address.path())
}

fn spoken(shop: &Tenant) -> Vec<Language> {
    shop.spoken().collect()
}

fn front_of(shop: &Tenant) -> String {
    address(&format!("/t/{}", shop.slug)).unwrap_or_default()
}

/// A file that is made in one piece and known by what is in it.
fn whole(text: String, kind: HeaderValue, asked: &HeaderMap) -> Response {
    let tag = etag(text.as_bytes());
    Lasting { kind, lifetime: A_WHILE, tag }.respond(asked, text)
}
