//! A price, and the higher one it came down from.

use crate::live::{Place, Word, money};
use contract::Currency;
use leptos::prelude::*;

/// Amounts in minor units; `former` is shown struck through.
#[component]
pub fn Price(cents: i64, former: Option<i64>, currency: Currency, place: Place) -> impl IntoView {
    let Place { locale, words, .. } = place;
    let former = former.map(|former| {
        view! {
            " "
            <s class="price-former">
                <span class="sr">{words.text(Word::Formerly).to_owned() + " "}</span>
                <bdi>{money::price(former, currency, &locale)}</bdi>
            </s>
        }
    });
    let on_sale = former.is_some();
    view! {
        <p class="price" data-price=cents.to_string() data-sale=on_sale>
            <bdi class="price-now">{money::price(cents, currency, &locale)}</bdi>
            {former}
        </p>
    }
}
