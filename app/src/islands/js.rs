//! Reaching the browser by name. Each typed binding stands, with a long name, in what every shopper
//! loads, whichever chunk it is for; what only a chunk needs goes through these.

use crate::live::reader::Node;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

pub fn number(on: &JsValue, name: &str) -> f64 {
    on.field(name).as_f64().unwrap_or_default()
}

pub fn text(on: &JsValue, name: &str) -> String {
    on.field(name).text().unwrap_or_default()
}

pub fn is_true(on: &JsValue, name: &str) -> bool {
    on.field(name).is_true()
}

pub fn set(on: &JsValue, name: &str, value: &str) {
    // What refuses stays as it is.
    let _ = Reflect::set(on, &name.into(), &value.into());
}

/// One, or minus one on a page that runs from the right: there what scrolls on counts down.
pub fn direction() -> i32 {
    let page = web_sys::window().and_then(|window| window.document());
    if page.is_some_and(|page| text(&page, "dir") == "rtl") { -1 } else { 1 }
}

/// Calls what a browser may or may not have; `None` too where it throws.
pub fn call(on: &JsValue, name: &str, with: &JsValue) -> Option<JsValue> {
    let method = on.field(name);
    let method: &Function = method.dyn_ref()?;
    method.call1(on, with).ok()
}
