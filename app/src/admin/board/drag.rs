//! Dragging with a pointer or a finger.
//!
//! Nothing of the board moves while one drags: a line shows where it would come to stand, a label
//! follows the pointer, near the edges the page scrolls along. Escape, or letting go where no shelf
//! is, leaves everything as it was.

use super::by_name::{is, number as of};
use super::desk::{Desk, Spot};
use super::edits::{Key, counted};
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, KeyboardEvent, PointerEvent};

/// A press that moves less far is a click.
pub(super) const SLACK: i32 = 6;
/// How near to the edge the page begins to scroll, and how far per beat at most.
const EDGE: f64 = 72.0;
const FASTEST: f64 = 22.0;
pub(super) const BEAT: Duration = Duration::from_millis(16);

/// Where it would come to stand: before this product, or at the end.
type Target = (FeaturedTypeId, Option<ProductId>);

struct Drag {
    desk: Desk,
    /// All that come along, the one that was taken first among them.
    keys: Vec<Key>,
    pointer: i32,
    begun: (i32, i32),
    at: Cell<(i32, i32)>,
    target: Cell<Option<Target>>,
    /// The label at the pointer and the line between places, once it is a drag.
    shown: RefCell<Option<(HtmlElement, HtmlElement)>>,
    ends: RefCell<Vec<Box<dyn FnOnce()>>>,
}

/// The handle of a placement was pressed.
pub fn begin(desk: Desk, key: Key, event: &PointerEvent) {
    if of(event, "button") != 0.0 || !is(event, "isPrimary") || desk.is_busy() {
        return;
    }
    let chosen = desk.selection.get_untracked();
    let keys = if chosen.has(key) { chosen.keys().to_vec() } else { vec![key] };
    let begun = point(event);
    let drag = Rc::new(Drag {
        desk,
        keys,
        pointer: pointer(event),
        begun,
        at: Cell::new(begun),
        target: Cell::new(None),
        shown: RefCell::default(),
        ends: RefCell::default(),
    });
    // A finger stays with the handle, however far it goes.
    if let Some(handle) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
        let _ = handle.set_pointer_capture(drag.pointer);
    }
    listen(&drag);
}

fn listen(drag: &Rc<Drag>) {
    let own = drag.clone();
    let moved = window_event_listener_untyped("pointermove", move |event| {
        if pointer(&event) == own.pointer {
            own.moved(point(&event));
        }
    });
    let own = drag.clone();
    let dropped = window_event_listener_untyped("pointerup", move |event| {
        if pointer(&event) == own.pointer {
            own.finish(true);
        }
    });
    let own = drag.clone();
    let cancelled = window_event_listener_untyped("pointercancel", move |_| own.finish(false));
    let own = drag.clone();
    let escaped = window_event_listener_untyped("keydown", move |event| {
        if event.unchecked_into::<KeyboardEvent>().key() == "Escape" {
            own.finish(false);
        }
    });
    let mut ends: Vec<Box<dyn FnOnce()>> = vec![
        Box::new(move || moved.remove()),
        Box::new(move || dropped.remove()),
        Box::new(move || cancelled.remove()),
        Box::new(move || escaped.remove()),
    ];
    let own = drag.clone();
    if let Ok(beat) = set_interval_with_handle(move || own.scroll(), BEAT) {
        ends.push(Box::new(move || beat.clear()));
    }
    *drag.ends.borrow_mut() = ends;
}

pub(super) fn point(event: &JsValue) -> (i32, i32) {
    (of(event, "clientX") as i32, of(event, "clientY") as i32)
}

pub(super) fn pointer(event: &JsValue) -> i32 {
    of(event, "pointerId") as i32
}

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

pub(super) fn put(element: &HtmlElement, property: &str, value: f64) {
    let _ = element.style().set_property(property, &[&*value.to_string(), "px"].concat());
}

pub(super) fn number<T: std::str::FromStr>(element: &Element, attribute: &str) -> Option<T> {
    element.get_attribute(attribute)?.parse().ok()
}

/// A label that follows the pointer, and a line that shows a place.
pub(super) fn draw(words: &str) -> Option<(HtmlElement, HtmlElement)> {
    let document = document()?;
    let make = |class: &str| -> Option<HtmlElement> {
        let element: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        element.set_class_name(class);
        element.set_attribute("aria-hidden", "true").ok()?;
        // Where the board's own style reaches it.
        document.query_selector(".board").ok()??.append_child(&element).ok()?;
        Some(element)
    };
    let (label, line) = (make("board-ghost")?, make("board-line")?);
    label.set_text_content(Some(words));
    Some((label, line))
}

/// Near the edges the page scrolls along: whether it did.
pub(super) fn scroll(y: i32) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let y = f64::from(y);
    let below = y - (of(&window, "innerHeight") - EDGE);
    let above = EDGE - y;
    let by = if above > 0.0 { -above } else { below.max(0.0) };
    if by != 0.0 {
        window.scroll_by_with_x_and_y(0.0, (by / EDGE * FASTEST).clamp(-FASTEST, FASTEST));
    }
    by != 0.0
}

