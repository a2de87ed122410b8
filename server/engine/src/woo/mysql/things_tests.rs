//! Rows that are easier written by hand than into a database.

use super::*;
use crate::woo::mysql::facts::Attribute;

fn facts() -> Facts {
    let attribute = |label: &str, order| Attribute { label: label.into(), order };
    Facts {
        uploads: "https://shop.test/wp-content/uploads".into(),
        counts_stock: true,
        currency: Some("EUR".into()),
        attributes: HashMap::from([
            ("pa_color".into(), attribute("Colour", Order::Hand)),
            ("pa_size".into(), attribute("Size", Order::Number)),
        ]),
    }
}

fn term(taxonomy: &str, id: i64, name: &str, place: Option<&str>) -> Term {
    let slug = name.to_lowercase();
    let (taxonomy, place) = (taxonomy.into(), place.map(str::to_owned));
    Term { product: 7, taxonomy, id, name: name.into(), slug, place }
}

/// What becomes of a product and its variations.
fn things(meta: &Meta, terms: &[Term], variations: &[(&Post, &Meta)]) -> (Thing, Vec<Thing>) {
    let pictures = [(1, "a"), (2, "b"), (3, "c")];
    let pictures =
        HashMap::from(pictures.map(|(id, name)| (id, format!("https://shop.test/{name}"))));
    let key = ("pa_color".to_owned(), "navy".to_owned());
    let names = HashMap::from([(key, "Navy blue".to_owned())]);
    let product = Post { id: 7, status: "publish".into(), title: "Coat".into(), ..Post::default() };
    let facts = facts();
    let family = Family {
        facts: &facts,
        product: &product,
        meta,
        terms,
        variations: variations.to_vec(),
        pictures: &pictures,
        names: &names,
    };
    let (thing, below) = family.things();
    (thing, below.into_iter().map(|(.., thing)| thing).collect())
}

const DECLARED: &str = concat!(
    r#"a:2:{s:8:"pa_color";a:4:{s:4:"name";s:8:"pa_color";s:8:"position";i:1;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:1;}"#,
    r#"s:4:"logo";a:5:{s:4:"name";s:4:"Logo";s:5:"value";s:8:"Yes | No";s:8:"position";i:0;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:0;}}"#
);

#[test]
fn a_gallery_has_the_featured_picture_first_and_each_once() {
    let meta = Meta::of(&[("_product_image_gallery", "3,2, 99,,2,1"), ("_thumbnail_id", "2")]);
    let (thing, _) = things(&meta, &[], &[]);
    assert_eq!(thing.images, ["https://shop.test/b", "https://shop.test/c", "https://shop.test/a"]);
}

#[test]
fn of_several_rows_the_first_counts_and_of_prices_the_lowest() {
    let meta = Meta::of(&[("_sku", "A"), ("_sku", "B"), ("_price", "100"), ("_price", "20.5")]);
    let (thing, _) = things(&meta, &[], &[]);
    assert_eq!((thing.sku.as_deref(), thing.price.as_deref()), (Some("A"), Some("100")));
    let variable = [term("product_type", 1, "variable", None)];
    assert_eq!(things(&meta, &variable, &[]).0.price.as_deref(), Some("20.5"));
}

#[test]
fn values_stand_as_the_shop_orders_them() {
    let size = DECLARED.replace("s:8:\"pa_color\"", "s:7:\"pa_size\"");
    let by_hand = [term("pa_color", 1, "Blue", Some("2")), term("pa_color", 2, "Red", Some("1"))];
    let by_number = [term("pa_size", 3, "10", None), term("pa_size", 4, "9 Kids", None)];
    for (declared, terms, expected) in
        [(DECLARED, &by_hand, ["Red", "Blue"]), (size.as_str(), &by_number, ["9 Kids", "10"])]
    {
        let (thing, _) = things(&Meta::of(&[("_product_attributes", declared)]), terms, &[]);
        assert_eq!(thing.attributes[0].name, "Logo", "by position");
        assert_eq!(thing.attributes[1].values, expected);
    }
}

