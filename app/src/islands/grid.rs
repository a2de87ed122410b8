//! A list of products that follows the shop.

use crate::components::UniversalProductCard;
use crate::live;
use leptos::prelude::*;

/// The products of a category's page. They change in place, and leave when they
/// leave the catalogue; what is new is found by the next visit.
#[island]
pub fn LiveGrid() -> impl IntoView {
    let facts = live::page_facts();
    let place = facts.place.clone();
    let cards = live::with_store(|store| store.list(facts.list.clone(), facts.seq));
    view! {
        <ul class="grid" role="list">
            <For
                each=move || cards.get()
                key=|card| card.id.0
                children=move |card| {
                    view! { <li><UniversalProductCard card place=place.clone()/></li> }
                }
            />
        </ul>
    }
}
