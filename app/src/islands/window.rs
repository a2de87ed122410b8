//! The shelves of the shop window.

use crate::components::UniversalProductCard;
use crate::live::{self, Place, ShelfCell};
use leptos::prelude::*;

/// Every shelf on show. Shelves and cards come, go and move by their ids; a card that stays keeps
/// its nodes.
#[island]
pub fn LiveWindow() -> impl IntoView {
    let facts = live::page_facts();
    let place = facts.place.clone();
    let shelves = live::with_store(|store| match &facts.window {
        Some(window) => store.window(window.shelves.clone(), window.seq),
        None => store.window(vec![], facts.seq),
    });
    let is_empty = {
        let shelves = shelves.clone();
        move || shelves.read().is_empty()
    };
    let home = ["/t/", &*place.shop].concat();
    let empty = move || {
        is_empty().then(|| {
            view! {
                <div class="empty">
                    <p class="empty-title">"The window is being dressed."</p>
                    <p>"Nothing stands in it right now; the whole shop is open all the same."</p>
                    <p><a class="button" href=home.clone() + "#categories">"Browse the categories"</a></p>
                </div>
            }
        })
    };
    view! {
        <div class="window">
            <For
                each=move || shelves.get()
                key=|shelf| shelf.id.0
                children=move |shelf| view! { <Shelf shelf place=place.clone()/> }
            />
            {empty}
        </div>
    }
}

#[component]
fn Shelf(shelf: ShelfCell, place: Place) -> impl IntoView {
    let ShelfCell { id, head, cards } = shelf;
    let id = id.to_string();
    let title_id = "shelf-".to_owned() + &id;
    let labelled_by = title_id.clone();
    let (name, layout, worn) = (head.clone(), head.clone(), head);
    view! {
        <section
            class="shelf"
            data-shelf-id=id
            data-layout=move || layout.read().layout.as_str()
            aria-labelledby=labelled_by
        >
            <h2 class="shelf-title" id=title_id>{move || name.read().name.clone()}</h2>
            <ul class="shelf-row" role="list">
                <For
                    each=move || cards.get()
                    key=|card| card.id.0
                    children=move |card| {
                        view! {
                            <li>
                                <UniversalProductCard
                                    card
                                    place=place.clone()
                                    shelf=worn.clone()
                                />
                            </li>
                        }
                    }
                />
            </ul>
        </section>
    }
}
