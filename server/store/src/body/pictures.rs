//! What is known of pictures once somebody looked at them.

use super::{Connection, Db, reads::Reads, tenants};
use crate::Result;
use crate::command::NotePictures;
use crate::effect::{Effect, json};
use crate::event::Change;
use crate::record::PictureRecord;
use contract::{ProductId, TenantId};
use sqlx::QueryBuilder;
use std::collections::HashSet;

#[derive(sqlx::FromRow)]
struct Row {
    key: String,
    content: String,
    width: i64,
    height: i64,
    blur: String,
}

impl From<Row> for PictureRecord {
    fn from(Row { key, content, width, height, blur }: Row) -> Self {
        Self { key, content, width, height, blur }
    }
}

const AMONG: &str = concat!(
    "SELECT key, content, width, height, blur FROM pictures WHERE tenant_id = $1 AND key ",
    among_texts!("$2")
);

impl Reads {
    pub async fn pictures(&self, tenant: TenantId, keys: &[String]) -> Result<Vec<PictureRecord>> {
        let query = sqlx::query_as(AMONG).bind(tenant.0).bind(json(keys)?);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(PictureRecord::from).collect())
    }
}

/// Answers how many are news.
pub(super) async fn note(
    connection: &mut Connection,
    command: &NotePictures,
    effects: &mut Vec<Effect>,
) -> Result<u32> {
    let (tenant, at) = (command.tenant, command.origin.at);
    tenants::lock(connection, tenant).await?;
    // A statement may touch a row once.
    let mut seen = HashSet::new();
    let pictures: Vec<&(ProductId, PictureRecord)> =
        command.pictures.iter().filter(|(_, picture)| seen.insert(&picture.key)).collect();
    if pictures.is_empty() {
        return Ok(0);
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO pictures \
         (tenant_id, product_id, key, content, width, height, blur, seen_at) ",
    );
    query.push_values(pictures, |mut row, (product, picture)| {
        row.push_bind(tenant.0)
            .push_bind(product.0)
            .push_bind(picture.key.as_str())
            .push_bind(picture.content.as_str())
            .push_bind(picture.width)
            .push_bind(picture.height)
            .push_bind(picture.blur.as_str())
            .push_bind(at.0);
    });
    query.push(
        " ON CONFLICT (tenant_id, key) DO UPDATE SET product_id = excluded.product_id, \
         content = excluded.content, width = excluded.width, height = excluded.height, blur = excluded.blur, \
         seen_at = excluded.seen_at WHERE pictures.content <> excluded.content RETURNING key",
    );
    let query = query.build_query_scalar::<String>().persistent(false);
    let news: HashSet<String> = query.fetch_all(connection).await?.into_iter().collect();
    let shown = command.pictures.iter().filter(|(_, picture)| news.contains(&picture.key));
    let mut ids: Vec<ProductId> = shown.map(|(product, _)| *product).collect();
    ids.sort_unstable();
    ids.dedup();
    if !ids.is_empty() {
        effects.push(Effect::new(tenant, &command.origin, Change::PicturesSeen { ids }));
    }
    Ok(news.len() as u32)
}
