//! Amounts as people and shop systems write them, read exactly or not at all.

use crate::import::raw::RawPrice;
use contract::{Currency, Timestamp};

/// In minor units. Above it something other than a price was meant, and sums stay far from the
/// limits of an `i64`.
pub const HIGHEST_PRICE: i64 = 1_000_000_000_000;

const NOT_A_NUMBER: &str = "is not an amount";
const AMBIGUOUS: &str = "can be read as two different amounts; write it without separators between \
                         thousands";
const FOREIGN: &str = "names something other than the shop's currency";
const TOO_FINE: &str = "has more decimal digits than the shop's currency";
const NEGATIVE: &str = "is negative";
const TOO_HIGH: &str = "is higher than any price";

/// What is asked, and the higher price it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    pub price: i64,
    pub compare_at: Option<i64>,
}

/// The field at fault, what is wrong with it, and what stood there.
pub type Fault = (&'static str, &'static str, String);

/// What is asked at `now`; `None` where no price is said.
pub fn amounts(
    raw: &RawPrice,
    currency: Currency,
    now: Timestamp,
) -> Result<Option<Amounts>, Fault> {
    let read = |field, text: &Option<String>| match text.as_deref().map(str::trim) {
        // Some shop systems write a dash for "no price".
        None | Some("" | "-" | "–") => Ok(None),
        Some(text) => {
            parse(text, currency).map(Some).map_err(|reason| (field, reason, text.to_owned()))
        }
    };
    let moment = |text: &Option<String>, end_of_day| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => match self::moment(text, end_of_day) {
            Some(moment) => Ok(Some(moment)),
            None => Err(("salePrice", "has a date nobody can read", text.to_owned())),
        },
    };
    let listed = read("price", &raw.listed)?;
    let sale = read("salePrice", &raw.sale)?;
    let compare_at = read("compareAt", &raw.compare_at)?;
    let starts = moment(&raw.sale_starts, false)?;
    let ends = moment(&raw.sale_ends, true)?;
    let Some(listed) = listed else {
        return Ok(None);
    };

    let on = starts.is_none_or(|at| at <= now) && ends.is_none_or(|at| now < at);
    let sale = match raw.discount_percent.as_deref().map(str::trim) {
        None | Some("") => sale.filter(|_| on),
        Some(text) => Some(
            discounted(listed, text)
                .ok_or_else(|| ("discountPercent", "is not between 0 and 100", text.to_owned()))?,
        ),
    };
    Ok(Some(match sale.filter(|sale| *sale < listed) {
        Some(sale) => {
            Amounts { price: sale, compare_at: Some(compare_at.unwrap_or(listed).max(listed)) }
        }
        None => Amounts { price: listed, compare_at: compare_at.filter(|before| *before > listed) },
    }))
}

