use super::*;
use crate::import::testing::{drafts_of, rules, sku, uphold};
use crate::import::transform::{Rules, transform};
use contract::Availability::*;
use contract::{Currency, Timestamp};
use proptest::prelude::*;

const DUMMYJSON: &[u8] = include_bytes!("../fixtures/dummyjson.json");

fn source(bytes: &[u8]) -> JsonSource {
    JsonSource::open(Input::Bytes(bytes.into()), None).unwrap()
}

#[test]
fn dummyjson_records() {
    let (drafts, refused) = drafts_of(source(DUMMYJSON));
    drafts.iter().for_each(uphold);
    let lamp = sku(&drafts, "FL-1");
    assert_eq!((lamp.price_cents, lamp.compare_at_cents), (894, Some(999)));
    assert_eq!(lamp.category_path, ["Table lamps"]);
    assert_eq!(lamp.images, ["https://img.example.test/thumb.webp"]);
    assert_eq!(lamp.attributes[0].values, ["Fern, Light & Co"]);
    assert_eq!(lamp.source_updated_at, Timestamp::parse("2025-04-30T09:41:02.053Z"));
    let gone = sku(&drafts, "FL-2");
    assert_eq!((gone.stock, gone.availability, gone.compare_at_cents), (Some(0), OutOfStock, None));
    let said: Vec<_> = refused.iter().map(|r| (r.line, r.field.as_str())).collect();
    assert_eq!(said, [(25, "name"), (26, "record")]);
}

#[test]
fn drafts_come_back_as_they_went() {
    let (drafts, _) = drafts_of(crate::import::generated::GeneratedCatalogue::new(40, 5));
    let list = serde_json::to_vec_pretty(&serde_json::json!({ "tenant": {}, "products": drafts }))
        .unwrap();
    assert_eq!(drafts_of(source(&list)), (drafts.clone(), Vec::new()));
    let lines: Vec<String> =
        drafts.iter().map(|draft| serde_json::to_string(draft).unwrap()).collect();
    let mut rows = source(lines.join("\n").as_bytes());
    assert_eq!(rows.next().unwrap().unwrap().line, 1);
    assert!(rows.total_hint().is_some_and(|total| (20..80).contains(&total)));
    assert_eq!(rows.next().unwrap().unwrap().line, 2);
    while rows.next().is_some() {}
    assert_eq!(rows.total_hint(), Some(40));
}

#[test]
fn the_demo_shops_are_as_the_transformation_would_make_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo");
    for shop in ["fernlight", "maren-and-vale", "tidewater-table"] {
        let bytes = std::fs::read(format!("{folder}/{shop}.json")).unwrap();
        let shop: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let currency = Currency::parse(shop["tenant"]["currency"].as_str().unwrap()).unwrap();
        let mut source = source(&bytes);
        for draft in shop["products"].as_array().unwrap() {
            let raw = source.next().unwrap().unwrap();
            let made = transform(raw, &Rules { currency, ..rules() }).unwrap();
            assert_eq!(serde_json::to_value(made).unwrap(), *draft);
        }
        assert!(source.next().is_none());
    }
}

#[test]
fn paths_by_hand_and_our_column_names() {
    let mapping = r#"{"fields": {"id": "sku", "texts.title": "name", "offer.amount": "price", "live": "published", "photos": "images"}}"#;
    let text = r#"{"id": 7, "texts": {"title": "Cup"}, "offer": {"amount": 12.5}, "photos": [{"src": "/cup.svg"}]}
                  {"id": 8, "texts": {"title": "Cup"}, "offer": {"amount": 12.5}, "live": false}"#;
    let input = Input::Bytes(text.as_bytes().into());
    let source = JsonSource::open(input, Some(serde_json::from_str(mapping).unwrap())).unwrap();
    let (drafts, refused) = drafts_of(source);
    assert_eq!((drafts.len(), refused.len()), (1, 0));
    assert_eq!((drafts[0].sku.as_str(), drafts[0].price_cents), ("7", 1250));
    assert_eq!(drafts[0].images, ["/cup.svg"]);
    let text =
        br#"[{"sku": "a", "name": "A, B", "price": "3", "compareAt": 5, "categories": ["X > Y"]}]"#;
    let (drafts, _) = drafts_of(self::source(text));
    assert_eq!((drafts[0].name.as_str(), drafts[0].compare_at_cents), ("A, B", Some(500)));
    assert_eq!(drafts[0].category_path, ["X", "Y"]);
}

#[test]
fn what_is_unknown_is_said() {
    let open = |text: &str| JsonSource::open(Input::Bytes(text.as_bytes().into()), None);
    assert!(open("[]").is_ok());
    let unknown = open(r#"[{"colour": "red"}]"#).err().unwrap();
    assert!(unknown.to_string().contains("colour"), "{unknown}");
    assert!(open("[{").is_err());
    let mapping =
        serde_json::from_str(r#"{"layout": "shopify", "fields": {"a": "handle"}}"#).unwrap();
    let input = Input::Bytes(b"[]".as_slice().into());
    assert!(matches!(JsonSource::open(input, Some(mapping)), Err(OpenError::Mapping(_))));
}

#[test]
fn a_cut_file_says_so() {
    let whole = br#"[{"sku": "a", "name": "A", "price": 3}, {"sku": "b", "na"#;
    let mut cut = source(whole);
    assert!(cut.next().unwrap().is_ok());
    assert!(cut.next().unwrap().is_err());
    assert!(cut.next().is_none());
    assert!(cut.broke_off().is_some());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        start in "(\\[|\\{\"products\":\\[|)",
        body in proptest::collection::vec(any::<u8>(), 0..120),
        values in "(\\{\"sku\": ?(\"a\"|1|null|\\[\\]), ?\"(name|title)\": ?\"[a-z]{0,3}\", ?\"price(Cents)?\": ?(1|-1|\"x\"|1e99)\\},?\n?){0,5}",
    ) {
        let bytes = [start.as_bytes(), values.as_bytes(), &body].concat();
        if let Ok(source) = JsonSource::open(Input::Bytes(bytes.into()), None) {
            let (drafts, _) = drafts_of(source);
            drafts.iter().for_each(uphold);
        }
    }
}
