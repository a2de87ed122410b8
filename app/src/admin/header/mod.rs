//! The editor of what a shop's front begins with. Beside the fields stands what shoppers would see,
//! drawn by what draws it for them.

mod editing;
#[cfg(feature = "ssr")]
pub mod page;
mod picture;
mod way;

use crate::admin::backstage::ShopFacts;
use crate::components::editorial_header::EditorialHeader;
use crate::live::Place;
use contract::header::{HeaderDesk, LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE};
use editing::{Categories, Editing};
use leptos::prelude::*;
use picture::PictureChoice;
use way::Way;

#[component]
pub fn HeaderEditor(shop: ShopFacts, header: HeaderDesk, categories: Categories) -> impl IntoView {
    let ShopFacts { slug: shop, locale, zone, can_edit, name, tagline, style } = shop;
    let front = ["/t/", &shop].concat().into();
    let place = Place { front, locale: locale.as_str().into(), ..Place::default() };
    let editing = Editing::new(shop, &zone, categories, header);
    let ready = RwSignal::new(false);
    // Effects run in the browser only.
    Effect::new(move || ready.set(true));
    let preview = move || {
        let headline = editing.headline();
        let place = place.clone();
        (!headline.title.trim().is_empty()).then(|| view! { <EditorialHeader headline place/> })
    };
    let is_bare = move || editing.title.read().trim().is_empty();
    let state = move || editing.outcome();
    view! {
        <div class="header-desk" data-header-desk data-ready=move || ready.get().then_some("true")>
            <fieldset class="board-desk" disabled=move || !ready.get() || !can_edit>
                <p class="header-state" data-header-state>{state}</p>
                <Fields editing/>
            </fieldset>
            <section class="header-seen" aria-labelledby="header-seen">
                <h2 id="header-seen">"As shoppers will see it"</h2>
                <div class="shop header-preview" style=style data-preview inert>
                    <div class="hero">
                        <p class="header-shop" lang=locale.clone() dir="auto">{name}</p>
                        <p class="lead" lang=locale dir="auto">{tagline}</p>
                    </div>
                    <div class="editorial-place">{preview}</div>
                    {move || is_bare().then(|| view! {
                        <p class="board-empty">"Without a title there is no header."</p>
                    })}
                </div>
            </section>
        </div>
    }
}

#[component]
fn Fields(editing: Editing) -> impl IntoView {
    let fault = move |field: &'static str| move || editing.is_at_fault(field).then_some("true");
    let reason =
        move |field: &'static str| move || editing.is_at_fault(field).then_some("header-trouble");
    let left = move |text: RwSignal<String>, most: usize| {
        let used = move || text.read().chars().count();
        view! {
            <small class="header-left" data-over=move || (used() > most).then_some("true")>
                {move || used().to_string()}" of "{most.to_string()}
            </small>
        }
    };
    let moment =
        move |id: &'static str, label: &'static str, at: &'static str, value: RwSignal<String>| {
            view! {
                <div>
                    <label for=id>{label}</label>
                    <input
                        id=id
                        type="datetime-local"
                        bind:value=value
                        aria-invalid=fault(at)
                        aria-describedby=reason(at)
                    />
                </div>
            }
        };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        editing.save();
    };
    let is_there = move || editing.known.read().header.is_some();
    let zone = editing.clock.with_value(|clock| clock.zone.replace('_', " "));
    view! {
        <form class="board-form header-form" on:submit=submit>
            <div class="header-wide">
                <label for="header-title">"Title "{left(editing.title, LONGEST_TITLE)}</label>
                <input
                    id="header-title"
                    type="text"
                    required
                    bind:value=editing.title
                    aria-invalid=fault("/title")
                    aria-describedby=reason("/title")
                />
            </div>
            <div class="header-wide">
                <label for="header-text">"Text "{left(editing.text, LONGEST_TEXT)}</label>
                <textarea
                    id="header-text"
                    rows="4"
                    prop:value=move || editing.text.get()
                    on:input=move |event| editing.text.set(event_target_value(&event))
                    aria-invalid=fault("/text")
                    aria-describedby=reason("/text")
                ></textarea>
            </div>
            <div class="header-wide"><PictureChoice editing/></div>
            <LinkChoice editing/>
            {moment("header-from", "Shown from", "/activeFrom", editing.from)}
            {moment("header-until", "Shown until", "/activeUntil", editing.until)}
            <p class="board-zone">"By the clock of "{zone}". Empty means always."</p>
            {move || editing.trouble.get().map(|problem| view! {
                <p id="header-trouble" class="form-problem" role="alert">{problem.title}</p>
            })}
            <Overtaken editing/>
            <div class="board-form-actions">
                <button class="button" type="submit">
                    {move || if editing.is_busy.get() { "Saving" } else { "Save header" }}
                </button>
                <Show when=is_there>
                    <button
                        class="button quiet"
                        type="button"
                        on:click=move |_| editing.take_down()
                    >
                        "Take it down"
                    </button>
                </Show>
                <Show when=move || editing.saved.get().is_some()>
                    <button
                        class="button quiet"
                        type="button"
                        on:click=move |_| editing.take_back()
                    >
                        "Undo"
                    </button>
                </Show>
            </div>
            <p class="board-said" aria-live="polite" data-said>{move || editing.said.get()}</p>
        </form>
    }
}

