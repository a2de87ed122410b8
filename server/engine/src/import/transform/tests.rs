use super::*;
use crate::import::json::shapes;
use crate::import::raw::RawVariant;
use crate::import::testing::{rules, uphold};
use contract::Availability;
use proptest::prelude::*;

fn raw(name: &str, price: &str) -> RawProduct {
    RawProduct {
        line: 4,
        sku: Some("AB-1".into()),
        name: Some(name.into()),
        price: RawPrice { listed: Some(price.into()), ..RawPrice::default() },
        ..RawProduct::default()
    }
}

fn variant(sku: &str, price: &str, colour: &str) -> RawVariant {
    RawVariant {
        line: 5,
        sku: (!sku.is_empty()).then(|| sku.into()),
        price: RawPrice { listed: Some(price.into()), ..RawPrice::default() },
        attributes: vec![("Colour".into(), colour.into())],
        ..RawVariant::default()
    }
}

fn reasons(raw: RawProduct) -> Vec<(String, String)> {
    let refusals = transform(raw, &rules()).unwrap_err();
    refusals.into_iter().map(|refusal| (refusal.field, refusal.reason)).collect()
}

#[test]
fn a_plain_product() {
    let draft = transform(
        RawProduct {
            description: Some("Warm.\n\nVery <i>warm</i>.".into()),
            images: vec!["/a.svg".into(), " ".into(), "/a.svg".into(), "/b.svg".into()],
            categories: vec![
                vec!["Clothing".into()],
                vec!["Clothing".into(), "Hats &amp; Caps".into()],
            ],
            updated_at: Some("2026-04-30T10:00:00Z".into()),
            stock: RawStock { count: Some("3".into()), ..RawStock::default() },
            ..raw(" Hat &amp; Scarf\n", "€ 12,50")
        },
        &rules(),
    )
    .unwrap();
    uphold(&draft);
    assert_eq!((draft.name.as_str(), draft.slug.as_str()), ("Hat & Scarf", "hat-scarf"));
    assert_eq!(draft.description, "<p>Warm.</p><p>Very <i>warm</i>.</p>");
    assert_eq!((draft.price_cents, draft.compare_at_cents), (1250, None));
    assert_eq!((draft.stock, draft.availability), (Some(3), Availability::InStock));
    assert_eq!(draft.images, ["/a.svg", "/b.svg"]);
    assert_eq!(draft.category_path, ["Clothing", "Hats & Caps"]);
    assert!(draft.source_updated_at.is_some());
}

#[test]
fn everything_wrong_is_said_at_once() {
    let wrong = RawProduct {
        currency: Some("USD".into()),
        images: vec!["javascript:alert(1)".into()],
        updated_at: Some("yesterday".into()),
        stock: RawStock { count: Some("some".into()), ..RawStock::default() },
        description: Some("x".repeat(MAX_DESCRIPTION + 1)),
        ..raw(&"n".repeat(MAX_NAME + 1), "1,234")
    };
    let fields: Vec<String> = reasons(wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["currency", "name", "description", "images", "updatedAt", "stock", "price"]
    );
    let missing = |field: &str| (field.to_owned(), "is missing".to_owned());
    assert_eq!(reasons(RawProduct::default()), [missing("sku"), missing("name"), missing("price")]);
}

#[test]
fn bounds_hold() {
    let many = |count: usize| (0..count).map(|i| format!("/{i}.svg")).collect();
    assert!(transform(RawProduct { images: many(MAX_IMAGES), ..raw("a", "1") }, &rules()).is_ok());
    let images = reasons(RawProduct { images: many(MAX_IMAGES + 1), ..raw("a", "1") });
    assert_eq!(images, [("images".to_owned(), "are more than 40".to_owned())]);
    let variants = (0..=MAX_VARIANTS).map(|i| variant(&format!("v{i}"), "1", "Red")).collect();
    let variants = reasons(RawProduct { variants, ..raw("a", "1") });
    assert_eq!(variants, [("variants".to_owned(), "are more than 200".to_owned())]);
    let ahead = RawProduct { updated_at: Some("2999-01-01T00:00:00Z".into()), ..raw("a", "1") };
    assert_eq!(reasons(ahead), [("updatedAt".to_owned(), "lies in the future".to_owned())]);
}

#[test]
fn a_key_stands_in_for_a_missing_sku() {
    let keyed = RawProduct { sku: Some("  ".into()), key: Some("wc-44".into()), ..raw("a", "1") };
    assert_eq!(transform(keyed, &rules()).unwrap().sku, "wc-44");
}

