//! One shelf of the board.

use super::desk::{Desk, Spot};
use super::filled::FilledByRule;
use super::item::Item;
use super::long_list::LongList;
use super::presence::names_on;
use super::sending::Overtaken;
use super::shelf_order::ShelfPlace;
use super::typing::TypeEditor;
use super::{focus, words};
use crate::api::board as api;
use crate::components::badge::BadgeMark;
use contract::{FeaturedTypeId, ProductId};
use leptos::prelude::*;

#[component]
pub fn Shelf(desk: Desk, id: FeaturedTypeId) -> impl IntoView {
    let shelf = desk.shelf(id);
    let editing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let name =
        move || shelf.read().as_ref().map(|s| s.featured_type.name.clone()).unwrap_or_default();
    let badge = Memo::new(move |_| shelf.read().as_ref().map(|s| s.featured_type.badge.clone()));
    let all = Memo::new(move |_| shelf.read().as_ref().map_or(0, |shelf| shelf.items.len()));
    let touched = RwSignal::new(None::<ProductId>);
    // What is carried here, or what one last had to do with.
    let kept = move || {
        let carried = desk.carried.read().as_ref().and_then(|carried| carried.on(id));
        let product = carried.or(touched.get())?;
        shelf.read().as_ref()?.items.iter().position(|item| item.product.id == product)
    };
    let list = LongList::new(["board-items-", &id.to_string()].concat(), all, kept);
    #[cfg(feature = "hydrate")]
    list.follow();
    let products = Memo::new(move |_| {
        let shelf = shelf.read();
        let items = shelf.as_ref().map(|shelf| shelf.items.as_slice()).unwrap_or_default();
        let drawn = list.rows().into_iter().filter_map(|at| items.get(at));
        drawn.map(|item| item.product.id).collect::<Vec<_>>()
    });
    let is_bare = Memo::new(move |_| {
        let shelf = shelf.read();
        shelf.as_ref().is_none_or(|shelf| shelf.items.is_empty() && shelf.filled.is_empty())
    });
    let is_chosen = Memo::new(move |_| {
        let (shelf, chosen) = (shelf.read(), desk.selection.read());
        let items = shelf.as_ref().map(|shelf| shelf.items.as_slice()).unwrap_or_default();
        !items.is_empty() && chosen.keys().iter().filter(|key| key.0 == id).count() == items.len()
    });
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_checked(&event);
        let board = desk.board.read_untracked();
        desk.selection.update(|selection| selection.choose_shelf(&board, id, chosen));
    };
    // Why some wait, and what would help.
    let crowded = move || {
        let shelf = shelf.read();
        words::crowded(shelf.as_ref()?)
    };
    let facts = move || {
        let shelf = shelf.read();
        let Some(shelf) = shelf.as_ref() else {
            return String::new();
        };
        let kind = &shelf.featured_type;
        let mut facts =
            [words::layout(kind.layout), ", at most ", &kind.capacity.to_string()].concat();
        let window =
            desk.clock.with_value(|clock| clock.window(kind.active_from, kind.active_until));
        if let Some(window) = window {
            facts = [&facts, ", ", &window].concat();
        }
        if let Some(rule) = &kind.rule {
            let words = desk.categories.with_value(|all| words::rule_phrase(rule, all));
            facts = [&*facts, ", filled with ", &words].concat();
        }
        if !shelf.is_active {
            facts.push_str(" (not shown now)");
        }
        facts
    };
    let touch = move |_| {
        if desk.working_on.get_untracked() != Some(id) {
            desk.working_on.set(Some(id));
        }
    };
    let delete = move |_| {
        let said = ["The shelf ", &name(), " is gone."].concat();
        let effect = move |board: &mut contract::featured::Board| {
            board.shelves.retain(|shelf| shelf.featured_type.id != id);
        };
        let call = move || api::delete_type(desk.shop(), id);
        desk.act(Spot::Shelf(id), said, effect, call, None);
    };
    let own = move |name: &str| [name, "-", &id.to_string()].concat();
    let ask = move |_| {
        deleting.set(true);
        focus::pass_to(own("keep"));
    };
    let spare = move |_| {
        deleting.set(false);
        focus::pass_to(own("delete"));
    };
    let close = Callback::new(move |()| {
        editing.set(false);
        focus::pass_to(own("edit"));
    });
    let title = ["board-shelf-", &id.to_string()].concat();
    let labelled_by = title.clone();
    view! {
        <section
            class="board-shelf"
            data-shelf-id=id.to_string()
            aria-labelledby=labelled_by
            on:focusin=touch
        >
            <header class="board-shelf-head">
                {desk.can_edit.then(|| view! { <ShelfPlace desk id name/> })}
                <h2 id=title>{name}</h2>
                {move || badge.get().map(|badge| view! { <BadgeMark badge/> })}
                <p class="board-facts">{facts}</p>
                {move || names_on(desk, id).map(|names| view! {
                    <p class="board-with" data-with>{names}</p>
                })}
                {desk.can_edit.then(|| view! {
                    <div class="board-shelf-actions">
                        <label class="board-all">
                            <input
                                type="checkbox"
                                aria-label=move || ["Choose all of ", &name()].concat()
                                prop:checked=move || is_chosen.get()
                                on:change=choose
                            />
                            "All"
                        </label>
                        <button
                            id=own("edit")
                            class="button quiet"
                            type="button"
                            aria-label=move || ["Edit ", &name()].concat()
                            aria-expanded=move || editing.get().to_string()
                            on:click=move |_| editing.update(|open| *open = !*open)
                        >
                            "Edit"
                        </button>
                        <Show
                            when=move || deleting.get()
                            fallback=move || view! {
                                <button
                                    id=own("delete")
                                    class="button quiet"
                                    type="button"
                                    aria-label=move || ["Delete ", &name()].concat()
                                    on:click=ask
                                >
                                    "Delete"
                                </button>
                            }
                        >
                            <span>"Delete this shelf?"</span>
                            <button class="button" type="button" on:click=delete>"Yes, delete"</button>
                            <button id=own("keep") class="button quiet" type="button" on:click=spare>
                                "Keep"
                            </button>
                        </Show>
                    </div>
                })}
            </header>
            {desk.trouble_at(Spot::Shelf(id))}
            <Overtaken desk spot=Spot::Shelf(id)/>
            {move || crowded().map(|words| view! { <p class="board-hint">{words}</p> })}
            <Show when=move || editing.get()>
                <TypeEditor desk id=Some(id) close/>
            </Show>
            <ol
                id=list.id()
                class="board-items long-list"
                style=move || list.length()
                role="list"
            >
                <For
                    each=move || products.get()
                    key=|product| product.0
                    children=move |product| view! { <Item desk shelf_id=id shelf product list touched/> }
                />
            </ol>
            <FilledByRule desk id shelf/>
            {move || is_bare.get().then(|| view! {
                <p class="board-empty">"Nothing stands here yet. Find products above and add them."</p>
            })}
        </section>
    }
}
