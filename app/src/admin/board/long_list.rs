//! Long lists: drawn are the rows near what one looks at, and the one somebody has hold of.
//!
//! Rows stand in the flow, each with the room of those left out before it, and the list is as long
//! as if all were drawn (`--gap` and `--count`, counted in rows of the height `--row`; `.long-list`
//! in style/admin.css). So a row that is a little higher pushes nothing out of place, and what has
//! the focus stays where it is however far one scrolls.

use leptos::prelude::*;

/// Lists up to this length are drawn whole; of longer ones this much before anybody has looked.
const WHOLE: usize = 60;
/// Rows beyond what is seen, on either side, at least.
const AROUND: usize = 12;
/// What is drawn changes by so many rows at once, not with each.
const STEP: usize = 8;

/// One long list: that of the element with this id, in an element marked `data-view` that scrolls,
/// or else in the page.
#[derive(Clone, Copy)]
pub struct LongList {
    id: StoredValue<String>,
    count: Memo<usize>,
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser sees rows"))]
    near: RwSignal<(usize, usize)>,
    drawn: Memo<Vec<usize>>,
}

impl LongList {
    /// `kept` is the row somebody has hold of.
    pub fn new(
        id: String,
        count: Memo<usize>,
        kept: impl Fn() -> Option<usize> + Send + Sync + 'static,
    ) -> Self {
        let near = RwSignal::new((0, WHOLE));
        let drawn = Memo::new(move |_| drawn(count.get(), near.get(), kept()));
        Self { id: StoredValue::new(id), count, near, drawn }
    }

    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// The rows to draw, counted from nought, in order.
    pub fn rows(self) -> Vec<usize> {
        self.drawn.get()
    }

    /// How long the list is, as its style, if that is not what is drawn. It holds while rows change
    /// places: the page would jump otherwise.
    pub fn length(self) -> Option<String> {
        let count = self.count.get();
        (count > WHOLE).then(|| ["--count:", &count.to_string()].concat())
    }

    /// The room for what is left out before a row, as the row's style.
    pub fn room(self, at: usize) -> Option<String> {
        let gap = gap(&self.drawn.read(), at).filter(|gap| *gap > 0)?;
        Some(["--gap:", &gap.to_string()].concat())
    }

    /// How many rows one sees at once.
    #[cfg(feature = "hydrate")]
    pub fn seen_at_once(self) -> usize {
        let count = self.count.get_untracked();
        let seen = self.seen().map(|(from, until)| (until - from) * count as f64);
        seen.map_or(1, |seen| (seen as usize).max(1))
    }

    /// Keeps drawn what one sees, for as long as the list is there.
    #[cfg(feature = "hydrate")]
    pub fn follow(self) {
        use std::time::Duration;
        for happening in ["scroll", "resize"] {
            let listening = window_event_listener_untyped(happening, move |_| self.look());
            on_cleanup(move || listening.remove());
        }
        Effect::new(move || {
            self.count.track();
            // When the page is redrawn.
            set_timeout(move || self.look(), Duration::ZERO);
        });
    }

    /// Looks which rows are in view.
    #[cfg(feature = "hydrate")]
    pub fn look(self) {
        let Some(count) = self.count.try_get_untracked() else { return };
        let Some((from, until)) = self.seen() else { return };
        let near = near(count, from, until);
        if self.near.get_untracked() != near {
            crate::live::focus::keep(|| self.near.set(near));
        }
    }

    /// From where to where the list is in view, its length being one.
    #[cfg(feature = "hydrate")]
    fn seen(self) -> Option<(f64, f64)> {
        use super::by_name::number;
        let window = web_sys::window()?;
        let list = window.document()?.get_element_by_id(&self.id.try_get_value()?)?;
        let place = list.get_bounding_client_rect();
        let (top, length) = (number(&place, "top"), number(&place, "height"));
        let view = list.closest("[data-view]").ok()?.map(|view| view.get_bounding_client_rect());
        let (from, until) = match view {
            Some(view) => (number(&view, "top"), number(&view, "bottom")),
            None => (0.0, number(&window, "innerHeight")),
        };
        (length > 0.0).then(|| ((from - top) / length, (until - top) / length))
    }
}

/// The rows to draw when those from `from` to `until` are in view, the list's length being one.
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser sees rows"))]
fn near(count: usize, from: f64, until: f64) -> (usize, usize) {
    if count <= WHOLE {
        return (0, WHOLE);
    }
    // Negative above the list, and then nought.
    let row = |part: f64| ((part * count as f64) as usize).min(count);
    let (first, last) = (row(from), row(until));
    let around = (last - first.min(last)).max(AROUND);
    let first = first.saturating_sub(around).min(count - AROUND) / STEP * STEP;
    (first, (last + around).div_ceil(STEP) * STEP)
}

fn drawn(count: usize, (first, last): (usize, usize), kept: Option<usize>) -> Vec<usize> {
    let (first, last) = (first.min(count), last.min(count));
    let kept = kept.filter(|kept| *kept < count && !(first..last).contains(kept));
    let before = kept.filter(|kept| *kept < first);
    let after = kept.filter(|kept| *kept >= last);
    before.into_iter().chain(first..last).chain(after).collect()
}

/// How many are left out before a row.
fn gap(drawn: &[usize], at: usize) -> Option<usize> {
    let place = drawn.binary_search(&at).ok()?;
    let before = place.checked_sub(1).map_or(0, |before| drawn[before] + 1);
    Some(at - before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_near_is_drawn_and_little_more() {
        assert_eq!(near(40, 0.0, 0.2), (0, WHOLE));
        assert_eq!(near(1000, 0.0, 0.01), (0, 24));
        assert_eq!(near(1000, 0.5, 0.52), (480, 544));
        // Far below, and far above.
        assert_eq!(near(1000, -7.0, -6.9), (0, 16));
        let (first, last) = near(1000, 7.0, 7.1);
        assert!(first < 1000 && last >= 1000);
    }

    proptest! {
        #[test]
        fn rows_stand_where_they_would_if_all_were_drawn(
            count in 0_usize..5000,
            from in -2.0..2.0,
            seen in 0.0..0.05,
            kept in proptest::option::of(0_usize..6000),
        ) {
            let near = near(count, from, from + seen);
            let drawn = drawn(count, near, kept);
            prop_assert!(drawn.is_sorted_by(|one, other| one < other));
            prop_assert!(drawn.last().is_none_or(|last| *last < count));
            prop_assert_eq!(drawn.is_empty(), count == 0);
            let mut place = 0;
            for at in &drawn {
                place += gap(&drawn, *at).unwrap();
                prop_assert_eq!(place, *at, "every row stands where it would");
                place += 1;
            }
            if let Some(kept) = kept.filter(|kept| *kept < count) {
                prop_assert!(drawn.contains(&kept));
            }
            if count > WHOLE {
                for part in [from, from + seen] {
                    let row = (part * count as f64) as usize;
                    prop_assert!(part < 0.0 || row >= count || drawn.contains(&row));
                }
                let most = 3 * ((seen * count as f64) as usize + 2 + AROUND) + 2 * STEP + 1;
                prop_assert!(drawn.len() <= most, "{} rows", drawn.len());
            }
        }
    }
}
