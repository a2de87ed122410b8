//! What could not be read or made, and why.

use super::Room;
use super::ages::ago;
use contract::Timestamp;
use contract::source::{DeliveryLine, QuarantineLine, Retry};
use leptos::prelude::*;

#[component]
pub fn Quarantine(room: Room) -> impl IntoView {
    let products = Memo::new(move |_| room.desk.read().quarantine.clone());
    let failed = Memo::new(move |_| room.desk.read().failed.clone());
    let more = Memo::new(move |_| {
        let desk = room.desk.read();
        desk.counts.refused - i64::try_from(desk.quarantine.len()).unwrap_or_default()
    });
    let now = Memo::new(move |_| room.desk.read().now);
    let is_empty = Memo::new(move |_| products.read().is_empty() && failed.read().is_empty());
    view! {
        <section>
            <div class="table-head">
                <h2>"Quarantine"</h2>
                {move || (!is_empty.get()).then(|| view! {
                    <button class="button quiet" type="button" on:click=move |_| room.retry(Retry::All) disabled=move || room.is_busy.get()>
                        "Try all again"
                    </button>
                })}
            </div>
            {move || is_empty.get().then(|| view! {
                <p>"Nothing. All that the shop says could be read."</p>
            })}
            <ul class="quarantine" role="list">
                <For each=move || products.get() key=|it| (it.product, it.since, it.faults.len()) let:line>
                    <Product room now line/>
                </For>
                <For each=move || failed.get() key=|it| it.id let:line>
                    <Failed room now line/>
                </For>
            </ul>
            {move || (more.get() > 0).then(|| view! { <p class="hint">{format!("And {} more.", more.get())}</p> })}
        </section>
    }
}

#[component]
fn Product(room: Room, now: Memo<Timestamp>, line: QuarantineLine) -> impl IntoView {
    let id = line.product;
    let name = line.name.unwrap_or_else(|| "Without a name".into());
    let meanwhile = match line.sku {
        Some(sku) => format!("What was shown before stays ({sku})."),
        None => "It is not on show.".into(),
    };
    let faults: Vec<_> = line
        .faults
        .into_iter()
        .map(|fault| {
            let original = (!fault.original.is_empty())
                .then(|| view! { " " <code dir="auto">{fault.original}</code> });
            view! { <li><strong>{fault.field}</strong> " " {fault.reason} {original}</li> }
        })
        .collect();
    view! {
        <li>
            <div>
                <p dir="auto"><strong>{name.clone()}</strong> {format!(" (no. {id} in the shop)")}</p>
                <ul class="faults" role="list">{faults}</ul>
                <p class="hint">{meanwhile} " Since " {move || ago(now.get(), line.since)} "."</p>
            </div>
            <button class="button quiet" type="button" on:click=move |_| room.retry(Retry::Product(id)) disabled=move || room.is_busy.get()>
                "Try again"<span class="sr">{format!(" {name}")}</span>
            </button>
        </li>
    }
}

#[component]
fn Failed(room: Room, now: Memo<Timestamp>, line: DeliveryLine) -> impl IntoView {
    let id = line.id;
    let what = match line.outcome.as_deref() {
        Some("unconfirmed") => "A delivery the shop did not confirm",
        _ => "A delivery that could not be read",
    };
    let received_at = line.received_at;
    view! {
        <li>
            <div>
                <p><strong>{what}</strong> {format!(" ({})", line.topic)}</p>
                <p class="faults" dir="auto">{line.detail}</p>
                <p class="hint">{move || ago(now.get(), received_at)} ", trace " <code>{line.trace_id}</code></p>
            </div>
            <button class="button quiet" type="button" on:click=move |_| room.retry(Retry::Delivery(id)) disabled=move || room.is_busy.get()>
                "Try again"<span class="sr">{format!(" delivery {id}")}</span>
            </button>
        </li>
    }
}
