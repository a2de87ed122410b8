//! Carts, and whose they are.

use super::{Connection, reads::Reads};
use crate::effect::Effect;
use crate::event::Change;
use crate::record::Origin;
use crate::trade::{CartRecord, EditCart, JoinCart, LinkCart, Owner};
use crate::{Result, StoreError};
use contract::cart::{CartItem, MOST_LINES};
use contract::stock::MOST_PIECES;
use contract::{CartEdit, CartId, OrderLine, ProductId, TenantId, Timestamp};

const OF_VISITOR: &str = "SELECT cart_id FROM cart_visitors WHERE tenant_id = $1 AND visitor = $2";
const TOUCH: &str = "UPDATE carts SET updated_at = $2 WHERE id = $1";
const LINES: &str = "SELECT sku, product_id, quantity FROM cart_lines \
    WHERE tenant_id = $1 AND cart_id = $2 ORDER BY added_at, sku";

impl Reads {
    pub async fn cart_of(&self, tenant: TenantId, visitor: &str) -> Result<Option<CartId>> {
        let query = sqlx::query_scalar(OF_VISITOR).bind(tenant.0).bind(visitor);
        let id: Option<i64> = query.fetch_optional(self.pool()).await?;
        Ok(id.map(CartId))
    }

    pub async fn cart(&self, tenant: TenantId, visitor: &str) -> Result<Option<CartRecord>> {
        let Some(id) = self.cart_of(tenant, visitor).await? else {
            return Ok(None);
        };
        let query = sqlx::query_as(LINES).bind(tenant.0).bind(id.0);
        let rows: Vec<(String, i64, i64)> = query.fetch_all(self.pool()).await?;
        let item =
            |(sku, product, quantity)| CartItem { sku, product: ProductId(product), quantity };
        Ok(Some(CartRecord { id, items: rows.into_iter().map(item).collect() }))
    }
}

/// The visitor's cart, kept from others until the commit; a new one where they have none.
async fn own(
    connection: &mut Connection,
    tenant: TenantId,
    visitor: &str,
    now: Timestamp,
) -> Result<CartId> {
    const CREATE: &str = "INSERT INTO carts (tenant_id, created_at, updated_at) \
        SELECT id, $2, $2 FROM tenants WHERE id = $1 RETURNING id";
    const GIVE: &str =
        "INSERT INTO cart_visitors (tenant_id, visitor, cart_id) VALUES ($1, $2, $3)";
    let query = sqlx::query_scalar(OF_VISITOR).bind(tenant.0).bind(visitor);
    let known: Option<i64> = query.fetch_optional(&mut *connection).await?;
    if let Some(id) = known {
        let touched = sqlx::query(TOUCH).bind(id).bind(now.0).execute(&mut *connection).await?;
        // Else it was forgotten in this moment.
        if touched.rows_affected() > 0 {
            return Ok(CartId(id));
        }
    }
    let query = sqlx::query_scalar(CREATE).bind(tenant.0).bind(now.0);
    let id: Option<i64> = query.fetch_optional(&mut *connection).await?;
    let id = id.ok_or(StoreError::NotFound("shop"))?;
    sqlx::query(GIVE).bind(tenant.0).bind(visitor).bind(id).execute(connection).await?;
    Ok(CartId(id))
}

const ADD: &str = "INSERT INTO cart_lines (tenant_id, cart_id, sku, product_id, quantity, added_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (cart_id, sku) DO UPDATE SET product_id = excluded.product_id, \
    quantity = CASE WHEN cart_lines.quantity + excluded.quantity > $7 THEN $7 \
    ELSE cart_lines.quantity + excluded.quantity END";

fn changed(tenant: TenantId, origin: &Origin, cart: CartId) -> Effect {
    Effect::new(tenant, origin, Change::CartChanged { cart })
}

pub(super) async fn edit(
    connection: &mut Connection,
    command: &EditCart,
    effects: &mut Vec<Effect>,
) -> Result<CartId> {
    const SET: &str = "UPDATE cart_lines SET quantity = $4 \
        WHERE tenant_id = $1 AND cart_id = $2 AND sku = $3";
    const REMOVE: &str =
        "DELETE FROM cart_lines WHERE tenant_id = $1 AND cart_id = $2 AND sku = $3";
    let EditCart { tenant, origin, visitor, edits } = command;
    let cart = own(connection, *tenant, visitor, origin.at).await?;
    for edit in edits {
        let item = match edit {
            CartEdit::Add { item, .. } | CartEdit::Set { item } => item,
        };
        let least = if matches!(edit, CartEdit::Add { .. }) { 1 } else { 0 };
        if !(least..=MOST_PIECES).contains(&item.quantity) {
            return Err(StoreError::Invalid { field: "quantity", reason: "is out of bounds" });
        }
        let query = match edit {
            CartEdit::Add { product, .. } => sqlx::query(ADD)
                .bind(tenant.0)
                .bind(cart.0)
                .bind(&item.sku)
                .bind(product.0)
                .bind(item.quantity)
                .bind(origin.at.0)
                .bind(MOST_PIECES),
            CartEdit::Set { .. } if item.quantity == 0 => {
                sqlx::query(REMOVE).bind(tenant.0).bind(cart.0).bind(&item.sku)
            }
            CartEdit::Set { .. } => {
                sqlx::query(SET).bind(tenant.0).bind(cart.0).bind(&item.sku).bind(item.quantity)
            }
        };
        query.execute(&mut *connection).await?;
    }
    if edits.iter().any(|edit| matches!(edit, CartEdit::Add { .. })) {
        has_room(connection, *tenant, cart).await?;
    }
    effects.push(changed(*tenant, origin, cart));
    Ok(cart)
}

