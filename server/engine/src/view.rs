//! What follows the feed outside this crate, such as the page cache.

use contract::ports::PageTag;
use contract::{ProductId, Seq, TenantId};

/// What a stretch of one tenant's feed made untrue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewChange {
    pub tenant: TenantId,
    /// The position of the last event of the stretch.
    pub seq: Seq,
    pub tags: Vec<PageTag>,
    /// Products whose own data changed. Pages that show them are among the tags; a tag may also
    /// mean no more than a badge.
    pub records: Vec<ProductId>,
    /// Pages dropped by name.
    pub paths: Vec<String>,
    /// Nothing known can be trusted: a gap in the feed, or an operator's wish.
    pub everything: bool,
}

/// A view brought up to date by the follower, in order, before anyone is told of the change.
/// Must not block.
pub trait View: Send + Sync {
    fn apply(&self, change: &ViewChange);
}
