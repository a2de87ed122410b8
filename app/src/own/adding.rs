//! Sending the forms that add something, without leaving the page.

use super::chunk::press;
use super::count;
use crate::islands::js;
use crate::live::reader::Node;
use js_sys::futures::JsFuture;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

/// Sends it and says what came of it; what fails is sent as a form without scripts would be, and
/// answered with a page that says why.
pub async fn send(form: Element) -> Option<()> {
    let action = form.get_attribute("action")?;
    if !post(&action, &fields(&form)?).await {
        press(&form, "submit");
        return None;
    }
    let words = form.get_attribute("data-added")?;
    let said = form.closest(".buying").ok()??.query_selector("[data-added-said]").ok()??;
    said.set_text_content(Some(&[&words, " "].concat()));
    if let Some(undo) = form.get_attribute("data-undo") {
        let _ = offer_undo(&form, &said, &undo);
    }
    let _ = offer_way(&form, &said);
    count::show().await;
    Some(())
}

fn button(said: &Element, kind: &str, words: &str) -> Option<Element> {
    let made = said.owner_document()?.create_element(kind).ok()?;
    made.set_text_content(Some(words));
    made.set_class_name("plain");
    said.append_child(&made).ok()?;
    said.append_with_str_1(" ").ok()?;
    Some(made)
}

fn offer_undo(form: &Element, said: &Element, words: &str) -> Option<()> {
    let undo = button(said, "button", words)?;
    let (form, said) = (form.clone(), said.clone());
    let take_back = Closure::once_into_js(move |_: Event| {
        spawn_local(async move {
            let Some(fields) = fields(&form) else { return };
            if !post("/fn/cart/take-back", &fields).await {
                return;
            }
            said.set_text_content(None);
            if let Ok(Some(button)) = form.query_selector("button") {
                press(&button, "focus");
            }
            count::show().await;
        });
    });
    undo.add_event_listener_with_callback("click", take_back.unchecked_ref()).ok()
}

fn offer_way(form: &Element, said: &Element) -> Option<()> {
    let (to, words) = (form.get_attribute("data-way")?, form.get_attribute("data-way-words")?);
    button(said, "a", &words)?.set_attribute("href", &to).ok()
}

/// What a form sends.
fn fields(form: &Element) -> Option<String> {
    let inputs = form.query_selector_all("input").ok()?;
    let mut body = String::new();
    for at in 0..inputs.length() {
        let input = inputs.get(at)?;
        let value = String::from(js_sys::encode_uri_component(&js::text(&input, "value")));
        body.push_str(&[&js::text(&input, "name"), "=", &value, "&"].concat());
    }
    body.pop();
    Some(body)
}

async fn post(action: &str, body: &str) -> bool {
    answer(action, body).await.is_some_and(|answer| js::is_true(&answer, "ok"))
}

async fn answer(action: &str, body: &str) -> Option<JsValue> {
    let window = JsValue::from(web_sys::window()?);
    let (options, headers) = (Object::new(), Object::new());
    js::set(&headers, "accept", "application/json");
    js::set(&headers, "content-type", "application/x-www-form-urlencoded");
    js::set(&options, "method", "POST");
    js::set(&options, "body", body);
    Reflect::set(&options, &"headers".into(), &headers).ok()?;
    let fetch: Function = window.field("fetch").dyn_into().ok()?;
    let asked = fetch.call2(&window, &action.into(), &options).ok()?;
    JsFuture::from(asked.unchecked_into::<Promise>()).await.ok()
}
