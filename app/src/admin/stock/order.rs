//! One order, whole.

use super::holds::Events;
use super::letters::LetterRow;
use super::mending::MendForm;
use super::{Room, words};
use contract::Customer;
use contract::order::PushState;
use contract::stockroom::{OrderDesk, parameter};
use leptos::prelude::*;

#[component]
pub fn WholeOrder(room: Room<OrderDesk>) -> impl IntoView {
    let of = move |read: fn(&OrderDesk) -> String| Memo::new(move |_| read(&room.desk.read()));
    let state = of(|desk| {
        let Push { state, words } = Push::of(desk);
        [words::order_state(state), ", ", &words].concat()
    });
    let push = Memo::new(move |_| room.desk.read().order.push.clone());
    let customer = Memo::new(move |_| room.desk.read().order.customer.clone());
    let is_rejected = Memo::new(move |_| push.read().state == PushState::Rejected);
    let payment = Memo::new(move |_| room.desk.read().order.payment_url.clone());
    let events = Memo::new(move |_| room.desk.read().events.clone());
    let letters = Memo::new(move |_| room.desk.read().letters.clone());
    let whose = of(|desk| words::whose(&desk.hold.whose));
    // What was bought is never changed.
    let (lines, total, placed) = room.desk.with_untracked(|desk| {
        let order = &desk.order;
        let line = |line: &contract::OrderLine| {
            let address = room.back(&["/stock?", &parameter("sku", &line.sku)].concat());
            let options = (!line.options.is_empty()).then(
                || view! { <span class="aside-line" dir="auto">{line.options.clone()}</span> },
            );
            view! {
                <tr>
                    <th scope="row">
                        <a href=address dir="auto">{line.name.clone()}</a>
                        {options}
                        <span class="aside-line"><code dir="auto">{line.sku.clone()}</code></span>
                    </th>
                    <td class="number">{line.quantity}</td>
                    <td class="number aside">{room.money(line.price_cents, order.currency)}</td>
                    <td class="number">{room.money(line.total_cents(), order.currency)}</td>
                </tr>
            }
        };
        let lines: Vec<_> = order.lines.iter().map(line).collect();
        (lines, room.money(order.total_cents, order.currency), room.moment(order.placed_at))
    });
    let trying = move || {
        let push = push.read();
        let next = push.next_at.filter(|_| push.state == PushState::Waiting && push.attempts > 0);
        next.map(|at| ["Tried again ", &room.moment(at), "."].concat())
    };
    view! {
        <section>
            <dl class="source-facts">
                <div><dt>"State"</dt><dd>{state}</dd></div>
                <div><dt>"Placed"</dt><dd>{placed}</dd></div>
                <div><dt>"From"</dt><dd dir="auto">{whose}</dd></div>
                {move || push.read().remote_id.clone().map(|id| view! {
                    <div><dt>"Called there"</dt><dd dir="auto">{id}</dd></div>
                })}
            </dl>
            {move || push.read().said.clone().map(|said| view! {
                <p class="source-trouble" dir="auto">{said}</p>
            })}
            <p class="hint">{trying}</p>
            {move || payment.get().map(|url| view! {
                <p><a href=url rel="noreferrer">"Where it is paid"</a></p>
            })}
            {move || (is_rejected.get() && room.can_manage()).then(|| view! { <MendForm room/> })}
        </section>
        <section>
            <h2>"What was bought"</h2>
            <div class="admin-table stock" tabindex="0" role="region" aria-label="What was bought">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Article"</th>
                            <th scope="col" class="number">"Pieces"</th>
                            <th scope="col" class="number aside">"Each"</th>
                            <th scope="col" class="number">"Together"</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"Total"</th>
                            <td></td>
                            <td class="aside"></td>
                            <td class="number"><strong>{total}</strong></td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        </section>
        <section>
            <h2>"Who it is for"</h2>
            {move || customer.with(address)}
        </section>
        <section>
            <h2>"Its pieces"</h2>
            <Events room events/>
        </section>
        <section>
            <h2>"Letters about it"</h2>
            {move || letters.read().is_empty().then(|| view! { <p>"None."</p> })}
            <ul class="quarantine" role="list">
                <For each=move || letters.get() key=|it| (it.id, it.attempts) let:letter>
                    <LetterRow room letter is_named=false/>
                </For>
            </ul>
        </section>
        <p><a href=room.back("/orders")>"All orders"</a></p>
    }
}

/// How far it is, with its state.
struct Push {
    state: contract::OrderState,
    words: String,
}

impl Push {
    fn of(desk: &OrderDesk) -> Self {
        Self { state: desk.order.state, words: words::way(&desk.order.push) }
    }
}

fn address(customer: &Customer) -> AnyView {
    let place = [&*customer.postal_code, " ", &customer.city].concat();
    let lines = [&customer.name, &customer.street, &customer.extra, &place, &customer.country];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| view! { <span dir="auto">{line.clone()}</span> })
        .collect();
    let phone = (!customer.phone.is_empty())
        .then(|| view! { <span dir="ltr">{customer.phone.clone()}</span> });
    let mail = (!customer.email.is_empty()).then(|| {
        let to = ["mailto:", &customer.email].concat();
        view! { <a href=to dir="auto">{customer.email.clone()}</a> }
    });
    let note = (!customer.note.is_empty()).then(|| {
        view! { <p class="note" dir="auto">"Their note: " {customer.note.clone()}</p> }
    });
    view! { <address class="stock-address">{lines} {phone} {mail}</address> {note} }.into_any()
}
