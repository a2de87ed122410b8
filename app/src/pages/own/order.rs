//! One order.

use super::{Room, loaded_own};
use crate::components::countries::country_name;
use crate::live::moment::iso;
use crate::live::money;
use crate::messages::{Message, Messages};
use crate::pages::parameter;
use contract::ports::Shopping;
use contract::{Customer, Order, OrderState};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn OrderPage() -> impl IntoView {
    let code = parameter("order");
    let load = async move |own: Arc<dyn Shopping>| own.order(&code).await;
    loaded_own(load, |room, order| {
        let number = order.number.to_string();
        let title = Messages::of_page().with(Message::OrderNumbered, [("number", &number)]);
        let content = view! {
            <div data-own id="own-order">{room.order_state(&order)}</div>
            {room.order(&order)}
            {room.own_ways()}
        };
        room.page(title, vec![], content.into_any())
    })
}

/// How far an order is, in a few words.
pub fn state_words(state: OrderState) -> &'static str {
    Messages::of_page().text(match state {
        OrderState::Placing => Message::OrderPlacing,
        OrderState::Placed => Message::OrderPlaced,
        OrderState::Refused => Message::OrderRefused,
    })
}

impl Room {
    /// How far it is, and what happens next.
    fn order_state(&self, order: &Order) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let lead = match order.state {
            OrderState::Placing => Message::OrderPlacingLead,
            OrderState::Placed => Message::OrderPlacedLead,
            OrderState::Refused => Message::OrderRefusedLead,
        };
        let pay = order.payment_url.clone().filter(|_| order.state != OrderState::Refused);
        let pay = pay.map(|href| {
            view! { <p><a class="button" href=href>{messages.text(Message::PayNow)}</a></p> }
        });
        let invoice = order.is_on_invoice();
        let invoice = invoice.then(|| view! { <p>{messages.text(Message::PayInvoice)}</p> });
        let again = (order.state == OrderState::Refused).then(|| {
            let href = self.place.path(&["/cart"]);
            view! { <p><a class="button" href=href>{messages.text(Message::BackToCart)}</a></p> }
        });
        view! {
            <p class="order-state state" data-state=order.state.as_str()>{state_words(order.state)}</p>
            <p>{messages.text(lead)}</p>
            {pay}
            {invoice}
            {again}
        }
    }

    fn order(&self, order: &Order) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let price = |cents| money::price(cents, order.currency, &self.place.locale);
        let rows: Vec<_> = order
            .lines
            .iter()
            .map(|line| {
                let options = Some(line.options.clone()).filter(|options| !options.is_empty());
                let options = options.map(|options| view! { <br/> <small>{options}</small> });
                let goods = self.place.goods.clone();
                view! {
                    <tr>
                        <th scope="row" lang=goods dir="auto">{line.name.clone()}{options}</th>
                        <td>{line.quantity.to_string()}</td>
                        <td><bdi>{price(line.price_cents)}</bdi></td>
                        <td><bdi>{price(line.total_cents())}</bdi></td>
                    </tr>
                }
            })
            .collect();
        let placed_at = self.calendar.in_words(order.placed_at, &self.place.locale);
        let note = Some(order.customer.note.clone()).filter(|note| !note.is_empty());
        let note = note.map(|note| {
            view! { <h2>{messages.text(Message::OrderNote)}</h2> <p dir="auto">{note}</p> }
        });
        view! {
            <p class="order-moment">
                {messages.text(Message::OrderedAt)} " "
                <time datetime=iso(order.placed_at)>{placed_at}</time>
            </p>
            <table class="order-lines">
                <caption class="sr">{messages.text(Message::OrderedThings)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{messages.text(Message::Product)}</th>
                        <th scope="col">{messages.text(Message::Quantity)}</th>
                        <th scope="col">{messages.text(Message::Each)}</th>
                        <th scope="col">{messages.text(Message::Sum)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="2">{messages.text(Message::Total)}</th>
                        <td></td>
                        <td><bdi>{price(order.total_cents)}</bdi></td>
                    </tr>
                </tfoot>
            </table>
            <section class="order-to">
                <h2>{messages.text(Message::SentTo)}</h2>
                {address(&order.customer)}
                {note}
            </section>
        }
    }
}

fn address(customer: &Customer) -> impl IntoView + use<> {
    let town = format!("{} {}", customer.postal_code, customer.city);
    let country = country_name(&customer.country);
    let lines = [&customer.name, &customer.street, &customer.extra, &town, &country];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <span dir="auto">{line.clone()}</span> <br/> })
        .collect();
    let reached: Vec<_> = [&customer.email, &customer.phone]
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { <bdi>{line.clone()}</bdi> <br/> })
        .collect();
    view! {
        <address>{lines}</address>
        <p>{reached}</p>
    }
}
