//! The shop's own clock: the board tells and takes moments in the hours of its zone.
//!
//! The server knows every zone by `jiff`; the browser tells moments by `Intl` and asks the server
//! what a written one means, so that no table of zones is downloaded.

use contract::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// IANA.
    pub zone: String,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Clock {
    pub fn new(zone: &str) -> Self {
        Self { zone: zone.to_owned() }
    }

    /// What a `datetime-local` field holds; nothing for no moment.
    pub fn field(&self, at: Option<Timestamp>) -> String {
        at.map(|at| self.local(at)).unwrap_or_default()
    }

    /// `1 May 2026, 09:30`.
    pub fn moment(&self, at: Timestamp) -> String {
        let local = self.local(at);
        [&*date(&local), ", ", local.get(11..16).unwrap_or_default()].concat()
    }

    /// `1 May 2026`.
    pub fn day(&self, at: Timestamp) -> String {
        date(&self.local(at))
    }

    /// From when to when, in words; nothing for always.
    pub fn window(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Option<String> {
        match (from, until) {
            (None, None) => None,
            (Some(from), None) => Some(["from ", &self.moment(from)].concat()),
            (None, Some(until)) => Some(["until ", &self.moment(until)].concat()),
            (Some(from), Some(until)) => {
                Some(["from ", &self.moment(from), " until ", &self.moment(until)].concat())
            }
        }
    }

    /// To the minute: `2026-05-01T09:30`.
    #[cfg(feature = "ssr")]
    fn local(&self, at: Timestamp) -> String {
        let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    #[cfg(all(feature = "hydrate", not(feature = "ssr")))]
    fn local(&self, at: Timestamp) -> String {
        use js_sys::{Object, Reflect};
        use wasm_bindgen::JsCast;
        let options = Object::new();
        for (key, value) in [
            ("timeZone", &*self.zone),
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ] {
            let _ = Reflect::set(&options, &key.into(), &value.into());
        }
        let date = js_sys::Date::new(&(at.0 as f64).into());
        // The order Swedes write it in is the fields' own.
        let text = date.unchecked_ref::<browser::Moment>().to_text("sv-SE", &options);
        let text = text.unwrap_or_else(|_| at.to_rfc3339());
        text.get(..16).unwrap_or_default().replacen(' ', "T", 1)
    }

    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    fn local(&self, at: Timestamp) -> String {
        at.to_rfc3339()[..16].to_owned()
    }

    /// The moment a field names by this clock. An empty one names none. Where the clocks go back an
    /// hour is told twice: the first is meant; where they go forward, the one that follows.
    #[cfg(feature = "ssr")]
    pub fn read(&self, text: &str) -> Result<Option<Timestamp>, ()> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let zone = jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let local: jiff::civil::DateTime = text.parse().map_err(|_| ())?;
        let at = local.to_zoned(zone).map_err(|_| ())?;
        Ok(Some(Timestamp(at.timestamp().as_millisecond())))
    }
}

/// The date of `2026-05-01T09:30` as people write it.
fn date(local: &str) -> String {
    let part = |range: std::ops::Range<usize>| local.get(range).unwrap_or_default();
    let month = part(5..7).parse::<usize>().ok();
    let month = month.and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    [part(8..10).trim_start_matches('0'), " ", month.unwrap_or(&""), " ", part(0..4)].concat()
}

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
mod browser {
    use js_sys::Object;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        pub type Moment;
        // Unlike the binding of js-sys this one survives a zone the browser does not have.
        #[wasm_bindgen(method, catch, js_name = toLocaleString)]
        pub fn to_text(this: &Moment, locale: &str, options: &Object) -> Result<String, JsValue>;
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn fields_and_moments_agree_in_the_zone_of_the_shop() {
        let clock = Clock::new("Europe/Berlin");
        let at = Timestamp::parse("2026-05-01T07:30:00Z");
        assert_eq!(clock.field(at), "2026-05-01T09:30");
        assert_eq!(clock.read("2026-05-01T09:30"), Ok(at));
        assert_eq!(clock.read("  "), Ok(None));
        assert_eq!(clock.read("soon"), Err(()));
        assert_eq!(clock.window(at, None).as_deref(), Some("from 1 May 2026, 09:30"));
        assert_eq!(clock.field(None), "");
    }

    #[test]
    fn hours_that_do_not_exist_or_exist_twice_are_read_all_the_same() {
        let clock = Clock::new("Europe/Berlin");
        // The clocks went forward at two, and back at three.
        let at = |text| Timestamp::parse(text).map(Some).ok_or(());
        assert_eq!(clock.read("2026-03-29T02:30"), at("2026-03-29T01:30:00Z"));
        assert_eq!(clock.read("2026-10-25T02:30"), at("2026-10-25T00:30:00Z"));
    }
}
