//! Pages rendered against an invented shop: what stands in them before any script has run.

mod languages;

use crate::{PublicOrigin, Reading};
use async_trait::async_trait;
use axum::body::Body;
use contract::account::Profile;
use contract::featured::Badge;
use contract::ports::{Clock, Directory, Merchandising, Operations, Services, Storefront, Visit};
use contract::product::{Attribute, CategoryPage, CategoryRef, ProductPage, VariantAttribute};
use contract::search::{
    AttributeFacet, CategoryFacet, Facets, PriceFacet, Stock, StockFacet, ValueFacet,
};
use contract::{
    Availability, Category, CategoryId, Currency, FeaturedType, FeaturedTypeId, Language, Layout,
    Picture, Problem, ProductId, Result, SearchQuery, SearchResults, Seq, Shelf, ShopWindow,
    StockStatus, Tenant, TenantId, Timestamp, UniversalProduct, Variant, VariantId,
};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::Arc;

/// One shop, `linden`, or the failure every question is answered with.
#[derive(Clone)]
struct House(Option<Problem>);

fn tenant() -> Tenant {
    Tenant {
        id: TenantId(7),
        slug: "linden".into(),
        name: "Linden & Daughters".into(),
        tagline: "Wool for weather".into(),
        about: "First part.\n\nSecond part.".into(),
        organisation_id: None,
        organisation_name: None,
        logo_url: None,
        accent: "#7a4b2f".into(),
        currency: Currency::EUR,
        locale: "en-IE".into(),
        languages: vec![Language::De],
        time_zone: "Europe/Berlin".into(),
    }
}

fn variant(id: i64, size: &str, price_cents: i64) -> Variant {
    Variant {
        id: VariantId(id),
        sku: format!("COAT-{size}"),
        price_cents,
        compare_at_cents: None,
        stock: Some(0),
        stock_status: StockStatus::OutOfStock,
        attributes: vec![VariantAttribute { name: "Size".into(), value: size.into() }],
        image_url: Some(format!("/demo/coat-{size}.webp")),
    }
}

fn coat() -> UniversalProduct {
    UniversalProduct {
        id: ProductId(41),
        tenant_id: TenantId(7),
        sku: "COAT".into(),
        name: "Coat </script><b>".into(),
        slug: "coat".into(),
        price_cents: 129_900,
        compare_at_cents: Some(149_900),
        currency: Currency::EUR,
        stock: Some(2),
        availability: Availability::InStock,
        stock_status: StockStatus::LowStock,
        is_on_sale: true,
        formatted_price: String::new(),
        image_url: Some("/demo/coat.webp".into()),
        picture: Some(Picture {
            base: "/pictures/7/41/k".into(),
            width: 1600,
            height: 2000,
            ..Picture::default()
        }),
        pictures: vec![],
        category: Some(CategoryRef {
            id: CategoryId(2),
            name: "Coats".into(),
            slug: "coats".into(),
        }),
        updated_at: Timestamp(1_777_626_000_000),
        description: "<p>Warm &amp; <em>dry</em></p>".into(),
        gallery: vec!["/demo/coat-back.webp".into()],
        attributes: vec![Attribute { name: "Fabric".into(), values: vec!["Wool".into()] }],
        variants: vec![variant(1, "M", 129_900), variant(2, "L", 139_900)],
    }
}

fn categories() -> Vec<Category> {
    let category = |id, parent: Option<i64>, name: &str, slug: &str, product_count| Category {
        id: CategoryId(id),
        parent_id: parent.map(CategoryId),
        name: name.into(),
        slug: slug.into(),
        product_count,
    };
    vec![category(1, None, "Outdoors", "outdoors", 0), category(2, Some(1), "Coats", "coats", 30)]
}

fn window() -> ShopWindow {
    let shelf = |id, name: &str, layout| Shelf {
        featured_type: FeaturedType {
            id: FeaturedTypeId(id),
            name: name.into(),
            badge: Badge {
                text: "New in".into(),
                icon: "leaf".into(),
                gradient_from: "#ffffff".into(),
                gradient_to: "#000000".into(),
            },
            layout,
            order: id,
            capacity: 8,
            active_from: None,
            active_until: None,
            rule: None,
        },
        products: vec![coat().summary()],
    };
    ShopWindow {
        tenant_id: TenantId(7),
        seq: Seq(12),
        header: None,
        featured_products: vec![coat().summary()],
        featured_types: vec![
            shelf(1, "Fresh", Layout::Grid),
            shelf(2, "Loved", Layout::Carousel),
            shelf(3, "Last ones", Layout::List),
        ],
        last_updated: Timestamp(0),
        valid_until: None,
    }
}