#[test]
fn a_variation_has_its_own_or_its_products_and_any_is_left_out() {
    let terms = [term("product_type", 1, "variable", None)];
    let meta = Meta::of(&[
        ("_product_attributes", DECLARED),
        ("_sku", "COAT"),
        ("_thumbnail_id", "1"),
        ("_manage_stock", "yes"),
        ("_stock", "4.0000"),
        ("_backorders", "notify"),
        ("_regular_price", "9"),
    ]);
    let any = Meta::of(&[
        ("attribute_pa_color", ""),
        ("attribute_logo", "Yes"),
        ("attribute_stale", "x"),
        ("_price", "12,50"),
        ("_manage_stock", "no"),
        ("_stock", "3"),
    ]);
    let own = Meta::of(&[
        ("attribute_pa_color", "navy"),
        ("_sku", "COAT-N"),
        ("_thumbnail_id", "3"),
        ("_manage_stock", "yes"),
        ("_stock", "2.50"),
        ("_stock_status", "onbackorder"),
    ]);
    let post = |id, menu_order| Post { id, parent: 7, menu_order, ..Post::default() };
    let (one, other) = (post(8, 2), post(9, 1));
    let (thing, variations) = things(&meta, &terms, &[(&one, &any), (&other, &own)]);
    assert_eq!(thing.variations, [8, 9]);
    assert_eq!((thing.stock.as_deref(), thing.regular_price), (Some("4"), None));
    let said = |it: &AttributeOf| (it.name.clone(), it.values.join("+"));
    let [any, own] = &variations[..] else { panic!("{variations:?}") };
    assert_eq!(
        any.attributes.iter().map(said).collect::<Vec<_>>(),
        [("Logo".into(), "Yes".into())]
    );
    assert_eq!((any.sku.as_deref(), any.price.as_deref()), (Some("COAT"), Some("12.50")));
    assert_eq!(any.images, ["https://shop.test/a"]);
    assert_eq!((any.stock.as_deref(), any.backorders.as_deref()), (None, Some("notify")));
    assert_eq!(any.stock_status.as_deref(), Some("instock"));
    assert_eq!(
        own.attributes.iter().map(said).collect::<Vec<_>>(),
        [("Colour".into(), "Navy blue".into())]
    );
    assert_eq!(
        (own.sku.as_deref(), own.images.as_slice()),
        (Some("COAT-N"), &["https://shop.test/c".to_owned()][..])
    );
    assert_eq!((own.stock.as_deref(), own.backorders.as_deref()), (Some("2.5"), Some("no")));
    assert_eq!((own.stock_status.as_deref(), own.position), (Some("onbackorder"), Some(1)));
}

#[test]
fn visibility_is_made_of_two_terms() {
    for (terms, expected) in [
        (&[][..], "visible"),
        (&["exclude-from-search"], "catalog"),
        (&["exclude-from-catalog"], "search"),
        (&["exclude-from-search", "exclude-from-catalog"], "hidden"),
    ] {
        let terms: Vec<Term> =
            terms.iter().map(|slug| term("product_visibility", 1, slug, None)).collect();
        let (thing, _) = things(&Meta::default(), &terms, &[]);
        assert_eq!(thing.visibility.as_deref(), Some(expected));
    }
}

#[test]
fn attributes_that_cannot_be_read_keep_the_product_from_being_made() {
    let meta = Meta::of(&[("_product_attributes", "a:1:{s:5:\"Größe\";N;}"), ("_price", "1")]);
    let (thing, _) = things(&meta, &[], &[]);
    let fault = thing.fault.unwrap();
    assert_eq!(
        (fault.field.as_str(), fault.original.as_str()),
        ("attributes", "a:1:{s:5:\"Größe\";N;}")
    );
}

#[test]
fn sales_are_dated_as_rest_dates_them() {
    assert_eq!(sale_moment("1763683200").as_deref(), Some("2025-11-21T00:00:00Z"));
    for none in ["", "0", "-5", "soon", "99999999999999999"] {
        assert_eq!(sale_moment(none), None, "{none}");
    }
}
