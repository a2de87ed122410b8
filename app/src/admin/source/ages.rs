//! How long ago something was, in words.

use contract::Timestamp;

/// `12 seconds ago`; rounded down, and never in the future.
pub fn ago(now: Timestamp, at: Timestamp) -> String {
    let seconds = (now.0 - at.0).max(0) / 1000;
    let (count, unit) = match seconds {
        0..2 => return "just now".into(),
        2..120 => (seconds, "seconds"),
        120..7_200 => (seconds / 60, "minutes"),
        7_200..172_800 => (seconds / 3_600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{count} {unit} ago")
}

/// `140 ms`, `2.1 s`, `5 min`.
pub fn span(millis: i64) -> String {
    match millis {
        ..1_000 => format!("{millis} ms"),
        1_000..10_000 if millis % 1_000 != 0 => format!("{:.1} s", millis as f64 / 1_000.0),
        1_000..120_000 => format!("{} s", millis / 1_000),
        120_000..7_200_000 => format!("{} min", millis / 60_000),
        _ => format!("{} h", millis / 3_600_000),
    }
}

/// `1 product`, `1,204 products`.
pub fn count(number: u64, one: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {one}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_do() {
        let now = Timestamp(1_000_000_000_000);
        let told = |seconds: i64| ago(now, now.plus_seconds(-seconds));
        assert_eq!(told(-5), "just now");
        assert_eq!(told(1), "just now");
        assert_eq!(told(119), "119 seconds ago");
        assert_eq!(told(180), "3 minutes ago");
        assert_eq!(told(3 * 3600), "3 hours ago");
        assert_eq!(told(49 * 3600), "2 days ago");
    }

    #[test]
    fn spans_have_the_digits_they_need() {
        let told = [140, 1_000, 2_130, 30_000, 300_000, 8_000_000].map(span);
        assert_eq!(told, ["140 ms", "1 s", "2.1 s", "30 s", "5 min", "2 h"]);
    }

    #[test]
    fn numbers_are_grouped() {
        let told = [0, 1, 999, 1_000, 1_234_567].map(|number| count(number, "product"));
        assert_eq!(
            told,
            ["0 products", "1 product", "999 products", "1,000 products", "1,234,567 products"]
        );
    }
}
