//! Holds, and the history they can be made from again.

use super::holds_read::{BY_REQUEST, Row, by_code, holds};
use super::stock::{self, HeldItem, Moved};
use super::{Connection, tenants};
use crate::effect::{Effect, NOTHING, json};
use crate::event::{Audience, Change};
use crate::record::Origin;
use crate::trade::{
    ExpireHolds, ExtendHold, HoldRecord, Owner, PlaceHold, ReleaseHold, RepairHold,
};
use crate::{Result, StoreError};
use contract::hold::HoldHappening;
use contract::{Hold, HoldId, HoldState, Item, TenantId, Timestamp};

const KEPT: &str = holds!("AND owner = $2 AND state = 'active' ORDER BY id");
const ACTIVE: &str = holds!("AND state = 'active' ORDER BY id");
const LAPSED: &str =
    holds!("AND state = 'active' AND expires_at <= $2 ORDER BY expires_at, id LIMIT $3");

/// Who hears of it: those who share the cart; else those who look after the shop's stock.
fn audience(owner: &Owner) -> Audience {
    match owner {
        Owner::Cart(cart) => Audience::Cart(*cart),
        Owner::Key(_) => Audience::Role(contract::Permission::StockView),
    }
}

/// Appends to a hold's history and to the feed.
async fn happen(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    (id, code, owner): (i64, &str, &Owner),
    what: &HoldHappening,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    const APPEND: &str = "INSERT INTO hold_events (tenant_id, hold_id, n, kind, at, detail) \
        VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM hold_events WHERE tenant_id = $1 \
        AND hold_id = $2), $3, $4, $5)";
    let query = sqlx::query(APPEND).bind(tenant.0).bind(id).bind(what.kind());
    query.bind(origin.at.0).bind(json(what)?).execute(connection).await?;
    effects.push(told(tenant, origin, code, owner, what));
    Ok(())
}

pub(super) fn told(
    tenant: TenantId,
    origin: &Origin,
    code: &str,
    owner: &Owner,
    what: &HoldHappening,
) -> Effect {
    let change = Change::HoldChanged { code: code.to_owned(), what: what.kind().to_owned() };
    let mut effect = Effect::new(tenant, origin, change);
    effect.audience = audience(owner);
    effect
}

async fn happen_to(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    row: &Row,
    what: &HoldHappening,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let owner = row.owner()?;
    happen(connection, tenant, origin, (row.id, &row.code, &owner), what, effects).await
}

const PLACE: &str = "INSERT INTO holds (tenant_id, code, owner, customer_id, state, items, \
    created_at, expires_at, authority, remote_id, request_key, request_hash) \
    VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $9, $10, $11) RETURNING id";
/// Lapsed holds let go of before somebody is told that there is too little.
const SWEPT_ON_THE_WAY: i64 = 500;

pub(super) async fn place(
    connection: &mut Connection,
    command: &PlaceHold,
    effects: &mut Vec<Effect>,
) -> Result<HoldRecord> {
    let PlaceHold { tenant, origin, owner, .. } = command;
    let (tenant, now) = (*tenant, origin.at);
    tenants::lock(connection, tenant).await?;
    if let Some(request) = &command.request {
        let query = sqlx::query_as(BY_REQUEST).bind(tenant.0).bind(owner.to_text());
        let row: Option<Row> = query.bind(&request.key).fetch_optional(&mut *connection).await?;
        if let Some(row) = row {
            return row.made_by(request);
        }
    }
    if command.expires_at <= now {
        return Err(StoreError::Invalid { field: "expiresAt", reason: "is in the past" });
    }
    let mut moved = Moved::default();
    if command.replaces {
        let query = sqlx::query_as(KEPT).bind(tenant.0).bind(owner.to_text());
        let kept: Vec<Row> = query.fetch_all(&mut *connection).await?;
        for row in kept {
            let has_lapsed = row.has_lapsed(now)?;
            let items = row.items()?;
            let wanted = command.items.iter().map(|item| (item.sku.as_str(), item.quantity));
            if !has_lapsed && items.iter().map(|it| (it.sku.as_str(), it.quantity)).eq(wanted) {
                return row.record();
            }
            let end = if has_lapsed { End::Expired } else { End::Released };
            let_go(connection, tenant, origin, &row, end, &mut moved, effects).await?;
        }
    }
    let items = if command.authority.is_counted_here() {
        stock::recount(connection, tenant, &command.counted, &mut moved).await?;
        let mut articles = stock::articles_of(connection, tenant, &command.items).await?;
        let is_short = command.items.iter().any(|item| {
            let free = articles.get(&item.sku).and_then(|article| article.free);
            free.is_some_and(|free| free < item.quantity)
        });
        // Nothing that has lapsed stands in anybody's way, whether or not it was noted yet.
        if is_short
            && expire_some(connection, tenant, origin, SWEPT_ON_THE_WAY, &mut moved, effects)
                .await?
                > 0
        {
            articles = stock::articles_of(connection, tenant, &command.items).await?;
        }
        let short = stock::short_of_pools(&command.items, &command.counted, &articles);
        if !short.is_empty() {
            return Err(StoreError::Short(short));
        }
        let taken = stock::take(connection, tenant, &command.items, &articles, &mut moved).await?;
        taken.map_err(StoreError::Short)?
    } else {
        let apart = |item: &Item| HeldItem {
            sku: item.sku.clone(),
            quantity: item.quantity,
            counted: false,
        };
        command.items.iter().map(apart).collect()
    };
    let query = sqlx::query_scalar(PLACE).bind(tenant.0).bind(&command.code).bind(owner.to_text());
    let query = query.bind(&command.customer_id).bind(json(&items)?).bind(now.0);
    let query = query.bind(command.expires_at.0).bind(command.authority.as_str());
    let query = query.bind(&command.remote_id);
    let query = query.bind(command.request.as_ref().map(|request| request.key.as_str()));
    let query = query.bind(command.request.as_ref().map(|request| request.hash.as_str()));
    let id: i64 = query.fetch_one(&mut *connection).await?;
    let what = created(command);
    happen(connection, tenant, origin, (id, &command.code, owner), &what, effects).await?;
    moved.tell(connection, tenant, origin, effects).await?;
    Ok(placed(command, id))
}

