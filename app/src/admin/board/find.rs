//! Finding products and putting them on a shelf.

use super::desk::{Desk, Spot};
use super::thumb::Thumb;
use crate::admin::session::kept;
use crate::api::board as api;
use contract::edit::{Action, Edit};
use contract::{FeaturedTypeId, ProductId, UniversalProduct};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Rest after the last key before asking.
const REST: Duration = Duration::from_millis(250);

#[component]
pub fn Finder(desk: Desk) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Vec<UniversalProduct>>);
    let asked = StoredValue::new(0_u32);
    let chosen_products = RwSignal::new(Vec::<ProductId>::new());
    let chosen = RwSignal::new(None::<FeaturedTypeId>);
    let shelves = Memo::new(move |_| {
        let board = desk.board.read();
        let named = |kind: &contract::FeaturedType| (kind.id, kind.name.clone());
        board.shelves.iter().map(|shelf| named(&shelf.featured_type)).collect::<Vec<_>>()
    });
    // The shelf chosen, as long as it exists; the first otherwise.
    let target = Memo::new(move |_| {
        let shelves = shelves.read();
        let wanted = chosen.get();
        shelves.iter().find(|(id, _)| Some(*id) == wanted).or(shelves.first()).cloned()
    });
    let look = move || {
        let turn = asked.with_value(|turn| turn + 1);
        asked.set_value(turn);
        let ask = move || {
            // Somebody typed on.
            if asked.get_value() != turn {
                return;
            }
            let query = words.get_untracked();
            if query.trim().is_empty() {
                found.set(None);
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
                        found.set(Some(page.products));
                    }
                    Err(error) => desk.failed(Spot::Finder, error),
                }
            });
        };
        set_timeout(ask, REST);
    };
    let results = move || {
        let found = found.get()?;
        if found.is_empty() {
            return Some(
                view! { <p>"Nothing has these words in its name or number."</p> }.into_any(),
            );
        }
        let rows: Vec<_> = found
            .into_iter()
            .map(|product| view! { <Result desk product target chosen_products/> })
            .collect();
        Some(
            view! {
                <ul class="found" role="list">{rows}</ul>
                <Together desk target chosen_products/>
            }
            .into_any(),
        )
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
                        on:input=move |_| look()
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
            </div>
            {desk.trouble_at(Spot::Finder)}
            <div aria-live="polite">{results}</div>
        </section>
    }
}

/// A product found, and the button that puts it on the shelf.
#[component]
fn Result(
    desk: Desk,
    product: UniversalProduct,
    target: Memo<Option<(FeaturedTypeId, String)>>,
    chosen_products: RwSignal<Vec<ProductId>>,
) -> impl IntoView {
    let id = product.id;
    let name = StoredValue::new(product.name.clone());
    let stands = move || {
        let shelf = target.get().map(|(id, _)| id);
        let board = desk.board.read();
        let shelf = board.shelves.iter().find(|known| Some(known.featured_type.id) == shelf);
        shelf.is_some_and(|shelf| shelf.items.iter().any(|item| item.product.id == id))
    };
    // Switched off it would lose the focus: it stays, and says that it has been done.
    let label = move || {
        let shelf = target.get().map(|(_, name)| name).unwrap_or_default();
        let verb = if stands() { "Added " } else { "Add " };
        [verb, &name.get_value(), " to ", &shelf].concat()
    };
    let add = move |_| {
        if stands() {
            return;
        }
        let Some((shelf, title)) = target.get_untracked() else {
            desk.complain(Spot::Finder, None, "Make a shelf first.");
            return;
        };
        put(desk, &[id], shelf, [&name.get_value(), " stands in ", &title, "."].concat());
    };
    view! {
        <li class="found-item">
            <input
                type="checkbox"
                aria-label=["Choose ", &product.name].concat()
                prop:checked=move || chosen_products.read().contains(&id)
                on:change=move |event| {
                    let chosen = event_target_checked(&event);
                    chosen_products.update(|all| {
                        all.retain(|known| *known != id);
                        if chosen {
                            all.push(id);
                        }
                    });
                }
            />
            <Thumb name=product.name.clone() src=product.picture_at(240)/>
            <span class="found-name">{product.name.clone()}</span>
            <span class="found-price">{product.formatted_price}</span>
            <button
                class="button"
                type="button"
                aria-label=label
                aria-disabled=move || stands().then_some("true")
                on:click=add
            >
                {move || if stands() { "Added" } else { "Add" }}
            </button>
        </li>
    }
}

/// All that are chosen, onto the shelf at once; there while some are.
#[component]
fn Together(
    desk: Desk,
    target: Memo<Option<(FeaturedTypeId, String)>>,
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
fn put(desk: Desk, products: &[ProductId], shelf: FeaturedTypeId, said: String) {
    let place = Action::Place { position: None, starts_at: None, ends_at: None };
    let edits = products.iter().map(|product| Edit {
        type_id: shelf,
        product_id: *product,
        seen: None,
        action: place.clone(),
    });
    desk.edit(Spot::Finder, said, edits.collect(), None);
}
