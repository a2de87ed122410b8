//! The featured board: shelves, what stands on them, and everything one does to them.
//!
//! Its state is the [`Board`] as last read; an action shows its effect at once
//! where that is simple, then reads the board anew. Others' changes arrive over the stream.

mod badge_fields;
mod bulk;
#[cfg(feature = "hydrate")]
mod by_name;
pub(crate) mod clock;
mod desk;
#[cfg(feature = "hydrate")]
mod drag;
#[cfg(feature = "hydrate")]
mod dragging;
mod edits;
mod filled;
mod find;
pub(crate) mod focus;
mod found;
mod found_pages;
mod grip;
mod item;
mod long_list;
mod pictures;
mod presence;
mod rule_fields;
mod schedule;
mod selection;
mod sending;
mod shelf;
#[cfg(feature = "hydrate")]
mod shelf_drag;
mod shelf_order;
pub(crate) mod thumb;
mod turns;
mod typing;
pub(crate) mod words;

use super::backstage::ShopFacts;
use super::browser::hash;
use bulk::BulkBar;
use contract::CategoryId;
use contract::featured::Board;
use desk::{Desk, Spot};
use find::Finder;
use leptos::prelude::*;
use presence::Presence;
use sending::Overtaken;
use shelf::Shelf;
use turns::{Turns, plan_view};

pub use turns::Planned;
pub(crate) use turns::is_held;
use typing::TypeEditor;

/// Categories by id, with the names of those above them.
pub type Categories = Vec<(CategoryId, String)>;

/// The board of one shop.
#[component]
pub fn FeaturedBoard(
    shop: ShopFacts,
    board: Board,
    categories: Categories,
    /// What the history asks to take back.
    planned: Option<Planned>,
) -> impl IntoView {
    let can_edit = shop.can_edit;
    let desk = Desk::new(shop, categories, board);
    let ready = RwSignal::new(false);
    let adding = RwSignal::new(false);
    // Effects run in the browser only.
    Effect::new(move || {
        ready.set(true);
        if hash() == "#new-shelf" && can_edit {
            adding.set(true);
            focus::pass_to("name-new".into());
        }
        #[cfg(feature = "hydrate")]
        desk.follow();
    });
    let shelves = Memo::new(move |_| {
        desk.board.read().shelves.iter().map(|shelf| shelf.featured_type.id).collect::<Vec<_>>()
    });
    let expired = move || {
        desk.expired.get().then(|| {
            view! {
                <p class="board-expired" role="alert">
                    "Your session has ended. "
                    <button
                        class="button quiet"
                        type="button"
                        on:click=move |_| desk.sign_in_again()
                    >
                        "Sign in again"
                    </button>
                </p>
            }
        })
    };
    let bare = move || {
        shelves.read().is_empty().then(|| {
            view! { <p class="board-empty">"There are no shelves yet. Make the first one below."</p> }
        })
    };
    let close = Callback::new(move |()| {
        adding.set(false);
        focus::pass_to("new-shelf".into());
    });
    let add = move |_| {
        adding.set(true);
        focus::pass_to("name-new".into());
    };
    // What can be pressed does something: nothing can be before the board is awake.
    view! {
        <div class="board" data-board data-ready=move || ready.get().then_some("true")>
            <fieldset class="board-desk" disabled=move || !ready.get()>
                <Presence desk/>
                {can_edit.then(|| view! {
                    <Finder desk/>
                    <Turns desk/>
                    {plan_view(desk, planned)}
                    {desk.trouble_at(Spot::Board)}
                    <Overtaken desk spot=Spot::Board/>
                    <p id="board-carrying" hidden>
                        "Space takes it up and puts it down, the arrows move it, Escape puts it back."
                    </p>
                })}
                {bare}
                <For each=move || shelves.get() key=|id| id.0 children=move |id| view! { <Shelf desk id/> }/>
                {can_edit.then(|| view! {
                    <div class="board-new">
                        <Show
                            when=move || adding.get()
                            fallback=move || view! {
                                <button id="new-shelf" class="button" type="button" on:click=add>
                                    "New shelf"
                                </button>
                            }
                        >
                            <h2>"New shelf"</h2>
                            <TypeEditor desk id=None close/>
                        </Show>
                    </div>
                })}
            </fieldset>
            <div class="board-bar">
                {can_edit.then(|| view! { <BulkBar desk/> })}
                {expired}
                <p
                    class="board-said"
                    aria-live="polite"
                    data-said
                    data-silent=move || desk.said.read().is_empty()
                >
                    {move || desk.said.get()}
                </p>
            </div>
        </div>
    }
}
