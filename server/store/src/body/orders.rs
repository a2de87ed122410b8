//! Orders, and their way to the system behind the shop.

use super::holds::{self, End};
use super::holds_read;
use super::stock::{self, Moved};
use super::{Connection, carts, reads::Reads, tenants};
use crate::effect::{Effect, NOTHING, from_json, json};
use crate::event::{Audience, Change};
use crate::record::Origin;
use crate::trade::{
    Authority, BeginPush, MendOrder, NotePushed, OrderRecord, Owner, PlaceOrder, Pushed,
};
use crate::{Result, StoreError};
use contract::hold::HoldState;
use contract::order::{Push, PushState, total_cents};
use contract::{Currency, Order, OrderId, OrderState, Permission, TenantId, Timestamp};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    code: String,
    number: i64,
    owner: String,
    visitor: Option<String>,
    state: String,
    lines: String,
    customer: String,
    total_cents: i64,
    currency: String,
    placed_at: i64,
    payment_url: Option<String>,
    push_state: String,
    push_attempts: i64,
    push_next_at: Option<i64>,
    push_said: Option<String>,
    remote_id: Option<String>,
    request_hash: String,
    hold_code: String,
    authority: String,
    remote_hold: Option<String>,
}

macro_rules! orders {
    ($($rest:tt)*) => {
        concat!(
            "SELECT o.id, o.code, o.number, o.owner, o.visitor, o.state, o.lines, o.customer, ",
            "o.total_cents, o.currency, o.placed_at, o.payment_url, o.push_state, ",
            "o.push_attempts, o.push_next_at, o.push_said, o.remote_id, o.request_hash, ",
            "h.code AS hold_code, h.authority, h.remote_id AS remote_hold ",
            "FROM orders o JOIN holds h ON h.id = o.hold_id WHERE o.tenant_id = $1 ",
            $($rest)*
        )
    };
}
pub(super) use orders;

impl TryFrom<Row> for OrderRecord {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let unknown = |what: &str| StoreError::corrupt(format!("order {} has no {what}", row.id));
        let push = Push {
            state: PushState::parse(&row.push_state).ok_or_else(|| unknown("way"))?,
            attempts: row.push_attempts,
            next_at: row.push_next_at.map(Timestamp),
            said: row.push_said,
            remote_id: row.remote_id,
        };
        let order = Order {
            id: OrderId(row.id),
            number: row.number,
            state: OrderState::parse(&row.state).ok_or_else(|| unknown("state"))?,
            lines: from_json(&row.lines, "the lines of an order")?,
            total_cents: row.total_cents,
            currency: Currency::parse(&row.currency).ok_or_else(|| unknown("currency"))?,
            customer: from_json(&row.customer, "the customer of an order")?,
            placed_at: Timestamp(row.placed_at),
            push,
            payment_url: row.payment_url,
            code: row.code,
        };
        Ok(Self {
            owner: Owner::parse(&row.owner).ok_or_else(|| unknown("owner"))?,
            authority: Authority::parse(&row.authority).ok_or_else(|| unknown("authority"))?,
            visitor: row.visitor,
            remote_hold: row.remote_hold,
            hold: row.hold_code,
            order,
        })
    }
}

const BY_CODE: &str = orders!("AND o.code = $2");
const BY_REQUEST: &str = orders!("AND o.owner = $2 AND o.request_key = $3");
const BY_HOLD: &str = orders!("AND h.tenant_id = $1 AND h.code = $2");

impl Reads {
    pub async fn order(&self, tenant: TenantId, code: &str) -> Result<Option<OrderRecord>> {
        let query = sqlx::query_as(BY_CODE).bind(tenant.0).bind(code);
        let row: Option<Row> = query.fetch_optional(self.pool()).await?;
        row.map(OrderRecord::try_from).transpose()
    }

