//! Outfits that visitors put together.

use super::{Connection, reads::Reads};
use crate::effect::{from_json, json};
use crate::trade::{OutfitRecord, RemoveOutfit, SaveOutfit};
use crate::{Result, StoreError};
use contract::{Outfit, OutfitId, TenantId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    visitor: String,
    name: String,
    pieces: String,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<Row> for OutfitRecord {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let outfit = Outfit {
            id: OutfitId(row.id),
            code: row.code,
            name: row.name,
            pieces: from_json(&row.pieces, "the pieces of an outfit")?,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        };
        Ok(Self { outfit, visitor: row.visitor })
    }
}

macro_rules! outfits {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, visitor, name, pieces, created_at, updated_at FROM outfits ",
            "WHERE tenant_id = $1 ",
            $rest
        )
    };
}

const BY_CODE: &str = outfits!("AND code = $2");

impl Reads {
    pub async fn outfit(&self, tenant: TenantId, code: &str) -> Result<Option<OutfitRecord>> {
        let query = sqlx::query_as(BY_CODE).bind(tenant.0).bind(code);
        let row: Option<Row> = query.fetch_optional(self.pool()).await?;
        row.map(OutfitRecord::try_from).transpose()
    }

    pub async fn outfits_of(&self, tenant: TenantId, visitor: &str) -> Result<Vec<OutfitRecord>> {
        const OWN: &str = outfits!("AND visitor = $2 ORDER BY updated_at DESC, id DESC LIMIT 100");
        let query = sqlx::query_as(OWN).bind(tenant.0).bind(visitor);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(OutfitRecord::try_from).collect()
    }
}

pub(super) async fn save(connection: &mut Connection, command: &SaveOutfit) -> Result<()> {
    const CHANGE: &str = "UPDATE outfits SET name = $4, pieces = $5, updated_at = $6 \
        WHERE tenant_id = $1 AND visitor = $2 AND code = $3";
    const CREATE: &str = "INSERT INTO outfits \
        (tenant_id, visitor, code, name, pieces, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $6)";
    const COUNT: &str = "SELECT COUNT(*) FROM outfits WHERE tenant_id = $1 AND visitor = $2";
    let SaveOutfit { tenant, visitor, code, is_new, name, pieces, at, most } = command;
    if *is_new {
        let query = sqlx::query_scalar(COUNT).bind(tenant.0).bind(visitor);
        let count: i64 = query.fetch_one(&mut *connection).await?;
        if usize::try_from(count).unwrap_or(usize::MAX) >= *most {
            let title = "You keep as many outfits as can be kept. Remove one first.";
            return Err(StoreError::Conflict(title.into()));
        }
    }
    let query = sqlx::query(if *is_new { CREATE } else { CHANGE }).bind(tenant.0).bind(visitor);
    let query = query.bind(code).bind(name).bind(json(pieces)?).bind(at.0);
    match query.execute(connection).await?.rows_affected() {
        0 => Err(StoreError::NotFound("outfit")),
        _ => Ok(()),
    }
}

pub(super) async fn remove(connection: &mut Connection, command: &RemoveOutfit) -> Result<()> {
    const REMOVE: &str = "DELETE FROM outfits WHERE tenant_id = $1 AND visitor = $2 AND code = $3";
    let RemoveOutfit { tenant, visitor, code } = command;
    let query = sqlx::query(REMOVE).bind(tenant.0).bind(visitor).bind(code);
    match query.execute(connection).await?.rows_affected() {
        0 => Err(StoreError::NotFound("outfit")),
        _ => Ok(()),
    }
}
