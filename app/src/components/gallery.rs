//! The pictures of a product: a strip that snaps, and a thumbnail for each picture.

use super::photo::{Framing, Photo};
use crate::islands::GalleryKeys;
use crate::islands::strips::Turns;
use crate::islands::zoom::ZoomDialog;
use crate::messages::{Message, Messages};
use contract::picture::WIDTHS;
use leptos::prelude::*;

/// A picture as its source has it, and as this house serves it.
pub type Slide = (String, Option<contract::Picture>);

const SIZES: &str = "(min-width: 84rem) 42rem, (min-width: 52rem) 50vw, 100vw";

const THUMBNAIL: Framing = Framing {
    sizes: "4.25rem",
    width: 96,
    height: 120,
    plain: 240,
    loading: "lazy",
    is_first: false,
};

fn slide(is_first: bool) -> Framing {
    let loading = if is_first { "eager" } else { "lazy" };
    Framing { sizes: SIZES, width: 960, height: 1200, plain: 960, loading, is_first }
}

/// Each picture is a link to its largest file: that is what enlarges it where nothing else can.
#[component]
pub fn Gallery(pictures: Vec<Slide>, name: String) -> impl IntoView {
    let messages = Messages::of_page();
    let say = |message| messages.text(message);
    let count = pictures.len();
    // A frame where the picture would be.
    let bare = pictures.is_empty().then(|| {
        view! { <li class="picture"></li> }
    });
    let slides: Vec<_> = pictures
        .iter()
        .enumerate()
        .map(|(index, (src, served))| {
            let alt = match count {
                1 => name.clone(),
                _ => {
                    let (number, count) = ((index + 1).to_string(), count.to_string());
                    let parts = [("name", &*name), ("number", &*number), ("count", &*count)];
                    messages.with(Message::PictureOfProduct, parts)
                }
            };
            let framing = slide(index == 0);
            view! {
                <li class="picture" id=picture_id(index)>
                    <a class="enlarge" href=full(src, served.as_ref()) data-index=index.to_string()>
                        <Photo src=src.clone() served=served.clone() alt framing/>
                        <span class="sr">" "{say(Message::Enlarge)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let strip_ways = (count > 1).then(|| {
        view! {
            <Turns
                back=say(Message::PreviousPicture).to_owned()
                on=say(Message::NextPicture).to_owned()
            />
            <p class="gallery-place" aria-hidden="true"><span data-place>"1"</span>{format!(" / {count}")}</p>
        }
    });
    let zoom = (count > 0).then(|| view! { <ZoomDialog/> });
    let thumbnails = (count > 1).then(|| {
        let thumbnails: Vec<_> = pictures.into_iter().enumerate().map(thumbnail).collect();
        view! { <ul class="thumbnails" role="list">{thumbnails}</ul> }
    });
    view! {
        <div class="gallery" role="group" aria-label=say(Message::Pictures)>
            <div class="gallery-stage" data-strip="whole">
                <ul class="gallery-strip" role="list" tabindex="0" aria-label=say(Message::Pictures)>
                    {slides}
                    {bare}
                </ul>
                {strip_ways}
            </div>
            {thumbnails}
            {zoom}
            <GalleryKeys/>
        </div>
    }
}

/// The largest file there is of it.
fn full(src: &str, served: Option<&contract::Picture>) -> String {
    let widest = WIDTHS[WIDTHS.len() - 1];
    served.map_or_else(|| src.to_owned(), |served| served.at(widest))
}

fn thumbnail((index, (src, served)): (usize, Slide)) -> impl IntoView {
    let number = (index + 1).to_string();
    let label = Messages::of_page().with(Message::PictureNumbered, [("number", &number)]);
    view! {
        <li>
            <a
                class="thumbnail picture"
                href=format!("#{}", picture_id(index))
                data-index=index.to_string()
                aria-label=label
                aria-current=(index == 0).then_some("true")
            >
                <Photo src served alt=String::new() framing=THUMBNAIL/>
            </a>
        </li>
    }
}

fn picture_id(index: usize) -> String {
    format!("picture-{}", index + 1)
}
