//! What stands on a shelf by its rule, and the one thing to do with it: placing it by hand.

use super::desk::{Desk, Spot};
use super::thumb::Thumb;
use super::words;
use contract::edit::{Action, Edit};
use contract::featured::{BoardShelf, Filled};
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;

#[component]
pub fn FilledByRule(
    desk: Desk,
    id: FeaturedTypeId,
    shelf: Memo<Option<BoardShelf>>,
) -> impl IntoView {
    let products = Memo::new(move |_| {
        let shelf = shelf.read();
        let filled = shelf.iter().flat_map(|shelf| &shelf.filled);
        filled.map(|filled| filled.product.id).collect::<Vec<_>>()
    });
    let name = move || {
        let shelf = shelf.read();
        let name = shelf.as_ref().map(|shelf| shelf.featured_type.name.clone());
        ["Added by the rule of ", &name.unwrap_or_default()].concat()
    };
    view! {
        <Show when=move || !products.read().is_empty()>
            <ul class="board-items board-filled" role="list" aria-label=name data-filled>
                <For
                    each=move || products.get()
                    key=|product| product.0
                    children=move |product| view! { <OneFilled desk id shelf product/> }
                />
            </ul>
        </Show>
    }
}

#[component]
fn OneFilled(
    desk: Desk,
    id: FeaturedTypeId,
    shelf: Memo<Option<BoardShelf>>,
    product: ProductId,
) -> impl IntoView {
    let filled = Memo::new(move |_| {
        let shelf = shelf.read();
        shelf.as_ref()?.filled.iter().find(|filled| filled.product.id == product).cloned()
    });
    let name = Memo::new(move |_| {
        filled.read().as_ref().map(|filled| filled.product.name.clone()).unwrap_or_default()
    });
    let picture = move || {
        let Filled { product, .. } = filled.get()?;
        Some(view! { <Thumb name=product.name.clone() src=product.picture_at(240)/> })
    };
    let state = Memo::new(move |_| {
        let (filled, shelf) = (filled.read(), shelf.read());
        let (filled, shelf) = (filled.as_ref()?, shelf.as_ref()?);
        let at = desk.board.read_untracked().at;
        let words = desk.clock.with_value(|clock| words::state(filled.state, shelf, at, clock));
        Some((words::is_shown(filled.state, shelf), words))
    });
    let is_shown = move || state.get().is_some_and(|(is_shown, _)| is_shown);
    let price = move || filled.get().map(|filled| filled.product.formatted_price);
    let pin = move |_| {
        let said = [&*name.read(), " now stands on ", &desk.name_of(id), " by hand."].concat();
        let action = Action::Place { position: None, starts_at: None, ends_at: None };
        let edit = Edit { type_id: id, product_id: product, seen: None, action };
        desk.edit(Spot::Shelf(id), said, vec![edit], None);
    };
    view! {
        <li
            class="board-item"
            data-product-id=product.to_string()
            data-state=move || if is_shown() { "shown" } else { "hidden" }
        >
            <div class="board-item-row" data-fixed="true">
                {picture}
                <div class="board-item-facts">
                    <p class="board-item-name">{move || name.get()}</p>
                    <p class="board-item-state">
                        <span class="board-rule">"By rule"</span>
                        <span class="state">{move || state.get().map(|(_, words)| words)}</span>
                        <span>{price}</span>
                    </p>
                </div>
                {desk.can_edit.then(|| view! {
                    <div class="board-item-tools">
                        <button
                            type="button"
                            class="tool"
                            aria-label=move || ["Pin ", &name.read()].concat()
                            on:click=pin
                        >
                            "Pin"
                        </button>
                    </div>
                })}
            </div>
        </li>
    }
}
