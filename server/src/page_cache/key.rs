//! What a page is kept under.

use std::borrow::Cow;
use std::sync::Arc;

/// A page's address, written in the one way there is: whoever makes a key sees to that, since
/// every other way would be another copy of the page. Borrowed where the address asked for is that
/// one, so that a hit allocates nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageKey<'a>(Cow<'a, str>);

impl<'a> PageKey<'a> {
    pub fn new(address: impl Into<Cow<'a, str>>) -> Self {
        Self(address.into())
    }

    /// Also a request target: what a page's render may be asked with.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn shared(&self) -> Arc<str> {
        Arc::from(&*self.0)
    }
}