/// Rounded half up to the minor unit.
fn discounted(listed: i64, percent: &str) -> Option<i64> {
    // Four decimals of a percent, read as amounts are.
    let (whole, fraction) = percent.split_once('.').unwrap_or((percent, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 3
        || fraction.len() > 4
        || !digits(whole)
        || !digits(fraction)
    {
        return None;
    }
    let parts: i128 = format!("{whole}{fraction:0<4}").parse().ok()?;
    let left = 1_000_000_i128.checked_sub(parts).filter(|left| *left >= 0)?;
    i64::try_from((i128::from(listed) * left + 500_000) / 1_000_000).ok()
}

/// A date and time, or a date: then its first moment, or the end of that day.
pub fn moment(text: &str, end_of_day: bool) -> Option<Timestamp> {
    if text.len() == 10 {
        let midnight = Timestamp::parse(&format!("{text}T00:00:00Z"))?;
        return Some(if end_of_day { midnight.plus_seconds(86_400) } else { midnight });
    }
    Timestamp::parse(text)
}

/// Reads an amount into minor units. Blanks, the shop's currency and separators between thousands
/// are understood where they leave one reading only; nothing is rounded.
pub fn parse(text: &str, currency: Currency) -> Result<i64, &'static str> {
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(is_digit).ok_or(NOT_A_NUMBER)?;
    let last = text.rfind(is_digit).ok_or(NOT_A_NUMBER)? + 1;
    let (mut before, number, after) =
        (text[..first].trim(), &text[first..last], text[last..].trim());
    if before.contains(['-', '−']) {
        return Err(NEGATIVE);
    }
    let leading_point = before == ".";
    if leading_point {
        before = "";
    }
    // `12.-` and `12,–` are how shops write a whole amount.
    let after = [".-", ",-", ".–", ",–", "."]
        .iter()
        .find_map(|end| after.strip_prefix(end))
        .unwrap_or(after);
    for mark in [before, after.trim()] {
        if !mark.is_empty() && !is_mark(mark, currency) {
            return Err(if mark.chars().any(|c| c.is_alphabetic() || c == '$' || !c.is_ascii()) {
                FOREIGN
            } else {
                NOT_A_NUMBER
            });
        }
    }
    let plain = match leading_point {
        true if number.chars().all(is_digit) => format!("0.{number}"),
        true => return Err(NOT_A_NUMBER),
        false => plain(number, currency)?,
    };
    let major = plain.split('.').next().unwrap_or(&plain);
    if major.len() > 15 {
        return Err(TOO_HIGH);
    }
    match currency.parse_amount(&plain).ok_or(TOO_FINE)? {
        amount if amount > HIGHEST_PRICE => Err(TOO_HIGH),
        amount => Ok(amount),
    }
}

/// The number with a point for its decimals and nothing between its thousands.
fn plain(number: &str, currency: Currency) -> Result<String, &'static str> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    if !number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',') || is_gap(c)) {
        return Err(NOT_A_NUMBER);
    }
    let last = number.rfind(['.', ',']);
    let (whole, fraction) = match last {
        None => (number, ""),
        Some(at) => {
            let mark = &number[at..=at];
            let (whole, fraction) = (&number[..at], &number[at + 1..]);
            let mixed = whole.contains(is_gap) || whole.contains(['.', ',']);
            if whole.contains(mark) {
                // Twice the same: both stand between thousands.
                (number, "")
            } else if fraction.len() == 3 && whole.len() <= 3 && whole != "0" && !mixed {
                match (mark, currency.digits()) {
                    (".", 3) => (whole, fraction),
                    (",", 0) => (number, ""),
                    _ => return Err(AMBIGUOUS),
                }
            } else {
                (whole, fraction)
            }
        }
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NOT_A_NUMBER);
    }
    let whole = ungrouped(whole).ok_or(NOT_A_NUMBER)?;
    Ok(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

/// Takes one kind of separator out from between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut separators = whole.chars().filter(|c| !c.is_ascii_digit());
    let Some(separator) = separators.next() else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let sound = (1..=3).contains(&first.len())
        && separators.all(|other| other == separator)
        && groups.all(|group| group.len() == 3);
    sound.then(|| whole.replace(separator, ""))
}

