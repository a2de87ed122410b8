//! Asking the server for JSON.

use js_sys::futures::JsFuture;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;

/// Fetches `url`; `None` when it cannot be had or read, whatever the reason: the caller tries
/// again later in any case.
pub async fn json<T: DeserializeOwned>(url: &str) -> Option<T> {
    let window = web_sys::window()?;
    let answer = JsFuture::from(window.fetch_with_str(url)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    if !answer.ok() {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
