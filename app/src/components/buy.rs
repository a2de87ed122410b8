//! Putting a product in the cart, or into an outfit. The forms are the same for everyone.

use crate::live::Place;
use crate::messages::{Message, Messages};
use crate::own::ask_ahead;
use contract::{Availability, StockStatus, UniversalProduct, Variant};
use leptos::prelude::*;

/// `chosen` is the form the address names.
pub fn buy(
    product: &UniversalProduct,
    chosen: Option<&Variant>,
    place: &Place,
) -> impl IntoView + use<> {
    let messages = Messages::of_page();
    let is_open = chosen.is_none() && !product.variants.is_empty();
    let is_made = product.availability != Availability::Discontinued;
    let status = chosen.map_or(product.stock_status, |variant| variant.stock_status);
    let is_preorder = product.availability == Availability::Preorder;
    // As of the snapshot: whoever comes when there is more gets another page.
    let is_sold_out = !is_preorder && status == StockStatus::OutOfStock;
    let why = match (is_made, is_open, is_sold_out) {
        (false, ..) => Some(Message::NotSold),
        (true, true, _) => Some(Message::ChooseFirst),
        (true, false, true) => Some(Message::SoldOutNow),
        (true, false, false) => None,
    };
    let sku = chosen.map_or(&product.sku, |variant| &variant.sku);
    // An outfit's piece may be left open.
    let piece = if is_open { String::new() } else { sku.clone() };
    // Of what has one form only, the open page follows whether there is some.
    let note = why.or(product.variants.is_empty().then_some(Message::SoldOutNow)).map(|note| {
        view! {
            <p class="buy-note" id="why-not" hidden=why.is_none()>{messages.text(note)}</p>
        }
    });
    let why_id = note.as_ref().map(|_| "why-not");
    let form = |sku: String, class, words, added, kind: &'static str| {
        let is_cart = kind == "/fn/cart/add";
        let is_barred = is_cart && why.is_some();
        view! {
            <form
                method="post"
                action=kind
                data-add-form
                data-added=messages.text(added)
                data-undo=is_cart.then(|| messages.text(Message::Undo))
                data-way=place.path(&[if is_cart { "/cart" } else { "/outfits" }])
                data-way-words=messages.text(if is_cart { Message::Cart } else { Message::Outfits })
            >
                <input type="hidden" name="front" value=place.front.to_string()/>
                <input type="hidden" name="product" value=product.id.to_string()/>
                <input type="hidden" name="sku" value=sku/>
                <button
                    class=class
                    disabled=is_barred
                    data-add=is_cart
                    aria-describedby=why_id.filter(|_| is_cart)
                >
                    {messages.text(words)}
                </button>
            </form>
        }
    };
    let to_cart =
        form(sku.clone(), "button", Message::AddToCart, Message::AddedToCart, "/fn/cart/add");
    let to_outfit =
        form(piece, "button quiet", Message::AddToOutfit, Message::AddedToOutfit, "/fn/outfit/add");
    view! {
        {ask_ahead()}
        <div class="buying">
            <div class="buy">
                {to_cart}
                {is_made.then_some(to_outfit)}
                {note}
            </div>
            <p class="buy-said" role="status" data-added-said></p>
        </div>
    }
}
