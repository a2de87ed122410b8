//! The countries of the world to choose from, by the names each language has for them (CLDR).

use crate::messages::{Message, Messages};
use crate::reading::Reading;
use contract::Language;
use leptos::prelude::*;

/// Code and name, in the order of the language.
fn countries(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = match language {
        Language::En => include_str!("../../messages/countries/en.txt"),
        Language::De => include_str!("../../messages/countries/de.txt"),
        Language::Ar => include_str!("../../messages/countries/ar.txt"),
    };
    lines.lines().filter_map(|line| line.split_once(' '))
}

/// What the page's language calls a country; its code where it has no name for it.
pub fn country_name(code: &str) -> String {
    let mut all = countries(Reading::of_page().language);
    all.find(|(known, _)| *known == code).map_or(code, |(_, name)| name).to_owned()
}

/// The country of a locale: that of the shop is the likeliest.
pub fn country_of(locale: &str) -> &str {
    locale
        .split('-')
        .find(|part| part.len() == 2 && *part == part.to_ascii_uppercase())
        .unwrap_or("")
}

/// What stands in a list to choose a country from.
#[component]
pub fn CountryOptions(chosen: String) -> impl IntoView {
    let language = Reading::of_page().language;
    let options: Vec<_> = countries(language)
        .map(|(code, name)| view! { <option value=code selected=code == chosen>{name}</option> })
        .collect();
    let none = Messages::of(language).text(Message::ChooseCountry);
    view! {
        <option value="">{none}</option>
        {options}
    }
}

#[cfg(test)]
mod tests {
    use super::{countries, country_of};
    use contract::Language;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_names_the_same_countries() {
        let codes = |language| countries(language).map(|(code, _)| code).collect::<BTreeSet<_>>();
        let english = codes(Language::En);
        assert_eq!(english.len(), 243);
        for language in Language::ALL {
            assert_eq!(codes(language), english, "{language:?}");
            assert_eq!(countries(language).count(), english.len(), "{language:?}");
        }
    }

    #[test]
    fn a_shop_is_somewhere() {
        assert_eq!(country_of("en-IE"), "IE");
        assert_eq!(country_of("de"), "");
    }
}
