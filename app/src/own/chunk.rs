//! What comes when it is first wanted. One entry, since every lazy function is a chunk.

use super::eager::document;
use super::{adding, count, countdown, regions};
use crate::islands::{js, share};
use crate::live::{self, page_facts};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

/// What happens within this time is looked at once.
const BREATH_MS: f64 = 400.0;
/// Whoever looks at the same product does not ask in the same moment.
const SPREAD_MS: f64 = 1_500.0;

pub enum Deed {
    /// Follows what is the visitor's own.
    Wake,
    /// Sends a form that adds something.
    Add(Element),
    /// Something of the page changed.
    Stir,
}

thread_local! {
    static AWAKE: Cell<bool> = const { Cell::new(false) };
    static STIRRED: Cell<bool> = const { Cell::new(false) };
}

#[lazy]
pub async fn act(deed: Deed) {
    match deed {
        Deed::Wake => wake(),
        Deed::Add(form) => {
            adding::send(form).await;
        }
        Deed::Stir => stir(),
    }
}

fn wake() {
    if AWAKE.replace(true) {
        return;
    }
    spawn_local(async {
        count::show().await;
    });
    let Some(document) = document() else { return };
    if document.query_selector(super::eager::OWN).is_ok_and(|found| found.is_none()) {
        return;
    }
    // What stands on the page is followed like any other product.
    let facts = page_facts();
    if !facts.list.is_empty() {
        live::with_store(|store| store.list(facts.list.clone(), facts.seq, false));
    }
    regions::begin(&document);
    countdown::browser::start(&document);
    window_event_listener_untyped("focusout", |_| {
        set_timeout(regions::catch_up, Duration::ZERO);
    });
    if let Ok(Some(button)) = document.query_selector("[data-share]") {
        let _ = button.remove_attribute("hidden");
    }
    window_event_listener_untyped("click", |event| {
        if within(&event, "[data-share]").is_some() {
            spawn_local(share::share());
        }
    });
}

fn stir() {
    if STIRRED.replace(true) {
        return;
    }
    let wait = BREATH_MS + js_sys::Math::random() * SPREAD_MS;
    let look = || {
        STIRRED.set(false);
        spawn_local(async {
            regions::renew().await;
        });
    };
    set_timeout(look, Duration::from_millis(wait as u64));
}

fn within(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Says something to those who do not see it.
pub fn say(words: &str) {
    let region = document().and_then(|page| page.query_selector("[data-announcement]").ok()?);
    if let Some(region) = region {
        region.set_text_content(Some(words));
    }
}

/// Calls what takes nothing.
pub fn press(on: &JsValue, name: &str) {
    js::call(on, name, &JsValue::UNDEFINED);
}
