//! Shops of any size: the same products for the same number.

use crate::goods::{Taxonomy, Thing};
use crate::shop::Shop;
use serde_json::{Map, Value, json};

const CATEGORIES: i64 = 40;
/// Every fifth product has variations.
const VARIABLE: usize = 5;
const SIZES: [&str; 3] = ["S", "M", "L"];
const MATERIALS: [&str; 6] = ["Linen", "Wool", "Oak", "Clay", "Glass", "Cotton"];
const THINGS: [&str; 7] = ["Bowl", "Coat", "Lamp", "Chair", "Scarf", "Vase", "Basket"];

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => unreachable!("it is written as an object"),
    }
}

impl Shop {
    /// Adds so many products, every fifth with three variations, in categories. Nobody is told.
    pub fn generate(&self, products: usize) {
        if products == 0 {
            return;
        }
        let mut state = self.state();
        let goods = &mut state.goods;
        let categories: Vec<i64> = (1..=CATEGORIES)
            .map(|at| {
                let name = format!("Department {at} &amp; more");
                goods.put_term(Taxonomy::Category, fields(json!({ "name": name })))
            })
            .collect();
        for at in 0..products {
            let name = format!(
                "{} {} {at}",
                MATERIALS[at % MATERIALS.len()],
                THINGS[at / MATERIALS.len() % THINGS.len()]
            );
            let category = categories[at % categories.len()];
            let price = format!("{}.{:02}", 5 + at % 300, at % 100);
            let is_variable = at % VARIABLE == 0;
            let mut own = json!({
                "name": name, "sku": format!("gen-{at}"), "type": "simple",
                "description": format!("<p>{name}, made with care.</p>\n"),
                "categories": [{ "id": category }],
                "images": [{
                    "id": at, "src": format!("https://shop.example.test/pictures/{at}.jpg"),
                    "name": name, "alt": "",
                }],
                "regular_price": price,
            });
            if is_variable {
                own["type"] = json!("variable");
                own["regular_price"] = json!("");
                own["attributes"] = json!([{
                    "id": 0, "name": "Size", "slug": "size", "position": 0, "visible": true,
                    "variation": true, "options": SIZES,
                }]);
            } else if at % 7 == 0 {
                own["sale_price"] = json!("4.00");
            } else if at % 11 == 0 {
                own["manage_stock"] = json!(true);
                own["stock_quantity"] = json!(at % 3);
                own["stock_status"] = json!(if at % 3 == 0 { "outofstock" } else { "instock" });
            }
            let (id, _) = goods.put(fields(own));
            for (step, size) in SIZES.iter().enumerate().filter(|_| is_variable) {
                goods.put(fields(json!({
                    "parent_id": id, "sku": format!("gen-{at}-{size}"),
                    "regular_price": format!("{}.00", 10 + step),
                    "attributes": [{ "id": 0, "name": "Size", "slug": "size", "option": size }],
                })));
            }
        }
    }

    /// Everything there is, products and variations.
    pub fn things(&self) -> Vec<(i64, Thing)> {
        let state = self.state();
        state.goods.things.iter().map(|(id, thing)| (*id, thing.clone())).collect()
    }
}
