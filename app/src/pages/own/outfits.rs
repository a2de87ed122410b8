//! The outfits somebody keeps.

use super::{Deed, Room, loaded_own};
use crate::messages::{Message, Messages};
use contract::Outfit;
use contract::outfit::MOST_PIECES;
use contract::ports::Shopping;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn OutfitsPage() -> impl IntoView {
    let load = async move |own: Arc<dyn Shopping>| own.outfits().await;
    loaded_own(load, |room, outfits| {
        let title = Messages::of_page().text(Message::Outfits).to_owned();
        let list = room.outfits(&outfits);
        let content = view! {
            <div data-own id="own-outfits">{list}</div>
            {room.own_ways()}
        };
        room.page(title, vec![], content.into_any())
    })
}

impl Room {
    fn outfits(&self, outfits: &[Outfit]) -> AnyView {
        let messages = Messages::of_page();
        if outfits.is_empty() {
            let front = self.place.path(&[]);
            return view! {
                <div class="empty">
                    <p class="empty-title">{messages.text(Message::NoOutfits)}</p>
                    <p>{messages.text(Message::NoOutfitsLead)}</p>
                    <p><a class="button" href=front>{messages.text(Message::GoToWindow)}</a></p>
                </div>
            }
            .into_any();
        }
        let rows: Vec<_> = outfits
            .iter()
            .map(|outfit| {
                let href = self.place.path(&["/outfits/", &outfit.code]);
                let pieces = i64::try_from(outfit.pieces.len()).unwrap_or(i64::MAX);
                let count = messages.counted(Message::PiecesCounted, pieces);
                let is_full = outfit.pieces.len() >= MOST_PIECES;
                let full = is_full.then(|| view! { " " {messages.text(Message::OutfitFull)} });
                view! {
                    <li class="entry">
                        <h2 dir="auto"><a href=href>{outfit.name.clone()}</a></h2>
                        <p>{count}{full}</p>
                        <Deed
                            action="/fn/outfit/remove"
                            place=self.place.clone()
                            fields=vec![("code", outfit.code.clone())]
                            words=messages.text(Message::DeleteOutfit).to_owned()
                            class="plain"
                            object=outfit.name.clone()
                        />
                    </li>
                }
            })
            .collect();
        view! { <ul class="entries" role="list">{rows}</ul> }.into_any()
    }
}
