//! A line of the audit in words.
//!
//! It holds what was before and after as JSON; here that becomes a sentence and, where there is more
//! to tell, the differences. An action nobody taught this page is still told by its name.

use crate::admin::board::Categories;
use crate::admin::board::words::{icon, layout, rule_phrase};
use crate::live::moment::Calendar;
use contract::deeds::{Tense, phrases};
use contract::edit::{BoardChange, Place};
use contract::featured::{Assignment, AuditEntry, Board, FeaturedType};
use contract::{Header, ProductId, Timestamp};
use serde::de::DeserializeOwned;

/// What it takes to put a line into words.
pub struct Teller {
    /// Whether whoever reads may take changes back.
    pub can_edit: bool,
    /// Where that is done.
    pub board_path: String,
    pub calendar: Calendar,
    pub locale: String,
    /// The shelves and products there are now: lines hold numbers.
    pub board: Board,
    pub categories: Categories,
}

/// A line in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// After the name of who did it.
    pub sentence: String,
    /// What became different.
    pub differences: Vec<Difference>,
    /// What was done one by one, where it was much.
    pub parts: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub what: &'static str,
    pub before: String,
    pub after: String,
}

impl From<String> for Told {
    fn from(sentence: String) -> Self {
        Self { sentence, differences: vec![], parts: vec![] }
    }
}

impl Teller {
    pub fn tell(&self, entry: &AuditEntry) -> Told {
        let subject = &entry.subject;
        match entry.action.as_str() {
            "product_featured" => self.featured(entry),
            "product_unfeatured" => {
                let (product, shelf) = self.parts(subject);
                format!("took {product} off {shelf}").into()
            }
            "board_edited" => self.edited(entry),
            "featured_type_changed" => self.shelf_changed(entry),
            "featured_type_deleted" => format!("deleted the shelf {subject}").into(),
            "schedule_reached" => {
                "followed the schedule: something began or ended".to_owned().into()
            }
            "header_changed" => self.header_changed(entry),
            "connection_changed" if entry.after.is_some() => {
                format!("connected the shop with {subject}").into()
            }
            "connection_changed" => format!("ended the connection with {subject}").into(),
            "api_keys_changed" if entry.before.is_none() => {
                format!("gave another system a key: {subject}").into()
            }
            "api_keys_changed" => format!("revoked the key {subject}").into(),
            "stock_corrected" => stock_corrected(entry),
            "hold_changed" => format!("let go of what somebody had set aside: {subject}").into(),
            "order_changed" => format!("had {subject} sent to the shop system again").into(),
            "synonyms_changed" if entry.after.is_some() => {
                format!("had searches take for the same: {subject}").into()
            }
            "synonyms_changed" => format!("had searches tell apart: {subject}").into(),
            "pages_revalidated" => format!("had pages made anew: {subject}").into(),
            "accounts_changed" => format!("changed who may do what: {subject}").into(),
            "tenant_changed" => format!("changed the shop {subject}").into(),
            other => format!("{}: {subject}", other.replace('_', " ")).into(),
        }
    }

    fn featured(&self, entry: &AuditEntry) -> Told {
        let (product, shelf) = self.parts(&entry.subject);
        let (before, after) = sides::<Assignment>(entry);
        let (Some(before), Some(after)) = (before, &after) else {
            let shown = after.and_then(|after| self.window(after.starts_at, after.ends_at));
            let shown = shown.map(|window| format!(", shown {window}")).unwrap_or_default();
            return format!("put {product} on {shelf}{shown}").into();
        };
        let (from, to) = (before.position + 1, after.position + 1);
        let sentence = if from == to {
            format!("changed when {product} is shown on {shelf}")
        } else {
            format!("moved {product} from place {from} to {to} on {shelf}")
        };
        Told { differences: self.placement_differences(entry), ..sentence.into() }
    }

    fn edited(&self, entry: &AuditEntry) -> Told {
        let (_, after) = sides::<Vec<BoardChange>>(entry);
        let parts = self.phrases(&after.unwrap_or_default());
        let parts = if parts.len() > 1 { parts } else { vec![] };
        Told { parts, ..entry.subject.clone().into() }
    }

    /// Each change as a phrase.
    fn phrases(&self, changes: &[BoardChange]) -> Vec<String> {
        let window = |place: &Place| self.window(place.starts_at, place.ends_at);
        phrases(changes, Tense::Done, &window)
    }

