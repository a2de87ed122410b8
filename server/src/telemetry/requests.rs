//! How requests were answered, route by route.
//!
//! Every request passes here, a page from the cache too, so it is counted in place and read when
//! somebody asks: no look-up in a registry, no allocation, no lock.

use crate::routes::TABLE;
use contract::Language;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of the histogram's buckets.
pub const BOUNDS: [Duration; 12] = [
    Duration::from_micros(100),
    Duration::from_micros(500),
    Duration::from_millis(1),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(5),
];

/// `1xx` to `5xx`.
const CLASSES: usize = 5;

/// Those of one route.
#[derive(Default)]
pub struct Answers {
    classes: [AtomicU64; CLASSES],
    /// One per bound, and one for what took longer.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

/// Those of one node.
pub struct Requests {
    routes: HashMap<&'static str, Answers>,
    /// Files, and addresses nothing is at.
    other: Answers,
}

impl Default for Requests {
    fn default() -> Self {
        let routes = TABLE.iter().map(|route| (route.path, Answers::default())).collect();
        Self { routes, other: Answers::default() }
    }
}

impl Requests {
    /// Where a request to this template is counted: a page in all its languages as one.
    pub fn to(&self, template: Option<&str>) -> &Answers {
        let template = template.map(|path| Language::split(path).1);
        template.and_then(|path| self.routes.get(path)).unwrap_or(&self.other)
    }

    /// By template, in order; `other` last.
    pub fn by_route(&self) -> Vec<(&'static str, &Answers)> {
        let mut all: Vec<_> =
            self.routes.iter().map(|(route, answers)| (*route, answers)).collect();
        all.sort_unstable_by_key(|(route, _)| *route);
        all.push(("other", &self.other));
        all
    }
}

impl Answers {
    pub fn note(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, CLASSES) - 1;
        self.classes[class].fetch_add(1, Relaxed);
        let bucket = BOUNDS.iter().position(|bound| took <= *bound).unwrap_or(BOUNDS.len());
        self.buckets[bucket].fetch_add(1, Relaxed);
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Relaxed);
    }

    /// Class and count, of the classes there were.
    pub fn classes(&self) -> impl Iterator<Item = (String, u64)> {
        let counts = self.classes.iter().map(|count| count.load(Relaxed));
        let named = counts.enumerate().map(|(class, count)| (format!("{}xx", class + 1), count));
        named.filter(|(_, count)| *count > 0)
    }

    /// How many took at most each bound, and how many there were.
    pub fn cumulative(&self) -> (Vec<u64>, u64) {
        let mut sum = 0;
        let mut counts: Vec<u64> = self
            .buckets
            .iter()
            .map(|bucket| {
                sum += bucket.load(Relaxed);
                sum
            })
            .collect();
        let all = counts.pop().unwrap_or(0);
        (counts, all)
    }

    pub fn seconds(&self) -> f64 {
        Duration::from_nanos(self.nanoseconds.load(Relaxed)).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_falls_into_its_class_and_bucket() {
        let requests = Requests::default();
        let page = requests.to(Some("/t/{tenant}"));
        page.note(200, Duration::from_micros(80));
        page.note(304, Duration::from_millis(3));
        page.note(200, Duration::from_secs(60));
        let classes: Vec<_> = page.classes().collect();
        assert_eq!(classes, [("2xx".to_owned(), 2), ("3xx".to_owned(), 1)]);
        let (counts, all) = page.cumulative();
        assert_eq!((counts[0], counts[2], counts[3], counts[11], all), (1, 1, 2, 2, 3));
        assert!((page.seconds() - 60.003_08).abs() < 1e-9);
        requests.to(Some("/pkg/{*path}")).note(200, Duration::ZERO);
        requests.to(None).note(404, Duration::ZERO);
        assert_eq!(requests.by_route().last().unwrap().1.cumulative().1, 2);
    }
}
