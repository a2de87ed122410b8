//! Featured types. What a draft may contain is the engine's business.

use super::board_load::{open, open_whole};
use super::{Connection, rules};
use crate::Result;
use crate::command::{DeleteFeaturedType, SaveFeaturedType};
use crate::effect::{Effect, NOTHING, note};
use crate::event::Change;
use contract::{FeaturedType, FeaturedTypeId, ProductId, TenantId};

const CREATE: &str = "INSERT INTO featured_types (tenant_id, name, badge_text, badge_icon, \
    gradient_from, gradient_to, layout, sort_order, capacity, active_from, active_until) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
const RESTORE: &str = "INSERT INTO featured_types (tenant_id, name, badge_text, badge_icon, \
    gradient_from, gradient_to, layout, sort_order, capacity, active_from, active_until, id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";
const CHANGE: &str = "UPDATE featured_types SET name = $2, badge_text = $3, badge_icon = $4, \
    gradient_from = $5, gradient_to = $6, layout = $7, sort_order = $8, capacity = $9, \
    active_from = $10, active_until = $11 WHERE tenant_id = $1 AND id = $12 RETURNING id";

async fn write(
    connection: &mut Connection,
    sql: &'static str,
    tenant: TenantId,
    id: Option<FeaturedTypeId>,
    kind: &FeaturedType,
) -> Result<FeaturedTypeId> {
    let mut query = sqlx::query_scalar(sql)
        .bind(tenant.0)
        .bind(&kind.name)
        .bind(&kind.badge.text)
        .bind(&kind.badge.icon)
        .bind(&kind.badge.gradient_from)
        .bind(&kind.badge.gradient_to)
        .bind(kind.layout.as_str())
        .bind(kind.order)
        .bind(kind.capacity)
        .bind(kind.active_from.map(|at| at.0))
        .bind(kind.active_until.map(|at| at.0));
    if let Some(id) = id {
        query = query.bind(id.0);
    }
    Ok(FeaturedTypeId(query.fetch_one(connection).await?))
}

/// Changes a shelf, or brings one back under its number: numbers are never given out twice.
pub(super) async fn put(
    connection: &mut Connection,
    tenant: TenantId,
    id: FeaturedTypeId,
    kind: &FeaturedType,
    is_there: bool,
) -> Result<()> {
    let sql = if is_there { CHANGE } else { RESTORE };
    write(connection, sql, tenant, Some(id), kind).await?;
    rules::put(connection, tenant, id, kind.rule.as_ref()).await
}

pub(super) async fn save(
    connection: &mut Connection,
    command: &SaveFeaturedType,
    effects: &mut Vec<Effect>,
) -> Result<FeaturedTypeId> {
    let (tenant, draft) = (command.tenant, &command.draft);
    let mut opened = open(connection, tenant, command.id, []).await?;
    let before = match command.id {
        Some(id) => Some(opened.bench.featured_type(id)?.clone()),
        None => None,
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
        rule: draft.rule,
    };
    if before.as_ref() == Some(&after) {
        return Ok(after.id);
    }
    let was = before.as_ref().and_then(|before| before.rule);
    if let Some(rule) = after.rule.filter(|rule| Some(*rule) != was) {
        rules::check(connection, tenant, &rule).await?;
    }
    if before.is_none() {
        after.id = write(connection, CREATE, tenant, None, &after).await?;
        rules::put(connection, tenant, after.id, after.rule.as_ref()).await?;
    }
    opened.bench.set_shelf(after.id, Some(after.clone()));
    opened.has(before.is_none().then_some(&after));
    opened.keep(connection, tenant, &command.origin, None).await?;
    let note = note(&command.origin, &draft.name);
    let change = Change::FeaturedTypeChanged { id: after.id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    let effect = effect.audited(&draft.name, before, Some(&after))?;
    effects.push(effect.of_revision(opened.bench.revision));
    Ok(after.id)
}

pub(super) async fn delete(
    connection: &mut Connection,
    command: &DeleteFeaturedType,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, id) = (command.tenant, command.id);
    let mut opened = open_whole(connection, tenant, id).await?;
    let featured_type = opened.bench.featured_type(id)?.clone();
    let products: Vec<i64> =
        opened.bench.shelves[&id].iter().map(|placed| placed.product_id).collect();
    // From the end, so that nothing moves meanwhile.
    for product in products.iter().rev() {
        opened.bench.set((id, ProductId(*product)), None)?;
    }
    opened.bench.set_shelf(id, None);
    opened.keep(connection, tenant, &command.origin, None).await?;
    let before = serde_json::json!({ "type": featured_type, "products": products });
    let note = note(&command.origin, &featured_type.name);
    let change = Change::FeaturedTypeDeleted { id, note };
    let effect = Effect::new(tenant, &command.origin, change);
    let effect = effect.audited(&featured_type.name, Some(before), NOTHING)?;
    effects.push(effect.of_revision(opened.bench.revision));
    Ok(())
}
