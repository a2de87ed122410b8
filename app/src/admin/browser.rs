//! What the admin asks of the browser, by name: a typed binding for each would stand in the glue
//! that every shopper loads. On the server nobody asks.

#[cfg(feature = "hydrate")]
mod named {
    use crate::islands::js::{call, set};
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

    pub fn press(id: &str) -> bool {
        ask(id, "click")
    }

    pub fn focus(id: &str) {
        ask(id, "focus");
    }

    pub fn is_hidden() -> bool {
        let document = web_sys::window().and_then(|window| window.document());
        document.is_some_and(|document| JsValue::from(document).field("hidden").is_true())
    }

    pub fn go(address: &str) {
        if let Some(window) = web_sys::window() {
            set(&JsValue::from(window).field("location"), "href", address);
        }
    }

    pub fn hash() -> String {
        let window = web_sys::window().map(JsValue::from);
        let hash = window.and_then(|window| window.field("location").field("hash").text());
        hash.unwrap_or_default()
    }

    pub fn is_on(event: &web_sys::Event, id: &str) -> bool {
        event
            .target()
            .is_some_and(|target| JsValue::from(target).field("id").text().as_deref() == Some(id))
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

pub fn is_open(id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return named::is_open(id);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = id;
        false
    }
}

/// Presses the button of this id; false where there is none.
pub fn press(id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return named::press(id);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = id;
        false
    }
}

/// Puts the focus on the element of this id.
pub fn focus(id: &str) {
    #[cfg(feature = "hydrate")]
    named::focus(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Whether nobody sees the page: its tab is behind others.
#[cfg(feature = "hydrate")]
pub fn is_hidden() -> bool {
    named::is_hidden()
}

/// Goes to another address.
pub fn go(address: &str) {
    #[cfg(feature = "hydrate")]
    named::go(address);
    #[cfg(not(feature = "hydrate"))]
    let _ = address;
}

/// What the address has after a `#`, with it.
pub fn hash() -> String {
    #[cfg(feature = "hydrate")]
    return named::hash();
    #[cfg(not(feature = "hydrate"))]
    String::new()
}

/// Whether an event happened to the element of this id itself, and not within it.
pub fn is_on(event: &leptos::web_sys::Event, id: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return named::is_on(event, id);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (event, id);
        false
    }
}