#[component]
fn LinkChoice(editing: Editing) -> impl IntoView {
    let chosen = Memo::new(move |_| editing.way.read().value());
    let choose = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        editing.way.update(|way| *way = Way::chosen(&value, way));
    };
    let option = move |value: String, words: String| {
        let own = value.clone();
        view! { <option value=value selected=move || *chosen.read() == own>{words}</option> }
    };
    let categories: Vec<_> = editing.categories.with_value(|all| {
        let one = |(slug, name): &(String, String)| option(["c:", slug].concat(), name.clone());
        all.iter().map(one).collect()
    });
    let other = match editing.way.get_untracked() {
        Way::Other(path) => Some(option("other".into(), path)),
        _ => None,
    };
    let searched = Memo::new(move |_| match &*editing.way.read() {
        Way::Search(words) => Some(words.clone()),
        _ => None,
    });
    let leads = move || *editing.way.read() != Way::Nowhere;
    let fault = move |field| move || editing.is_at_fault(field).then_some("true");
    view! {
        <div>
            <label for="header-way">"Link to"</label>
            <select
                id="header-way"
                on:change=choose
                aria-invalid=fault("/link/path")
                aria-describedby=move || {
                    editing.is_at_fault("/link/path").then_some("header-trouble")
                }
            >
                {option(String::new(), "Nothing".into())}
                {option("product".into(), "The product of the picture".into())}
                {option("search".into(), "A search".into())}
                {other}
                <optgroup label="Category">{categories}</optgroup>
            </select>
        </div>
        <div>
            <Show when=leads>
                <label for="header-link">"Words of the link"</label>
                <input
                    id="header-link"
                    type="text"
                    maxlength=LONGEST_LINK.to_string()
                    bind:value=editing.link_words
                    aria-invalid=fault("/link/words")
                    aria-describedby=move || {
                        editing.is_at_fault("/link/words").then_some("header-trouble")
                    }
                />
            </Show>
        </div>
        <Show when=move || searched.read().is_some()>
            <div class="header-wide">
                <label for="header-search">"Searched for"</label>
                <input
                    id="header-search"
                    type="text"
                    maxlength="80"
                    prop:value=move || searched.get().unwrap_or_default()
                    on:input=move |event| editing.way.set(Way::Search(event_target_value(&event)))
                />
            </div>
        </Show>
    }
}

/// What somebody else did in the meantime, and the ways on.
#[component]
fn Overtaken(editing: Editing) -> impl IntoView {
    move || {
        let clash = editing.clash.get()?;
        let when = editing.clock.with_value(|clock| clock.moment(clash.at));
        let seen = clash.revision;
        Some(view! {
            <div class="board-held" role="alert" data-held>
                <p>{clash.sentence()}" "<small>{when}</small></p>
                <div class="board-form-actions">
                    <button
                        class="button quiet"
                        type="button"
                        on:click=move |_| editing.take_theirs()
                    >
                        "Take theirs"
                    </button>
                    <button class="button" type="button" on:click=move |_| editing.save_over(seen)>
                        "Put mine again"
                    </button>
                </div>
            </div>
        })
    }
}
