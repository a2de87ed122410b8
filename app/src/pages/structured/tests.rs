//! What schema.org and the search engines' rules for rich results ask of each kind of data, as
//! tables: what must be there, what may be, and in which form. Whatever is in neither is refused,
//! a claim of stock among it.

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    /// Absolute.
    Address,
    Addresses,
    /// A decimal number with a point.
    Amount,
    Currency,
    /// A whole number from one.
    Count,
    One(&'static [&'static str]),
    /// Items numbered one after the other, at least so many.
    Items(usize),
}

use Form::{Address, Addresses, Amount, Count, Currency, Items, One, Text};

struct Kind {
    name: &'static str,
    must: &'static [(&'static str, Form)],
    may: &'static [(&'static str, Form)],
}

const KINDS: &[Kind] = &[
    Kind {
        name: "Product",
        must: &[("name", Text), ("offers", One(&["Offer", "AggregateOffer"]))],
        may: &[
            ("@id", Address),
            ("url", Address),
            ("image", Addresses),
            ("description", Text),
            ("sku", Text),
            ("category", Text),
        ],
    },
    Kind {
        name: "Offer",
        must: &[("price", Amount), ("priceCurrency", Currency)],
        may: &[("url", Address), ("seller", One(&["Organization"]))],
    },
    Kind {
        name: "AggregateOffer",
        must: &[("lowPrice", Amount), ("priceCurrency", Currency)],
        may: &[
            ("highPrice", Amount),
            ("offerCount", Count),
            ("url", Address),
            ("seller", One(&["Organization"])),
        ],
    },
    // One step is no way.
    Kind { name: "BreadcrumbList", must: &[("itemListElement", Items(2))], may: &[] },
    Kind { name: "ItemList", must: &[("itemListElement", Items(1))], may: &[] },
    Kind { name: "Organization", must: &[("name", Text)], may: &[("url", Address)] },
    Kind {
        name: "OnlineStore",
        must: &[("name", Text), ("url", Address)],
        may: &[
            ("slogan", Text),
            ("description", Text),
            ("logo", Address),
            ("parentOrganization", One(&["Organization"])),
        ],
    },
    Kind {
        name: "WebSite",
        must: &[("name", Text), ("url", Address)],
        may: &[("potentialAction", One(&["SearchAction"])), ("inLanguage", Text)],
    },
    Kind {
        name: "SearchAction",
        must: &[("target", One(&["EntryPoint"])), ("query-input", Text)],
        may: &[],
    },
    Kind { name: "EntryPoint", must: &[("urlTemplate", Address)], may: &[] },
];

/// What is wrong with a block, if anything.
fn fault(block: &Value) -> Result<(), String> {
    if block["@context"] != "https://schema.org" {
        return Err(format!("no context in {block}"));
    }
    let mut bare = block.clone();
    bare.as_object_mut().ok_or("no object")?.remove("@context");
    thing(&bare)
}

fn thing(data: &Value) -> Result<(), String> {
    let name = data["@type"].as_str().ok_or_else(|| format!("no type in {data}"))?;
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.ok_or_else(|| format!("{name} is not among the kinds"))?;
    for (must, _) in kind.must {
        data.get(must).ok_or_else(|| format!("{name} without {must}"))?;
    }
    for (key, value) in data.as_object().into_iter().flatten().filter(|(key, _)| *key != "@type") {
        let known = kind.must.iter().chain(kind.may).find(|(known, _)| known == key);
        let (_, form) = known.ok_or_else(|| format!("{name} with {key}"))?;
        has_form(value, *form).map_err(|wrong| format!("{key} of {name}: {wrong}"))?;
    }
    Ok(())
}

fn has_form(value: &Value, form: Form) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    let is_right = match form {
        Text => !text.trim().is_empty(),
        Address => is_address(value),
        Addresses => {
            value.as_array().is_some_and(|all| !all.is_empty() && all.iter().all(is_address))
        }
        Amount => {
            let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            is_plain && text.parse::<f64>().is_ok()
        }
        Currency => text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
        Count => value.as_i64().is_some_and(|count| count > 0),
        One(kinds) => {
            thing(value)?;
            kinds.iter().any(|kind| value["@type"] == *kind)
        }
        Items(least) => {
            let items = value.as_array().ok_or("no list")?;
            let first = items.first().map_or(1, |item| item["position"].as_i64().unwrap_or(0));
            let mut is_right = items.len() >= least && first > 0;
            for (item, position) in items.iter().zip(first..) {
                is_right &= item["@type"] == "ListItem"
                    && item["position"] == position
                    && item["name"].as_str().is_some_and(|name| !name.is_empty())
                    && is_address(item.get("item").unwrap_or(&item["url"]));
            }
            is_right
        }
    };
    is_right.then_some(()).ok_or_else(|| format!("{value} is not {form:?}"))
}

fn is_address(value: &Value) -> bool {
    let rest = value.as_str().and_then(|text| text.strip_prefix("https://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

/// The kinds of the blocks in a page, every one of which is sound.
#[track_caller]
pub fn sound_blocks(html: &str) -> Vec<String> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    let kinds = blocks.map(|rest| {
        let text = rest.split("</script>").next().unwrap();
        let block: Value = serde_json::from_str(text).unwrap();
        fault(&block).unwrap();
        block["@type"].as_str().unwrap().to_owned()
    });
    kinds.collect()
}

#[test]
fn what_is_unsound_is_found() {
    let product = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Coat",
        "image": ["https://shops.example/coat.webp"],
        "offers": { "@type": "Offer", "price": "12.00", "priceCurrency": "EUR" },
    });
    assert_eq!(fault(&product), Ok(()));
    let spoilt = |path: &str, value: Value| {
        let mut spoilt = product.clone();
        *spoilt.pointer_mut(path).unwrap() = value;
        fault(&spoilt).is_err()
    };
    for (path, value) in [
        ("/@context", json!("http://example.com")),
        ("/@type", json!("Thing")),
        ("/name", json!("  ")),
        ("/name", Value::Null),
        ("/image", json!([])),
        ("/image", json!(["/coat.webp"])),
        ("/offers/price", json!("12,00")),
        ("/offers/priceCurrency", json!("€")),
        ("/offers", json!({ "@type": "Offer", "priceCurrency": "EUR" })),
        ("/offers", json!({ "@type": "Organization", "name": "Linden" })),
    ] {
        assert!(spoilt(path, value.clone()), "{path}: {value}");
    }
    let mut claim = product.clone();
    claim["offers"]["availability"] = "https://schema.org/InStock".into();
    assert!(fault(&claim).unwrap_err().contains("availability"));
    let step = |position: i64| json!({ "@type": "ListItem", "position": position, "name": "a", "item": "https://a.b" });
    let way = |steps: Vec<Value>| {
        json!({
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": steps,
        })
    };
    assert_eq!(fault(&way(vec![step(1), step(2)])), Ok(()));
    assert!(fault(&way(vec![step(1)])).is_err());
    assert!(fault(&way(vec![step(1), step(3)])).is_err());
}
