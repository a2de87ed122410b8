//! The one address of each page.
//!
//! An address can be written in many ways: letters encoded or not, slashes doubled, a number with
//! zeros before it, parameters nobody reads. Pages are kept by address, so a page that answered to
//! all of them would be kept as often as a stranger likes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::str::FromStr;

/// What does not stand for itself within a path (RFC 3986, `pchar`).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Where a shopper's page stands. To add a page: a variant, its path, and what it reads of the
/// query; a test compares them with the table of routes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Directory,
    Shop { shop: String },
    Category { shop: String, category: String, page: u32 },
    Product { shop: String, product: String, variant: Option<i64> },
    Profile { shop: String },
}

/// A shopper's page, named in whatever way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Place);

impl Address {
    /// None where no page can be.
    pub fn parse(path: &str, query: Option<&str>) -> Option<Self> {
        let mut parts = Vec::with_capacity(4);
        for part in path.split('/').filter(|part| !part.is_empty()) {
            parts.push(decoded(part)?);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Some(Self(match parts[..] {
            [] => Place::Directory,
            ["t", shop] => Place::Shop { shop: shop.into() },
            ["t", shop, "c", category] => {
                let page = number(query, "page")?.unwrap_or(1);
                Place::Category { shop: shop.into(), category: category.into(), page }
            }
            ["t", shop, "p", product] => {
                let variant = number(query, "variant")?;
                Place::Product { shop: shop.into(), product: product.into(), variant }
            }
            ["directory", "t", shop] => Place::Profile { shop: shop.into() },
            _ => return None,
        }))
    }

    /// The shop it names, by slug or by id.
    pub fn shop(&self) -> Option<&str> {
        match &self.0 {
            Place::Directory => None,
            Place::Shop { shop }
            | Place::Category { shop, .. }
            | Place::Product { shop, .. }
            | Place::Profile { shop } => Some(shop),
        }
    }

    /// The same page, its shop named by slug.
    pub fn of_shop(mut self, slug: &str) -> Self {
        match &mut self.0 {
            Place::Directory => {}
            Place::Shop { shop }
            | Place::Category { shop, .. }
            | Place::Product { shop, .. }
            | Place::Profile { shop } => slug.clone_into(shop),
        }
        self
    }

    /// Its path, written in the one way.
    pub fn path(&self) -> String {
        match &self.0 {
            Place::Directory => "/".to_owned(),
            Place::Shop { shop } => join(&["t", shop]),
            Place::Category { shop, category, .. } => join(&["t", shop, "c", category]),
            Place::Product { shop, product, .. } => join(&["t", shop, "p", product]),
            Place::Profile { shop } => join(&["directory", "t", shop]),
        }
    }

    /// The path, and of the query what the page reads.
    pub fn whole(&self) -> String {
        let path = self.path();
        match self.0 {
            Place::Category { page, .. } if page > 1 => format!("{path}?page={page}"),
            Place::Product { variant: Some(variant), .. } => format!("{path}?variant={variant}"),
            _ => path,
        }
    }
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(Into::into)
}

fn join(parts: &[&str]) -> String {
    let mut path = String::with_capacity(64);
    for part in parts {
        path.push('/');
        path.extend(utf8_percent_encode(part, ENCODED));
    }
    path
}

/// A parameter that counts from one. The first of several values counts, an empty one is none;
/// with anything else no page is named.
fn number<N: FromStr + PartialOrd + From<u8>>(
    query: Option<&str>,
    name: &str,
) -> Option<Option<N>> {
    let mut pairs = query.unwrap_or_default().split('&').filter_map(|p| p.split_once('='));
    let named = pairs.find(|(key, _)| decoded(key).as_deref() == Some(name));
    let value = match named {
        None | Some((_, "")) => return Some(None),
        Some((_, value)) => decoded(value)?,
    };
    let number = value.parse().ok().filter(|number| *number >= N::from(1))?;
    Some(Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Address> {
        match text.split_once('?') {
            Some((path, query)) => Address::parse(path, Some(query)),
            None => Address::parse(text, None),
        }
    }

    fn whole(text: &str) -> Option<String> {
        Some(parse(text)?.whole())
    }

    fn is(written: &str, address: &str) {
        assert_eq!(whole(written).as_deref(), Some(address), "{written}");
    }

    #[test]
    fn every_page_has_one_address() {
        for same in ["/t/a", "/t/a/", "//t//a", "/%74/%61", "/t/a?page=2", "/t/a?variant=3&x"] {
            is(same, "/t/a");
        }
        for same in ["/t/a/c/b", "/t/a/c/b?page=1", "/t/a/c/b?page=01", "/t/a/c/b?page="] {
            is(same, "/t/a/c/b");
        }
        for same in ["?page=2", "?page=002", "?page=%32", "?p%61ge=2", "?x=1&page=2&page=3"] {
            is(&format!("/t/a/c/b{same}"), "/t/a/c/b?page=2");
        }
        is("/t/a/p/b?page=2", "/t/a/p/b");
        is("/t/a/p/b?variant=07&utm=x", "/t/a/p/b?variant=7");
        is("/directory/t/a?page=2", "/directory/t/a");
        is("/?page=2", "/");
    }

    #[test]
    fn letters_are_encoded_in_one_way() {
        for same in ["/t/a/p/k%c3%bcche", "/t/a/p/k%C3%BC%63he", "/t/a/p/küche"] {
            is(same, "/t/a/p/k%C3%BCche");
        }
        is("/t/a/p/o%27n", "/t/a/p/o'n");
        is("/t/a/p/b%2Fc", "/t/a/p/b%2Fc");
        assert_eq!(whole("/t/a/p/%ff"), None);
    }

    #[test]
    fn what_names_no_page_is_none() {
        for nothing in ["/x", "/t", "/t/a/b", "/t/a/c/b/d", "/t/a/c/b?page=0", "/t/a/c/b?page=x"] {
            assert_eq!(whole(nothing), None, "{nothing}");
        }
        assert_eq!(whole("/t/a/c/b?page=99999999999"), None);
        assert_eq!(whole("/t/a/p/b?variant=x"), None);
    }

    #[test]
    fn an_address_of_its_own_stays() {
        for route in app::PAGES.iter().filter(|route| route.side == app::Side::Shopper) {
            let path = route.path.replace(['{', '}'], "");
            is(&path, &path);
        }
    }

    #[test]
    fn a_shop_is_named_by_its_slug() {
        let address = parse("/t/1/c/b?page=2").unwrap();
        assert_eq!(address.shop(), Some("1"));
        assert_eq!(address.of_shop("alder").whole(), "/t/alder/c/b?page=2");
    }
}
