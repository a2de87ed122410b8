//! Going anywhere and doing the usual things by typing a few letters: a combobox (ARIA 1.2) in a
//! dialog, opened by Ctrl K or by its button.

mod entries;

use crate::admin::board::{focus, is_held};
use crate::admin::browser::{close_dialog, go, is_on, is_open, press, show_dialog};
use crate::admin::session::kept;
use crate::api::board as api;
use contract::featured::Board;
use contract::{Refusal, Turn};
use entries::{Deed, Entry, fitting, of_board, of_products, step};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use std::time::Duration;

const DIALOG: &str = "palette";
const FIELD: &str = "palette-field";
/// Rest after the last key before products are asked for.
const REST: Duration = Duration::from_millis(200);
/// Products offered.
const PRODUCTS: usize = 6;
/// How long what was done stays in view.
const SAID: Duration = Duration::from_secs(6);

/// The shop one is in.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Here {
    /// Slug.
    pub shop: String,
    pub can_edit: bool,
}

#[derive(Clone, Copy)]
struct Palette {
    here: StoredValue<Option<Here>>,
    pages: StoredValue<Vec<Entry>>,
    board: RwSignal<Option<Board>>,
    products: RwSignal<Vec<Entry>>,
    typed: RwSignal<String>,
    marked: RwSignal<usize>,
    /// Counts what was typed: an answer to less than the last is stale.
    asked: StoredValue<u32>,
    said: RwSignal<String>,
}

#[component]
pub fn CommandPalette(
    here: Option<Here>,
    /// The pages one may go to: words and address.
    pages: Vec<(String, String)>,
) -> impl IntoView {
    let pages = pages.into_iter().map(|(words, address)| Entry::go("Page", words, address));
    let palette = Palette {
        here: StoredValue::new(here),
        pages: StoredValue::new(pages.collect()),
        board: RwSignal::new(None),
        products: RwSignal::new(vec![]),
        typed: RwSignal::new(String::new()),
        marked: RwSignal::new(0),
        asked: StoredValue::new(0),
        said: RwSignal::new(String::new()),
    };
    let ready = RwSignal::new(false);
    // Effects run in the browser only.
    Effect::new(move || {
        ready.set(true);
        let keys = window_event_listener_untyped("keydown", move |event| {
            let event: leptos::ev::KeyboardEvent = event.unchecked_into();
            let held = |key| is_held(&event, key);
            if (held("ctrlKey") || held("metaKey")) && !held("altKey") && event.key() == "k" {
                event.prevent_default();
                palette.open();
            }
        });
        on_cleanup(move || keys.remove());
    });
    let found = Memo::new(move |_| palette.found());
    let key = move |event: leptos::ev::KeyboardEvent| {
        let count = found.read_untracked().len();
        if event.key() == "Enter" {
            event.prevent_default();
            let entry = found.read_untracked().get(palette.marked.get_untracked()).cloned();
            if let Some(entry) = entry {
                palette.act(entry.deed);
            }
        } else if let Some(to) = step(palette.marked.get_untracked(), count, &event.key()) {
            event.prevent_default();
            palette.marked.set(to);
        }
    };
    let options = move || {
        let option = |(at, entry): (usize, Entry)| {
            let deed = entry.deed;
            let is_marked = move || palette.marked.get() == at;
            view! {
                <li
                    id=["palette-", &at.to_string()].concat()
                    role="option"
                    aria-selected=move || is_marked().to_string()
                    on:pointermove=move |_| if !is_marked() { palette.marked.set(at) }
                    on:click=move |_| palette.act(deed.clone())
                >
                    <span>{entry.words}</span>
                    <small>{entry.kind}</small>
                </li>
            }
        };
        found.get().into_iter().enumerate().map(option).collect::<Vec<_>>()
    };
    let active = move || {
        let at = palette.marked.get();
        (at < found.read().len()).then(|| ["palette-", &at.to_string()].concat())
    };
    // The field keeps the focus.
    let hold = |event: leptos::ev::PointerEvent| event.prevent_default();
    let count = move || match found.read().len() {
        0 => "Nothing fits.".to_owned(),
        1 => "1 entry.".to_owned(),
        many => [&*many.to_string(), " entries."].concat(),
    };
    view! {
        <button
            type="button"
            class="button quiet palette-open"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            disabled=move || !ready.get()
            on:click=move |_| palette.open()
            data-palette-open
        >
            "Go to"<kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
        <dialog
            id=DIALOG
            class="palette"
            aria-label="Go to, or do"
            on:click=move |event| {
                // The dialog itself is what lies around what is in it.
                if is_on(&event, DIALOG) {
                    close_dialog(DIALOG);
                }
            }
            data-palette
        >
            <input
                id=FIELD
                type="text"
                role="combobox"
                aria-label="Go to a page, shelf or product, or do something"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="palette-entries"
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                placeholder="Where to?"
                prop:value=move || palette.typed.get()
                on:input=move |event| palette.type_on(event_target_value(&event))
                on:keydown=key
            />
            <ul
                id="palette-entries"
                role="listbox"
                aria-label="Entries"
                on:pointerdown=hold
            >
                {options}
            </ul>
            <p class="sr" role="status">{count}</p>
        </dialog>
        <p
            class="palette-said"
            aria-live="polite"
            data-palette-said
            data-silent=move || palette.said.read().is_empty()
        >
            {move || palette.said.get()}
        </p>
    }
}