    pub async fn order_by_id(&self, tenant: TenantId, id: OrderId) -> Result<Option<OrderRecord>> {
        const BY_ID: &str = orders!("AND o.id = $2");
        let query = sqlx::query_as(BY_ID).bind(tenant.0).bind(id.0);
        let row: Option<Row> = query.fetch_optional(self.pool()).await?;
        row.map(OrderRecord::try_from).transpose()
    }

    pub async fn orders_of(
        &self,
        tenant: TenantId,
        visitor: &str,
        limit: i64,
    ) -> Result<Vec<OrderRecord>> {
        const LATEST: &str = orders!("AND o.visitor = $2 ORDER BY o.id DESC LIMIT $3");
        let query = sqlx::query_as(LATEST).bind(tenant.0).bind(visitor).bind(limit);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(OrderRecord::try_from).collect()
    }

    pub async fn orders(
        &self,
        tenant: TenantId,
        before: OrderId,
        limit: i64,
    ) -> Result<Vec<OrderRecord>> {
        const ALL: &str = orders!("AND o.id < $2 ORDER BY o.id DESC LIMIT $3");
        let query = sqlx::query_as(ALL).bind(tenant.0).bind(before.0).bind(limit);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(OrderRecord::try_from).collect()
    }

    pub async fn orders_on_their_way(&self, tenant: TenantId) -> Result<Vec<OrderRecord>> {
        const QUEUE: &str =
            orders!("AND o.push_state IN ('waiting', 'rejected') ORDER BY o.id LIMIT 500");
        let query = sqlx::query_as(QUEUE).bind(tenant.0);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(OrderRecord::try_from).collect()
    }

    pub async fn next_to_push(&self, tenant: TenantId) -> Result<Option<OrderRecord>> {
        const FIRST: &str = orders!("AND o.push_state = 'waiting' ORDER BY o.id LIMIT 1");
        let row: Option<Row> =
            sqlx::query_as(FIRST).bind(tenant.0).fetch_optional(self.pool()).await?;
        row.map(OrderRecord::try_from).transpose()
    }

    pub async fn tenants_to_push(&self) -> Result<Vec<TenantId>> {
        const PUSHING: &str = "SELECT DISTINCT tenant_id FROM orders WHERE push_state = 'waiting'";
        let ids: Vec<i64> = sqlx::query_scalar(PUSHING).fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(TenantId).collect())
    }
}

/// Those who share the cart hear of it; else those who look after the shop's orders.
fn changed(tenant: TenantId, origin: &Origin, owner: &Owner, code: &str) -> Effect {
    let mut effect = Effect::new(tenant, origin, Change::OrderChanged { code: code.to_owned() });
    effect.audience = match owner {
        Owner::Cart(cart) => Audience::Cart(*cart),
        Owner::Key(_) => Audience::Role(Permission::StockView),
    };
    effect
}

const PLACE: &str = "INSERT INTO orders (tenant_id, code, number, owner, visitor, hold_id, state, \
    lines, customer, total_cents, currency, placed_at, push_state, push_next_at, request_key, \
    request_hash) VALUES ($1, $2, \
    (SELECT COALESCE(MAX(number), 1000) + 1 FROM orders WHERE tenant_id = $1), \
    $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id";

