//! Rows that scroll sideways, with two buttons for those whose mouse cannot.
//!
//! A row is anything marked `data-strip` around a list that scrolls and two buttons marked
//! `data-turn`. It says in `data-turns` which way it goes on: `none`, `on`, `back` or `both`. The
//! style shows the buttons by that, and none without scripts.

use leptos::prelude::*;

/// The two buttons of a row. Keys pass them by: what is in the row comes into view with its focus.
#[component]
pub fn Turns(
    /// What the first of them does, in words.
    back: String,
    /// And the other.
    on: String,
) -> impl IntoView {
    view! {
        <div class="turns">
            <button type="button" tabindex="-1" class="turn" data-turn="-1" aria-label=back></button>
            <button type="button" tabindex="-1" class="turn" data-turn="1" aria-label=on></button>
        </div>
    }
}

/// Follows all rows of the page from now on. Says anew how they stand when called again.
pub fn listen() {
    #[cfg(feature = "hydrate")]
    browser::listen();
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::islands::js;
    use leptos::prelude::set_timeout;
    use std::cell::Cell;
    use std::time::Duration;
    use wasm_bindgen::prelude::Closure;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Document, Element, Event};

    thread_local! {
        static LISTENING: Cell<bool> = const { Cell::new(false) };
    }

    pub fn listen() {
        // What was just drawn is laid out by then.
        let soon = || {
            tell_all();
        };
        set_timeout(soon, Duration::ZERO);
        let Some(window) = web_sys::window().filter(|_| !LISTENING.replace(true)) else { return };
        let closure = Closure::<dyn FnMut(Event)>::new(|event: Event| {
            handle(&event);
        });
        // Scrolling does not bubble.
        for name in ["click", "scroll", "resize"] {
            let listener = closure.as_ref().unchecked_ref();
            let _ = window.add_event_listener_with_callback_and_bool(name, listener, true);
        }
        // As long as the page.
        closure.forget();
    }

    fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    fn handle(event: &Event) -> Option<()> {
        // The page itself scrolls and resizes, too.
        let Some(target) = event.target()?.dyn_into::<Element>().ok() else {
            return if js::text(event, "type") == "resize" { tell_all() } else { None };
        };
        let strip = target.closest("[data-strip]").ok()??;
        if js::text(event, "type") == "scroll" {
            return tell(&strip);
        }
        let by = target.closest("[data-turn]").ok()??.get_attribute("data-turn")?;
        let row = row(&strip)?;
        // A whole picture, or as many cards as leave one in view to go on from.
        let width = row.client_width();
        let step =
            if strip.get_attribute("data-strip")? == "whole" { width } else { width * 4 / 5 };
        let way = if by == "1" { step } else { -step };
        row.set_scroll_left(row.scroll_left() + way * js::direction());
        Some(())
    }

    fn row(strip: &Element) -> Option<Element> {
        strip.query_selector("ul").ok()?
    }

    fn tell_all() -> Option<()> {
        let strips = document()?.query_selector_all("[data-strip]").ok()?;
        for at in 0..strips.length() {
            let strip: Option<Element> =
                strips.get(at).map(|strip| JsValue::from(strip).unchecked_into());
            tell(&strip?);
        }
        Some(())
    }

    /// Says which way the row goes on.
    fn tell(strip: &Element) -> Option<()> {
        let row = row(strip)?;
        let at = row.scroll_left() * js::direction();
        let room = js::number(&row, "scrollWidth") as i32 - row.client_width();
        let ways = match (at > 1, at < room - 1) {
            (false, false) => "none",
            (false, true) => "on",
            (true, false) => "back",
            (true, true) => "both",
        };
        if strip.get_attribute("data-turns").as_deref() == Some(ways) {
            return None;
        }
        strip.set_attribute("data-turns", ways).ok()?;
        for (way, end) in [("-1", "on"), ("1", "back")] {
            let selector = ["[data-turn='", way, "']"].concat();
            let button = strip.query_selector(&selector).ok()??;
            // Not `disabled`, which would lose the focus.
            let is_over = if ways == end || ways == "none" { "true" } else { "false" };
            let _ = button.set_attribute("aria-disabled", is_over);
        }
        Some(())
    }
}
