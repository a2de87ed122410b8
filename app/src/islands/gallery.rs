//! The pictures of a product.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

/// Pictures side by side in a strip that snaps, and a thumbnail for each. Without the island the
/// thumbnails are links to their pictures and the strip scrolls; with it they change the picture
/// in place, and arrow keys, Home and End do too.
#[island]
pub fn Gallery() -> impl IntoView {
    let facts = crate::live::page_facts();
    let pictures = facts.pictures.clone();
    let name = facts
        .offer
        .as_ref()
        .map(|offer| offer.product.name.clone())
        .unwrap_or_default();
    let count = pictures.len();
    let current = ArcRwSignal::new(0usize);
    let strip = NodeRef::<leptos::html::Ul>::new();
    let show = {
        let current = current.clone();
        move |index: usize| {
            current.set(index);
            if let Some(strip) = strip.get_untracked() {
                let width = strip.client_width();
                strip.set_scroll_left(width * i32::try_from(index).unwrap_or_default());
            }
        }
    };
    let by_key = {
        let (show, current) = (show.clone(), current.clone());
        move |event: KeyboardEvent| {
            let at = current.get_untracked();
            let target = match event.key().as_str() {
                "ArrowRight" => at + 1,
                "ArrowLeft" if at > 0 => at - 1,
                "Home" => 0,
                "End" => count.saturating_sub(1),
                _ => return,
            };
            if target < count {
                event.prevent_default();
                show(target);
            }
        }
    };
    // A frame where the picture would be.
    let bare = pictures
        .is_empty()
        .then(|| view! { <li class="picture"></li> });
    let slides: Vec<_> = pictures
        .iter()
        .enumerate()
        .map(|(index, src)| {
            let alt = match count {
                1 => name.clone(),
                _ => {
                    let (index, count) = ((index + 1).to_string(), count.to_string());
                    [&*name, ", picture ", &index, " of ", &count].concat()
                }
            };
            view! {
                <li class="picture" id=picture_id(index)>
                    <img
                        src=src.clone()
                        alt=alt
                        width="960"
                        height="1200"
                        loading=if index == 0 { "eager" } else { "lazy" }
                        fetchpriority=(index == 0).then_some("high")
                    />
                </li>
            }
        })
        .collect();
    let thumbnails: Vec<_> = pictures
        .into_iter()
        .enumerate()
        .map(|(index, src)| {
            let (show, current) = (show.clone(), current.clone());
            let pick = move |event: MouseEvent| {
                event.prevent_default();
                show(index);
            };
            view! {
                <li>
                    <a
                        class="thumbnail picture"
                        href="#".to_owned() + &picture_id(index)
                        aria-label="Picture ".to_owned() + &(index + 1).to_string()
                        aria-current=move || (current.get() == index).then_some("true")
                        on:click=pick
                    >
                        <img src=src alt="" width="96" height="120" loading="lazy"/>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <div class="gallery" role="group" aria-label="Pictures" on:keydown=by_key>
            <ul class="gallery-strip" role="list" tabindex="0" node_ref=strip>{slides}{bare}</ul>
            {(count > 1).then(|| view! { <ul class="thumbnails" role="list">{thumbnails}</ul> })}
        </div>
    }
}

fn picture_id(index: usize) -> String {
    "picture-".to_owned() + &(index + 1).to_string()
}
