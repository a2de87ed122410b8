//! Asking the server for JSON.

use super::reader;
use js_sys::futures::JsFuture;
use wasm_bindgen::{JsCast, JsValue};

/// Fetches `url`; `None` when it cannot be had or read, whatever the reason: the caller tries
/// again later in any case.
pub async fn json(url: &str) -> Option<JsValue> {
    let window = web_sys::window()?;
    let answer = JsFuture::from(window.fetch_with_str(url)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    reader::parse(&text)
}
