//! Plain forms marked `data-kept`: sent once it is known that somebody is signed in, since what was
//! written into them would be lost otherwise.

use super::kept;
use crate::api::session::still_signed_in;
use crate::islands::js::call;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

pub fn keep() {
    let submit = window_event_listener_untyped("submit", |event| {
        let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(form) = form.filter(|form| form.has_attribute("data-kept")) else { return };
        event.prevent_default();
        spawn_local(async move {
            let outcome = kept(still_signed_in).await;
            // Whatever else is wrong the form's own answer tells.
            if !outcome.is_err_and(|error| super::Failure::is_of_ended_session(&error)) {
                call(&form, "submit", &JsValue::UNDEFINED);
            }
        });
    });
    on_cleanup(move || submit.remove());
}
