//! The one address of each page.
//!
//! A page in its shop's own language is at the plain path; in another language the shop speaks, the
//! same path stands behind a prefix, as in `/de/t/{shop}`. The house's own language is English.
//!
//! An address can be written in many ways: letters encoded or not, slashes doubled, a number with
//! zeros before it, parameters nobody reads. Pages are kept by address, so a page that answered to
//! all of them would be kept as often as a stranger likes.

use app::Reading;
use contract::search::{Manner, SearchQuery, Sort};
use contract::{Currency, Language, Tenant};
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
    Shop {
        shop: String,
    },
    Search {
        shop: String,
        asked: SearchQuery,
    },
    Category {
        shop: String,
        category: String,
        asked: SearchQuery,
    },
    Product {
        shop: String,
        product: String,
        variant: Option<i64>,
    },
    Profile {
        shop: String,
    },
    /// One of somebody's own pages: its name, and what it is of.
    Own {
        shop: String,
        page: Own,
        code: Option<String>,
    },
}

/// What each visitor has of their own; see [`super::own`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Cart,
    Checkout,
    Orders,
    Outfits,
}

impl Own {
    const ALL: [Self; 4] = [Self::Cart, Self::Checkout, Self::Orders, Self::Outfits];

    fn name(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::Checkout => "checkout",
            Self::Orders => "orders",
            Self::Outfits => "outfits",
        }
    }

    /// One of several has a code.
    fn has_codes(self) -> bool {
        matches!(self, Self::Orders | Self::Outfits)
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }
}

/// A shopper's page, named in whatever way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    place: Place,
    /// What amounts in it are in.
    currency: Currency,
    /// As it is named; what it is in otherwise.
    language: Option<Language>,
    own_language: Language,
}

