//! Pages rendered against an invented shop: what stands in them before any script has run.

mod basket;
mod failures;
mod house;
mod languages;
mod machines;
mod own;

use crate::{PublicOrigin, Reading};
use axum::body::Body;
use contract::ports::Services;
use house::House;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::Arc;

async fn page(house: Option<House>, path: &str) -> (StatusCode, String) {
    page_read(house, path, Reading::default()).await
}

/// As the server has it rendered: the path is without the name of the language.
async fn page_read(house: Option<House>, path: &str, reading: Reading) -> (StatusCode, String) {
    // A server lists its routes before it serves them, which is also what starts the executor.
    leptos_axum::generate_route_list(crate::App);
    let head = crate::SharedHead::new(&LeptosOptions::builder().output_name("etalage").build());
    let handler = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(PublicOrigin::new("https://shops.example"));
            provide_context(reading);
            if let Some(house) = house.clone() {
                let house = Arc::new(house);
                provide_context(Services {
                    directory: house.clone(),
                    visit: house.clone(),
                    clock: house,
                });
            }
        },
        move || crate::shell(head.clone()),
    );
    let response = handler(Request::get(path).body(Body::empty()).unwrap()).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn shown(path: &str) -> String {
    let (status, html) = page(Some(House(None)), path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    html
}

#[track_caller]
fn contains(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[tokio::test]
async fn a_shop_front_shows_its_shelves() {
    let html = shown("/t/linden").await;
    contains(
        &html,
        &[
            r#"<html lang="en""#,
            "<title>Linden &amp; Daughters</title>",
            r#"href="https://shops.example/t/linden" rel="canonical""#,
            r#"href="/t/linden/p/coat""#,
            r#"data-product-id="41""#,
            r#"data-shelf-id="1" data-layout="grid""#,
            r#"data-layout="carousel""#,
            r#"data-layout="list""#,
            r#"data-price="129900""#,
            "€1,299.00",
            "€1,499.00",
            "Only 2 left",
            "New in",
            r#"data-state="connecting""#,
            r##"href="#main""##,
            r#"id="main""#,
            r#"fetchpriority="high""#,
            r#"loading="lazy""#,
            "Outdoors",
        ],
    );
    assert_eq!(html.matches("fetchpriority=\"high\"").count(), 1, "{html}");
    assert_eq!(html, shown("/t/linden").await, "two renderings differ");
    for handler in [" onclick=", " onerror=", " onload="] {
        assert!(!html.contains(handler), "{handler}");
    }
}

#[tokio::test]
async fn a_category_shows_its_products_and_the_ways_around() {
    let html = shown("/t/linden/c/coats?page=2").await;
    contains(
        &html,
        &[
            ">Coats</h1>",
            "30 products",
            r#"href="/t/linden/c/outdoors""#,
            r#"data-product-id="41""#,
            r#"href="/t/linden/c/coats""#,
            r#"href="https://shops.example/t/linden/c/coats?page=2" rel="canonical""#,
            r#""@type":"BreadcrumbList""#,
        ],
    );
    let empty = shown("/t/linden/c/outdoors").await;
    contains(&empty, &["Nothing here at the moment.", r#"href="/t/linden/c/coats""#]);
}

#[tokio::test]
async fn a_search_is_narrowed_by_links_and_forms() {
    let html = shown("/t/linden/search?q=coat&min=10&a.Colour+%26+cut=Red+%221%22&page=2").await;
    contains(
        &html,
        &[
            "“coat”</h1>",
            "30 products",
            r#"name="robots" content="noindex""#,
            r#"data-product-id="41""#,
            // The value is chosen; its link takes that back, the price stays.
            r#"href="/t/linden/search?q=coat&amp;min=10" rel="nofollow" aria-current="true""#,
            r#"<input type="hidden" name="a.Colour &amp; cut" value="Red &quot;1&quot;""#,
            r#"value="10.00""#,
            r#"action="/t/linden/search""#,
            "Clear all",
            "sort=price_up",
        ],
    );
    assert!(!html.contains(r#"rel="canonical""#), "{html}");
    contains(&shown("/t/linden/search?q=caot").await, &["This comes close."]);
    let nothing = shown("/t/linden/search?q=nothing").await;
    contains(&nothing, &["Nothing found.", r#"href="/t/linden/search?q=coat""#, "Outdoors"]);
}

#[tokio::test]
async fn a_category_is_narrowed_in_place() {
    let html = shown("/t/linden/c/coats?stock=in_stock").await;
    contains(
        &html,
        &[r#"name="robots" content="noindex""#, ">Remove<", r#"href="/t/linden/c/coats""#],
    );
    let sorted = shown("/t/linden/c/coats?sort=newest").await;
    contains(&sorted, &[r#"href="https://shops.example/t/linden/c/coats" rel="canonical""#]);
}

#[tokio::test]
async fn a_product_shows_all_there_is_to_know() {
    let html = shown("/t/linden/p/coat").await;
    contains(
        &html,
        &[
            "Coat &lt;/script&gt;&lt;b&gt;",
            "<p>Warm &amp; <em>dry</em></p>",
            r#"id="picture-1""#,
            r##"href="#picture-2""##,
            "Complete the look",
            r#"data-shelf-id="9" data-layout="look""#,
            r#"action="/fn/outfit/make""#,
            r#"name="products" value="41,""#,
            r#"href="/t/linden/p/coat?variant=2""#,
            "1 May 2026 at 11:00",
            r#"<th scope="row">Fabric</th>"#,
            r#""@type":"AggregateOffer""#,
            r#""lowPrice":"1299.00""#,
        ],
    );
    for block in html.split("application/ld+json\">").skip(1) {
        let block = block.split("</script>").next().unwrap();
        assert!(!block.contains("vailability"), "a stock is claimed: {block}");
    }
    assert!(!html.contains("</script><b>"), "a name can leave its script");
    let chosen = shown("/t/linden/p/coat?variant=2").await;
    contains(&chosen, &["€1,399.00", "Sold out", "COAT-L", r#"aria-current="true""#]);
    contains(&chosen, &[r#"href="https://shops.example/t/linden/p/coat" rel="canonical""#]);
}

#[tokio::test]
async fn the_directory_and_a_profile_lead_to_the_shop() {
    contains(&shown("/").await, &[r#"href="/t/linden""#, "Wool for weather", "--accent:#7a4b2f"]);
    let profile = shown("/directory/t/linden").await;
    contains(&profile, &["<p>First part.</p><p>Second part.</p>"]);
}
