//! Ways to look at the table of products that people keep for themselves.

use super::{Connection, reads::Reads};
use crate::command::{RemoveFilter, SaveFilter};
use crate::{Result, StoreError};
use contract::table::{SavedFilter, TableQuery};
use contract::{FilterId, TenantId, UserId};

const SAVE: &str = "INSERT INTO saved_filters (tenant_id, user_id, name, query) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id, name) \
    DO UPDATE SET query = excluded.query";
const COUNT: &str = "SELECT COUNT(*) FROM saved_filters \
    WHERE tenant_id = $1 AND user_id = $2 AND name <> $3";
const REMOVE: &str = "DELETE FROM saved_filters WHERE tenant_id = $1 AND user_id = $2 AND id = $3";
const LISTED: &str = "SELECT id, name, query FROM saved_filters \
    WHERE tenant_id = $1 AND user_id = $2 ORDER BY name, id";

pub(super) async fn save(connection: &mut Connection, command: &SaveFilter) -> Result<()> {
    let (tenant, user, name) = (command.tenant.0, command.user.0, &command.name);
    let query = sqlx::query_scalar(COUNT).bind(tenant).bind(user).bind(name);
    let others: i64 = query.fetch_one(&mut *connection).await?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= command.most {
        let words = "You keep as many filters as you can. Remove one first.";
        return Err(StoreError::Conflict(words.into()));
    }
    let query = sqlx::query(SAVE).bind(tenant).bind(user).bind(name).bind(&command.query);
    query.execute(connection).await?;
    Ok(())
}

pub(super) async fn remove(connection: &mut Connection, command: &RemoveFilter) -> Result<()> {
    let query = sqlx::query(REMOVE).bind(command.tenant.0).bind(command.user.0);
    let done = query.bind(command.id.0).execute(connection).await?;
    match done.rows_affected() {
        0 => Err(StoreError::NotFound("filter")),
        _ => Ok(()),
    }
}

impl Reads {
    pub async fn saved_filters(&self, tenant: TenantId, user: UserId) -> Result<Vec<SavedFilter>> {
        let query = sqlx::query_as(LISTED).bind(tenant.0).bind(user.0);
        let rows: Vec<(i64, String, String)> = query.fetch_all(self.pool()).await?;
        let filter = |(id, name, query): (i64, String, String)| SavedFilter {
            id: FilterId(id),
            name,
            table: TableQuery::parse(&query),
        };
        Ok(rows.into_iter().map(filter).collect())
    }
}
