//! What everything is made of: type, colour, motion, buttons, fields, and what is said when
//! something is wrong.

use super::{Part, place};
use crate::components::countries::CountryOptions;
use crate::components::notice::{Notice, Way};
use crate::live::LiveState;
use contract::Problem;
use leptos::prelude::*;

pub(super) fn parts() -> Vec<Part> {
    vec![
        ("Type", letters()),
        ("Colours", colours()),
        ("Motion", motion()),
        ("Buttons", buttons()),
        ("Fields", fields()),
        ("Whether a page is live", states()),
        ("Nothing to show", empty()),
        ("Problems", problems()),
    ]
}

fn letters() -> AnyView {
    view! {
        <p class="specimen-step-4">"A window worth stopping at"</p>
        <p class="specimen-step-3">"A window worth stopping at"</p>
        <p class="specimen-step-2">"A window worth stopping at"</p>
        <p class="lead">"A lead, which says in a line what this is."</p>
        <p>"Text, with "<a href="#main">"a link"</a>" in it, long enough to show where lines end."</p>
        <p class="hint">"A hint, for whoever wants to know more."</p>
    }
    .into_any()
}

fn colours() -> AnyView {
    let names = [
        "paper",
        "paper-raised",
        "ink",
        "ink-soft",
        "rule",
        "warn",
        "good",
        "accent-fill",
        "accent-ink",
    ];
    let swatch = |name: &str| {
        let style = format!("--swatch:var(--{name})");
        view! { <li><span class="swatch" style=style></span>{name.to_owned()}</li> }
    };
    view! { <ul class="swatches" role="list">{names.map(swatch).to_vec()}</ul> }.into_any()
}

/// What moves without being touched. What answers a hand does so on the cards.
fn motion() -> AnyView {
    let changed = |parity: &'static str| {
        view! { <span class="specimen-changed" data-changed=parity>"Changed just now"</span> }
    };
    view! {
        <p class="specimen-row">
            <span class="skeleton specimen-waiting" aria-hidden="true"></span>
            {changed("odd")}
            {changed("even")}
        </p>
    }
    .into_any()
}

fn buttons() -> AnyView {
    view! {
        <p class="specimen-row">
            <button type="button" class="button">"Do it"</button>
            <button type="button" class="button quiet">"Or this"</button>
            <button type="button" class="button" disabled>"Not now"</button>
            <a class="button" href="#main">"A way on"</a>
            <button type="button" class="plain">"Forget these"</button>
        </p>
    }
    .into_any()
}

fn fields() -> AnyView {
    view! {
        <div class="admin specimen-fields">
            <label for="plain">"A field"</label>
            <input id="plain" value="What was written"/>
            <label for="wrong">"A field that is wrong"</label>
            <input id="wrong" value="x" aria-invalid="true" aria-describedby="why"/>
            <p id="why" class="form-problem">"A name has two letters at least."</p>
            <label for="one-of">"One of several"</label>
            <select id="one-of"><option>"Grid"</option><option>"List"</option></select>
            <label for="country">"A country"</label>
            <select id="country"><CountryOptions chosen="IE".into()/></select>
            <label><input type="checkbox" checked/>" Chosen"</label>
        </div>
    }
    .into_any()
}

fn states() -> AnyView {
    let words = place().words;
    let state = |state: LiveState| {
        view! {
            <span class="live" data-state=state.as_str()>
                <span class="live-dot" aria-hidden="true"></span>
                <span>{words.text(state.word()).to_owned()}</span>
            </span>
        }
    };
    let all = [LiveState::Connecting, LiveState::Live, LiveState::Paused].map(state);
    view! { <p class="specimen-row">{all.into_iter().collect_view()}</p> }.into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">"Nothing stands here yet."</p>
            <p>"And what can be done about it."</p>
            <p><a class="button" href="#main">"A way on"</a></p>
        </div>
    }
    .into_any()
}

fn problems() -> AnyView {
    let back = || Some(Way { words: "Back to the window".into(), path: "#main".into() });
    let all = [
        (Problem::not_found("product"), back()),
        (Problem::unavailable(), None),
        (Problem::forbidden(), None),
    ];
    all.map(|(problem, back)| view! { <Notice problem back/> })
        .into_iter()
        .collect_view()
        .into_any()
}
