//! What somebody has ordered so far.

use super::order::state_words;
use super::{Room, loaded_own};
use crate::live::moment::iso;
use crate::messages::{Message, Messages};
use contract::Order;
use contract::ports::Shopping;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn OrdersPage() -> impl IntoView {
    let load = async move |own: Arc<dyn Shopping>| own.orders().await;
    loaded_own(load, |room, orders| {
        let title = Messages::of_page().text(Message::Orders).to_owned();
        let list = room.orders(&orders);
        let content = view! {
            <div data-own id="own-orders">{list}</div>
            {room.own_ways()}
        };
        room.page(title, vec![], content.into_any())
    })
}

impl Room {
    fn orders(&self, orders: &[Order]) -> AnyView {
        let messages = Messages::of_page();
        if orders.is_empty() {
            let front = self.place.path(&[]);
            return view! {
                <div class="empty">
                    <p class="empty-title">{messages.text(Message::NoOrders)}</p>
                    <p><a class="button" href=front>{messages.text(Message::GoToWindow)}</a></p>
                </div>
            }
            .into_any();
        }
        let rows: Vec<_> = orders
            .iter()
            .map(|order| {
                let href = self.place.path(&["/orders/", &order.code]);
                let number = order.number.to_string();
                let name = messages.with(Message::OrderNumbered, [("number", &number)]);
                let pieces = order.lines.iter().map(|line| line.quantity).sum();
                let total = crate::live::money::price(
                    order.total_cents,
                    order.currency,
                    &self.place.locale,
                );
                view! {
                    <li class="entry">
                        <h2><a href=href>{name}</a></h2>
                        <p>
                            <time datetime=iso(order.placed_at)>
                                {self.calendar.in_words(order.placed_at, &self.place.locale)}
                            </time>
                        </p>
                        <p>{messages.counted(Message::PiecesCounted, pieces)} ", " <bdi>{total}</bdi></p>
                        <p class="state" data-state=order.state.as_str()>{state_words(order.state)}</p>
                    </li>
                }
            })
            .collect();
        view! { <ul class="entries" role="list">{rows}</ul> }.into_any()
    }
}
