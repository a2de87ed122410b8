//! The index beside the oracle, on catalogues and questions at random.

mod follow;

use super::answer::{answer, question};
use super::facets::facets;
use super::index::{Batch, Index};
use super::oracle::{Expected, Shop};
use super::synonyms::Lexicon;
use contract::product::{Attribute, CategoryRef, VariantAttribute};
use contract::search::{Choices, SearchQuery, Sort, Stock};
use contract::{
    Availability, Category, CategoryId, ProductId, StockStatus, TenantId, UniversalProduct,
    Variant, VariantId,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const SHOP: TenantId = TenantId(7);
const NEIGHBOUR: TenantId = TenantId(71);

/// Few words, near each other, so that matches, typos and beginnings happen.
const WORDS: [&str; 14] = [
    "coat", "boat", "coats", "Mäntel", "linen", "line", "T-shirt", "shirt", "dress", "dresses",
    "Küche", "lamp", "lamps", "blue",
];
const VALUES: [(&str, &str); 6] = [
    ("Colour", "Blue"),
    ("Colour", "Red"),
    ("Colour", "Sky blue"),
    ("Size", "M"),
    ("Size", "XL"),
    ("Material", "linen"),
];

fn tree() -> Vec<Category> {
    let names =
        [(1, None, "Clothes"), (2, None, "House"), (3, Some(1), "Coats"), (4, Some(3), "Linen")];
    names
        .map(|(id, parent, name): (i64, Option<i64>, &str)| Category {
            id: CategoryId(id),
            parent_id: parent.map(CategoryId),
            name: name.into(),
            slug: name.to_lowercase(),
            product_count: 0,
        })
        .into()
}

fn lexicon() -> Lexicon {
    let group = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Lexicon::new(&[group(&["T-shirt", "tee"]), group(&["coat", "mantel"])])
}

prop_compose! {
    fn product()(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4),
        described in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..3),
        price_cents in 0i64..20,
        before in prop::option::of(0i64..30),
        availability in prop::sample::select(&Availability::ALL[..]),
        stock in prop::option::of(0i64..3),
        category in prop::option::of(1i64..6),
        own in prop::collection::vec(prop::sample::select(&VALUES[..]), 0..3),
        of_variant in prop::collection::vec(prop::sample::select(&VALUES[..]), 0..3),
    ) -> UniversalProduct {
        let variant_attribute = |(name, value): &(&str, &str)| VariantAttribute {
            name: (*name).into(), value: (*value).into(),
        };
        let variant = Variant {
            id: VariantId(1),
            sku: "V-9".into(),
            price_cents,
            compare_at_cents: None,
            stock: None,
            stock_status: StockStatus::InStock,
            attributes: of_variant.iter().map(variant_attribute).collect(),
            image_url: None,
        };
        UniversalProduct {
            tenant_id: SHOP,
            name: words.join(" "),
            price_cents,
            compare_at_cents: before,
            stock,
            availability,
            stock_status: StockStatus::of(stock, availability),
            is_on_sale: before.is_some_and(|before| before > price_cents),
            category: category.map(|id| CategoryRef {
                id: CategoryId(id),
                // One the tree does not know.
                name: String::new(),
                slug: String::new(),
            }),
            description: format!("<p>{}</p>", described.join("</p><p>")),
            attributes: own.iter().map(|(name, value)| Attribute {
                name: (*name).into(),
                values: vec![(*value).into()],
            }).collect(),
            variants: if of_variant.is_empty() { vec![] } else { vec![variant] },
            ..contract::testing::product(0)
        }
    }
}

fn catalogue() -> impl Strategy<Value = Vec<UniversalProduct>> {
    prop::collection::vec(product(), 0..40).prop_map(|products| {
        let number = |(mut product, id): (UniversalProduct, i64)| {
            product.id = ProductId(id);
            product.sku = format!("AB-{}", id % 17);
            product
        };
        products.into_iter().zip(1..).map(number).collect()
    })
}

/// A word as it is, or with something done to it.
fn typed() -> impl Strategy<Value = String> {
    let mangled =
        (prop::sample::select(&WORDS[..]), 0usize..6, 0u8..5).prop_map(|(word, at, how)| {
            let mut letters: Vec<char> = word.chars().collect();
            let at = at % letters.len();
            match how {
                0 => letters.truncate(at + 1),
                1 => drop(letters.remove(at)),
                2 => letters.insert(at, 'x'),
                3 if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => {}
            }
            letters.into_iter().collect::<String>()
        });
    prop_oneof![
        4 => mangled,
        1 => prop::sample::select(&["tee", "mantel", "ab 3", "AB-12", "v9", "?!", "ab1", "KUECHE"][..])
            .prop_map(String::from),
    ]
}

prop_compose! {
    fn query()(
        words in prop::collection::vec(typed(), 0..3),
        categories in prop::collection::btree_set(
            prop::sample::select(&["clothes", "house", "coats", "linen", "gone"][..]), 0..3),
        chooses_category: bool,
        prices in (prop::option::of(0i64..20), prop::option::of(0i64..20)),
        chooses_price: bool,
        stock in prop::collection::btree_set(prop::sample::select(&Stock::ALL[..]), 0..3),
        on_sale in prop::bool::weighted(0.2),
        values in prop::collection::vec(prop::sample::select(&VALUES[..]), 0..3),
        sort in prop::sample::select(&Sort::ALL[..]),
    ) -> SearchQuery {
        let mut choices = Choices { stock, on_sale, ..Choices::default() };
        if chooses_category {
            choices.categories = categories.into_iter().map(String::from).collect();
        }
        if chooses_price {
            (choices.min_cents, choices.max_cents) = prices;
        }
        for (name, value) in values {
            choices.attributes.entry(name.into()).or_default().insert(value.into());
        }
        SearchQuery { words: words.join(" "), choices, sort, page: 1 }
    }
}

