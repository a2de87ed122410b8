//! A list of products that follows the shop.

use crate::components::CardRow;
use crate::live;
use leptos::prelude::*;

/// The products of a category's page, or those that stand near another. They change in place, and leave when they leave the
/// catalogue; what is new is found by the next visit.
#[island]
pub fn LiveGrid() -> impl IntoView {
    let facts = live::page_facts();
    let cards =
        live::with_store(|store| store.list(facts.list.clone(), facts.seq, facts.offer.is_none()));
    view! { <CardRow class="grid" cards place=facts.place.clone() badge=None/> }
}
