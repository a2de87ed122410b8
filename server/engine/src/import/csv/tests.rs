use super::*;
use crate::import::testing::{drafts_of, sku, uphold};
use contract::Availability::*;
use proptest::prelude::*;

const WOOCOMMERCE: &[u8] = include_bytes!("../fixtures/woocommerce.csv");
const SHOPIFY: &[u8] = include_bytes!("../fixtures/shopify.csv");

fn source(bytes: &[u8]) -> CsvSource {
    CsvSource::open(Input::Bytes(bytes.into()), None).unwrap()
}

#[test]
fn woocommerce_products_find_their_variants_before_and_after() {
    let mut source = source(WOOCOMMERCE);
    let mut raw = Vec::new();
    let mut refused = Vec::new();
    while let Some(record) = source.next() {
        match record {
            Ok(product) => raw.push(product),
            Err(refusal) => refused.push((refusal.line, refusal.field)),
        }
    }
    // A draft, a private product with its variant, and two variants not for sale.
    assert_eq!((source.skipped(), source.total_hint(), source.broke_off()), (5, Some(6), None));
    assert_eq!(refused, [(15, "parent".to_owned()), (14, "parent".to_owned())]);
    let apron = &raw[0];
    assert_eq!((apron.line, apron.variants.len()), (6, 2));
    assert_eq!((apron.variants[0].line, apron.variants[1].line), (3, 2));
}

#[test]
fn woocommerce_habits_are_understood() {
    let (drafts, refused) = drafts_of(source(WOOCOMMERCE));
    drafts.iter().for_each(uphold);
    assert_eq!(drafts.len(), 5);
    let apron = sku(&drafts, "TT-APRON");
    assert_eq!(apron.name, "Baker’s Apron");
    assert_eq!(apron.description, "<p>Thick cotton.<br>Fits all.</p><p>Wash at \\n 40.</p>");
    assert_eq!(apron.category_path, ["Kitchen", "Hats & Aprons"]);
    assert_eq!(apron.images[1], "https://img.example.test/a,b.jpg");
    assert_eq!((apron.price_cents, apron.compare_at_cents), (3500, Some(3950)));
    assert_eq!((apron.stock, apron.availability), (Some(4), InStock));
    assert_eq!(apron.attributes[0].values, ["Ink", "Clay, pale", "Rust"]);
    let clay = &apron.variants[0];
    assert_eq!((clay.sku.as_str(), clay.stock, clay.availability), ("wc-72", Some(0), Preorder));
    assert_eq!(clay.attributes.len(), 1, "an open size means any");
    assert_eq!(clay.attributes[0].value, "Clay, pale");
    let ink = &apron.variants[1];
    assert_eq!(ink.image.as_deref(), Some("https://img.example.test/apron-ink.jpg"));

    let class = sku(&drafts, "TT-CLASS");
    assert_eq!((class.price_cents, class.compare_at_cents), (7500, None), "its sale is over");
    assert_eq!(class.description, "<p>Bring <b>hands</b>.</p>");
    assert_eq!(class.category_path, Vec::<String>::new());
    let bowl = sku(&drafts, "wc-76");
    assert_eq!((bowl.stock, bowl.availability), (None, OutOfStock));
    assert_eq!(sku(&drafts, "TT-SET").price_cents, 1200);
    let book = sku(&drafts, "TT-BOOK");
    assert_eq!((book.price_cents, book.description.as_str()), (123_400, "<p>=cmd</p>"));
    let strange =
        refused.iter().find(|refusal| refusal.sku.as_deref() == Some("TT-PRICE")).unwrap();
    assert_eq!(
        (strange.line, strange.field.as_str(), strange.original.as_str()),
        (16, "price", "1,234")
    );
}

#[test]
fn shopify_rows_of_one_handle_are_one_product() {
    let mut rows = source(SHOPIFY);
    assert_eq!(rows.total_hint(), None);
    let count = std::iter::from_fn(|| rows.next()).count();
    assert_eq!((count, rows.skipped()), (4, 1));
    let (drafts, refused) = drafts_of(source(SHOPIFY));
    drafts.iter().for_each(uphold);
    let tee = sku(&drafts, "reef-tee");
    assert_eq!((tee.slug.as_str(), tee.images.len()), ("reef-tee", 3));
    assert!(tee.images[0].ends_with("1.jpg"), "in the order of their positions");
    assert_eq!((tee.price_cents, tee.compare_at_cents), (2500, Some(3000)));
    let said: Vec<_> =
        tee.attributes.iter().map(|a| (a.name.as_str(), a.values.join("|"))).collect();
    let expected = [("Colour", "Sky"), ("Size", "S, short|M"), ("Brand", "Tidewater, Ltd")];
    assert_eq!(said, expected.map(|(name, values)| (name, values.to_owned())));
    assert_eq!((tee.variants[0].sku.as_str(), tee.variants[0].stock), ("RT-1", Some(3)));
    assert_eq!(tee.variants[0].image.as_deref(), Some("https://img.example.test/sky.jpg"));
    let second = &tee.variants[1];
    assert_eq!((second.sku.as_str(), second.availability), ("reef-tee-sky-m", Preorder));
    let gift = sku(&drafts, "GB-1");
    assert_eq!((gift.stock, gift.variants.len(), gift.price_cents), (None, 0, 1250));
    let cup = sku(&drafts, "plain-cup");
    assert_eq!((cup.stock, cup.availability), (Some(0), OutOfStock));
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].line, refused[0].field.as_str()), (8, "handle"));
}

