//! Orders, a line each.

use super::{Room, words};
use contract::stockroom::{OrderPage, OrderSummary};
use leptos::prelude::*;

#[component]
pub fn Orders(room: Room<OrderPage>) -> impl IntoView {
    let orders = Memo::new(move |_| room.desk.read().orders.clone());
    let is_empty = Memo::new(move |_| orders.read().is_empty());
    let counts = Memo::new(move |_| room.desk.with(|desk| (desk.waiting, desk.rejected)));
    let queue = move || {
        let link = |count: i64, words: &'static str, way: &'static str| {
            (count > 0).then(|| {
                let address = room.back(&["/orders?way=", way].concat());
                view! { <a href=address>{format!("{count} {words}")}</a> " " }
            })
        };
        let (waiting, rejected) = counts.get();
        (waiting + rejected > 0).then(|| {
            view! {
                <p class="queue">
                    {link(rejected, "rejected", "rejected")}
                    {link(waiting, "on their way", "waiting")}
                </p>
            }
        })
    };
    view! {
        {queue}
        {move || is_empty.get().then(|| view! {
            <p>"No order is like that. " <a href=room.back("/orders")>"Show all of them"</a></p>
        })}
        {move || (!is_empty.get()).then(|| view! {
            <div class="admin-table stock" tabindex="0" role="region" aria-label="Orders">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Order"</th>
                            <th scope="col">"Of"</th>
                            <th scope="col" class="number aside">"Pieces"</th>
                            <th scope="col" class="number">"Total"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="aside">"Placed"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For
                            each=move || orders.get()
                            key=|it| (it.code.clone(), it.state, it.push.state, it.push.attempts)
                            let:order
                        >
                            <Row room order/>
                        </For>
                    </tbody>
                </table>
            </div>
        })}
    }
}

#[component]
fn Row(room: Room<OrderPage>, order: OrderSummary) -> impl IntoView {
    let address = room.back(&["/orders/", &order.code].concat());
    let is_wanting = words::is_wanting(&order.push);
    view! {
        <tr>
            <th scope="row"><a href=address>{order.number}</a></th>
            <td class="who">
                <span dir="auto">{order.name}</span>
                <span class="aside-line" dir="auto">{order.email}</span>
            </td>
            <td class="number aside">{order.pieces}</td>
            <td class="number">{room.money(order.total_cents, order.currency)}</td>
            <td class="reason">
                {words::order_state(order.state)} ", "
                <span class:warn=is_wanting>{words::way(&order.push)}</span>
                {order.push.said.map(|said| view! { <span class="aside-line" dir="auto">{said}</span> })}
            </td>
            <td class="aside">{room.moment(order.placed_at)}</td>
        </tr>
    }
}
