//! Rules that fill a shelf beside what is placed on it by hand.

use crate::CategoryId;
use serde::{Deserialize, Serialize};

/// The most products a rule adds; a shelf shows no more.
pub const MOST_BY_RULE: i64 = 48;

/// Which products come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleOrder {
    /// The last that came into the catalogue.
    #[default]
    Newest,
    LowestPrice,
    HighestPrice,
    /// By share of the former price; of those that have one.
    LargestReduction,
    Name,
}

impl RuleOrder {
    pub const ALL: [Self; 5] =
        [Self::Newest, Self::LowestPrice, Self::HighestPrice, Self::LargestReduction, Self::Name];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::LowestPrice => "lowest_price",
            Self::HighestPrice => "highest_price",
            Self::LargestReduction => "largest_reduction",
            Self::Name => "name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }
}

/// The first so many of the products that can be shown, by an order. What is placed on the shelf by
/// hand is none of a rule's, on show or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShelfRule {
    pub order: RuleOrder,
    /// With everything below it; any, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// Only what has a higher former price.
    #[serde(default)]
    pub on_sale: bool,
    /// At most so many.
    pub limit: i64,
}

impl ShelfRule {
    /// As a phrase: `the newest in Coats on sale, at most 8`. `category` is the name of its category.
    pub fn phrase(&self, category: Option<&str>) -> String {
        let order = match self.order {
            RuleOrder::Newest => "the newest",
            RuleOrder::LowestPrice => "the lowest prices",
            RuleOrder::HighestPrice => "the highest prices",
            RuleOrder::LargestReduction => "the largest reductions",
            RuleOrder::Name => "the first by name",
        };
        let within = match (self.category, category) {
            (None, _) => String::new(),
            (Some(_), Some(name)) => [" in ", name].concat(),
            (Some(_), None) => " in a category that has gone".into(),
        };
        let sale = if self.on_sale { " on sale" } else { "" };
        [order, &within, sale, ", at most ", &self.limit.to_string()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_in_a_phrase() {
        let rule = ShelfRule {
            order: RuleOrder::Newest,
            category: Some(CategoryId(3)),
            on_sale: true,
            limit: 8,
        };
        assert_eq!(rule.phrase(Some("Coats")), "the newest in Coats on sale, at most 8");
        let all = ShelfRule { category: None, on_sale: false, ..rule };
        assert_eq!(all.phrase(None), "the newest, at most 8");
        for order in RuleOrder::ALL {
            assert_eq!(RuleOrder::parse(order.as_str()), Some(order));
            assert_eq!(serde_json::to_value(order).unwrap(), order.as_str());
        }
    }
}
