//! The inventory protocol: what another system asks of a shop's stock with a key, and is answered.
//! A hold is a [`Hold`](crate::Hold); in addresses it is named by its `code`.

use crate::order::OrderLine;
use crate::stock::{Available, Item};
use crate::{Currency, Customer, Order, OrderState, Timestamp};
use serde::{Deserialize, Serialize};

/// Something that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskedItem {
    pub sku: String,
    /// Pieces wanted; one, when left out.
    #[serde(default = "one")]
    pub quantity: i64,
}

fn one() -> i64 {
    1
}

/// Asks what can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AvailabilityAsked {
    pub items: Vec<AskedItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityAnswer {
    /// By SKU, each once.
    pub items: Vec<Available>,
    pub as_of: Timestamp,
}

/// Asks for pieces to be set aside, all of them or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldAsked {
    pub items: Vec<Item>,
    /// Whom it is for, as the system that asks knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// From 1 to 1440; the shop's own time, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// Asks for more time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ExtensionAsked {
    /// As of [`HoldAsked`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// Makes an order of a hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmationAsked {
    pub customer: Customer,
    /// What it was sold as and for; the shop's own names and prices, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<OrderLine>>,
    /// Of the prices; only the shop's own is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

/// Orders without holding first: everything at once, or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderAsked {
    pub items: Vec<Item>,
    pub customer: Customer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrderAnswer {
    /// What it is known by.
    pub id: String,
    /// What people call it.
    pub number: i64,
    pub state: OrderState,
    /// The code of the hold it was made of.
    pub hold_id: String,
    pub total_cents: i64,
    pub currency: Currency,
    /// Where it can be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_url: Option<String>,
}

impl OrderAnswer {
    pub fn of(order: Order, hold_id: String) -> Self {
        Self {
            id: order.code,
            number: order.number,
            state: order.state,
            hold_id,
            total_cents: order.total_cents,
            currency: order.currency,
            payment_url: order.payment_url,
        }
    }
}
