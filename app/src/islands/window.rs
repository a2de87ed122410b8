//! The shelves of the shop window.

use crate::components::{CardRow, shop_path};
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
    let categories = shop_path(&place.shop, &["#categories"]);
    // The style shows the notice while there is no shelf.
    view! {
        <div class="window">
            <For
                each=move || shelves.get()
                key=ShelfCell::key
                children=move |shelf| shelf_view(shelf, place.clone())
            />
            <div class="empty">
                <p class="empty-title">"The window is being dressed."</p>
                <p>"Nothing stands in it right now; the whole shop is open all the same."</p>
                <p><a class="button" href=categories>"Browse the categories"</a></p>
            </div>
        </div>
    }
}

fn shelf_view(shelf: ShelfCell, place: Place) -> impl IntoView {
    let ShelfCell { head, cards, .. } = shelf;
    let id = head.id.to_string();
    let title_id = "shelf-".to_owned() + &id;
    let labelled_by = title_id.clone();
    view! {
        <section
            class="shelf"
            data-shelf-id=id
            data-layout=head.layout.as_str()
            aria-labelledby=labelled_by
        >
            <h2 class="shelf-title" id=title_id>{head.name.clone()}</h2>
            <CardRow class="shelf-row" cards place badge=Some(head.badge.clone())/>
        </section>
    }
}
