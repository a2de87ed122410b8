//! The shop's own clock: the machine's, shifted or stopped by whoever tests.

use contract::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub enum ShopClock {
    /// Runs with the machine's, so many seconds ahead of it.
    Ahead(i64),
    Stopped(Timestamp),
}

impl Default for ShopClock {
    fn default() -> Self {
        Self::Ahead(0)
    }
}

impl ShopClock {
    /// A full second: WooCommerce knows no smaller one.
    #[expect(clippy::disallowed_methods, reason = "a shop elsewhere has a clock of its own")]
    pub fn now(self) -> Timestamp {
        let machine = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        };
        let now = match self {
            Self::Ahead(seconds) => machine().plus_seconds(seconds),
            Self::Stopped(at) => at,
        };
        Timestamp(now.0 - now.0.rem_euclid(1000))
    }

    pub fn advance(&mut self, by: i64) {
        match self {
            Self::Ahead(seconds) => *seconds += by,
            Self::Stopped(at) => *at = at.plus_seconds(by),
        }
    }
}

/// As WordPress writes a moment: no zone, no fraction.
pub fn wordpress(at: Timestamp, offset_minutes: i64) -> String {
    let mut text = at.plus_seconds(offset_minutes * 60).to_rfc3339();
    text.truncate("2026-11-21T00:25:28".len());
    text
}

/// As HTTP writes a moment.
pub fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = at.to_rfc3339();
    let month: usize = text[5..7].parse().unwrap_or(1);
    let day = DAYS[at.0.div_euclid(86_400_000).rem_euclid(7) as usize];
    format!("{day}, {} {} {} {} GMT", &text[8..10], MONTHS[month - 1], &text[..4], &text[11..19])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_shop_writes_them() {
        let at = Timestamp::parse("1994-11-06T08:49:37Z").unwrap();
        assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(wordpress(at, 0), "1994-11-06T08:49:37");
        assert_eq!(wordpress(at, -570), "1994-11-05T23:19:37");
        assert_eq!(ShopClock::Stopped(Timestamp(1999)).now(), Timestamp(1000));
    }
}
