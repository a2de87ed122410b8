//! The regions of a page that are a visitor's own: taken anew from the page itself, as the server
//! renders it.

use super::eager::{OWN, document};
use crate::live::fetch;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, SupportedType};

const FIELDS: &str = "input:not([type=hidden]), select, textarea";
const FOCUSABLE: &str = "a, button, input, select, textarea";

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
    /// It happened again while the last answer was on its way.
    static AGAIN: Cell<bool> = const { Cell::new(false) };
    /// A region was left as it is, since somebody is entering something.
    static LATE: Cell<bool> = const { Cell::new(false) };
    /// What the server made of each region, by id: what runs down in it is not its.
    static SERVED: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Notes how the page came.
pub fn begin(page: &Document) {
    let Ok(regions) = page.query_selector_all(OWN) else { return };
    for at in 0..regions.length() {
        if let Some(region) = regions.get(at).map(JsCast::unchecked_into::<Element>) {
            let html = region.inner_html();
            note(&region, html);
        }
    }
}

fn note(region: &Element, html: String) {
    let id = region.id();
    SERVED.with_borrow_mut(|served| {
        served.retain(|(known, _)| *known != id);
        served.push((id, html));
    });
}

fn served(region: &Element) -> String {
    let id = region.id();
    let noted = SERVED.with_borrow(|served| {
        served.iter().find(|(known, _)| *known == id).map(|(_, html)| html.clone())
    });
    noted.unwrap_or_else(|| region.inner_html())
}

/// Brings the regions up to date, one answer after another.
pub async fn renew() {
    if BUSY.replace(true) {
        return AGAIN.set(true);
    }
    loop {
        AGAIN.set(false);
        let _ = take().await;
        if !AGAIN.get() {
            break;
        }
    }
    BUSY.set(false);
}

/// Takes up what was left while somebody was entering something.
pub fn catch_up() {
    if LATE.get() && !is_entering() {
        spawn_local(renew());
    }
}

async fn take() -> Option<()> {
    let page = document()?;
    page.query_selector(OWN).ok()??;
    let here = web_sys::window()?.location().href().ok()?;
    let html = fetch::text(&here).await?;
    let fresh = DomParser::new().ok()?.parse_from_string(&html, SupportedType::TextHtml).ok()?;
    LATE.set(false);
    super::countdown::browser::set_clock(&fresh);
    let regions = page.query_selector_all(OWN).ok()?;
    for at in 0..regions.length() {
        let region: Option<Element> = regions.get(at).map(JsCast::unchecked_into);
        exchange(&page, &region?, &fresh);
    }
    Some(())
}

fn exchange(page: &Document, region: &Element, fresh: &Document) -> Option<()> {
    let html = fresh.get_element_by_id(&region.id())?.inner_html();
    if html == served(region) {
        return None;
    }
    let focused = page.active_element().filter(|focused| region.contains(Some(focused)));
    if focused.is_some() && is_entering() {
        LATE.set(true);
        return None;
    }
    let at = focused.and_then(|focused| place_of(region, &focused));
    region.set_inner_html(&html);
    note(region, html);
    super::countdown::browser::tick();
    // What had the focus has it again, as far as it is still there.
    let focused = region.query_selector_all(FOCUSABLE).ok()?.get(at?)?;
    super::chunk::press(&focused, "focus");
    Some(())
}

fn place_of(region: &Element, element: &Element) -> Option<u32> {
    let all = region.query_selector_all(FOCUSABLE).ok()?;
    (0..all.length()).find(|at| all.get(*at).is_some_and(|other| other.is_same_node(Some(element))))
}

/// Whether the cursor is in a field.
fn is_entering() -> bool {
    let focused = document().and_then(|page| page.active_element());
    focused.is_some_and(|focused| focused.matches(FIELDS).unwrap_or_default())
}
