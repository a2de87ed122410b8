//! How many pieces of a thing the shop says there are.

use super::loose::text;
use serde_json::Value;

/// What an answer about a product or a variation says of its stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counting {
    /// None where any number can be had.
    pub said: Option<i64>,
    /// Counted with the product it belongs to, and so with its sisters.
    pub is_parents: bool,
}

impl Counting {
    pub fn of(value: &Value) -> Self {
        let field = |name: &str| text(value.get(name)).unwrap_or_default().to_ascii_lowercase();
        let managed = field("manage_stock");
        let is_parents = managed == "parent";
        let is_managed = is_parents || matches!(managed.as_str(), "true" | "yes" | "1");
        let is_sold_on = matches!(field("backorders").as_str(), "yes" | "notify");
        let is_offered = matches!(field("status").as_str(), "" | "publish")
            && field("purchasable") != "false"
            && field("stock_status") != "outofstock";
        let said = match (is_offered, is_managed && !is_sold_on) {
            (false, _) => Some(0),
            (true, false) => None,
            (true, true) => Some(pieces(&field("stock_quantity"))),
        };
        Self { said, is_parents }
    }
}

/// Whole ones: of two and a half metres, two can be sold. What is no number is none.
fn pieces(text: &str) -> i64 {
    let number: f64 = text.trim().parse().unwrap_or_default();
    if number.is_finite() { number.floor().clamp(0.0, 1e9) as i64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_a_shop_says_it() {
        for (value, said) in [
            (
                json!({"manage_stock": true, "stock_quantity": 3, "stock_status": "instock"}),
                Some(3),
            ),
            (json!({"manage_stock": true, "stock_quantity": "2.75"}), Some(2)),
            (
                json!({"manage_stock": true, "stock_quantity": -2, "stock_status": "outofstock"}),
                Some(0),
            ),
            (json!({"manage_stock": true, "stock_quantity": null}), Some(0)),
            (json!({"manage_stock": true, "stock_quantity": 1, "backorders": "notify"}), None),
            (
                json!({"manage_stock": true, "stock_quantity": 9, "stock_status": "outofstock"}),
                Some(0),
            ),
            (json!({"manage_stock": false, "stock_status": "instock"}), None),
            (json!({"manage_stock": false, "stock_status": "onbackorder"}), None),
            (json!({"manage_stock": "no", "stock_status": "outofstock"}), Some(0)),
            (json!({"manage_stock": "parent", "stock_quantity": 4}), Some(4)),
            (json!({"manage_stock": true, "stock_quantity": 4, "status": "trash"}), Some(0)),
            (json!({"manage_stock": false, "purchasable": false}), Some(0)),
        ] {
            let counting = Counting::of(&value);
            assert_eq!(counting.said, said, "{value}");
            assert_eq!(counting.is_parents, value["manage_stock"] == "parent");
        }
    }
}
