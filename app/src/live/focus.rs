//! The focus stays where the shopper put it.

use js_sys::{Object, Reflect};
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// What can have the focus. The call of web-sys would scroll to it.
    type Focusable;
    #[wasm_bindgen(method)]
    fn focus(this: &Focusable, options: &Object);
}

/// Does what may put the focused card elsewhere. The browser takes the focus from whatever is
/// moved; it is given back when everything stands in its place.
pub fn keep<T>(work: impl FnOnce() -> T) -> T {
    let before = focused();
    let outcome = work();
    if let Some(element) = before {
        let give_back = move || {
            if element.is_connected() && focused().is_none() {
                let options = Object::new();
                let _ = Reflect::set(&options, &"preventScroll".into(), &JsValue::TRUE);
                element.unchecked_ref::<Focusable>().focus(&options);
            }
        };
        // The page is redrawn before the browser turns to its timers.
        set_timeout(give_back, Duration::ZERO);
    }
    outcome
}

/// The body has the focus when nothing else does.
fn focused() -> Option<Element> {
    let element = web_sys::window()?.document()?.active_element()?;
    (element.tag_name() != "BODY").then_some(element)
}
