//! What can be taken back.

use super::reads::Reads;
use crate::Result;
use crate::effect::from_json;
use contract::deeds::{Tense, summary};
use contract::edit::{BoardChange, Step};
use contract::{Revision, TenantId, UserId};

/// The last change of theirs that stands.
pub(super) const UNDO: &str = "SELECT revision FROM board_changes \
    WHERE tenant_id = $1 AND user_id = $2 AND undoes IS NULL AND undone_by IS NULL \
    ORDER BY revision DESC LIMIT 1";
/// What took back their last one that was taken back, unless they have changed something since.
pub(super) const REDO: &str = "SELECT MAX(c.undone_by) FROM board_changes c \
    WHERE c.tenant_id = $1 AND c.user_id = $2 AND c.undoes IS NULL AND c.undone_by > \
    (SELECT COALESCE(MAX(o.revision), 0) FROM board_changes o \
     WHERE o.tenant_id = $1 AND o.user_id = $2 AND o.undoes IS NULL) \
    HAVING MAX(c.undone_by) IS NOT NULL";
pub(super) const ONE: &str = "SELECT revision, undoes, changes FROM board_changes \
    WHERE tenant_id = $1 AND revision = $2";
/// The latest first.
pub(super) const AFTER: &str = "SELECT revision, undoes, changes FROM board_changes \
    WHERE tenant_id = $1 AND revision > $2 ORDER BY revision DESC LIMIT $3";

/// A change as it is kept.
#[derive(sqlx::FromRow)]
pub(super) struct ChangeRow {
    pub revision: i64,
    pub undoes: Option<i64>,
    changes: String,
}

impl ChangeRow {
    pub fn changes(&self) -> Result<Vec<BoardChange>> {
        from_json(&self.changes, "a change of the board")
    }
}

impl Reads {
    pub async fn board_changes(
        &self,
        tenant: TenantId,
        revision: Revision,
    ) -> Result<Option<Vec<BoardChange>>> {
        let query = sqlx::query_as(ONE).bind(tenant.0).bind(revision.0);
        let row: Option<ChangeRow> = query.fetch_optional(self.pool()).await?;
        row.map(|row| row.changes()).transpose()
    }

    pub async fn board_changes_after(
        &self,
        tenant: TenantId,
        revision: Revision,
        limit: i64,
    ) -> Result<Vec<Vec<BoardChange>>> {
        let query = sqlx::query_as(AFTER).bind(tenant.0).bind(revision.0).bind(limit);
        let rows: Vec<ChangeRow> = query.fetch_all(self.pool()).await?;
        rows.iter().map(ChangeRow::changes).collect()
    }

    pub async fn board_steps(
        &self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<(Option<Step>, Option<Step>)> {
        let mut connection = self.connection(2).await?;
        let query = sqlx::query_scalar(UNDO).bind(tenant.0).bind(user.0);
        let undo: Option<i64> = query.fetch_optional(&mut *connection).await?;
        let query = sqlx::query_scalar(REDO).bind(tenant.0).bind(user.0);
        let redo: Option<i64> = query.fetch_optional(&mut *connection).await?;
        drop(connection);
        let undo = match undo {
            Some(revision) => self.step(tenant, Revision(revision), false).await?,
            None => None,
        };
        let redo = match redo {
            Some(revision) => self.step(tenant, Revision(revision), true).await?,
            None => None,
        };
        Ok((undo, redo))
    }

    /// A change in words; of one that took another back, that other one.
    async fn step(
        &self,
        tenant: TenantId,
        revision: Revision,
        is_back: bool,
    ) -> Result<Option<Step>> {
        let changes = self.board_changes(tenant, revision).await?;
        Ok(changes.map(|changes| {
            let changes = if is_back { contract::edit::inverse(&changes) } else { changes };
            Step { revision, words: summary(&changes, Tense::Done) }
        }))
    }
}