/// Whether the text names the currency, with nothing else.
fn is_mark(text: &str, currency: Currency) -> bool {
    const DOLLARS: &[&str] =
        &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"];
    let code = currency.code();
    if text.eq_ignore_ascii_case(code) {
        return true;
    }
    match text {
        "$" => DOLLARS.contains(&code),
        "US$" => code == "USD",
        "C$" | "CA$" => code == "CAD",
        "A$" | "AU$" => code == "AUD",
        "€" => code == "EUR",
        "£" => code == "GBP",
        "¥" | "￥" => matches!(code, "JPY" | "CNY"),
        "円" => code == "JPY",
        "kr" | "kr." => matches!(code, "DKK" | "SEK" | "NOK" | "ISK"),
        "Fr." | "Fr" | "SFr." => code == "CHF",
        "zł" => code == "PLN",
        "Kč" => code == "CZK",
        "Ft" => code == "HUF",
        "lei" => code == "RON",
        "₹" | "Rs" | "Rs." => code == "INR",
        "R$" => code == "BRL",
        "R" => code == "ZAR",
        "₺" => code == "TRY",
        "₩" => code == "KRW",
        "₪" => code == "ILS",
        "₴" => code == "UAH",
        "฿" => code == "THB",
        "₫" => code == "VND",
        "₱" => code == "PHP",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, code: &str) -> Result<i64, &'static str> {
        parse(text, Currency::parse(code).unwrap())
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, code, expected) in [
            ("12", "EUR", 1200),
            ("12.5", "EUR", 1250),
            (" 11,05 ", "EUR", 1105),
            ("€ 1.234,50", "EUR", 123_450),
            ("1,234.50 USD", "USD", 123_450),
            ("$1,234,567", "USD", 123_456_700),
            ("1 234,50 €", "EUR", 123_450),
            ("1\u{202f}234", "EUR", 123_400),
            ("CHF 1’234.50", "CHF", 123_450),
            ("12,-", "EUR", 1200),
            ("5.", "EUR", 500),
            (".5", "EUR", 50),
            ("0.500", "EUR", 50),
            ("12.5000", "EUR", 1250),
            ("1.234", "KWD", 1234),
            ("¥1,200", "JPY", 1200),
            ("1234,5", "EUR", 123_450),
        ] {
            assert_eq!(read(text, code), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for (text, code, reason) in [
            ("1.234", "EUR", AMBIGUOUS),
            ("1,234", "EUR", AMBIGUOUS),
            ("1.500", "EUR", AMBIGUOUS),
            ("1,234", "KWD", AMBIGUOUS),
            ("1.200", "JPY", AMBIGUOUS),
            ("12.505", "EUR", AMBIGUOUS),
            ("12.5051", "EUR", TOO_FINE),
            ("$12", "EUR", FOREIGN),
            ("12 USD", "EUR", FOREIGN),
            ("from 12", "EUR", FOREIGN),
            ("-3", "EUR", NEGATIVE),
            ("12-15", "EUR", NOT_A_NUMBER),
            ("1e3", "EUR", NOT_A_NUMBER),
            ("12,34,56", "EUR", NOT_A_NUMBER),
            ("1.23,4.5", "EUR", NOT_A_NUMBER),
            ("free", "EUR", NOT_A_NUMBER),
            ("9999999999999999999", "EUR", TOO_HIGH),
        ] {
            assert_eq!(read(text, code), Err(reason), "{text}");
        }
    }

    fn price(listed: &str, sale: &str) -> RawPrice {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        RawPrice { listed: said(listed), sale: said(sale), ..RawPrice::default() }
    }

    fn asked(raw: &RawPrice, now: &str) -> Option<(i64, Option<i64>)> {
        let amounts = amounts(raw, Currency::EUR, Timestamp::parse(now).unwrap()).unwrap();
        amounts.map(|amounts| (amounts.price, amounts.compare_at))
    }

    #[test]
    fn a_sale_counts_while_it_lasts_and_saves_something() {
        let now = "2026-05-01T12:00";
        assert_eq!(asked(&price("20", "18"), now), Some((1800, Some(2000))));
        assert_eq!(asked(&price("20", "20"), now), Some((2000, None)));
        assert_eq!(asked(&price("20", "25"), now), Some((2000, None)));
        assert_eq!(asked(&price("", "18"), now), None);
        assert_eq!(asked(&price("-", ""), now), None);
        let timed = RawPrice {
            sale_starts: Some("2026-05-01".into()),
            sale_ends: Some("2026-05-02".into()),
            ..price("20", "18")
        };
        assert_eq!(asked(&timed, "2026-04-30T23:59"), Some((2000, None)));
        assert_eq!(asked(&timed, "2026-05-02T23:59"), Some((1800, Some(2000))));
        assert_eq!(asked(&timed, "2026-05-03T00:00"), Some((2000, None)));
        let former = RawPrice { compare_at: Some("75".into()), ..price("59.99", "") };
        assert_eq!(asked(&former, now), Some((5999, Some(7500))));
        let former = RawPrice { compare_at: Some("30".into()), ..price("59.99", "") };
        assert_eq!(asked(&former, now), Some((5999, None)));
    }

    #[test]
    fn a_discount_is_rounded_half_up() {
        assert_eq!(discounted(999, "10.48"), Some(894));
        assert_eq!(discounted(100, "0.5"), Some(100));
        assert_eq!(discounted(100, "1.5"), Some(99));
        assert_eq!(discounted(100, "100"), Some(0));
        for wrong in ["100.01", "-1", "ten", "", "1.23456", "1000"] {
            assert_eq!(discounted(100, wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}", code in "EUR|JPY|KWD") {
            if let Ok(amount) = read(&text, &code) {
                prop_assert!((0..=HIGHEST_PRICE).contains(&amount));
            }
        }

        #[test]
        fn every_way_to_write_it_is_the_same(cents in 0i64..100_000_000_000) {
            let decimal = Currency::EUR.decimal(cents);
            prop_assert_eq!(read(&decimal, "EUR"), Ok(cents));
            for locale in ["en-GB", "de-DE", "fr-FR", "de-CH", "nl-NL", "sv-SE", "es-ES"] {
                let written = contract::money::format_price(cents, Currency::EUR, locale);
                prop_assert_eq!(read(&written, "EUR"), Ok(cents), "{}", written);
            }
        }
    }
}
