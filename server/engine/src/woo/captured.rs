//! Real deliveries and answers of a WooCommerce, which are not part of this repository.

use super::make::{Categories, make};
use super::signature::is_signed;
use super::{NotAThing, category, saying};
use crate::import::shared_data::file;
use crate::import::transform::Rules;
use contract::draft::ProductDraft;
use contract::{Availability, Currency, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;
use store::upstream::{Key, Kind, Member, Outcome, Root, Saying, Stirred};

pub(super) fn now() -> Timestamp {
    Timestamp::parse("2026-11-21T12:00:00Z").unwrap()
}

fn json(name: &str) -> Option<Value> {
    Some(serde_json::from_slice(&std::fs::read(file(name)?).unwrap()).unwrap())
}

/// The products these sayings make.
pub(super) fn drafts(sayings: Vec<Saying>, categories: &[(i64, String)]) -> BTreeMap<i64, Outcome> {
    let mut families: BTreeMap<Root, Vec<Member>> = BTreeMap::new();
    for Saying { key, root, version, content, .. } in sayings {
        let members = families.entry(root).or_default();
        members.extend(content.map(|content| Member { key, version, content }));
    }
    let categories = Categories::new(categories);
    let rules = Rules { currency: Currency::EUR, now: now() };
    let made = families.into_iter().map(|(root, mut family)| {
        family.sort_by_key(|member| member.key);
        let made = make(&Stirred { root, stirred: 1, family }, &categories, &rules);
        (root.0, made.product)
    });
    made.collect()
}

fn shown(outcome: &Outcome) -> &ProductDraft {
    match outcome {
        Outcome::Shown(draft) => draft,
        other => panic!("{other:?}"),
    }
}

/// What REST says of the sample shop: of products and variations, and of categories.
pub(super) fn sample_sayings() -> Option<(Vec<Saying>, Vec<Saying>)> {
    let products = json("woocommerce/captured/rest_products_page1.json")?;
    let variations = json("woocommerce/captured/rest_variations_by_parent.json")?;
    let tree = json("woocommerce/captured/rest_categories.json")?;
    let values = products.as_array().unwrap().iter();
    let values = values
        .chain(variations.as_object().unwrap().values().flat_map(|it| it.as_array().unwrap()));
    let sayings = values.map(|value| saying(value, Some(now())).unwrap()).collect();
    let tree = tree.as_array().unwrap().iter().map(|value| category(value, now()).unwrap());
    Some((sayings, tree.collect()))
}

/// Categories as the store keeps them.
pub(super) fn tree(categories: Vec<Saying>) -> Vec<(i64, String)> {
    categories.into_iter().map(|saying| (saying.key.id, saying.content.unwrap())).collect()
}

#[test]
fn every_delivery_is_signed_and_read() {
    let Some(path) = file("woocommerce/captured/webhook_deliveries.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let (mut read, mut ends, mut pings) = (0, 0, 0);
    for line in text.lines() {
        let delivery: Value = serde_json::from_str(line).unwrap();
        let body = delivery["body"].as_str().unwrap();
        let Some(signature) = delivery["headers"]["X-WC-Webhook-Signature"].as_str() else {
            assert!(body.starts_with("webhook_id="));
            pings += 1;
            continue;
        };
        assert!(is_signed(&["dev-secret"], body.as_bytes(), signature), "{body}");
        assert!(!is_signed(&["another"], body.as_bytes(), signature));
        let value: Value = serde_json::from_str(body).unwrap();
        match delivery["headers"]["X-WC-Webhook-Topic"].as_str().unwrap() {
            "product.deleted" => ends += 1,
            topic if topic.starts_with("product.") => {
                let saying = saying(&value, None).unwrap();
                assert!(saying.version.is_some() && saying.content.is_some(), "{body}");
                read += 1;
            }
            topic if topic.starts_with("order.") => {
                assert!(matches!(saying(&value, None), Err(NotAThing::Another(_))));
            }
            _ => {}
        }
    }
    assert_eq!((read, ends, pings), (27, 1, 9));
}

#[test]
fn the_sample_shop_becomes_the_products_its_own_export_says() {
    let Some((sayings, categories)) = sample_sayings() else {
        return;
    };
    assert_as_exported(&drafts(sayings, &tree(categories)));
}

/// Against what the shop's own export says of its products.
pub(super) fn assert_as_exported(made: &BTreeMap<i64, Outcome>) {
    let Some(expected) = json("woocommerce-mysql/expected_import.json") else {
        return;
    };
    let expected = expected["imported"].as_array().unwrap();
    assert_eq!(made.len(), expected.len());
    for product in expected {
        let made = &made[&product["source_id"].as_i64().unwrap()];
        if product["catalog_visibility"] == "hidden" {
            // Lists and searches are all a window has.
            assert_eq!(*made, Outcome::Hidden);
            continue;
        }
        let draft = shown(made);
        let name = &draft.name;
        assert_eq!(name, product["name_text"].as_str().unwrap());
        assert_eq!(draft.slug, product["slug"].as_str().unwrap(), "{name}");
        if let Some(sku) = product["sku"].as_str().filter(|sku| !sku.is_empty()) {
            assert_eq!(draft.sku, sku, "{name}");
        }
        let price = product["price"].as_str().unwrap();
        assert_eq!(Some(draft.price_cents), Currency::EUR.parse_amount(price), "{name}");
        // A group is on sale where one of its parts is; that says nothing of the price it begins at.
        let is_reduced = product["on_sale"] == true && product["type"] != "grouped";
        assert_eq!(draft.compare_at_cents.is_some(), is_reduced, "{name}");
        let images: Vec<&str> =
            product["images"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        assert_eq!(draft.images, images, "{name}");
        let paths = product["category_paths"].as_array().unwrap();
        let path: Vec<Value> =
            draft.category_path.iter().map(|part| part.as_str().into()).collect();
        assert!(paths.contains(&Value::Array(path)), "{name}: {:?}", draft.category_path);
        let variations = product["variations"].as_array().map_or(0, Vec::len);
        assert_eq!(draft.variants.len(), variations, "{name}");
        let status = match product["stock_status"].as_str().unwrap() {
            "instock" => Availability::InStock,
            "outofstock" => Availability::OutOfStock,
            _ => Availability::Preorder,
        };
        assert_eq!(draft.availability, status, "{name}");
    }
}

/// Fixtures of several versions and plug-ins: each is a product, hidden, or says why not.
#[test]
fn every_fixture_goes_through() {
    let Some(folder) = file("woocommerce/products") else {
        return;
    };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.collect();
    assert!(files.len() > 30);
    for path in files {
        let value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let Ok(saying) = saying(&value, None) else {
            continue;
        };
        let key = saying.key;
        let made = drafts(vec![saying], &[]);
        if key.kind == Kind::Product {
            assert_eq!(made.len(), 1, "{}", path.display());
        }
        assert!(matches!(key, Key { id: 1.., .. }));
        for outcome in made.values() {
            if let Outcome::Refused(reasons) = outcome {
                assert!(!reasons.is_empty(), "{}", path.display());
                eprintln!("{}: {reasons:?}", path.display());
            }
        }
    }
}
