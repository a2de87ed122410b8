//! Asking the server.

use super::reader;
use js_sys::futures::JsFuture;
use wasm_bindgen::{JsCast, JsValue};

/// Fetches `url` as JSON; see [`text`].
pub async fn json(url: &str) -> Option<JsValue> {
    reader::parse(&text(url).await?)
}

/// Fetches `url`; `None` when it cannot be had or read, whatever the reason: the caller tries
/// again later in any case.
pub async fn text(url: &str) -> Option<String> {
    let window = web_sys::window()?;
    let answer = JsFuture::from(window.fetch_with_str(url)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
