//! What becomes of a shop, once.

use super::shop::Shop;
use crate::import::shared_data::file;
use crate::woo::captured::{assert_as_exported, drafts, now, sample_sayings, tree};
use crate::woo::mysql::{DatabaseAddress, DatabaseError, FollowError, ImportError, import};
use contract::Availability;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::upstream::{Key, Kind, Root, Saying};

/// What a shop read out of the dump of a real one.
async fn dumped() -> Option<Shop> {
    let dump = file("woocommerce-mysql/sample_products.sql")?;
    let shop = Shop::bare("wp_").await?;
    shop.foreign.run(&std::fs::read_to_string(dump).unwrap()).await;
    Some(shop)
}

/// Of each thing its version and content.
type Said = BTreeMap<Key, (Option<contract::Timestamp>, String)>;

#[tokio::test]
async fn the_sample_shop_says_by_its_database_what_it_says_over_rest() {
    let (Some(shop), Some((sayings, categories))) = (dumped().await, sample_sayings()) else {
        return;
    };
    assert!(shop.sync("a", shop.address()).turn().await.unwrap());
    let stirred = shop.store.stirred(shop.tenant, Root(0), 1_000, now()).await.unwrap();
    let members: Vec<_> = stirred.into_iter().flat_map(|stirred| stirred.family).collect();
    let read: Said = members.iter().map(|it| (it.key, (it.version, it.content.clone()))).collect();
    let told: Said =
        sayings.iter().map(|it| (it.key, (it.version, it.content.clone().unwrap()))).collect();
    assert_eq!((read.len(), members.len()), (told.len(), told.len()));
    for (key, told) in &told {
        assert_eq!(&read[key], told, "{key:?}");
    }
    let known = shop.store.upstream_categories(shop.tenant).await.unwrap();
    let told = tree(categories);
    assert_eq!(BTreeMap::from_iter(known.clone()), BTreeMap::from_iter(told.clone()));
    let from_rows = members.into_iter().map(|it| Saying {
        key: it.key,
        root: match it.key.kind {
            Kind::Variation => sayings.iter().find(|saying| saying.key == it.key).unwrap().root,
            _ => Root(it.key.id),
        },
        version: it.version,
        content: Some(it.content),
        asked_at: None,
        delivery: None,
    });
    let made = drafts(from_rows.collect(), &known);
    assert_as_exported(&made);
    assert_eq!(made, drafts(sayings, &told));
    shop.drop().await;
}

#[tokio::test]
async fn an_import_makes_the_products_and_another_finds_nothing_new() {
    let Some(shop) = dumped().await else {
        return;
    };
    let report = shop.import().await;
    assert_eq!((report.read, report.created, report.skipped), (17, 17, 1), "{report}");
    assert!(report.is_complete());
    let hoodie = shop.product("woo-hoodie").await.unwrap();
    assert_eq!((hoodie.price_cents, hoodie.variants.len()), (4200, 4));
    let again = shop.import().await;
    assert_eq!((again.read, again.unchanged, again.created + again.updated), (17, 17, 0));
    shop.foreign.run("DELETE FROM wp_posts WHERE ID IN (14, 24)").await;
    let less = shop.import().await;
    assert_eq!((less.read, less.removed, less.updated), (16, 1, 1), "{less}");
    assert!(shop.product("woo-beanie").await.is_none());
    assert_eq!(shop.product("woo-vneck-tee").await.unwrap().variants.len(), 2);
    shop.drop().await;
}

const COLOUR: &str = r#"a:2:{s:8:"pa_color";a:4:{s:4:"name";s:8:"pa_color";s:8:"position";i:0;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:1;}s:5:"lined";a:5:{s:4:"name";s:7:"Lined ?";s:5:"value";s:23:"Yes, "fully" | No: none";s:8:"position";i:1;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:0;}}"#;

