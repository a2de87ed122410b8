//! Categories, tags and attributes.

use super::list::{Asked, page};
use super::{Served, answer, refusal};
use crate::goods::Taxonomy;
use axum::extract::{Path, Query, State as Held};
use axum::http::Uri;
use axum::response::Response;
use serde_json::Value;

type Pairs = Query<Vec<(String, String)>>;

fn list(served: &Served, taxonomy: Taxonomy, uri: &Uri, asked: &Asked) -> Response {
    let state = served.shop.state();
    let wanted = match asked.page() {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    let writer = state.writer();
    let terms = state.goods.terms.get(&taxonomy).into_iter().flatten();
    let mut terms: Vec<Value> = terms.map(|(_, term)| writer.term(taxonomy, term)).collect();
    let total = terms.len();
    if asked.one("orderby") != Some("id") {
        terms.sort_by_key(|term| term["name"].as_str().unwrap_or_default().to_lowercase());
    }
    // Terms ascend unless asked otherwise; products descend.
    if asked.one("order") == Some("desc") {
        terms.reverse();
    }
    // Attributes are never paged.
    let terms = match taxonomy {
        Taxonomy::Attribute => terms,
        _ => wanted.of(terms.into_iter()),
    };
    page(&state, asked, uri, terms, total)
}

pub async fn categories(Held(served): Held<Served>, uri: Uri, Query(query): Pairs) -> Response {
    list(&served, Taxonomy::Category, &uri, &Asked::new(query))
}

pub async fn tags(Held(served): Held<Served>, uri: Uri, Query(query): Pairs) -> Response {
    list(&served, Taxonomy::Tag, &uri, &Asked::new(query))
}

pub async fn attributes(Held(served): Held<Served>, uri: Uri, Query(query): Pairs) -> Response {
    list(&served, Taxonomy::Attribute, &uri, &Asked::new(query))
}

pub async fn category(Held(served): Held<Served>, Path(id): Path<i64>) -> Response {
    let state = served.shop.state();
    match state.goods.term(Taxonomy::Category, id) {
        Some(term) => answer(&state.writer().term(Taxonomy::Category, term)),
        None => refusal(404, "woocommerce_rest_term_invalid", "Resource does not exist."),
    }
}
