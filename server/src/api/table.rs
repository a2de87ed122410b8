//! The table of products as a file.

use super::About;
use crate::problem::ApiError;
use crate::sessions::Visitor;
use axum::body::Body;
use axum::extract::{Query, RawQuery};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use contract::ports::Merchandising;
use contract::problem::ProblemDocument;
use contract::table::TableQuery;
use contract::{Availability, Problem, ProductId, Result, UniversalProduct};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use std::sync::Arc;

/// Products read at a time.
const SLICE: usize = 500;
const COLUMNS: [&str; 12] = [
    "id",
    "number",
    "name",
    "category",
    "price",
    "former price",
    "currency",
    "stock",
    "available",
    "changed",
    "address",
    "picture",
];

/// Take the table of products away
///
/// As CSV, in the order and with the filters of the admin's table, whose address has the same
/// parameters. Prices are in major units, with a point. A text that a spreadsheet would run as a
/// formula begins with an apostrophe.
#[utoipa::path(
    get,
    path = "/api/products.csv",
    tag = "products",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
        ("q" = Option<String>, Query, description = "Words of the name or number."),
        ("supply" = Option<String>, Query, description = "`in_stock`, `sold_out`, `preorder` or `discontinued`."),
        ("sale" = Option<String>, Query, description = "`1` for reduced products, `0` for others."),
        ("category" = Option<String>, Query, description = "A category's slug; with all below it."),
        ("featured" = Option<String>, Query, description = "`1` for what stands on a shelf, `0` for what stands on none."),
        ("sort" = Option<String>, Query, description = "`name`, `number`, `category`, `price`, `stock` or `changed`; with `-` before it the other way round.", example = "-price"),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = String),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop here.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn export(
    visitor: Visitor,
    Query(about): Query<About>,
    RawQuery(asked): RawQuery,
) -> Result<Response, ApiError> {
    let desk = visitor.desk(about.tenant_id.as_deref()).await?;
    let ids = desk.listed(&TableQuery::parse(&asked.unwrap_or_default())).await?;
    let slug = desk.tenant().slug.clone();
    let slices: Vec<Vec<ProductId>> = ids.chunks(SLICE).map(<[_]>::to_vec).collect();
    let rows = stream::iter(slices).then(move |ids| slice(desk.clone(), ids));
    file(&format!("{slug}-products.csv"), COLUMNS, rows)
}

/// A file of rows as they are read.
pub(super) fn file<const N: usize>(
    name: &str,
    columns: [&str; N],
    rows: impl Stream<Item = Result<Bytes>> + Send + 'static,
) -> Result<Response, ApiError> {
    // Spreadsheets take a file without this mark for one of another alphabet.
    let head = ["\u{feff}".as_bytes(), &written([columns.map(str::to_owned)])?].concat();
    let file = stream::iter([Ok(Bytes::from(head))]).chain(rows);
    let file = Body::from_stream(file.inspect_err(|problem| {
        tracing::warn!(%problem, "A table was cut off while it was sent.");
    }));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file).into_response())
}

async fn slice(desk: Arc<dyn Merchandising>, ids: Vec<ProductId>) -> Result<Bytes> {
    let slug = &desk.tenant().slug;
    let products = desk.named(&ids).await?;
    Ok(Bytes::from(written(products.iter().map(|product| row(product, slug)))?))
}

fn row(product: &UniversalProduct, shop: &str) -> [String; COLUMNS.len()] {
    let amount = |cents| product.currency.decimal(cents);
    let available = match product.availability {
        Availability::InStock => "in stock",
        Availability::OutOfStock => "sold out",
        Availability::Preorder => "pre-order",
        Availability::Discontinued => "no longer made",
    };
    [
        product.id.to_string(),
        harmless(&product.sku),
        harmless(&product.name),
        harmless(product.category.as_ref().map_or("", |category| &category.name)),
        amount(product.price_cents),
        product.compare_at_cents.map(amount).unwrap_or_default(),
        product.currency.code().to_owned(),
        product.stock.map(|stock| stock.to_string()).unwrap_or_default(),
        available.to_owned(),
        product.updated_at.to_rfc3339(),
        format!("/t/{shop}/p/{}", product.slug),
        harmless(product.image_url.as_deref().unwrap_or_default()),
    ]
}

/// What somebody's words would do as a formula of a spreadsheet is not for them to say.
pub(super) fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

pub(super) fn written<const N: usize>(
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    for row in rows {
        writer.write_record(row).map_err(|_| Problem::internal())?;
    }
    writer.into_inner().map_err(|_| Problem::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_every_text_is_one_cell() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r\n=1"] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(harmless("Coat, \"long\""), "Coat, \"long\"");
        let row = ["a,b", "say \"no\"", "two\nlines"].map(str::to_owned);
        let text = written([row.clone()]).unwrap();
        let mut read = csv::ReaderBuilder::new().has_headers(false).from_reader(&*text);
        let cells = read.records().next().unwrap().unwrap();
        assert!(cells.iter().eq(row.iter()));
    }
}