#[tokio::test]
async fn any_prefix_any_value_and_what_cannot_be_read_stops_nothing() {
    let Some(shop) = Shop::new("Kontor_24_").await else {
        return;
    };
    let stock = [("_manage_stock", "yes"), ("_stock", "3.000000"), ("_stock_status", "instock")];
    let coat = [
        ("_sku", "COAT"),
        ("_product_attributes", COLOUR),
        ("_thumbnail_id", "91"),
        ("_product_image_gallery", "93,91,92,404"),
        ("_price", "120"),
        ("_price", "99.5"),
    ];
    shop.put(10, 0, &[&coat[..], &stock[..]].concat()).await;
    shop.put(
        12,
        10,
        &[
            ("attribute_pa_color", ""),
            ("attribute_lined", "Yes, \"fully\""),
            ("_price", "120"),
            ("_regular_price", "120"),
        ],
    )
    .await;
    shop.put(
        11,
        10,
        &[
            ("_sku", "COAT-N"),
            ("attribute_pa_color", "navy"),
            ("attribute_lined", "No: none"),
            ("_price", "99.5"),
            ("_regular_price", "120"),
            ("_sale_price", "99.5"),
            ("_thumbnail_id", "92"),
        ],
    )
    .await;
    shop.put(
        20,
        0,
        &[("_sku", "BROKEN"), ("_regular_price", "5"), ("_product_attributes", "a:9:{s:4:\"na")],
    )
    .await;
    shop.put(30, 0, &[("_sku", "DRAFT"), ("_regular_price", "5")]).await;
    shop.put(31, 0, &[("_sku", "TRASH"), ("_regular_price", "5")]).await;
    for (id, file) in [(91, "'2026/11/front.png'"), (92, "'2026/11/a, b.png'"), (93, "NULL")] {
        shop.run(&format!(
            "INSERT INTO {{p}}posts (ID, post_type, post_status, post_title, post_content, \
             post_excerpt, guid, post_mime_type) VALUES ({id}, 'attachment', 'inherit', '', '', '', \
             'https://old.test/{id}.png', 'image/png'); \
             INSERT INTO {{p}}postmeta (post_id, meta_key, meta_value) \
             VALUES ({id}, '_wp_attached_file', {file})"
        ))
        .await;
    }
    shop.run(
        "INSERT INTO {p}term_relationships VALUES (10,2),(10,3),(10,4),(10,5); \
         UPDATE {p}posts SET post_title = 'Coat 🧥 &amp; belt', post_content = 'Wool.\n\nWarm.' \
         WHERE ID = 10; UPDATE {p}posts SET post_status = 'draft' WHERE ID = 30; \
         UPDATE {p}posts SET post_status = 'trash' WHERE ID = 31",
    )
    .await;
    let report = shop.import().await;
    assert_eq!((report.read, report.created, report.skipped), (2, 1, 1), "{report}");
    assert_eq!((report.refused_count, report.refused[0].field.as_str()), (1, "attributes"));
    let coat = shop.product("COAT").await.unwrap();
    assert_eq!(coat.name, "Coat 🧥 & belt");
    assert_eq!(coat.description, "<p>Wool.</p>\n<p>Warm.</p>");
    assert_eq!(
        (coat.price_cents, coat.stock, coat.availability),
        (9950, Some(3), Availability::InStock)
    );
    let uploads = "https://shop.test/wp-content/uploads/2026/11";
    let [first, rest @ ..] = [
        format!("{uploads}/front.png"),
        "https://old.test/93.png".into(),
        format!("{uploads}/a, b.png").replace(' ', "%20"),
    ];
    assert_eq!(coat.image_url.as_deref(), Some(first.as_str()));
    let shown: Vec<&str> =
        coat.gallery.iter().map(String::as_str).filter(|it| *it != first).collect();
    assert_eq!(shown, rest);
    assert_eq!(coat.category.as_ref().unwrap().name, "Coats");
    let tree = shop.store.categories(shop.tenant).await.unwrap();
    assert!(tree.iter().any(|it| it.name == "Outer & wear"));
    let variants: Vec<_> = coat
        .variants
        .iter()
        .map(|it| {
            let said = it.attributes.iter().map(|it| format!("{}={}", it.name, it.value));
            (it.sku.to_string(), it.price_cents, said.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        variants[0],
        (
            "COAT-N".to_owned(),
            9950,
            vec!["Colour=Navy, \"dark\"".to_owned(), "Lined ?=No: none".to_owned()]
        )
    );
    assert_eq!(
        (variants[1].1, &variants[1].2),
        (12000, &vec!["Lined ?=Yes, \"fully\"".to_owned()]),
        "any colour"
    );
    shop.drop().await;
}

#[tokio::test]
async fn prices_in_another_currency_are_not_taken() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.run(
        "UPDATE {p}options SET option_value = 'GBP' WHERE option_name = 'woocommerce_currency'",
    )
    .await;
    let (tenant, clock) = (shop.tenant().await, shop.clock.clone());
    let refused = import(&shop.store, clock, &tenant, &shop.address(), &mut |_| {}).await;
    let Err(ImportError::Read(FollowError::Database(error))) = refused else {
        panic!("{refused:?}")
    };
    assert!(matches!(error, DatabaseError::Currency { .. }));
    assert!(shop.sync("a", shop.address()).turn().await.is_err());
    assert_eq!(shop.state().await.trouble.unwrap().said, error.to_string());
    assert!(shop.known(Kind::Product).await.is_empty());
    shop.drop().await;
}

#[tokio::test]
async fn a_shop_with_another_source_is_left_alone() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    shop.connect("inventory", "https://stock.test").await;
    let (tenant, clock) = (shop.tenant().await, shop.clock.clone());
    let refused = import(&shop.store, clock, &tenant, &shop.address(), &mut |_| {}).await;
    assert!(matches!(refused, Err(ImportError::Another(it)) if it == "https://stock.test"));
    shop.drop().await;
}

#[tokio::test]
async fn what_is_no_shop_says_what_to_do() {
    let Some(shop) = Shop::new("wp_").await else {
        return;
    };
    let tenant = shop.tenant().await;
    let refusal = async |address: &DatabaseAddress| {
        let clock = Arc::new(crate::SystemClock);
        match import(&shop.store, clock, &tenant, address, &mut |_| {}).await {
            Err(ImportError::Read(FollowError::Database(error))) => error,
            other => panic!("{other:?}"),
        }
    };
    let other_prefix = DatabaseAddress::new(&shop.foreign.url(), "wp_2_").unwrap();
    assert!(matches!(refusal(&other_prefix).await, DatabaseError::NoTable { .. }));
    let url = shop.foreign.url();
    let unknown = DatabaseAddress::new(&format!("{url}_none"), "wp_").unwrap();
    assert!(matches!(refusal(&unknown).await, DatabaseError::NoTable { .. }));
    let stranger = url.replace("mysql://", "mysql://stranger:pw@").replace("etalage@", "");
    let stranger = DatabaseAddress::new(&stranger, "wp_").unwrap();
    assert!(matches!(refusal(&stranger).await, DatabaseError::Refused { .. }));
    let nowhere = DatabaseAddress::new("mysql://reader@127.0.0.1:1/shop", "wp_").unwrap();
    assert!(refusal(&nowhere).await.is_passing());
    shop.run("DELETE FROM {p}options").await;
    assert_eq!(refusal(&shop.address()).await, DatabaseError::NotAShop);
    shop.drop().await;
}
