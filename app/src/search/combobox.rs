//! The list below the field. Built with the browser's own means, since it is small and stands
//! outside of everything that is woken.

use super::steps::step;
use crate::live::reader::{Node, products};
use crate::live::{Word, Words, fetch, money, page_facts};
use contract::UniversalProduct;
use leptos::lazy;
use leptos::prelude::{set_timeout, set_timeout_with_handle};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element, Event, HtmlInputElement, KeyboardEvent};

/// How long fingers rest before something is asked.
const REST: Duration = Duration::from_millis(140);
/// How long an answer may take before its place is shown.
const PATIENCE: Duration = Duration::from_millis(250);
/// Suggestions at most.
const MOST: &str = "6";
/// Rows that stand for them until they come.
const SKELETONS: usize = 3;
const LIST: &str = "suggestions";

struct Combobox {
    document: Document,
    input: HtmlInputElement,
    list: Element,
    status: Element,
    /// Counts what was typed: an answer to less than the last is stale.
    typed: Cell<u32>,
    active: Cell<Option<usize>>,
    /// Where the suggestions lead, in order.
    ways: RefCell<Vec<String>>,
}

/// Makes the field a combobox, once.
#[lazy]
pub fn grow() {
    let _ = build();
}

fn build() -> Option<()> {
    let document = web_sys::window()?.document()?;
    let input: HtmlInputElement =
        document.query_selector("[data-search]:not([role])").ok()??.dyn_into().ok()?;
    let form = input.closest("form").ok()??;
    let list = element(
        &document,
        "ul",
        &[
            ("id", LIST),
            ("role", "listbox"),
            ("aria-label", page_facts().place.words.text(Word::Suggestions)),
            ("hidden", ""),
        ],
    )?;
    let status = element(&document, "p", &[("class", "sr"), ("role", "status")])?;
    form.append_child(&list).ok()?;
    form.append_child(&status).ok()?;
    for (name, value) in [
        ("role", "combobox"),
        ("aria-autocomplete", "list"),
        ("aria-expanded", "false"),
        ("aria-controls", LIST),
    ] {
        input.set_attribute(name, value).ok()?;
    }
    let combobox = Rc::new(Combobox {
        document,
        input: input.clone(),
        list: list.clone(),
        status,
        typed: Cell::new(0),
        active: Cell::new(None),
        ways: RefCell::default(),
    });
    let on = |target: &Element, name: &str, act: fn(&Rc<Combobox>, &Event)| {
        let combobox = combobox.clone();
        let heard = Closure::<dyn FnMut(Event)>::new(move |event: Event| act(&combobox, &event));
        let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        // As long as the page.
        heard.forget();
    };
    on(&input, "input", |combobox, _| combobox.type_on());
    on(&input, "keydown", |combobox, event| {
        combobox.press(event);
    });
    on(&input, "blur", |combobox, _| combobox.close());
    // The field keeps the focus.
    on(&list, "pointerdown", |_, event| event.prevent_default());
    on(&list, "click", |combobox, event| {
        combobox.pick(event);
    });
    if !input.value().is_empty() && input.value() != input.default_value() {
        combobox.type_on();
    }
    Some(())
}

fn element(document: &Document, name: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    Some(element)
}

impl Combobox {
    fn type_on(self: &Rc<Self>) {
        let typed = self.typed.get() + 1;
        self.typed.set(typed);
        let words = self.input.value();
        if words.trim().is_empty() {
            self.close();
            return;
        }
        let combobox = self.clone();
        set_timeout(
            move || {
                if combobox.typed.get() == typed {
                    spawn_local(async move {
                        combobox.ask(typed, &words).await;
                    });
                }
            },
            REST,
        );
    }

    async fn ask(self: &Rc<Self>, typed: u32, words: &str) -> Option<()> {
        let facts = page_facts();
        let words = String::from(js_sys::encode_uri_component(words.trim()));
        let tenant = facts.tenant.to_string();
        let url = ["/api/search?limit=", MOST, "&tenantId=", &tenant, "&q=", &words].concat();
        let waiting = self.clone();
        let wait = move || {
            if waiting.typed.get() == typed && !waiting.is_open() {
                waiting.wait();
            }
        };
        let wait = set_timeout_with_handle(wait, PATIENCE).ok()?;
        let answer = fetch::json(&url).await;
        wait.clear();
        if self.typed.get() != typed {
            return None;
        }
        let Some(answer) = answer else {
            self.close();
            return None;
        };
        let found = products(&answer.field("products"))?;
        let total = answer.field("total").number()?;
        self.show(&found, total, &words)
    }

    /// Rows where the suggestions will be. None of them can be chosen.
    fn wait(&self) -> Option<()> {
        self.ways.take();
        self.list.set_text_content(None);
        for _ in 0..SKELETONS {
            let row = element(&self.document, "li", &[("aria-hidden", "true")])?;
            for class in ["picture skeleton", "skeleton", "skeleton"] {
                row.append_child(&*element(&self.document, "span", &[("class", class)])?).ok()?;
            }
            self.list.append_child(&row).ok()?;
        }
        self.list.set_attribute("aria-busy", "true").ok()?;
        self.open(true);
        Some(())
    }

