//! The product card: the same wherever products stand in a row.

use super::badge::BadgeMark;
use super::photo::{Framing, Photo};
use super::price::Price;
use super::stock::Stock;
use crate::live::facts::Picture;
use crate::live::{Card, Place};
use contract::featured::Badge;
use leptos::prelude::*;

/// Cards in a row, by product: one that stays keeps its nodes.
#[component]
pub fn CardRow(
    /// What the style knows the row by.
    class: &'static str,
    cards: ArcRwSignal<Vec<Card>>,
    place: Place,
    /// What the cards wear on this shelf.
    badge: Option<Badge>,
) -> impl IntoView {
    view! {
        <ul class=class role="list">
            <For
                each=move || cards.get()
                key=|card| card.id.0
                children=move |card| {
                    let (place, badge) = (place.clone(), badge.clone());
                    view! { <li><UniversalProductCard card place badge/></li> }
                }
            />
        </ul>
    }
}

/// A product as shoppers see it on shelves and lists. One closure over its signal: when the
/// product changes, the nodes of this card are touched and no others.
#[component]
pub fn UniversalProductCard(card: Card, place: Place, badge: Option<Badge>) -> impl IntoView {
    let Card { id, shown, picture } = card;
    let own_words = place.goods.clone();
    let face = move || {
        let shown = shown.read();
        let product = &shown.product;
        let href = place.path(&["/p/", &product.slug]);
        let (lang, dir) = (place.goods.clone(), place.goods.as_ref().map(|_| "auto"));
        view! {
            <div class="card-face" data-changed=highlight(shown.touched)>
                <div class="picture">
                    {product.image_url.clone().map(|src| {
                        let (served, alt) = (product.picture.clone(), String::new());
                        view! { <Photo src served alt framing=framing(picture)/> }
                    })}
                </div>
                <div class="card-text">
                    <h3 class="card-name">
                        <a href=href lang=lang dir=dir>{product.name.clone()}</a>
                    </h3>
                    <Price
                        cents=product.price_cents
                        former=product.former_price()
                        currency=product.currency
                        place=place.clone()
                    />
                    <Stock
                        availability=product.availability
                        status=product.stock_status
                        stock=product.stock
                        words=place.words.clone()
                    />
                </div>
            </div>
        }
    };
    view! {
        <article class="card" data-product-id=id.to_string()>
            {face}
            {badge.map(|badge| view! { <BadgeMark badge lang=own_words/> })}
        </article>
    }
}

/// Between two in a row on a phone, one and a half in a shelf that scrolls, and a column on a screen.
const SIZES: &str = "(min-width: 34rem) 17rem, 62vw";
const LAZY_SIZES: &str = "auto, (min-width: 34rem) 17rem, 62vw";

fn framing(picture: Picture) -> Framing {
    let is_lazy = picture == Picture::Lazy;
    Framing {
        sizes: if is_lazy { LAZY_SIZES } else { SIZES },
        width: 640,
        height: 800,
        plain: 480,
        loading: if is_lazy { "lazy" } else { "eager" },
        is_first: picture == Picture::First,
    }
}

/// Two names for one animation: it runs anew when the name changes.
pub fn highlight(touched: u32) -> Option<&'static str> {
    match touched {
        0 => None,
        odd if odd % 2 == 1 => Some("odd"),
        _ => Some("even"),
    }
}
