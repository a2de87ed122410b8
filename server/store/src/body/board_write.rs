//! Many edits at once, and the taking back of what was done.

use super::Connection;
use super::board_load::{Opened, open};
use super::board_read::{AFTER, ChangeRow, ONE, REDO, UNDO};
use crate::command::{EditBoard, TurnBoard};
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use crate::record::Origin;
use crate::{Result, StoreError};
use contract::deeds::{Tense, summary};
use contract::edit::{Action, BoardChange, FURTHEST, Turn, inverse};
use contract::{FeaturedTypeId, ProductId, Revision, TenantId};
use std::collections::BTreeSet;

const MOST_CHANGES: usize = 5_000;
/// Of a large change the history tells this much one by one.
const TOLD: usize = 50;
const IDS_PER_EVENT: usize = 500;

/// Applies all edits or none.
pub(super) async fn edit(
    connection: &mut Connection,
    command: &EditBoard,
    effects: &mut Vec<Effect>,
) -> Result<Option<Revision>> {
    let (tenant, edits) = (command.tenant, &command.edits);
    let others = edits.iter().filter_map(|edit| match edit.action {
        Action::Move { to, .. } => to,
        _ => None,
    });
    let shelves: Vec<FeaturedTypeId> =
        edits.iter().map(|edit| edit.type_id).chain(others).collect();
    let products = edits.iter().map(|edit| edit.product_id);
    let mut opened = open(connection, tenant, shelves, products).await?;
    opened.bench.user_id = command.origin.user_id;
    for edit in edits {
        opened.bench.apply(edit)?;
    }
    if !opened.bench.clashes.is_empty() {
        return Err(StoreError::Clashes(opened.bench.clashes));
    }
    if !opened.is_changed() {
        return Ok(None);
    }
    opened.keep(connection, tenant, &command.origin, None).await?;
    let words = summary(&opened.bench.changes, Tense::Done);
    tell(tenant, &command.origin, &opened, &words, effects)?;
    Ok(Some(opened.bench.revision))
}

/// One event for all of it, or as few as hold the products' ids.
pub(super) fn tell(
    tenant: TenantId,
    origin: &Origin,
    opened: &Opened,
    words: &str,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let changes = &opened.bench.changes;
    let products: BTreeSet<ProductId> =
        changes.iter().filter_map(BoardChange::product_id).collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    let (first, rest) = products.split_at(products.len().min(IDS_PER_EVENT));
    let change = Change::BoardEdited { products: first.to_vec(), note: note(origin, words) };
    let effect = Effect::new(tenant, origin, change);
    let told = &changes[..changes.len().min(TOLD)];
    let effect = effect.audited(words, NOTHING, Some(told))?;
    effects.push(effect.of_revision(opened.bench.revision));
    for more in rest.chunks(IDS_PER_EVENT) {
        let change = Change::BoardEdited { products: more.to_vec(), note: Default::default() };
        effects.push(Effect::new(tenant, origin, change));
    }
    Ok(())
}

/// What a turn takes back, the latest first.
async fn rows(connection: &mut Connection, command: &TurnBoard) -> Result<Vec<ChangeRow>> {
    let tenant = command.tenant.0;
    let nothing = |words: &str| StoreError::Conflict(words.into());
    let user = command.origin.user_id.map(|user| user.0);
    let revision = match command.turn {
        Turn::BackTo(revision) => {
            let query = sqlx::query_as(AFTER).bind(tenant).bind(revision.0).bind(FURTHEST + 1);
            let rows: Vec<ChangeRow> = query.fetch_all(connection).await?;
            if rows.len() as i64 > FURTHEST {
                let reason = "lies more than two hundred changes back";
                return Err(StoreError::Invalid { field: "revision", reason });
            }
            if rows.is_empty() {
                return Err(nothing("Nothing has been changed since."));
            }
            return Ok(rows);
        }
        Turn::Change(revision) => Some(revision.0),
        Turn::Undo => {
            let query = sqlx::query_scalar(UNDO).bind(tenant).bind(user);
            query.fetch_optional(&mut *connection).await?
        }
        Turn::Redo => {
            let query = sqlx::query_scalar(REDO).bind(tenant).bind(user);
            query.fetch_optional(&mut *connection).await?
        }
    };
    let revision = revision.ok_or_else(|| match command.turn {
        Turn::Undo => nothing("There is nothing of yours to take back."),
        _ => nothing("There is nothing to do again."),
    })?;
    let query = sqlx::query_as(ONE).bind(tenant).bind(revision);
    let row: Option<ChangeRow> = query.fetch_optional(connection).await?;
    Ok(vec![row.ok_or(StoreError::NotFound("change"))?])
}

/// Takes changes back where everything is still as they left it. Answers what that did.
pub(super) async fn turn(
    connection: &mut Connection,
    command: &TurnBoard,
    effects: &mut Vec<Effect>,
) -> Result<String> {
    let tenant = command.tenant;
    super::tenants::lock(connection, tenant).await?;
    let rows = rows(connection, command).await?;
    let mut changes = Vec::new();
    for row in &rows {
        changes.extend(inverse(&row.changes()?));
        if changes.len() > MOST_CHANGES {
            let reason = "takes back more than can be done at once";
            return Err(StoreError::Invalid { field: "revision", reason });
        }
    }
    let shelves: Vec<FeaturedTypeId> = changes.iter().map(BoardChange::type_id).collect();
    let products: Vec<ProductId> = changes.iter().filter_map(BoardChange::product_id).collect();
    let mut opened = open(connection, tenant, shelves, products).await?;
    for change in &changes {
        opened.bench.redo(change)?;
    }
    if !opened.bench.clashes.is_empty() {
        return Err(StoreError::Clashes(opened.bench.clashes));
    }
    let one = match rows.as_slice() {
        [row] if !matches!(command.turn, Turn::BackTo(_)) => Some(row),
        _ => None,
    };
    let undoes = one.map(|row| Revision(row.revision));
    opened.keep(connection, tenant, &command.origin, undoes).await?;
    if let Some(row) = one {
        set_undone(connection, tenant, row.revision, Some(opened.bench.revision.0)).await?;
        // What takes back a taking back does it again.
        if let Some(undone) = row.undoes {
            set_undone(connection, tenant, undone, None).await?;
        }
    }
    let words = match one {
        Some(ChangeRow { undoes: Some(_), .. }) => summary(&opened.bench.changes, Tense::Done),
        Some(_) => ["took back: ", &summary(&inverse(&changes), Tense::Done)].concat(),
        None => ["went back: ", &summary(&opened.bench.changes, Tense::Done)].concat(),
    };
    tell(tenant, &command.origin, &opened, &words, effects)?;
    Ok(words)
}

async fn set_undone(
    connection: &mut Connection,
    tenant: TenantId,
    revision: i64,
    by: Option<i64>,
) -> Result<()> {
    let query = sqlx::query(
        "UPDATE board_changes SET undone_by = $3 WHERE tenant_id = $1 AND revision = $2",
    );
    query.bind(tenant.0).bind(revision).bind(by).execute(connection).await?;
    Ok(())
}
