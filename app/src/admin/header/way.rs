//! Where the header's link leads, as one chooses it.

use contract::SearchQuery;

/// What one may choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    Nowhere,
    /// By slug.
    Category(String),
    /// The product whose picture is shown.
    Product,
    Search(String),
    /// A path that is none of these: kept as it is.
    Other(String),
}

impl Way {
    /// What a stored path is among these.
    pub fn of(path: Option<&str>, categories: &[(String, String)], product: Option<&str>) -> Self {
        let Some(path) = path else { return Self::Nowhere };
        let is_known = |slug: &str| categories.iter().any(|(known, _)| known == slug);
        if let Some(slug) = path.strip_prefix("/c/").filter(|slug| is_known(slug)) {
            return Self::Category(slug.to_owned());
        }
        if path.strip_prefix("/p/").is_some_and(|slug| Some(slug) == product) {
            return Self::Product;
        }
        let words = path.strip_prefix("/search?").and_then(|query| {
            let mut pairs = SearchQuery::pairs(query);
            let only = pairs.next().filter(|(name, _)| name == "q").map(|(_, words)| words);
            only.filter(|_| pairs.next().is_none())
        });
        match words {
            Some(words) => Self::Search(words),
            None => Self::Other(path.to_owned()),
        }
    }

    /// The path, below the shop's own address; none where it leads nowhere, or not yet.
    pub fn path(&self, product: Option<&str>) -> Option<String> {
        match self {
            Self::Nowhere => None,
            Self::Category(slug) => Some(["/c/", slug].concat()),
            Self::Product => product.map(|slug| ["/p/", slug].concat()),
            Self::Search(words) if words.trim().is_empty() => None,
            Self::Search(words) => Some(["/search?", &SearchQuery::of_words(words)].concat()),
            Self::Other(path) => Some(path.clone()),
        }
    }

    /// As the field for it has it.
    pub fn value(&self) -> String {
        match self {
            Self::Nowhere => String::new(),
            Self::Category(slug) => ["c:", slug].concat(),
            Self::Product => "product".into(),
            Self::Search(_) => "search".into(),
            Self::Other(_) => "other".into(),
        }
    }

    /// What somebody chose in the field; `before` is what stood there.
    pub fn chosen(value: &str, before: &Self) -> Self {
        match (value, before) {
            ("", _) => Self::Nowhere,
            ("product", _) => Self::Product,
            ("search", Self::Search(words)) => Self::Search(words.clone()),
            ("search", _) => Self::Search(String::new()),
            (value, before) => match value.strip_prefix("c:") {
                Some(slug) => Self::Category(slug.to_owned()),
                None => before.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_found_again_in_its_path() {
        let categories = [("coats".to_owned(), "Coats".to_owned())];
        let ways = [
            Way::Nowhere,
            Way::Category("coats".into()),
            Way::Product,
            Way::Search("wool & silk été".into()),
            Way::Other("/c/gone".into()),
            Way::Other("/search?q=wool&sale=1".into()),
        ];
        for way in ways {
            let path = way.path(Some("rain-coat"));
            assert_eq!(Way::of(path.as_deref(), &categories, Some("rain-coat")), way);
            assert_eq!(Way::chosen(&way.value(), &way), way);
        }
        assert_eq!(Way::Product.path(None), None);
        assert_eq!(Way::Search(" ".into()).path(None), None);
    }
}