impl Address {
    /// The page of a path alone, which has no amounts; none where no page can be.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::parse(path, None, Currency::EUR)
    }

    /// None where no page can be. Amounts are in the shop's currency.
    pub fn parse(path: &str, query: Option<&str>, currency: Currency) -> Option<Self> {
        let mut parts = Vec::with_capacity(4);
        for part in path.split('/').filter(|part| !part.is_empty()) {
            parts.push(decoded(part)?);
        }
        let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let language = parts.first().and_then(|first| Language::parse(first));
        if language.is_some() {
            parts.remove(0);
        }
        let asked =
            |usual| SearchQuery::parse(query.unwrap_or_default(), Manner { currency, usual });
        let place = match parts[..] {
            [] => Place::Directory,
            ["t", shop] => Place::Shop { shop: shop.into() },
            ["t", shop, "search"] => {
                Place::Search { shop: shop.into(), asked: asked(Sort::Relevance)? }
            }
            ["t", shop, "c", category] => {
                // A category is narrowed by choices, not by words.
                let asked = SearchQuery { words: String::new(), ..asked(Sort::Name)? };
                Place::Category { shop: shop.into(), category: category.into(), asked }
            }
            ["t", shop, "p", product] => {
                let variant = number(query, "variant")?;
                Place::Product { shop: shop.into(), product: product.into(), variant }
            }
            ["directory", "t", shop] => Place::Profile { shop: shop.into() },
            ["t", shop, page] => {
                Place::Own { shop: shop.into(), page: Own::parse(page)?, code: None }
            }
            ["t", shop, page, code] => {
                let page = Own::parse(page).filter(|page| page.has_codes())?;
                Place::Own { shop: shop.into(), page, code: Some(code.into()) }
            }
            _ => return None,
        };
        Some(Self { place, currency, language, own_language: Language::default() })
    }

    /// The shop it names, by slug or by id.
    pub fn shop(&self) -> Option<&str> {
        match &self.place {
            Place::Directory => None,
            Place::Shop { shop }
            | Place::Search { shop, .. }
            | Place::Category { shop, .. }
            | Place::Product { shop, .. }
            | Place::Profile { shop }
            | Place::Own { shop, .. } => Some(shop),
        }
    }

    /// The same page as the house has it: its own language is not named.
    pub fn of_house(self) -> Self {
        match self.place {
            Place::Directory => self.in_own(Language::default()),
            _ => self,
        }
    }

    /// The same page as its shop has it: named by slug, its own language not named. None in a
    /// language the shop does not speak.
    pub fn of_shop(mut self, shop: &Tenant) -> Option<Self> {
        if self.language.is_some_and(|asked| shop.spoken().all(|spoken| spoken != asked)) {
            return None;
        }
        self.name_shop(&shop.slug);
        Some(self.in_own(shop.language()))
    }

    fn in_own(mut self, own: Language) -> Self {
        self.own_language = own;
        self.language = self.language.filter(|asked| *asked != own);
        self
    }

    fn name_shop(&mut self, slug: &str) {
        match &mut self.place {
            Place::Directory => {}
            Place::Shop { shop }
            | Place::Search { shop, .. }
            | Place::Category { shop, .. }
            | Place::Product { shop, .. }
            | Place::Profile { shop }
            | Place::Own { shop, .. } => slug.clone_into(shop),
        }
    }

    /// In which language the page is read.
    pub fn reading(&self) -> Reading {
        let language = self.language.unwrap_or(self.own_language);
        Reading { language, is_prefixed: self.language.is_some() }
    }

    /// Its path, written in the one way.
    pub fn path(&self) -> String {
        self.reading().address(&self.plain_path())
    }

    /// Its paths in all languages there are, whether the shop speaks them or not.
    pub fn paths(&self) -> Vec<String> {
        let path = self.plain_path();
        let prefixed =
            Language::ALL.map(|language| Reading { language, is_prefixed: true }.address(&path));
        [path].into_iter().chain(prefixed).collect()
    }

    /// The path behind the name of a language.
    fn plain_path(&self) -> String {
        match &self.place {
            Place::Directory => "/".to_owned(),
            Place::Shop { shop } => join(&["t", shop]),
            Place::Search { shop, .. } => join(&["t", shop, "search"]),
            Place::Category { shop, category, .. } => join(&["t", shop, "c", category]),
            Place::Product { shop, product, .. } => join(&["t", shop, "p", product]),
            Place::Profile { shop } => join(&["directory", "t", shop]),
            Place::Own { shop, page, code: None } => join(&["t", shop, page.name()]),
            Place::Own { shop, page, code: Some(code) } => join(&["t", shop, page.name(), code]),
        }
    }

    /// The path, and of the query what the page reads.
    pub fn whole(&self) -> String {
        self.with_query(self.path())
    }

    /// The same without the name of a language: what the pages' router knows.
    pub fn plain(&self) -> String {
        self.with_query(self.plain_path())
    }

    fn with_query(&self, path: String) -> String {
        match self.query() {
            query if query.is_empty() => path,
            query => format!("{path}?{query}"),
        }
    }

    /// What the page reads of the query, written in the one way.
    pub fn query(&self) -> String {
        let manner = |usual| Manner { currency: self.currency, usual };
        match &self.place {
            Place::Search { asked, .. } => asked.address(manner(Sort::Relevance)),
            Place::Category { asked, .. } => asked.address(manner(Sort::Name)),
            Place::Product { variant: Some(variant), .. } => format!("variant={variant}"),
            _ => String::new(),
        }
    }

    /// Whether the page is somebody's own: never the same for everyone.
    pub fn is_own(&self) -> bool {
        matches!(self.place, Place::Own { .. })
    }

    /// Whether the page may be kept. There are as many searches as anyone likes to ask.
    pub fn is_kept(&self) -> bool {
        match &self.place {
            Place::Search { .. } | Place::Own { .. } => false,
            Place::Category { asked, .. } => asked.choices.is_empty() && asked.sort == Sort::Name,
            _ => true,
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
            Some((path, query)) => Address::parse(path, Some(query), Currency::EUR),
            None => Address::of_path(text),
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
        for route in app::PAGES.iter().filter(|route| route.side != app::Side::Back) {
            let path = route.path.replace(['{', '}'], "");
            is(&path, &path);
        }
    }

    /// English by itself, German besides.
    fn shop() -> Tenant {
        Tenant {
            id: contract::TenantId(1),
            slug: "alder".into(),
            name: "Alder".into(),
            tagline: String::new(),
            about: String::new(),
            organisation_id: None,
            organisation_name: None,
            logo_url: None,
            accent: "#7a4b2f".into(),
            currency: Currency::EUR,
            locale: "en-IE".into(),
            languages: vec![Language::De],
            time_zone: "UTC".into(),
            hold_minutes: 30,
        }
    }

    #[test]
    fn another_language_is_named_before_the_path() {
        is("/de/t/a/p/b?variant=07", "/de/t/a/p/b?variant=7");
        is("//de//t/a/", "/de/t/a");
        is("/de/", "/de");
        assert_eq!(whole("/fr/t/a"), None);
        assert_eq!(whole("/de/de/t/a"), None);
        let german = parse("/de/t/alder?x").unwrap().of_shop(&shop()).unwrap();
        assert_eq!((german.whole().as_str(), german.plain().as_str()), ("/de/t/alder", "/t/alder"));
        assert_eq!(german.reading(), Reading { language: Language::De, is_prefixed: true });
    }

    #[test]
    fn the_own_language_is_not_named() {
        let english = parse("/en/t/alder").unwrap().of_shop(&shop()).unwrap();
        assert_eq!(english.path(), "/t/alder");
        assert_eq!(english.reading(), Reading { language: Language::En, is_prefixed: false });
        let fernlight = Tenant { locale: "de-AT".into(), languages: vec![], ..shop() };
        let own = parse("/t/alder").unwrap().of_shop(&fernlight).unwrap();
        assert_eq!(own.reading(), Reading { language: Language::De, is_prefixed: false });
        assert_eq!(parse("/de/t/alder").unwrap().of_shop(&fernlight).unwrap().path(), "/t/alder");
        assert_eq!(parse("/en/t/alder").unwrap().of_shop(&fernlight), None);
        assert_eq!(parse("/en").unwrap().of_house().path(), "/");
        assert_eq!(parse("/de").unwrap().of_house().path(), "/de");
        assert_eq!(parse("/").unwrap().of_house().reading(), Reading::default());
    }

    #[test]
    fn a_page_has_a_path_in_every_language() {
        let paths = parse("/t/a").unwrap().paths();
        assert_eq!(paths[..3], ["/t/a", "/en/t/a", "/de/t/a"]);
        assert_eq!(parse("/de/t/a").unwrap().paths(), paths);
        assert_eq!(parse("/").unwrap().paths()[..2], ["/", "/en"]);
    }

    #[test]
    fn what_is_somebodys_own_is_not_kept() {
        for own in ["/t/a/cart", "/t/a/checkout", "/t/a/orders/x", "/de/t/a/outfits"] {
            let address = parse(own).unwrap();
            assert!(address.is_own() && !address.is_kept(), "{own}");
            is(own, own);
        }
        assert!(!parse("/t/a/search").unwrap().is_own());
        is("/t/a/%63art/?x=1", "/t/a/cart");
        for nothing in ["/t/a/cart/x", "/t/a/checkout/x", "/t/a/orders/x/y"] {
            assert_eq!(whole(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn searches_are_not_kept() {
        is("/t/a/search?max=&q=+red++hat", "/t/a/search?q=red+hat");
        is("/t/a/c/b?q=x&stock=in_stock&sort=name", "/t/a/c/b?stock=in_stock");
        let is_kept = |text: &str| parse(text).unwrap().is_kept();
        assert!(is_kept("/t/a/c/b?page=3&sort=name&min=x"));
        assert!(!is_kept("/t/a/c/b?sale=1") && !is_kept("/t/a/c/b?sort=newest"));
        assert!(!is_kept("/t/a/search"));
    }

    #[test]
    fn a_shop_is_named_by_its_slug() {
        let address = parse("/t/1/c/b?page=2").unwrap();
        assert_eq!(address.shop(), Some("1"));
        let address = address.of_shop(&shop()).unwrap();
        assert_eq!(address.whole(), "/t/alder/c/b?page=2");
    }
}
