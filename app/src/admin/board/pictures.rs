//! Choosing by picture: one of a few, each drawn and named.

use super::words;
use crate::components::icon::Icon;
use contract::Layout;
use contract::featured::ICONS;
use leptos::prelude::*;

/// What one may choose: its value, its name, and how it looks.
pub struct Pictured {
    value: &'static str,
    words: &'static str,
    picture: AnyView,
}

/// Radio buttons as pictures, with everything that is worked by keyboard about radio buttons.
#[component]
pub fn Choice(
    legend: &'static str,
    /// Of the group, unlike any other on the page.
    name: String,
    options: Vec<Pictured>,
    chosen: Memo<String>,
    choose: Callback<String>,
) -> impl IntoView {
    let options: Vec<_> = options
        .into_iter()
        .map(|Pictured { value, words, picture }| {
            view! {
                <label class="choice-one">
                    <input
                        type="radio"
                        name=name.clone()
                        value=value
                        prop:checked=move || *chosen.read() == value
                        on:change=move |_| choose.run(value.to_owned())
                    />
                    {picture}
                    <span>{words}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="choice">
            <legend>{legend}</legend>
            <div class="choice-all">{options}</div>
        </fieldset>
    }
}

pub fn icons() -> Vec<Pictured> {
    let pictured = |value: &'static str| {
        let picture = match value {
            "none" => view! { <span class="icon" aria-hidden="true"></span> }.into_any(),
            name => view! { <Icon name=name.to_owned()/> }.into_any(),
        };
        Pictured { value, words: words::icon(value), picture }
    };
    ICONS.into_iter().map(pictured).collect()
}

pub fn layouts() -> Vec<Pictured> {
    let pictured = |layout: Layout| {
        let picture = view! {
            <svg class="layout-drawing" viewBox="0 0 48 32" width="48" height="32" aria-hidden="true">
                <path d=drawing(layout) fill="currentColor"></path>
            </svg>
        };
        let (value, words) = (layout.as_str(), words::layout(layout));
        Pictured { value, words, picture: picture.into_any() }
    };
    Layout::ALL.into_iter().map(pictured).collect()
}

/// Where the products of a layout stand, on a field of 48 by 32.
fn drawing(layout: Layout) -> &'static str {
    match layout {
        Layout::Grid => {
            "M2 2h13v13H2zM17.5 2h13v13h-13zM33 2h13v13H33zM2 17h13v13H2zM17.5 17h13v13h-13zM33 17h13v13H33z"
        }
        Layout::Carousel => "M2 5h17v22H2zM22 5h17v22H22zM42 5h6v22h-6z",
        Layout::Look => "M2 2h20v28H2zM26 2h20v13H26zM26 18h20v12H26z",
        Layout::List => {
            "M2 2h8v8H2zM13 4h33v4H13zM2 12h8v8H2zM13 14h33v4H13zM2 22h8v8H2zM13 24h33v4H13z"
        }
    }
}
