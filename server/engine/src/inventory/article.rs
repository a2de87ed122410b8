//! What is kept of a back office's product: the part of it that products are made from, as texts, in
//! one order. Two answers that differ in nothing else, as in ids and dates, are the same.

use super::tree::Tree;
use contract::Timestamp;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::upstream::{Key, Kind, Root, Saying};

/// Says in what is kept who said it: WooCommerce's things are kept beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Teller {
    Inventory,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Article {
    pub teller: Teller,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(flatten)]
    pub told: Told,
}

/// What is said of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<String>,
    #[serde(flatten)]
    pub offer: Offer,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Of its category, from the root down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, Vec<String>)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantTold>,
}

/// What is asked for it, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Offer {
    /// In the smallest unit of the currency, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct VariantTold {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(flatten)]
    pub offer: Offer,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
}

/// A scalar as it is written; none where there is none or it says nothing.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

impl Article {
    /// `base` is what addresses of pictures without a host belong to.
    pub fn read(value: &Value, tree: &Tree, base: &Url) -> Self {
        let images = std::iter::once(&value["imageUrl"]).chain(list(&value["gallery"]));
        let attribute = |value: &Value| {
            let values = list(&value["values"]).filter_map(text).collect();
            Some((text(&value["name"])?, values))
        };
        let told = Told {
            name: text(&value["name"]),
            slug: text(&value["slug"]),
            description: text(&value["description"]),
            currency: text(&value["currency"]),
            availability: text(&value["availability"]),
            offer: Offer::read(value),
            images: images.filter_map(|value| image(value, base)).collect(),
            path: path(&value["category"], tree),
            attributes: list(&value["attributes"]).filter_map(attribute).collect(),
            variants: list(&value["variants"]).map(|it| VariantTold::read(it, base)).collect(),
        };
        Self { teller: Teller::Inventory, sku: sku(value), told }
    }

    /// `asked_at` is by our clock.
    pub fn saying(&self, value: &Value, asked_at: Timestamp) -> Saying {
        let root = root(value);
        Saying {
            key: Key { kind: Kind::Product, id: root.0 },
            root,
            version: value["updatedAt"].as_str().and_then(Timestamp::parse),
            content: Some(self.written()),
            asked_at: Some(asked_at),
            delivery: None,
        }
    }

    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("texts can be written")
    }
}

/// The product's number, without spaces around it.
pub(super) fn sku(value: &Value) -> Option<String> {
    Some(text(&value["sku"])?.trim().to_owned())
}

/// What it is known by here: its number, and where it has none, whatever it has. Then nothing can be
/// made of it, and it is told apart in quarantine only.
pub(super) fn root(value: &Value) -> Root {
    match sku(value) {
        Some(sku) => Root::of_sku(&sku),
        None => {
            let id = text(&value["id"]).unwrap_or_else(|| value.to_string());
            Root::of_sku(&format!("\0{id}"))
        }
    }
}

/// That it is gone. Without a version: whatever is said of it later is news.
pub(super) fn gone(root: Root, asked_at: Timestamp) -> Saying {
    Saying {
        key: Key { kind: Kind::Product, id: root.0 },
        root,
        version: None,
        content: None,
        asked_at: Some(asked_at),
        delivery: None,
    }
}

impl Offer {
    fn read(value: &Value) -> Self {
        Self {
            price: text(&value["priceCents"]),
            compare_at: text(&value["compareAtCents"]),
            stock: text(&value["stock"]),
        }
    }
}

impl VariantTold {
    fn read(value: &Value, base: &Url) -> Self {
        let attribute = |value: &Value| Some((text(&value["name"])?, text(&value["value"])?));
        Self {
            sku: text(&value["sku"]),
            offer: Offer::read(value),
            stock_status: text(&value["stockStatus"]),
            image: image(&value["imageUrl"], base),
            attributes: list(&value["attributes"]).filter_map(attribute).collect(),
        }
    }
}

/// Files of the other system's own are its own wherever they are shown.
fn image(value: &Value, base: &Url) -> Option<String> {
    let address = text(value)?;
    let is_its = address.starts_with('/') && !address.starts_with("//");
    let joined = is_its.then(|| base.join(&address).ok()).flatten();
    Some(joined.map_or(address, String::from))
}

/// The product's own word is taken for a category nobody has heard of.
fn path(category: &Value, tree: &Tree) -> Vec<String> {
    let path = text(&category["id"]).map(|id| tree.path(&id)).unwrap_or_default();
    if path.is_empty() { text(&category["name"]).into_iter().collect() } else { path }
}

/// Whether it stands in a category the tree does not have.
pub(super) fn is_elsewhere(value: &Value, tree: &Tree) -> bool {
    text(&value["category"]["id"]).is_some_and(|id| !tree.knows(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> Article {
        let tree = Tree::read(&[json!({"id": 1, "name": "Coats"})]);
        Article::read(value, &tree, &Url::parse("https://stock.test/back/").unwrap())
    }

    #[test]
    fn ids_and_dates_make_no_difference() {
        let value = |id: i64| {
            json!({"id": id, "tenantId": id, "sku": " C-1 ", "name": "Coat", "priceCents": 100,
                "formattedPrice": format!("{id}"), "updatedAt": format!("2026-05-0{id}T00:00:00Z"),
                "category": {"id": 1, "name": "Coats", "slug": "c"},
                "variants": [{"id": id, "sku": "C-1-M", "priceCents": 100, "stockStatus": "in_stock"}]})
        };
        assert_eq!(read(&value(1)), read(&value(2)));
        assert_eq!(root(&value(1)), Root::of_sku("C-1"));
        assert_eq!(read(&value(1)).told.path, ["Coats"]);
    }

    #[test]
    fn what_is_kept_is_read_back() {
        let article = read(&json!({"sku": "C-1", "name": "Coat", "priceCents": 100, "stock": 3,
            "imageUrl": "/demo/a.svg", "gallery": ["//cdn.test/b.jpg", "https://c.test/c.jpg"],
            "attributes": [{"name": "Material", "values": ["Wool"]}],
            "variants": [{"sku": "C-1-M", "attributes": [{"name": "Size", "value": "M"}]}]}));
        let images = ["https://stock.test/demo/a.svg", "//cdn.test/b.jpg", "https://c.test/c.jpg"];
        assert_eq!(article.told.images, images);
        assert_eq!(serde_json::from_str::<Article>(&article.written()).unwrap(), article);
    }

    #[test]
    fn what_has_no_number_is_told_apart_all_the_same() {
        let (one, two) = (json!({"id": 1, "name": "a"}), json!({"id": 2, "name": "a"}));
        assert_ne!(root(&one), root(&two));
        assert_eq!(root(&one), root(&json!({"id": 1, "name": "b", "sku": ""})));
        assert_ne!(root(&json!("x")), root(&json!(["y"])));
    }
}