    fn show(&self, found: &[UniversalProduct], total: i64, words: &str) -> Option<()> {
        self.active.set(None);
        self.list.set_text_content(None);
        let _ = self.list.remove_attribute("aria-busy");
        let place = &page_facts().place;
        let mut ways = Vec::with_capacity(found.len() + 1);
        for product in found {
            let price = money::price(product.price_cents, product.currency, &place.locale);
            let option = self.option(ways.len())?;
            let picture = element(&self.document, "span", &[("class", "picture")])?;
            if let Some(src) = &product.image_url {
                let attributes =
                    [("src", src.as_str()), ("alt", ""), ("width", "48"), ("height", "60")];
                picture.append_child(&*element(&self.document, "img", &attributes)?).ok()?;
            }
            option.append_child(&picture).ok()?;
            for (class, text) in [("suggestion-name", &product.name), ("price", &price)] {
                let part = element(&self.document, "bdi", &[("class", class)])?;
                if let (Some(lang), "suggestion-name") = (&place.goods, class) {
                    part.set_attribute("lang", lang).ok()?;
                }
                part.set_text_content(Some(text));
                option.append_child(&part).ok()?;
            }
            self.list.append_child(&option).ok()?;
            ways.push(place.path(&["/p/", &product.slug]));
        }
        if total > found.len() as i64 {
            let option = self.option(ways.len())?;
            option.set_text_content(Some(&place.words.counted(Word::ShowAll, total)));
            self.list.append_child(&option).ok()?;
            ways.push(place.path(&["/search?q=", words]));
        }
        self.open(!ways.is_empty());
        self.ways.replace(ways);
        self.status.set_text_content(Some(&in_words(found.len(), total, &place.words)));
        Some(())
    }

    fn option(&self, at: usize) -> Option<Element> {
        let id = option_id(at);
        element(
            &self.document,
            "li",
            &[("role", "option"), ("id", &id), ("aria-selected", "false")],
        )
    }

    fn press(&self, event: &Event) -> Option<()> {
        let event: &KeyboardEvent = event.dyn_ref()?;
        // An unfinished character belongs to the input method.
        if event.is_composing() {
            return None;
        }
        let is_open = self.is_open();
        let count = self.ways.borrow().len();
        match event.key().as_str() {
            key @ ("ArrowDown" | "ArrowUp") if count > 0 => {
                event.prevent_default();
                let down = key == "ArrowDown";
                let from = if is_open { self.active.get() } else { None };
                self.open(true);
                self.activate(step(from, count, down));
            }
            "Enter" if is_open => {
                let way = self.ways.borrow().get(self.active.get()?)?.clone();
                event.prevent_default();
                go(&way);
            }
            // A second one empties the field, as it does without this.
            "Escape" if is_open => {
                event.prevent_default();
                self.close();
            }
            _ => {}
        }
        Some(())
    }

    fn pick(&self, event: &Event) -> Option<()> {
        let option: Element = event.target()?.dyn_into().ok()?;
        let option = option.closest("[role=option]").ok()??;
        let at: usize = option.id().strip_prefix(LIST)?.parse().ok()?;
        go(self.ways.borrow().get(at)?);
        Some(())
    }

    fn activate(&self, active: Option<usize>) {
        let mark = |at: Option<usize>, selected: &str| {
            let option = at.and_then(|at| self.document.get_element_by_id(&option_id(at)));
            if let Some(option) = option {
                let _ = option.set_attribute("aria-selected", selected);
                if selected == "true" {
                    option.scroll_into_view_with_bool(false);
                }
            }
        };
        mark(self.active.replace(active), "false");
        mark(active, "true");
        let _ = match active {
            Some(at) => self.input.set_attribute("aria-activedescendant", &option_id(at)),
            None => self.input.remove_attribute("aria-activedescendant"),
        };
    }

    fn is_open(&self) -> bool {
        !self.list.has_attribute("hidden")
    }

    fn open(&self, is_open: bool) {
        let _ = self.list.toggle_attribute_with_force("hidden", !is_open);
        let _ = self.input.set_attribute("aria-expanded", if is_open { "true" } else { "false" });
    }

    fn close(&self) {
        // Whatever is still on its way comes too late.
        self.typed.set(self.typed.get() + 1);
        self.activate(None);
        self.open(false);
        self.status.set_text_content(None);
    }
}

/// What is said when suggestions have come.
fn in_words(shown: usize, total: i64, words: &Words) -> String {
    if total == 0 {
        return words.text(Word::NothingFound).to_owned();
    }
    let found = words.counted(Word::Found, total);
    if total <= shown as i64 {
        return found;
    }
    [&found, ", ", &words.counted(Word::ShownOfFound, shown as i64)].concat()
}

fn option_id(at: usize) -> String {
    LIST.to_owned() + &at.to_string()
}

fn go(way: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().assign(way);
    }
}
