//! How long pieces are set aside yet, running down.

/// As clocks show it: `9:05`.
pub fn clock(left_ms: i64) -> String {
    let seconds = (left_ms.max(0) + 999) / 1000;
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let gap = if seconds < 10 { ":0" } else { ":" };
    [&minutes.to_string(), gap, &seconds.to_string()].concat()
}

/// What is said when so little is left, and was more before: the name of its words.
pub fn mark(before_ms: i64, left_ms: i64) -> Option<&'static str> {
    let passed = |minutes: i64| before_ms > minutes * 60_000 && left_ms <= minutes * 60_000;
    [(0, "data-say-0"), (1, "data-say-1"), (5, "data-say-5")]
        .into_iter()
        .find(|(minutes, _)| passed(*minutes))
        .map(|(_, name)| name)
}

#[cfg(feature = "hydrate")]
pub mod browser {
    use super::super::chunk::say;
    use super::super::eager::document;
    use super::super::regions;
    use super::{clock, mark};
    use leptos::prelude::set_interval;
    use leptos::task::spawn_local;
    use std::cell::{Cell, RefCell};
    use std::time::Duration;
    use web_sys::Document;

    thread_local! {
        /// How far the server's clock is ahead. Whole numbers like all times here: reading others
        /// takes more code than the rest of the chunk.
        static AHEAD: Cell<i64> = const { Cell::new(0) };
        /// What was left when it was last looked at.
        static BEFORE: Cell<i64> = const { Cell::new(0) };
        /// Until when something was set aside, and what is to be said when that is over.
        static LAST: RefCell<Option<(i64, String)>> = const { RefCell::new(None) };
    }

    pub fn start(page: &Document) {
        set_clock(page);
        tick();
        set_interval(tick, Duration::from_secs(1));
    }

    /// Goes by the clock a page was rendered by.
    pub fn set_clock(page: &Document) {
        let now = page.query_selector("[data-now]").ok().flatten();
        let now = now.and_then(|now| now.get_attribute("data-now")?.parse::<i64>().ok());
        if let Some(now) = now {
            AHEAD.set(now - js_sys::Date::now() as i64);
        }
    }

    pub fn tick() {
        let _ = show();
    }

    fn show() -> Option<()> {
        let now = js_sys::Date::now() as i64 + AHEAD.get();
        let Some(held) = document()?.query_selector("[data-until]").ok()? else {
            // The server was first to see that it is over.
            let (until, words) = LAST.take()?;
            if until <= now {
                say(&words);
            }
            return None;
        };
        let until: i64 = held.get_attribute("data-until")?.parse().ok()?;
        let left = until - now;
        LAST.set(held.get_attribute("data-say-0").filter(|_| left > 0).map(|words| (until, words)));
        let shown = held.query_selector("[data-left]").ok()??;
        shown.set_text_content(Some(&clock(left)));
        let _ = shown.remove_attribute("hidden");
        let before = BEFORE.replace(left);
        if let Some(words) = mark(before, left).and_then(|name| held.get_attribute(name)) {
            say(&words);
            if left <= 0 {
                spawn_local(regions::renew());
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, mark};

    #[test]
    fn a_clock_runs_down() {
        let shown = [1_800_000, 545_000, 60_000, 59_001, 59_000, 1, 0, -5].map(clock);
        assert_eq!(shown, ["30:00", "9:05", "1:00", "1:00", "0:59", "0:01", "0:00", "0:00"]);
    }

    #[test]
    fn each_mark_is_passed_once() {
        assert_eq!(mark(300_500, 299_500), Some("data-say-5"));
        assert_eq!(mark(299_500, 298_500), None);
        assert_eq!(mark(60_500, 59_500), Some("data-say-1"));
        assert_eq!(mark(500, -500), Some("data-say-0"));
        assert_eq!(mark(-500, -1_500), None);
        // A page that opens late says nothing, and one that slept says the last.
        assert_eq!(mark(0, 250_000), None);
        assert_eq!(mark(400_000, -1), Some("data-say-0"));
    }
}
