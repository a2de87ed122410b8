//! What a shop need not remember for ever.

use super::Connection;
use crate::Result;
use crate::command::{PRUNED_AT_ONCE, PruneBoard, PruneCarts, PruneInbox, PrunePictures};
use crate::effect::json;
use contract::edit::FURTHEST;

/// Everything up to here may go: the newest stay, and everything from the first young one.
const CUT: &str = concat!(
    "SELECT t.board_revision - $3, COALESCE((SELECT MIN(c.revision) - 1 FROM board_changes c ",
    "WHERE c.tenant_id = $1 AND c.at >= $2), t.board_revision) FROM tenants t WHERE t.id = $1",
    locked!()
);
/// One that was taken back stays as long as what took it back: that can be taken back, too.
const FORGET: &str = "DELETE FROM board_changes WHERE tenant_id = $1 AND revision IN \
    (SELECT c.revision FROM board_changes c WHERE c.tenant_id = $1 AND c.revision <= $2 \
    AND (c.undone_by IS NULL OR c.undone_by <= $2) ORDER BY c.revision LIMIT $3)";

pub(super) async fn board(connection: &mut Connection, command: &PruneBoard) -> Result<u64> {
    let tenant = command.tenant.0;
    // A way back leads over changes without a gap.
    let keep = command.keep.max(FURTHEST + 1);
    let query = sqlx::query_as(CUT).bind(tenant).bind(command.before.0).bind(keep);
    let cut: Option<(i64, i64)> = query.fetch_optional(&mut *connection).await?;
    let Some((by_count, by_age)) = cut else {
        return Ok(0);
    };
    let query = sqlx::query(FORGET).bind(tenant).bind(by_count.min(by_age)).bind(PRUNED_AT_ONCE);
    Ok(query.execute(connection).await?.rows_affected())
}

const OF_GONE: &str = "DELETE FROM pictures WHERE tenant_id = $1 AND key IN \
    (SELECT i.key FROM products p JOIN pictures i \
    ON i.tenant_id = p.tenant_id AND i.product_id = p.id \
    WHERE p.tenant_id = $1 AND p.deleted_at < $2 LIMIT $3)";

pub(super) async fn pictures(connection: &mut Connection, command: &PrunePictures) -> Result<u64> {
    let query = sqlx::query(OF_GONE).bind(command.tenant.0).bind(command.gone_before.0);
    Ok(query.bind(PRUNED_AT_ONCE).execute(connection).await?.rows_affected())
}

const WORKED: &str = "DELETE FROM inbox WHERE id IN (SELECT i.id FROM inbox i \
    WHERE i.worked_at < $2 AND i.tenant_id = $1 LIMIT $3)";

pub(super) async fn inbox(connection: &mut Connection, command: &PruneInbox) -> Result<u64> {
    let query = sqlx::query(WORKED).bind(command.tenant.0).bind(command.before.0);
    Ok(query.bind(PRUNED_AT_ONCE).execute(connection).await?.rows_affected())
}

const LEFT: &str = concat!(
    "SELECT c.id FROM carts c WHERE c.tenant_id = $1 AND c.updated_at < $2 ",
    "AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.tenant_id = c.tenant_id ",
    "AND h.owner = 'cart:' || c.id AND h.state IN ('active', 'confirming')) ",
    "ORDER BY c.updated_at LIMIT $3",
    locked!()
);
const WITHOUT: [&str; 3] = [
    concat!("DELETE FROM cart_lines WHERE cart_id ", among_ids!("$1")),
    concat!("DELETE FROM cart_visitors WHERE cart_id ", among_ids!("$1")),
    concat!("DELETE FROM carts WHERE id ", among_ids!("$1")),
];

pub(super) async fn carts(connection: &mut Connection, command: &PruneCarts) -> Result<u64> {
    let query = sqlx::query_scalar(LEFT).bind(command.tenant.0).bind(command.before.0);
    let left: Vec<i64> = query.bind(PRUNED_AT_ONCE).fetch_all(&mut *connection).await?;
    let ids = json(&left)?;
    for statement in WITHOUT {
        sqlx::query(statement).bind(&ids).execute(&mut *connection).await?;
    }
    Ok(left.len() as u64)
}
