//! Who has a board open: a row each, which counts for as long as it is fresh.

use super::{Connection, reads::Reads};
use crate::Result;
use crate::command::NotePresence;
use contract::presence::Present;
use contract::{FeaturedTypeId, TenantId, Timestamp, UserId};

const NOTE: &str = "INSERT INTO board_presence (tenant_id, user_id, name, type_id, at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, user_id) DO UPDATE \
    SET name = excluded.name, type_id = excluded.type_id, at = excluded.at";
const PRESENT: &str = "SELECT user_id, name, type_id FROM board_presence \
    WHERE tenant_id = $1 AND at >= $2 ORDER BY name, user_id";

pub(super) async fn note(connection: &mut Connection, command: &NotePresence) -> Result<()> {
    let query = sqlx::query(NOTE).bind(command.tenant.0).bind(command.user.0).bind(&command.name);
    let query = query.bind(command.featured_type.map(|id| id.0)).bind(command.at.0);
    query.execute(connection).await?;
    Ok(())
}

impl Reads {
    pub async fn present(&self, tenant: TenantId, since: Timestamp) -> Result<Vec<Present>> {
        let query = sqlx::query_as(PRESENT).bind(tenant.0).bind(since.0);
        let rows: Vec<(i64, String, Option<i64>)> = query.fetch_all(self.pool()).await?;
        let present = |(user, name, shelf): (i64, String, Option<i64>)| Present {
            user_id: UserId(user),
            name,
            type_id: shelf.map(FeaturedTypeId),
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
