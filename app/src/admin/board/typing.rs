//! Making and changing featured types.

use super::desk::{Desk, Spot};
use super::words::{self, from_field, to_field};
use crate::api::board as api;
use crate::components::icon::Icon;
use crate::theme::badge_style;
use contract::featured::{Badge, FeaturedTypeDraft, ICONS};
use contract::{FeaturedTypeId, Layout};
use leptos::prelude::*;

/// A badge as cards wear it.
#[component]
pub fn BadgePreview(badge: Badge) -> impl IntoView {
    (!badge.text.is_empty()).then(|| {
        view! {
            <span class="badge" style=badge_style(&badge)>
                <Icon name=badge.icon.clone()/>
                <span>{badge.text.clone()}</span>
            </span>
        }
    })
}

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
    let draft = RwSignal::new(begin(desk, id));
    let first = draft.get_untracked();
    let from = RwSignal::new(to_field(first.active_from));
    let until = RwSignal::new(to_field(first.active_until));
    let key = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let field = move |name: &str| [name, "-", &key].concat();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let moments = (from_field(&from.read_untracked()), from_field(&until.read_untracked()));
        let (active_from, active_until) = match moments {
            (Ok(from), Ok(until)) => (from, until),
            (from, _) => {
                let field = if from.is_err() { "/activeFrom" } else { "/activeUntil" };
                let words = "Write this as day and time, or leave it empty.";
                return desk.complain(spot, Some(field.into()), words);
            }
        };
        let draft = FeaturedTypeDraft { active_from, active_until, ..draft.get_untracked() };
        let said = ["The shelf ", &draft.name, " is saved."].concat();
        desk.act(spot, said, |_| {}, api::save_type(desk.shop(), id, draft), Some(close));
    };
    let text = move |id: String,
                     label: &'static str,
                     (at, longest, required): (&'static str, &'static str, bool),
                     value: String,
                     set: fn(&mut FeaturedTypeDraft, String)| {
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="text"
                    maxlength=longest
                    required=required
                    aria-invalid=desk.fault_of(spot, at)
                    aria-describedby=desk.reason_of(spot, at)
                    prop:value=value
                    on:input=move |event| draft.update(|draft| set(draft, event_target_value(&event)))
                />
            </div>
        }
    };
    let number = move |id: String,
                       label: &'static str,
                       (at, least, most): (&'static str, &'static str, &'static str),
                       value: i64,
                       set: fn(&mut FeaturedTypeDraft, i64)| {
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="number"
                    min=least
                    max=most
                    required
                    aria-invalid=desk.fault_of(spot, at)
                    aria-describedby=desk.reason_of(spot, at)
                    prop:value=value.to_string()
                    on:input=move |event| {
                        if let Ok(value) = event_target_value(&event).parse() {
                            draft.update(|draft| set(draft, value));
                        }
                    }
                />
            </div>
        }
    };
    let colour = move |id: String,
                       label: &'static str,
                       value: String,
                       set: fn(&mut FeaturedTypeDraft, String)| {
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="color"
                    prop:value=value
                    on:input=move |event| draft.update(|draft| set(draft, event_target_value(&event)))
                />
            </div>
        }
    };
    let layouts = Layout::ALL.map(|layout| {
        let selected = layout == first.layout;
        view! { <option value=layout.as_str() selected=selected>{words::layout(layout)}</option> }
    });
    let icons = ICONS.map(|icon| {
        let selected = icon == first.badge.icon;
        view! { <option value=icon selected=selected>{words::icon(icon)}</option> }
    });
    view! {
        <form class="board-form" on:submit=save>
            {text(field("name"), "Name", ("/name", "80", true), first.name, |d, v| d.name = v)}
            {text(field("badge"), "Badge text", ("/badge/text", "24", false), first.badge.text, |d, v| {
                d.badge.text = v;
            })}
            <div>
                <label for=field("icon")>"Badge icon"</label>
                <select
                    id=field("icon")
                    on:change=move |event| draft.update(|d| d.badge.icon = event_target_value(&event))
                >
                    {icons}
                </select>
            </div>
            {colour(field("colour-from"), "Badge colour", first.badge.gradient_from, |d, v| {
                d.badge.gradient_from = v;
            })}
            {colour(field("colour-to"), "fading into", first.badge.gradient_to, |d, v| {
                d.badge.gradient_to = v;
            })}
            <div>
                <label for=field("layout")>"Layout"</label>
                <select
                    id=field("layout")
                    on:change=move |event| {
                        if let Some(layout) = Layout::parse(&event_target_value(&event)) {
                            draft.update(|d| d.layout = layout);
                        }
                    }
                >
                    {layouts}
                </select>
            </div>
            {number(field("capacity"), "Shows at most", ("/capacity", "1", "48"), first.capacity, |d, v| {
                d.capacity = v;
            })}
            {number(
                field("order"),
                "Place in the window (lowest first)",
                ("/order", "-1000", "1000"),
                first.order,
                |d, v| d.order = v,
            )}
            <div>
                <label for=field("from")>"Shown from (UTC)"</label>
                <input
                    id=field("from")
                    type="datetime-local"
                    bind:value=from
                    aria-invalid=desk.fault_of(spot, "/activeFrom")
                    aria-describedby=desk.reason_of(spot, "/activeFrom")
                />
            </div>
            <div>
                <label for=field("until")>"Shown until (UTC)"</label>
                <input
                    id=field("until")
                    type="datetime-local"
                    bind:value=until
                    aria-invalid=desk.fault_of(spot, "/activeUntil")
                    aria-describedby=desk.reason_of(spot, "/activeUntil")
                />
            </div>
            <p class="board-preview">
                "Preview: "{move || view! { <BadgePreview badge=draft.read().badge.clone()/> }}
            </p>
            {desk.trouble_at(spot)}
            <div class="board-form-actions">
                <button class="button" type="submit">"Save shelf"</button>
                <button class="button quiet" type="button" on:click=move |_| close.run(())>"Cancel"</button>
            </div>
        </form>
    }
}
