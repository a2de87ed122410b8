//! Making and changing featured types.

use super::badge_fields::BadgeFields;
use super::desk::{Desk, Spot};
use super::pictures::{Choice, layouts};
use super::rule_fields::RuleFields;
use super::schedule::{Window, read_window};
use crate::api::board as api;
use contract::featured::{Badge, FeaturedTypeDraft};
use contract::{FeaturedTypeId, Layout};
use leptos::prelude::*;

/// What the editor begins with: the type as it is, or a plain new one at the end.
fn begin(desk: Desk, id: Option<FeaturedTypeId>) -> FeaturedTypeDraft {
    let board = desk.board.read_untracked();
    let known = board.shelves.iter().find(|shelf| Some(shelf.featured_type.id) == id);
    match known {
        Some(shelf) => {
            let kind = shelf.featured_type.clone();
            FeaturedTypeDraft {
                name: kind.name,
                badge: kind.badge,
                layout: kind.layout,
                order: kind.order,
                capacity: kind.capacity,
                active_from: kind.active_from,
                active_until: kind.active_until,
                rule: kind.rule,
            }
        }
        None => FeaturedTypeDraft {
            badge: Badge {
                text: "New".into(),
                icon: "spark".into(),
                gradient_from: "#5d3350".into(),
                gradient_to: "#7a4468".into(),
            },
            capacity: 8,
            order: board.shelves.iter().map(|s| s.featured_type.order + 10).max().unwrap_or(0),
            ..FeaturedTypeDraft::default()
        },
    }
}

#[component]
pub fn TypeEditor(
    desk: Desk,
    /// The type to change; none makes a new one.
    id: Option<FeaturedTypeId>,
    close: Callback<()>,
) -> impl IntoView {
    let spot = Spot::Editor(id);
    let first = begin(desk, id);
    let clock = desk.clock.get_value();
    let from = RwSignal::new(clock.field(first.active_from));
    let until = RwSignal::new(clock.field(first.active_until));
    let draft = RwSignal::new(first.clone());
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let field = {
        let key = key.clone();
        move |name: &str| [name, "-", &key].concat()
    };
    let send = move |(active_from, active_until): Window| {
        let draft = FeaturedTypeDraft { active_from, active_until, ..draft.get_untracked() };
        let said = ["The shelf ", &draft.name, " is saved."].concat();
        let call = move || api::save_type(desk.shop(), id, draft.clone());
        desk.act(spot, said, |_| {}, call, Some(close));
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let texts = [from.get_untracked(), until.get_untracked()];
        read_window(desk, spot, texts, ["/activeFrom", "/activeUntil"], send);
    };
    let moment =
        move |id: String, label: &'static str, at: &'static str, value: RwSignal<String>| {
            view! {
                <div>
                    <label for=id.clone()>{label}</label>
                    <input
                        id=id
                        type="datetime-local"
                        bind:value=value
                        aria-invalid=desk.fault_of(spot, at)
                        aria-describedby=desk.reason_of(spot, at)
                    />
                </div>
            }
        };
    let set_layout = Callback::new(move |value: String| {
        if let Some(layout) = Layout::parse(&value) {
            draft.update(|draft| draft.layout = layout);
        }
    });
    let layout = Memo::new(move |_| draft.read().layout.as_str().to_owned());
    let zone = clock.zone.replace('_', " ");
    view! {
        <form class="board-form type-editor" on:submit=save data-editor>
            <div>
                <label for=field("name")>"Name"</label>
                <input
                    id=field("name")
                    type="text"
                    maxlength="80"
                    required
                    aria-invalid=desk.fault_of(spot, "/name")
                    aria-describedby=desk.reason_of(spot, "/name")
                    prop:value=first.name
                    on:input=move |event| draft.update(|d| d.name = event_target_value(&event))
                />
            </div>
            <div>
                <label for=field("capacity")>"Shows at most"</label>
                <input
                    id=field("capacity")
                    type="number"
                    min="1"
                    max="48"
                    required
                    aria-invalid=desk.fault_of(spot, "/capacity")
                    aria-describedby=desk.reason_of(spot, "/capacity")
                    prop:value=first.capacity.to_string()
                    on:input=move |event| {
                        if let Ok(value) = event_target_value(&event).parse() {
                            draft.update(|draft| draft.capacity = value);
                        }
                    }
                />
            </div>
            <Choice
                legend="Layout"
                name=field("layout")
                options=layouts()
                chosen=layout
                choose=set_layout
            />
            <BadgeFields desk spot draft key=key.clone()/>
            <RuleFields desk spot draft key/>
            {moment(field("from"), "Shown from", "/activeFrom", from)}
            {moment(field("until"), "Shown until", "/activeUntil", until)}
            <p class="board-zone">"By the clock of "{zone}". Empty means always."</p>
            {desk.trouble_at(spot)}
            <div class="board-form-actions">
                <button class="button" type="submit">"Save shelf"</button>
                <button class="button quiet" type="button" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}
