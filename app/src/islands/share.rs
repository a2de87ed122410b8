//! Handing a page on. Its code comes when it is first wanted.

use super::js::{call, set, text};
use crate::live::reader::Node;
use crate::live::{Word, page_facts};
use js_sys::futures::JsFuture;
use js_sys::{Object, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// By the browser's own means where it has some, else by a copied link. Says what it did in the
/// element marked `data-shared`.
#[lazy]
pub async fn share() {
    by_any_means().await;
}

async fn by_any_means() -> Option<()> {
    let window = JsValue::from(web_sys::window()?);
    let (page, navigator) = (window.field("document"), window.field("navigator"));
    let document = web_sys::window()?.document()?;
    let url = address(&window.field("location"));
    let data = Object::new();
    set(&data, "title", &text(&page, "title"));
    set(&data, "url", &url);
    if let Some(shared) = call(&navigator, "share", &data) {
        // Whether it was sent or thought better of, the person knows.
        let _ = JsFuture::from(shared.unchecked_into::<Promise>()).await;
        return Some(());
    }
    if let Some(copied) = call(&navigator.field("clipboard"), "writeText", &(&url).into())
        && JsFuture::from(copied.unchecked_into::<Promise>()).await.is_ok()
    {
        let said = document.query_selector("[data-shared]").ok()??;
        said.set_text_content(Some(page_facts().place.words.text(Word::LinkCopied)));
        return Some(());
    }
    // There is the link, for the person to copy.
    let field = document.query_selector("[data-link]").ok()??;
    set(&field, "value", &url);
    field.remove_attribute("hidden").ok()?;
    for deed in ["focus", "select"] {
        call(&field, deed, &JsValue::UNDEFINED);
    }
    Some(())
}

/// The page as others should find it, with the form that is chosen.
fn address(location: &JsValue) -> String {
    let search = text(location, "search");
    let search = if search.starts_with("?variant=") { &search } else { "" };
    [&text(location, "origin"), &text(location, "pathname"), search].concat()
}
