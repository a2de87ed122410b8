//! The pictures of a product, and what else of its page answers to a click.

use leptos::prelude::*;

/// Makes the pictures of the page answer to keys, and the thumbnails change them in place.
/// Without it the thumbnails are links to their pictures, the pictures to themselves in full, and
/// the strip scrolls.
///
/// It draws nothing: the pictures are the server's own markup.
#[island]
pub fn GalleryKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::listen();
}

#[cfg(feature = "hydrate")]
pub use browser::{count, full, renew, show};

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::{js, share, strips, zoom};
    use crate::live::fetch;
    use leptos::prelude::window_event_listener_untyped;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{Document, DomParser, Element, Event, KeyboardEvent, SupportedType};

    /// One listener each for the page's one gallery.
    pub fn listen() {
        window_event_listener_untyped("click", |event| {
            pick(&event);
        });
        window_event_listener_untyped("keydown", |event| {
            press(&event);
        });
        follow_strip();
        strips::listen();
        if let Some(Ok(Some(button))) = document().map(|page| page.query_selector("[data-share]")) {
            let _ = button.remove_attribute("hidden");
        }
    }

    fn follow_strip() {
        let Some(strip) = strip() else { return };
        let follow = Closure::<dyn FnMut(Event)>::new(|_: Event| {
            mark();
        });
        let _ = strip.add_event_listener_with_callback("scroll", follow.as_ref().unchecked_ref());
        // As long as the strip.
        follow.forget();
    }

    /// Shows the pictures the page would have if it were asked for now. Scripts in what comes are not
    /// run, and pictures not fetched that are not shown.
    pub async fn renew() -> Option<()> {
        let here = web_sys::window()?.location().href().ok()?;
        let html = fetch::text(&here).await?;
        let fresh = DomParser::new().ok()?;
        let fresh = fresh.parse_from_string(&html, SupportedType::TextHtml).ok()?;
        let document = document()?;
        let stage = document.query_selector(".gallery-stage").ok()??;
        stage.set_inner_html(&fresh.query_selector(".gallery-stage").ok()??.inner_html());
        if let Some(thumbnails) = document.query_selector(".thumbnails").ok()? {
            thumbnails.remove();
        }
        if let Some(thumbnails) = fresh.query_selector(".thumbnails").ok()? {
            let _ = stage.insert_adjacent_html("afterend", &thumbnails.outer_html());
        }
        follow_strip();
        strips::listen();
        Some(())
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
        if within(event, "[data-share]").is_some() {
            spawn_local(share::share());
            return Some(());
        }
        // In another tab it is a link like others.
        if ["ctrlKey", "metaKey", "shiftKey"].iter().any(|key| js::is_true(event, key)) {
            return None;
        }
        let picked = within(event, ".thumbnail, .enlarge")?;
        // A page made without pictures has nothing to enlarge them in: they are links.
        if within(event, ".enlarge").is_some() {
            document()?.query_selector("dialog.zoom").ok()??;
        }
        let index = picked.get_attribute("data-index")?.parse().ok()?;
        event.prevent_default();
        if within(event, ".enlarge").is_some() {
            spawn_local(zoom::open(index));
            return Some(());
        }
        show(index)
    }

    fn press(event: &Event) -> Option<()> {
        let gallery = within(event, ".gallery")?;
        // What is in front has keys of its own.
        if gallery.query_selector("dialog[open]").ok()?.is_some() {
            return None;
        }
        let at = shown()?;
        let last = count() - 1;
        let target = match event.dyn_ref::<KeyboardEvent>()?.key().as_str() {
            "ArrowRight" => at + js::direction(),
            "ArrowLeft" => at - js::direction(),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        event.prevent_default();
        show(target.max(0).min(last))
    }

    /// How many pictures there are.
    pub fn count() -> i32 {
        strip().map_or(0, |strip| strip.child_element_count() as i32)
    }

    /// A picture's largest file, and what it shows in words.
    pub fn full(index: i32) -> Option<(String, String)> {
        let selector = [".enlarge[data-index='", &index.to_string(), "']"].concat();
        let link = document()?.query_selector(&selector).ok()??;
        let words = link.query_selector("img").ok()??.get_attribute("alt")?;
        Some((link.get_attribute("href")?, words))
    }

    /// The picture in view, wherever the strip was brought by finger, wheel or key.
    fn shown() -> Option<i32> {
        let strip = strip()?;
        let width = strip.client_width().max(1);
        Some((strip.scroll_left() * js::direction() + width / 2) / width)
    }

    /// Brings a picture into view.
    pub fn show(index: i32) -> Option<()> {
        let strip = strip()?;
        strip.set_scroll_left(strip.client_width() * index * js::direction());
        Some(())
    }

    /// Marks the thumbnail of the picture in view, and counts it.
    fn mark() -> Option<()> {
        let (document, at) = (document()?, shown()?);
        let selector = [".thumbnail[data-index='", &at.to_string(), "']"].concat();
        let thumbnail = document.query_selector(&selector).ok()??;
        if let Ok(Some(marked)) = document.query_selector(".thumbnail[aria-current]") {
            let _ = marked.remove_attribute("aria-current");
        }
        thumbnail.set_attribute("aria-current", "true").ok()?;
        let place = document.query_selector("[data-place]").ok()??;
        place.set_text_content(Some(&(at + 1).to_string()));
        Some(())
    }
}
