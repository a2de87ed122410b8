//! Finding products and putting them on a shelf.

use super::desk::{Desk, Spot};
use super::found::{FoundList, enter};
use super::found_pages::FoundPages;
use crate::admin::session::kept;
use crate::api::board as api;
use contract::edit::{Action, Edit};
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Rest after the last key before asking.
const REST: Duration = Duration::from_millis(250);

/// The shelf that is added to, and its name.
pub type Target = Memo<Option<(FeaturedTypeId, String)>>;

#[component]
pub fn Finder(desk: Desk) -> impl IntoView {
    let words = RwSignal::new(String::new());
    // All products are listed, whatever they are called.
    let everything = RwSignal::new(false);
    let found = FoundPages::new(desk);
    let asked = StoredValue::new(0_u32);
    let chosen_products = RwSignal::new(Vec::<ProductId>::new());
    let chosen = RwSignal::new(None::<FeaturedTypeId>);
    let shelves = Memo::new(move |_| {
        let board = desk.board.read();
        let named = |kind: &contract::FeaturedType| (kind.id, kind.name.clone());
        board.shelves.iter().map(|shelf| named(&shelf.featured_type)).collect::<Vec<_>>()
    });
    // The shelf chosen, as long as it exists; the first otherwise.
    let target: Target = Memo::new(move |_| {
        let shelves = shelves.read();
        let wanted = chosen.get();
        shelves.iter().find(|(id, _)| Some(*id) == wanted).or(shelves.first()).cloned()
    });
    let look = move |rest: Duration| {
        let turn = asked.with_value(|turn| turn + 1);
        asked.set_value(turn);
        let ask = move || {
            // Somebody typed on.
            if asked.get_value() != turn {
                return;
            }
            let query = words.get_untracked();
            if query.trim().is_empty() && !everything.get_untracked() {
                found.end();
                return;
            }
            spawn_local(async move {
                let look = || api::find_products(desk.shop(), query.clone(), 1);
                let answer = kept(look).await;
                if asked.get_value() != turn {
                    return;
                }
                match answer {
                    Ok(page) => {
                        desk.calm();
                        chosen_products.set(vec![]);
                        found.begin(turn, query, page);
                    }
                    Err(error) => desk.failed(Spot::Finder, error),
                }
            });
        };
        set_timeout(ask, rest);
    };
    let type_on = move |_| {
        everything.set(false);
        look(REST);
    };
    let list_all = move |_| {
        words.set(String::new());
        everything.update(|all| *all = !*all);
        look(Duration::ZERO);
    };
    let into_list = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "ArrowDown" && untrack(|| found.search()).is_some() {
            event.prevent_default();
            enter();
        }
    };
    let count = move || {
        found.search()?;
        let (total, rows) = (found.total.get(), found.rows());
        let total_words = total.to_string();
        Some(match total {
            0 => "Nothing has these words in its name or number.".to_owned(),
            1 => "1 product".to_owned(),
            _ if rows < total => {
                let rows = rows.to_string();
                ["The first ", &rows, " of ", &total_words, " products; more words find fewer"]
                    .concat()
            }
            _ => [&total_words, " products"].concat(),
        })
    };
    let results = move || {
        found.search()?;
        let is_any = Memo::new(move |_| found.total.get() > 0);
        Some(view! {
            <Show when=move || is_any.get()>
                <FoundList desk found target chosen=chosen_products/>
            </Show>
            <Together desk target chosen_products/>
        })
    };
    view! {
        <section class="finder" aria-label="Add products">
            <div class="finder-fields">
                <div>
                    <label for="finder">"Find products"</label>
                    <input
                        id="finder"
                        type="search"
                        autocomplete="off"
                        bind:value=words
                        on:input=type_on
                        on:keydown=into_list
                    />
                </div>
                <div>
                    <label for="finder-shelf">"Add to"</label>
                    <select
                        id="finder-shelf"
                        disabled=move || shelves.read().is_empty()
                        on:change=move |event| {
                            chosen.set(event_target_value(&event).parse().ok());
                        }
                    >
                        {move || {
                            let now = target.get().map(|(id, _)| id);
                            shelves
                                .get()
                                .into_iter()
                                .map(|(id, name)| view! {
                                    <option value=id.to_string() selected=Some(id) == now>{name}</option>
                                })
                                .collect::<Vec<_>>()
                        }}
                    </select>
                </div>
                <button
                    class="button quiet"
                    type="button"
                    aria-expanded=move || everything.get().to_string()
                    on:click=list_all
                >
                    "All products"
                </button>
            </div>
            {desk.trouble_at(Spot::Finder)}
            <p class="found-count" role="status">{count}</p>
            {results}
        </section>
    }
}

/// All that are chosen, onto the shelf at once; there while some are.
#[component]
fn Together(
    desk: Desk,
    target: Target,
    chosen_products: RwSignal<Vec<ProductId>>,
) -> impl IntoView {
    let words = move || {
        let count = chosen_products.read().len();
        let shelf = target.get().map(|(_, name)| name).unwrap_or_default();
        ["Add ", &count.to_string(), " to ", &shelf].concat()
    };
    let add = move |_| {
        let Some((shelf, title)) = target.get_untracked() else {
            desk.complain(Spot::Finder, None, "Make a shelf first.");
            return;
        };
        let chosen = chosen_products.get_untracked();
        let said = [&*chosen.len().to_string(), " stand in ", &title, "."].concat();
        put(desk, &chosen, shelf, said);
        chosen_products.set(vec![]);
    };
    view! {
        <Show when=move || !chosen_products.read().is_empty()>
            <button class="button" type="button" on:click=add>{words}</button>
        </Show>
    }
}

/// At the end of the shelf; those that stand there already stay where they are.
pub fn put(desk: Desk, products: &[ProductId], shelf: FeaturedTypeId, said: String) {
    let place = Action::Place { position: None, starts_at: None, ends_at: None };
    let edits = products.iter().map(|product| Edit {
        type_id: shelf,
        product_id: *product,
        seen: None,
        action: place.clone(),
    });
    desk.edit(Spot::Finder, said, edits.collect(), None);
}
