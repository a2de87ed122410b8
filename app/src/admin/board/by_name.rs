//! What events and boxes tell, by name.
//!
//! A binding for each of these would stand in the glue that every shopper loads; this is one.

use wasm_bindgen::JsValue;

fn get(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Zero where there is no such number.
pub fn number(object: &JsValue, name: &str) -> f64 {
    get(object, name).as_f64().unwrap_or_default()
}

pub fn is(object: &JsValue, name: &str) -> bool {
    get(object, name).as_bool().unwrap_or_default()
}