pub(super) fn created(command: &PlaceHold) -> HoldHappening {
    HoldHappening::Created { items: command.items.clone(), expires_at: command.expires_at }
}

/// As it stands from now on.
pub(super) fn placed(command: &PlaceHold, id: i64) -> HoldRecord {
    let hold = Hold {
        id: HoldId(id),
        code: command.code.clone(),
        state: HoldState::Active,
        items: command.items.clone(),
        customer_id: command.customer_id.clone(),
        created_at: command.origin.at,
        expires_at: command.expires_at,
        is_extended: false,
        order: None,
    };
    let (authority, remote_id) = (command.authority, command.remote_id.clone());
    HoldRecord { hold, owner: command.owner.clone(), authority, remote_id }
}

/// How a hold ends without an order.
#[derive(Clone, Copy)]
pub(super) enum End {
    Released,
    Expired,
}

impl Row {
    /// How it ends where it is let go of at that moment.
    fn end(&self, now: Timestamp) -> Result<End> {
        Ok(if self.has_lapsed(now)? { End::Expired } else { End::Released })
    }
}

/// Gives a hold's pieces back, and notes how it ended.
pub(super) async fn let_go(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    row: &Row,
    end: End,
    moved: &mut Moved,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (state, what) = match end {
        End::Released => (HoldState::Released, HoldHappening::Released),
        End::Expired => (HoldState::Expired, HoldHappening::Expired),
    };
    stock::give_back(connection, tenant, &row.items()?, moved).await?;
    set_state(connection, tenant, row.id, state, None).await?;
    happen_to(connection, tenant, origin, row, &what, effects).await
}

async fn set_state(
    connection: &mut Connection,
    tenant: TenantId,
    id: i64,
    state: HoldState,
    order: Option<&str>,
) -> Result<()> {
    const SET: &str = "UPDATE holds SET state = $3, order_code = COALESCE($4, order_code) \
        WHERE tenant_id = $1 AND id = $2";
    let query = sqlx::query(SET).bind(tenant.0).bind(id).bind(state.as_str()).bind(order);
    query.execute(connection).await?;
    Ok(())
}

async fn expire_some(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    most: i64,
    moved: &mut Moved,
    effects: &mut Vec<Effect>,
) -> Result<u32> {
    let query = sqlx::query_as(LAPSED).bind(tenant.0).bind(origin.at.0).bind(most);
    let lapsed: Vec<Row> = query.fetch_all(&mut *connection).await?;
    for row in &lapsed {
        let_go(connection, tenant, origin, row, End::Expired, moved, effects).await?;
    }
    Ok(u32::try_from(lapsed.len()).unwrap_or(u32::MAX))
}

pub(super) async fn expire(
    connection: &mut Connection,
    command: &ExpireHolds,
    effects: &mut Vec<Effect>,
) -> Result<u32> {
    let ExpireHolds { tenant, origin, most } = command;
    tenants::lock(connection, *tenant).await?;
    let mut moved = Moved::default();
    let count = expire_some(connection, *tenant, origin, *most, &mut moved, effects).await?;
    moved.tell(connection, *tenant, origin, effects).await?;
    Ok(count)
}

/// Whoever owned the stock does not any more: what was promised of it cannot be kept. What is being
/// ordered goes on, and comes to its end with its order.
pub(super) async fn release_all(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let active: Vec<Row> =
        sqlx::query_as(ACTIVE).bind(tenant.0).fetch_all(&mut *connection).await?;
    let mut moved = Moved::default();
    for row in &active {
        let_go(connection, tenant, origin, row, row.end(origin.at)?, &mut moved, effects).await?;
    }
    moved.tell(connection, tenant, origin, effects).await
}

