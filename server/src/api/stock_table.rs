//! Counts, holds and orders as files.

use super::About;
use super::table::{file, harmless, written};
use crate::problem::ApiError;
use crate::sessions::Visitor;
use axum::extract::Query;
use axum::response::Response;
use bytes::Bytes;
use contract::ports::StockRoom;
use contract::problem::ProblemDocument;
use contract::stockroom::{HoldLine, StockLine, Whose};
use contract::{HoldId, Order, OrderId, Result};
use futures::{Stream, stream};
use std::sync::Arc;

const STOCK: [&str; 12] = [
    "number",
    "name",
    "options",
    "on sale",
    "free",
    "held",
    "sold",
    "on hand",
    "corrected",
    "corrected by",
    "reason",
    "next hold lapses",
];
const HOLDS: [&str; 11] = [
    "hold",
    "for",
    "customer",
    "state",
    "number",
    "name",
    "options",
    "pieces",
    "held since",
    "held until",
    "given more time",
];
const ORDERS: [&str; 24] = [
    "order",
    "code",
    "state",
    "way",
    "placed",
    "number",
    "name",
    "options",
    "pieces",
    "price",
    "total of the order",
    "currency",
    "customer",
    "e-mail",
    "telephone",
    "street",
    "second line",
    "postal code",
    "city",
    "country",
    "note",
    "number elsewhere",
    "attempts",
    "said",
];

/// A file whose slices are read one after the other: each tells where the next one begins.
fn slices<P, F, L>(room: Arc<dyn StockRoom>, from: P, next: F) -> impl Stream<Item = Result<Bytes>>
where
    F: Fn(Arc<dyn StockRoom>, P) -> L,
    L: Future<Output = Result<Option<(Vec<u8>, P)>>>,
{
    stream::try_unfold((room, from, next), async |(room, from, next)| {
        let read = next(room.clone(), from).await?;
        Ok(read.map(|(rows, from)| (Bytes::from(rows), (room, from, next))))
    })
}

fn yes(yes: bool) -> String {
    (if yes { "yes" } else { "no" }).to_owned()
}

fn stock_row(line: &StockLine) -> [String; STOCK.len()] {
    let article = &line.article;
    let corrected = line.corrected.as_ref();
    [
        harmless(&article.sku),
        harmless(article.name.as_deref().unwrap_or_default()),
        harmless(&article.options),
        yes(line.is_sold),
        line.free.to_string(),
        line.held.to_string(),
        line.sold.to_string(),
        line.on_hand.to_string(),
        corrected.map(|it| it.at.to_rfc3339()).unwrap_or_default(),
        harmless(corrected.map_or("", |it| &it.actor)),
        harmless(corrected.map_or("", |it| &it.reason)),
        line.lapses_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
    ]
}

fn hold_rows(hold: &HoldLine) -> impl Iterator<Item = [String; HOLDS.len()]> + '_ {
    let whose = match &hold.whose {
        Whose::Cart(cart) => format!("cart {cart}"),
        Whose::Key(name) => harmless(name),
    };
    hold.pieces.iter().map(move |piece| {
        [
            hold.code.clone(),
            whose.clone(),
            harmless(hold.customer_id.as_deref().unwrap_or_default()),
            hold.state.as_str().to_owned(),
            harmless(&piece.article.sku),
            harmless(piece.article.name.as_deref().unwrap_or_default()),
            harmless(&piece.article.options),
            piece.quantity.to_string(),
            hold.created_at.to_rfc3339(),
            hold.expires_at.to_rfc3339(),
            yes(hold.is_extended),
        ]
    })
}

fn order_rows(order: &Order) -> impl Iterator<Item = [String; ORDERS.len()]> + '_ {
    let (customer, push) = (&order.customer, &order.push);
    let amount = |cents| order.currency.decimal(cents);
    order.lines.iter().map(move |line| {
        [
            order.number.to_string(),
            order.code.clone(),
            order.state.as_str().to_owned(),
            push.state.as_str().to_owned(),
            order.placed_at.to_rfc3339(),
            harmless(&line.sku),
            harmless(&line.name),
            harmless(&line.options),
            line.quantity.to_string(),
            amount(line.price_cents),
            amount(order.total_cents),
            order.currency.code().to_owned(),
            harmless(&customer.name),
            harmless(&customer.email),
            harmless(&customer.phone),
            harmless(&customer.street),
            harmless(&customer.extra),
            harmless(&customer.postal_code),
            harmless(&customer.city),
            harmless(&customer.country),
            harmless(&customer.note),
            harmless(push.remote_id.as_deref().unwrap_or_default()),
            push.attempts.to_string(),
            harmless(push.said.as_deref().unwrap_or_default()),
        ]
    })
}

/// Take the inventory away
///
/// As CSV, by article number. A text that a spreadsheet would run as a formula begins with an
/// apostrophe.
#[utoipa::path(
    get,
    path = "/api/stock.csv",
    tag = "stock",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = String),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop here.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn stock(visitor: Visitor, Query(about): Query<About>) -> Result<Response, ApiError> {
    let room = visitor.room(about.tenant_id.as_deref()).await?;
    let name = format!("{}-stock.csv", room.tenant().slug);
    let rows = slices(room, String::new(), async |room: Arc<dyn StockRoom>, after: String| {
        let lines = room.stock_after(&after).await?;
        let Some(last) = lines.last() else { return Ok(None) };
        let after = last.article.sku.clone();
        Ok(Some((written(lines.iter().map(stock_row))?, after)))
    });
    file(&name, STOCK, rows)
}

/// Take what is held away
///
/// As CSV, a row per article of a hold that keeps pieces. A text that a spreadsheet would run as a
/// formula begins with an apostrophe.
#[utoipa::path(
    get,
    path = "/api/holds.csv",
    tag = "stock",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = String),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop here.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn holds(visitor: Visitor, Query(about): Query<About>) -> Result<Response, ApiError> {
    let room = visitor.room(about.tenant_id.as_deref()).await?;
    let name = format!("{}-holds.csv", room.tenant().slug);
    let rows = slices(room, HoldId(0), async |room: Arc<dyn StockRoom>, after: HoldId| {
        let holds = room.holds_after(after).await?;
        let Some(last) = holds.last() else { return Ok(None) };
        Ok(Some((written(holds.iter().flat_map(hold_rows))?, last.id)))
    });
    file(&name, HOLDS, rows)
}

/// Take the orders away
///
/// As CSV, the latest first, a row per article of an order. Prices are in major units, with a point.
/// A text that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(
    get,
    path = "/api/orders.csv",
    tag = "stock",
    params(
        ("tenantId" = Option<String>, Query, description = "The shop's id or slug; may be left out by who works for one shop only."),
    ),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = String),
        (status = 401, description = "Nobody is signed in.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The role does not reach.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such shop here.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn orders(visitor: Visitor, Query(about): Query<About>) -> Result<Response, ApiError> {
    let room = visitor.room(about.tenant_id.as_deref()).await?;
    let name = format!("{}-orders.csv", room.tenant().slug);
    let rows =
        slices(room, OrderId(i64::MAX), async |room: Arc<dyn StockRoom>, before: OrderId| {
            let orders = room.orders_before(before).await?;
            let Some(last) = orders.last() else { return Ok(None) };
            Ok(Some((written(orders.iter().flat_map(order_rows))?, last.id)))
        });
    file(&name, ORDERS, rows)
}