fn batch(tenant: TenantId, products: &[UniversalProduct]) -> Batch {
    Batch { tenant, edition: 1, tree: Arc::new(tree()), products: products.to_vec() }
}

/// Pages are put together until there are no more.
fn asked(index: &Index, query: &SearchQuery, lexicon: &Arc<Lexicon>) -> Expected {
    let mut ids = Vec::new();
    let mut last = None;
    for page in 1.. {
        let query = SearchQuery { page, ..query.clone() };
        let question = question(SHOP, None, &query, &tree(), lexicon.clone());
        let answer = answer(index, &question).unwrap();
        let is_end = answer.ids.len() < 24;
        ids.extend(&answer.ids);
        last = Some(answer);
        if is_end {
            break;
        }
    }
    let answer = last.unwrap();
    assert_eq!(answer.counted.total, ids.len() as u64);
    let facets = facets(&answer.counted, &query.choices, &tree(), None);
    let counted = answer.counted.attributes.iter().map(|(value, count)| {
        let (name, value) = value.split_once('\u{1f}').unwrap();
        ((name.to_owned(), value.to_owned()), *count)
    });
    let categories = facets.categories.iter().filter(|category| category.count > 0);
    Expected {
        ids,
        is_tolerant: answer.is_tolerant,
        attributes: counted.collect(),
        categories: categories.map(|c| (c.slug.clone(), c.count)).collect::<BTreeMap<_, _>>(),
        facets: contract::search::Facets { categories: vec![], attributes: vec![], ..facets },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_index_answers_as_the_oracle_does(
        products in catalogue(),
        queries in prop::collection::vec(query(), 1..12),
        commits in 1usize..4,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::create(folder.path()).unwrap();
        // A neighbour with the same goods, and several segments.
        let mut others = products.clone();
        others.iter_mut().for_each(|product| {
            product.id.0 += 1_000;
            product.tenant_id = NEIGHBOUR;
        });
        index.add(&batch(NEIGHBOUR, &others)).unwrap();
        for part in products.chunks(products.len().div_ceil(commits).max(1)) {
            index.add(&batch(SHOP, part)).unwrap();
            index.commit().unwrap();
        }
        let lexicon = Arc::new(lexicon());
        let shop = Shop { products: &products, tree: &tree(), lexicon: &lexicon };
        for query in queries {
            prop_assert_eq!(asked(&index, &query, &lexicon), shop.search(&query), "{:?}", query);
        }
    }

    #[test]
    fn what_was_replaced_is_as_if_it_had_been_so_from_the_start(
        before in catalogue(),
        after in catalogue(),
        query in query(),
        rebuilt: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::create(folder.path()).unwrap();
        index.add(&batch(NEIGHBOUR, &[])).unwrap();
        index.add(&batch(SHOP, &before)).unwrap();
        index.commit().unwrap();
        let ids: Vec<ProductId> = before.iter().chain(&after).map(|product| product.id).collect();
        let of_after: Vec<ProductId> = after.iter().map(|product| product.id).collect();
        if rebuilt {
            index.replace(&of_after, &Batch { edition: 2, ..batch(SHOP, &after) }).unwrap();
            index.retain(SHOP, 2).unwrap();
        } else {
            index.replace(&ids, &batch(SHOP, &after)).unwrap();
        }
        index.commit().unwrap();
        let lexicon = Arc::new(lexicon());
        let shop = Shop { products: &after, tree: &tree(), lexicon: &lexicon };
        prop_assert_eq!(asked(&index, &query, &lexicon), shop.search(&query));
    }
}

#[test]
fn a_shop_knows_no_words_but_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(folder.path()).unwrap();
    let mut secret = sample("Moonstone ring");
    secret.tenant_id = NEIGHBOUR;
    index.add(&batch(NEIGHBOUR, &[secret])).unwrap();
    let mut own = sample("Plain hat");
    own.id = ProductId(2);
    index.add(&batch(SHOP, &[own])).unwrap();
    index.commit().unwrap();
    let ask = |tenant, words: &str| {
        let query = SearchQuery { words: words.into(), page: 1, ..SearchQuery::default() };
        answer(&index, &question(tenant, None, &query, &tree(), Arc::default())).unwrap()
    };
    for words in ["moonstone", "moon", "moonstome", "ring", "moonstonn rimg"] {
        let answer = ask(SHOP, words);
        assert!(answer.ids.is_empty() && answer.did_you_mean.is_none(), "{words}");
    }
    assert_eq!(ask(NEIGHBOUR, "moonstome").ids.len(), 1);
    let meant = ask(NEIGHBOUR, "monstonee").did_you_mean;
    assert_eq!(meant.as_deref(), Some("moonstone"));
    assert_eq!(ask(SHOP, "").ids, [ProductId(2)]);
}

fn sample(name: &str) -> UniversalProduct {
    UniversalProduct { tenant_id: SHOP, name: name.into(), ..contract::testing::product(1) }
}
