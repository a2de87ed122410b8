//! Where a page of the inventory protocol begins, and how long it is.

use contract::{Problem, ProductId, Timestamp};
use std::fmt;

const USUAL: i64 = 100;
pub const MOST: i64 = 500;

/// Where reading goes on. To callers it is a word without meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// Everything, by id.
    All { after: ProductId },
    /// What changed since, by when it did.
    Changes { since: Timestamp, after: (Timestamp, ProductId) },
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All { after } => write!(f, "{after}"),
            Self::Changes { since, after: (at, id) } => write!(f, "{}.{}.{id}", since.0, at.0),
        }
    }
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
        let numbers = numbers.filter(|numbers| numbers.iter().all(|number| *number >= 0))?;
        match numbers[..] {
            [after] => Some(Self::All { after: ProductId(after) }),
            [since, at, id] => {
                let after = (Timestamp(at), ProductId(id));
                Some(Self::Changes { since: Timestamp(since), after })
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub cursor: Cursor,
    pub limit: i64,
}

impl Paging {
    /// # Errors
    /// `invalid`, at the field that is wrong.
    pub fn read(
        cursor: Option<&str>,
        limit: Option<&str>,
        since: Option<&str>,
    ) -> Result<Self, Problem> {
        let limit = match limit {
            None => USUAL,
            Some(text) => {
                let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                limit.ok_or_else(|| {
                    Problem::invalid("limit", format!("A page has 1 to {MOST} products."))
                })?
            }
        };
        let since = since.map(|text| {
            let wrong = || {
                let title = "Say a moment as 2026-05-01T09:30:00Z.";
                Problem::invalid("updatedSince", title)
            };
            // An offset's plus is a blank in an address.
            Timestamp::parse(&text.trim().replace(' ', "+")).ok_or_else(wrong)
        });
        let first = match since.transpose()? {
            None => Cursor::All { after: ProductId(0) },
            Some(since) => Cursor::Changes { since, after: (Timestamp(0), ProductId(0)) },
        };
        let Some(text) = cursor else {
            return Ok(Self { cursor: first, limit });
        };
        let is_of_this = |cursor: &Cursor| match (cursor, first) {
            (Cursor::All { .. }, Cursor::All { .. }) => true,
            (Cursor::Changes { since, .. }, Cursor::Changes { since: asked, .. }) => {
                *since == asked
            }
            _ => false,
        };
        let cursor = Cursor::parse(text).filter(is_of_this).ok_or_else(|| {
            let title = "A cursor is `nextCursor` of an answer to the same question.";
            Problem::invalid("cursor", title)
        })?;
        Ok(Self { cursor, limit })
    }

    /// Whether more was read than belongs on a page; that is taken off.
    pub fn is_cut<T>(&self, read: &mut Vec<T>) -> bool {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_longer = read.len() > limit;
        read.truncate(limit);
        is_longer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(read: Result<Paging, Problem>) -> String {
        read.unwrap_err().field.unwrap()
    }

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let since = "2026-05-01T09:30:00Z";
        let moment = Timestamp::parse(since).unwrap();
        let all = Cursor::All { after: ProductId(17) };
        let changes = Cursor::Changes { since: moment, after: (Timestamp(5), ProductId(17)) };
        let read = |cursor: Cursor, since| {
            Paging::read(Some(&cursor.to_string()), None, since).map(|paging| paging.cursor)
        };
        assert_eq!(read(all, None), Ok(all));
        assert_eq!(read(changes, Some(since)), Ok(changes));
        assert!(read(all, Some(since)).is_err(), "of another question");
        assert!(read(changes, None).is_err());
        assert!(read(changes, Some("2026-05-01T09:30:01Z")).is_err());
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        for cursor in ["", "x", "-1", "1.2", "1.2.3.4", "1e3", "99999999999999999999", "1.2."] {
            assert_eq!(field(Paging::read(Some(cursor), None, None)), "cursor", "{cursor}");
        }
        for limit in ["0", "501", "-3", "", "ten"] {
            assert_eq!(field(Paging::read(None, Some(limit), None)), "limit", "{limit}");
        }
        for since in ["", "yesterday", "2026-13-01T00:00:00Z"] {
            assert_eq!(field(Paging::read(None, None, Some(since))), "updatedSince", "{since}");
        }
        assert_eq!(Paging::read(None, Some("500"), None).unwrap().limit, 500);
        let offset = Paging::read(None, None, Some("2026-05-01T11:30:00 02:00")).unwrap();
        let plain = Paging::read(None, None, Some("2026-05-01T09:30:00Z")).unwrap();
        assert_eq!(offset, plain);
    }

    #[test]
    fn a_page_is_cut_where_more_follows() {
        let paging = Paging::read(None, Some("2"), None).unwrap();
        let mut read = vec![1, 2, 3];
        assert!(paging.is_cut(&mut read));
        assert_eq!(read, [1, 2]);
        assert!(!paging.is_cut(&mut read));
    }
}
