//! Dragging a shelf to another place in the window.
//!
//! As with products nothing moves meanwhile: a line shows where the shelf would come to stand,
//! Escape leaves everything as it was.

use super::by_name::{is, number as of};
use super::desk::Desk;
use super::drag::{BEAT, SLACK, document, draw, number, point, pointer, put, scroll};
use contract::FeaturedTypeId;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};

struct Drag {
    desk: Desk,
    id: FeaturedTypeId,
    pointer: i32,
    begun: (i32, i32),
    at: Cell<(i32, i32)>,
    /// Before this shelf, or at the end.
    target: Cell<Option<Option<FeaturedTypeId>>>,
    /// The label at the pointer and the line between places, once it is a drag.
    shown: RefCell<Option<(HtmlElement, HtmlElement)>>,
    ends: RefCell<Vec<Box<dyn FnOnce()>>>,
}

/// The handle of a shelf was pressed.
pub fn begin(desk: Desk, id: FeaturedTypeId, event: &PointerEvent) {
    if of(event, "button") != 0.0 || !is(event, "isPrimary") || desk.is_busy() {
        return;
    }
    let begun = point(event);
    let drag = Rc::new(Drag {
        desk,
        id,
        pointer: pointer(event),
        begun,
        at: Cell::new(begun),
        target: Cell::new(None),
        shown: RefCell::default(),
        ends: RefCell::default(),
    });
    if let Some(handle) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) {
        let _ = handle.set_pointer_capture(drag.pointer);
    }
    listen(&drag);
}

fn listen(drag: &Rc<Drag>) {
    let on = |name: &'static str, act: fn(&Drag, web_sys::Event)| {
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

impl Drag {
    fn moved(&self, at: (i32, i32)) {
        self.at.set(at);
        let is_far = (at.0 - self.begun.0).abs().max((at.1 - self.begun.1).abs()) >= SLACK;
        if self.shown.borrow().is_none() && is_far {
            *self.shown.borrow_mut() = draw(&self.desk.name_of(self.id));
            self.desk.calm();
            self.desk.in_hand.set(true);
        }
        self.look();
    }

    /// Looks which shelf lies under the pointer, and which half of it.
    fn look(&self) {
        let shown = self.shown.borrow();
        let (Some((label, line)), Some(document)) = (&*shown, document()) else { return };
        let (x, y) = self.at.get();
        put(label, "left", f64::from(x) + 14.0);
        put(label, "top", f64::from(y) + 14.0);
        let under = document.element_from_point(x as f32, y as f32);
        let shelf = under.and_then(|under| under.closest(".board-shelf").ok()?);
        let Some(shelf) = shelf else { return };
        let Some(id) = number(&shelf, "data-shelf-id").map(FeaturedTypeId) else { return };
        let place = shelf.get_bounding_client_rect();
        let (top, bottom) = (of(&place, "top"), of(&place, "bottom"));
        let is_above = f64::from(y) < (top + bottom) / 2.0;
        let board = self.desk.board.read_untracked();
        let mut shelves = board.shelves.iter().map(|shelf| shelf.featured_type.id);
        let target = match is_above {
            true => Some(id),
            false => {
                let _ = shelves.find(|known| *known == id);
                shelves.next()
            }
        };
        self.target.set(Some(target));
        put(line, "left", of(&place, "left"));
        put(line, "top", if is_above { top } else { bottom } - 2.0);
        put(line, "width", of(&place, "width"));
    }

    fn finish(&self, drop_it: bool) {
        for end in self.ends.take() {
            end();
        }
        let Some((label, line)) = self.shown.take() else { return };
        label.remove();
        line.remove();
        self.desk.in_hand.set(false);
        let target = self.target.get().filter(|_| drop_it);
        if target.is_some_and(|before| self.desk.move_shelf(self.id, before)) {
            return;
        }
        // What came in while it was in the hand.
        let desk = self.desk;
        leptos::task::spawn_local(async move {
            desk.reload(None).await;
        });
    }
}
