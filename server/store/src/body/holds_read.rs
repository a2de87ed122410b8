//! What is known of holds.

use super::stock::HeldItem;
use super::{Connection, reads::Reads};
use crate::effect::from_json;
use crate::trade::{Authority, HoldRecord, Owner, Request};
use crate::{Result, StoreError};
use contract::{Hold, HoldId, HoldState, Item, TenantId, Timestamp};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: i64,
    pub code: String,
    pub owner: String,
    pub customer_id: Option<String>,
    pub state: String,
    pub items: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub is_extended: i64,
    pub order_code: Option<String>,
    pub authority: String,
    pub remote_id: Option<String>,
    pub request_hash: Option<String>,
}

macro_rules! holds {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, owner, customer_id, state, items, created_at, expires_at, ",
            "is_extended, order_code, authority, remote_id, request_hash FROM holds ",
            "WHERE tenant_id = $1 ",
            $rest
        )
    };
}

pub(super) use holds;

impl Row {
    pub fn items(&self) -> Result<Vec<HeldItem>> {
        from_json(&self.items, "the items of a hold")
    }

    pub fn state(&self) -> Result<HoldState> {
        let unknown = || StoreError::corrupt(format!("hold {} is {:?}", self.id, self.state));
        HoldState::parse(&self.state).ok_or_else(unknown)
    }

    pub fn authority(&self) -> Result<Authority> {
        let unknown =
            || StoreError::corrupt(format!("hold {} is of {:?}", self.id, self.authority));
        Authority::parse(&self.authority).ok_or_else(unknown)
    }

    pub fn owner(&self) -> Result<Owner> {
        let unknown = || StoreError::corrupt(format!("hold {} is {:?}'s", self.id, self.owner));
        Owner::parse(&self.owner).ok_or_else(unknown)
    }

    pub fn is_of(&self, owner: Option<&Owner>) -> bool {
        owner.is_none_or(|owner| owner.to_text() == self.owner)
    }

    /// As it is true at that moment.
    pub fn state_at(&self, now: Timestamp) -> Result<HoldState> {
        Ok(if self.has_lapsed(now)? { HoldState::Expired } else { self.state()? })
    }

    pub fn has_lapsed(&self, now: Timestamp) -> Result<bool> {
        Ok(self.state()? == HoldState::Active && self.expires_at <= now.0)
    }

    /// For who asks the same again.
    pub fn made_by(self, request: &Request) -> Result<HoldRecord> {
        match self.request_hash.as_deref() == Some(&request.hash) {
            true => self.record(),
            false => Err(StoreError::KeyReused),
        }
    }

    pub fn record(self) -> Result<HoldRecord> {
        let items = self.items()?.into_iter().map(|item| Item::new(item.sku, item.quantity));
        let (owner, authority) = (self.owner()?, self.authority()?);
        let hold = Hold {
            id: HoldId(self.id),
            state: self.state()?,
            items: items.collect(),
            code: self.code,
            customer_id: self.customer_id,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
            is_extended: self.is_extended != 0,
            order: self.order_code,
        };
        Ok(HoldRecord { hold, owner, authority, remote_id: self.remote_id })
    }
}

const BY_CODE: &str = holds!("AND code = $2");
pub(super) const BY_REQUEST: &str = holds!("AND owner = $2 AND request_key = $3");

impl Reads {
    pub async fn hold(&self, tenant: TenantId, code: &str) -> Result<Option<HoldRecord>> {
        let query = sqlx::query_as(BY_CODE).bind(tenant.0).bind(code);
        let row: Option<Row> = query.fetch_optional(self.pool()).await?;
        row.map(Row::record).transpose()
    }

    pub async fn requested_hold(
        &self,
        tenant: TenantId,
        owner: &Owner,
        request: &Request,
    ) -> Result<Option<HoldRecord>> {
        let query = sqlx::query_as(BY_REQUEST).bind(tenant.0).bind(owner.to_text());
        let row: Option<Row> = query.bind(&request.key).fetch_optional(self.pool()).await?;
        row.map(|row| row.made_by(request)).transpose()
    }

    pub async fn holds_of(&self, tenant: TenantId, owner: &Owner) -> Result<Vec<HoldRecord>> {
        const LATEST: &str = holds!("AND owner = $2 ORDER BY id DESC LIMIT 20");
        let query = sqlx::query_as(LATEST).bind(tenant.0).bind(owner.to_text());
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(Row::record).collect()
    }

    pub async fn kept_holds(
        &self,
        tenant: TenantId,
        after: HoldId,
        limit: i64,
    ) -> Result<Vec<HoldRecord>> {
        const ALL: &str =
            holds!("AND state IN ('active', 'confirming') AND id > $2 ORDER BY id LIMIT $3");
        let query = sqlx::query_as(ALL).bind(tenant.0).bind(after.0).bind(limit);
        let rows: Vec<Row> = query.fetch_all(self.pool()).await?;
        rows.into_iter().map(Row::record).collect()
    }

    pub async fn lapsed_tenants(&self, now: Timestamp) -> Result<Vec<TenantId>> {
        const LAPSED: &str =
            "SELECT DISTINCT tenant_id FROM holds WHERE state = 'active' AND expires_at <= $1";
        let query = sqlx::query_scalar(LAPSED).bind(now.0);
        let ids: Vec<i64> = query.fetch_all(self.pool()).await?;
        Ok(ids.into_iter().map(TenantId).collect())
    }
}

pub(super) async fn by_code(
    connection: &mut Connection,
    tenant: TenantId,
    code: &str,
) -> Result<Row> {
    let query = sqlx::query_as(BY_CODE).bind(tenant.0).bind(code);
    let row: Option<Row> = query.fetch_optional(connection).await?;
    row.ok_or(StoreError::NotFound("hold"))
}
