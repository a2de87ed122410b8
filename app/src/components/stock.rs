//! What is said of the stock: a snapshot for orientation, which no operation trusts.

use crate::live::{Word, Words};
use contract::{Availability, StockStatus};
use leptos::prelude::*;

/// A product's or variant's stock in words; the key names it to the style.
fn stock_words(
    words: &Words,
    availability: Availability,
    status: StockStatus,
    stock: Option<i64>,
) -> (&'static str, String) {
    let (key, word) = match (availability, status) {
        (Availability::Discontinued, _) => ("discontinued", Word::NoLongerMade),
        (Availability::Preorder, _) => ("preorder", Word::PreOrder),
        (Availability::OutOfStock, _) | (_, StockStatus::OutOfStock) => {
            ("out_of_stock", Word::SoldOut)
        }
        (_, StockStatus::LowStock) => match stock {
            Some(count) => return ("low_stock", words.counted(Word::OnlyLeft, count)),
            None => ("low_stock", Word::FewLeft),
        },
        _ => ("in_stock", Word::InStock),
    };
    (key, words.text(word).to_owned())
}

#[component]
pub fn Stock(
    availability: Availability,
    status: StockStatus,
    stock: Option<i64>,
    words: Words,
) -> impl IntoView {
    let (key, words) = stock_words(&words, availability, status, stock);
    view! { <span class="stock" data-stock=key>{words}</span> }
}
