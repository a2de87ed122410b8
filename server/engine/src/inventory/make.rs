//! A product, made from what is kept of it.

use super::article::{Article, Offer, VariantTold};
use crate::import::raw::{RawAttribute, RawPrice, RawStock, RawVariant};
use crate::import::transform::{Rules, transform};
use crate::import::{RawProduct, Refusal};
use contract::Availability;
use store::upstream::{Kind, Made, Outcome, Reason, Stirred};

/// None where it was not a back office that said it.
pub fn make(stirred: &Stirred, rules: &Rules) -> Option<Made> {
    let member = stirred.family.iter().find(|member| member.key.kind == Kind::Product)?;
    let article: Article = serde_json::from_str(&member.content).ok()?;
    let product = match product(&article, rules) {
        Ok(outcome) => outcome,
        Err(refusals) => Outcome::Refused(refusals.into_iter().map(reason).collect()),
    };
    Some(Made { root: stirred.root, stirred: stirred.stirred, product, due: None })
}

fn reason(refusal: Refusal) -> Reason {
    Reason { field: refusal.field, reason: refusal.reason, original: refusal.original }
}

fn product(article: &Article, rules: &Rules) -> Result<Outcome, Vec<Refusal>> {
    let mut wrong = Wrong { sku: article.sku.as_deref(), refusals: Vec::new() };
    let told = &article.told;
    let availability = told.availability.as_deref();
    let variants = told.variants.iter().map(|it| variant(it, availability, rules, &mut wrong));
    let variants = variants.collect();
    let attributes = told.attributes.iter().map(|(name, values)| RawAttribute {
        name: escaped(name),
        values: values.iter().map(|value| escaped(value)).collect(),
    });
    let raw = RawProduct {
        sku: article.sku.clone(),
        name: told.name.as_deref().map(escaped),
        slug: told.slug.clone(),
        description: told.description.clone(),
        price: price(&told.offer, rules, &mut wrong),
        currency: told.currency.clone(),
        stock: RawStock {
            count: told.offer.stock.clone(),
            availability: told.availability.clone(),
            ..RawStock::default()
        },
        images: told.images.clone(),
        categories: vec![told.path.iter().map(|part| escaped(part)).collect()],
        attributes: attributes.collect(),
        variants,
        ..RawProduct::default()
    };
    let draft = transform(raw, rules);
    match (draft, wrong.refusals) {
        (Ok(draft), refusals) if refusals.is_empty() => Ok(Outcome::Shown(Box::new(draft))),
        (Ok(_), refusals) => Err(refusals),
        (Err(others), mut refusals) => {
            // What was read wrongly here is missing there.
            let is_told = |other: &Refusal| refusals.iter().any(|it| it.field == other.field);
            let others: Vec<Refusal> = others.into_iter().filter(|it| !is_told(it)).collect();
            refusals.extend(others);
            Err(refusals)
        }
    }
}

/// Gathers what cannot be read.
struct Wrong<'a> {
    sku: Option<&'a str>,
    refusals: Vec<Refusal>,
}

fn variant(
    told: &VariantTold,
    product: Option<&str>,
    rules: &Rules,
    wrong: &mut Wrong<'_>,
) -> RawVariant {
    let attributes =
        told.attributes.iter().map(|(name, value)| (escaped(name), escaped(value))).collect();
    let stock = RawStock {
        count: told.offer.stock.clone(),
        availability: Some(availability(told, product).as_str().to_owned()),
        ..RawStock::default()
    };
    RawVariant {
        sku: told.sku.clone(),
        price: price(&told.offer, rules, wrong),
        stock,
        image: told.image.clone(),
        attributes,
        ..RawVariant::default()
    }
}

/// A variant says whether it can be had, and not why: with nothing counted it can only be ordered
/// ahead.
fn availability(told: &VariantTold, product: Option<&str>) -> Availability {
    let count: Option<i64> = told.offer.stock.as_deref().and_then(|count| count.parse().ok());
    match told.stock_status.as_deref() {
        Some("out_of_stock") => Availability::OutOfStock,
        Some(_) if count.is_some_and(|count| count <= 0) => Availability::Preorder,
        None if count.is_some_and(|count| count <= 0) => Availability::OutOfStock,
        _ if product == Some(Availability::Preorder.as_str()) => Availability::Preorder,
        _ => Availability::InStock,
    }
}

