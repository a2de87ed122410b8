//! Handing a page on. Its code comes when it is first wanted.

use js_sys::futures::JsFuture;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlInputElement};

/// By the browser's own means where it has some, else by a copied link. Says what it did in the
/// element marked `data-shared`.
#[lazy]
pub async fn share() {
    by_any_means().await;
}

async fn by_any_means() -> Option<()> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let (title, url) = (document.title(), address(&document)?);
    let navigator = JsValue::from(window.navigator());
    let data = Object::new();
    Reflect::set(&data, &"title".into(), &title.into()).ok()?;
    Reflect::set(&data, &"url".into(), &(&url).into()).ok()?;
    match call(&navigator, "share", &data) {
        // Whether it was sent or thought better of, the person knows.
        Some(shared) => {
            let _ = JsFuture::from(shared).await;
            return Some(());
        }
        None => {
            let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
            let copied = call(&clipboard, "writeText", &(&url).into());
            if let Some(copied) = copied
                && JsFuture::from(copied).await.is_ok()
            {
                document
                    .query_selector("[data-shared]")
                    .ok()??
                    .set_text_content(Some("Link copied."));
                return Some(());
            }
        }
    }
    // There is the link, for the person to copy.
    let field = document.query_selector("[data-link]").ok()??;
    let field: HtmlInputElement = field.dyn_into().ok()?;
    field.set_value(&url);
    field.set_hidden(false);
    field.select();
    field.focus().ok()
}

/// The page as others should find it, with the form that is chosen.
fn address(document: &Document) -> Option<String> {
    let location = document.location()?;
    let search = location.search().ok()?;
    let own = location.origin().ok()? + &location.pathname().ok()?;
    Some(if search.starts_with("?variant=") { own + &search } else { own })
}

/// Calls what a browser may or may not have.
fn call(on: &JsValue, name: &str, with: &JsValue) -> Option<Promise> {
    let method = Reflect::get(on, &name.into()).ok()?;
    let method: &Function = method.dyn_ref()?;
    method.call1(on, with).ok()?.dyn_into().ok()
}
