//! The price and stock of a product's own page.

use crate::components::card::highlight;
use crate::components::price::Price;
use crate::components::stock::Stock;
use crate::live::{self, Place};
use contract::{Seq, StockStatus, Timestamp, UniversalProduct, Variant};
use leptos::prelude::*;

/// What can be said of the chosen form, or of the product when none is chosen.
#[island]
pub fn LiveOffer(
    place: Place,
    seq: Seq,
    /// As a summary.
    product: UniversalProduct,
    variant: Option<Variant>,
    /// Whether the price is the lowest of several.
    is_from: bool,
    has_variants: bool,
) -> impl IntoView {
    let here = crate::components::shop_path(&place.shop, &["/p/", &product.slug]);
    let here = match &variant {
        Some(variant) => here + "?variant=" + &variant.id.to_string(),
        None => here,
    };
    let shown = live::with_store(|store| store.product(product, seq));
    let offer = move || {
        let shown = shown.read();
        let product = &shown.product;
        let (cents, former, status, stock) = match &variant {
            Some(v) => {
                let former = v.compare_at_cents.filter(|before| *before > v.price_cents);
                (v.price_cents, former, v.stock_status, v.stock)
            }
            None => {
                let status = if shown.gone { StockStatus::OutOfStock } else { product.stock_status };
                (product.price_cents, product.former_price(), status, product.stock)
            }
        };
        // Frames tell of the product, not of its forms.
        let outdated = (has_variants && shown.touched > 0 && !shown.gone).then(|| {
            view! {
                <p class="note">
                    "This product has just changed. "
                    <a href=here.clone()>"Show the latest options"</a>
                </p>
            }
        });
        let gone = shown.gone.then(|| {
            view! { <p class="note">"This product has just left the shop."</p> }
        });
        view! {
            <div class="offer-face" data-changed=highlight(shown.touched)>
                {is_from.then(|| view! { <span class="offer-from">"from"</span> })}
                <Price cents former currency=product.currency locale=place.locale.clone()/>
                <p class="offer-stock">
                    <Stock availability=product.availability status stock/>
                    " "
                    <span class="as-of">
                        "as of "
                        <time datetime=product.updated_at.to_rfc3339()>
                            {moment(product.updated_at)}
                        </time>
                    </span>
                </p>
                {outdated}
                {gone}
            </div>
        }
    };
    view! { <div class="offer">{offer}</div> }
}

/// A moment without a zone of its own: every reader's calendar agrees on it.
fn moment(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    [text.get(..10).unwrap_or_default(), " ", text.get(11..16).unwrap_or_default(), " UTC"].concat()
}
