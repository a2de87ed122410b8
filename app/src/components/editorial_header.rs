//! What a shop's front begins with: the same for shoppers, in the editor's preview, and when it
//! changes on an open page.

use super::photo::{Framing, Photo};
use crate::live::Place;
use contract::Headline;
use leptos::prelude::*;

/// As wide as the page on a phone, two fifths of it on a screen.
const FRAMING: Framing = Framing {
    sizes: "(min-width: 60rem) 36rem, (min-width: 44rem) 42vw, 92vw",
    width: 960,
    height: 1200,
    plain: 720,
    loading: "eager",
    is_first: true,
};

#[component]
pub fn EditorialHeader(headline: Headline, place: Place) -> impl IntoView {
    let Headline { title, text, link, image_url, picture } = headline;
    let text =
        (!text.is_empty()).then(|| view! { <p class="editorial-text" dir="auto">{text}</p> });
    let link = link.map(|link| {
        let href = place.path(&[&link.path]);
        view! { <a class="button editorial-link" href=href dir="auto">{link.words}</a> }
    });
    let picture = image_url.map(|src| {
        view! {
            <div class="picture editorial-picture">
                <Photo src served=picture alt=String::new() framing=FRAMING/>
            </div>
        }
    });
    view! {
        <section class="editorial" aria-labelledby="editorial-title">
            <div class="editorial-words" lang=place.goods>
                <h2 id="editorial-title" class="editorial-title" dir="auto">{title}</h2>
                {text}
                {link}
            </div>
            {picture}
        </section>
    }
}

/// Where it stands on the front: there, too, while there is none.
#[cfg(feature = "ssr")]
pub fn editorial_place(headline: Option<Headline>, place: Place) -> impl IntoView {
    let header = headline.map(|headline| view! { <EditorialHeader headline place/> });
    view! { <div class="editorial-place" aria-live="polite" data-editorial>{header}</div> }
}
