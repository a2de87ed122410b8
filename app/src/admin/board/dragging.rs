//! Dragging with a pointer or a finger, whatever is dragged.
//!
//! Nothing of the board moves meanwhile: a line shows where it would come to stand, a label follows
//! the pointer, near the edges the page scrolls along. Escape, or letting go where no place is,
//! leaves everything as it was.

use super::by_name::{is, number as of};
use super::desk::Desk;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomRect, Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

/// A press that moves less far is a click.
const SLACK: i32 = 6;
/// How near to the edge the page begins to scroll, and how far per beat at most.
const EDGE: f64 = 72.0;
const FASTEST: f64 = 22.0;
const BEAT: Duration = Duration::from_millis(16);

/// What is dragged.
pub(super) trait Load: 'static {
    /// A place it may come to stand at.
    type Place: Copy;

    fn desk(&self) -> Desk;
    /// What the label says.
    fn words(&self) -> String;
    /// The place the pointer is at, over this element and so far down, and the line that shows it.
    fn place(&self, under: &Element, y: f64) -> Option<(Self::Place, Line)>;
    /// It was let go over the last place there was, or nowhere.
    fn dropped(&self, place: Option<Self::Place>);
}

/// Runs along a box, at this height.
pub(super) struct Line {
    pub along: DomRect,
    pub at: f64,
}

struct Drag<L: Load> {
    load: L,
    pointer: i32,
    begun: (i32, i32),
    at: Cell<(i32, i32)>,
    place: Cell<Option<L::Place>>,
    /// The label at the pointer and the line between places, once it is a drag.
    shown: RefCell<Option<(HtmlElement, HtmlElement)>>,
    ends: RefCell<Vec<Box<dyn FnOnce()>>>,
}

/// Whether a handle was pressed to drag.
pub(super) fn is_begin(desk: Desk, event: &PointerEvent) -> bool {
    of(event, "button") == 0.0 && is(event, "isPrimary") && !desk.is_busy()
}

/// From the press of a handle until it is let go.
pub(super) fn begin<L: Load>(load: L, event: &PointerEvent) {
    let begun = point(event);
    let drag = Rc::new(Drag {
        load,
        pointer: pointer(event),
        begun,
        at: Cell::new(begun),
        place: Cell::new(None),
        shown: RefCell::default(),
        ends: RefCell::default(),
    });
    // A finger stays with the handle, however far it goes.
    if let Some(handle) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
        let _ = handle.set_pointer_capture(drag.pointer);
    }
    listen(&drag);
}

fn listen<L: Load>(drag: &Rc<Drag<L>>) {
    let on = |name: &'static str, act: fn(&Drag<L>, Event)| {
        let own = drag.clone();
        let listening = window_event_listener_untyped(name, move |event| act(&own, event));
        Box::new(move || listening.remove()) as Box<dyn FnOnce()>
    };
    let mut ends = vec![
        on("pointermove", |drag, event| {
            if pointer(&event) == drag.pointer {
                drag.moved(point(&event));
            }
        }),
        on("pointerup", |drag, event| {
            if pointer(&event) == drag.pointer {
                drag.finish(true);
            }
        }),
        on("pointercancel", |drag, _| drag.finish(false)),
        on("keydown", |drag, event| {
            if event.unchecked_into::<KeyboardEvent>().key() == "Escape" {
                drag.finish(false);
            }
        }),
    ];
    let own = drag.clone();
    let scroll = move || {
        if own.shown.borrow().is_some() && scroll(own.at.get().1) {
            own.look();
        }
    };
    if let Ok(beat) = set_interval_with_handle(scroll, BEAT) {
        ends.push(Box::new(move || beat.clear()));
    }
    *drag.ends.borrow_mut() = ends;
}

impl<L: Load> Drag<L> {
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
        let Some(shown) = draw(&self.load.words()) else { return };
        let desk = self.load.desk();
        desk.calm();
        desk.in_hand.set(true);
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
        let found = under.and_then(|under| self.load.place(&under, f64::from(y)));
        let Some((place, Line { along, at })) = found else { return };
        self.place.set(Some(place));
        put(line, "left", of(&along, "left"));
        put(line, "top", at - 2.0);
        put(line, "width", of(&along, "width"));
    }

    fn finish(&self, drop_it: bool) {
        for end in self.ends.take() {
            end();
        }
        let Some((label, line)) = self.shown.take() else { return };
        label.remove();
        line.remove();
        self.load.desk().in_hand.set(false);
        self.load.dropped(self.place.get().filter(|_| drop_it));
    }
}

/// Shows what came in while something was in the hand.
pub(super) fn catch_up(desk: Desk) {
    leptos::task::spawn_local(async move {
        desk.reload(None).await;
    });
}

/// A number an element carries.
pub(super) fn number<T: std::str::FromStr>(element: &Element, attribute: &str) -> Option<T> {
    element.get_attribute(attribute)?.parse().ok()
}

fn point(event: &JsValue) -> (i32, i32) {
    (of(event, "clientX") as i32, of(event, "clientY") as i32)
}

fn pointer(event: &JsValue) -> i32 {
    of(event, "pointerId") as i32
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn put(element: &HtmlElement, property: &str, value: f64) {
    let _ = element.style().set_property(property, &[&*value.to_string(), "px"].concat());
}

/// A label that follows the pointer, and a line that shows a place.
fn draw(words: &str) -> Option<(HtmlElement, HtmlElement)> {
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
fn scroll(y: i32) -> bool {
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