pub(super) async fn extend(
    connection: &mut Connection,
    command: &ExtendHold,
    effects: &mut Vec<Effect>,
) -> Result<HoldRecord> {
    const EXTEND: &str = "UPDATE holds SET expires_at = $3, is_extended = 1 \
        WHERE tenant_id = $1 AND id = $2";
    let ExtendHold { tenant, origin, owner, code, expires_at } = command;
    tenants::lock(connection, *tenant).await?;
    let mut row = by_code(connection, *tenant, code).await?;
    if !row.is_of(owner.as_ref()) {
        return Err(StoreError::NotFound("hold"));
    }
    if row.has_lapsed(origin.at)? {
        return Err(StoreError::Over(HoldState::Expired));
    }
    if row.state()? != HoldState::Active {
        return Err(StoreError::Over(row.state()?));
    }
    if row.is_extended != 0 {
        return Err(StoreError::Conflict("This was given more time already.".into()));
    }
    if expires_at.0 <= row.expires_at {
        return Err(StoreError::Invalid { field: "expiresAt", reason: "gives no more time" });
    }
    let query = sqlx::query(EXTEND).bind(tenant.0).bind(row.id).bind(expires_at.0);
    query.execute(&mut *connection).await?;
    let what = HoldHappening::Extended { expires_at: *expires_at };
    happen_to(connection, *tenant, origin, &row, &what, effects).await?;
    (row.expires_at, row.is_extended) = (expires_at.0, 1);
    row.record()
}

/// `2 × A-1, 1 × B-2`.
fn in_words(items: &[HeldItem]) -> String {
    let words: Vec<String> =
        items.iter().map(|item| format!("{} × {}", item.quantity, item.sku)).collect();
    words.join(", ")
}

pub(super) async fn release(
    connection: &mut Connection,
    command: &ReleaseHold,
    effects: &mut Vec<Effect>,
) -> Result<HoldRecord> {
    let ReleaseHold { tenant, origin, owner, code } = command;
    tenants::lock(connection, *tenant).await?;
    let mut row = by_code(connection, *tenant, code).await?;
    if !row.is_of(owner.as_ref()) {
        return Err(StoreError::NotFound("hold"));
    }
    match row.state()? {
        HoldState::Released | HoldState::Expired => return row.record(),
        state @ (HoldState::Confirming | HoldState::Confirmed) => {
            return Err(StoreError::Over(state));
        }
        HoldState::Active => {}
    }
    let end = row.end(origin.at)?;
    let mut moved = Moved::default();
    let_go(connection, *tenant, origin, &row, end, &mut moved, effects).await?;
    // Whoever lets go of another's is named.
    if owner.is_none()
        && let Some(effect) = effects.pop()
    {
        effects.push(effect.audited(in_words(&row.items()?), NOTHING, NOTHING)?);
    }
    moved.tell(connection, *tenant, origin, effects).await?;
    let state = match end {
        End::Released => HoldState::Released,
        End::Expired => HoldState::Expired,
    };
    row.state = state.as_str().into();
    row.record()
}

/// An order was placed with it, or stands.
pub(super) async fn order(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    row: &Row,
    order: &str,
    is_confirmed: bool,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let order = order.to_owned();
    let (state, what) = match is_confirmed {
        true => (HoldState::Confirmed, HoldHappening::Confirmed { order: order.clone() }),
        false => (HoldState::Confirming, HoldHappening::Ordered { order: order.clone() }),
    };
    set_state(connection, tenant, row.id, state, Some(&order)).await?;
    happen_to(connection, tenant, origin, row, &what, effects).await
}

/// Only of holds whose pieces are counted elsewhere: nothing is moved here.
pub(super) async fn repair(
    connection: &mut Connection,
    command: &RepairHold,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    const REPAIR: &str = "UPDATE holds SET state = $3, expires_at = $4 \
        WHERE tenant_id = $1 AND id = $2";
    let RepairHold { tenant, origin, code, seen, state, expires_at, said } = command;
    tenants::lock(connection, *tenant).await?;
    let row = by_code(connection, *tenant, code).await?;
    if row.authority()?.is_counted_here() {
        return Err(StoreError::Conflict("The pieces of this hold are counted here.".into()));
    }
    // What was changed here meanwhile was changed there as well, before or after that answer, and what
    // was ordered is left to whoever brings the order there.
    if row.state()? != HoldState::Active || row.expires_at != seen.0 {
        return Ok(false);
    }
    if *state == HoldState::Active && expires_at == seen {
        return Ok(false);
    }
    let query = sqlx::query(REPAIR).bind(tenant.0).bind(row.id);
    query.bind(state.as_str()).bind(expires_at.0).execute(&mut *connection).await?;
    let drifted = HoldHappening::Drifted { said: said.clone() };
    happen_to(connection, *tenant, origin, &row, &drifted, effects).await?;
    let repaired = HoldHappening::Repaired { state: *state, expires_at: *expires_at };
    happen_to(connection, *tenant, origin, &row, &repaired, effects).await?;
    Ok(true)
}
