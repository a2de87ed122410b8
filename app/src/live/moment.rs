//! Moments as text. The browser has its own calendar, so its code need not bring ours.

use contract::{Language, Timestamp};

/// RFC 3339, in UTC.
pub fn iso(at: Timestamp) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::Date::new(&(at.0 as f64).into()).to_iso_string().into();
    #[cfg(not(feature = "hydrate"))]
    at.to_rfc3339()
}

/// The calendar a shop hangs up: its hours, in the words of whoever reads it.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// IANA.
    zone: String,
    /// Another year than this one is told; none is where everything is of today.
    #[cfg(not(feature = "hydrate"))]
    today: Option<Timestamp>,
}

/// Where a page keeps the zone of its shop.
#[cfg(feature = "hydrate")]
const ZONE: &str = "data-zone";

impl Calendar {
    /// The shop's whose page this is: as its frame provides it, or as it stands in the page.
    pub fn of_page() -> Self {
        #[cfg(feature = "hydrate")]
        return browser::calendar().unwrap_or_default();
        #[cfg(not(feature = "hydrate"))]
        leptos::prelude::use_context().unwrap_or_default()
    }

    /// Of a zone the calendar does not have, UTC.
    #[cfg(feature = "ssr")]
    pub fn new(zone: &str, today: Option<Timestamp>) -> Self {
        let known = jiff::tz::TimeZone::get(zone).is_ok();
        Self { zone: if known { zone } else { "UTC" }.to_owned(), today }
    }

    /// As [`Self::of_page`] finds it in the browser.
    #[cfg(feature = "ssr")]
    pub fn zone(&self) -> String {
        self.zone.clone()
    }
}

/// How English tells a moment in a shop of that locale, for what is English everywhere.
#[cfg(feature = "ssr")]
pub fn english(locale: &str) -> &'static str {
    if locale == "en-US" { "en-US" } else { "en-GB" }
}

/// The locale a moment is told in: that of the language, since countries do not differ in it but
/// for one.
fn told_in(locale: &str) -> &str {
    match locale {
        "en-US" => "en-US",
        other => Language::of_locale(other).unwrap_or_default().locale(),
    }
}

#[cfg(not(feature = "hydrate"))]
mod served {
    use super::{Calendar, told_in};
    #[cfg(feature = "ssr")]
    use crate::messages::{Message, Messages};
    use contract::Timestamp;

    /// What a moment is told with.
    #[cfg(feature = "ssr")]
    fn messages(locale: &str) -> &'static Messages {
        Messages::of(contract::Language::of_locale(locale).unwrap_or_default())
    }

    /// Nothing in it is foreign, so that nothing needs keeping apart: it would lose its order.
    #[cfg(feature = "ssr")]
    fn ours(text: &str) -> String {
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    #[cfg(feature = "ssr")]
    impl Calendar {
        /// Day and time, as the locale orders them: `21 November at 07:16`.
        pub fn in_words(&self, at: Timestamp, locale: &str) -> String {
            let (day, time) = (self.day(at, locale), self.time(at, locale));
            ours(&messages(locale).with(Message::Moment, [("day", &day), ("time", &time)]))
        }

        pub fn day(&self, at: Timestamp, locale: &str) -> String {
            let other =
                self.today.is_some_and(|today| self.text(at, "%Y") != self.text(today, "%Y"));
            if told_in(locale) == "en-US" {
                return self.text(at, if other { "%B %-d, %Y" } else { "%B %-d" });
            }
            let messages = messages(locale);
            let month = self.text(at, "%-m").parse::<usize>().unwrap_or(1);
            let month = messages.text(Message::Months).split(' ').nth(month - 1);
            let parts = [("day", &*self.text(at, "%-d")), ("month", month.unwrap_or_default())];
            match other {
                false => ours(&messages.with(Message::Day, parts)),
                true => {
                    let [day, month] = parts;
                    let year = self.text(at, "%Y");
                    ours(&messages.with(Message::DayOfYear, [day, month, ("year", &year)]))
                }
            }
        }

        pub fn time(&self, at: Timestamp, locale: &str) -> String {
            let american = told_in(locale) == "en-US";
            self.text(at, if american { "%I:%M %p" } else { "%H:%M" })
        }

        fn text(&self, at: Timestamp, format: &str) -> String {
            let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
            let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
            at.to_zoned(zone).strftime(format).to_string()
        }
    }

    #[cfg(not(feature = "ssr"))]
    impl Calendar {
        pub fn in_words(&self, at: Timestamp, locale: &str) -> String {
            [&at.to_rfc3339(), " ", told_in(locale)].concat()
        }
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{Calendar, ZONE, told_in};
    use contract::Timestamp;
    use js_sys::{Object, Reflect};
    use wasm_bindgen::prelude::wasm_bindgen;
    use wasm_bindgen::{JsCast, JsValue};

    #[wasm_bindgen]
    extern "C" {
        type Moment;
        // Unlike the binding of js-sys this one survives a zone the browser does not have.
        #[wasm_bindgen(method, catch, js_name = toLocaleString)]
        fn to_text(this: &Moment, locale: &str, options: &Object) -> Result<String, JsValue>;
    }

    pub fn calendar() -> Option<Calendar> {
        let document = web_sys::window()?.document()?;
        let marked = document.query_selector(&["[", ZONE, "]"].concat()).ok()??;
        Some(Calendar { zone: marked.get_attribute(ZONE)? })
    }

    impl Calendar {
        /// What changes on an open page is of this year.
        pub fn in_words(&self, at: Timestamp, locale: &str) -> String {
            let options = Object::new();
            let locale = told_in(locale);
            let cycle = if locale == "en-US" { "h12" } else { "h23" };
            for (key, value) in [
                ("timeZone", &*self.zone),
                ("hourCycle", cycle),
                ("day", "numeric"),
                ("month", "long"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
            ] {
                let _ = Reflect::set(&options, &key.into(), &value.into());
            }
            let date = js_sys::Date::new(&(at.0 as f64).into());
            let text = date.unchecked_ref::<Moment>().to_text(locale, &options);
            text.unwrap_or_default()
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clocks_of_the_shop() {
        let at = Timestamp::parse("2026-07-01T22:16:30Z").unwrap();
        let told = |zone, locale| Calendar::new(zone, None).in_words(at, locale);
        assert_eq!(told("Europe/London", "en-GB"), "1 July at 23:16");
        assert_eq!(told("Europe/Berlin", "de-DE"), "2. Juli um 00:16");
        assert_eq!(told("UTC", "ar-AE"), "1 يوليو في 22:16");
        assert_eq!(told("Europe/Vienna", "de-AT"), "2. Juli um 00:16");
        assert_eq!(told("Europe/Paris", "fr-FR"), "2 July at 00:16");
        assert_eq!(told("America/New_York", "en-US"), "July 1 at 06:16 PM");
        assert_eq!(told("Middle/Earth", "en-GB"), "1 July at 22:16");
    }

    #[test]
    fn another_year_is_told() {
        let at = Timestamp::parse("2025-12-31T23:30:00Z").unwrap();
        let today = Timestamp::parse("2026-05-01T00:00:00Z");
        let day = |zone, locale| Calendar::new(zone, today).day(at, locale);
        assert_eq!(day("UTC", "en-GB"), "31 December 2025");
        assert_eq!(day("UTC", "en-US"), "December 31, 2025");
        assert_eq!(day("UTC", "de-DE"), "31. Dezember 2025");
        assert_eq!(day("Europe/Berlin", "en-GB"), "1 January");
    }
}
