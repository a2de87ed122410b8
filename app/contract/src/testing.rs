//! What tests begin with.

use crate::{
    Availability, Currency, ProductId, StockStatus, TenantId, Timestamp, UniversalProduct,
};

/// A product of shop 1 with nothing special to it: it can be had, is not counted, and has neither
/// picture nor category.
pub fn product(id: i64) -> UniversalProduct {
    UniversalProduct {
        id: ProductId(id),
        tenant_id: TenantId(1),
        sku: format!("sku-{id}"),
        name: format!("Product {id}"),
        slug: format!("product-{id}"),
        price_cents: 1_000,
        compare_at_cents: None,
        currency: Currency::EUR,
        stock: None,
        availability: Availability::InStock,
        stock_status: StockStatus::InStock,
        is_on_sale: false,
        formatted_price: String::new(),
        image_url: None,
        picture: None,
        category: None,
        updated_at: Timestamp(0),
        description: String::new(),
        gallery: Vec::new(),
        pictures: Vec::new(),
        attributes: Vec::new(),
        variants: Vec::new(),
    }
}