impl House {
    fn answer<T>(&self, value: T) -> Result<T> {
        self.0.clone().map_or(Ok(value), Err)
    }
}

#[async_trait]
impl Directory for House {
    async fn tenants(&self) -> Result<Vec<Arc<Tenant>>> {
        self.answer(vec![Arc::new(tenant())])
    }

    async fn storefront(&self, slug: &str) -> Result<Arc<dyn Storefront>> {
        match slug {
            "linden" => Ok(Arc::new(self.clone())),
            _ => Err(Problem::not_found("shop")),
        }
    }
}

#[async_trait]
impl Storefront for House {
    fn tenant(&self) -> Arc<Tenant> {
        Arc::new(tenant())
    }

    fn seq(&self) -> Seq {
        Seq(11)
    }

    async fn window(&self) -> Result<Arc<ShopWindow>> {
        self.answer(Arc::new(window()))
    }

    async fn product(&self, slug: &str) -> Result<Arc<UniversalProduct>> {
        match slug {
            "coat" => self.answer(Arc::new(coat())),
            _ => Err(Problem::not_found("product")),
        }
    }

    async fn related(&self, product: &UniversalProduct) -> Result<Vec<UniversalProduct>> {
        assert_eq!(product.id, coat().id);
        let scarf = UniversalProduct {
            id: ProductId(42),
            name: "Scarf".into(),
            slug: "scarf".into(),
            ..coat().summary()
        };
        self.answer(vec![scarf])
    }

    async fn products(&self, _ids: &[ProductId]) -> Result<Vec<Arc<UniversalProduct>>> {
        self.answer(vec![])
    }

    async fn categories(&self) -> Result<Arc<Vec<Category>>> {
        // A real store lets the page wait.
        tokio::task::yield_now().await;
        self.answer(Arc::new(categories()))
    }

    async fn search(
        &self,
        _within: Option<CategoryId>,
        query: &SearchQuery,
    ) -> Result<SearchResults> {
        let nothing = query.words == "nothing";
        let products = if nothing { vec![] } else { vec![coat().summary()] };
        let total = if nothing { 0 } else { 30 };
        let facets = Facets {
            categories: vec![CategoryFacet {
                slug: "coats".into(),
                name: "Coats".into(),
                depth: 0,
                count: 30,
            }],
            price: (!nothing).then_some(PriceFacet { min_cents: 990, max_cents: 129_900 }),
            stock: vec![StockFacet { value: Stock::InStock, count: 30 }],
            on_sale: 2,
            attributes: vec![AttributeFacet {
                name: "Colour & cut".into(),
                values: vec![ValueFacet { value: "Red \"1\"".into(), count: 4 }],
            }],
        };
        self.answer(SearchResults {
            found: ProductPage { products, page: query.page, page_size: 24, total },
            is_tolerant: query.words == "caot",
            did_you_mean: nothing.then(|| "coat".into()),
            facets,
        })
    }

    async fn category(&self, slug: &str, page: u32) -> Result<CategoryPage> {
        let all = categories();
        let category = all.iter().find(|c| c.slug == slug).cloned();
        let category = category.ok_or_else(|| Problem::not_found("category"))?;
        let products = if slug == "coats" { vec![coat().summary()] } else { vec![] };
        self.answer(CategoryPage {
            ancestors: all.iter().filter(|c| Some(c.id) == category.parent_id).cloned().collect(),
            children: all.iter().filter(|c| c.parent_id == Some(category.id)).cloned().collect(),
            products: ProductPage {
                total: if products.is_empty() { 0 } else { 30 },
                products,
                page,
                page_size: 24,
            },
            category,
        })
    }
}

#[async_trait]
impl Visit for House {
    async fn sign_in(&self, _email: &str, _password: &str) -> Result<Profile> {
        Err(Problem::unauthenticated())
    }
    async fn sign_out(&self) -> Result<()> {
        Ok(())
    }
    async fn profile(&self) -> Result<Option<Profile>> {
        Ok(None)
    }
    async fn merchandising(&self, _tenant: &str) -> Result<Arc<dyn Merchandising>> {
        Err(Problem::unauthenticated())
    }
    async fn operations(&self) -> Result<Arc<dyn Operations>> {
        Err(Problem::unauthenticated())
    }
}