    fn placement_differences(&self, entry: &AuditEntry) -> Vec<Difference> {
        let (Some(before), Some(after)) = sides::<Assignment>(entry) else {
            return vec![];
        };
        let shown = |placed: &Assignment| self.always_or(placed.starts_at, placed.ends_at);
        differences([("Shown", shown(&before), shown(&after))])
    }

    fn shelf_changed(&self, entry: &AuditEntry) -> Told {
        let name = &entry.subject;
        let (Some(before), Some(after)) = sides::<FeaturedType>(entry) else {
            return format!("made the shelf {name}").into();
        };
        let shown = |kind: &FeaturedType| self.always_or(kind.active_from, kind.active_until);
        let colours = |kind: &FeaturedType| {
            format!("{} to {}", kind.badge.gradient_from, kind.badge.gradient_to)
        };
        let differences = differences([
            ("Name", before.name.clone(), after.name.clone()),
            ("Badge", before.badge.text.clone(), after.badge.text.clone()),
            ("Icon", icon(&before.badge.icon).into(), icon(&after.badge.icon).into()),
            ("Colours", colours(&before), colours(&after)),
            ("Layout", layout(before.layout).into(), layout(after.layout).into()),
            ("Shows at most", before.capacity.to_string(), after.capacity.to_string()),
            ("Filled with", self.rule(&before), self.rule(&after)),
            ("Place in the window", before.order.to_string(), after.order.to_string()),
            ("Shown", shown(&before), shown(&after)),
        ]);
        Told { differences, ..format!("changed the shelf {name}").into() }
    }

    fn header_changed(&self, entry: &AuditEntry) -> Told {
        let (before, after) = match sides::<Header>(entry) {
            (None, _) => return format!("put up the header “{}”", entry.subject).into(),
            (_, None) => return format!("took down the header “{}”", entry.subject).into(),
            (Some(before), Some(after)) => (before, after),
        };
        let shown = |header: &Header| self.always_or(header.active_from, header.active_until);
        let link = |header: &Header| match &header.link {
            Some(link) => format!("{} ({})", link.words, link.path),
            None => "none".into(),
        };
        let picture = |header: &Header| match header.picture_of {
            Some(id) => self.product(id).map_or_else(|| format!("product {id}"), str::to_owned),
            None => "none".into(),
        };
        let differences = differences([
            ("Title", before.title.clone(), after.title.clone()),
            ("Text", before.text.clone(), after.text.clone()),
            ("Link", link(&before), link(&after)),
            ("Picture", picture(&before), picture(&after)),
            ("Shown", shown(&before), shown(&after)),
        ]);
        Told { differences, ..String::from("changed the header").into() }
    }

    fn rule(&self, kind: &FeaturedType) -> String {
        match &kind.rule {
            Some(rule) => rule_phrase(rule, &self.categories),
            None => "nothing by rule".into(),
        }
    }

