//! A moment, to the millisecond.
//!
//! The calendar arithmetic is Howard Hinnant's `civil_from_days`/`days_from_civil`. A date library
//! would be the ordinary choice; this one file keeps it out of the wasm a shopper downloads, and
//! is tested against one.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z; RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-05-01T09:30:00.000Z"))]
pub struct Timestamp(pub i64);

const DAY: i64 = 86_400_000;

impl Timestamp {
    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    pub fn to_rfc3339(self) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let ms = self.0.rem_euclid(DAY);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        )
    }

    /// Reads RFC 3339 with seconds and fraction optional, and either `Z` or an offset.
    /// A date and time without either is taken as UTC, as `datetime-local` fields send it.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            let digits = text.get(range)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let bytes = text.as_bytes();
        let mark = |at: usize, allowed: &[u8]| bytes.get(at).is_some_and(|b| allowed.contains(b));
        if !(mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":")) {
            return None;
        }
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (hour, minute) = (number(11..13)?, number(14..16)?);
        let (mut second, mut ms, mut at) = (0, 0, 16);
        if mark(at, b":") {
            second = number(17..19)?;
            at = 19;
            if mark(at, b".") {
                let digits = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
                if digits == 0 {
                    return None;
                }
                let kept = digits.min(3);
                ms = number(at + 1..at + 1 + kept)? * [100, 10, 1][kept - 1];
                at += 1 + digits;
            }
        }
        let offset = match bytes.get(at) {
            None => 0,
            Some(b'Z' | b'z') if bytes.len() == at + 1 => 0,
            Some(sign @ (b'+' | b'-')) if bytes.len() == at + 6 && mark(at + 3, b":") => {
                let minutes = number(at + 1..at + 3)? * 60 + number(at + 4..at + 6)?;
                if *sign == b'-' { -minutes } else { minutes }
            }
            _ => return None,
        };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days_in_month = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + i64::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=days_in_month).contains(&day) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let days = days_from_civil(year, month, day);
        let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
        Some(Self(seconds * 1000 + ms))
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("expected a moment as RFC 3339"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_date_library(ms in -62_135_596_800_000i64..253_402_300_799_999) {
            let library = jiff::Timestamp::from_millisecond(ms).unwrap();
            let text = Timestamp(ms).to_rfc3339();
            prop_assert_eq!(text.parse::<jiff::Timestamp>().unwrap(), library);
            prop_assert_eq!(Timestamp::parse(&text), Some(Timestamp(ms)));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            Timestamp::parse(&text);
        }
    }

    #[test]
    fn reads_what_forms_and_apis_send() {
        let at = |text| Timestamp::parse(text).map(|t| t.0);
        assert_eq!(at("2026-05-01T09:30"), at("2026-05-01T09:30:00Z"));
        assert_eq!(at("2026-05-01T11:30:00+02:00"), at("2026-05-01T09:30:00Z"));
        assert_eq!(at("2026-05-01T09:30:00.5Z"), at("2026-05-01T09:30:00.500Z"));
        for wrong in [
            "2026-02-30T00:00",
            "2026-13-01T00:00",
            "2026-05-01",
            "tomorrow",
            "2026-05-01T09:30:00.Z",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
