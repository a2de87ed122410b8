//! A shop as an installed application: its manifest, and an icon where it has no logo.

use crate::lasting::Lasting;
use crate::page_cache::etag;
use crate::problem::ApiResult;
use crate::state::App;
use app::edition;
use axum::extract::{Path, State};
use axum::response::Response;
use contract::{Language, Problem, Tenant};
use http::{HeaderMap, HeaderValue, Uri};
use serde_json::json;

const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const MANIFEST: HeaderValue = HeaderValue::from_static("application/manifest+json");
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");
/// The light ground of `style/tokens.css`.
const PAPER: &str = "#fbf9f5";

/// A shop in each of its languages is one of its own.
pub async fn manifest(
    State(app): State<App>,
    Path(shop): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let shop = app.engine.tenant(&shop)?;
    let language = Language::split(uri.path()).0.unwrap_or(shop.language());
    if shop.spoken().all(|spoken| spoken != language) {
        return Err(Problem::not_found("manifest").into());
    }
    Ok(respond(manifest_of(&shop, language), MANIFEST, &headers))
}

pub async fn icon(
    State(app): State<App>,
    Path(shop): Path<String>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let shop = app.engine.tenant(&shop)?;
    Ok(respond(icon_of(&shop), SVG, &headers))
}

fn manifest_of(shop: &Tenant, language: Language) -> String {
    let own = format!("/t/{}", shop.slug);
    let front = edition(&own, shop.language(), language);
    let drawn = json!({
        "src": format!("{own}/icon.svg"),
        "type": "image/svg+xml",
        "sizes": "any",
        "purpose": "any maskable",
    });
    let logo = shop.logo_url.as_ref().and_then(|logo| {
        let kind = match logo.rsplit('.').next()? {
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "webp" => "image/webp",
            _ => return None,
        };
        Some(json!({ "src": logo, "type": kind, "sizes": "any" }))
    });
    let icons: Vec<_> = logo.into_iter().chain([drawn]).collect();
    json!({
        "id": front,
        "name": shop.name,
        "short_name": shop.name,
        "description": shop.tagline,
        // Of the name and the rest of what is said here.
        "lang": shop.locale,
        "start_url": front,
        "scope": front,
        // With an address and a way back: every page of it is a page of the web.
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": app::theme::accent_fill(&shop.accent),
        "icons": icons,
    })
    .to_string()
}

/// The first letter of the shop's name on its colour. Within the part no mask cuts away.
fn icon_of(shop: &Tenant) -> String {
    let letter = shop.name.chars().find(|letter| letter.is_alphanumeric()).unwrap_or('·');
    let ground = app::theme::accent_fill(&shop.accent);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 512 512\">\
         <rect width=\"512\" height=\"512\" fill=\"{ground}\"/>\
         <text x=\"256\" y=\"352\" font-family=\"Georgia, serif\" font-size=\"280\" \
         text-anchor=\"middle\" fill=\"#fff\">{letter}</text></svg>"
    )
}

fn respond(text: String, kind: HeaderValue, asked: &HeaderMap) -> Response {
    let tag = etag(text.as_bytes());
    Lasting { kind, lifetime: AN_HOUR, tag }.respond(asked, text)
}
