//! Moments as text. The browser has its own calendar, so its code need not bring ours.

use contract::Timestamp;

/// RFC 3339, in UTC.
pub fn iso(at: Timestamp) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::Date::new(&(at.0 as f64).into()).to_iso_string().into();
    #[cfg(not(feature = "hydrate"))]
    at.to_rfc3339()
}

/// For people: every reader's calendar agrees on it.
pub fn in_words(at: Timestamp) -> String {
    let text = iso(at);
    let (day, time) = (text.get(..10), text.get(11..16));
    [day.unwrap_or_default(), " ", time.unwrap_or_default(), " UTC"].concat()
}
