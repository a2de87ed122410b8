//! What open pages say by themselves, in the language of the page.
//!
//! The words stand in the page's facts, put there from the server's catalogues, so that the
//! browser loads one language and the program holds none.

#[cfg(feature = "ssr")]
use serde::{Serialize, Serializer};
use std::sync::Arc;

messages! {
    /// In the order they travel in.
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "some are said in browsers only"))]
    Word {
        InStock, SoldOut, PreOrder, NoLongerMade, FewLeft, OnlyLeft, Formerly, PriceFromLowest,
        AsOf, JustChanged, LatestOptions, JustLeft, Connecting, Live, Paused, ProductChanged,
        ProductArrived, ProductLeft, ProductsChanged, PreviousOn, NextOn, RecentlySeen,
        PreviousSeen, NextSeen, KeptHere, ForgetThese, LinkCopied, Suggestions, NothingFound,
        Found, ShownOfFound, ShowAll, WholeLook,
    }
}

/// Stands in a text for what is put in.
pub(crate) const BLANK: char = '\u{fffc}';

/// The texts of all [`Word`]s. One that is said in several forms is a line for each, behind the
/// name CLDR has for the numbers it goes with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// BCP 47.
    locale: Arc<str>,
    texts: Arc<[String]>,
}

impl Words {
    pub(crate) fn new(locale: Arc<str>, texts: Arc<[String]>) -> Self {
        Self { locale, texts }
    }

    pub(crate) fn text(&self, word: Word) -> &str {
        self.texts.get(word as usize).map_or("", String::as_str)
    }

    /// With a name in it.
    pub(crate) fn with(&self, word: Word, name: &str) -> String {
        fill(self.text(word), name)
    }

    /// What comes before and after a name.
    pub(crate) fn around(&self, word: Word) -> (String, String) {
        let (before, after) = self.text(word).split_once(BLANK).unwrap_or_default();
        (before.to_owned(), after.to_owned())
    }

    /// With a number in it, in the form the number asks for.
    pub(crate) fn counted(&self, word: Word, count: i64) -> String {
        let text = self.text(word);
        let text = if text.contains('\n') {
            let category = category(&self.locale, count);
            let form = |line: &'_ str| -> Option<usize> {
                line.strip_prefix(category.as_str())?.strip_prefix(' ').map(str::len)
            };
            let mut chosen = "";
            for line in text.split('\n') {
                if let Some(length) = form(line) {
                    chosen = &line[line.len() - length..];
                }
            }
            chosen
        } else {
            text
        };
        fill(text, &count.to_string())
    }
}

fn fill(text: &str, with: &str) -> String {
    match text.split_once(BLANK) {
        Some((before, after)) => [before, with, after].concat(),
        None => text.to_owned(),
    }
}

#[cfg(feature = "ssr")]
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.texts.serialize(serializer)
    }
}

/// What CLDR calls the numbers that go with this one.
fn category(locale: &str, count: i64) -> String {
    #[cfg(feature = "hydrate")]
    return browser::category(locale, count).unwrap_or_default();
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    return crate::messages::category(locale, count).to_owned();
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    [locale, &count.to_string()].concat()
}

#[cfg(feature = "hydrate")]
mod browser {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        type PluralRules;
        #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
        fn new(locale: &str) -> Result<PluralRules, JsValue>;
        #[wasm_bindgen(method)]
        fn select(this: &PluralRules, count: f64) -> String;
    }

    pub fn category(locale: &str, count: i64) -> Option<String> {
        Some(PluralRules::new(locale).ok()?.select(count as f64))
    }
}
