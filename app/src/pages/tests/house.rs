//! An invented shop, and what it answers.

use async_trait::async_trait;
use contract::account::Profile;
use contract::featured::Badge;
use contract::ports::{
    Clock, Directory, Merchandising, Operations, Shopping, Sourcing, StockRoom, Storefront, Visit,
};
use contract::product::{Attribute, CategoryPage, CategoryRef, ProductPage, VariantAttribute};
use contract::search::{
    AttributeFacet, CategoryFacet, Facets, PriceFacet, Stock, StockFacet, ValueFacet,
};
use contract::{
    Availability, Category, CategoryId, Currency, FeaturedType, FeaturedTypeId, Language, Layout,
    Picture, Problem, ProductId, Result, SearchQuery, SearchResults, Seq, Shelf, ShopWindow,
    StockStatus, Tenant, TenantId, Timestamp, UniversalProduct, Variant, VariantId,
};
use std::sync::Arc;

/// One shop, `linden`, or the failure every question is answered with.
#[derive(Clone)]
pub struct House(pub Option<Problem>);

pub fn tenant() -> Tenant {
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
        hold_minutes: 30,
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

pub fn coat() -> UniversalProduct {
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

fn shelf(id: i64, name: &str, layout: Layout) -> Shelf {
    Shelf {
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
    }
}

fn window() -> ShopWindow {
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

    async fn looks(&self, product: ProductId) -> Result<Vec<Shelf>> {
        assert_eq!(product, coat().id);
        self.answer(vec![shelf(9, "Rainy day", Layout::Look)])
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
    async fn shopping(&self, _: &str) -> Result<Arc<dyn Shopping>> {
        Err(Problem::unauthenticated())
    }
    async fn stockroom(&self, _: &str) -> Result<Arc<dyn StockRoom>> {
        Err(Problem::unauthenticated())
    }

    async fn sourcing(&self, _: &str) -> Result<Arc<dyn Sourcing>> {
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
