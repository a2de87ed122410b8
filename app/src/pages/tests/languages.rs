//! The same pages in another language.

use super::house::tenant;
use super::*;
use crate::live::Place;
use contract::{Language, Problem, Tenant};

const GERMAN: Reading = Reading { language: Language::De, is_prefixed: true };

async fn german(path: &str) -> String {
    let (status, html) = page_read(Some(House(None)), path, GERMAN).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    html
}

#[tokio::test]
async fn a_page_is_all_german_and_stays_so() {
    let html = german("/t/linden").await;
    contains(
        &html,
        &[
            r#"<html lang="de" dir="ltr""#,
            "Zum Inhalt springen",
            r#"href="/de/t/linden/p/coat""#,
            r#"action="/de/t/linden/search""#,
            r#"href="/de/directory/t/linden""#,
            r#"href="/de""#,
            "Nur noch 2 Stück",
            "1.299,00\u{a0}€",
            "Der ganze Laden",
            // The shop's own words say what they are in.
            r#"lang="en-IE" dir="auto">Linden"#,
            r#"property="og:locale" content="de_DE""#,
            r#"property="og:locale:alternate" content="en_GB""#,
            r#""inLanguage":"de""#,
            "Verbindung wird aufgebaut",
        ],
    );
    for english in ["Skip to", "Search", "Categories", "Only ", "Connecting", "All shops"] {
        assert!(!html.contains(&format!(">{english}")), "{english} is left in {html}");
    }
    for (path, words) in [
        ("/t/linden/c/coats?page=2", ["30 Produkte", "Coats, Seite 2 ·"]),
        ("/t/linden/search?q=nothing", ["Nichts gefunden.", "Meintest du <"]),
        ("/t/linden/search?q=coat&min=10", ["„coat“", "Ab 10,00\u{a0}€"]),
        ("/t/linden/p/coat", ["Stand: ", "1. Mai 2026 um 11:00"]),
        ("/directory/t/linden", ["Preise in", "Euro (EUR)"]),
    ] {
        contains(&german(path).await, &words);
    }
    contains(&german("/").await, &["Schaufenster, live", r#"href="/de/t/linden""#]);
}

#[tokio::test]
async fn arabic_runs_from_the_right() {
    let reading = Reading { language: Language::Ar, is_prefixed: true };
    let (status, html) = page_read(Some(House(None)), "/t/linden/p/coat", reading).await;
    assert_eq!(status, StatusCode::OK);
    contains(
        &html,
        &[
            r#"<html lang="ar" dir="rtl""#,
            "<bdi class=\"price-now\">\u{200f}1,299.00\u{a0}€</bdi>",
            "بقيت قطعتان فقط",
            // A name of the shop's runs its own way.
            r#"lang="en-IE" dir="auto">Scarf</a>"#,
        ],
    );
}

#[tokio::test]
async fn each_edition_names_all_of_them() {
    let both = [
        r#"href="https://shops.example/t/linden/p/coat" hreflang="en" rel="alternate""#,
        r#"href="https://shops.example/de/t/linden/p/coat" hreflang="de" rel="alternate""#,
        r#"href="https://shops.example/t/linden/p/coat" hreflang="x-default" rel="alternate""#,
    ];
    let english = shown("/t/linden/p/coat").await;
    let german = german("/t/linden/p/coat").await;
    contains(&english, &both);
    contains(&german, &both);
    contains(&english, &[r#"href="https://shops.example/t/linden/p/coat" rel="canonical""#]);
    contains(&german, &[r#"href="https://shops.example/de/t/linden/p/coat" rel="canonical""#]);
    // What is not to be found names none.
    let search = shown("/t/linden/search?q=coat").await;
    assert!(!search.contains("hreflang=\"x-default\""), "{search}");
}

#[tokio::test]
async fn one_changes_the_language_and_not_the_page() {
    let html = shown("/t/linden/c/coats?page=2").await;
    contains(
        &html,
        &[
            r#"href="/de/t/linden/c/coats?page=2" lang="de" hreflang="de""#,
            r#"href="/t/linden/c/coats?page=2" lang="en" hreflang="en" aria-current="true""#,
        ],
    );
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_german() {
    let unavailable = || Some(House(Some(Problem::unavailable())));
    let (status, html) = page_read(unavailable(), "/t/linden", GERMAN).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    contains(&html, &["Der Laden kann gerade nicht antworten.", r#"href="/de/t/linden""#]);
    let (_, html) = page_read(Some(House(None)), "/t/linden/p/hat", GERMAN).await;
    contains(&html, &["<h1>Nicht gefunden</h1>", "Zurück zu Linden &amp; Daughters"]);
}

#[tokio::test]
async fn what_german_pages_say_to_machines_is_sound() {
    for path in ["/", "/t/linden", "/t/linden/c/coats?page=2", "/t/linden/p/coat"] {
        let html = german(path).await;
        assert!(!super::super::structured::tests::sound_blocks(&html).is_empty(), "{path}");
    }
}

#[test]
fn a_shop_is_shown_in_its_own_way_and_in_that_of_a_language() {
    let shown = |locale: &str, language| {
        let shop = Tenant { locale: locale.into(), ..tenant() };
        let Place { front, locale, goods, .. } = Place::in_language(&shop, language);
        (front.to_string(), locale.to_string(), goods.map(|goods| goods.to_string()))
    };
    let all = |front: &str, locale: &str, goods: Option<&str>| {
        (front.to_owned(), locale.to_owned(), goods.map(str::to_owned))
    };
    assert_eq!(shown("de-AT", Language::De), all("/t/linden", "de-AT", None));
    assert_eq!(shown("de-AT", Language::En), all("/en/t/linden", "en-GB", Some("de-AT")));
    // Nobody speaks what it is written in: English stands around it, at its own address.
    assert_eq!(shown("fr-FR", Language::En), all("/t/linden", "fr-FR", Some("fr-FR")));
}
