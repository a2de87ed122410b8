//! Against catalogues of real shop systems, which are not part of this repository: in the folder
//! `ETALAGE_SHARED_DATA` names, or `shared/data` beside the workspace. Without them these tests
//! say so and pass, except where `CI` is set.

use super::csv::CsvSource;
use super::json::JsonSource;
use super::testing::{drafts_of, sku, uphold};
use super::{Input, Refusal};
use contract::Availability::*;
use contract::draft::ProductDraft;
use std::path::PathBuf;

pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("ETALAGE_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let path = PathBuf::from(folder).join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    // A skipped test must not look like a passed one.
    eprintln!("SKIPPED: {} is missing; set ETALAGE_SHARED_DATA.", path.display());
    None
}

fn csv(name: &str) -> Option<(Vec<ProductDraft>, Vec<Refusal>)> {
    let source = CsvSource::open(Input::File(file(name)?), None).unwrap();
    let (drafts, refused) = drafts_of(source);
    drafts.iter().for_each(uphold);
    Some((drafts, refused))
}

fn variants(drafts: &[ProductDraft]) -> usize {
    drafts.iter().map(|draft| draft.variants.len()).sum()
}

#[test]
fn woocommerce_sample_products() {
    let Some((drafts, refused)) = csv("woocommerce/sample_products.csv") else {
        return;
    };
    assert_eq!((drafts.len(), variants(&drafts), refused), (18, 7, Vec::new()));
    // What WooCommerce itself shows as the price of each, in cents, and the former price.
    for (wanted, price, before) in [
        ("woo-vneck-tee", 1500, None),
        ("woo-hoodie", 4200, Some(4500)),
        ("woo-hoodie-with-logo", 4500, None),
        ("woo-tshirt", 1800, None),
        ("woo-beanie", 1800, Some(2000)),
        ("woo-belt", 5500, Some(6500)),
        ("woo-cap", 1600, Some(1800)),
        ("woo-sunglasses", 9000, None),
        ("woo-hoodie-with-pocket", 3500, Some(4500)),
        ("woo-hoodie-with-zipper", 4500, None),
        ("woo-long-sleeve-tee", 2500, None),
        ("woo-polo", 2000, None),
        ("woo-album", 1500, None),
        ("woo-single", 200, Some(300)),
        ("Woo-tshirt-logo", 1800, None),
        ("Woo-beanie-logo", 1800, Some(2000)),
        ("logo-collection", 1800, None),
        ("wp-pennant", 1105, None),
    ] {
        let draft = sku(&drafts, wanted);
        assert_eq!((draft.price_cents, draft.compare_at_cents), (price, before), "{wanted}");
        assert_eq!((draft.stock, draft.availability), (None, InStock), "{wanted}");
    }
    let tee = sku(&drafts, "woo-vneck-tee");
    assert_eq!((tee.name.as_str(), tee.slug.as_str()), ("V-Neck T-Shirt", "v-neck-t-shirt"));
    assert_eq!(tee.category_path, ["Clothing", "Tshirts"]);
    assert_eq!((tee.images.len(), tee.variants.len()), (3, 3));
    assert_eq!(tee.attributes[0].values, ["Blue", "Green", "Red"]);
    let red = tee.variants.iter().find(|variant| variant.sku == "woo-vneck-tee-red").unwrap();
    assert_eq!(red.attributes.len(), 1, "any size");
    let hoodie = sku(&drafts, "woo-hoodie");
    let skus: Vec<&str> = hoodie.variants.iter().map(|variant| variant.sku.as_str()).collect();
    assert_eq!(
        skus,
        ["woo-hoodie-blue-logo", "woo-hoodie-red", "woo-hoodie-green", "woo-hoodie-blue"]
    );
    assert!(hoodie.description.starts_with("<p>Pellentesque"));
}

#[test]
fn woocommerce_nine_products_without_their_variants() {
    let Some((drafts, refused)) = csv("woocommerce/experimental_sample_9_products.csv") else {
        return;
    };
    assert_eq!((drafts.len(), variants(&drafts)), (7, 0));
    let said: Vec<_> =
        refused.iter().map(|r| (r.line, r.sku.as_deref(), r.field.as_str())).collect();
    // Variable products whose variations are not in the file have no price.
    assert_eq!(said, [(2, Some("woo-vneck-tee"), "price"), (3, Some("woo-hoodie"), "price")]);
    assert_eq!(sku(&drafts, "logo-collection").price_cents, 1800);
}

#[test]
fn shopify_apparel() {
    let Some((drafts, refused)) = csv("catalogues/shopify_apparel.csv") else {
        return;
    };
    assert_eq!((drafts.len(), variants(&drafts), refused), (20, 3, Vec::new()));
    let varsity = sku(&drafts, "classic-varsity-top");
    let sizes: Vec<&str> =
        varsity.variants.iter().map(|v| v.attributes[0].value.as_str()).collect();
    assert_eq!(sizes, ["Small", "Medium", "Large"]);
    assert_eq!(varsity.variants[1].sku, "classic-varsity-top-medium");
    assert_eq!((varsity.price_cents, varsity.stock), (6000, None));
    assert_eq!(sku(&drafts, "ocean-blue-shirt").images.len(), 1);
}

#[test]
fn shopify_home_and_garden() {
    let Some((drafts, refused)) = csv("catalogues/shopify_home_and_garden.csv") else {
        return;
    };
    assert_eq!((drafts.len(), variants(&drafts), refused), (20, 2, Vec::new()));
    let light = sku(&drafts, "copper-light");
    assert_eq!((light.price_cents, light.compare_at_cents), (5999, Some(7500)));
    assert_eq!(light.category_path, ["Indoor"]);
    assert_eq!(sku(&drafts, "biodegradable-cardboard-pots").stock, Some(8));
    let pot = sku(&drafts, "clay-plant-pot");
    assert_eq!((pot.price_cents, pot.images.len()), (999, 2));
}

#[test]
fn dummyjson_products() {
    let Some(path) = file("catalogues/dummyjson_products.json") else {
        return;
    };
    let (drafts, refused) = drafts_of(JsonSource::open(Input::File(path), None).unwrap());
    drafts.iter().for_each(uphold);
    assert_eq!((drafts.len(), refused), (194, Vec::new()));
    let mascara = sku(&drafts, "BEA-ESS-ESS-001");
    // 9.99 less 10.48 % is 8.943.
    assert_eq!((mascara.price_cents, mascara.compare_at_cents), (894, Some(999)));
    assert_eq!(mascara.slug, "essence-mascara-lash-princess");
    let count = |wanted| drafts.iter().filter(|draft| draft.availability == wanted).count();
    assert_eq!((count(InStock), count(OutOfStock)), (190, 4));
    assert_eq!(sku(&drafts, "MOT-SPE-SPO-117").availability, OutOfStock);
}
