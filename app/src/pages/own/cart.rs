//! The cart.

use super::held::active;
use super::lines::{line_id, name_of};
use super::said::Said;
use super::{Deed, Room, loaded_own, products_of};
use crate::messages::{Message, Messages};
use crate::pages::query;
use crate::posted::Posted;
use contract::cart::MOST_LINES;
use contract::ports::Shopping;
use contract::stock::MOST_PIECES;
use contract::{Cart, CartLine};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn CartPage() -> impl IntoView {
    // The page's one form of its own: the word it brings stands on the page and in no address.
    let wants_link = Posted::of_request().is_some();
    let join = query("join");
    let load = async move |own: Arc<dyn Shopping>| {
        let link = if wants_link { Some(own.cart_link().await?) } else { None };
        Ok((own.cart().await?, link))
    };
    loaded_own(load, move |room, (cart, link)| {
        let title = Messages::of_page().text(Message::Cart).to_owned();
        let join = join.map(|word| room.join(word));
        let products = products_of(&cart.lines);
        let content = view! {
            <Said/>
            {join}
            <div data-own id="own-cart">{room.cart(&cart)}</div>
            {room.other_device(link, cart.lines.is_empty())}
            {room.own_ways()}
        };
        room.page(title, products, content.into_any())
    })
}

impl Room {
    fn cart(&self, cart: &Cart) -> AnyView {
        let messages = Messages::of_page();
        if cart.lines.is_empty() {
            let front = self.place.path(&[]);
            return view! {
                <div class="empty">
                    <p class="empty-title">{messages.text(Message::CartEmpty)}</p>
                    <p><a class="button" href=front>{messages.text(Message::GoToWindow)}</a></p>
                </div>
            }
            .into_any();
        }
        let lines: Vec<_> = cart.lines.iter().map(|line| self.cart_line(line)).collect();
        let is_unknown = cart.lines.iter().any(|line| line.is_there().is_none());
        let again = is_unknown.then(|| {
            let here = self.place.path(&["/cart"]);
            view! {
                <p class="note">
                    {messages.text(Message::CannotTellLead)} " "
                    <a href=here data-retry>{messages.text(Message::TryAgain)}</a>
                </p>
            }
        });
        let held = active(cart).map(|hold| {
            view! {
                {self.held_until(hold)}
                {self.hold_deeds(hold)}
            }
        });
        let place = self.place.clone();
        let is_full = cart.lines.len() >= MOST_LINES;
        let full =
            is_full.then(|| view! { <p class="note">{messages.text(Message::CartFull)}</p> });
        view! {
            <ul class="lines" role="list">{lines}</ul>
            <section class="sum" aria-label=messages.text(Message::Total)>
                {full}
                {again}
                <p class="sum-total">
                    <span>{messages.text(Message::Total)}</span>
                    " "
                    <bdi class="price-now">{self.price(cart.total_cents())}</bdi>
                </p>
                {held}
                <Deed
                    action="/fn/hold/take"
                    place
                    words=messages.text(Message::ToCheckout).to_owned()
                    class="button"
                />
                <p class="sum-note">{messages.text(Message::ToCheckoutLead)}</p>
            </section>
        }
        .into_any()
    }

    fn cart_line(&self, line: &CartLine) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let (sku, quantity) = (line.item.sku.clone(), line.item.quantity);
        let id = format!("quantity-{}", line_id(line));
        let name = name_of(line);
        let product = line.product.as_ref().map(|product| product.id.to_string());
        let front = self.place.front.to_string();
        let price = line.price_cents();
        let each = price.filter(|_| quantity > 1).map(|price| {
            let price = self.price(price);
            view! { <p class="line-each">{messages.with(Message::PriceEach, [("price", &price)])}</p> }
        });
        let total = price.map(|price| self.price(price.saturating_mul(quantity)));
        let take = Self::left(line).map(|left| {
            let (place, words) = (self.place.clone(), messages.counted(Message::TakeLeft, left));
            let fields = vec![("sku", sku.clone()), ("quantity", left.to_string())];
            view! { <Deed action="/fn/cart/set" place fields words class="plain"/> }
        });
        let quantity_words = messages.text(Message::Quantity);
        let label = format!("{quantity_words}, {name}");
        let remove = vec![("sku", sku.clone()), ("quantity", "0".to_owned())];
        view! {
            <li class="line" data-product-id=product data-short=(line.is_there() == Some(false)).then_some("")>
                {self.line_head(line)}
                {each}
                <div class="line-there">{self.line_stock(line)} {take}</div>
                <div class="line-deeds">
                    <form method="post" action="/fn/cart/set" class="quantity">
                        <input type="hidden" name="front" value=front/>
                        <input type="hidden" name="sku" value=sku/>
                        <input
                            type="number"
                            name="quantity"
                            id=id
                            aria-label=label
                            min="0"
                            max=MOST_PIECES.to_string()
                            required
                            inputmode="numeric"
                            value=quantity.to_string()
                        />
                        <button class="button quiet">
                            {messages.text(Message::Update)} <span class="sr">" "{name.clone()}</span>
                        </button>
                    </form>
                    <Deed
                        action="/fn/cart/set"
                        place=self.place.clone()
                        fields=remove
                        words=messages.text(Message::RemoveLine).to_owned()
                        class="plain"
                        object=name
                    />
                </div>
                <p class="line-total"><bdi>{total}</bdi></p>
            </li>
        }
    }

    /// A cart is joined by a button, not by looking at an address.
    fn join(&self, word: String) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let words = messages.text(Message::JoinCart).to_owned();
        view! {
            <section class="panel" aria-labelledby="join-title">
                <h2 id="join-title">{messages.text(Message::JoinCartTitle)}</h2>
                <p>{messages.text(Message::JoinCartLead)}</p>
                <Deed
                    action="/fn/cart/join"
                    place=self.place.clone()
                    fields=vec![("word", word)]
                    words
                    class="button"
                />
            </section>
        }
    }

    fn other_device(&self, word: Option<String>, is_empty: bool) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let here = self.place.path(&["/cart"]);
        if let Some(word) = word {
            let url = crate::shell::PublicOrigin::of_request().url(&format!("{here}?join={word}"));
            return Some(view! {
                <section class="panel">
                    <h2><label for="cart-link">{messages.text(Message::CartLinkTitle)}</label></h2>
                    <p id="cart-link-lead">{messages.text(Message::CartLinkLead)}</p>
                    <input
                        id="cart-link"
                        class="wide"
                        type="text"
                        readonly
                        autofocus
                        aria-describedby="cart-link-lead"
                        value=url
                    />
                </section>
            }.into_any());
        }
        (!is_empty).then(|| {
            view! {
                <form method="post" action=here class="aside">
                    <button class="plain">{messages.text(Message::CartLink)}</button>
                </form>
            }
            .into_any()
        })
    }

    /// To what else is one's own.
    pub(super) fn own_ways(&self) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let (orders, outfits) = (self.place.path(&["/orders"]), self.place.path(&["/outfits"]));
        view! {
            <nav class="own-ways" aria-label=messages.text(Message::OwnThings)>
                <ul role="list">
                    <li><a href=orders>{messages.text(Message::Orders)}</a></li>
                    <li><a href=outfits>{messages.text(Message::Outfits)}</a></li>
                </ul>
            </nav>
        }
    }
}
