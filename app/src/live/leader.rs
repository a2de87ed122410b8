//! Which tab reads the stream: the one that holds a Web Lock.

use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

// The Web Locks of web-sys stand behind a compiler flag of its own; these are two lines.
#[wasm_bindgen]
extern "C" {
    // Throws where the browser has no Web Locks, and outside secure contexts.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request_lock(name: &str, granted: &Function) -> Result<Promise, JsValue>;
}

/// Asks to lead. `lead` runs once, with the function that gives the lead up again: when this
/// tab's turn comes, or at once, without anything to give up, where there are no locks.
pub fn stand(name: &str, lead: impl Fn(Option<Function>) + 'static) {
    let lead = Rc::new(lead);
    let granted = Closure::once_into_js({
        let lead = lead.clone();
        move |_lock: JsValue| {
            // The lock is held until this promise is settled.
            Promise::new(&mut |release, _| lead(Some(release)))
        }
    });
    let alone = Closure::once_into_js(move |_reason: JsValue| lead(None));
    match request_lock(name, granted.unchecked_ref()) {
        Ok(held) => {
            let _ = held.unchecked_into::<Thenable>().or_else(alone.unchecked_ref());
        }
        Err(_) => {
            let _ = alone.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// A promise whose failure is handled by a function, which js-sys takes as a typed closure
    /// only.
    type Thenable;
    #[wasm_bindgen(method, js_name = catch)]
    fn or_else(this: &Thenable, failed: &Function) -> JsValue;
}
