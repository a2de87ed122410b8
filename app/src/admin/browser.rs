//! What the admin asks of the browser, by name: a typed binding for each would stand in the glue
//! that every shopper loads. On the server nobody asks.

#[cfg(feature = "hydrate")]
mod named {
    use crate::islands::js::call;
    use crate::live::reader::Node;
    use wasm_bindgen::JsValue;

    fn element(id: &str) -> Option<JsValue> {
        Some(web_sys::window()?.document()?.get_element_by_id(id)?.into())
    }

    fn ask(id: &str, deed: &str) -> bool {
        element(id).is_some_and(|element| call(&element, deed, &JsValue::UNDEFINED).is_some())
    }

    pub fn show_dialog(id: &str) {
        if !is_open(id) {
            ask(id, "showModal");
        }
    }

    pub fn close_dialog(id: &str) {
        ask(id, "close");
    }

    pub fn is_open(id: &str) -> bool {
        element(id).is_some_and(|element| element.field("open").is_true())
    }
}

/// Opens the dialog of this id, unless it is open.
pub fn show_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    named::show_dialog(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

pub fn close_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    named::close_dialog(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}
