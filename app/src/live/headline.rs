//! What the front begins with, when it changes on an open page. Its code comes with the first change:
//! until then it stands in the page as it was rendered.

use super::reader::{self, Node};
use super::{FACTS_ID, focus, page_facts};
use crate::components::editorial_header::EditorialHeader;
use contract::{Headline, Seq};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

/// As shown, and the position that is true at.
struct Shown {
    seq: Seq,
    headline: Option<Headline>,
    /// Once it has been drawn here.
    drawn: Option<ArcRwSignal<Option<Headline>>>,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// Takes in a frame, or the public view: whatever has a `seq` and a `header`. `anew` says that
/// positions seen so far mean nothing any more.
#[lazy]
pub fn show(node: JsValue, anew: bool) {
    let _ = take(&node, anew);
}

fn take(node: &JsValue, anew: bool) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let place = document.query_selector("[data-editorial]").ok()??;
    let seq = reader::position(node);
    let headline = reader::headline(&node.field("header"));
    SHOWN.with_borrow_mut(|shown| {
        let shown = shown.get_or_insert_with(|| as_rendered(&document));
        if seq < shown.seq && !anew {
            return;
        }
        shown.seq = seq;
        if shown.headline != headline {
            shown.headline.clone_from(&headline);
            focus::keep(|| match &shown.drawn {
                Some(signal) => signal.set(headline),
                None => shown.drawn = Some(draw(&place, headline)),
            });
        }
    });
    Some(())
}

fn as_rendered(document: &Document) -> Shown {
    let facts = document.get_element_by_id(FACTS_ID).and_then(|block| block.text_content());
    let facts = facts.and_then(|text| reader::parse(&text)).unwrap_or(JsValue::UNDEFINED);
    let headline = reader::headline(&facts.field("headline"));
    Shown { seq: reader::position(&facts), headline, drawn: None }
}

/// Puts it in place of what was rendered; from then on it changes by itself.
fn draw(place: &Element, headline: Option<Headline>) -> ArcRwSignal<Option<Headline>> {
    place.set_text_content(None);
    let signal = ArcRwSignal::new(headline);
    let (shop, shown) = (page_facts().place.clone(), signal.clone());
    let view = move || {
        move || {
            let place = shop.clone();
            shown.get().map(|headline| view! { <EditorialHeader headline place/> })
        }
    };
    leptos::mount::mount_to(place.clone().unchecked_into::<HtmlElement>(), view).forget();
    signal
}