impl Drag {
    fn moved(&self, at: (i32, i32)) {
        self.at.set(at);
        let is_far = (at.0 - self.begun.0).abs().max((at.1 - self.begun.1).abs()) >= SLACK;
        if self.shown.borrow().is_none() && is_far {
            self.show();
        }
        self.look();
    }

    /// It is a drag.
    fn show(&self) {
        let label = counted(&self.desk.names(&self.keys));
        let Some(shown) = draw(&label) else { return };
        self.desk.calm();
        self.desk.in_hand.set(true);
        *self.shown.borrow_mut() = Some(shown);
    }

    /// Looks what lies under the pointer.
    fn look(&self) {
        let shown = self.shown.borrow();
        let (Some((label, line)), Some(document)) = (&*shown, document()) else { return };
        let (x, y) = self.at.get();
        put(label, "left", f64::from(x) + 14.0);
        put(label, "top", f64::from(y) + 14.0);
        let under = document.element_from_point(x as f32, y as f32);
        let within = |selector: &str| under.as_ref()?.closest(selector).ok()?;
        let Some(shelf) = within(".board-shelf") else { return };
        let Some(id) = number(&shelf, "data-shelf-id").map(FeaturedTypeId) else { return };
        let (anchor, box_, edge) = match within(".board-item") {
            Some(item) => {
                let place = item.get_bounding_client_rect();
                let top = of(&place, "top");
                if f64::from(y) < top + of(&place, "height") / 2.0 {
                    (number(&item, "data-product-id"), place, top)
                } else {
                    let next = item.next_element_sibling();
                    let next = next.and_then(|next| number(&next, "data-product-id"));
                    let bottom = of(&place, "bottom");
                    (next.or_else(|| self.unseen(id, &item)), place, bottom)
                }
            }
            None => {
                // The head of a shelf is its beginning, what is below its list the end.
                let Ok(Some(list)) = shelf.query_selector(".board-items") else { return };
                let place = list.get_bounding_client_rect();
                let (top, bottom) = (of(&place, "top"), of(&place, "bottom"));
                let is_head = f64::from(y) < top;
                let first = list.first_element_child().filter(|_| is_head);
                let first = first.and_then(|first| number(&first, "data-product-id"));
                (first, place, if is_head { top } else { bottom })
            }
        };
        self.target.set(Some((id, anchor.map(ProductId))));
        put(line, "left", of(&box_, "left"));
        put(line, "top", edge - 2.0);
        put(line, "width", of(&box_, "width"));
    }

    /// What comes after the last one that is drawn of a long shelf.
    fn unseen(&self, shelf: FeaturedTypeId, last: &Element) -> Option<i64> {
        let last: i64 = number(last, "data-product-id")?;
        let board = self.desk.board.read_untracked();
        let shelf = board.shelves.iter().find(|known| known.featured_type.id == shelf)?;
        let at = shelf.items.iter().position(|item| item.product.id.0 == last)?;
        shelf.items.get(at + 1).map(|item| item.product.id.0)
    }

    fn scroll(&self) {
        if self.shown.borrow().is_some() && scroll(self.at.get().1) {
            self.look();
        }
    }

    fn finish(&self, drop_it: bool) {
        for end in self.ends.take() {
            end();
        }
        let Some((label, line)) = self.shown.take() else { return };
        label.remove();
        line.remove();
        self.desk.in_hand.set(false);
        let first = self.keys[0];
        match self.anchor().filter(|_| drop_it) {
            Some((shelf, anchor)) => {
                let spot = match self.keys.as_slice() {
                    [_] => Spot::Item(first.0, first.1),
                    _ => Spot::Board,
                };
                self.desk.carry_to(spot, &self.keys, shelf, anchor);
            }
            None => {
                let words = [&*counted(&self.desk.names(&self.keys)), " stays where it was."];
                self.desk.say(words.concat());
                let desk = self.desk;
                leptos::task::spawn_local(async move {
                    desk.reload(None).await;
                });
            }
        }
    }

    /// Where to put it, named by a product that does not come along; none where it is there.
    fn anchor(&self) -> Option<Target> {
        let (shelf, anchor) = self.target.get()?;
        let board = self.desk.board.read_untracked();
        let known = board.shelves.iter().find(|known| known.featured_type.id == shelf)?;
        let ids: Vec<ProductId> = known.items.iter().map(|item| item.product.id).collect();
        let comes_along = |id: &ProductId| self.keys.contains(&(shelf, *id));
        let from = match anchor {
            Some(anchor) => ids.iter().position(|id| *id == anchor)?,
            None => ids.len(),
        };
        let anchor = ids[from..].iter().find(|id| !comes_along(id)).copied();
        // One that was dropped on itself or beside itself.
        if let [key] = self.keys.as_slice()
            && key.0 == shelf
        {
            let own = ids.iter().position(|id| *id == key.1)?;
            if ids.get(own + 1).copied() == anchor {
                return None;
            }
        }
        Some((shelf, anchor))
    }
}
