//! What a page is kept under.

use std::borrow::Cow;
use std::sync::Arc;

/// Path and canonical query. Borrowed from the request where there is no query, so that a hit
/// allocates nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageKey<'a>(Cow<'a, str>);

impl<'a> PageKey<'a> {
    /// Only the parameters a page reads belong to its key, in the order given here: anything else
    /// in the address would let a stranger fill the cache with copies of one page. The first of
    /// several values counts; an empty one is none.
    pub fn new(path: &'a str, query: Option<&str>, parameters: &[&str]) -> Self {
        let query = query.unwrap_or_default();
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let mut key = Cow::Borrowed(path);
        let mut mark = '?';
        for name in parameters {
            if let Some(value) = value(name).filter(|value| !value.is_empty()) {
                let text = key.to_mut();
                text.push(mark);
                text.push_str(name);
                text.push('=');
                text.push_str(value);
                mark = '&';
            }
        }
        Self(key)
    }

    /// Also a request target: what a page's render may be asked with.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn shared(&self) -> Arc<str> {
        Arc::from(&*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_reads_counts() {
        let key = |query| PageKey::new("/t/a", query, &["page", "sort"]).as_str().to_owned();
        assert_eq!(key(None), "/t/a");
        assert_eq!(key(Some("utm_source=x&junk")), "/t/a");
        assert_eq!(key(Some("sort=price&page=2&page=3")), "/t/a?page=2&sort=price");
        assert_eq!(key(Some("page=&sort=price")), "/t/a?sort=price");
        assert!(matches!(PageKey::new("/", Some("a=1"), &[]).0, Cow::Borrowed("/")));
    }
}
