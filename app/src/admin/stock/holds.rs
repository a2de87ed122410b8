//! What is set aside, for whom, and for how long.

use super::{Room, Shown, words};
use crate::admin::session::kept;
use crate::api::stock as api;
use contract::hold::HoldEvent;
use contract::stockroom::{HoldDesk, HoldLine, HoldPage, StockOwner, parameter};
use contract::{HoldState, Timestamp};
use leptos::prelude::*;

#[component]
pub fn Holds(room: Room<HoldPage>) -> impl IntoView {
    let holds = Memo::new(move |_| room.desk.read().holds.clone());
    let is_empty = Memo::new(move |_| holds.read().is_empty());
    view! {
        {move || is_empty.get().then(|| view! {
            <p>
                "Nothing is set aside. " <a href=room.back("/orders")>"See what was ordered"</a>
            </p>
        })}
        <ul class="quarantine" role="list">
            <For each=move || holds.get() key=|hold| (hold.code.clone(), hold.state, hold.expires_at) let:hold>
                <HoldRow room hold/>
            </For>
        </ul>
    }
}

/// Until when, counted down.
#[component]
fn Until<T: Shown>(room: Room<T>, state: HoldState, expires_at: Timestamp) -> impl IntoView {
    let words = move || match (state, words::left(room.now.get(), expires_at)) {
        (HoldState::Active, Some(left)) => ["lets go in ", &left].concat(),
        (HoldState::Active, None) => "lets go now".into(),
        (HoldState::Confirming, _) => "its order waits for the owner of the stock".into(),
        (state, _) => words::hold_state(state).into(),
    };
    view! { <span class="until">{words}</span> }
}

#[component]
pub fn HoldRow<T: Shown>(room: Room<T>, hold: HoldLine) -> impl IntoView {
    let pieces: Vec<_> = hold
        .pieces
        .iter()
        .map(|piece| view! { <li dir="auto">{words::piece(piece)}</li> })
        .collect();
    let customer = hold.customer_id.clone().map(|id| [", for ", &id].concat());
    let elsewhere = (hold.owner != StockOwner::House)
        .then(|| [", counted by ", words::owner(hold.owner)].concat());
    let address = room.back(&["/holds?", &parameter("code", &hold.code)].concat());
    let can_release = room.can_manage() && hold.state == HoldState::Active;
    let (code, state, expires_at) = (hold.code.clone(), hold.state, hold.expires_at);
    let label = hold.pieces.iter().map(words::piece).collect::<Vec<_>>().join(", ");
    view! {
        <li>
            <div>
                <ul role="list">{pieces}</ul>
                <p class="hint">
                    <span dir="auto">{words::whose(&hold.whose)} {customer} {elsewhere}</span> " · "
                    <Until room state expires_at/>
                    {hold.is_extended.then_some(", given more time")} " · "
                    <a href=address>"What happened"<span class="sr">{[" to ", &label].concat()}</span></a>
                </p>
            </div>
            {can_release.then(|| view! { <Release room code label=label.clone()/> })}
        </li>
    }
}

/// Asked twice: somebody may be about to pay.
#[component]
fn Release<T: Shown>(room: Room<T>, code: String, label: String) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    let (code, label) = (StoredValue::new(code), StoredValue::new(label));
    let release = move |_| {
        let call =
            async move { kept(|| api::release_any_hold(room.shop(), code.get_value())).await };
        room.act("It is let go of. Others can have it now.".into(), call);
    };
    move || {
        match is_asking.get() {
        false => view! {
            <button class="button quiet" type="button" on:click=move |_| is_asking.set(true)>
                "Let go"<span class="sr">{[" of ", &label.get_value()].concat()}</span>
            </button>
        }
        .into_any(),
        true => view! {
            <div class="board-form-actions" role="group" aria-label="Somebody may be about to order it.">
                <button class="button" type="button" autofocus on:click=release disabled=move || room.is_busy.get()>
                    "Yes, let go"<span class="sr">{[" of ", &label.get_value()].concat()}</span>
                </button>
                <button class="button quiet" type="button" on:click=move |_| is_asking.set(false)>"Keep it"</button>
            </div>
        }
        .into_any(),
    }
    }
}

#[component]
pub fn HoldHistory(room: Room<HoldDesk>) -> impl IntoView {
    let hold = Memo::new(move |_| room.desk.read().hold.clone());
    let order = Memo::new(move |_| hold.read().order.clone());
    let events = Memo::new(move |_| room.desk.read().events.clone());
    view! {
        <section>
            <h2>"What is set aside"</h2>
            <ul class="quarantine" role="list">
                <For each=move || [hold.get()] key=|hold| (hold.state, hold.expires_at) let:hold>
                    <HoldRow room hold/>
                </For>
            </ul>
            {move || order.get().map(|code| view! {
                <p><a href=room.back(&["/orders/", &code].concat())>"See its order"</a></p>
            })}
        </section>
        <section>
            <h2>"What happened"</h2>
            <Events room events/>
        </section>
        <p><a href=room.back("/holds")>"All that is held"</a></p>
    }
}

#[component]
pub fn Events<T: Shown>(room: Room<T>, events: Memo<Vec<HoldEvent>>) -> impl IntoView {
    let numbered = move || events.get().into_iter().enumerate().collect::<Vec<_>>();
    let line = move |(_, HoldEvent { at, what }): (usize, HoldEvent)| {
        let words = words::happened(&what, |at| room.moment(at));
        view! { <li><span dir="auto">{words}</span> <span>{room.moment(at)}</span></li> }
    };
    view! {
        <ul class="source-hooks" role="list">
            <For each=numbered key=|(n, _)| *n children=line/>
        </ul>
    }
}
