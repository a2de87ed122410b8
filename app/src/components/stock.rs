//! What is said of the stock: a snapshot for orientation, which no operation trusts.

use contract::{Availability, StockStatus};
use leptos::prelude::*;

/// A product's or variant's stock in words; the key names it to the style.
pub fn stock_words(
    availability: Availability,
    status: StockStatus,
    stock: Option<i64>,
) -> (&'static str, String) {
    match (availability, status) {
        (Availability::Discontinued, _) => ("discontinued", "No longer made".into()),
        (Availability::Preorder, _) => ("preorder", "Pre-order".into()),
        (Availability::OutOfStock, _) | (_, StockStatus::OutOfStock) => {
            ("out_of_stock", "Sold out".into())
        }
        (_, StockStatus::LowStock) => (
            "low_stock",
            stock
                .map_or("Few left".into(), |count| ["Only ", &count.to_string(), " left"].concat()),
        ),
        _ => ("in_stock", "In stock".into()),
    }
}

#[component]
pub fn Stock(availability: Availability, status: StockStatus, stock: Option<i64>) -> impl IntoView {
    let (key, words) = stock_words(availability, status, stock);
    view! { <span class="stock" data-stock=key>{words}</span> }
}
