//! The table of products, held against one made by hand, and what people keep of it.

use crate::support::*;
use contract::table::{Column, Supply, TableQuery};
use contract::{Availability, CategoryId, FilterId, ProductId, TenantId, UniversalProduct, UserId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::cmp::Ordering;
use store::{Feature, RemoveFilter, SaveFilter, SaveUser, Store, StoreError};

fn catalogue() -> impl Strategy<Value = Vec<contract::draft::ProductDraft>> {
    let product =
        (0..4_usize, 0..3_i64, prop::option::of(0..3_i64), 0..4_usize, 0..2_usize, 0..3_usize);
    prop::collection::vec(product, 1..30).prop_map(|products| {
        let drafts = products.into_iter().enumerate();
        drafts
            .map(|(at, (word, price, stock, availability, category, variants))| {
                let mut draft = draft(&format!("N{at:02}"));
                draft.name = format!("{} {at}", ["Coat", "coat", "Scarf", "100%"][word]);
                draft.price_cents = 1_000 + price * 100;
                draft.compare_at_cents = (price == 1).then_some(5_000);
                draft.stock = stock;
                draft.availability = [
                    Availability::InStock,
                    Availability::OutOfStock,
                    Availability::Preorder,
                    Availability::Discontinued,
                ][availability];
                draft.category_path = vec![["Coats", "Scarves"][category].to_owned()];
                draft.variants = (0..variants)
                    .map(|one| {
                        variant(
                            &format!("N{at:02}-{one}"),
                            &one.to_string(),
                            stock.map(|n| n - 1).map(|n| n.max(0)),
                        )
                    })
                    .collect();
                draft
            })
            .collect()
    })
}

fn table() -> impl Strategy<Value = TableQuery> {
    (
        prop::sample::select(vec!["", "coat", "COAT 1", "100%", "n0"]),
        prop::option::of(prop::sample::select(Supply::ALL.to_vec())),
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
        prop::sample::select(Column::ALL.to_vec()),
        any::<bool>(),
    )
        .prop_map(|(words, supply, is_on_sale, is_featured, column, is_descending)| {
            TableQuery {
                words: words.to_owned(),
                supply,
                is_on_sale,
                category: None,
                is_featured,
                column,
                is_descending,
            }
        })
}

fn supply(product: &UniversalProduct) -> Supply {
    match product.availability {
        Availability::OutOfStock => Supply::SoldOut,
        Availability::Preorder => Supply::Preorder,
        Availability::Discontinued => Supply::Discontinued,
        Availability::InStock if product.stock.is_some_and(|stock| stock <= 0) => Supply::SoldOut,
        Availability::InStock => Supply::InStock,
    }
}

/// What the table must be, by loops.
fn expected(
    products: &[UniversalProduct],
    featured: &[ProductId],
    table: &TableQuery,
    category: Option<CategoryId>,
) -> Vec<ProductId> {
    let search =
        |product: &UniversalProduct| format!("{} {}", product.name, product.sku).to_lowercase();
    let is_in = |product: &&UniversalProduct| {
        let text = search(product);
        table.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
            && table.supply.is_none_or(|wanted| supply(product) == wanted)
            && table.is_on_sale.is_none_or(|wanted| product.is_on_sale == wanted)
            && table.is_featured.is_none_or(|wanted| featured.contains(&product.id) == wanted)
            && category
                .is_none_or(|wanted| product.category.as_ref().map(|it| it.id) == Some(wanted))
    };
    let mut listed: Vec<&UniversalProduct> = products.iter().filter(is_in).collect();
    let by_column = |a: &UniversalProduct, b: &UniversalProduct| match table.column {
        Column::Name => search(a).cmp(&search(b)),
        Column::Sku => a.sku.cmp(&b.sku),
        Column::Category => {
            let name = |it: &UniversalProduct| it.category.as_ref().map(|it| it.name.clone());
            name(a).cmp(&name(b))
        }
        Column::Price => a.price_cents.cmp(&b.price_cents),
        Column::Stock => a.stock.cmp(&b.stock),
        Column::Changed => a.updated_at.cmp(&b.updated_at),
    };
    listed.sort_by(|a, b| {
        let is_nothing =
            |it: &UniversalProduct| table.column == Column::Stock && it.stock.is_none();
        let order = match table.is_descending {
            true => by_column(b, a),
            false => by_column(a, b),
        };
        let nothing_last: Ordering = is_nothing(a).cmp(&is_nothing(b));
        nothing_last.then(order).then(search(a).cmp(&search(b))).then(a.id.cmp(&b.id))
    });
    listed.into_iter().map(|product| product.id).collect()
}

async fn kept(store: &Store, tenant: TenantId, user: UserId) -> Vec<String> {
    let kept = store.saved_filters(tenant, user).await.unwrap();
    kept.into_iter().map(|filter| format!("{}: {}", filter.name, filter.table.address())).collect()
}

on_both! {
    async fn a_table_is_narrowed_and_ordered_as_by_hand(database) {
        let mut runner = TestRunner::deterministic();
        let store = database.store().await;
        let empty = tenant(&store, "empty").await;
        assert_eq!(store.product_table(empty, &TableQuery::default(), None, 10, 0).await.unwrap(), (vec![], 0));
        for case in 0..12 {
            let shop = tenant(&store, &format!("shop-{case}")).await;
            let drafts = catalogue().new_tree(&mut runner).unwrap().current();
            upsert(&store, shop, drafts).await;
            let ids = store.all_product_ids(shop, ProductId(0), 100).await.unwrap();
            let featured: Vec<ProductId> = ids.iter().copied().step_by(3).collect();
            let shelf = featured_type(&store, shop, "Picked").await;
            for product in &featured {
                let command = Feature { tenant: shop, origin: origin(), product: *product, request: request(shelf, None) };
                store.write(command).await.unwrap();
            }
            let products = store.products(shop, &ids).await.unwrap();
            let category = products[0].category.as_ref().map(|category| category.id);
            for _ in 0..20 {
                let asked = table().new_tree(&mut runner).unwrap().current();
                for category in [None, category] {
                    let all = expected(&products, &featured, &asked, category);
                    let within = category.map(|id| vec![id]);
                    let read = async |limit, offset| {
                        store.product_table(shop, &asked, within.as_deref(), limit, offset).await.unwrap()
                    };
                    assert_eq!(read(100, 0).await, (all.clone(), all.len() as i64), "{asked:?}");
                    let part: Vec<ProductId> = all.iter().skip(2).take(3).copied().collect();
                    assert_eq!(read(3, 2).await.0, part);
                }
            }
            assert!(store.product_table(shop, &TableQuery::default(), Some(&[]), 9, 0).await.unwrap().0.is_empty());
        }
        store.close().await;
    }

    async fn what_somebody_keeps_is_theirs(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        let user = async |name: &str| {
            let (email, name) = (format!("{name}@shop.example"), name.to_owned());
            let command = SaveUser { origin: origin(), email, name, password_hash: None };
            store.write(command).await.unwrap().value
        };
        let [ines, maren] = [user("ines").await, user("maren").await];
        let save = async |user, name: &str, query: &str| {
            let (name, query) = (name.to_owned(), query.to_owned());
            store.write(SaveFilter { tenant: shop, user, name, query, most: 2 }).await.map(|_| ())
        };
        save(ines, "Sold out", "supply=sold_out").await.unwrap();
        save(ines, "Coats", "q=coat&sort=-price").await.unwrap();
        save(ines, "Coats", "q=coats").await.unwrap();
        assert!(matches!(save(ines, "More", "").await, Err(StoreError::Conflict(_))));
        save(maren, "More", "sale=1").await.unwrap();
        assert_eq!(kept(&store, shop, ines).await, ["Coats: q=coats", "Sold out: supply=sold_out"]);
        let id = store.saved_filters(shop, ines).await.unwrap()[0].id;
        let remove = async |user, id| store.write(RemoveFilter { tenant: shop, user, id }).await.map(|_| ());
        assert!(matches!(remove(maren, id).await, Err(StoreError::NotFound(_))));
        remove(ines, id).await.unwrap();
        assert!(matches!(remove(ines, FilterId(999)).await, Err(StoreError::NotFound(_))));
        assert_eq!(kept(&store, shop, ines).await, ["Sold out: supply=sold_out"]);
        assert_eq!(kept(&store, shop, maren).await, ["More: sale=1"]);
        store.close().await;
    }
}
