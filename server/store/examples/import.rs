//! How long the store takes for many products: `cargo run -p store --example import -- 100000`.
//!
//! Writes them twice, as new and as known, into a database that is gone afterwards, and times what
//! a shop reads. On PostgreSQL with a second argument `postgres`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool for a terminal")]

use contract::draft::{ProductDraft, VariantDraft};
use contract::product::{Attribute, VariantAttribute};
use contract::{Availability, ProductId, TenantId, Timestamp};
use std::time::Instant;
use store::{
    Origin, PRODUCTS_PER_COMMAND, SaveTenant, Store, TenantDraft, UpsertProducts, testing,
};

fn origin() -> Origin {
    Origin {
        actor: "import".into(),
        user_id: None,
        trace_id: "00000000000000000000000000000000".into(),
        producer_id: "import".into(),
        at: Timestamp(0),
    }
}

/// Every fourth with three variants.
fn draft(number: usize) -> ProductDraft {
    let variant = |colour: &str| VariantDraft {
        sku: format!("SKU-{number}-{colour}"),
        price_cents: 1_000 + number as i64,
        compare_at_cents: None,
        stock: Some(3),
        availability: Availability::InStock,
        attributes: vec![VariantAttribute { name: "Colour".into(), value: colour.into() }],
        image: None,
    };
    let colours = if number.is_multiple_of(4) { &["red", "green", "blue"][..] } else { &[] };
    ProductDraft {
        description: "<p>Woven from long fibres, washed once, made to be worn for years.</p>"
            .repeat(4),
        stock: Some(number as i64 % 20),
        images: vec![format!("/pictures/{number}.svg")],
        category_path: vec!["Clothing".into(), format!("Coats {}", number % 40)],
        attributes: vec![Attribute { name: "Material".into(), values: vec!["Linen".into()] }],
        variants: colours.iter().map(|colour| variant(colour)).collect(),
        ..ProductDraft::named(
            &format!("SKU-{number}"),
            &format!("Linen coat number {number}"),
            1_000 + number as i64,
        )
    }
}

async fn import(store: &Store, tenant: TenantId, count: usize) {
    let started = Instant::now();
    for from in (0..count).step_by(PRODUCTS_PER_COMMAND) {
        let drafts = (from..count.min(from + PRODUCTS_PER_COMMAND)).map(draft).collect();
        store.write(UpsertProducts { tenant, origin: origin(), drafts }).await.unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} products in {seconds:.1} s: {:.0} per second", count as f64 / seconds);
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(10_000, |count| count.parse().unwrap());
    let database = match arguments.next() {
        Some(_) => testing::postgres().await.unwrap(),
        None => testing::sqlite(),
    };
    let store = database.store().await;
    let tenant = TenantDraft::named("tide", "Tide");
    let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
    import(&store, tenant, count).await;
    import(&store, tenant, count).await;

    let ids = store.all_product_ids(tenant, ProductId(0), 48).await.unwrap();
    let categories = store.categories(tenant).await.unwrap();
    let last = [categories.last().unwrap().id];
    macro_rules! time {
        ($what:literal, $read:expr) => {{
            let started = Instant::now();
            for _ in 0..20 {
                $read.await.unwrap();
            }
            println!("{}: {:.2} ms", $what, started.elapsed().as_secs_f64() * 1000.0 / 20.0);
        }};
    }
    time!("48 whole products", store.products(tenant, &ids));
    time!("all categories with counts", store.categories(tenant));
    time!("a page of a category", store.category_products(tenant, &last, 24, 0));
    time!("a search for two words", store.find_products(tenant, "coat 77", 24, 0));
    time!("a product by its address", store.product_id_by_slug(tenant, "linen-coat-number-7"));
    time!("the feeds' heads", store.feed_heads());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM")) {
        println!("{peak}");
    }
    store.close().await;
}