#[test]
fn variants_decide_price_and_stock() {
    let mut sold_out = variant("AB-1-S", "20", "Red");
    sold_out.price.sale = Some("15".into());
    sold_out.stock.count = Some("0".into());
    let mut left = variant("", "18", "Sky Blue");
    left.stock.count = Some("2".into());
    let repeated = variant("AB-1", "30", "Sky Blue");
    let draft = transform(
        RawProduct { variants: vec![sold_out, left, repeated], ..raw("a", "99") },
        &rules(),
    )
    .unwrap();
    uphold(&draft);
    assert_eq!((draft.price_cents, draft.compare_at_cents), (1500, Some(2000)));
    assert_eq!((draft.stock, draft.availability), (None, Availability::InStock));
    let skus: Vec<&str> = draft.variants.iter().map(|variant| variant.sku.as_str()).collect();
    assert_eq!(skus, ["AB-1-S", "AB-1-sky-blue", "AB-1-sky-blue-2"]);
}

#[test]
fn a_variant_without_a_price_takes_the_products() {
    let variants = vec![variant("s", "", "Red")];
    let draft = transform(RawProduct { variants: variants.clone(), ..raw("a", "7") }, &rules());
    assert_eq!(draft.unwrap().variants[0].price_cents, 700);
    let refusal = transform(RawProduct { variants, ..raw("a", "") }, &rules()).unwrap_err();
    assert_eq!(refusal.len(), 1);
    assert_eq!((refusal[0].line, refusal[0].field.as_str()), (5, "price"));
    let twice = vec![variant("s", "1", "Red"), variant("s", "1", "Blue")];
    let twice = reasons(RawProduct { variants: twice, ..raw("a", "") });
    assert_eq!(twice, [("variants".to_owned(), "have a SKU twice".to_owned())]);
}

#[test]
fn a_set_costs_what_its_cheapest_part_does() {
    let part = |price: &str| RawPrice { listed: Some(price.into()), ..RawPrice::default() };
    let parts = vec![part("45"), part("nonsense"), part("18")];
    let draft = transform(RawProduct { parts, ..raw("a", "") }, &rules()).unwrap();
    assert_eq!((draft.price_cents, draft.compare_at_cents), (1800, None));
}

/// Texts with what trips parsers: markup, entities, numbers, controls, other scripts.
fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(
        0.8,
        "(<p>|<script>|</|&amp;|&#0;|[<>&;=\"',.|]|[0-9]{1,4}|€|[a-zA-Z ]{1,5}|\\n|\\PC|\\x00|\u{202e}|日本){0,12}",
    )
}

fn price() -> impl Strategy<Value = RawPrice> {
    let amount = || proptest::option::weighted(0.9, "[0-9]{1,5}([.,][0-9]{1,3})?|\\PC{0,6}");
    (amount(), amount(), amount()).prop_map(|(listed, sale, compare_at)| RawPrice {
        listed,
        sale,
        compare_at,
        ..RawPrice::default()
    })
}

fn product() -> impl Strategy<Value = RawProduct> {
    let sku = || "[A-Z]{1,3}[0-9]{0,3}|\\PC{0,12}";
    let variant = (proptest::option::of(sku()), price(), text(), text(), "|[0-9]{1,4}|-?[0-9]")
        .prop_map(|(sku, price, name, value, count)| RawVariant {
            sku,
            price,
            attributes: vec![
                ("Size".into(), value.unwrap_or_default()),
                (name.unwrap_or_default(), "x".into()),
            ],
            stock: RawStock { count: Some(count), ..RawStock::default() },
            ..RawVariant::default()
        });
    let image = "https://[a-z]{1,5}\\.test/[a-z ]{0,5}|/[a-z]{1,5}|\\PC{0,9}";
    (
        (sku(), text(), text(), price()),
        proptest::collection::vec(variant, 0..4),
        proptest::collection::vec(image, 0..3),
        proptest::collection::vec(proptest::collection::vec("[a-z&; ]{0,6}", 0..4), 0..3),
        (text(), "|instock|0|1|in stock|preorder|7"),
    )
        .prop_map(
            |((sku, name, description, price), variants, images, categories, (value, said))| {
                RawProduct {
                    sku: Some(sku),
                    name,
                    description,
                    price,
                    variants,
                    images,
                    categories,
                    attributes: vec![RawAttribute {
                        name: "Made of".into(),
                        values: value.into_iter().collect(),
                    }],
                    stock: RawStock { in_stock: Some(said), ..RawStock::default() },
                    ..RawProduct::default()
                }
            },
        )
}

proptest! {
    #[test]
    fn drafts_keep_their_promises(raw in product()) {
        match transform(raw, &rules()) {
            Ok(draft) => {
                uphold(&draft);
                // What was exported comes back as it was.
                let again = transform(shapes::raw(draft.clone(), 1), &rules());
                prop_assert_eq!(again, Ok(draft));
            }
            Err(reasons) => prop_assert!(!reasons.is_empty()),
        }
    }
}