#[test]
fn our_own_columns_and_any_delimiter() {
    let text = "sku;name;price;compare_at;stock;categories;parent;attribute:Colour\r\n\
                a;Tee;12,50;15;;Shirts > Tees;;Red, Blue\r\n\
                \r\n\
                a-r;;;;3;;a;Red\r\n\
                b;\"two\r\nlines\";9;;0;;;\r\n\
                c;;9;;;;;\r\n";
    let (drafts, refused) = drafts_of(source(text.as_bytes()));
    let tee = sku(&drafts, "a");
    assert_eq!(tee.category_path, ["Shirts", "Tees"]);
    assert_eq!((tee.price_cents, tee.variants[0].price_cents), (1250, 1250));
    assert_eq!(tee.variants[0].attributes[0].value, "Red");
    assert_eq!(sku(&drafts, "b").name, "two lines");
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].line, refused[0].field.as_str()), (7, "name"));
}

#[test]
fn lines_are_counted_past_empty_ones() {
    let text = "\n\nsku,name,price\n\n\na,,1\n \n\nb,\"x\n\ny\",no\n\nc,C,";
    let (_, refused) = drafts_of(source(text.as_bytes()));
    let lines: Vec<u64> = refused.iter().map(|refusal| refusal.line).collect();
    // Of a last row without an end, the empty lines before it cannot be told.
    assert_eq!(lines, [6, 9, 12]);
}

#[test]
fn a_mapping_by_hand() {
    let mapping = r#"{"fields": {"Artikel": "sku", "Titel": "name", "Preis": "price", "Marke": "attribute:Brand"}}"#;
    let mapping = serde_json::from_str(mapping).unwrap();
    let text = "Artikel\tTitel\tPreis\tMarke\tEgal\n7\tSchürze\t19,90 €\tNordlicht\t?\n";
    let source = CsvSource::open(Input::Bytes(text.as_bytes().into()), Some(mapping)).unwrap();
    let (drafts, refused) = drafts_of(source);
    assert_eq!(refused, []);
    assert_eq!((drafts[0].slug.as_str(), drafts[0].price_cents), ("schuerze", 1990));
    assert_eq!(drafts[0].attributes[0].values, ["Nordlicht"]);
    let unknown = CsvSource::open(Input::Bytes(text.as_bytes().into()), None).err().unwrap();
    assert!(unknown.to_string().contains("Artikel"), "{unknown}");
}

#[test]
fn rows_that_cannot_be_read_cost_themselves() {
    let mut bytes = b"sku,name,price\na,Caf\xe9,1\nb,B,1,surplus\nc,C,2\n".to_vec();
    let (drafts, refused) = drafts_of(source(&bytes));
    assert_eq!(drafts.len(), 1);
    let said: Vec<_> = refused.iter().map(|r| (r.line, r.field.as_str())).collect();
    assert_eq!(said, [(2, "name"), (3, "record")]);

    bytes.extend(b"d,\"never closed\n".iter().chain(&vec![b'x'; 6 << 20]));
    let mut endless = source(&bytes);
    while endless.next().is_some() {}
    assert!(endless.broke_off().is_some_and(|why| why.contains("line 5")));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        header in "(ID,Type,SKU,Name,Regular price,Parent,Published|Handle,Title,Variant Price,Option1 Name,Option1 Value|sku,name,price,parent)",
        body in proptest::collection::vec(any::<u8>(), 0..200),
        rows in "((a|b|id:1|variation|simple|1|0|\"|,|\n|\r|'=|x){0,3},){0,40}",
    ) {
        let bytes = [header.as_bytes(), b"\n", rows.as_bytes(), b"\n", &body].concat();
        let (drafts, _) = drafts_of(source(&bytes));
        drafts.iter().for_each(uphold);
        let _ = CsvSource::open(Input::Bytes(body.into()), None);
    }
}
