//! Who someone is and what they may do.

use crate::{TenantId, UserId};
use serde::{Deserialize, Serialize};

/// A right. A role is a set of these; the check stands where the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Management view, admin stream, dashboard.
    BoardView,
    /// Feature, unfeature, order, schedule, edit types.
    BoardEdit,
    /// Drop cached pages.
    PagesRevalidate,
    /// Team and secrets.
    TeamManage,
    /// Where products come from, and keys of other systems.
    SourcesManage,
    /// All holds, orders and stock of the shop.
    StockView,
    /// Correct counts, let go of holds, mend orders.
    StockManage,
    /// Tenants, backup, health detail, statistics of the node.
    OperationsView,
}

impl Permission {
    pub const ALL: [Self; 8] = [
        Self::BoardView,
        Self::BoardEdit,
        Self::PagesRevalidate,
        Self::TeamManage,
        Self::SourcesManage,
        Self::StockView,
        Self::StockManage,
        Self::OperationsView,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::BoardView => "board_view",
            Self::BoardEdit => "board_edit",
            Self::PagesRevalidate => "pages_revalidate",
            Self::TeamManage => "team_manage",
            Self::SourcesManage => "sources_manage",
            Self::StockView => "stock_view",
            Self::StockManage => "stock_manage",
            Self::OperationsView => "operations_view",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// The signed-in person, as their own pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    pub id: UserId,
    pub name: String,
    pub email: String,
    /// The shops they may enter the back of, by name.
    pub shops: Vec<ShopAccess>,
    /// Whether they may see how the node does.
    pub is_operator: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ShopAccess {
    pub tenant_id: TenantId,
    pub slug: String,
    pub name: String,
    pub can_edit: bool,
    /// Whether they say where its products come from.
    pub manages_sources: bool,
    /// Whether they see all stock, holds and orders.
    pub sees_stock: bool,
    /// Whether they correct counts, let go of holds and mend orders.
    pub manages_stock: bool,
}
