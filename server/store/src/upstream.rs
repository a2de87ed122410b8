//! What shop systems say, and which of two things they said counts. No SQL here.
//!
//! Everything a source says of one thing is a [`Saying`]. The newest of each is kept, and products
//! are made from what is kept, so deliveries may come late, twice or in any order.

use contract::draft::ProductDraft;
use contract::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What kind of thing a source speaks of. Ids are unique within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Product,
    Variation,
    Category,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Variation => "variation",
            Self::Category => "category",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Product, Self::Variation, Self::Category]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A thing's name in the shop system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    pub kind: Kind,
    pub id: i64,
}

/// The product a thing belongs to, by its id in the shop system. Categories belong to
/// [`Root::CATALOGUE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Root(pub i64);

impl Root {
    pub const CATALOGUE: Self = Self(0);

    /// Of a source that knows its products by their SKUs: 63 bits of its SHA-256. That two of a
    /// million share one is less likely than one in ten million.
    pub fn of_sku(sku: &str) -> Self {
        let digest = Sha256::digest(sku);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest[..8]);
        Self((i64::from_be_bytes(bytes) & i64::MAX).max(1))
    }
}

/// What a source says of one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saying {
    pub key: Key,
    pub root: Root,
    /// When the shop system last changed it, by its own clock, which may tell no more than seconds.
    pub version: Option<Timestamp>,
    /// What is used of it, as JSON with its keys in order; none once it is gone.
    pub content: Option<String>,
    /// Before the shop was asked, where it was: then this is how the thing was at that moment or
    /// later. None where the shop spoke by itself, at a time nobody knows.
    pub asked_at: Option<Timestamp>,
    /// What brought it; closed with the verdict.
    pub delivery: Option<DeliveryId>,
}

/// What is kept of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub root: Root,
    pub version: Option<Timestamp>,
    /// Empty once it is gone.
    pub content_hash: String,
    /// When it was said, or asked.
    pub seen_at: Timestamp,
}

/// What a saying is beside what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It counts from now on.
    News,
    Same,
    /// Something newer is known.
    Older,
    /// Of the same second as something else that was said; the one that counts was chosen by its
    /// content, so that the order of arrival does not matter. Only the shop knows better.
    Tied,
}

impl Verdict {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Same => "same",
            Self::Older => "older",
            Self::Tied => "tied",
        }
    }
}

/// Which counts.
///
/// - The later version does. A thing that is gone stays gone for every version up to its end.
/// - An answer of the shop counts over all that was heard before it was asked, whatever its version:
///   a shop restored from a backup has older ones.
/// - Of one version, the content with the greater hash does.
pub fn judge(known: Option<&Known>, said: &Saying, content_hash: &str) -> Verdict {
    let Some(known) = known else {
        return Verdict::News;
    };
    if known.content_hash == content_hash && known.version >= said.version {
        return Verdict::Same;
    }
    if said.asked_at.is_some_and(|asked| asked >= known.seen_at) || said.version > known.version {
        return Verdict::News;
    }
    if said.version < known.version || known.content_hash.is_empty() || said.asked_at.is_some() {
        return Verdict::Older;
    }
    Verdict::Tied
}

/// Whether the later comer of a tie counts.
pub(crate) fn wins(known: &Known, content_hash: &str) -> bool {
    known.content_hash.as_str() < content_hash
}

/// A delivery as it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub delivery_id: String,
    pub topic: String,
    /// Its signature was checked; what it says was not.
    pub body: String,
    pub trace_id: String,
}

/// A delivery in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeliveryId(pub i64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: DeliveryId,
    pub tenant: TenantId,
    pub topic: String,
    pub body: String,
    pub trace_id: String,
    pub received_at: Timestamp,
}

/// One line of what came in lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub id: DeliveryId,
    pub topic: String,
    pub trace_id: String,
    pub received_at: Timestamp,
    pub worked_at: Option<Timestamp>,
    /// What became of it, in a word.
    pub outcome: Option<String>,
    pub detail: Option<String>,
    pub root: Option<Root>,
    pub way: Way,
}