/// Amounts in minor units as the transformation reads amounts.
fn price(offer: &Offer, rules: &Rules, wrong: &mut Wrong<'_>) -> RawPrice {
    let mut amount = |field: &str, text: &Option<String>| {
        let text = text.as_deref()?.trim();
        match text.parse() {
            Ok(cents) => Some(rules.currency.decimal(cents)),
            Err(_) => {
                let reason = "is no whole number of the currency's smallest unit";
                wrong.refusals.push(Refusal::new(0, wrong.sku, field, reason, text));
                None
            }
        }
    };
    RawPrice {
        listed: amount("price", &offer.price),
        compare_at: amount("compareAt", &offer.compare_at),
        ..RawPrice::default()
    }
}

/// The texts of the protocol are plain, a raw product's may be HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;
    use contract::{Currency, Timestamp};
    use reqwest::Url;
    use serde_json::{Value, json};
    use store::upstream::{Key, Member, Root};

    fn made(value: &Value) -> Outcome {
        let base = Url::parse("https://stock.test/").unwrap();
        let article = Article::read(value, &Tree::default(), &base);
        let member = Member {
            key: Key { kind: Kind::Product, id: 7 },
            version: None,
            content: article.written(),
        };
        let stirred = Stirred { root: Root(7), stirred: 3, family: vec![member] };
        let rules = Rules { currency: Currency::EUR, now: Timestamp(0) };
        make(&stirred, &rules).unwrap().product
    }

    fn refused(value: &Value) -> Vec<(String, String)> {
        match made(value) {
            Outcome::Refused(reasons) => {
                reasons.into_iter().map(|it| (it.field, it.original)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_product_is_made_whole() {
        let value = json!({"sku": "C-1", "name": "Salt & Pepper", "slug": "salt-pepper",
            "description": "<p>Warm.</p>", "priceCents": 1250, "compareAtCents": 2000, "currency": "EUR",
            "stock": 5, "availability": "in_stock", "imageUrl": "/a.svg",
            "category": {"id": 9, "name": "Table"},
            "attributes": [{"name": "Material", "values": ["Oak"]}],
            "variants": [
                {"sku": "C-1-S", "priceCents": 1250, "stock": 5, "stockStatus": "in_stock",
                    "attributes": [{"name": "Size", "value": "S"}], "imageUrl": "https://x.test/s.jpg"},
                {"sku": "C-1-M", "priceCents": 1300, "stock": 0, "stockStatus": "out_of_stock"},
                {"sku": "C-1-L", "priceCents": 1300, "stock": 0, "stockStatus": "in_stock"}]});
        let Outcome::Shown(draft) = made(&value) else { panic!("{:?}", made(&value)) };
        assert_eq!((draft.name.as_str(), draft.slug.as_str()), ("Salt & Pepper", "salt-pepper"));
        assert_eq!((draft.price_cents, draft.stock), (1250, Some(5)));
        assert_eq!(draft.images, ["https://stock.test/a.svg"]);
        assert_eq!(draft.category_path, ["Table"]);
        let had: Vec<_> =
            draft.variants.iter().map(|it| (it.sku.as_str(), it.availability)).collect();
        use Availability::*;
        assert_eq!(had, [("C-1-S", InStock), ("C-1-M", OutOfStock), ("C-1-L", Preorder)]);
        assert_eq!(draft.source_updated_at, None, "content decides");
    }

    #[test]
    fn what_cannot_be_read_is_said_with_what_stood_there() {
        let with = |field: &str, wrong: Value| {
            let mut value =
                json!({"sku": "C-1", "name": "Coat", "priceCents": 1, "currency": "EUR"});
            value[field] = wrong;
            refused(&value)
        };
        let told = |field: &str, original: &str| vec![(field.to_owned(), original.to_owned())];
        assert_eq!(with("priceCents", json!("12.50")), told("price", "12.50"));
        assert_eq!(with("priceCents", json!(12.5)), told("price", "12.5"));
        assert_eq!(with("priceCents", Value::Null), told("price", ""));
        assert_eq!(with("priceCents", json!(-3)), told("price", "-0.03"));
        assert_eq!(with("currency", json!("USD")), told("currency", "USD"));
        assert_eq!(with("name", json!({})), told("name", ""));
        assert_eq!(with("sku", json!("")), told("sku", ""));
        assert_eq!(with("availability", json!("soon")), told("availability", "soon"));
        assert_eq!(refused(&json!("gibberish")).len(), 3);
    }

    #[test]
    fn what_another_said_is_left_to_others() {
        let member = Member {
            key: Key { kind: Kind::Product, id: 7 },
            version: None,
            content: r#"{"name":"Bowl","sku":"B"}"#.into(),
        };
        let stirred = Stirred { root: Root(7), stirred: 1, family: vec![member] };
        let rules = Rules { currency: Currency::EUR, now: Timestamp(0) };
        assert_eq!(make(&stirred, &rules), None);
    }
}
