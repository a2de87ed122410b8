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
    use web_sys::{Document, Element, Event, KeyboardEvent};

    /// One listener each for the page's one gallery.
    pub fn listen() {
        window_event_listener_untyped("click", |event| {
            pick(&event);
        });
        window_event_listener_untyped("keydown", |event| {
            press(&event);
        });
    }

    fn document() -> Option<Document> {
        web_sys::window()?.document()
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
        let strip = document()?.query_selector(".gallery-strip").ok()??;
        let (last, width) = (strip.child_element_count() as i32 - 1, strip.client_width().max(1));
        // Wherever the strip stands, by finger, wheel or key.
        let at = (strip.scroll_left() + width / 2) / width;
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

    /// Brings a picture into view, and marks its thumbnail.
    fn show(index: i32) -> Option<()> {
        let document = document()?;
        let strip = document.query_selector(".gallery-strip").ok()??;
        strip.set_scroll_left(strip.client_width() * index);
        if let Ok(Some(marked)) = document.query_selector(".thumbnail[aria-current]") {
            let _ = marked.remove_attribute("aria-current");
        }
        let selector = [".thumbnail[data-index='", &index.to_string(), "']"].concat();
        let thumbnail = document.query_selector(&selector).ok()??;
        thumbnail.set_attribute("aria-current", "true").ok()
    }
}
