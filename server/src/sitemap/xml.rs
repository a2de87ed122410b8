//! The form of a sitemap (sitemaps.org, 0.9).

use app::{PublicOrigin, editions};
use contract::{Language, Timestamp};

/// Of pages, or of files that list pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pages,
    Index,
}

impl Kind {
    fn elements(self) -> (&'static str, &'static str) {
        match self {
            Self::Pages => ("urlset", "url"),
            Self::Index => ("sitemapindex", "sitemap"),
        }
    }
}

/// Writes a sitemap, in one piece or several.
pub struct Writer {
    kind: Kind,
    origin: PublicOrigin,
    text: String,
    count: usize,
}

impl Writer {
    pub fn begin(kind: Kind, origin: PublicOrigin) -> Self {
        let (list, _) = kind.elements();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <{list} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        );
        Self { kind, origin, text, count: 0 }
    }

    /// `path` from the root, encoded as addresses are.
    pub fn add(&mut self, path: &str, changed: Option<Timestamp>) {
        let address = self.address(path);
        self.entry(&address, changed, "");
    }

    /// A page in each language it can be read in, its own first: each names all of them.
    pub fn add_editions(&mut self, path: &str, spoken: &[Language], changed: Option<Timestamp>) {
        let editions = editions(path, spoken);
        if editions.is_empty() {
            return self.add(path, changed);
        }
        let all: Vec<_> = editions.iter().map(|(name, path)| (*name, self.address(path))).collect();
        let links: String = all
            .iter()
            .map(|(name, address)| {
                format!("<xhtml:link rel=\"alternate\" hreflang=\"{name}\" href=\"{address}\"/>")
            })
            .collect();
        for (_, address) in &all[..spoken.len()] {
            self.entry(address, changed, &links);
        }
    }

    fn address(&self, path: &str) -> String {
        self.origin.url(path).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
    }

    fn entry(&mut self, address: &str, changed: Option<Timestamp>, links: &str) {
        let (_, entry) = self.kind.elements();
        let changed = changed.map(|at| format!("<lastmod>{}</lastmod>", at.to_rfc3339()));
        let changed = changed.unwrap_or_default();
        self.text.push_str(&format!("<{entry}><loc>{address}</loc>{changed}{links}</{entry}>\n"));
        self.count += 1;
    }

    /// How many entries there are so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// What has been written since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    pub fn end(mut self) -> String {
        let (list, _) = self.kind.elements();
        self.text.push_str(&format!("</{list}>\n"));
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_in_two_languages_is_two_that_name_each_other() {
        let mut pages = Writer::begin(Kind::Pages, PublicOrigin::new("https://shops.example"));
        pages.add_editions("/t/a", &[Language::De, Language::En], None);
        assert_eq!(pages.len(), 2);
        let whole = pages.end();
        let links = "<xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://shops.example/t/a\"/>\
             <xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://shops.example/en/t/a\"/>\
             <xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"https://shops.example/t/a\"/>";
        for path in ["/t/a", "/en/t/a"] {
            let entry = format!("<url><loc>https://shops.example{path}</loc>{links}</url>\n");
            assert!(whole.contains(&entry), "{whole}");
        }
    }

    #[test]
    fn pieces_make_one_document() {
        let mut pages = Writer::begin(Kind::Pages, PublicOrigin::new("https://shops.example"));
        pages.add("/t/a/p/salt-&-pepper", Some(Timestamp(1_777_626_000_000)));
        let mut whole = pages.take();
        pages.add("/t/a", None);
        assert_eq!(pages.len(), 2);
        whole.push_str(&pages.end());
        assert_eq!(
            whole,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n\
             <url><loc>https://shops.example/t/a/p/salt-&amp;-pepper</loc>\
             <lastmod>2026-05-01T09:00:00.000Z</lastmod></url>\n\
             <url><loc>https://shops.example/t/a</loc></url>\n\
             </urlset>\n"
        );
    }
}