    /// Product and shelf of `Coat in New this week`. Both may have an "in" of their own: a shelf
    /// that is there is looked for first.
    fn parts<'a>(&self, subject: &'a str) -> (&'a str, &'a str) {
        let shelves = self.board.shelves.iter().map(|shelf| shelf.featured_type.name.as_str());
        let known = shelves
            .filter_map(|name| subject.strip_suffix(name)?.strip_suffix(" in "))
            .min_by_key(|product| product.len());
        match known {
            Some(product) => (product, &subject[product.len() + " in ".len()..]),
            None => subject.rsplit_once(" in ").unwrap_or((subject, "its shelf")),
        }
    }

    fn product(&self, id: ProductId) -> Option<&str> {
        let mut items = self.board.shelves.iter().flat_map(|shelf| &shelf.items);
        let item = items.find(|item| item.product.id == id)?;
        Some(&item.product.name)
    }

    fn window(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Option<String> {
        let word = |word: &str, at: Option<Timestamp>| {
            Some(format!("{word} {}", self.calendar.in_words(at?, &self.locale)))
        };
        let words: Vec<String> =
            word("from", from).into_iter().chain(word("until", until)).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn always_or(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> String {
        self.window(from, until).unwrap_or_else(|| "always".into())
    }
}

fn stock_corrected(entry: &AuditEntry) -> Told {
    let (_, after) = sides::<(i64, String)>(entry);
    let (before, _) = sides::<i64>(entry);
    let (Some(before), Some((after, reason))) = (before, after) else {
        return format!("corrected the stock of {}", entry.subject).into();
    };
    format!("corrected {} from {before} free to {after}: {reason}", entry.subject).into()
}

/// What was before and after, where it was and can be read.
fn sides<T: DeserializeOwned>(entry: &AuditEntry) -> (Option<T>, Option<T>) {
    let side = |text: &Option<String>| serde_json::from_str(text.as_ref()?).ok();
    (side(&entry.before), side(&entry.after))
}

fn differences<const N: usize>(all: [(&'static str, String, String); N]) -> Vec<Difference> {
    let differ = all.into_iter().filter(|(_, before, after)| before != after);
    differ.map(|(what, before, after)| Difference { what, before, after }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::featured::BoardShelf;
    use contract::{FeaturedTypeId, Layout, Seq, TenantId};
    use serde_json::json;

    fn teller() -> Teller {
        let shelf = |id, name: &str| BoardShelf {
            featured_type: FeaturedType {
                id: FeaturedTypeId(id),
                name: name.into(),
                badge: contract::featured::Badge::default(),
                layout: Layout::Grid,
                order: 0,
                capacity: 8,
                active_from: None,
                active_until: None,
                rule: None,
            },
            is_active: true,
            items: vec![],
            filled: vec![],
        };
        let board = Board {
            tenant_id: TenantId(1),
            seq: Seq(1),
            at: Timestamp(0),
            shelves: vec![shelf(1, "New this week"), shelf(2, "Best in winter")],
            undo: None,
            redo: None,
        };
        let calendar = Calendar::new("Europe/London", None);
        Teller {
            can_edit: true,
            board_path: String::new(),
            calendar,
            locale: "en-GB".into(),
            board,
            categories: vec![],
        }
    }

    fn told(action: &str, subject: &str, sides: [serde_json::Value; 2]) -> Told {
        let [before, after] = sides.map(|side| (!side.is_null()).then(|| side.to_string()));
        let (action, subject) = (action.into(), subject.into());
        let at = Timestamp(0);
        teller().tell(&AuditEntry {
            seq: Seq(1),
            at,
            actor: "Ines".into(),
            action,
            subject,
            before,
            after,
            revision: None,
            is_undone: false,
        })
    }

    fn placed(position: i64, starts_at: Option<&str>) -> serde_json::Value {
        json!({ "id": 1, "productId": 2, "typeId": 1, "position": position, "startsAt": starts_at })
    }

    #[test]
    fn what_was_done_is_a_sentence() {
        let none = || serde_json::Value::Null;
        let says = |action, subject, sides, words: &str| {
            assert_eq!(told(action, subject, sides).sentence, words);
        };
        let coat = "Coat in red in New this week";
        says(
            "product_featured",
            coat,
            [none(), placed(3, None)],
            "put Coat in red on New this week",
        );
        says(
            "product_featured",
            "Coat in Best in winter",
            [none(), placed(3, Some("2026-07-01T08:30:00Z"))],
            "put Coat on Best in winter, shown from 1 July at 09:30",
        );
        says(
            "product_featured",
            coat,
            [placed(3, None), placed(0, None)],
            "moved Coat in red from place 4 to 1 on New this week",
        );
        says("product_unfeatured", "Hat in Gone", [placed(0, None), none()], "took Hat off Gone");
        says("featured_type_deleted", "Old", [json!({}), none()], "deleted the shelf Old");
        let counted = [json!(4), json!([2, "Two were torn."])];
        says("stock_corrected", "TEA", counted, "corrected TEA from 4 free to 2: Two were torn.");
        says(
            "hold_changed",
            "2 × HAT",
            [none(), none()],
            "let go of what somebody had set aside: 2 × HAT",
        );
        says(
            "order_changed",
            "Order 1001",
            [none(), none()],
            "had Order 1001 sent to the shop system again",
        );
        says("moon_landed", "Sea", [none(), none()], "moon landed: Sea");
    }

    #[test]
    fn what_became_different_is_told_in_words() {
        let sides = [placed(0, None), placed(0, Some("2026-12-01T08:30:00Z"))];
        let expected = Difference {
            what: "Shown",
            before: "always".into(),
            after: "from 1 December at 08:30".into(),
        };
        assert_eq!(told("product_featured", "Hat in New this week", sides).differences, [expected]);
    }
}
