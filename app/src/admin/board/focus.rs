//! Where the keyboard stands after something moved, left or closed.
//!
//! The browser takes the focus from whatever is moved, taken away or switched off. Nobody who
//! works the board by keyboard should have to begin again at the top of the page.

/// Does what may move or take away what has the focus, and gives the focus back: to the same
/// button where it still serves, to its partner where it does not, to the same button of the next
/// item where the item is gone, and to the next shelf where the shelf is.
pub fn keep(work: impl FnOnce()) {
    #[cfg(feature = "hydrate")]
    let held = browser::hold();
    work();
    #[cfg(feature = "hydrate")]
    browser::give_back(held);
}

/// To what an action opened or left: the element of this id, unless something else has the focus.
pub fn pass_to(id: String) {
    #[cfg(feature = "hydrate")]
    browser::pass_to(id);
    #[cfg(not(feature = "hydrate"))]
    drop(id);
}

/// To the element of this id, whatever has the focus.
pub fn hold_on(id: String) {
    #[cfg(feature = "hydrate")]
    browser::hold_on(id);
    #[cfg(not(feature = "hydrate"))]
    drop(id);
}

/// Does something once the page is redrawn, unless the element of this id has the focus then.
#[cfg(feature = "hydrate")]
pub fn when_elsewhere(id: String, work: impl FnOnce() + 'static) {
    browser::when_elsewhere(id, work);
}

/// To the first field that is said to be wrong.
pub fn pass_to_fault() {
    #[cfg(feature = "hydrate")]
    browser::pass_to_fault();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::set_timeout;
    use std::time::Duration;
    use wasm_bindgen::JsCast;
    use web_sys::{Document, Element, HtmlElement};

    const TOOLS: &str = ".board-item-tools > *";

    fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    /// The body has the focus when nothing else does.
    fn focused() -> Option<Element> {
        document()?.active_element().filter(|element| element.tag_name() != "BODY")
    }

    /// What has the focus, and who comes after it when it cannot have it any more.
    pub fn hold() -> Option<Vec<Element>> {
        let element = focused()?;
        let mut line = vec![element.clone()];
        if let Ok(Some(item)) = element.closest(".board-item") {
            let own = all(&item, TOOLS);
            let at = own.iter().position(|tool| *tool == element).unwrap_or(own.len());
            // Up and down are partners.
            line.extend(own.get(at ^ 1).cloned());
            for other in [item.next_element_sibling(), item.previous_element_sibling()] {
                let tools = other.map(|item| all(&item, TOOLS)).unwrap_or_default();
                line.extend(tools.get(at).or(tools.last()).cloned());
            }
        }
        if let Ok(Some(shelf)) = element.closest(".board-shelf") {
            let near = [
                Some(shelf.clone()),
                shelf.next_element_sibling(),
                shelf.previous_element_sibling(),
            ];
            for shelf in near.into_iter().flatten() {
                line.extend(shelf.query_selector(".board-shelf-actions button").ok().flatten());
            }
        }
        line.extend(document()?.get_element_by_id("new-shelf"));
        Some(line)
    }

    pub fn give_back(held: Option<Vec<Element>>) {
        let Some(line) = held else { return };
        soon(move || {
            // A button that was switched off keeps the focus for a while.
            if focused().is_some_and(|element| element != line[0] || serves(&element)) {
                return;
            }
            if let Some(next) = line.iter().find(|element| serves(element)) {
                focus(next);
            }
        });
    }

    pub fn pass_to(id: String) {
        soon(move || {
            if focused().is_none()
                && let Some(element) =
                    document().and_then(|document| document.get_element_by_id(&id))
            {
                focus(&element);
            }
        });
    }

    pub fn hold_on(id: String) {
        soon(move || {
            if let Some(element) = document().and_then(|document| document.get_element_by_id(&id)) {
                focus(&element);
            }
        });
    }

    pub fn when_elsewhere(id: String, work: impl FnOnce() + 'static) {
        // After those who wanted the focus for something that was redrawn.
        soon(move || {
            soon(move || {
                if focused().and_then(|element| element.get_attribute("id")) != Some(id) {
                    work();
                }
            });
        });
    }

    pub fn pass_to_fault() {
        soon(|| {
            let fault = document().and_then(|d| d.query_selector("[aria-invalid='true']").ok()?);
            if let Some(fault) = fault {
                focus(&fault);
            }
        });
    }

    /// When the page is redrawn: that happens before the browser turns to its timers.
    fn soon(work: impl FnOnce() + 'static) {
        set_timeout(work, Duration::ZERO);
    }

    fn serves(element: &Element) -> bool {
        element.is_connected() && !element.has_attribute("disabled")
    }

    fn focus(element: &Element) {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        }
    }

    fn all(within: &Element, selector: &str) -> Vec<Element> {
        let Ok(found) = within.query_selector_all(selector) else { return vec![] };
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
    }
}
