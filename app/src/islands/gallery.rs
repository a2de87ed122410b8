//! The pictures of a product.

use leptos::prelude::*;

/// Makes the pictures of the page answer to keys, and the thumbnails change them in place.
/// Without it the thumbnails are links to their pictures, and the strip scrolls.
///
/// It draws nothing: the pictures are the server's own markup.
#[island]
pub fn GalleryKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::listen();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::window_event_listener_untyped;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{Document, Element, Event, KeyboardEvent};

    /// One listener each for the page's one gallery.
    pub fn listen() {
        window_event_listener_untyped("click", |event| {
            pick(&event);
        });
        window_event_listener_untyped("keydown", |event| {
            press(&event);
        });
        if let Some(strip) = strip() {
            let follow = Closure::<dyn FnMut(Event)>::new(|_: Event| {
                mark();
            });
            let listener = follow.as_ref().unchecked_ref();
            let _ = strip.add_event_listener_with_callback("scroll", listener);
            // As long as the page.
            follow.forget();
        }
    }

    fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    fn strip() -> Option<Element> {
        document()?.query_selector(".gallery-strip").ok()?
    }

    fn within(event: &Event, selector: &str) -> Option<Element> {
        event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
    }

    fn pick(event: &Event) -> Option<()> {
        let thumbnail = within(event, ".thumbnail")?;
        event.prevent_default();
        show(thumbnail.get_attribute("data-index")?.parse().ok()?)
    }

    fn press(event: &Event) -> Option<()> {
        within(event, ".gallery")?;
        let at = shown()?;
        let last = strip()?.child_element_count() as i32 - 1;
        let target = match event.dyn_ref::<KeyboardEvent>()?.key().as_str() {
            "ArrowRight" => at + 1,
            "ArrowLeft" => at - 1,
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        event.prevent_default();
        show(target.max(0).min(last))
    }

    /// The picture in view, wherever the strip was brought by finger, wheel or key.
    fn shown() -> Option<i32> {
        let strip = strip()?;
        let width = strip.client_width().max(1);
        Some((strip.scroll_left() + width / 2) / width)
    }

    /// Brings a picture into view.
    fn show(index: i32) -> Option<()> {
        let strip = strip()?;
        strip.set_scroll_left(strip.client_width() * index);
        Some(())
    }

    /// Marks the thumbnail of the picture in view.
    fn mark() -> Option<()> {
        let document = document()?;
        let selector = [".thumbnail[data-index='", &shown()?.to_string(), "']"].concat();
        let thumbnail = document.query_selector(&selector).ok()??;
        if let Ok(Some(marked)) = document.query_selector(".thumbnail[aria-current]") {
            let _ = marked.remove_attribute("aria-current");
        }
        thumbnail.set_attribute("aria-current", "true").ok()
    }
}
