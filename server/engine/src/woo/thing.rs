//! What is kept of a product, a variation or a category: the part of it that products are made from,
//! as texts, in one order. Two answers of the shop that differ in nothing else are the same.

use super::loose::{id, list, number, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A product or a variation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Thing {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// `simple`, `variable`, `grouped`, `external`, or what a plug-in adds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_description: Option<String>,
    /// What is asked right now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regular_price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_to: Option<String>,
    /// Where it is counted here, and not with the product it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backorders: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<CategoryOf>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeOf>,
    /// Of a variable product.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variations: Vec<i64>,
    /// Where it stands among its sisters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// What could not be read of it, and keeps it from being made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Fault {
    pub field: String,
    pub reason: String,
    pub original: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CategoryOf {
    pub id: i64,
    pub name: String,
}

/// The values of a product, or the one of a variation; none there means any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AttributeOf {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CategoryThing {
    pub name: String,
    /// Zero at the root.
    pub parent: i64,
}

impl Thing {
    pub fn product(value: &Value) -> Self {
        let field = |name: &str| text(value.get(name));
        let categories = list(value.get("categories")).into_iter().filter_map(|category| {
            Some(CategoryOf { id: id(category.get("id"))?, name: text(category.get("name"))? })
        });
        let attributes = list(value.get("attributes")).into_iter().filter_map(|attribute| {
            let values = list(attribute.get("options"));
            let values = values.into_iter().filter_map(|value| text(Some(value))).collect();
            Some(AttributeOf { name: text(attribute.get("name"))?, values })
        });
        Self {
            name: field("name"),
            slug: field("slug"),
            kind: field("type"),
            visibility: field("catalog_visibility"),
            password: field("post_password"),
            description: field("description"),
            short_description: field("short_description"),
            images: pictures(value),
            categories: categories.collect(),
            attributes: attributes.collect(),
            variations: list(value.get("variations"))
                .into_iter()
                .filter_map(|variation| id(Some(variation)))
                .collect(),
            ..Self::sold(value)
        }
    }

    pub fn variation(value: &Value) -> Self {
        let attributes = list(value.get("attributes")).into_iter().filter_map(|attribute| {
            let values = text(attribute.get("option")).into_iter().collect();
            Some(AttributeOf { name: text(attribute.get("name"))?, values })
        });
        Self {
            images: pictures(value).into_iter().take(1).collect(),
            attributes: attributes.collect(),
            position: number(value.get("menu_order")),
            ..Self::sold(value)
        }
    }

    /// What products and variations have in common.
    fn sold(value: &Value) -> Self {
        let field = |name: &str| text(value.get(name));
        let counted = matches!(field("manage_stock").as_deref(), Some("true" | "yes" | "1"));
        Self {
            sku: field("sku"),
            status: field("status"),
            price: field("price"),
            regular_price: field("regular_price"),
            sale_price: field("sale_price"),
            sale_from: moment(value, "date_on_sale_from_gmt"),
            sale_to: moment(value, "date_on_sale_to_gmt"),
            stock: counted.then(|| field("stock_quantity")).flatten(),
            stock_status: field("stock_status"),
            backorders: field("backorders"),
            ..Self::default()
        }
    }
}

impl CategoryThing {
    pub fn read(value: &Value) -> Option<Self> {
        let parent = number(value.get("parent")).unwrap_or_default();
        Some(Self { name: text(value.get("name"))?, parent })
    }
}

/// WooCommerce leaves the zone out of what is in GMT.
pub(super) fn moment(value: &Value, field: &str) -> Option<String> {
    let said = text(value.get(field))?;
    Some(if said.len() == 19 { said + "Z" } else { said })
}

/// A webhook lists a variation's pictures, REST tells the one.
fn pictures(value: &Value) -> Vec<String> {
    let listed = list(value.get("images")).into_iter().chain(value.get("image"));
    listed.filter_map(|picture| text(picture.get("src"))).collect()
}
