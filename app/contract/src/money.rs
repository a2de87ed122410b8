//! Money in minor units, and how a locale writes it.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An ISO 4217 currency code, three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "EUR"))]
pub struct Currency([u8; 3]);

impl Currency {
    pub const EUR: Self = Self(*b"EUR");

    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    pub fn code(&self) -> &str {
        // Only capital ASCII letters get in, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal digits the minor unit has (ISO 4217 table A.1).
    pub fn digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// The minor units one major unit has.
    pub fn scale(self) -> i64 {
        10_i64.pow(self.digits())
    }

    /// Reads a plain decimal amount (`12`, `12.5`, `-3.00`) into minor units. More digits than the
    /// currency has are refused unless they are zero: a price is never rounded on the way in.
    pub fn parse_amount(self, text: &str) -> Option<i64> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (major, minor) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if major.is_empty() || !all_digits(major) || !all_digits(minor) {
            return None;
        }
        let wanted = self.digits() as usize;
        let (kept, rest) = minor.split_at(minor.len().min(wanted));
        if rest.bytes().any(|b| b != b'0') {
            return None;
        }
        let mut amount: i64 = major.parse::<i64>().ok()?.checked_mul(self.scale())?;
        if !kept.is_empty() {
            let fraction: i64 = kept.parse().ok()?;
            amount = amount.checked_add(fraction * 10_i64.pow((wanted - kept.len()) as u32))?;
        }
        Some(if negative { -amount } else { amount })
    }

    /// The amount as a plain decimal, the way APIs and structured data want it: `1234.50`.
    pub fn decimal(self, cents: i64) -> String {
        let (sign, amount) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
        match self.digits() as usize {
            0 => format!("{sign}{amount}"),
            digits => {
                let scale = self.scale().unsigned_abs();
                format!("{sign}{}.{:0digits$}", amount / scale, amount % scale)
            }
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("expected a three-letter currency code"))
    }
}

/// Writes an amount the way `Intl.NumberFormat(locale, {style: "currency"})` does, so that a price
/// the browser formats after a change looks like the one the server rendered.
///
/// The locales a shop can choose are few; the CLDR data of a full library would weigh megabytes.
/// A locale not listed is written as English.
pub fn format_price(cents: i64, currency: Currency, locale: &str) -> String {
    let language = locale.split('-').next().unwrap_or("en");
    // Group separator, decimal separator, symbol after the number.
    let (group, point, after) = match (language, locale) {
        (_, "de-AT") => ("\u{a0}", ",", false),
        (_, "de-CH") => ("’", ".", false),
        ("de" | "es" | "it" | "da" | "el", _) => (".", ",", true),
        ("fr", _) => ("\u{202f}", ",", true),
        ("nl", _) => (".", ",", false),
        ("sv" | "nb" | "fi" | "pl" | "cs", _) => ("\u{a0}", ",", true),
        ("ar", _) => (",", ".", true),
        _ => (",", ".", false),
    };
    let plain = currency.decimal(cents.saturating_abs());
    let (major, minor) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut number = String::with_capacity(24);
    // Spanish and Polish leave four digits together.
    let grouped = major.len() > if matches!(language, "es" | "pl") { 4 } else { 3 };
    for (i, digit) in major.chars().enumerate() {
        if grouped && i > 0 && (major.len() - i) % 3 == 0 {
            number.push_str(group);
        }
        number.push(digit);
    }
    if !minor.is_empty() {
        number.push_str(point);
        number.push_str(minor);
    }
    let symbol = symbol(currency, locale);
    let sign = if cents < 0 { "-" } else { "" };
    let wide = symbol.chars().all(|c| c.is_ascii_alphabetic());
    if language == "ar" {
        // Marks of direction keep sign and number together.
        let sign = if cents < 0 { "\u{200e}-" } else { "" };
        format!("\u{200f}{sign}{number}\u{a0}{symbol}")
    } else if after {
        format!("{sign}{number}\u{a0}{symbol}")
    } else if language == "nl" {
        format!("{symbol}\u{a0}{sign}{number}")
    } else if wide || matches!(locale, "de-AT" | "de-CH") {
        format!("{sign}{symbol}\u{a0}{number}")
    } else {
        format!("{sign}{symbol}{number}")
    }
}