pub(super) async fn place(
    connection: &mut Connection,
    command: &PlaceOrder,
    effects: &mut Vec<Effect>,
) -> Result<OrderRecord> {
    let PlaceOrder { tenant, origin, owner, .. } = command;
    let (tenant, now) = (*tenant, origin.at);
    tenants::lock(connection, tenant).await?;
    let query = sqlx::query_as(BY_REQUEST).bind(tenant.0).bind(owner.to_text());
    let query = query.bind(&command.request.key);
    let same: Option<Row> = query.fetch_optional(&mut *connection).await?;
    if let Some(row) = same {
        return match row.request_hash == command.request.hash {
            true => row.try_into(),
            false => Err(StoreError::KeyReused),
        };
    }
    let hold = holds_read::by_code(connection, tenant, &command.hold).await?;
    if !hold.is_of(Some(owner)) {
        return Err(StoreError::NotFound("hold"));
    }
    match hold.state_at(now)? {
        HoldState::Active => {}
        // The answer to the first time was lost, and the caller forgot its key.
        HoldState::Confirmed | HoldState::Confirming => {
            let query = sqlx::query_as(BY_HOLD).bind(tenant.0).bind(&command.hold);
            let row: Row = query.fetch_one(connection).await?;
            return row.try_into();
        }
        state => return Err(StoreError::Over(state)),
    }
    let items = hold.items()?;
    let mut ordered: Vec<(&str, i64)> =
        command.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    ordered.sort_unstable();
    if !items.iter().map(|item| (item.sku.as_str(), item.quantity)).eq(ordered) {
        return Err(StoreError::Conflict("What is ordered is not what is held.".into()));
    }
    let total = total_cents(&command.lines);
    let total = total.ok_or(StoreError::Invalid { field: "lines", reason: "cost too much" })?;

    let authority = hold.authority()?;
    let (state, push) = match authority {
        Authority::Embedded => (OrderState::Placed, PushState::None),
        Authority::WooCommerce => (OrderState::Placed, PushState::Waiting),
        Authority::Inventory => (OrderState::Placing, PushState::Waiting),
    };
    if authority == Authority::Embedded {
        stock::sell(connection, tenant, &items).await?;
    }
    let is_confirmed = state == OrderState::Placed;
    holds::order(connection, tenant, origin, &hold, &command.code, is_confirmed, effects).await?;
    let query = sqlx::query_scalar(PLACE).bind(tenant.0).bind(&command.code);
    let query = query.bind(owner.to_text()).bind(&command.visitor).bind(hold.id);
    let query = query.bind(state.as_str()).bind(json(&command.lines)?);
    let query = query.bind(json(&command.customer)?).bind(total).bind(command.currency.code());
    let query = query.bind(now.0).bind(push.as_str());
    let query = query.bind((push == PushState::Waiting).then_some(now.0));
    let query = query.bind(&command.request.key).bind(&command.request.hash);
    let id: i64 = query.fetch_one(&mut *connection).await?;
    // Where it is brought elsewhere, the letter waits for what is said there of paying.
    if command.is_confirmed_by_mail && push == PushState::None {
        mail(connection, tenant, id, "placed", &command.customer.email, now).await?;
    }
    if let Owner::Cart(cart) = owner {
        let ordered = items.iter().map(|item| (item.sku.as_str(), item.quantity));
        carts::take_out(connection, tenant, origin, *cart, ordered, effects).await?;
    }
    effects.push(changed(tenant, origin, owner, &command.code));
    by_code(connection, tenant, &command.code).await?.try_into()
}

async fn by_code(connection: &mut Connection, tenant: TenantId, code: &str) -> Result<Row> {
    let query = sqlx::query_as(BY_CODE).bind(tenant.0).bind(code);
    let row: Option<Row> = query.fetch_optional(connection).await?;
    row.ok_or(StoreError::NotFound("order"))
}

async fn mail(
    connection: &mut Connection,
    tenant: TenantId,
    order: i64,
    kind: &str,
    recipient: &str,
    at: Timestamp,
) -> Result<()> {
    const WRITE: &str = "INSERT INTO mails \
        (tenant_id, order_id, kind, recipient, created_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)";
    if recipient.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(WRITE).bind(tenant.0).bind(order).bind(kind).bind(recipient);
    query.bind(at.0).execute(connection).await?;
    Ok(())
}

const NOTE: &str = "UPDATE orders SET state = $3, push_state = $4, push_next_at = $5, \
    push_said = $6, remote_id = COALESCE($7, remote_id), payment_url = COALESCE($8, payment_url), \
    push_attempts = push_attempts + 1 WHERE tenant_id = $1 AND id = $2";

