//! What stands on a shelf, in which order and when.

use super::featured_write::lock_type;
use super::{Connection, Db};
use crate::command::{Feature, ReorderShelf, Reschedule, Unfeature};
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use crate::shelf::{Placed, arranged, moves, reordered};
use crate::{Result, StoreError};
use contract::{AssignmentId, FeaturedTypeId, ProductId, TenantId, Timestamp};
use sqlx::QueryBuilder;

const SHELF: &str = "SELECT a.id, a.product_id, a.position, a.starts_at, a.ends_at, p.deleted_at \
    FROM assignments a JOIN products p ON p.id = a.product_id \
    WHERE a.tenant_id = $1 AND a.type_id = $2 ORDER BY a.position, a.id";

pub(super) async fn shelf(
    connection: &mut Connection,
    tenant: TenantId,
    featured_type: FeaturedTypeId,
) -> Result<Vec<Placed>> {
    let query = sqlx::query_as(SHELF).bind(tenant.0).bind(featured_type.0);
    Ok(query.fetch_all(connection).await?)
}

/// The product's name, whether it is in the catalogue, or was.
async fn product(
    connection: &mut Connection,
    tenant: TenantId,
    id: ProductId,
) -> Result<(String, bool)> {
    let query =
        sqlx::query_as("SELECT name, deleted_at FROM products WHERE tenant_id = $1 AND id = $2");
    let query = query.bind(tenant.0).bind(id.0);
    let row: Option<(String, Option<i64>)> = query.fetch_optional(connection).await?;
    let (name, deleted_at) = row.ok_or(StoreError::NotFound("product"))?;
    Ok((name, deleted_at.is_none()))
}

async fn move_to(
    connection: &mut Connection,
    tenant: TenantId,
    positions: &[(i64, i64)],
) -> Result<()> {
    // Far below what a statement takes, whatever the length of the shelf.
    for chunk in positions.chunks(500) {
        let mut query = QueryBuilder::<Db>::new("WITH v (id, position) AS (");
        query.push_values(chunk, |mut row, (id, position)| {
            row.push_bind(*id).push_bind(*position);
        });
        query.push(
            ") UPDATE assignments SET position = v.position FROM v \
             WHERE assignments.id = v.id AND assignments.tenant_id = ",
        );
        query.push_bind(tenant.0);
        query.build().persistent(false).execute(&mut *connection).await?;
    }
    Ok(())
}

const PLACE: &str = "INSERT INTO assignments (tenant_id, type_id, product_id, position, \
    starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
const SCHEDULE: &str =
    "UPDATE assignments SET starts_at = $3, ends_at = $4 WHERE tenant_id = $1 AND id = $2";

pub(super) async fn feature(
    connection: &mut Connection,
    command: &Feature,
    effects: &mut Vec<Effect>,
) -> Result<AssignmentId> {
    let (tenant, id, request) = (command.tenant, command.product, &command.request);
    let featured_type = lock_type(connection, tenant, request.type_id).await?;
    let (name, is_listed) = product(connection, tenant, id).await?;
    if !is_listed {
        return Err(StoreError::NotFound("product"));
    }
    let shelf = shelf(connection, tenant, featured_type.id).await?;
    let order = arranged(&shelf, id.0, request.position);
    let position = order.iter().position(|product| *product == id.0).unwrap_or(0) as i64;
    let moves = moves(&shelf, &order);
    let (starts_at, ends_at) = (request.starts_at.map(|at| at.0), request.ends_at.map(|at| at.0));

    let before = shelf.into_iter().find(|placed| placed.product_id == id.0);
    let mut after = Placed {
        id: before.as_ref().map_or(0, |placed| placed.id),
        product_id: id.0,
        position,
        starts_at,
        ends_at,
        deleted_at: None,
    };
    match &before {
        Some(before) if before.starts_at == starts_at && before.ends_at == ends_at => {
            if moves.is_empty() {
                return Ok(AssignmentId(before.id));
            }
        }
        Some(before) => schedule(connection, tenant, before.id, starts_at, ends_at).await?,
        None => {
            let query = sqlx::query_scalar(PLACE).bind(tenant.0).bind(featured_type.id.0);
            let query = query.bind(id.0).bind(position).bind(starts_at).bind(ends_at);
            after.id = query.fetch_one(&mut *connection).await?;
        }
    }
    move_to(connection, tenant, &moves).await?;
    let subject = format!("{name} in {}", featured_type.name);
    let note = note(&command.origin, &subject);
    let change = Change::ProductFeatured { product: id, featured_type: featured_type.id, note };
    let before = before.map(|placed| placed.assignment(featured_type.id));
    let after_assignment = after.assignment(featured_type.id);
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, before, Some(after_assignment))?);
    Ok(AssignmentId(after.id))
}