/// When a change was made in the shop, by its clock, and when it was on show here. Only of what was
/// news: anything else changed nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub changed_at: Option<Timestamp>,
    pub shown_at: Option<Timestamp>,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    pub id: DeliveryId,
    pub root: Option<Root>,
    /// A word: a verdict, or one of those below.
    pub outcome: String,
    /// What was wrong with it.
    pub detail: Option<String>,
    /// When the shop changed what it tells of, by its own clock.
    pub changed_at: Option<Timestamp>,
}

impl Worked {
    /// About something that is not mirrored here.
    pub const IGNORED: &str = "ignored";
    /// That something is gone, and the shop could not be asked whether it is.
    pub const UNCONFIRMED: &str = "unconfirmed";
    /// Signed, but nothing this version understands. It can be tried again.
    pub const UNREADABLE: &str = "unreadable";
}

/// Why something a source said cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub field: String,
    pub reason: String,
    /// What stood there, shortened.
    pub original: String,
}

/// A product whose things changed since it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stirred {
    pub root: Root,
    /// How often it was; whoever makes the product says which they saw.
    pub stirred: i64,
    /// All that is kept of it that is not gone, products before variations, each by id.
    pub family: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub key: Key,
    pub version: Option<Timestamp>,
    pub content: String,
}

/// What a product was made into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Made {
    pub root: Root,
    /// As [`Stirred`] said; where it was stirred again meanwhile nothing is done.
    pub stirred: i64,
    pub product: Outcome,
    /// When it is to be made anew because a sale begins or ends.
    pub due: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Shown(Box<ProductDraft>),
    /// A draft, private, or gone.
    Hidden,
    /// What was shown before stays.
    Refused(Vec<Reason>),
}

/// A product a source said something of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownProduct {
    pub root: Root,
    /// What it is shown under.
    pub sku: Option<String>,
    /// What was said of it, where it is not shown.
    pub content: Option<String>,
}

/// A product that cannot be made from what its source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    pub root: Root,
    /// What is shown of it meanwhile.
    pub sku: Option<String>,
    pub reasons: Vec<Reason>,
    pub since: Timestamp,
    /// What its source says of it.
    pub content: Option<String>,
}

/// How many things are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpstreamCounts {
    pub waiting: i64,
    pub stirred: i64,
    pub shown: i64,
    pub refused: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(version: i64, hash: &str, seen: i64) -> Known {
        Known {
            root: Root(7),
            version: Some(Timestamp(version)),
            content_hash: hash.into(),
            seen_at: Timestamp(seen),
        }
    }

    fn said(version: i64, asked: Option<i64>) -> Saying {
        Saying {
            key: Key { kind: Kind::Product, id: 7 },
            root: Root(7),
            version: Some(Timestamp(version)),
            content: Some("{}".into()),
            delivery: None,
            asked_at: asked.map(Timestamp),
        }
    }

    #[test]
    fn the_later_version_counts() {
        let known = known(5, "b", 100);
        assert_eq!(judge(None, &said(1, None), "a"), Verdict::News);
        assert_eq!(judge(Some(&known), &said(6, None), "a"), Verdict::News);
        assert_eq!(judge(Some(&known), &said(4, None), "c"), Verdict::Older);
        assert_eq!(judge(Some(&known), &said(5, None), "b"), Verdict::Same);
    }

    #[test]
    fn what_is_gone_stays_gone_until_a_later_version() {
        let gone = known(5, "", 100);
        assert_eq!(judge(Some(&gone), &said(5, None), "z"), Verdict::Older);
        assert_eq!(judge(Some(&gone), &said(6, None), "z"), Verdict::News);
    }

    #[test]
    fn a_tie_does_not_depend_on_who_came_first() {
        assert_eq!(judge(Some(&known(5, "a", 100)), &said(5, None), "b"), Verdict::Tied);
        assert!(wins(&known(5, "a", 100), "b"));
        assert!(!wins(&known(5, "b", 100), "a"));
    }

    #[test]
    fn the_shop_knows_better_than_what_was_heard_before_it_was_asked() {
        let known = known(5, "b", 100);
        assert_eq!(judge(Some(&known), &said(5, Some(101)), "a"), Verdict::News);
        assert_eq!(judge(Some(&known), &said(3, Some(101)), "a"), Verdict::News);
        assert_eq!(judge(Some(&known), &said(5, Some(99)), "a"), Verdict::Older);
        assert_eq!(judge(Some(&known), &said(6, Some(99)), "a"), Verdict::News);
    }
}
