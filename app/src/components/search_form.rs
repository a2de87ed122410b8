//! The field every page of a shop can be searched from. A plain form; the browser adds what is
//! found while typing (see [`crate::search`]).

use crate::messages::{Message, Messages};
use contract::search::LONGEST_WORDS;
use leptos::prelude::*;

#[component]
pub fn SearchForm(
    /// The address of what is found.
    action: String,
    /// What was searched for.
    words: Option<String>,
) -> impl IntoView {
    let say = |message| Messages::of_page().text(message);
    view! {
        <search class="shop-search">
            <form method="get" action=action>
                <label class="sr" for="search">{say(Message::SearchShop)}</label>
                <input
                    id="search"
                    type="search"
                    name="q"
                    value=words
                    placeholder=say(Message::Search)
                    maxlength=LONGEST_WORDS.to_string()
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="search"
                    data-search
                />
                <button type="submit">
                    <span class="sr">{say(Message::Search)}</span>
                    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                        <circle cx="10.5" cy="10.5" r="6.5" fill="none" stroke="currentColor" stroke-width="2"></circle>
                        <path d="M15.5 15.5 21 21" stroke="currentColor" stroke-width="2" stroke-linecap="round"></path>
                    </svg>
                </button>
            </form>
        </search>
    }
}
