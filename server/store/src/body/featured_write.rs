//! Featured types. What a draft may contain is the engine's business.

use super::{Connection, featured_read, shelves_write, tenants};
use crate::command::{DeleteFeaturedType, SaveFeaturedType};
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use crate::{Result, StoreError};
use contract::{FeaturedType, FeaturedTypeId, TenantId};

/// The type; its shop is kept from everybody else until the commit.
pub(super) async fn lock_type(
    connection: &mut Connection,
    tenant: TenantId,
    id: FeaturedTypeId,
) -> Result<FeaturedType> {
    tenants::lock(connection, tenant).await?;
    let query = sqlx::query_as(featured_read::TYPE).bind(tenant.0).bind(id.0);
    let row: Option<featured_read::TypeRow> = query.fetch_optional(connection).await?;
    row.ok_or(StoreError::NotFound("featured type"))?.try_into()
}

const CREATE: &str = "INSERT INTO featured_types (tenant_id, name, badge_text, badge_icon, \
    gradient_from, gradient_to, layout, sort_order, capacity, active_from, active_until) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
const CHANGE: &str = "UPDATE featured_types SET name = $2, badge_text = $3, badge_icon = $4, \
    gradient_from = $5, gradient_to = $6, layout = $7, sort_order = $8, capacity = $9, \
    active_from = $10, active_until = $11 WHERE tenant_id = $1 AND id = $12 RETURNING id";

pub(super) async fn save(
    connection: &mut Connection,
    command: &SaveFeaturedType,
    effects: &mut Vec<Effect>,
) -> Result<FeaturedTypeId> {
    let (tenant, draft) = (command.tenant, &command.draft);
    let before = match command.id {
        Some(id) => Some(lock_type(connection, tenant, id).await?),
        None => {
            tenants::lock(connection, tenant).await?;
            None
        }
    };
    let mut after = FeaturedType {
        id: command.id.unwrap_or_default(),
        name: draft.name.clone(),
        badge: draft.badge.clone(),
        layout: draft.layout,
        order: draft.order,
        capacity: draft.capacity,
        active_from: draft.active_from,
        active_until: draft.active_until,
    };
    if before.as_ref() == Some(&after) {
        return Ok(after.id);
    }
    let mut query = sqlx::query_scalar(if before.is_some() { CHANGE } else { CREATE })
        .bind(tenant.0)
        .bind(&draft.name)
        .bind(&draft.badge.text)
        .bind(&draft.badge.icon)
        .bind(&draft.badge.gradient_from)
        .bind(&draft.badge.gradient_to)
        .bind(draft.layout.as_str())
        .bind(draft.order)
        .bind(draft.capacity)
        .bind(draft.active_from.map(|at| at.0))
        .bind(draft.active_until.map(|at| at.0));
    if before.is_some() {
        query = query.bind(after.id.0);
    }
    after.id = FeaturedTypeId(query.fetch_one(connection).await?);
    let note = note(&command.origin, &draft.name);
    let change = Change::FeaturedTypeChanged { id: after.id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(&draft.name, before, Some(&after))?);
    Ok(after.id)
}

pub(super) async fn delete(
    connection: &mut Connection,
    command: &DeleteFeaturedType,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, id) = (command.tenant, command.id);
    let featured_type = lock_type(connection, tenant, id).await?;
    let shelf = shelves_write::shelf(connection, tenant, id).await?;
    for sql in [
        "DELETE FROM assignments WHERE tenant_id = $1 AND type_id = $2",
        "DELETE FROM featured_types WHERE tenant_id = $1 AND id = $2",
    ] {
        sqlx::query(sql).bind(tenant.0).bind(id.0).execute(&mut *connection).await?;
    }
    let products: Vec<i64> = shelf.iter().map(|placed| placed.product_id).collect();
    let before = serde_json::json!({ "type": featured_type, "products": products });
    let note = note(&command.origin, &featured_type.name);
    let change = Change::FeaturedTypeDeleted { id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(&featured_type.name, Some(before), NOTHING)?);
    Ok(())
}
