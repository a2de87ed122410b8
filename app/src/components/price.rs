//! A price, and the higher one it came down from.

use crate::live::money;
use contract::Currency;
use leptos::prelude::*;

/// Amounts in minor units; `former` is shown struck through.
#[component]
pub fn Price(
    cents: i64,
    former: Option<i64>,
    currency: Currency,
    locale: std::sync::Arc<str>,
) -> impl IntoView {
    let former = former.map(|former| {
        view! {
            " "
            <s class="price-former">
                <span class="sr">"Formerly "</span>
                {money::price(former, currency, &locale)}
            </s>
        }
    });
    let on_sale = former.is_some();
    view! {
        <p class="price" data-price=cents.to_string() data-sale=on_sale>
            <span class="price-now">{money::price(cents, currency, &locale)}</span>
            {former}
        </p>
    }
}
