//! The dialog at work.

use super::lens::{Lens, STEP};
use crate::islands::{gallery, js};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, KeyboardEvent};

/// One press of an arrow.
const NUDGE: f64 = 60.0;
/// A finger's way that turns to another picture.
const SWIPE: f64 = 50.0;

thread_local! {
    static ZOOM: RefCell<Option<Rc<Zoom>>> = const { RefCell::new(None) };
}

struct Zoom {
    dialog: Element,
    stage: Element,
    picture: Element,
    state: RefCell<State>,
}

struct State {
    index: i32,
    lens: Lens,
    /// Fingers, or the pressed mouse, by their id.
    pointers: Vec<(i32, (f64, f64))>,
    /// How far a single one has come since it was put down.
    way: f64,
}

pub fn open(index: i32) {
    let zoom = ZOOM.with_borrow_mut(|zoom| {
        if zoom.is_none() {
            *zoom = Zoom::find();
        }
        zoom.clone()
    });
    if let Some(zoom) = zoom {
        js::call(&zoom.dialog, "showModal", &JsValue::UNDEFINED);
        zoom.show(index);
    }
}

impl Zoom {
    fn find() -> Option<Rc<Self>> {
        let document = web_sys::window()?.document()?;
        let dialog: Element = document.query_selector("dialog.zoom").ok()??;
        let zoom = Rc::new(Self {
            stage: dialog.query_selector(".zoom-stage").ok()??,
            picture: dialog.query_selector(".zoom-picture").ok()??,
            dialog,
            state: RefCell::new(State {
                index: 0,
                lens: Lens::new((1.0, 1.0), (1.0, 1.0)),
                pointers: Vec::new(),
                way: 0.0,
            }),
        });
        let this = zoom.clone();
        let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            this.handle(&event);
        });
        let names = [
            "click",
            "keydown",
            "wheel",
            "dblclick",
            "pointerdown",
            "pointermove",
            "pointerup",
            "pointercancel",
        ];
        for name in names {
            let listener = closure.as_ref().unchecked_ref();
            let _ = zoom.dialog.add_event_listener_with_callback(name, listener);
        }
        let load = closure.as_ref().unchecked_ref();
        let _ = zoom.picture.add_event_listener_with_callback("load", load);
        let window = web_sys::window()?;
        let _ = window.add_event_listener_with_callback("resize", closure.as_ref().unchecked_ref());
        // As long as the page.
        closure.forget();
        Some(zoom)
    }

    fn handle(&self, event: &Event) -> Option<()> {
        match js::text(event, "type").as_str() {
            "load" | "resize" => self.fit(),
            "click" => self.press(event)?,
            "keydown" => self.key(event)?,
            "wheel" => {
                event.prevent_default();
                let factor = if js::number(event, "deltaY") < 0.0 { 1.2 } else { 1.0 / 1.2 };
                self.zoom(factor, self.point(event));
            }
            "dblclick" => {
                let is_close = self.state.borrow().lens.is_close();
                let factor = if is_close { 0.0 } else { 2.5 };
                self.zoom(factor, self.point(event));
            }
            name => self.point_with(name, event)?,
        }
        Some(())
    }

    fn press(&self, event: &Event) -> Option<()> {
        let button = event.target()?.dyn_into::<Element>().ok()?.closest("[data-zoom]").ok()??;
        match button.get_attribute("data-zoom")?.as_str() {
            "close" => {
                js::call(&self.dialog, "close", &JsValue::UNDEFINED);
            }
            "previous" => self.turn(-1),
            "next" => self.turn(1),
            "in" => self.zoom(STEP, (0.0, 0.0)),
            _ => self.zoom(1.0 / STEP, (0.0, 0.0)),
        }
        Some(())
    }

    fn key(&self, event: &Event) -> Option<()> {
        let key = event.dyn_ref::<KeyboardEvent>()?.key();
        let is_close = self.state.borrow().lens.is_close();
        match key.as_str() {
            "+" | "=" => self.zoom(STEP, (0.0, 0.0)),
            "-" => self.zoom(1.0 / STEP, (0.0, 0.0)),
            "0" => self.zoom(0.0, (0.0, 0.0)),
            "ArrowLeft" if is_close => self.shift((NUDGE, 0.0)),
            "ArrowRight" if is_close => self.shift((-NUDGE, 0.0)),
            "ArrowUp" if is_close => self.shift((0.0, NUDGE)),
            "ArrowDown" if is_close => self.shift((0.0, -NUDGE)),
            "ArrowLeft" => self.turn(-js::direction()),
            "ArrowRight" => self.turn(js::direction()),
            _ => return None,
        }
        event.prevent_default();
        Some(())
    }

    fn point_with(&self, name: &str, event: &Event) -> Option<()> {
        let id = js::number(event, "pointerId") as i32;
        let at = self.point(event);
        if name == "pointerdown" {
            let within = event.target()?.dyn_into::<Element>().ok()?.closest(".zoom-stage").ok()?;
            let stage: JsValue = within?.into();
            js::call(&stage, "setPointerCapture", &id.into())?;
            let mut state = self.state.borrow_mut();
            state.pointers.push((id, at));
            state.way = 0.0;
            return Some(());
        }
        let mut state = self.state.borrow_mut();
        let index = state.pointers.iter().position(|(known, _)| *known == id)?;
        let before = state.pointers[index].1;
        if name == "pointermove" {
            let by = (at.0 - before.0, at.1 - before.1);
            state.pointers[index].1 = at;
            match state.pointers[..] {
                // Two fingers: what is between them grows with their distance.
                [(_, one), (_, other)] => {
                    let rest = if index == 0 { other } else { one };
                    let factor = distance(at, rest) / distance(before, rest).max(1.0);
                    let middle = ((at.0 + rest.0) / 2.0, (at.1 + rest.1) / 2.0);
                    state.lens.shift((by.0 / 2.0, by.1 / 2.0));
                    state.lens.zoom(factor, middle);
                    state.way = 0.0;
                }
                _ => {
                    state.way += by.0;
                    state.lens.shift(by);
                }
            }
            drop(state);
            self.draw();
            return Some(());
        }
        state.pointers.remove(index);
        let swiped = name == "pointerup" && state.pointers.is_empty() && !state.lens.is_close();
        let way = std::mem::take(&mut state.way);
        drop(state);
        if swiped && way.abs() > SWIPE {
            self.turn(if way < 0.0 { js::direction() } else { -js::direction() });
        }
        Some(())
    }

    /// Counted from the stage's middle; the stage begins where the window does.
    fn point(&self, event: &Event) -> (f64, f64) {
        let (width, height) = self.room();
        let (x, y) = (js::number(event, "clientX"), js::number(event, "clientY"));
        (x - width / 2.0, y - height / 2.0)
    }

    fn room(&self) -> (f64, f64) {
        (js::number(&self.stage, "clientWidth"), js::number(&self.stage, "clientHeight"))
    }

    fn zoom(&self, factor: f64, at: (f64, f64)) {
        self.state.borrow_mut().lens.zoom(factor, at);
        self.draw();
    }

    fn shift(&self, by: (f64, f64)) {
        self.state.borrow_mut().lens.shift(by);
        self.draw();
    }

    fn turn(&self, by: i32) {
        let index = self.state.borrow().index + by;
        if (0..gallery::count()).contains(&index) {
            self.show(index);
        }
    }

    fn show(&self, index: i32) -> Option<()> {
        let (address, words) = gallery::full(index)?;
        self.state.borrow_mut().index = index;
        self.picture.set_attribute("src", &address).ok()?;
        self.picture.set_attribute("alt", &words).ok()?;
        self.fit();
        // The page behind follows.
        gallery::show(index);
        let count = gallery::count();
        let place = [&(index + 1).to_string(), " / ", &count.to_string()].concat();
        self.dialog.query_selector(".zoom-count").ok()??.set_text_content(Some(&place));
        for (name, is_over) in [("previous", index == 0), ("next", index + 1 == count)] {
            let selector = ["[data-zoom=", name, "]"].concat();
            let button = self.dialog.query_selector(&selector).ok()??;
            let _ = button.set_attribute("aria-disabled", if is_over { "true" } else { "false" });
        }
        Some(())
    }

    /// All of the picture, as its size is known by now.
    fn fit(&self) {
        let side = |name| js::number(&self.picture, name);
        let size = (side("naturalWidth"), side("naturalHeight"));
        self.state.borrow_mut().lens = Lens::new(self.room(), size);
        self.draw();
    }

    fn draw(&self) {
        let Lens { scale, x, y, .. } = self.state.borrow().lens;
        let round = |number: f64| ((number * 100.0).round() / 100.0).to_string();
        let parts =
            ["transform:translate(", &round(x), "px,", &round(y), "px) scale(", &round(scale), ")"];
        let _ = self.picture.set_attribute("style", &parts.concat());
        let _ = self.dialog.set_attribute("data-close", if scale > 1.0 { "true" } else { "false" });
    }
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