async fn has_room(connection: &mut Connection, tenant: TenantId, cart: CartId) -> Result<()> {
    const COUNT: &str = "SELECT COUNT(*) FROM cart_lines WHERE tenant_id = $1 AND cart_id = $2";
    let query = sqlx::query_scalar(COUNT).bind(tenant.0).bind(cart.0);
    let lines: i64 = query.fetch_one(connection).await?;
    if usize::try_from(lines).unwrap_or(usize::MAX) > MOST_LINES {
        let title = format!("A cart holds at most {MOST_LINES} different articles.");
        return Err(StoreError::Conflict(title));
    }
    Ok(())
}

pub(super) async fn link(connection: &mut Connection, command: &LinkCart) -> Result<()> {
    const LINK: &str =
        "UPDATE carts SET link_hash = $3, link_until = $4 WHERE tenant_id = $1 AND id = $2";
    let LinkCart { tenant, origin, visitor, hash, until } = command;
    let cart = own(connection, *tenant, visitor, origin.at).await?;
    let query = sqlx::query(LINK).bind(tenant.0).bind(cart.0).bind(hash).bind(until.0);
    query.execute(connection).await?;
    Ok(())
}

/// Everything that has the one cart gets the other instead, and nothing of it is lost.
pub(super) async fn join(
    connection: &mut Connection,
    command: &JoinCart,
    effects: &mut Vec<Effect>,
) -> Result<CartId> {
    const FIND: &str = "SELECT id FROM carts \
        WHERE tenant_id = $1 AND link_hash = $2 AND link_until > $3";
    const MERGE: &str = "INSERT INTO cart_lines \
        (tenant_id, cart_id, sku, product_id, quantity, added_at) \
        SELECT tenant_id, $3, sku, product_id, quantity, added_at FROM cart_lines \
        WHERE tenant_id = $1 AND cart_id = $2 ON CONFLICT (cart_id, sku) DO UPDATE SET \
        quantity = CASE WHEN cart_lines.quantity + excluded.quantity > $4 THEN $4 \
        ELSE cart_lines.quantity + excluded.quantity END";
    const EMPTY: &str = "DELETE FROM cart_lines WHERE tenant_id = $1 AND cart_id = $2";
    const MOVE: &str =
        "UPDATE cart_visitors SET cart_id = $3 WHERE tenant_id = $1 AND cart_id = $2";
    const HOLDS: &str = "UPDATE holds SET owner = $3 WHERE tenant_id = $1 AND owner = $2";
    const ORDERS: &str = "UPDATE orders SET owner = $3 WHERE tenant_id = $1 AND owner = $2";
    let JoinCart { tenant, origin, visitor, hash } = command;
    let query = sqlx::query_scalar(FIND).bind(tenant.0).bind(hash).bind(origin.at.0);
    let found: Option<i64> = query.fetch_optional(&mut *connection).await?;
    let cart = CartId(found.ok_or(StoreError::NotFound("cart"))?);
    let own = own(connection, *tenant, visitor, origin.at).await?;
    if own == cart {
        return Ok(cart);
    }
    let (from, to) = (Owner::Cart(own).to_text(), Owner::Cart(cart).to_text());
    let query = sqlx::query(MERGE).bind(tenant.0).bind(own.0).bind(cart.0).bind(MOST_PIECES);
    query.execute(&mut *connection).await?;
    has_room(connection, *tenant, cart).await?;
    sqlx::query(EMPTY).bind(tenant.0).bind(own.0).execute(&mut *connection).await?;
    let query = sqlx::query(MOVE).bind(tenant.0).bind(own.0).bind(cart.0);
    query.execute(&mut *connection).await?;
    for statement in [HOLDS, ORDERS] {
        let query = sqlx::query(statement).bind(tenant.0).bind(&from).bind(&to);
        query.execute(&mut *connection).await?;
    }
    // Whoever still listens to the one that is empty now hears of it, too.
    effects.push(changed(*tenant, origin, own));
    effects.push(changed(*tenant, origin, cart));
    Ok(cart)
}

/// What was ordered and could not be had is in the cart again, where there is one still.
pub(super) async fn put_back(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    cart: CartId,
    lines: &[OrderLine],
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let touched = sqlx::query(TOUCH).bind(cart.0).bind(origin.at.0).execute(&mut *connection);
    if touched.await?.rows_affected() == 0 {
        return Ok(());
    }
    for line in lines {
        let Some(product) = line.product_id else { continue };
        let query = sqlx::query(ADD).bind(tenant.0).bind(cart.0).bind(&line.sku).bind(product.0);
        let query = query.bind(line.quantity).bind(origin.at.0).bind(MOST_PIECES);
        query.execute(&mut *connection).await?;
    }
    effects.push(changed(tenant, origin, cart));
    Ok(())
}

/// What was ordered is in the cart no longer; what was put in beyond that stays.
pub(super) async fn take_out(
    connection: &mut Connection,
    tenant: TenantId,
    origin: &Origin,
    cart: CartId,
    ordered: impl Iterator<Item = (&str, i64)>,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    const LESS: &str = "UPDATE cart_lines SET quantity = quantity - $4 \
        WHERE tenant_id = $1 AND cart_id = $2 AND sku = $3 AND quantity > $4";
    const NONE: &str = "DELETE FROM cart_lines \
        WHERE tenant_id = $1 AND cart_id = $2 AND sku = $3 AND quantity <= $4";
    for (sku, quantity) in ordered {
        // The other way round, what is left of a line would be taken out as well.
        for statement in [NONE, LESS] {
            let query = sqlx::query(statement).bind(tenant.0).bind(cart.0).bind(sku).bind(quantity);
            if query.execute(&mut *connection).await?.rows_affected() > 0 {
                break;
            }
        }
    }
    effects.push(changed(tenant, origin, cart));
    Ok(())
}
