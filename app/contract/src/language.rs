//! The languages pages can be read in.
//!
//! To add one: a variant and its lines here, and its catalogue in `app/messages`.

use serde::{Deserialize, Serialize};

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Also the house's own: what is not said in another language is said in this one.
    #[default]
    En,
    De,
    Ar,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Ar];

    /// Its subtag of BCP 47, which is also how addresses name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Ar => "ar",
        }
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Ar => "العربية",
        }
    }

    /// How it writes numbers and dates where no country is said.
    pub fn locale(self) -> &'static str {
        match self {
            Self::En => "en-GB",
            Self::De => "de-DE",
            // Its digits are those of the other languages.
            Self::Ar => "ar-AE",
        }
    }

    /// As `dir` attributes have it.
    pub fn direction(self) -> &'static str {
        match self {
            Self::En | Self::De => "ltr",
            Self::Ar => "rtl",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// That of a locale (BCP 47), if pages can be read in it.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let code = locale.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// What a path has before it: `/de` of `/de/t/a`; and the rest, which begins with a slash.
    pub fn split(path: &str) -> (Option<Self>, &str) {
        let rest = path.strip_prefix('/').unwrap_or(path);
        let (first, rest) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        match Self::parse(first) {
            Some(language) => (Some(language), rest),
            None => (None, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_its_language_first() {
        let german = Some(Language::De);
        assert_eq!(Language::split("/de/t/a"), (german, "/t/a"));
        assert_eq!(Language::split("/de"), (german, "/"));
        assert_eq!(Language::split("/de/"), (german, "/"));
        for plain in ["/", "/t/de", "/den/t/a", "/DE/t/a", ""] {
            assert_eq!(Language::split(plain), (None, plain));
        }
    }

    #[test]
    fn a_locale_is_of_a_language() {
        assert_eq!(Language::of_locale("de-AT"), Some(Language::De));
        assert_eq!(Language::of_locale("DE"), Some(Language::De));
        assert_eq!(Language::of_locale("den"), None);
        assert_eq!(Language::of_locale(""), None);
        for language in Language::ALL {
            assert_eq!(Language::of_locale(language.locale()), Some(language));
            assert_eq!(Language::parse(language.code()), Some(language));
        }
    }
}
