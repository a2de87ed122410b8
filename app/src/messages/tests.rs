//! The catalogues against each other and against what is said.

use super::*;
use std::collections::BTreeSet;

/// The messages of a catalogue, by key.
fn entries(source: &str) -> impl Iterator<Item = (&str, &str)> {
    let begins = |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase());
    let mut rest = source;
    std::iter::from_fn(move || {
        let mut at = 0;
        let start = loop {
            let line = rest[at..].split_inclusive('\n').next()?;
            if begins(line) {
                break at;
            }
            at += line.len();
        };
        let mut end = start;
        for (number, line) in rest[start..].split_inclusive('\n').enumerate() {
            if number > 0 && (begins(line) || line.starts_with('#')) {
                break;
            }
            end += line.len();
        }
        let (entry, after) = (&rest[start..end], &rest[end..]);
        rest = after;
        let (key, text) = entry.split_once('=')?;
        Some((key.trim(), text))
    })
}

/// The names of what is put into a message.
fn parts(text: &str) -> BTreeSet<&str> {
    let named =
        |rest: &'_ str| rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    text.split('$').skip(1).map(|rest| &rest[..named(rest)]).collect()
}

#[test]
fn every_catalogue_says_everything_and_nothing_else() {
    let said: Vec<String> =
        Message::NAMES.iter().chain(Word::NAMES).map(|name| key(name)).collect();
    let wanted: BTreeSet<&str> = said.iter().map(String::as_str).collect();
    assert_eq!(wanted.len(), said.len(), "a message is listed twice");
    for language in Language::ALL {
        let entries: Vec<(&str, &str)> = entries(source(language)).collect();
        let there: BTreeSet<&str> = entries.iter().map(|(key, _)| *key).collect();
        assert_eq!(there, wanted, "{language:?}");
        assert_eq!(entries.len(), there.len(), "a message stands twice in {language:?}");
    }
}

#[test]
fn what_is_put_into_a_message_is_the_same_in_every_language() {
    let english: Vec<_> = entries(source(Language::En)).collect();
    for language in Language::ALL {
        for ((key, text), (other, english)) in entries(source(language)).zip(&english) {
            assert_eq!(key, *other, "{language:?} has another order");
            assert_eq!(parts(text), parts(english), "{language:?}: {key}");
        }
    }
}

/// What Fluent makes of a message with all that any message takes.
#[test]
fn every_message_can_be_said_with_every_number() {
    for language in Language::ALL {
        let messages = Messages::of(language);
        for (key, text) in entries(source(language)) {
            for count in 0..=120_i64 {
                let mut all = FluentArgs::new();
                for part in parts(text) {
                    all.set(part.to_owned(), "x");
                }
                all.set("count", count);
                let said = try_format(&messages.bundle, key, Some(&all));
                assert!(said.as_ref().is_ok_and(|said| !said.is_empty()), "{key}: {said:?}");
            }
        }
        assert_eq!(messages.text(Message::Months).split(' ').count(), 12, "{language:?}");
    }
}

/// A plural without the forms its language has would be said wrongly.
#[test]
fn plurals_have_all_the_forms_of_their_language() {
    for language in Language::ALL {
        let rules = &Messages::of(language).rules;
        let forms: BTreeSet<&str> = (0..=120).map(|count| named(rules, count)).collect();
        for (key, text) in entries(source(language)).filter(|(_, text)| text.contains("->")) {
            for form in &forms {
                assert!(text.contains(&format!("[{form}]")), "{language:?}: {key} for {form}");
            }
        }
    }
}

#[test]
fn numbers_are_said_in_their_form() {
    let said = |language, count| Messages::of(language).counted(Message::ProductsCounted, count);
    assert_eq!(said(Language::En, 1), "1 product");
    assert_eq!(said(Language::En, 1_234), "1234 products");
    assert_eq!(said(Language::De, 0), "0 Produkte");
    assert_eq!(said(Language::De, 1), "1 Produkt");
    let arabic = |count| said(Language::Ar, count).replace(['\u{2068}', '\u{2069}'], "");
    let forms = [0, 1, 2, 3, 11, 100, 103, 111, 202, 1_099].map(arabic);
    let expected = [
        "لا منتجات",
        "منتج واحد",
        "منتجان",
        "3 منتجات",
        "11 منتجًا",
        "100 منتج",
        "103 منتجات",
        "111 منتجًا",
        "202 منتج",
        "1099 منتجًا",
    ];
    assert_eq!(forms, expected);
}

/// The names CLDR has, as `Intl.PluralRules` of Node 20 tells them.
#[test]
fn numbers_are_of_the_category_browsers_say() {
    let categories = |locale: &str, counts: &[i64]| -> Vec<&str> {
        counts.iter().map(|count| category(locale, *count)).collect()
    };
    let counts = [0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 110, 111, 199, 200, 1_001, 1_005];
    let arabic =
        "zero one two few few many many other other other few few many many other other few";
    assert_eq!(categories("ar-AE", &counts).join(" "), arabic);
    let one = |count: &i64| if *count == 1 { "one" } else { "other" };
    for locale in ["en-GB", "de-DE"] {
        assert_eq!(categories(locale, &counts), counts.iter().map(one).collect::<Vec<_>>());
    }
}

#[test]
fn the_browsers_words_are_those_of_the_catalogue() {
    let words = Messages::of(Language::De).words("de-DE");
    assert_eq!(words.text(Word::SoldOut), "Ausverkauft");
    assert_eq!(words.counted(Word::ProductsChanged, 1), "1 Produkt hat sich gerade geändert.");
    assert_eq!(words.counted(Word::ProductsChanged, 20), "20 Produkte haben sich gerade geändert.");
    assert_eq!(words.with(Word::ProductLeft, "Hut"), "Hut steht nicht mehr im Fenster.");
    assert_eq!(words.around(Word::AsOf), ("Stand: ".into(), String::new()));
    assert_eq!(words.counted(Word::ShowAll, 23), "Alle 23 zeigen");
    let arabic = Messages::of(Language::Ar).words("ar-AE");
    assert_eq!(arabic.counted(Word::OnlyLeft, 2), "بقيت قطعتان فقط");
    assert_eq!(arabic.counted(Word::OnlyLeft, 3), "بقيت \u{2068}3\u{2069} قطع فقط");
}