pub(super) async fn note_pushed(
    connection: &mut Connection,
    command: &NotePushed,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let NotePushed { tenant, origin, order, outcome } = command;
    let tenant = *tenant;
    tenants::lock(connection, tenant).await?;
    let row = by_code(connection, tenant, order).await?;
    let id = row.id;
    let OrderRecord { order, owner, authority, hold, .. } = row.try_into()?;
    if order.push.state != PushState::Waiting {
        return Ok(false);
    }
    let is_placing = order.state == OrderState::Placing;
    let mut state = order.state;
    let (mut said, mut next_at, mut remote, mut payment) = (None, None, None, None);
    let push = match outcome {
        Pushed::Done { remote_id, payment_url } => {
            let hold = holds_read::by_code(connection, tenant, &hold).await?;
            if is_placing {
                state = OrderState::Placed;
                holds::order(connection, tenant, origin, &hold, &order.code, true, effects).await?;
            } else if authority == Authority::WooCommerce {
                stock::hand_over(connection, tenant, &hold.items()?, origin.at).await?;
            }
            if matches!(owner, Owner::Cart(_)) {
                mail(connection, tenant, id, "placed", &order.customer.email, origin.at).await?;
            }
            (remote, payment) = (Some(remote_id.clone()), payment_url.clone());
            PushState::Done
        }
        Pushed::Later { said: why, next_at: at } => {
            (said, next_at) = (Some(why.clone()), Some(at.0));
            PushState::Waiting
        }
        Pushed::Rejected { said: why } => {
            said = Some(why.clone());
            PushState::Rejected
        }
        Pushed::Refused { said: why } => {
            said = Some(why.clone());
            state = OrderState::Refused;
            let hold = holds_read::by_code(connection, tenant, &hold).await?;
            if hold.state()?.keeps() {
                let mut moved = Moved::default();
                holds::let_go(connection, tenant, origin, &hold, End::Expired, &mut moved, effects)
                    .await?;
                moved.tell(connection, tenant, origin, effects).await?;
            }
            if let Owner::Cart(cart) = owner {
                carts::put_back(connection, tenant, origin, cart, &order.lines, effects).await?;
                mail(connection, tenant, id, "refused", &order.customer.email, origin.at).await?;
            }
            PushState::None
        }
    };
    let query = sqlx::query(NOTE).bind(tenant.0).bind(id).bind(state.as_str()).bind(push.as_str());
    query.bind(next_at).bind(said).bind(remote).bind(payment).execute(connection).await?;
    effects.push(changed(tenant, origin, &owner, &order.code));
    Ok(true)
}

pub(super) async fn begin_push(connection: &mut Connection, command: &BeginPush) -> Result<bool> {
    const BEGIN: &str = "UPDATE orders SET push_next_at = $3 \
        WHERE tenant_id = $1 AND code = $2 AND push_state = 'waiting'";
    let BeginPush { tenant, order, next_at } = command;
    let query = sqlx::query(BEGIN).bind(tenant.0).bind(order).bind(next_at.0);
    Ok(query.execute(connection).await?.rows_affected() > 0)
}

pub(super) async fn mend(
    connection: &mut Connection,
    command: &MendOrder,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    const MEND: &str = "UPDATE orders SET push_state = 'waiting', push_next_at = $3, \
        push_attempts = 0, customer = $4 WHERE tenant_id = $1 AND id = $2";
    let MendOrder { tenant, origin, order, customer } = command;
    tenants::lock(connection, *tenant).await?;
    let row = by_code(connection, *tenant, order).await?;
    let record: OrderRecord = row.try_into()?;
    if record.order.push.state != PushState::Rejected {
        let title = "Only an order that was rejected can be sent again.";
        return Err(StoreError::Conflict(title.into()));
    }
    let customer = customer.as_ref().unwrap_or(&record.order.customer);
    let query = sqlx::query(MEND).bind(tenant.0).bind(record.order.id.0);
    query.bind(origin.at.0).bind(json(customer)?).execute(connection).await?;
    let effect = changed(*tenant, origin, &record.owner, order);
    let subject = format!("Order {}", record.order.number);
    effects.push(effect.audited(subject, NOTHING, NOTHING)?);
    Ok(())
}
