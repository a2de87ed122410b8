//! In which language the page at hand is read.

use contract::{Language, Tenant};
use leptos::prelude::use_context;

/// What the address says of the language. Provided as context by the server, which also leaves
/// it out of the address the router sees; the admin has none and is English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub language: Language,
    /// Whether the address names it: that of a shop's own language does not.
    pub is_prefixed: bool,
}

impl Reading {
    pub fn of_page() -> Self {
        use_context().unwrap_or_default()
    }

    /// The page's own address, from what the router saw of it.
    pub fn address(self, path: &str) -> String {
        if self.is_prefixed { prefixed(self.language, path) } else { path.to_owned() }
    }

    /// The list of all shops.
    pub fn house(self) -> String {
        edition("/", Language::default(), self.language)
    }

    /// A path below a shop, in this language where the shop speaks it.
    pub fn of_shop(self, shop: &Tenant, path: &str) -> String {
        let spoken = shop.spoken().find(|language| *language == self.language);
        edition(path, shop.language(), spoken.unwrap_or(shop.language()))
    }
}

/// The address of a page in one of its languages, `own` being the one that is not named.
pub fn edition(path: &str, own: Language, language: Language) -> String {
    if language == own { path.to_owned() } else { prefixed(language, path) }
}

fn prefixed(language: Language, path: &str) -> String {
    ["/", language.code(), path.strip_suffix('/').unwrap_or(path)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_language_than_the_own_is_named() {
        assert_eq!(edition("/t/a", Language::De, Language::De), "/t/a");
        assert_eq!(edition("/t/a?page=2", Language::En, Language::De), "/de/t/a?page=2");
        assert_eq!(edition("/", Language::En, Language::De), "/de");
        let reading = Reading { language: Language::De, is_prefixed: false };
        assert_eq!((reading.address("/t/a").as_str(), reading.house().as_str()), ("/t/a", "/de"));
    }
}