impl Clock for House {
    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

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

#[tokio::test]
async fn what_pages_say_to_machines_is_sound() {
    for (path, kinds) in [
        ("/", &["WebSite", "ItemList"][..]),
        ("/t/linden", &["OnlineStore", "WebSite", "ItemList"]),
        ("/t/linden/c/coats?page=2", &["BreadcrumbList", "ItemList"]),
        ("/t/linden/c/coats?stock=in_stock", &["BreadcrumbList"]),
        ("/t/linden/c/outdoors", &["BreadcrumbList"]),
        ("/t/linden/search?q=coat", &[]),
        ("/t/linden/p/coat", &["Product", "BreadcrumbList"]),
        ("/t/linden/p/coat?variant=2", &["Product", "BreadcrumbList"]),
        ("/directory/t/linden", &["OnlineStore", "BreadcrumbList"]),
    ] {
        let html = shown(path).await;
        assert_eq!(super::structured::tests::sound_blocks(&html), kinds, "{path}");
    }
    // Numbered on from the pages before.
    contains(&shown("/t/linden/c/coats?page=2").await, &[r#""position":25,"#]);
}

#[tokio::test]
async fn pages_are_shared_with_a_picture_and_installed_as_their_shop() {
    let html = shown("/t/linden/p/coat").await;
    contains(
        &html,
        &[
            r#"property="og:image" content="https://shops.example/pictures/7/41/k/960.webp""#,
            r#"property="og:image:width" content="960""#,
            r#"property="og:image:height" content="1200""#,
            r#"property="og:image:alt""#,
            r#"name="twitter:card" content="summary_large_image""#,
            r#"property="og:url" content="https://shops.example/t/linden/p/coat""#,
            r#"https://shops.example/pictures/7/41/k/1440.webp"#,
            r#"href="/t/linden/site.webmanifest" rel="manifest""#,
            r#"href="/t/linden/icon.svg" rel="icon""#,
        ],
    );
    let directory = shown("/").await;
    contains(&directory, &[r#"href="/site.webmanifest" rel="manifest""#, r#"content="summary""#]);
    assert_eq!(directory.matches("rel=\"manifest\"").count(), 1);
    assert_eq!(html.matches("rel=\"manifest\"").count(), 1);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for path in [
        "/nothing",
        "/t/elsewhere",
        "/t/linden/p/hat",
        "/t/linden/c/hats",
        "/t/linden/c/coats?page=x",
        "/directory/t/elsewhere",
    ] {
        let (status, html) = page(Some(House(None)), path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        contains(
            &html,
            &["<h1>Not found</h1>", r#"href="/""#, r#"name="robots" content="noindex""#],
        );
        assert!(html.contains("lang=\"en\""), "{html}");
    }
}

#[tokio::test]
async fn what_is_not_in_a_shop_is_said_in_its_frame() {
    for path in ["/t/linden/p/hat", "/t/linden/c/hats"] {
        let (_, html) = page(Some(House(None)), path).await;
        contains(
            &html,
            &[
                "Back to Linden &amp; Daughters",
                "--accent:#7a4b2f",
                r#"href="/t/linden/c/outdoors""#,
            ],
        );
    }
}

#[tokio::test]
async fn an_option_that_has_gone_leads_to_those_there_are() {
    let (status, html) = page(Some(House(None)), "/t/linden/p/coat?variant=9").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    contains(&html, &["no longer here", "variant=2", r#"name="robots" content="noindex""#]);
}

#[tokio::test]
async fn a_failure_is_said_with_a_way_to_try_again() {
    let failing = || Some(House(Some(Problem::unavailable())));
    for path in ["/", "/t/linden", "/t/linden/p/coat", "/t/linden/c/coats?page=2"] {
        let (status, html) = page(failing(), path).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        contains(&html, &["Try again", &format!(r#"href="{path}""#), "data-retry"]);
    }
}

#[tokio::test]
async fn without_services_pages_fail_and_do_not_panic() {
    for path in ["/", "/t/linden", "/t/linden/c/coats", "/t/linden/p/coat", "/directory/t/linden"] {
        assert_eq!(page(None, path).await.0, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}
