//! Counted articles, a line each.

use super::correcting::Correcting;
use super::{Room, words};
use crate::admin::source::ages::ago;
use contract::stockroom::{Inventory, StockLine, StockOwner, parameter};
use leptos::prelude::*;

#[component]
pub fn InventoryTable(room: Room<Inventory>) -> impl IntoView {
    let skus = Memo::new(move |_| {
        let desk = room.desk.read();
        desk.lines.iter().map(|line| line.article.sku.clone()).collect::<Vec<_>>()
    });
    let is_empty = Memo::new(move |_| skus.read().is_empty());
    let owner = Memo::new(move |_| room.desk.read().owner);
    let elsewhere = move || {
        let owner = owner.get();
        (owner != StockOwner::House).then(|| {
            view! {
                <p class="note">
                    "The stock of this shop is counted by " {words::owner(owner)}
                    ". What stands here is what it said last; correct it there."
                </p>
            }
        })
    };
    view! {
        {elsewhere}
        {move || is_empty.get().then(|| view! {
            <p>
                "No counted article is like that. "
                <a href=room.back("/stock")>"Show all of them"</a>
            </p>
        })}
        {move || (!is_empty.get()).then(|| view! {
            <div class="admin-table stock" tabindex="0" role="region" aria-label="Inventory">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Article"</th>
                            <th scope="col" class="number">"Free"</th>
                            <th scope="col" class="number">"Held"</th>
                            <th scope="col" class="number">"Sold"</th>
                            <th scope="col" class="number aside">"On hand"</th>
                            <th scope="col" class="aside">"Corrected"</th>
                            <th scope="col"><span class="sr">"What can be done"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || skus.get() key=String::clone let:sku>
                            <Row room sku/>
                        </For>
                    </tbody>
                </table>
            </div>
        })}
    }
}

#[component]
fn Row(room: Room<Inventory>, sku: String) -> impl IntoView {
    let wanted = sku.clone();
    let line = Memo::new(move |before: Option<&Option<StockLine>>| {
        let desk = room.desk.read();
        let line = desk.lines.iter().find(|line| line.article.sku == wanted).cloned();
        // While it goes it stays as it was.
        line.or_else(|| before.cloned().flatten())
    });
    let number = move |read: fn(&StockLine) -> i64| {
        Memo::new(move |_| line.read().as_ref().map(read).unwrap_or_default())
    };
    let (free, held, sold) = (number(|it| it.free), number(|it| it.held), number(|it| it.sold));
    let on_hand = number(|it| it.on_hand);
    let (name, state) = line.with_untracked(|line| {
        let line = line.as_ref();
        let state = line.and_then(|line| (!line.is_sold).then_some("not on sale"));
        (line.map(|line| words::named(&line.article)).unwrap_or_default(), state)
    });
    let address = room.back(&["/stock?", &parameter("sku", &sku)].concat());
    let lapse = move || {
        let at = line.read().as_ref()?.lapses_at?;
        let left = words::left(room.now.get(), at)?;
        Some(view! { <span class="aside-line">"next " {left}</span> })
    };
    let corrected = move || {
        let line = line.read();
        let last = line.as_ref()?.corrected.as_ref()?;
        Some(view! {
            <span>{ago(room.now.get(), last.at)} " by " {last.actor.clone()}</span>
            <span class="aside-line" dir="auto">{last.reason.clone()}</span>
        })
    };
    let is_open = RwSignal::new(false);
    let can_correct =
        room.can_manage() && room.desk.with_untracked(|it| it.owner) == StockOwner::House;
    let button = words::id_of("correct-open", &sku);
    let (id, label) = (button.clone(), [" ", &name].concat());
    let open = can_correct.then(|| {
        view! {
            <button
                id=id
                class="button quiet"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                "Correct"<span class="sr">{label}</span>
            </button>
        }
    });
    let number = sku.clone();
    let form = move || {
        is_open.get().then(|| view! {
        <tr class="correcting-row">
            <td colspan="7"><Correcting room sku=sku.clone() free is_open back=button.clone()/></td>
        </tr>
    })
    };
    view! {
        <tr>
            <th scope="row">
                <a href=address dir="auto">{name}</a>
                <span class="aside-line"><code dir="auto">{number}</code> {state.map(|words| [", ", words].concat())}</span>
            </th>
            <td class="number" class:warn=move || free.get() == 0>{free}</td>
            <td class="number">{held}{lapse}</td>
            <td class="number">{sold}</td>
            <td class="number aside">{on_hand}</td>
            <td class="aside reason">{corrected}</td>
            <td class="deed">{open}</td>
        </tr>
        {form}
    }
}
