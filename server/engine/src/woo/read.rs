//! What the shop wrote, as sayings.

use super::loose::id;
use super::thing::{CategoryThing, Thing, moment};
use contract::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::upstream::{Key, Kind, Root, Saying};

/// Why something the shop wrote says nothing about a product, a variation or a category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAThing {
    #[error("it is not JSON: {0}")]
    NotJson(String),
    #[error("it has no id")]
    NoId,
    /// As of a product that was deleted before its delivery was written.
    #[error("the shop wrote an error: {0}")]
    Error(String),
    #[error("it is a {0}")]
    Another(String),
}

/// Reads a product or a variation, as REST and webhooks write it. `asked_at` is when the shop was
/// asked, where it was.
pub fn saying(value: &Value, asked_at: Option<Timestamp>) -> Result<Saying, NotAThing> {
    let Some(own) = id(value.get("id")) else {
        return Err(match value.get("code").and_then(Value::as_str) {
            Some(code) => NotAThing::Error(code.to_owned()),
            None => NotAThing::NoId,
        });
    };
    // An order has an id too.
    if value.get("line_items").is_some() {
        return Err(NotAThing::Another("order".into()));
    }
    let parent = id(value.get("parent_id"));
    let is_variation = match value.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "variation",
        None => parent.is_some(),
    };
    let (kind, root, thing) = match (is_variation, parent) {
        (true, Some(parent)) => (Kind::Variation, Root(parent), Thing::variation(value)),
        (true, None) => return Err(NotAThing::Another("variation of nothing".into())),
        (false, _) => (Kind::Product, Root(own), Thing::product(value)),
    };
    let is_gone = thing.status.as_deref() == Some("trash");
    Ok(Saying {
        key: Key { kind, id: own },
        root,
        version: changed_at(value),
        content: if is_gone { None } else { written(&thing) },
        asked_at,
        delivery: None,
    })
}

/// Reads a category, as REST writes it. It has no version: the shop is always asked for it.
pub fn category(value: &Value, asked_at: Timestamp) -> Result<Saying, NotAThing> {
    let own = id(value.get("id")).ok_or(NotAThing::NoId)?;
    let thing = CategoryThing::read(value).ok_or(NotAThing::NoId)?;
    Ok(Saying {
        key: Key { kind: Kind::Category, id: own },
        root: Root::CATALOGUE,
        version: None,
        content: written(&thing),
        asked_at: Some(asked_at),
        delivery: None,
    })
}

/// By the shop's clock, to the second.
fn changed_at(value: &Value) -> Option<Timestamp> {
    ["date_modified_gmt", "date_created_gmt"]
        .iter()
        .find_map(|field| Timestamp::parse(&moment(value, field)?))
}

pub(super) fn written(thing: &impl Serialize) -> Option<String> {
    Some(serde_json::to_string(thing).expect("texts and numbers can be written"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_variation_belongs_to_its_product() {
        let value = json!({"id": 26, "type": "variation", "parent_id": 10, "regular_price": "15",
            "date_modified_gmt": "2026-11-21T00:27:23", "status": "publish"});
        let saying = saying(&value, None).unwrap();
        assert_eq!(saying.key, Key { kind: Kind::Variation, id: 26 });
        assert_eq!(saying.root, Root(10));
        assert_eq!(saying.version, Timestamp::parse("2026-11-21T00:27:23Z"));
    }

    #[test]
    fn rest_and_webhook_say_the_same_of_a_variation() {
        let hook = json!({"id": 26, "type": "variation", "parent_id": 10, "name": "Shirt - Blue",
            "images": [{"src": "https://shop.test/blue.png"}], "total_sales": "0",
            "attributes": [{"name": "Color", "option": "Blue"}], "status": "publish"});
        let rest = json!({"id": 26, "type": "variation", "parent_id": 10, "name": "Blue",
            "image": {"src": "https://shop.test/blue.png"}, "meta_data": [],
            "attributes": [{"name": "Color", "option": "Blue"}], "status": "publish"});
        assert_eq!(saying(&hook, None), saying(&rest, None));
    }

    #[test]
    fn what_stands_in_the_trash_is_gone() {
        let value = json!({"id": 30, "type": "simple", "status": "trash"});
        assert_eq!(saying(&value, None).unwrap().content, None);
    }

    #[test]
    fn what_is_no_product_says_so() {
        let error = json!({"code": "woocommerce_rest_product_invalid_id", "data": {"status": 404}});
        assert!(matches!(saying(&error, None), Err(NotAThing::Error(_))));
        assert_eq!(saying(&json!([]), None), Err(NotAThing::NoId));
        assert_eq!(saying(&json!({"id": "x"}), None), Err(NotAThing::NoId));
        let order = json!({"id": 5, "line_items": []});
        assert!(matches!(saying(&order, None), Err(NotAThing::Another(_))));
    }
}
