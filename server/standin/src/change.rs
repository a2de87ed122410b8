//! What happens in the shop, and which webhooks WooCommerce sends of it: fewer than one would think.
//!
//! To add one: a variant, what it does, and the events it returns.

use crate::goods::{Goods, Taxonomy};
use crate::render::boundary;
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

/// Something a merchant does, or time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Creates a product, or sets these fields of the one with this `id`. Fields are those of REST.
    PutProduct {
        fields: Fields,
    },
    /// The same of a variation: its product changes, too, and no webhook tells.
    PutVariation {
        parent: i64,
        fields: Fields,
    },
    SetPrice {
        id: i64,
        price: String,
    },
    /// As a sale changes it: the counter, and the status that follows from it.
    SetStock {
        id: i64,
        quantity: i64,
    },
    Trash {
        id: i64,
    },
    Untrash {
        id: i64,
    },
    /// Also of a variation. Nobody is told.
    DeleteForGood {
        id: i64,
    },
    PutCategory {
        fields: Fields,
    },
    /// Nobody is told.
    RenameCategory {
        id: i64,
        name: String,
    },
    /// Nobody is told, and the products' dates stay.
    DeleteCategory {
        id: i64,
    },
    /// Sales that begin or end on the way are carried out.
    Advance {
        seconds: i64,
    },
}

/// What webhooks tell of; the topic is `product.` and this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Created,
    Updated,
    Deleted,
    Restored,
    /// Of newer versions.
    Published,
}

impl Word {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::Published => "published",
        }
    }
}

pub type Events = Vec<(Word, i64)>;

impl Change {
    /// Answers the id of what was put, and the events in order.
    pub fn apply(self, goods: &mut Goods) -> (i64, Events) {
        match self {
            Self::PutProduct { fields } => put(goods, fields),
            Self::PutVariation { parent, mut fields } => {
                fields.insert("parent_id".into(), json!(parent));
                let done = put(goods, fields);
                goods.touch(parent);
                done
            }
            Self::SetPrice { id, price } => {
                if let Some(thing) = goods.things.get_mut(&id) {
                    for given in ["price", "on_sale"] {
                        thing.own.remove(given);
                    }
                }
                set(goods, id, json!({ "regular_price": price, "sale_price": "" }))
            }
            Self::SetStock { id, quantity } => {
                let status = if quantity > 0 { "instock" } else { "outofstock" };
                let fields = json!({
                    "manage_stock": true, "stock_quantity": quantity, "stock_status": status,
                });
                set(goods, id, fields)
            }
            Self::Trash { id } => trash(goods, id),
            Self::Untrash { id } => untrash(goods, id),
            Self::DeleteForGood { id } => {
                let parent = goods.things.get(&id).map_or(0, |thing| thing.parent());
                goods.remove(id);
                goods.touch(parent);
                (id, vec![])
            }
            Self::PutCategory { fields } => (goods.put_term(Taxonomy::Category, fields), vec![]),
            Self::RenameCategory { id, name } => {
                let fields =
                    Fields::from_iter([("id".into(), json!(id)), ("name".into(), json!(name))]);
                (goods.put_term(Taxonomy::Category, fields), vec![])
            }
            Self::DeleteCategory { id } => {
                if let Some(categories) = goods.terms.get_mut(&Taxonomy::Category) {
                    categories.remove(&id);
                }
                (id, vec![])
            }
            Self::Advance { seconds } => (0, advance(goods, seconds)),
        }
    }
}

fn put(goods: &mut Goods, fields: Fields) -> (i64, Events) {
    let published =
        |goods: &Goods, id: &i64| goods.things.get(id).is_some_and(|it| it.status() == "publish");
    let named = fields.get("id").and_then(Value::as_i64);
    let before = named.is_some_and(|id| published(goods, &id));
    let (id, is_new) = goods.put(fields);
    let mut events = vec![(if is_new { Word::Created } else { Word::Updated }, id)];
    if !before && published(goods, &id) {
        events.push((Word::Published, id));
    }
    (id, events)
}

/// Sets fields of what is there; its product changes with a variation.
fn set(goods: &mut Goods, id: i64, fields: Value) -> (i64, Events) {
    let (Value::Object(mut fields), Some(thing)) = (fields, goods.things.get(&id)) else {
        return (id, vec![]);
    };
    let parent = thing.parent();
    fields.insert("id".into(), json!(id));
    let done = put(goods, fields);
    goods.touch(parent);
    done
}

fn family(goods: &Goods, id: i64) -> Vec<i64> {
    goods.children(id).map(|(child, _)| child).chain([id]).collect()
}

fn trash(goods: &mut Goods, id: i64) -> (i64, Events) {
    let now = goods.now();
    let mut events = vec![];
    for member in family(goods, id) {
        let Some(thing) = goods.things.get_mut(&member).filter(|thing| !thing.is_trashed()) else {
            continue;
        };
        thing.status_before = Some(thing.status().to_owned());
        thing.own.insert("status".into(), json!("trash"));
        thing.modified = now;
        events.push((Word::Deleted, member));
    }
    goods.list(id, false);
    (id, events)
}

fn untrash(goods: &mut Goods, id: i64) -> (i64, Events) {
    let now = goods.now();
    let mut events = vec![];
    for member in family(goods, id) {
        let Some(thing) = goods.things.get_mut(&member).filter(|thing| thing.is_trashed()) else {
            continue;
        };
        let status = thing.status_before.take().unwrap_or_else(|| "publish".into());
        thing.own.insert("status".into(), json!(status));
        thing.modified = now;
        events.extend([(Word::Updated, member), (Word::Restored, member)]);
    }
    let is_product = goods.things.get(&id).is_some_and(|thing| thing.parent() == 0);
    goods.list(id, is_product);
    (id, events)
}

fn advance(goods: &mut Goods, seconds: i64) -> Events {
    let from = goods.now();
    goods.clock.advance(seconds);
    let to = goods.now();
    let passed = |at: Option<Timestamp>| at.is_some_and(|at| from < at && at <= to);
    let due = goods.things.iter().filter(|(_, thing)| {
        ["date_on_sale_from_gmt", "date_on_sale_to_gmt"]
            .iter()
            .any(|field| passed(boundary(thing, field)))
    });
    let due: Vec<i64> = due.map(|(id, _)| *id).collect();
    due.into_iter()
        .map(|id| {
            goods.touch(id);
            (Word::Updated, id)
        })
        .collect()
}