impl Palette {
    fn found(self) -> Vec<Entry> {
        let mut all = self.here.with_value(|here| match here {
            Some(here) => of_board(&here.shop, here.can_edit, self.board.read().as_ref()),
            None => vec![],
        });
        self.pages.with_value(|pages| all.extend(pages.iter().cloned()));
        all.push(Entry { words: "Sign out".into(), kind: "Do", deed: Deed::SignOut });
        let mut found = fitting(&all, &self.typed.read());
        // The shop has found these by the words already.
        found.extend(self.products.get());
        found
    }

    fn open(self) {
        if is_open(DIALOG) {
            return;
        }
        self.type_on(String::new());
        show_dialog(DIALOG);
        focus::hold_on(FIELD.into());
        let Some(here) = self.here.get_value() else { return };
        spawn_local(async move {
            // Without it the pages are still there to go to.
            if let Ok(board) = api::get_board(here.shop, None).await {
                self.board.set(Some(board));
            }
        });
    }

    fn type_on(self, typed: String) {
        let turn = self.asked.with_value(|turn| turn.wrapping_add(1));
        self.asked.set_value(turn);
        self.marked.set(0);
        self.products.set(vec![]);
        self.typed.set(typed.clone());
        let Some(Here { shop, .. }) = self.here.get_value() else { return };
        if typed.trim().chars().count() < 2 {
            return;
        }
        let ask = move || {
            // Somebody typed on.
            if self.asked.get_value() != turn {
                return;
            }
            spawn_local(async move {
                let page = api::find_products(shop.clone(), typed, 1).await;
                if let Ok(page) = page
                    && self.asked.get_value() == turn
                {
                    let products = page.products.into_iter().take(PRODUCTS).collect();
                    self.products.set(of_products(&shop, products));
                }
            });
        };
        set_timeout(ask, REST);
    }

    fn act(self, deed: Deed) {
        close_dialog(DIALOG);
        match deed {
            Deed::Go(address) => go(&address),
            Deed::Turn(turn) => self.turn(turn),
            Deed::NewShelf => {
                let shop = self.here.get_value().map(|here| here.shop).unwrap_or_default();
                if !press("new-shelf") {
                    go(&["/admin/t/", &shop, "#new-shelf"].concat());
                }
            }
            Deed::SignOut => {
                press("sign-out");
            }
        }
    }

    fn turn(self, turn: Turn) {
        let Some(Here { shop, .. }) = self.here.get_value() else { return };
        spawn_local(async move {
            let outcome = kept(|| api::turn_board(shop.clone(), turn)).await;
            self.say(match outcome {
                Ok(turned) => match turn {
                    Turn::Redo => ["Done again: ", &turned.words, "."].concat(),
                    _ => ["You ", &turned.words, "."].concat(),
                },
                Err(refused) => match refused.0 {
                    Refusal::Clashes(_) => {
                        "This cannot be taken back, since it has been changed again.".into()
                    }
                    Refusal::Problem(problem) => problem.title,
                },
            });
        });
    }

    fn say(self, words: String) {
        self.said.set(words.clone());
        let fall_silent = move || {
            if self.said.try_get_untracked().as_ref() == Some(&words) {
                self.said.set(String::new());
            }
        };
        set_timeout(fall_silent, SAID);
    }
}