async fn schedule(
    connection: &mut Connection,
    tenant: TenantId,
    assignment: i64,
    starts_at: Option<i64>,
    ends_at: Option<i64>,
) -> Result<()> {
    let query = sqlx::query(SCHEDULE).bind(tenant.0).bind(assignment);
    query.bind(starts_at).bind(ends_at).execute(connection).await?;
    Ok(())
}

fn find(shelf: &[Placed], product: ProductId) -> Result<&Placed> {
    let found = shelf.iter().find(|placed| placed.product_id == product.0);
    found.ok_or(StoreError::NotFound("placement"))
}

pub(super) async fn unfeature(
    connection: &mut Connection,
    command: &Unfeature,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, id) = (command.tenant, command.product);
    let featured_type = lock_type(connection, tenant, command.featured_type).await?;
    let (name, _) = product(connection, tenant, id).await?;
    let shelf = shelf(connection, tenant, featured_type.id).await?;
    let placed = find(&shelf, id)?;
    let query = sqlx::query("DELETE FROM assignments WHERE tenant_id = $1 AND id = $2");
    query.bind(tenant.0).bind(placed.id).execute(&mut *connection).await?;
    let order = shelf.iter().map(|placed| placed.product_id).filter(|product| *product != id.0);
    let order: Vec<i64> = order.collect();
    move_to(connection, tenant, &moves(&shelf, &order)).await?;
    let subject = format!("{name} in {}", featured_type.name);
    let note = note(&command.origin, &subject);
    let change = Change::ProductUnfeatured { product: id, featured_type: featured_type.id, note };
    let before = placed.assignment(featured_type.id);
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, Some(before), NOTHING)?);
    Ok(())
}

pub(super) async fn reorder(
    connection: &mut Connection,
    command: &ReorderShelf,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let tenant = command.tenant;
    let featured_type = lock_type(connection, tenant, command.featured_type).await?;
    let shelf = shelf(connection, tenant, featured_type.id).await?;
    let order = reordered(&shelf, &command.order)?;
    let moves = moves(&shelf, &order);
    if moves.is_empty() {
        return Ok(());
    }
    move_to(connection, tenant, &moves).await?;
    let before: Vec<i64> = shelf.iter().map(|placed| placed.product_id).collect();
    let note = note(&command.origin, &featured_type.name);
    let change = Change::ShelfReordered { featured_type: featured_type.id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(&featured_type.name, Some(before), Some(order))?);
    Ok(())
}

pub(super) async fn reschedule(
    connection: &mut Connection,
    command: &Reschedule,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, id) = (command.tenant, command.product);
    let featured_type = lock_type(connection, tenant, command.featured_type).await?;
    let (name, _) = product(connection, tenant, id).await?;
    let shelf = shelf(connection, tenant, featured_type.id).await?;
    let before = find(&shelf, id)?;
    let millis = |at: Option<Timestamp>| at.map(|at| at.0);
    let (starts_at, ends_at) = (millis(command.starts_at), millis(command.ends_at));
    if (before.starts_at, before.ends_at) == (starts_at, ends_at) {
        return Ok(());
    }
    schedule(connection, tenant, before.id, starts_at, ends_at).await?;
    let after = Placed { starts_at, ends_at, ..before.clone() };
    let subject = format!("{name} in {}", featured_type.name);
    let note = note(&command.origin, &subject);
    let change = Change::ProductRescheduled { product: id, featured_type: featured_type.id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    let assignment = |placed: &Placed| placed.assignment(featured_type.id);
    effects.push(effect.audited(subject, Some(assignment(before)), Some(assignment(&after)))?);
    Ok(())
}
