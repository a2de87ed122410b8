//! The pictures of a product: a strip that snaps, and a thumbnail for each picture.

use crate::islands::GalleryKeys;
use leptos::prelude::*;

#[component]
pub fn Gallery(pictures: Vec<String>, name: String) -> impl IntoView {
    let count = pictures.len();
    // A frame where the picture would be.
    let bare = pictures.is_empty().then(|| {
        view! { <li class="picture"></li> }
    });
    let slides: Vec<_> = pictures
        .iter()
        .enumerate()
        .map(|(index, src)| {
            let alt = match count {
                1 => name.clone(),
                _ => format!("{name}, picture {} of {count}", index + 1),
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
    let thumbnails = (count > 1).then(|| {
        let thumbnails: Vec<_> = pictures.into_iter().enumerate().map(thumbnail).collect();
        view! { <ul class="thumbnails" role="list">{thumbnails}</ul> }
    });
    view! {
        <div class="gallery" role="group" aria-label="Pictures">
            <ul class="gallery-strip" role="list" tabindex="0" aria-label="Pictures">
                {slides}
                {bare}
            </ul>
            {thumbnails}
            <GalleryKeys/>
        </div>
    }
}

fn thumbnail((index, src): (usize, String)) -> impl IntoView {
    view! {
        <li>
            <a
                class="thumbnail picture"
                href=format!("#{}", picture_id(index))
                data-index=index.to_string()
                aria-label=format!("Picture {}", index + 1)
                aria-current=(index == 0).then_some("true")
            >
                <img src=src alt="" width="96" height="120" loading="lazy"/>
            </a>
        </li>
    }
}

fn picture_id(index: usize) -> String {
    format!("picture-{}", index + 1)
}
