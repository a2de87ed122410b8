//! One article: its count, who holds it, who bought it, who corrected it.

use super::correcting::Correcting;
use super::holds::HoldRow;
use super::{Room, words};
use contract::stockroom::{ArticleDesk, Correction, Sale, StockOwner};
use leptos::prelude::*;

const BACK: &str = "correct-open";

#[component]
pub fn Article(room: Room<ArticleDesk>) -> impl IntoView {
    let number = move |read: fn(&ArticleDesk) -> i64| Memo::new(move |_| read(&room.desk.read()));
    let free = number(|desk| desk.line.free);
    let (sku, name, slug, owner) = room.desk.with_untracked(|desk| {
        let article = &desk.line.article;
        (article.sku.clone(), words::named(article), article.slug.clone(), desk.owner)
    });
    let is_open = RwSignal::new(false);
    let can_correct = room.can_manage() && owner == StockOwner::House;
    let open = can_correct.then(|| {
        view! {
            <button
                id=BACK
                class="button"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                "Correct the count"
            </button>
        }
    });
    let elsewhere = (owner != StockOwner::House).then(|| {
        view! {
            <p class="hint">"It is counted by " {words::owner(owner)} ". Correct it there."</p>
        }
    });
    let window = slug.map(|slug| {
        let address = ["/t/", &room.shop(), "/p/", &slug].concat();
        view! { <a href=address>"See it in the window"</a> }
    });
    let code = sku.clone();
    let holds = Memo::new(move |_| room.desk.read().holds.clone());
    let sales = Memo::new(move |_| room.desk.read().sales.clone());
    let corrections = Memo::new(move |_| room.desk.read().corrections.clone());
    view! {
        <section>
            <h2 dir="auto">{name}</h2>
            <p class="hint"><code dir="auto">{code}</code> " " {window}</p>
            <dl class="source-facts">
                <div><dt>"Free"</dt><dd>{free}</dd></div>
                <div><dt>"Held"</dt><dd>{number(|desk| desk.line.held)}</dd></div>
                <div><dt>"Sold"</dt><dd>{number(|desk| desk.line.sold)}</dd></div>
                <div><dt>"On hand"</dt><dd>{number(|desk| desk.line.on_hand)}</dd></div>
            </dl>
            {open}
            {elsewhere}
            {move || is_open.get().then(|| view! {
                <Correcting room sku=sku.clone() free is_open back=BACK/>
            })}
        </section>
        <section>
            <h2>"Held now"</h2>
            {move || holds.read().is_empty().then(|| view! { <p>"By nobody."</p> })}
            <ul class="quarantine" role="list">
                <For each=move || holds.get() key=|hold| (hold.code.clone(), hold.state, hold.expires_at) let:hold>
                    <HoldRow room hold/>
                </For>
            </ul>
        </section>
        <section>
            <h2>"Bought"</h2>
            {move || sales.read().is_empty().then(|| view! { <p>"In none of the latest orders."</p> })}
            <ul class="source-hooks" role="list">
                <For each=move || sales.get() key=|sale| (sale.code.clone(), sale.state) let:sale>
                    <Sold room sale/>
                </For>
            </ul>
        </section>
        <section>
            <h2>"Corrections"</h2>
            {move || corrections.read().is_empty().then(|| view! { <p>"None so far."</p> })}
            <ul class="source-hooks" role="list">
                <For each=move || corrections.get() key=|it| (it.at, it.before, it.after) let:correction>
                    <Corrected room correction/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Sold(room: Room<ArticleDesk>, sale: Sale) -> impl IntoView {
    let address = room.back(&["/orders/", &sale.code].concat());
    view! {
        <li>
            <span><a href=address>"Order " {sale.number}</a> {format!(", {} of it", sale.quantity)}</span>
            <span>{words::order_state(sale.state)} ", " {room.moment(sale.placed_at)}</span>
        </li>
    }
}

#[component]
fn Corrected(room: Room<ArticleDesk>, correction: Correction) -> impl IntoView {
    let Correction { at, before, after, reason, actor } = correction;
    view! {
        <li>
            <span dir="auto">{format!("{before} → {after}: {reason}")}</span>
            <span>{actor} ", " {room.moment(at)}</span>
        </li>
    }
}
