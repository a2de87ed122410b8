//! How REST v3 writes things.
//!
//! A variation has two shapes: its own below its parent, and that of a product where it is asked for
//! by id alone and in webhooks.

use crate::clock::wordpress;
use crate::goods::{Goods, Taxonomy, Thing, slug};
use contract::Timestamp;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

type Fields = Map<String, Value>;

fn plain(text: &str) -> Fields {
    serde_json::from_str(text).expect("the plain thing is an object")
}

static PRODUCT: LazyLock<Fields> = LazyLock::new(|| plain(include_str!("plain_product.json")));
static VARIATION: LazyLock<Fields> = LazyLock::new(|| plain(include_str!("plain_variation.json")));

/// Writes things with addresses below the shop's own.
pub struct Writer<'a> {
    pub goods: &'a Goods,
    /// Without a slash at the end.
    pub home: &'a str,
}

impl Writer<'_> {
    /// As `/products/{id}` and webhooks write it, whatever it is.
    pub fn product(&self, id: i64, thing: &Thing) -> Value {
        let mut fields = PRODUCT.clone();
        self.fill(&mut fields, id, thing);
        let parent = thing.parent();
        if parent != 0 {
            self.inherit(&mut fields, parent);
            self.as_product(&mut fields, parent);
        } else {
            let name = thing.text("name");
            let own = thing.own.get("slug").and_then(Value::as_str).map(str::to_owned);
            let slug = own.unwrap_or_else(|| slug(name));
            fields.insert("permalink".into(), json!(format!("{}/product/{slug}/", self.home)));
            fields.insert("slug".into(), json!(slug));
            self.sum_up(&mut fields, id, thing);
        }
        self.name_terms(&mut fields);
        self.link(&mut fields, "products", id, parent);
        Value::Object(fields)
    }

    /// As `/products/{parent}/variations/{id}` writes it.
    pub fn variation(&self, id: i64, thing: &Thing) -> Value {
        let mut fields = VARIATION.clone();
        self.fill(&mut fields, id, thing);
        let parent = thing.parent();
        self.inherit(&mut fields, parent);
        let options = options(&fields);
        fields.insert("name".into(), json!(options.join(", ")));
        self.link(&mut fields, &format!("products/{parent}/variations"), id, parent);
        Value::Object(fields)
    }

    pub fn term(&self, taxonomy: Taxonomy, term: &Fields) -> Value {
        let plain = match taxonomy {
            Taxonomy::Category => json!({
                "parent": 0, "description": "", "display": "default", "image": null,
                "menu_order": 0, "count": 0,
            }),
            Taxonomy::Tag => json!({ "description": "", "count": 0 }),
            Taxonomy::Attribute => {
                json!({ "type": "select", "order_by": "menu_order", "has_archives": true })
            }
        };
        let Value::Object(mut fields) = plain else { unreachable!("written above") };
        fields.extend(term.clone());
        Value::Object(fields)
    }

    fn fill(&self, fields: &mut Fields, id: i64, thing: &Thing) {
        fields.extend(thing.own.clone());
        fields.insert("id".into(), json!(id));
        for (name, at) in [("date_created", thing.created), ("date_modified", thing.modified)] {
            fields.insert(name.into(), json!(wordpress(at, self.goods.offset_minutes)));
            fields.insert(format!("{name}_gmt"), json!(wordpress(at, 0)));
        }
        if !thing.own.contains_key("price") {
            let (price, on_sale) = asked(thing, self.goods.now());
            fields.insert("price".into(), json!(price));
            fields.insert("on_sale".into(), json!(on_sale));
        }
    }

    /// A variation shows its parent's SKU and picture where it has none, and its parent's count where
    /// it is counted there.
    fn inherit(&self, fields: &mut Fields, parent: i64) {
        let Some(parent) = self.goods.things.get(&parent) else {
            return;
        };
        if fields.get("sku").and_then(Value::as_str).unwrap_or_default().is_empty() {
            fields.insert("sku".into(), json!(parent.text("sku")));
        }
        if fields.get("image").is_none_or(Value::is_null) {
            let picture = parent.own.get("images").and_then(|images| images.get(0));
            fields.insert("image".into(), picture.cloned().unwrap_or(Value::Null));
        }
        if fields.get("manage_stock").and_then(Value::as_str) == Some("parent") {
            for name in ["stock_quantity", "stock_status", "backorders"] {
                fields.extend(parent.own.get(name).map(|said| (name.to_owned(), said.clone())));
            }
        }
    }

    fn as_product(&self, fields: &mut Fields, parent: i64) {
        let image = fields.remove("image").filter(|image| !image.is_null());
        fields.insert("images".into(), Value::Array(image.into_iter().collect()));
        fields.insert("total_sales".into(), json!("0"));
        fields.insert("type".into(), json!("variation"));
        let options = options(fields).join(", ");
        let of = self.goods.things.get(&parent).map(|it| it.text("name")).unwrap_or_default();
        let name = if options.is_empty() { of.to_owned() } else { format!("{of} - {options}") };
        fields.insert("slug".into(), json!(slug(&name)));
        fields.insert("name".into(), json!(name));
    }

    /// A variable product's price and stock are those of its variations.
    fn sum_up(&self, fields: &mut Fields, id: i64, thing: &Thing) {
        let on_show = |thing: &Thing| !matches!(thing.status(), "trash" | "private" | "draft");
        let mut children: Vec<(i64, &Thing)> =
            self.goods.children(id).filter(|(_, child)| on_show(child)).collect();
        let place = |child: &Thing| child.own.get("menu_order").and_then(Value::as_i64);
        children.sort_by_key(|(id, child)| (place(child).unwrap_or_default(), *id));
        if thing.kind() != "variable" || children.is_empty() {
            return;
        }
        let now = self.goods.now();
        let prices = children.iter().map(|(_, child)| asked(child, now));
        let priced = prices.filter_map(|(price, sale)| {
            let amount: f64 = price.parse().ok()?;
            Some((amount, price, sale))
        });
        let priced: Vec<(f64, String, bool)> = priced.collect();
        let least = priced.iter().min_by(|a, b| a.0.total_cmp(&b.0));
        let price = least.map(|(_, price, _)| price.as_str()).unwrap_or_default();
        fields.insert("price".into(), json!(price));
        fields.insert("on_sale".into(), json!(priced.iter().any(|(.., sale)| *sale)));
        let stock = |wanted: &str| {
            children.iter().any(|(_, child)| match child.text("stock_status") {
                "" => wanted == "instock",
                status => status == wanted,
            })
        };
        let status = ["instock", "onbackorder"].into_iter().find(|status| stock(status));
        fields.insert("stock_status".into(), json!(status.unwrap_or("outofstock")));
        let ids: Vec<i64> = children.iter().map(|(id, _)| *id).collect();
        fields.insert("variations".into(), json!(ids));
        fields.insert("has_options".into(), json!(true));
    }

    /// Categories and tags are kept by id: their names are those of today.
    fn name_terms(&self, fields: &mut Fields) {
        for (field, taxonomy) in [("categories", Taxonomy::Category), ("tags", Taxonomy::Tag)] {
            let Some(Value::Array(terms)) = fields.get_mut(field) else {
                continue;
            };
            for term in terms {
                let id = term.get("id").and_then(Value::as_i64).unwrap_or_default();
                if let Some(known) = self.goods.term(taxonomy, id) {
                    *term = json!({ "id": id, "name": known["name"], "slug": known["slug"] });
                }
            }
        }
    }

    fn link(&self, fields: &mut Fields, collection: &str, id: i64, parent: i64) {
        let to = |path: String| json!([{ "href": format!("{}/wp-json/wc/v3/{path}", self.home) }]);
        let mut links = json!({
            "self": to(format!("{collection}/{id}")),
            "collection": to(collection.to_owned()),
        });
        if parent != 0 {
            links["up"] = to(format!("products/{parent}"));
        }
        fields.insert("_links".into(), links);
    }
}

fn options(fields: &Fields) -> Vec<String> {
    let attributes = fields.get("attributes").and_then(Value::as_array).into_iter().flatten();
    let options = attributes.filter_map(|attribute| attribute["option"].as_str());
    options.map(str::to_owned).collect()
}

/// The price that holds now, and whether it is a sale's.
pub fn asked(thing: &Thing, now: Timestamp) -> (String, bool) {
    let given = thing.own.get("price").and_then(Value::as_str);
    if let Some(price) = given {
        let on_sale = thing.own.get("on_sale").and_then(Value::as_bool).unwrap_or_default();
        return (price.to_owned(), on_sale);
    }
    let sale = thing.text("sale_price");
    let begun = boundary(thing, "date_on_sale_from_gmt").is_none_or(|from| from <= now);
    let over = boundary(thing, "date_on_sale_to_gmt").is_some_and(|to| to < now);
    let on_sale = !sale.is_empty() && begun && !over;
    let price = if on_sale { sale } else { thing.text("regular_price") };
    (price.to_owned(), on_sale)
}

pub fn boundary(thing: &Thing, field: &str) -> Option<Timestamp> {
    Timestamp::parse(thing.text(field))
}
