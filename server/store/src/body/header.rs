//! What a shop's front begins with. What it may say is the engine's business.

use super::{Connection, board_load};
use crate::command::SetHeader;
use crate::effect::{Effect, note};
use crate::event::Change;
use crate::{Result, StoreError};
use contract::edit::HEADER;
use contract::header::HeaderLink;
use contract::{Header, ProductId, Revision, TenantId, Timestamp};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct HeaderRow {
    title: String,
    text: String,
    link_words: Option<String>,
    link_path: Option<String>,
    product_id: Option<i64>,
    active_from: Option<i64>,
    active_until: Option<i64>,
}

impl From<HeaderRow> for Header {
    fn from(row: HeaderRow) -> Self {
        let link = row.link_words.zip(row.link_path);
        Self {
            title: row.title,
            text: row.text,
            link: link.map(|(words, path)| HeaderLink { words, path }),
            picture_of: row.product_id.map(ProductId),
            active_from: row.active_from.map(Timestamp),
            active_until: row.active_until.map(Timestamp),
        }
    }
}

/// That of the shop, if any.
macro_rules! headers {
    () => {
        gathered!(
            "title, text, link_words, link_path, product_id, active_from, active_until",
            "SELECT * FROM headers WHERE tenant_id = $1"
        )
    };
}

pub(super) use headers;

const PUT: &str = "INSERT INTO headers \
    (tenant_id, title, text, link_words, link_path, product_id, active_from, active_until) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id) DO UPDATE SET \
    title = excluded.title, text = excluded.text, link_words = excluded.link_words, \
    link_path = excluded.link_path, product_id = excluded.product_id, \
    active_from = excluded.active_from, active_until = excluded.active_until";

pub(super) async fn put(
    connection: &mut Connection,
    tenant: TenantId,
    header: Option<&Header>,
) -> Result<()> {
    let Some(header) = header else {
        let query = sqlx::query("DELETE FROM headers WHERE tenant_id = $1").bind(tenant.0);
        query.execute(connection).await?;
        return Ok(());
    };
    sqlx::query(PUT)
        .bind(tenant.0)
        .bind(&header.title)
        .bind(&header.text)
        .bind(header.link.as_ref().map(|link| link.words.as_str()))
        .bind(header.link.as_ref().map(|link| link.path.as_str()))
        .bind(header.picture_of.map(|product| product.0))
        .bind(header.active_from.map(|at| at.0))
        .bind(header.active_until.map(|at| at.0))
        .execute(connection)
        .await?;
    Ok(())
}

const LISTED: &str =
    "SELECT id FROM products WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";

pub(super) async fn set(
    connection: &mut Connection,
    command: &SetHeader,
    effects: &mut Vec<Effect>,
) -> Result<Option<Revision>> {
    let tenant = command.tenant;
    let mut opened = board_load::open(connection, tenant, [HEADER], []).await?;
    let before = opened.bench.header.clone();
    let shown = command.header.as_ref().and_then(|header| header.picture_of);
    // One that has left the catalogue since may stay.
    let known = before.as_ref().and_then(|header| header.picture_of);
    if let Some(product) = shown.filter(|_| shown != known) {
        let query = sqlx::query_scalar(LISTED).bind(tenant.0).bind(product.0);
        let listed: Option<i64> = query.fetch_optional(&mut *connection).await?;
        listed.ok_or(StoreError::NotFound("product"))?;
    }
    opened.bench.user_id = command.origin.user_id;
    opened.bench.set_header(command.header.clone(), command.seen);
    if !opened.bench.clashes.is_empty() {
        return Err(StoreError::Clashes(opened.bench.clashes));
    }
    if opened.bench.changes.is_empty() {
        return Ok(None);
    }
    opened.keep(connection, tenant, &command.origin, None).await?;
    let named = command.header.as_ref().or(before.as_ref());
    let title = named.map(|header| header.title.clone()).unwrap_or_default();
    let change = Change::HeaderChanged { note: note(&command.origin, &title) };
    let effect = Effect::new(tenant, &command.origin, change);
    let effect = effect.audited(title, before, command.header.as_ref())?;
    effects.push(effect.of_revision(opened.bench.revision));
    Ok(Some(opened.bench.revision))
}
