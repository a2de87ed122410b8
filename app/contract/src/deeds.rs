//! Changes of the board in words: what somebody did, or what is about to be done.

use crate::FeaturedType;
use crate::edit::{BoardChange, Clash, HEADER, Place};

/// Whether it has been done, or would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    Done,
    Planned,
}

impl Tense {
    fn of(self, done: &'static str, planned: &'static str) -> &'static str {
        match self {
            Self::Done => done,
            Self::Planned => planned,
        }
    }
}

/// A product that was placed, moved or taken away; both where it left one shelf for another.
enum Deed<'a> {
    Placed(&'a str, &'a str, &'a Place),
    Removed(&'a str, &'a str),
    Moved(&'a str, &'a str, &'a Place),
    Carried(&'a str, &'a str, &'a str),
    Rescheduled(&'a str, &'a str, &'a Place),
    Made(&'a FeaturedType),
    Changed(&'a FeaturedType),
    /// To another place in the window.
    Shifted(&'a FeaturedType),
    Deleted(&'a FeaturedType),
    /// Whether there was a header, and is.
    Headed(bool, bool),
}

fn deeds(changes: &[BoardChange]) -> Vec<Deed<'_>> {
    let mut deeds = Vec::with_capacity(changes.len());
    let mut rest = changes.iter().peekable();
    while let Some(change) = rest.next() {
        deeds.push(match change {
            BoardChange::Placement { product_id, product, shelf, before, after, .. } => {
                match (before, after) {
                    (Some(_), None) => {
                        // Off one shelf and at once on another is one deed.
                        let next = rest.next_if(|next| {
                            matches!(next, BoardChange::Placement { product_id: id, before: None, after: Some(_), .. } if id == product_id)
                        });
                        match next {
                            Some(BoardChange::Placement { shelf: to, .. }) => {
                                Deed::Carried(product, shelf, to)
                            }
                            _ => Deed::Removed(product, shelf),
                        }
                    }
                    (None, Some(after)) => Deed::Placed(product, shelf, after),
                    (Some(before), Some(after)) if before.position == after.position => {
                        Deed::Rescheduled(product, shelf, after)
                    }
                    (_, Some(after)) => Deed::Moved(product, shelf, after),
                    (None, None) => continue,
                }
            }
            BoardChange::Shelf { before, after, .. } => match (before, after) {
                (None, Some(after)) => Deed::Made(after),
                (Some(before), Some(after)) if is_elsewhere(before, after) => Deed::Shifted(after),
                (Some(_), Some(after)) => Deed::Changed(after),
                (Some(before), None) => Deed::Deleted(before),
                (None, None) => continue,
            },
            BoardChange::Header { before, after, .. } => {
                Deed::Headed(before.is_some(), after.is_some())
            }
        });
    }
    deeds
}

/// Whether its place in the window is all that is different.
fn is_elsewhere(before: &FeaturedType, after: &FeaturedType) -> bool {
    *after == FeaturedType { order: after.order, ..before.clone() }
}

/// From when to when, in words; nothing for always.
pub type Window<'a> = &'a dyn Fn(&Place) -> Option<String>;

fn phrase(deed: &Deed, tense: Tense, window: Window) -> String {
    match deed {
        Deed::Placed(product, shelf, place) => {
            let shown = window(place).map(|words| [", shown ", &words].concat());
            let at = (place.position + 1).to_string();
            ["put ", product, " on ", shelf, " at place ", &at, &shown.unwrap_or_default()].concat()
        }
        Deed::Removed(product, shelf) => {
            [tense.of("took ", "take "), product, " off ", shelf].concat()
        }
        Deed::Moved(product, shelf, place) => {
            let at = (place.position + 1).to_string();
            [tense.of("moved ", "move "), product, " to place ", &at, " on ", shelf].concat()
        }
        Deed::Carried(product, from, to) => {
            [tense.of("moved ", "move "), product, " from ", from, " to ", to].concat()
        }
        Deed::Rescheduled(product, shelf, place) => {
            let shown = window(place).unwrap_or_else(|| "always".into());
            [tense.of("showed ", "show "), product, " on ", shelf, " ", &shown].concat()
        }
        Deed::Made(shelf) => [tense.of("made", "make"), " the shelf ", &shelf.name].concat(),
        Deed::Changed(shelf) => {
            [tense.of("changed", "change"), " the shelf ", &shelf.name].concat()
        }
        Deed::Shifted(shelf) => [tense.of("moved", "move"), " the shelf ", &shelf.name].concat(),
        Deed::Deleted(shelf) => {
            [tense.of("deleted", "delete"), " the shelf ", &shelf.name].concat()
        }
        Deed::Headed(false, _) => "put up a header".into(),
        Deed::Headed(true, true) => tense.of("changed the header", "change the header").into(),
        Deed::Headed(true, false) => {
            tense.of("took the header down", "take the header down").into()
        }
    }
}

/// Each of them as a phrase after a name: `moved Coat to place 3 on New in`.
pub fn phrases(changes: &[BoardChange], tense: Tense, window: Window) -> Vec<String> {
    deeds(changes).iter().map(|deed| phrase(deed, tense, window)).collect()
}

/// All of them as one phrase after a name. Moments are not told.
pub fn summary(changes: &[BoardChange], tense: Tense) -> String {
    let deeds = deeds(changes);
    let untimed = |_: &Place| None;
    // A shelf is more than what stood on it.
    let shelf = deeds
        .iter()
        .find(|deed| matches!(deed, Deed::Made(_) | Deed::Changed(_) | Deed::Deleted(_)))
        .or_else(|| deeds.iter().find(|deed| matches!(deed, Deed::Headed(..))));
    match (deeds.as_slice(), shelf) {
        ([Deed::Rescheduled(product, shelf, _)], _) => {
            [tense.of("changed", "change"), " when ", product, " is shown on ", shelf].concat()
        }
        ([Deed::Placed(product, shelf, _)], _) => ["put ", product, " on ", shelf].concat(),
        ([one], _) => phrase(one, tense, &untimed),
        (many @ [_, ..], _) if many.iter().all(|deed| matches!(deed, Deed::Shifted(_))) => {
            "put the shelves into another order".into()
        }
        (_, Some(shelf)) => phrase(shelf, tense, &untimed),
        (many, None) => grouped(many, tense),
    }
}

fn grouped(deeds: &[Deed], tense: Tense) -> String {
    let mut groups: Vec<(String, u32)> = Vec::new();
    for deed in deeds {
        let words = match deed {
            Deed::Placed(_, shelf, _) => ["put # on ", shelf].concat(),
            Deed::Removed(_, shelf) => [tense.of("took # off ", "take # off "), shelf].concat(),
            Deed::Moved(_, shelf, _) => [tense.of("moved # on ", "move # on "), shelf].concat(),
            Deed::Carried(_, from, to) => {
                [tense.of("moved # from ", "move # from "), from, " to ", to].concat()
            }
            Deed::Rescheduled(_, shelf, _) => {
                [tense.of("changed", "change"), " when # are shown on ", shelf].concat()
            }
            Deed::Made(_)
            | Deed::Changed(_)
            | Deed::Shifted(_)
            | Deed::Deleted(_)
            | Deed::Headed(..) => continue,
        };
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => groups.push((words, 1)),
        }
    }
    let count = |count: u32| match count {
        1 => "1 product".to_owned(),
        many => [&*many.to_string(), " products"].concat(),
    };
    let words: Vec<String> =
        groups.iter().map(|(words, number)| words.replacen('#', &count(*number), 1)).collect();
    match words.split_last() {
        None => tense.of("changed nothing", "change nothing").into(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => [&*others.join(", "), " and ", last].concat(),
    }
}

impl Clash {
    /// What somebody did in the meantime.
    pub fn sentence(&self) -> String {
        let Self { actor, product, shelf, .. } = self;
        match (&self.now, self.product_id.0) {
            _ if self.type_id == HEADER => {
                [actor, " has changed the header in the meantime."].concat()
            }
            (_, 0) => [actor, " has changed the shelf ", shelf, " in the meantime."].concat(),
            (None, _) => [actor, " has taken ", product, " off ", shelf, "."].concat(),
            (Some(now), _) => {
                let place = (now.position + 1).to_string();
                let shown =
                    if now.starts_at.or(now.ends_at).is_some() { ", with a schedule" } else { "" };
                [
                    actor,
                    " has changed ",
                    product,
                    ": it stands at place ",
                    &place,
                    " on ",
                    shelf,
                    shown,
                    ".",
                ]
                .concat()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::inverse;
    use crate::{FeaturedTypeId, ProductId, Revision};

    fn change(product: i64, shelf: &str, before: Option<i64>, after: Option<i64>) -> BoardChange {
        let place = |position: i64| Place { position, starts_at: None, ends_at: None };
        BoardChange::Placement {
            type_id: FeaturedTypeId(shelf.len() as i64),
            product_id: ProductId(product),
            shelf: shelf.into(),
            product: ["Coat", "Hat", "Scarf"][product as usize - 1].into(),
            before: before.map(place),
            after: after.map(place),
            was: Revision(0),
            is: Revision(1),
        }
    }

    #[test]
    fn one_change_is_told_by_name_and_many_by_number() {
        let moved = [change(1, "New in", Some(0), Some(2))];
        assert_eq!(summary(&moved, Tense::Done), "moved Coat to place 3 on New in");
        assert_eq!(summary(&inverse(&moved), Tense::Planned), "move Coat to place 1 on New in");
        let carried = [change(1, "New in", Some(0), None), change(1, "Winter", None, Some(4))];
        assert_eq!(summary(&carried, Tense::Done), "moved Coat from New in to Winter");
        assert_eq!(summary(&inverse(&carried), Tense::Done), "moved Coat from Winter to New in");
        let many = [
            change(1, "New in", None, Some(0)),
            change(2, "New in", None, Some(1)),
            change(3, "Winter", Some(1), None),
        ];
        let words = "put 2 products on New in and took 1 product off Winter";
        assert_eq!(summary(&many, Tense::Done), words);
        let each = phrases(&many, Tense::Planned, &|_| None);
        assert_eq!(each[1], "put Hat on New in at place 2");
        assert_eq!(each[2], "take Scarf off Winter");
    }

    #[test]
    fn what_is_taken_back_twice_is_as_it_was() {
        let changes = [change(1, "New in", Some(0), None), change(2, "New in", None, Some(0))];
        assert_eq!(inverse(&inverse(&changes)), changes);
    }
}