fn symbol<'a>(currency: Currency, locale: &str) -> std::borrow::Cow<'a, str> {
    match (currency.code(), locale) {
        ("EUR", _) => "€".into(),
        ("CAD", "en-CA") => "$".into(),
        ("CAD", _) => "CA$".into(),
        ("AUD", locale) if locale.starts_with("en") => "A$".into(),
        ("AUD", _) => "AU$".into(),
        ("NZD", _) => "NZ$".into(),
        // Whose pounds, dollars and yen they are is said in Arabic, and in English that is not American.
        ("GBP", "ar-AE") => "UK£".into(),
        ("GBP", _) => "£".into(),
        ("USD", "en-US") => "$".into(),
        ("JPY", "en-US") => "¥".into(),
        ("USD", locale) if locale.starts_with("en") || locale == "ar-AE" => "US$".into(),
        ("JPY", locale) if locale.starts_with("en") || locale == "ar-AE" => "JP¥".into(),
        ("USD", _) => "$".into(),
        ("JPY", _) => "¥".into(),
        ("DKK", "da-DK") | ("SEK", "sv-SE") | ("NOK", "nb-NO") => {
            if locale == "da-DK" {
                "kr.".into()
            } else {
                "kr".into()
            }
        }
        (code, _) => code.to_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn reads_amounts_without_rounding() {
        assert_eq!(currency("EUR").parse_amount("12.5"), Some(1250));
        assert_eq!(currency("EUR").parse_amount("12.500"), Some(1250));
        assert_eq!(currency("EUR").parse_amount("12.505"), None);
        assert_eq!(currency("JPY").parse_amount("1200"), Some(1200));
        assert_eq!(currency("KWD").parse_amount("1.234"), Some(1234));
        for wrong in ["", "-", ".5", "1e3", "1,50", "99999999999999999999"] {
            assert_eq!(currency("EUR").parse_amount(wrong), None, "{wrong}");
        }
    }

    /// Expected values are what `Intl.NumberFormat` of Node 20 gives.
    #[test]
    fn writes_prices_as_browsers_do() {
        let written = |cents, code, locale| format_price(cents, currency(code), locale);
        assert_eq!(written(123_450, "EUR", "en-GB"), "€1,234.50");
        assert_eq!(written(123_450, "EUR", "en-IE"), "€1,234.50");
        assert_eq!(written(123_450, "EUR", "de-DE"), "1.234,50\u{a0}€");
        assert_eq!(written(123_450, "EUR", "fr-FR"), "1\u{202f}234,50\u{a0}€");
        assert_eq!(written(123_450, "EUR", "nl-NL"), "€\u{a0}1.234,50");
        assert_eq!(written(123_450, "USD", "en-US"), "$1,234.50");
        assert_eq!(written(1234, "JPY", "en-US"), "¥1,234");
        assert_eq!(written(1234, "JPY", "en-GB"), "JP¥1,234");
        assert_eq!(written(500, "AUD", "en-IE"), "A$5.00");
        assert_eq!(written(500, "AUD", "de-DE"), "5,00\u{a0}AU$");
        assert_eq!(written(500, "CAD", "en-GB"), "CA$5.00");
        assert_eq!(written(123_450, "EUR", "ar-AE"), "\u{200f}1,234.50\u{a0}€");
        assert_eq!(written(-500, "EUR", "ar-AE"), "\u{200f}\u{200e}-5.00\u{a0}€");
        assert_eq!(written(123_450, "GBP", "ar-AE"), "\u{200f}1,234.50\u{a0}UK£");
        assert_eq!(written(1234, "JPY", "de-DE"), "1.234\u{a0}¥");
        assert_eq!(written(123_450, "USD", "en-GB"), "US$1,234.50");
        assert_eq!(written(123_450, "USD", "de-DE"), "1.234,50\u{a0}$");
        assert_eq!(written(123_450, "CHF", "en-GB"), "CHF\u{a0}1,234.50");
        assert_eq!(written(-500, "GBP", "en-GB"), "-£5.00");
    }

    proptest! {
        #[test]
        fn decimal_round_trips(cents in -1_000_000_000_000i64..1_000_000_000_000, code in "EUR|JPY|KWD") {
            let currency = currency(&code);
            prop_assert_eq!(currency.parse_amount(&currency.decimal(cents)), Some(cents));
        }
    }
}
