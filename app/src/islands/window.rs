//! The shelves of the shop window.

use crate::components::CardRow;
use crate::islands::strips::{self, Turns};
use crate::live::{self, Card, Place, ShelfCell, Word};
use contract::Layout;
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
    view! {
        <div class="window">
            <For
                each=move || shelves.get()
                key=ShelfCell::key
                children=move |shelf| shelf_view(shelf, place.clone())
            />
        </div>
    }
}

/// Makes an outfit of everything on a shelf; sizes and colours are chosen on its page.
fn whole_look(cards: &ArcRwSignal<Vec<Card>>, place: &Place) -> impl IntoView + use<> {
    let mut ids = String::new();
    for card in cards.read_untracked().iter() {
        ids.push_str(&card.id.0.to_string());
        ids.push(',');
    }
    view! {
        <form method="post" action="/fn/outfit/make">
            <input type="hidden" name="front" value=place.front.to_string()/>
            <input type="hidden" name="products" value=ids/>
            <button class="button">{place.words.text(Word::WholeLook).to_owned()}</button>
        </form>
    }
}

/// A shelf as shoppers see it.
pub fn shelf_view(shelf: ShelfCell, place: Place) -> impl IntoView {
    let ShelfCell { head, cards, .. } = shelf;
    let id = head.id.to_string();
    let title_id = "shelf-".to_owned() + &id;
    let labelled_by = title_id.clone();
    let is_strip = head.layout == Layout::Carousel;
    let turns = is_strip.then(|| {
        let row = cards.clone();
        // Whenever cards come or go.
        Effect::new(move || {
            row.track();
            strips::listen();
        });
        let label = |word| place.words.with(word, &head.name);
        view! { <Turns back=label(Word::PreviousOn) on=label(Word::NextOn)/> }
    });
    let whole = (head.layout == Layout::Look).then(|| whole_look(&cards, &place));
    view! {
        <section
            class="shelf"
            data-shelf-id=id
            data-layout=head.layout.as_str()
            data-strip=is_strip.then_some("part")
            aria-labelledby=labelled_by
        >
            <h2 class="shelf-title" id=title_id>
                <span lang=place.goods.clone()>{head.name.clone()}</span>
            </h2>
            {turns}
            <CardRow class="shelf-row" cards place badge=Some(head.badge.clone())/>
            {whole}
        </section>
    }
}
